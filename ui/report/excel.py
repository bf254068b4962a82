"""The Excel audit file of one screening.

Six sheets: flagged rows (the sender's own columns untouched and in order, then what was found and decided), hits, all
rows (with totals that tie to the file), lists and settings, decision log, integrity. Every cell that comes from
outside is written as text, so that nothing is ever evaluated and no code loses its zeros.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from screening.model.decisions import Decision
from screening.model.hits import NotChecked, RunInfo
from screening.model.lists import ListInfo
from screening.model.manifests import Line, SheetReading, Unscreened
from screening.ports import StoredHit, StoredManifest
from ui import words
from ui.report.safe_file import new_file
from ui.words import _

LONGEST_CELL = 32_767
"""Characters that a cell of Excel holds; longer texts are cut with a mark."""
_CUT_MARK = " […]"
_WIDE, _MIDDLE, _NARROW = 42, 20, 10
_CONSTANT_MEMORY_FROM = 20_000
"""Lines from which the workbook is written row by row, which needs little memory but cannot go back."""


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What the audit file tells of."""

    manifest: StoredManifest
    sheets: Sequence[SheetReading]
    run: RunInfo
    lists: Sequence[ListInfo]
    lines: Callable[[], Iterator[tuple[int, Line]]]
    """Every line with its id, in the order of the file; may be asked more than once."""
    hits: Mapping[int, Sequence[StoredHit]]
    """Hits by line id, best first."""
    unscreened: Sequence[Unscreened]
    not_checked: Sequence[NotChecked]
    decisions: Sequence[Decision]


def write_report(path: Path, report: AuditReport, language: str = "en") -> None:
    """Write the audit file whole or not at all, in a language of ``ui.words``. Raises UserError("cannot_write")."""
    before = words.current_language()
    words.use_language(language)
    try:
        with new_file(path) as temporary:
            options = {
                "constant_memory": report.run.lines > _CONSTANT_MEMORY_FROM,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            }
            with xlsxwriter.Workbook(str(temporary), options) as book:
                book.set_properties(
                    {"title": _("Sanctions screening"), "comments": f"Tekser {report.run.program_version}"}
                )
                _Writer(book, report).write()
    finally:
        words.use_language(before)


def plain(text: str) -> str:
    """Return a text that a cell can hold: without characters that XML forbids, cut to Excel's length."""
    cleaned = "".join(c if c >= " " or c in "\n\t" else "�" for c in text) if not text.isprintable() else text
    return cleaned if len(cleaned) <= LONGEST_CELL else cleaned[: LONGEST_CELL - len(_CUT_MARK)] + _CUT_MARK


