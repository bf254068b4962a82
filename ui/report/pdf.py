"""The PDF report of one shipment.

Verdict, who and when, lists and their ages, one part for each flagged party or goods item with the manifest's words
beside the list's, decisions, signatures, and the checkpoint that binds it to the record.
"""

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from reportlab.lib import colors
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer, Table, TableStyle

from screening.model.decisions import Decision
from screening.model.hits import HitKind
from screening.model.lists import ListInfo
from screening.progress import Progress, Silent, check
from screening.verdict import VerdictKind
from ui import words
from ui.report.collect import AuditReport
from ui.report.excel_rest import age_at, notes, older_text, plain
from ui.report.parts import Part, comparison_of, parts_of
from ui.report.pdf_frame import WIDTH, build_pdf
from ui.report.pdf_parts import HEAD, INK, LINE, PALE, Looks, facts_table, grid, signatures
from ui.report.pdf_text import BOLD, marked_up, paragraph, style
from ui.report.risk import check_text, ownership_text, parts_text, shipment_name
from ui.report.safe_file import new_file
from ui.report.then import threshold_of, threshold_then
from ui.report.words_of import alert_text, approver_of, known_text, reason_of, status_code, status_of, utc_text
from ui.words import _, in_language, ngettext
from ui.words.verdict_text import verdict_sentence, verdict_text

MOST_UNSCREENED = 60
"""Unscreened values listed; the Excel has all of them, and the PDF says how many more there are."""
MOST_ROWS = 40
LONGEST_FACT = 900
"""Letters of one fact in the comparison; the Excel and the JSON have all of it."""
_VERDICT_COLOURS = {
    VerdictKind.ESCALATE: "#9C0006", VerdictKind.HOLD: "#8A5A00", VerdictKind.RELEASE: "#1B5E20",
}  # fmt: skip
_LEVELS = {"red": "#FFC7CE", "amber": "#FFEB9C", "fresh": "#E2F3E4"}


def write_pdf(path: Path, report: AuditReport, language: str = "en", progress: Progress | None = None) -> None:
    """Write the report whole or not at all, in a language of ``ui.words``. Raises UserError("cannot_write")."""
    with in_language(language), new_file(path) as temporary:
        info = report.manifest.info
        build_pdf(
            temporary,
            _Story(report, progress or Silent()).story(),
            title=_("Sanctions screening {n} of {file}").format(n=report.run.run_id, file=info.name),
            head=_("Sanctions screening {n} of {file}").format(n=report.run.run_id, file=info.name),
            foot=f"SHA-256 {info.sha256}" + ("\n" + report.seal.line if report.seal else ""),
        )


