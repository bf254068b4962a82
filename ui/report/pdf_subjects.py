"""The parts of the PDF report: each flagged party or goods item with the comparison, each rule with what raised it."""

from collections.abc import Sequence
from typing import Any

from reportlab.platypus import CondPageBreak, Flowable, Paragraph, Spacer, Table, TableStyle

from screening.model.decisions import Decision
from screening.model.hits import Evidence, HitKind
from ui import words
from ui.report.collect import AuditReport
from ui.report.excel_rest import older_text
from ui.report.parts import Comparison, Fact, Part, Subject, comparison_of
from ui.report.pdf_frame import WIDTH
from ui.report.pdf_parts import HEAD, INK, LINE, PALE, Looks, grid
from ui.report.pdf_text import BOLD, marked_up, paragraph
from ui.report.then import threshold_then
from ui.report.words_of import alert_text, approver_of, known_text, reason_of, shown_hit, status_of, utc_text
from ui.words import _

MOST_ROWS = 40
LONGEST_FACT, LONGEST_OF_OTHERS = 500, 200
"""Letters of one fact in the comparison, of the best entry and of the others; the Excel and the JSON have all of it."""
_LEAST_ROOM = 170
"""Points: a part that does not fit where less is left begins on the next page; a longer one is torn between its rows."""
_ALL_PAGE = 100_000


def subject_story(number: int, subject: Subject, report: AuditReport, looks: Looks) -> list[Flowable]:
    """Return one part: what is flagged, what it met, beside each other, and what was decided."""
    story = [
        paragraph(subject_title(number, subject), looks.part),
        *(_rule(subject, report, looks) if not subject.is_item else [_items(subject, report, looks)]),
        *_decisions(subject, report, looks),
        Spacer(1, 5),
    ]
    height = sum(flowable.wrap(WIDTH, _ALL_PAGE)[1] for flowable in story)
    return [CondPageBreak(min(height, _LEAST_ROOM)), *story]


def subject_title(number: int, subject: Subject) -> str:
    """Return the heading of a part."""
    hit = subject.parts[0].hit
    kind = words.kind_name(hit.kind.value)
    if not subject.is_item:
        return f"{number}. {words.entry_title(hit)} — {kind} · {status_of(subject.hits)}"
    where = ", ".join(words.field_name(field) for field in subject.fields)
    if hit.kind is HitKind.PARTY and where:
        kind = where
    elif where and hit.kind is HitKind.GOODS:
        kind = f"{kind}, {where}"
    return f"{number}. {hit.value} — {kind} · {status_of(subject.hits)}"


def rows_text(rows: Sequence[tuple[str, int]], most: int = MOST_ROWS) -> str:
    """Return rows by sheet, the first of many."""
    by_sheet: dict[str, list[str]] = {}
    for sheet, row in rows[:most]:
        by_sheet.setdefault(sheet, []).append(str(row))
    places = "; ".join(f"{sheet}: {', '.join(rows)}" for sheet, rows in by_sheet.items())
    if len(rows) > most:
        places += " " + _("and {n} more").format(n=len(rows) - most)
    return places


def _line_text(subject: Subject) -> str:
    rows = subject.rows
    return _("Lines ({n}): {places}").format(n=len(rows), places=rows_text(rows))


def _items(subject: Subject, report: AuditReport, looks: Looks) -> Table:
    """Return the manifest's words and those of every entry that was met, side by side."""
    cells: list[list[Flowable]] = [
        [_facts([(_("The manifest says"), _line_text(subject))], looks), paragraph(_("The list says"), looks.label)]
    ]
    settings: list[Any] = [
        ("BACKGROUND", (0, 0), (-1, 0), HEAD), ("BOX", (0, 0), (-1, -1), 0.6, INK), ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEAFTER", (0, 0), (0, -1), 0.4, LINE), ("LINEBELOW", (0, 0), (-1, -2), 0.3, LINE),
        ("TOPPADDING", (0, 0), (-1, -1), 1), ("BOTTOMPADDING", (0, 0), (-1, -1), 2),
        ("LEFTPADDING", (0, 0), (-1, -1), 4), ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ]  # fmt: skip

    def across(text: Paragraph, *, pale: bool = False) -> None:
        settings.append(("SPAN", (0, len(cells)), (-1, len(cells))))
        if pale:
            settings.append(("BACKGROUND", (0, len(cells)), (-1, len(cells)), PALE))
            # What was met never stands at the foot of a page without what the list says of it.
            settings.append(("NOSPLIT", (0, len(cells)), (-1, len(cells) + 1)))
        cells.append([text, paragraph("", looks.small)])

    for number, part in enumerate(subject.parts, 1):
        across(_met(number if len(subject.parts) > 1 else 0, part, report, looks), pale=True)
        shown = comparison_of(part, report.entry(part.hits[0]), report.rules(part.hits[0]))
        if number == 1:
            cells += [[_facts([ours], looks), _facts([listed], looks)] for ours, listed in shown.pairs]
            if shown.ours or shown.listed:
                cells.append([_facts(shown.ours, looks), _facts(shown.listed, looks)])
            if part.hit.evidence:
                across(_evidence(part.hit.evidence, looks))
        else:
            # What the manifest says stands above.
            listed = [*(listed for _ours, listed in shown.pairs), *shown.listed]
            cells.append([_evidence(part.hit.evidence, looks), _facts(listed, looks, LONGEST_OF_OTHERS)])
    table = Table(cells, colWidths=[WIDTH * 0.46, WIDTH * 0.54], repeatRows=1)
    table.setStyle(TableStyle(settings))
    return table