class _Writer:
    def __init__(self, book: Any, report: AuditReport) -> None:  # noqa: ANN401  # xlsxwriter has no types
        self._book = book
        self._report = report
        self._now = datetime.now(UTC)
        self._head = book.add_format({"bold": True, "bg_color": "#1F3A5F", "font_color": "#FFFFFF", "text_wrap": True,
                                      "valign": "top", "border": 1})  # fmt: skip
        self._text = book.add_format({"valign": "top", "text_wrap": True, "num_format": "@"})
        self._number = book.add_format({"valign": "top", "num_format": "0.0"})
        self._warning = book.add_format(
            {"bold": True, "font_color": "#9C0006", "bg_color": "#FFE5E5", "text_wrap": True}
        )
        self._title = book.add_format({"bold": True, "font_size": 13})
        self._unscreened: dict[tuple[str, int], list[str]] = {}
        for item in report.unscreened:
            self._unscreened.setdefault((item.sheet, item.row), []).append(item.reason)
        self._headers = self._sender_headers()

    def write(self) -> None:
        self._flagged_rows()
        self._hits()
        self._all_rows()
        self._lists_and_settings()
        self._decision_log()
        self._integrity()

    def _sheet(self, name: str) -> Worksheet:
        sheet = self._book.add_worksheet(name[:31])
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L" + self._report.manifest.info.name.replace("&", "&&")[:80] + "&R&P / &N")
        return sheet

    def _sender_headers(self) -> list[str]:
        """Return the sender's own headers; sheets of different layout share numbered columns."""
        layouts = [sheet.headers for sheet in self._report.sheets if not sheet.skipped]
        width = max((len(h) for h in layouts), default=0)
        if len({tuple(h) for h in layouts}) == 1:
            return [h or f"#{n}" for n, h in enumerate(layouts[0], 1)]
        return [f"#{n}" for n in range(1, width + 1)]

    def _header(self, sheet: Worksheet, row: int, titles: Sequence[str], widths: Sequence[int]) -> None:
        for column, (title, width) in enumerate(zip(titles, widths, strict=True)):
            sheet.set_column(column, column, width)
            sheet.write_string(row, column, plain(title), self._head)
        sheet.freeze_panes(row + 1, 0)
        sheet.repeat_rows(row)

    def _row(self, sheet: Worksheet, row: int, values: Sequence[str | float]) -> None:
        for column, value in enumerate(values):
            if isinstance(value, str):
                if value:
                    sheet.write_string(row, column, plain(value), self._text)
            else:
                sheet.write_number(row, column, value, self._number)

    def _starter(self, sheet: Worksheet, row: int) -> int:
        """Write the notice that starter parties were used; returns the next free row."""
        for info in self._report.lists:
            if info.is_starter:
                sheet.write_string(row, 0, words.starter_notice(info, self._now), self._warning)
                row += 1
        return row

    def _flagged_rows(self) -> None:
        sheet = self._sheet(_("Flagged rows"))
        top = self._starter(sheet, 0)
        extra = [_("Sheet"), _("Row"), _("Status"), _("Reason"), _("Reviewer"), _("Approver"), _("Top list"), _("Entry"),
                 _("Score"), _("Why"), _("Link id")]  # fmt: skip
        widths = [_MIDDLE] * len(self._headers) + [12, 7, 16, 24, 14, 14, 14, 30, 8, 60, 9]
        self._header(sheet, top, [*self._headers, *extra], widths)
        row = top
        for line_id, line in self._report.lines():
            found = self._report.hits.get(line_id)
            if not found:
                continue
            row += 1
            self._row(sheet, row, [*self._cells(line), line.sheet, float(line.row), *self._verdict(found)])
        if row > top:
            sheet.autofilter(top, 0, row, len(self._headers) + len(extra) - 1)

    def _cells(self, line: Line) -> list[str]:
        cells = list(line.cells[: len(self._headers)])
        return cells + [""] * (len(self._headers) - len(cells))

    def _verdict(self, found: Sequence[StoredHit]) -> list[str | float]:
        best = found[0]
        undecided = [h for h in found if h.decision is None]
        shown = next((h for h in found if h.decision is not None), best)
        if undecided:
            status = _("open")
        else:
            status = "; ".join(
                dict.fromkeys(words.disposition_name(h.decision.disposition.value) for h in found if h.decision)
            )
        decision = shown.decision
        reason = reviewer = ""
        if decision is not None:
            reason = "; ".join(filter(None, (words.reason_code_name(decision.reason_code), decision.text)))
            reviewer = decision.user
        why = " ".join(dict.fromkeys(words.reason_text(h.hit.reason) for h in found))
        entry = f"{words.entry_title(best.hit)} ({best.hit.entry_id})"
        return [status, reason, reviewer, "", best.hit.list_id, entry, best.hit.score, why, str(best.hit_id)]

    def _hits(self) -> None:
        sheet = self._sheet(_("Hits"))
        titles = [_("Link id"), _("Sheet"), _("Line"), _("Row of the value"), _("Field"), _("Value"), _("Kind"), _("List"),
                  _("Entry id"), _("Entry"), _("Matched name"), _("Score"), _("Why"), _("What agreed and what did not"), _("Status")]  # fmt: skip
        self._header(sheet, 0, titles, [9, 12, 7, 7, 16, 40, 12, 14, 20, 32, 32, 8, 50, 70, 16])
        row = 0
        for found in self._report.hits.values():
            for stored in found:
                row += 1
                hit = stored.hit
                evidence = "; ".join(words.evidence_text(e) for e in hit.evidence)
                status = words.disposition_name(stored.decision.disposition.value) if stored.decision else _("open")
                self._row(sheet, row, [
                    str(stored.hit_id), hit.sheet, float(hit.line_row), float(hit.row), words.field_name(hit.field), hit.value,
                    words.kind_name(hit.kind.value), hit.list_id, hit.entry_id, words.entry_title(hit), hit.matched_name, hit.score,
                    words.reason_text(hit.reason), evidence, status,
                ])  # fmt: skip
        if row:
            sheet.autofilter(0, 0, row, len(titles) - 1)

    def _all_rows(self) -> None:
        sheet = self._sheet(_("All rows"))
        extra = [_("Sheet"), _("Row"), _("Result"), _("Not screened")]
        self._header(sheet, 0, [*self._headers, *extra], [_MIDDLE] * len(self._headers) + [12, 7, 16, 40])
        row = counted = flagged = unscreened_lines = 0
        for line_id, line in self._report.lines():
            row += 1
            counted += 1
            missing = self._unscreened.get((line.sheet, line.row), [])
            hit = line_id in self._report.hits
            flagged += hit
            unscreened_lines += bool(missing)
            result = _("flagged") if hit else _("not fully screened") if missing else _("no hit")
            notes = "; ".join(words.problem_text(code) for code in missing)
            self._row(sheet, row, [*self._cells(line), line.sheet, float(line.row), result, notes])
        if row:
            sheet.autofilter(0, 0, row, len(self._headers) + len(extra) - 1)
        row += 2
        left = [u for u in self._report.unscreened if u.reason in ("no_table", "row_not_understood")]
        totals = [
            (_("Lines screened"), counted),
            (_("of them flagged"), flagged),
            (_("of them not fully screened"), unscreened_lines),
            (_("Rows or sheets not understood"), len(left)),
            (_("Rows in the file with anything in them"), sum(s.rows for s in self._report.sheets)),
            (
                _("of them headers, captions, totals"),
                sum(s.rows - s.data_rows for s in self._report.sheets) - len(left),
            ),
        ]
        for label, number in totals:
            sheet.write_string(row, 0, label, self._text)
            sheet.write_number(row, 1, number)
            row += 1
        for item in left:
            self._row(sheet, row, [item.sheet, str(item.row or ""), words.problem_text(item.reason), item.value])
            row += 1

    def _lists_and_settings(self) -> None:
        sheet = self._sheet(_("Lists and settings"))
        top = self._starter(sheet, 0)
        titles = [_("List"), _("Title"), _("Published"), _("Imported"), _("Entries"), _("Names"), _("Not read"), _("SHA-256"),
                  _("Source")]  # fmt: skip
        self._header(sheet, top, titles, [16, 40, 12, 18, 9, 9, 9, 66, 60])
        row = top
        for info in self._report.lists:
            row += 1
            self._row(sheet, row, [
                info.list_id, info.title, words.format_date(info.published_on), words.format_datetime(info.imported_at),
                float(info.entries), float(info.names), float(info.unread), info.sha256, info.source,
            ])  # fmt: skip
        run = self._report.run
        finished = words.format_datetime(run.finished_at) if run.finished_at else ""
        facts = [
            (_("Program version"), run.program_version),
            (_("Settings"), run.settings),
            (_("Screening"), str(run.run_id)),
            (_("Started"), words.format_datetime(run.started_at)),
            (_("Finished"), finished),
        ]
        row += 2
        for label, value in facts:
            self._row(sheet, row, [label, value])
            row += 1
        if self._report.not_checked:
            row += 1
            self._row(sheet, row, [_("Not checked"), _("for want of"), _("Lines")])
            for item in self._report.not_checked:
                row += 1
                self._row(sheet, row, [words.rule_name(item.rule), words.field_name(item.field), float(item.lines)])

    def _decision_log(self) -> None:
        sheet = self._sheet(_("Decision log"))
        titles = [
            _("Decision"),
            _("Link id"),
            _("Disposition"),
            _("Reason"),
            _("Text"),
            _("Who"),
            _("When"),
            _("Replaces"),
        ]
        self._header(sheet, 0, titles, [9, 9, 18, 30, 60, 18, 18, 9])
        for row, decision in enumerate(self._report.decisions, 1):
            self._row(sheet, row, [
                str(decision.decision_id), str(decision.hit_id), words.disposition_name(decision.disposition.value),
                words.reason_code_name(decision.reason_code), decision.text, decision.user,
                words.format_datetime(decision.decided_at), str(decision.replaces or ""),
            ])  # fmt: skip

    def _integrity(self) -> None:
        sheet = self._sheet(_("Integrity"))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90)
        info, run = self._report.manifest.info, self._report.run
        facts = [
            (_("File"), info.name),
            (_("SHA-256 of the file"), info.sha256),
            (_("Bytes"), str(info.size)),
            (_("Imported"), words.format_datetime(self._report.manifest.imported_at)),
            (_("Lines"), str(run.lines)),
            (_("Flagged lines"), str(run.flagged_lines)),
            (_("Hits"), str(run.hits)),
            (_("Not screened"), str(run.unscreened)),
            (_("Decisions"), str(len(self._report.decisions))),
            (_("This file was written"), words.format_datetime(self._now)),
            (_("How to check"), _("The SHA-256 of the sender's file must be the one above; the file is kept unchanged in the data folder.")),
        ]  # fmt: skip
        sheet.write_string(0, 0, _("Integrity"), self._title)
        for row, (label, value) in enumerate(facts, 2):
            self._row(sheet, row, [label, value])