class _Story:
    def __init__(self, report: AuditReport, progress: Progress) -> None:
        self._report = report
        self._progress = progress
        self._looks = Looks()

    def story(self) -> list[Flowable]:
        parts = parts_of(self._report)
        story = [*self._cover(parts), *self._lists(), *self._settings(), *self._risk(), *self._unscreened()]
        if parts:
            story += self._section(_("What is flagged"), self._overview(parts))
        for number, part in enumerate(parts, 1):
            check(self._progress, "write_report", number, len(parts))
            story += self._part(number, part)
        return [*story, *self._signatures(), *self._seal()]

    def _heading(self, text: str) -> Paragraph:
        return paragraph(text, self._looks.head)

    def _section(self, text: str, *content: Flowable) -> list[Flowable]:
        """Return a heading that never stands alone at the foot of a page."""
        return [CondPageBreak(90), self._heading(text), *content]

    def _cover(self, parts: Sequence[Part]) -> list[Flowable]:
        report = self._report
        run, info = report.run, report.manifest.info
        title = paragraph(_("Sanctions screening of a shipment"), style(18, fontName=BOLD, textColor=INK, spaceAfter=6))
        colour = _VERDICT_COLOURS[report.verdict.kind]
        white = style(11, fontName=BOLD, textColor=colors.white)
        told = [[paragraph(verdict_sentence(report.verdict), white)], [paragraph(verdict_text(report.verdict), white)]]
        box = Table(told, colWidths=[WIDTH])
        box.setStyle(TableStyle([("BACKGROUND", (0, 0), (-1, -1), colour), ("TOPPADDING", (0, 0), (-1, -1), 8),
                                 ("BOTTOMPADDING", (0, 0), (-1, -1), 8), ("LEFTPADDING", (0, 0), (-1, -1), 10)]))  # fmt: skip
        warnings = [words.starter_notice(i, run.started_at) for i in report.lists if i.is_starter]
        if run.unscreened:
            warnings.append(_("Not everything could be screened ({n}); see below.").format(n=run.unscreened))
        if report.older:
            warnings.append(_("Decisions older than their list: {n}; they are marked.").format(n=len(report.older)))
        stored_hits = [stored for part in parts for stored in part.hits]
        states = Counter(map(status_code, stored_hits))
        people = ", ".join(dict.fromkeys(d.user for d in report.decisions)) or _("nobody yet")
        facts = [
            (_("File"), info.name),
            (_("SHA-256 of the file"), info.sha256),
            (_("Imported"), utc_text(report.manifest.imported_at)),
            (_("Screened"), f"{utc_text(run.started_at)} – {utc_text(run.finished_at)}"),
            (
                _("Screened by"),
                ", ".join(filter(None, (run.user, words.role_name(run.role) if run.role else "", run.machine))),
            ),
            (_("Lines"), _("{lines}, of them {flagged} flagged").format(lines=run.lines, flagged=run.flagged_lines)),
            (
                _("Hits"),
                _(
                    "{hits}, of them {open} open, {waiting} waiting for a second person, {known} of known parties"
                ).format(hits=run.hits, open=states["open"], waiting=states["waiting"], known=states["known_party"]),
            ),
            (_("Decided by"), people),
            (_("Program version"), run.program_version),
            (_("This report was written"), utc_text(report.written_at)),
        ]
        red = style(8.5, fontName=BOLD, textColor="#9C0006", spaceBefore=4)
        return [title, box, *(paragraph(w, red) for w in warnings), Spacer(1, 6), facts_table(facts, self._looks)]

    def _lists(self) -> list[Flowable]:
        report = self._report
        story = self._section(_("Lists"), self._lists_of(report.lists, report.run.started_at))
        for later in report.later:
            title = _("Lists of re-screening {n} of {when}, which added hits")
            shown = title.format(n=later.rescreening_id, when=utc_text(later.raised_at))
            story += self._section(shown, self._lists_of(later.lists, later.raised_at))
        return story

    def _lists_of(self, lists: Sequence[ListInfo], when: datetime) -> Table:
        rows, colours = [], []
        for n, info in enumerate(lists):
            age, level = age_at(info, when)
            if level in _LEVELS:
                colours.append((n, 3, _LEVELS[level]))
            version = _("version {n}").format(n=info.version_id) if info.version_id else ""
            rows.append([
                f"{info.title}\n{info.list_id} {version}", words.format_date(info.published_on), str(info.entries), age,
                info.sha256,
            ])  # fmt: skip
        head = [_("List"), _("Published"), _("Entries"), _("Age when screened"), _("SHA-256")]
        return grid(head, rows, (0.28, 0.12, 0.09, 0.23, 0.28), self._looks, colours)

    def _settings(self) -> list[Flowable]:
        run = self._report.run
        party, goods = threshold_of(run, HitKind.PARTY), threshold_of(run, HitKind.GOODS)
        facts = [
            (_("Threshold for parties"), f"{party:g}" if party else _("as shipped with this version")),
            (_("Threshold for goods"), f"{goods:g}" if goods else _("as shipped with this version")),
            *(
                (_("Setting: {name}").format(name=name), plain(value))
                for name, value in json.loads(run.settings).items()
            ),
        ]
        return [KeepTogether([self._heading(_("Settings")), facts_table(facts, self._looks)])]

    def _risk(self) -> list[Flowable]:
        """The explained risk of the shipments, and whether the owners of parties were checked."""
        report = self._report
        story: list[Flowable] = []
        found = report.shipments()
        if found:
            rows = [
                [shipment_name(s), f"{s.risk.score:.1f}", f"{s.worst_line:.1f}", str(s.flagged), parts_text(s)]
                for s in found[:MOST_ROWS]
            ]
            head = [_("Shipment"), _("Risk"), _("Worst line"), _("Flagged lines"), _("Parts of the risk")]
            table = grid(head, rows, (0.22, 0.08, 0.1, 0.1, 0.5), self._looks)
            story += self._section(_("Risk of the shipments"), table)
            if len(found) > MOST_ROWS:
                n = len(found) - MOST_ROWS
                more = ngettext("and {n} more; the Excel has all", "and {n} more; the Excel has all", n).format(n=n)
                story.append(paragraph(more, self._looks.small))
        told = [ownership_text(report.ownership), *(check_text(check) for check in report.ownership.checks)]
        return story + self._section(_("Ownership checked?"), *(paragraph(text, self._looks.text) for text in told))

    def _unscreened(self) -> list[Flowable]:
        report = self._report
        story: list[Flowable] = []
        if report.unscreened:
            rows = [
                [u.sheet, str(u.row or ""), words.field_name(u.field), words.problem_text(u.reason), u.value]
                for u in report.unscreened[:MOST_UNSCREENED]
            ]
            head = [_("Sheet"), _("Row"), _("Field"), _("Why"), _("Value")]
            table = grid(head, rows, (0.14, 0.08, 0.18, 0.3, 0.3), self._looks)
            story += self._section(_("What could not be screened"), table)
            more = len(report.unscreened) - MOST_UNSCREENED
            if more > 0:
                text = ngettext(
                    "and {n} more, see the Excel audit file", "and {n} more, see the Excel audit file", more
                )
                story.append(paragraph(text.format(n=more), self._looks.text))
        if report.not_checked:
            rows = [[words.rule_name(i.rule), words.field_name(i.field), str(i.lines)] for i in report.not_checked]
            table = grid([_("Rule"), _("for want of"), _("Lines")], rows, (0.45, 0.4, 0.15), self._looks)
            story += self._section(_("Rules that could not be asked"), table)
        return story

    def _overview(self, parts: Sequence[Part]) -> Table:
        rows = [
            [str(n), words.kind_name(part.hit.kind.value), part.hit.value, words.entry_title(part.hit), part.hit.list_id,
             f"{part.hit.score:.1f}", str(len(part.rows)), status_of(part.hits)]
            for n, part in enumerate(parts, 1)
        ]  # fmt: skip
        head = ["№", _("Kind"), _("Value"), _("Entry"), _("List"), _("Score"), _("Lines"), _("Status")]
        return grid(head, rows, (0.05, 0.11, 0.24, 0.21, 0.13, 0.07, 0.07, 0.12), self._looks)

    def _part(self, number: int, part: Part) -> list[Flowable]:
        hit = part.hit
        title = f"{number}. {words.entry_title(hit)} — {words.kind_name(hit.kind.value)}"
        threshold = threshold_then(self._report.run, part.hits[0])
        score = _("Score {score:.1f}, threshold {threshold:.1f}.") if threshold else _("Score {score:.1f}.")
        lead = [
            self._heading(title),
            paragraph(
                f"{words.reason_text(hit.reason)} " + score.format(score=hit.score, threshold=threshold),
                self._looks.bold,
            ),
            Spacer(1, 3),
        ]
        joined = dict.fromkeys(filter(None, (alert_text(self._report.alerts.get(s.hit_id)) for s in part.hits)))
        known = dict.fromkeys(filter(None, map(known_text, part.hits)))
        remarks = [_("Joined later: {how}").format(how=how) for how in joined] + list(known)
        lead += [paragraph(text, self._looks.bold) for text in remarks]
        story: list[Flowable] = [*lead, self._comparison(part), Spacer(1, 4)]
        if hit.evidence:
            rows = [[words.evidence_text(e), _sign(e.weight)] for e in hit.evidence]
            story.append(
                grid([_("What agreed and what did not"), _("For or against")], rows, (0.78, 0.22), self._looks)
            )
            story.append(Spacer(1, 4))
        rows_of = part.rows
        by_sheet: dict[str, list[str]] = {}
        for sheet, row in rows_of[:MOST_ROWS]:
            by_sheet.setdefault(sheet, []).append(str(row))
        places = "; ".join(f"{sheet}: {', '.join(rows)}" for sheet, rows in by_sheet.items())
        if len(rows_of) > MOST_ROWS:
            places += " " + _("and {n} more").format(n=len(rows_of) - MOST_ROWS)
        told = _("Lines ({n}): {places}").format(n=len(rows_of), places=places)
        story.append(paragraph(told, self._looks.small))
        story.append(Spacer(1, 4))
        story.append(self._decisions(part))
        # On one page where it has room; a longer one goes on under the heads of its tables.
        return [KeepTogether(story)]

    def _comparison(self, part: Part) -> Table:
        """Return the manifest's words and the list's words side by side."""
        pairs = comparison_of(part, self._report.entry(part.hits[0]), self._report.rules(part.hits[0]))
        left, right = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        cells = [
            [paragraph(_("The manifest says"), self._looks.label), paragraph(_("The list says"), self._looks.label)]
        ]
        cells += [[self._pair(*theirs), self._pair(*lists)] for theirs, lists in zip(left, right, strict=True)]
        table = Table(cells, colWidths=[WIDTH * 0.5, WIDTH * 0.5], repeatRows=1)
        table.setStyle(TableStyle([
            ("BACKGROUND", (0, 0), (-1, 0), HEAD), ("BOX", (0, 0), (-1, -1), 0.6, INK), ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LINEAFTER", (0, 0), (0, -1), 0.6, INK), ("LINEBELOW", (0, 1), (-1, -2), 0.3, LINE),
            ("BACKGROUND", (0, 1), (-1, 1), PALE), ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ]))  # fmt: skip
        return table

    def _pair(self, name: str, value: str) -> Paragraph:
        if not name:
            return paragraph("", self._looks.small)
        shown = value if len(value) <= LONGEST_FACT else value[:LONGEST_FACT] + " […]"
        return Paragraph(f'<font name="{BOLD}">{marked_up(name)}:</font> {marked_up(shown)}', self._looks.small)

    def _decisions(self, part: Part) -> Flowable:
        if not part.decisions:
            return paragraph(_("Not decided."), style(8.5, fontName=BOLD, textColor="#8A5A00"))
        rows = []
        for d in part.decisions:
            older = older_text(self._report, d.decision_id)
            why = reason_of(d) + (f"\n{older}" if older else "")
            rows.append([utc_text(d.decided_at), _who(d), words.disposition_name(d.disposition.value), why, _second(d)])
        return grid(
            [_("When"), _("Who"), _("Disposition"), _("Reason"), _("Second person")],
            rows,
            (0.16, 0.13, 0.15, 0.36, 0.2),
            self._looks,
        )

    def _signatures(self) -> list[Flowable]:
        reviewer = next((d.user for d in self._report.decisions), "")
        agreed = (d.approval.user for d in self._report.decisions if d.approval is not None and d.approval.agreed)
        return signatures([(_("Reviewer"), reviewer), (_("Approver"), next(agreed, ""))], self._looks)

    def _seal(self) -> list[Flowable]:
        story: list[Flowable] = [self._heading(_("Integrity"))]
        for label, value in self._report.seal.labelled() if self._report.seal else ():
            story.append(paragraph(label, self._looks.label))
            story.append(paragraph(value, self._looks.mono))
        story += [
            Paragraph(f'<font name="{BOLD}">{marked_up(label)}:</font> {marked_up(text)}', self._looks.small)
            for label, text in notes()
        ]
        return [KeepTogether(story)]


def _who(decision: Decision) -> str:
    """Return who decided and as what: that nobody signed in is said with each decision."""
    return f"{decision.user}\n{words.role_name(decision.role)}" if decision.role else decision.user


def _second(decision: Decision) -> str:
    """Return what a second person said of a decision."""
    text = approver_of(decision)
    if decision.approval is not None:
        text += f"\n{utc_text(decision.approval.at)}\n{decision.approval.comment}"
    return text


def _sign(weight: float) -> str:
    if not weight:
        return ""
    return _("+ for a match") if weight > 0 else _("− against a match")
