"""The middle of Review as rich text: what was found, both sides, why this score, what was decided before."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from screening.dossier import Dossier
from screening.model.goods import GoodsRule
from screening.model.hits import Evidence, HitKind
from ui import words
from ui.desktop.comparison import SIGNS, Marks, aligned, facts, legend
from ui.desktop.decision_record import record_html
from ui.report.risk import check_text, ownership_text, parts_text, shipment_name
from ui.report.words_of import rule_fields, shown_hit
from ui.words import _, ngettext
from ui.words.question_text import question_title

EARLIER_SHOWN = 6
PARTS_SHOWN = 12
"""Parts of the risk of a shipment that are shown, the largest first."""


_LINK = re.compile(r'<a href="(?:line|hit|owner):[^"]*">(.*?)</a>')


def dossier_html(dossier: Dossier, marks: Marks, elsewhere: bool = False) -> str:
    """Return a question on one of its lines; ``elsewhere``: at another computer, where its links lead nowhere."""
    whole = _whole(dossier, marks, elsewhere)
    return _LINK.sub(r"\1", whole) if elsewhere else whole


def _whole(dossier: Dossier, marks: Marks, elsewhere: bool) -> str:
    # Goods have names in each language.
    hit = shown_hit(dossier.stored, dossier.rules)
    name = hit.entry_name if dossier.rules else question_title(dossier.question)
    title = f"{words.kind_name(hit.kind.value).capitalize()} · {name}"
    scores = _("Score {score}, weighed as risk {risk}, of 100").format(
        score=f"{hit.score:.0f}", risk=f"{dossier.question.risk:.0f}"
    )
    said = escape(words.reason_text(hit.reason))
    parts = [f"<h3>{escape(title)}</h3>", f"<p>{said}</p>", _where(dossier, scores)]
    if dossier.entry is not None:
        table = aligned(hit.evidence, marks)
        if table:
            parts += [table, legend(marks)]
        parts.append(facts(hit, dossier.line, dossier.entry, marks))
    else:
        parts.append(_fields_used(dossier))
        parts += [_rule(rule) for rule in dossier.rules]
    parts += [
        _why(dossier, hit.evidence, marks),
        record_html(dossier),
        _shipment(dossier),
        _ownership(dossier, elsewhere),
        _earlier(dossier),
        _relations(dossier),
        _others(dossier),
    ]
    parts.append(_line(dossier))
    return "".join(parts)


def _head(text: str) -> str:
    return f"<p><b>{escape(text)}</b></p>"


def _where(dossier: Dossier, scores: str) -> str:
    hit, question = dossier.stored.hit, dossier.question
    place = _("{sheet}, row {row}: {field}").format(sheet=hit.sheet, row=hit.row, field=words.field_name(hit.field))
    info = dossier.list_info
    source = info.title if info else hit.list_id
    if info and info.published_on:
        source += ", " + words.format_date(info.published_on)
    lines = ngettext("{n} line", "{n} lines", question.lines).format(n=question.lines)
    return f"<p><small>{escape(place)} · {escape(lines)} · {escape(source)} · {escape(scores)}</small></p>"


def _why(dossier: Dossier, evidence: Sequence[Evidence], marks: Marks) -> str:
    """Return the parts of the score: points first, what raised it before what lowered it."""
    pieces = sorted(evidence, key=lambda e: -e.weight)
    rows = "".join(_piece(piece, marks) for piece in pieces)
    if not rows:
        return ""
    head = _head(_("Why {score} of 100").format(score=f"{dossier.stored.hit.score:.0f}"))
    risk = ""
    if len(dossier.risk.parts) > 1:
        text = _("Joint risk of the line: {risk}").format(risk=f"{dossier.risk.score:.0f}")
        parts = " + ".join(
            f"{words.kind_name(part.kind.value)} {part.points:.0f}" for part in dossier.risk.parts if part.points >= 0.5
        )
        risk = f"<p>{escape(text)} = {escape(parts)}</p>"
    return f'{head}<table cellspacing="0" cellpadding="2">{rows}</table>{risk}'


def _shipment(dossier: Dossier) -> str:
    """Return the risk of the shipment and what it is made of."""
    shipment = dossier.shipment
    if shipment is None:
        told = _("is being added up …")
        if dossier.shipment_asked:
            told = _("An older version screened this manifest: screen it again, or ask tekser risk {run}.").format(
                run=dossier.stored.run_id
            )
        head = _head(_("Risk of the shipment"))
        return f"{head}<p>{escape(told)}</p>"
    lines = ngettext("{n} line", "{n} lines", len(shipment.line_ids)).format(n=len(shipment.line_ids))
    head = _head(_("Risk of the shipment: {risk} of 100").format(risk=f"{shipment.risk.score:.0f}"))
    about = _("{shipment}, {lines}; its worst line has {risk}").format(
        shipment=shipment_name(shipment), lines=lines, risk=f"{shipment.worst_line:.0f}"
    )
    shown = replace(shipment, risk=replace(shipment.risk, parts=shipment.risk.parts[:PARTS_SHOWN]))
    parts = "".join(f"<li>{escape(text)}</li>" for text in parts_text(shown).splitlines())
    rest = shipment.risk.parts[PARTS_SHOWN:]
    if rest:
        more = _("and {n} more parts, {points} points together; tekser risk {run} shows them all").format(
            n=len(rest), points=f"{sum(part.points for part in rest):.1f}", run=dossier.stored.run_id
        )
        parts += f"<li>{escape(more)}</li>"
    return f"{head}<p>{escape(about)}</p><ul>{parts}</ul>{_shipment_lines(dossier, len(shipment.line_ids))}"


def _shipment_lines(dossier: Dossier, count: int) -> str:
    """Return the other lines of the shipment; those that are flagged as links to their first question."""
    others = [line for line in dossier.shipment_lines if line.line_id != dossier.stored.line_id]
    if not others:
        return ""
    rows = []
    for line in others:
        name = escape(_("row {row}").format(row=line.row))
        if line.score:
            name = f'<a href="line:{line.line_id}">{name}</a> {"○" if line.open_hits else "✓"} {line.score:.0f}'
        rows.append(f"<li>{name}: {escape(line.party[:80])} · {escape(line.goods[:80])}</li>")
    left = count - len(others) - 1
    if left > 0:
        more = ngettext("{n} more line", "{n} more lines", left).format(n=left)
        rows.append(f"<li>{escape(more)}</li>")
    head = _head(_("Other lines of the shipment"))
    return f"{head}<ul>{''.join(rows)}</ul>"


def _ownership(dossier: Dossier, elsewhere: bool) -> str:
    """Return whether the owners of the party were checked."""
    hit = dossier.stored.hit
    if hit.kind is not HitKind.PARTY:
        return ""
    noted = dossier.ownership.of_party(hit.value)
    rows = "".join(f"<li>✓ {escape(check_text(check))}</li>" for check in noted)
    if not rows:
        rows = "<li>○ " + escape(_("Nobody has noted yet who owns this party.")) + "</li>"
    head = _head(_("Ownership checked?"))
    note = escape(_("Note who owns it (W)"))
    note = "" if elsewhere else f'<p><a href="owner:">{note}</a></p>'
    return f"{head}<p>{escape(ownership_text(dossier.ownership))}</p><ul>{rows}</ul>{note}"


def _piece(piece: Evidence, marks: Marks) -> str:
    mark = SIGNS.get(piece.code, ("", ""))[1]
    if not mark:
        mark = "same" if piece.weight > 0 else "differs" if piece.weight < 0 else "quiet"
    if piece.code.endswith("_differs") and piece.weight >= 0:
        mark = "differs" if piece.code.startswith(("identifier", "country")) else "quiet"
    sign = {"same": "✓", "near": "~", "differs": "✗", "quiet": "·"}[mark]
    points = f"{piece.weight:+.1f}" if piece.weight else ""
    text = words.evidence_text(Evidence(piece.code, piece.left, piece.right))
    return (
        f'<tr><td style="color:{marks[mark]}"><b>{sign}</b></td><td align=right>{points}</td>'
        f"<td>{escape(text)}</td></tr>"
    )


def _fields_used(dossier: Dossier) -> str:
    """Return the fields of the line that a rule of goods or route was asked with."""
    hit = dossier.stored.hit
    used = {hit.field: hit.value}
    for piece in hit.evidence:
        if piece.code == "rule_field":
            used[piece.left] = piece.right
    rows = "".join(
        f"<tr><td><b>{escape(words.field_name(field))}</b></td><td>{escape(value)}</td></tr>"
        for field, value in used.items()
        if value
    )
    head = _head(_("Fields used"))
    return f'{head}<table cellspacing="0" cellpadding="3">{rows}</table>'


def _rule(rule: GoodsRule) -> str:
    cells = "".join(
        f"<tr><td><b>{escape(label)}</b></td><td>{escape(value)}</td></tr>" for label, value in rule_fields(rule)
    )
    head = _head(_("The rule"))
    return f'{head}<table cellspacing="0" cellpadding="3">{cells}</table>'


def _earlier(dossier: Dossier) -> str:
    if not dossier.earlier:
        return ""
    rows = []
    for one in dossier.earlier[:EARLIER_SHOWN]:
        sameness = "" if one.same_question else f" ({escape(one.value)} → {escape(one.entry_name)})"
        decided = f"<b>{escape(words.disposition_name(one.disposition.value))}</b>"
        reason = escape(words.reason_code_name(one.reason_code))
        when = escape(f"{one.user}, {words.format_datetime(one.decided_at)}, {one.manifest_name}")
        rows.append(f"<li>{decided} · {reason} · {when}{sameness}<br>{escape(one.text)}</li>")
    head = _head(_("Decided before"))
    return f"{head}<ul>{''.join(rows)}</ul>"


def _relations(dossier: Dossier) -> str:
    if not dossier.related:
        return ""
    rows = []
    for related in dossier.related:
        relation = related.relation
        name = related.entry.name if related.entry else relation.target_name or relation.target_id
        share = f" ({relation.share:g} %)" if relation.share is not None else ""
        rows.append(f"<li>{escape(words.relation_name(relation.kind))}: {escape(name)}{share}</li>")
    head = _head(_("Relations of the entry"))
    return f"{head}<ul>{''.join(rows)}</ul>"


def _others(dossier: Dossier) -> str:
    """Return the other hits of the line, as links."""
    others = [stored for stored in dossier.line_hits if stored.hit_id != dossier.stored.hit_id]
    if not others:
        return ""
    rows = "".join(
        f'<li>{"✓" if stored.decision else "○"} <a href="hit:{stored.hit_id}">'
        f"{escape(words.kind_name(stored.hit.kind.value))} {stored.hit.score:.0f}: "
        f"{escape(words.entry_title(stored.hit))}</a> · {escape(stored.hit.value[:80])}</li>"
        for stored in others
    )
    head = _head(_("Also on this line"))
    return f"{head}<ul>{rows}</ul>"


def _line(dossier: Dossier) -> str:
    rows = []
    for value in dossier.line.values:
        if not value.text or value.field == "other":
            continue
        shown = escape(value.text)
        if value.field == dossier.stored.hit.field and value.text == dossier.stored.hit.value:
            shown = f"<b>▶ {shown}</b>"
        if value.raw != value.text:
            raw = _("in the file: {text}").format(text=value.raw)
            shown += f" <small>({escape(raw)})</small>"
        rows.append(f"<tr><td>{escape(words.field_name(value.field))}</td><td>{shown}</td></tr>")
    head = _head(_("The whole line (row {row})").format(row=dossier.line.row))
    return f'{head}<table cellspacing="0" cellpadding="2">{"".join(rows)}</table>'
