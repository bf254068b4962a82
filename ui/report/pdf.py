"""The PDF report of one shipment.

Verdict, who and when, lists and their ages, one part for each flagged party or goods item with the manifest's words
beside the list's, decisions, signatures, and the checkpoint that binds it to the record.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from reportlab.lib import colors
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, Paragraph, Spacer, Table, TableStyle

from screening.model.lists import ListInfo
from screening.progress import Progress, Silent, check
from screening.verdict import VerdictKind
from ui import words
from ui.report.collect import AuditReport
from ui.report.excel_rest import age_at, notes
from ui.report.input_told import importer_text
from ui.report.parts import Part, Subject, parts_of, subjects_of
from ui.report.pdf_frame import WIDTH, build_pdf
from ui.report.pdf_parts import INK, Looks, facts_table, grid, in_columns, signatures
from ui.report.pdf_subjects import subject_story
from ui.report.pdf_text import BOLD, marked_up, paragraph, style
from ui.report.risk import check_text, ownership_text, parts_text, shipment_name
from ui.report.safe_file import new_file
from ui.report.settings_told import settings_told
from ui.report.words_of import shown_hit, status_code, status_of, utc_text
from ui.words import _, in_language, ngettext
from ui.words.earlier_text import earlier_text
from ui.words.verdict_text import verdict_sentence, verdict_text

MOST_UNSCREENED = 60
"""Unscreened values listed; the Excel has all of them, and the PDF says how many more there are."""
MOST_SHIPMENTS = 10
"""Shipments whose risk is listed, the riskiest; the Excel has all of them."""
_VERDICT_COLOURS = {
    VerdictKind.ESCALATE: "#9C0006", VerdictKind.HOLD: "#8A5A00", VerdictKind.RELEASE: "#1B5E20",
}  # fmt: skip
_LEVELS = {"red": "#FFC7CE", "amber": "#FFEB9C", "fresh": "#E2F3E4"}


def write_pdf(path: Path, report: AuditReport, language: str = "en", progress: Progress | None = None) -> None:
    """Write the report whole or not at all, in a language of ``ui.words``. Raises UserError("cannot_write")."""
    with in_language(language), new_file(path) as temporary:
        info = report.manifest.info
        named = _("Sanctions screening {n} of {file}").format(n=report.run.run_id, file=info.name)
        if report.of:
            named += f" · {shipment_name(report.of)}"
        build_pdf(
            temporary,
            _Story(report, progress or Silent()).story(),
            title=named,
            head=named,
            foot=f"SHA-256 {info.sha256}" + ("\n" + report.seal.line if report.seal else ""),
        )


class _Story:
    def __init__(self, report: AuditReport, progress: Progress) -> None:
        self._report = report
        self._progress = progress
        self._looks = Looks()

    def story(self) -> list[Flowable]:
        parts = parts_of(self._report)
        subjects = subjects_of(parts)
        story = [*self._cover(parts), *self._lists(), *self._unscreened()]
        if len(subjects) > 1:
            story += self._section(_("What is flagged"), self._overview(subjects))
        for number, subject in enumerate(subjects, 1):
            check(self._progress, "write_report", number, len(subjects))
            story += subject_story(number, subject, self._report, self._looks)
        return [*story, *self._risk(), *self._not_asked(), *self._settings(), *self._signatures(), *self._seal()]

    def _heading(self, text: str) -> Paragraph:
        return paragraph(text, self._looks.head)

    def _section(self, text: str, *content: Flowable) -> list[Flowable]:
        """Return a heading that never stands alone at the foot of a page."""
        return [CondPageBreak(90), self._heading(text), *content]

    def _cover(self, parts: Sequence[Part]) -> list[Flowable]:
        report = self._report
        run, info = report.run, report.manifest.info
        name = _("Sanctions screening of a shipment")
        if report.of:
            name = _("Sanctions screening of a shipment: {shipment}").format(shipment=shipment_name(report.of))
        title = paragraph(name, style(18, fontName=BOLD, textColor=INK, spaceAfter=6))
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
        warnings += [earlier_text(alert, of_one_shipment=report.of is not None) for alert in report.verdict.earlier]
        stored_hits = [stored for part in parts for stored in part.hits]
        states = Counter(map(status_code, stored_hits))
        people = ", ".join(dict.fromkeys(d.user for d in report.decisions)) or _("nobody yet")
        facts = [
            *(
                [
                    (
                        _("Shipment"),
                        _("{shipment}; other shipments of the file are not in this report").format(
                            shipment=shipment_name(report.of)
                        ),
                    )
                ]
                if report.of
                else []
            ),
            (_("File"), info.name),
            *([(_("Verdict on the whole file"), verdict_text(report.whole))] if report.whole else []),
            (_("SHA-256 of the file"), info.sha256),
            (_("Imported"), ", ".join(filter(None, (utc_text(report.manifest.imported_at), importer_text(report))))),
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
        before = {(info.list_id, info.version_id, info.sha256) for info in report.lists}
        for later in report.later:
            # The other lists are those above.
            others = [info for info in later.lists if (info.list_id, info.version_id, info.sha256) not in before]
            title = _("Lists of re-screening {n} of {when}, which added hits")
            shown = title.format(n=later.rescreening_id, when=utc_text(later.raised_at))
            story += self._section(shown, self._lists_of(others, later.raised_at))
        return story

    def _lists_of(self, lists: Sequence[ListInfo], when: datetime) -> Table:
        rows, colours = [], []
        for n, info in enumerate(lists):
            age, level = age_at(info, when)
            if level in _LEVELS:
                colours.append((n, 3, _LEVELS[level]))
            version = _("version {n}").format(n=info.version_id) if info.version_id else ""
            rows.append([
                f"{info.title}\n{info.list_id} {version}\nSHA-256 {info.sha256}", words.format_date(info.published_on),
                str(info.entries), age,
            ])  # fmt: skip
        head = [_("List"), _("Published"), _("Entries"), _("Age when screened")]
        return grid(head, rows, (0.57, 0.11, 0.08, 0.24), self._looks, colours)

    def _settings(self) -> list[Flowable]:
        told = "; ".join(f"{name}: {value}" for name, value in settings_told(self._report.run))
        return self._section(_("Settings"), paragraph(told, self._looks.small))

    def _risk(self) -> list[Flowable]:
        """The explained risk of the shipments, and whether the owners of parties were checked."""
        report = self._report
        story: list[Flowable] = []
        found = report.shipments()
        if found:
            rows = [
                [shipment_name(s), f"{s.risk.score:.1f}", f"{s.worst_line:.1f}", str(s.flagged), parts_text(s)]
                for s in found[:MOST_SHIPMENTS]
            ]
            head = [_("Shipment"), _("Risk"), _("Worst line"), _("Flagged lines"), _("Parts of the risk")]
            table = grid(head, rows, (0.22, 0.08, 0.1, 0.1, 0.5), self._looks)
            story += self._section(_("Risk of the shipments"), table)
            if len(found) > MOST_SHIPMENTS:
                n = len(found) - MOST_SHIPMENTS
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
        return story

    def _not_asked(self) -> list[Flowable]:
        """Rules that lacked a field of some lines."""
        report = self._report
        if not report.not_checked:
            return []
        told = [
            _("{rule} — for want of: {field} ({n})").format(
                rule=words.rule_name(one.rule), field=words.field_name(one.field), n=one.lines
            )
            for one in report.not_checked
        ]
        title = _("Rules that could not be asked, and of how many lines of the file")
        return self._section(title, in_columns(told, self._looks))

    def _overview(self, subjects: Sequence[Subject]) -> Table:
        rows = []
        for number, subject in enumerate(subjects, 1):
            stored = subject.parts[0].hits[0]
            hit = shown_hit(stored, self._report.rules(stored))
            entry = f"{words.entry_title(hit)} ({hit.list_id})"
            if subject.is_item and len(subject.parts) > 1:
                n = len(subject.parts) - 1
                entry += " " + ngettext("and {n} more entry", "and {n} more entries", n).format(n=n)
            values = [hit.value] if subject.is_item else list(dict.fromkeys(part.hit.value for part in subject.parts))
            value = "; ".join(values[:3]) + (" …" if len(values) > 3 else "")
            rows.append([
                str(number), words.kind_name(hit.kind.value), value, entry, f"{hit.score:.1f}", str(len(subject.rows)),
                status_of(subject.hits),
            ])  # fmt: skip
        head = ["№", _("Kind"), _("Value"), _("Entry"), _("Score"), _("Lines"), _("Status")]
        return grid(head, rows, (0.05, 0.11, 0.26, 0.28, 0.07, 0.07, 0.16), self._looks)

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