def _met(number: int, part: Part, report: AuditReport, looks: Looks) -> Paragraph:
    """Return which entry was met, why, and by which score."""
    stored = part.hits[0]
    hit = shown_hit(stored, report.rules(stored))
    threshold = threshold_then(report.run, stored)
    score = _("Score {score:.1f}, threshold {threshold:.1f}.") if threshold else _("Score {score:.1f}.")
    title = f"{words.entry_title(hit)} ({hit.list_id} {hit.entry_id})"
    texts = [
        f'<font name="{BOLD}">{marked_up(f"{number}) {title}" if number else title)}</font>',
        marked_up(f"{words.reason_text(hit.reason)} {score.format(score=hit.score, threshold=threshold)}"),
        *(f'<font name="{BOLD}">{marked_up(_shown(text, LONGEST_FACT))}</font>' for text in _remarks(part, report)),
    ]
    return Paragraph("<br/>".join(texts), looks.small)


def _remarks(part: Part, report: AuditReport) -> list[str]:
    """Return that a hit joined later, or is of a known party."""
    joined = dict.fromkeys(filter(None, (alert_text(report.alerts.get(stored.hit_id)) for stored in part.hits)))
    known = dict.fromkeys(filter(None, (known_text(stored, report.known) for stored in part.hits)))
    return [_("Joined later: {how}").format(how=how) for how in joined] + list(known)


def _facts(facts: Sequence[Fact], looks: Looks, longest: int = LONGEST_FACT) -> Paragraph:
    """Return facts one after another, their names in bold."""
    told = []
    for name, value in facts:
        told.append(f'<font name="{BOLD}">{marked_up(name)}:</font> {marked_up(_shown(value, longest))}')
    return Paragraph(" · ".join(told), looks.small)


def _shown(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[:longest] + " […]"


def _evidence(evidence: Sequence[Evidence], looks: Looks) -> Paragraph:
    """Return what agreed, what did not, and what was not counted, on as few lines as it takes."""
    kinds = (
        (_("What agreed"), [e for e in evidence if e.weight > 0]),
        (_("What counted against it"), [e for e in evidence if e.weight < 0]),
        (_("Beside that"), [e for e in evidence if not e.weight]),
    )
    return _facts([(name, "; ".join(map(words.evidence_text, found))) for name, found in kinds if found], looks)


def _rule(subject: Subject, report: AuditReport, looks: Looks) -> list[Flowable]:
    """Return what raised one rule, a row for each value."""
    rows = []
    for number, part in enumerate(subject.parts, 1):
        context: Comparison = comparison_of(part, None)
        beside = "; ".join(f"{name}: {text}" for name, text in context.ours)
        why = [words.reason_text(part.hit.reason), *_remarks(part, report)]
        rows.append([
            str(number), f"{words.field_name(part.hit.field)}: {part.hit.value}", "\n".join(why), beside,
            rows_text(part.rows, 10), f"{part.hit.score:.1f}",
        ])  # fmt: skip
    head = ["№", _("Value"), _("Why"), _("The manifest says"), _("Lines"), _("Score")]
    return [grid(head, rows, (0.05, 0.2, 0.27, 0.28, 0.13, 0.07), looks)]


def _decisions(subject: Subject, report: AuditReport, looks: Looks) -> list[Flowable]:
    made = subject.decisions
    if not made:
        # The heading says that it is open.
        return []
    several = len(subject.parts) > 1
    rows = []
    for decision, numbers in made:
        older = older_text(report, decision.decision_id)
        why = reason_of(decision)
        if decision.attachments:
            why += "\n" + "\n".join(f"{file.name} (SHA-256 {file.sha256[:16]}…)" for file in decision.attachments)
        if decision.replaces:
            why += "\n" + _("replaces decision {n}").format(n=decision.replaces)
        rows.append([
            *([", ".join(map(str, numbers))] if several else []),
            f"{utc_text(decision.decided_at)}\n{_who(decision)}", words.disposition_name(decision.disposition.value),
            why + (f"\n{older}" if older else ""), _second(decision),
        ])  # fmt: skip
    head = [*(["№"] if several else []), _("When, who"), _("Disposition"), _("Reason"), _("Second person")]
    widths = (0.06, 0.22, 0.14, 0.34, 0.24) if several else (0.24, 0.15, 0.36, 0.25)
    return [grid(head, rows, widths, looks)]


def _who(decision: Decision) -> str:
    """Return who decided and as what: that nobody signed in is said with each decision."""
    return f"{decision.user}, {words.role_name(decision.role)}" if decision.role else decision.user


def _second(decision: Decision) -> str:
    """Return what a second person said of a decision."""
    text = approver_of(decision)
    if decision.approval is not None:
        text += f"\n{utc_text(decision.approval.at)}\n{decision.approval.comment}"
    return text.strip()
