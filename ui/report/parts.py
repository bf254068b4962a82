"""The parts of a report for people: what is flagged, once for each question, with its lines and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from screening.model.decisions import Decision
from screening.model.goods import GoodsRule
from screening.model.hits import Hit
from screening.model.lists import Entry
from screening.model.manifests import Line
from screening.ports import StoredHit
from ui import words
from ui.report.collect import AuditReport
from ui.report.words_of import entry_fields, rule_fields
from ui.words import _


@dataclass(slots=True)
class Part:
    """One party or goods item that meets one list entry, on one line or on many."""

    hit: Hit
    """Of the first line."""
    line: Line
    """The first line."""
    hits: list[StoredHit] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    """Every decision on these hits, the same one on many lines once, in order of time."""

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Sheet and row of every line."""
        return list(dict.fromkeys((stored.hit.sheet, stored.hit.line_row) for stored in self.hits))


def parts_of(report: AuditReport) -> list[Part]:
    """Return the parts of a report, highest score first."""
    parts: dict[tuple[str, ...], Part] = {}
    of_hit: dict[int, Part] = {}
    flagged = {found[0].line_id: found for found in report.hits()}
    for line_id, line in report.lines():
        for stored in flagged.get(line_id, ()):
            hit = stored.hit
            value = " ".join(hit.value.split()).casefold()
            # An entry that changed before a re-screening is told with both of its texts.
            question = (hit.kind.value, hit.field, value, hit.list_id, hit.entry_id, stored.entry_hash)
            part = parts.setdefault(question, Part(hit, line))
            part.hits.append(stored)
            of_hit[stored.hit_id] = part
    told: set[tuple[object, ...]] = set()
    for decision in report.decisions:
        part_of = of_hit.get(decision.hit_id)
        if part_of is None:
            continue
        same = (
            id(part_of),
            decision.disposition,
            decision.reason_code,
            decision.text,
            decision.user,
            decision.decided_at,
        )
        if same not in told:
            told.add(same)
            part_of.decisions.append(decision)
    return sorted(parts.values(), key=lambda part: -part.hit.score)


_CONTEXT = (
    "description", "hs_code", "article_no", "brand", "manufacturer", "value", "origin_country", "dispatch_country",
    "transit_country", "destination_country", "end_use", "imo", "transport_doc_no", "invoice_no",
)  # fmt: skip
"""Fields of the line that are told beside what is flagged, in this order."""
_SAME = (("tax_id", "identifiers"), ("address", "addresses"), ("country", "countries"))
"""What the manifest says of a party, and the field of the list that it is to be compared with."""

Fact = tuple[str, str]
"""Name of a field, and its text."""


def comparison_of(part: Part, entry: Entry | None, rules: Sequence[GoodsRule] = ()) -> list[tuple[Fact, Fact]]:
    """Return the manifest's facts beside the list's, those of the same kind on one row; a missing one is empty."""
    hit = part.hit
    role = hit.field.split(".")[0]
    theirs = {v.field: v.text for v in reversed(part.line.values) if v.text and v.field != hit.field}
    listed = dict(entry_fields(entry)) if entry else {}
    first: Fact = (_("Matched name"), hit.matched_name) if entry else (_("Rule"), words.entry_title(hit))
    pairs: list[tuple[Fact, Fact]] = [((words.field_name(hit.field), hit.value), first)]
    if "names" in listed:
        pairs.append((("", ""), (words.entry_field_name("names"), listed.pop("names"))))
    for part_of, field_of in _SAME:
        ours = theirs.pop(f"{role}.{part_of}", "")
        other = listed.pop(field_of, "")
        if ours or other:
            pairs.append((
                (words.field_name(f"{role}.{part_of}"), ours) if ours else ("", ""),
                (words.entry_field_name(field_of), other) if other else ("", ""),
            ))  # fmt: skip
    if "value" in theirs and "currency" in theirs:
        theirs["value"] = f"{theirs['value']} {theirs['currency']}"
    own = [field for field in theirs if field.startswith(role + ".")]
    left = [(words.field_name(field), theirs[field]) for field in (*own, *_CONTEXT) if field in theirs]
    right = [(_("List"), f"{hit.list_id} {hit.entry_id}"), *((words.entry_field_name(f), t) for f, t in listed.items())]
    for rule in rules:
        right += rule_fields(rule)
    pairs += zip_longest(left, right, fillvalue=("", ""))
    return pairs
