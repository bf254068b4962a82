"""The parts of a report for people: what is flagged, once for each question, with its lines and what was decided."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from screening.model.decisions import Decision
from screening.model.goods import GoodsRule
from screening.model.hits import Hit, HitKind
from screening.model.lists import Entry
from screening.model.manifests import Line
from screening.ports import StoredHit
from ui import words
from ui.report.collect import AuditReport
from ui.report.words_of import entry_fields, rule_fields
from ui.words import _

MOST_TEXTS = 4
"""Different texts of one field that are told of the lines of a part; the numbers of all lines are."""


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
    texts: dict[str, list[str]] = field(default_factory=dict)
    """What the lines say in each field, every text once, at most :data:`MOST_TEXTS` and a mark."""

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
            _note_texts(part, line)
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
            decision.approval and (decision.approval.agreed, decision.approval.user, decision.approval.comment),
        )
        if same not in told:
            told.add(same)
            part_of.decisions.append(decision)
    return sorted(parts.values(), key=lambda part: -part.hit.score)


def _note_texts(part: Part, line: Line) -> None:
    for value in line.values:
        text = value.text
        if value.field == "value" and text:
            text = f"{text} {line.text('currency')}".strip()
        if not text or value.field == part.hit.field:
            continue
        texts = part.texts.setdefault(value.field, [])
        if text not in texts and len(texts) <= MOST_TEXTS:
            texts.append(text if len(texts) < MOST_TEXTS else "…")


_ITEMS = (HitKind.PARTY, HitKind.VESSEL, HitKind.GOODS)
"""Kinds of hits that name a party, a vessel or a goods item; the others are signs on the line."""


@dataclass(slots=True)
class Subject:
    """One party, vessel or goods item of the manifest with everything that it meets, or one rule with what raised it."""

    parts: list[Part]
    """The best first."""

    @property
    def is_item(self) -> bool:
        """Whether it is a party, a vessel or a goods item."""
        return self.parts[0].hit.kind in _ITEMS

    @property
    def hits(self) -> list[StoredHit]:
        """Every hit."""
        return [stored for part in self.parts for stored in part.hits]

    @property
    def rows(self) -> list[tuple[str, int]]:
        """Sheet and row of every line, in the order of the file."""
        return sorted({row for part in self.parts for row in part.rows}, key=lambda row: (row[0], row[1]))

    @property
    def fields(self) -> list[str]:
        """The fields it stands in."""
        return list(dict.fromkeys(stored.hit.field for stored in self.hits))

    @property
    def decisions(self) -> list[tuple[Decision, list[int]]]:
        """Every decision in order of time, with the numbers (from 1) of the parts it was made on alike."""
        told: dict[tuple[object, ...], tuple[Decision, list[int]]] = {}
        for number, part in enumerate(self.parts, 1):
            for one in part.decisions:
                answer = one.approval and (one.approval.agreed, one.approval.user, one.approval.comment)
                same = (
                    one.disposition, one.reason_code, one.text, one.user, one.decided_at, one.licence, one.licence_until,
                    one.second, answer,
                )  # fmt: skip
                numbers = told.setdefault(same, (one, []))[1]
                if number not in numbers:
                    numbers.append(number)
        return sorted(told.values(), key=lambda pair: pair[0].decision_id)


def subjects_of(parts: Sequence[Part]) -> list[Subject]:
    """Return parts put together: all entries that one party or goods item meets, all that one rule was raised by.

    Parties, vessels and goods come first, then the signs; within both the order of ``parts``.
    """
    found: dict[tuple[str, ...], Subject] = {}
    for part in parts:
        hit = part.hit
        key: tuple[str, ...]
        if hit.kind in _ITEMS:
            key = (hit.kind.value, " ".join(hit.value.split()).casefold())
        else:
            key = (hit.kind.value, hit.list_id, hit.entry_id)
        found.setdefault(key, Subject([])).parts.append(part)
    return sorted(found.values(), key=lambda subject: not subject.is_item)


_CONTEXT = (
    "description", "hs_code", "article_no", "brand", "manufacturer", "value", "origin_country", "dispatch_country",
    "transit_country", "destination_country", "end_use", "imo", "transport_doc_no", "invoice_no",
)  # fmt: skip
"""Fields of the line that are told beside what is flagged, in this order."""
_SAME = (("tax_id", "identifiers"), ("address", "addresses"), ("country", "countries"))
"""What the manifest says of a party, and the field of the list that it is to be compared with."""

Fact = tuple[str, str]
"""Name of a field, and its text."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The manifest's facts beside those of one entry."""

    pairs: Sequence[tuple[Fact, Fact]]
    """Facts of the same kind that both have."""
    ours: Sequence[Fact]
    """What else the manifest says of the lines."""
    listed: Sequence[Fact]
    """What else the list says of the entry."""


def comparison_of(part: Part, entry: Entry | None, rules: Sequence[GoodsRule] = ()) -> Comparison:
    """Return the manifest's facts beside the list's, those of the same kind together."""
    hit = part.hit
    role = hit.field.split(".")[0]
    theirs = {name: "; ".join(texts) for name, texts in part.texts.items()}
    listed = dict(entry_fields(entry)) if entry else {}
    pairs: list[tuple[Fact, Fact]] = []
    first: list[Fact] = []
    if entry:
        pairs.append(((words.field_name(hit.field), hit.value), (_("Matched name"), hit.matched_name)))
        first += [(words.entry_field_name("names"), listed.pop("names"))] if "names" in listed else []
    for part_of, field_of in _SAME:
        ours, other = theirs.get(f"{role}.{part_of}", ""), listed.get(field_of, "")
        if ours and other:
            del theirs[f"{role}.{part_of}"], listed[field_of]
            pairs.append(((words.field_name(f"{role}.{part_of}"), ours), (words.entry_field_name(field_of), other)))
    own = [field for field in theirs if field.startswith(role + ".")]
    left = [(words.field_name(field), theirs[field]) for field in (*own, *_CONTEXT) if field in theirs]
    right = first + [(words.entry_field_name(name), text) for name, text in listed.items()]
    for rule in rules:
        right += rule_fields(rule)
    return Comparison(pairs, left, right)
