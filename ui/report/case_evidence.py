"""What a sealed case holds beside its decisions, in words: the same that Review shows of them at the computer they are from."""

from dataclasses import replace

from screening.casework.case_evidence import CaseQuestion, CaseRun
from screening.dossier import Dossier
from screening.model.hits import Evidence, HitKind
from screening.model.questions import EarlierDecision
from ui import words
from ui.report.excel_rest import age_at, settings_told
from ui.report.risk import check_text, ownership_text, parts_text, shipment_name
from ui.report.words_of import entry_fields, entry_text, rule_fields
from ui.words import _, ngettext
from ui.words.earlier_text import earlier_text
from ui.words.verdict_text import verdict_text


def run_lines(seen: CaseRun) -> list[str]:
    """Return what a screening was made of and with, and what becomes of the shipment as things stand."""
    run = seen.run
    lines = [
        _("Manifest {name}, SHA-256 {hash}").format(name=seen.manifest, hash=seen.manifest_sha256),
        _("Screening {run} of {at}, by {user} ({role}), with Tekser {version}").format(
            run=run.run_id, at=words.format_datetime(run.started_at), user=run.user, version=run.program_version,
            role=words.role_name(run.role) if run.role else "–",
        ),
        verdict_text(seen.verdict),
        *("▲ " + earlier_text(alert) for alert in seen.verdict.earlier),
        *(f"{name}: {text}" for name, text in settings_told(run)),
    ]  # fmt: skip
    for info in seen.lists:
        published = words.format_date(info.published_on) if info.published_on else "–"
        lines.append(
            _("List {title} ({list}), version of {published}, {age}, SHA-256 {hash}").format(
                title=info.title, list=info.list_id, published=published, age=age_at(info, run.started_at)[0],
                hash=info.sha256,
            )
        )  # fmt: skip
    return lines


def question_lines(seen: CaseQuestion) -> list[str]:
    """Return what a question is decided on: the alert, both sides, the score, what was decided before, what is beside it."""
    dossier = seen.dossier
    hit = dossier.stored.hit
    reason = hit.reason
    if dossier.rules:
        name = dossier.rules[0].name(words.current_language())
        reason = replace(reason, data=tuple((key, name if key == "name" else value) for key, value in reason.data))
    count = ngettext("{n} line", "{n} lines", dossier.question.lines).format(n=dossier.question.lines)
    return [
        words.reason_text(reason),
        f"{words.field_name(hit.field)}: {hit.value} / {words.entry_title(hit)} · {count}",
        _("Why {score} of 100").format(score=f"{hit.score:.0f}"),
        *("  " + evidence_line(piece) for piece in sorted(hit.evidence, key=lambda piece: -piece.weight)),
        *_section(_("The list's entry"), _entry(dossier)),
        *(line for rule in dossier.rules for line in _section(_("The rule"), [f"{a}: {b}" for a, b in rule_fields(rule)])),
        *_section(_("Relations of the entry"), _relations(dossier)),
        *_section(_("Record of decisions"), _decisions(dossier)),
        *_section(_("Risk of the shipment"), _shipment(dossier)),
        *_section(_("Ownership checked?"), _ownership(dossier)),
        *_section(_("Decided before"), [_earlier(one) for one in dossier.earlier]),
        *_section(_("Also on this line"), _others(dossier)),
        *_section(_("The whole line (row {row})").format(row=dossier.line.row), _line(dossier)),
    ]  # fmt: skip


def evidence_line(piece: Evidence) -> str:
    """Return one piece of what a score is made of, with its points."""
    points = f"{piece.weight:+.1f} " if piece.weight else ""
    return "· " + points + words.evidence_text(piece)


def _section(head: str, lines: list[str]) -> list[str]:
    return [head + ":", *("  " + part for line in lines for part in line.splitlines())] if lines else []


def _entry(dossier: Dossier) -> list[str]:
    entry = dossier.entry
    if entry is None:
        return []
    told = [f"{words.entry_field_name(field)}: {text}" for field, text in entry_fields(entry)]
    # The publisher's own record, where it says more than our reading of it.
    return told + ([entry_text(entry)] if entry.entry_text else [])


def _relations(dossier: Dossier) -> list[str]:
    told = []
    for related in dossier.related:
        relation = related.relation
        name = related.entry.name if related.entry else relation.target_name or relation.target_id
        share = f" ({relation.share:g} %)" if relation.share is not None else ""
        told.append(f"{words.relation_name(relation.kind)}: {name}{share}")
    return told


def _decisions(dossier: Dossier) -> list[str]:
    told = []
    for one in dossier.decisions:
        what = f"{words.disposition_name(one.disposition.value)} · {words.reason_code_name(one.reason_code)}"
        who = f"{one.user} ({words.role_name(one.role)}), {words.format_datetime(one.decided_at)}"
        told.append(" · ".join(filter(None, (str(one.decision_id), what, who, one.text))))
        if one.approval is not None:
            said = _("agreed by {user}, {at}") if one.approval.agreed else _("returned by {user}, {at}")
            said = said.format(user=one.approval.user, at=words.format_datetime(one.approval.at))
            told.append("  " + " · ".join(filter(None, (said, one.approval.comment))))
    return told


def _shipment(dossier: Dossier) -> list[str]:
    shipment = dossier.shipment
    joint = _("Joint risk of the line: {risk}").format(risk=f"{dossier.risk.score:.0f}")
    if shipment is None:
        return [joint]
    others = [
        _("row {row}").format(row=line.row) + f": {line.party} · {line.goods} · {line.score:.0f}"
        for line in dossier.shipment_lines
        if line.line_id != dossier.stored.line_id
    ]
    head = f"{shipment_name(shipment)}: {shipment.risk.score:.0f}"
    return [joint, head, *parts_text(shipment).splitlines(), *others]


def _ownership(dossier: Dossier) -> list[str]:
    if dossier.stored.hit.kind is not HitKind.PARTY:
        return []
    noted = [check_text(check) for check in dossier.ownership.of_party(dossier.stored.hit.value)]
    return [ownership_text(dossier.ownership), *(noted or [_("Nobody has noted yet who owns this party.")])]


def _earlier(one: EarlierDecision) -> str:
    decided = f"{words.disposition_name(one.disposition.value)} · {words.reason_code_name(one.reason_code)}"
    when = f"{one.user}, {words.format_datetime(one.decided_at)}, {one.manifest_name}"
    sameness = "" if one.same_question else f"{one.value} → {one.entry_name}"
    return " · ".join(filter(None, (decided, when, sameness, one.text)))


def _others(dossier: Dossier) -> list[str]:
    return [
        f"{words.kind_name(one.hit.kind.value)} {one.hit.score:.0f}: {words.entry_title(one.hit)} · {one.hit.value}"
        + (f" · {words.disposition_name(one.decision.disposition.value)}" if one.decision else "")
        for one in dossier.line_hits
        if one.hit_id != dossier.stored.hit_id
    ]


def _line(dossier: Dossier) -> list[str]:
    told = []
    for value in dossier.line.values:
        if value.text and value.field != "other":
            raw = "" if value.raw == value.text else " · " + _("in the file: {text}").format(text=value.raw)
            told.append(f"{words.field_name(value.field)}: {value.text}{raw}")
    return told
