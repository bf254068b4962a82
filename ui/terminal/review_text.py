"""All that a question is decided on, as lines of the terminal: what the middle of Review shows in the window."""

from collections.abc import Iterator

from screening.dossier import Dossier
from screening.model.decisions import Decision
from screening.model.hits import Hit, HitKind
from ui import words
from ui.report.risk import check_text, ownership_text, parts_text, shipment_name
from ui.report.words_of import entry_fields, rule_fields, shown_hit
from ui.words import _, ngettext
from ui.words.case_text import ground_lines
from ui.words.question_text import decision_standing, question_title


def dossier_lines(dossier: Dossier) -> list[str]:
    """Return a question on one of its lines, the parts of it under headings."""
    hit, question = shown_hit(dossier.stored, dossier.rules), dossier.question
    place = _("{sheet}, row {row}: {field}").format(sheet=hit.sheet, row=hit.row, field=words.field_name(hit.field))
    count = ngettext("{n} line", "{n} lines", question.lines).format(n=question.lines)
    scores = _("Score {score}, weighed as risk {risk}, of 100").format(score=f"{hit.score:.0f}", risk=f"{question.risk:.0f}")  # fmt: skip
    title = dossier.rules[0].name(words.current_language()) if dossier.rules else question_title(question)
    lines = [
        f"{question.question_id}: {words.kind_name(hit.kind.value)} · {title}",
        words.reason_text(hit.reason),
        f"{place} · {count} · {_source(dossier)} · {scores}",
    ]
    for heading, body in (
        (_("Why {score} of 100").format(score=f"{hit.score:.0f}"), list(_evidence(hit))),
        (_("On the list"), [f"{words.entry_field_name(f)}: {t}" for f, t in entry_fields(dossier.entry)] if dossier.entry else []),
        (_("Record of the publisher"), dossier.entry.entry_text.splitlines() if dossier.entry else []),
        (_("Relations of the entry"), list(_relations(dossier))),
        (_("The rule"), [f"{name}: {text}" for rule in dossier.rules for name, text in rule_fields(rule)]),
        (_("Record of decisions"), [text for one in reversed(dossier.decisions) for text in _decision(dossier, one)]),
        (_("Decided before"), list(_earlier(dossier))),
        (_("Risk of the shipment"), list(_shipment(dossier))),
        (_("Ownership checked?"), list(_ownership(dossier))),
        (_("Also on this line"), list(_others(dossier))),
        (_("The whole line (row {row})").format(row=dossier.line.row), list(_line(dossier))),
    ):  # fmt: skip
        if body:
            lines += ["", heading, *(f"  {text}" for text in body)]
    return lines


def _source(dossier: Dossier) -> str:
    info = dossier.list_info
    title = info.title if info else dossier.stored.hit.list_id
    return title + (", " + words.format_date(info.published_on) if info and info.published_on else "")


def _evidence(hit: Hit) -> Iterator[str]:
    for piece in sorted(hit.evidence, key=lambda e: -e.weight):
        points = f"{piece.weight:+.1f} " if piece.weight else ""
        yield points + words.evidence_text(piece)


def _decision(dossier: Dossier, decision: Decision) -> Iterator[str]:
    _sign, state = decision_standing(dossier.stored, decision)
    what = f"{words.disposition_name(decision.disposition.value)} · {words.reason_code_name(decision.reason_code)}"
    follows = " " + _("(follows {n})").format(n=decision.replaces) if decision.replaces is not None else ""
    number = _("Decision {n}").format(n=decision.decision_id)
    yield f"{number}{follows}: {what} · {state}"
    yield f"  {decision.user} ({words.role_name(decision.role)}), {words.format_datetime(decision.decided_at)}"
    yield from (f"  {text}" for text in ground_lines(decision))
    said = decision.approval
    if said is not None:
        told = _("agreed by {user}, {at}") if said.agreed else _("returned by {user}, {at}")
        told = told.format(user=said.user, at=words.format_datetime(said.at))
        yield f"  {told}: {said.comment}" if said.comment else f"  {told}"


def _relations(dossier: Dossier) -> Iterator[str]:
    for related in dossier.related:
        relation = related.relation
        name = related.entry.name if related.entry else relation.target_name or relation.target_id
        share = f" ({relation.share:g} %)" if relation.share is not None else ""
        yield f"{words.relation_name(relation.kind)}: {name}{share}"


def _shipment(dossier: Dossier) -> Iterator[str]:
    """Yield the joint risk of the line, and that of its shipment where it was asked for, with the other lines."""
    yield _("Joint risk of the line: {risk}").format(risk=f"{dossier.risk.score:.0f}")
    if dossier.shipment is not None:
        yield f"{shipment_name(dossier.shipment)}: {dossier.shipment.risk.score:.0f}"
        yield from parts_text(dossier.shipment).splitlines()
    for line in dossier.shipment_lines:
        if line.line_id != dossier.stored.line_id:
            yield _("row {row}").format(row=line.row) + f": {line.party} · {line.goods} · {line.score:.0f}"


def _earlier(dossier: Dossier) -> Iterator[str]:
    for one in dossier.earlier:
        decided = f"{words.disposition_name(one.disposition.value)} · {words.reason_code_name(one.reason_code)}"
        sameness = "" if one.same_question else f" ({one.value} → {one.entry_name})"
        yield f"{decided} · {one.user}, {words.format_datetime(one.decided_at)}, {one.manifest_name}{sameness} {one.text}".rstrip()


def _ownership(dossier: Dossier) -> Iterator[str]:
    hit = dossier.stored.hit
    if hit.kind is not HitKind.PARTY:
        return
    yield ownership_text(dossier.ownership)
    noted = dossier.ownership.of_party(hit.value)
    yield from map(check_text, noted)
    if not noted:
        yield _("Nobody has noted yet who owns this party.")


def _others(dossier: Dossier) -> Iterator[str]:
    for stored in dossier.line_hits:
        if stored.hit_id != dossier.stored.hit_id:
            hit = stored.hit
            yield f"{words.kind_name(hit.kind.value)} {hit.score:.0f}: {words.entry_title(hit)} · {hit.value}"


def _line(dossier: Dossier) -> Iterator[str]:
    for value in dossier.line.values:
        if value.text and value.field != "other":
            raw = " (" + _("in the file: {text}").format(text=value.raw) + ")" if value.raw != value.text else ""
            yield f"{words.field_name(value.field)}: {value.text}{raw}"
