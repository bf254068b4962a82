"""The Excel audit file of one screening.

Six sheets: flagged rows (the sender's own columns untouched and in order, then what was found and decided), hits, all
rows (with totals that tie to the file), lists and settings, decision log, integrity. Where sheets of a manifest have
different columns, each layout has a sheet of flagged rows and one of all rows to itself. No cell is a formula: what comes
from outside is text, so that no code loses its zeros, but for the sender's own numbers, days and logical values, which
stay what they were; times are UTC.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from screening.errors import InternalFault
from screening.model.hits import Hit, HitKind
from screening.model.lists import Entry
from screening.model.manifests import Line
from screening.ports import StoredHit
from screening.progress import Progress, Silent, check
from ui import words
from ui.report.cells import Cell
from ui.report.collect import AuditReport
from ui.report.excel_rest import decision_log, integrity, lists_and_settings, notices
from ui.report.safe_file import new_file
from ui.report.sender_cells import SentCells
from ui.report.then import threshold_then
from ui.report.totals import totals_of
from ui.report.words_of import (
    alert_text,
    approver_of,
    by_gravity,
    decision_shown,
    entry_text,
    flags_line,
    known_text,
    reason_of,
    rules_text,
    shown_hit,
    status_of,
    why_of,
)
from ui.report.workbook import Column, Sheet, SheetOptions, Workbook
from ui.words import _, in_language

NOT_A_LINE = ("no_table", "sheet_left_out", "row_not_understood")
"""Why rows of the file could not become lines."""
_WIDE = 36
"""Characters that a sender's column grows to on the sheet of all rows, so that most of them take one line."""
_EVERY = 2000
"""Lines between two reports of progress."""


def write_report(path: Path, report: AuditReport, language: str = "en", progress: Progress | None = None) -> None:
    """Write the audit file whole or not at all, in a language of ``ui.words``.

    Raises UserError("cannot_write"), Cancelled, and InternalFault("report_does_not_tie") when what the store holds is
    not what the run counted: such a file would prove nothing.
    """
    with in_language(language), new_file(path) as temporary:
        comment = f"Tekser {report.run.program_version}"
        with Workbook(_("Sanctions screening"), comment) as book:
            with report.sent(progress) as sent:
                _Writer(book, report, sent, progress or Silent()).write()
            book.save(temporary)


class _Writer:
    def __init__(self, book: Workbook, report: AuditReport, sent: SentCells, progress: Progress) -> None:
        self._book = book
        self._report = report
        self._sent = sent
        self._progress = progress
        self._unscreened: dict[tuple[str, int], list[str]] = {}
        for item in report.unscreened:
            self._unscreened.setdefault((item.sheet, item.row), []).append(item.reason)
        self._layouts = self._find_layouts()
        self._english = words.current_language() == "en"
        self._decided = {decision.hit_id for decision in report.decisions}
        """Hits that were ever decided, what was returned or taken back as well."""
        self._links: dict[int, int] = {}
        """Their lines."""
        self.results: Counter[str] = Counter()

    def write(self) -> None:
        flagged = [self._flagged_sheet(headers) for headers in self._layouts]
        hits = self._sheet(_("Hits"))
        hits.table(_hit_columns())
        everything = [self._all_sheet(headers) for headers in self._layouts]
        self._rows(flagged, hits, everything)
        totals = totals_of(self._report, self.results)
        last = everything[-1]
        last.skip()
        for label, number in totals.labelled():
            # The number first: the first column is as narrow as the sender's, and the label runs on over the others.
            last.cells([(number, "whole"), (label, "total")])
        left = [u for u in self._report.unscreened if u.reason in NOT_A_LINE]
        for item in left:
            place = str(item.row or "")
            last.cells([(item.sheet, "text"), (place, "text"), (words.problem_text(item.reason), "text"), (item.value, "text")])  # fmt: skip
        lists_and_settings(self._sheet(_("Lists and settings")), self._report)
        decision_log(self._sheet(_("Decision log")), self._report, self._links)
        integrity(self._sheet(_("Integrity"), (40, 110)), self._report, totals, self._book.altered, self._sent.fault)

    def _sheet(self, name: str, widths: Sequence[int] = ()) -> Sheet:
        return self._book.sheet(name, SheetOptions(self._report.manifest.info.name, widths=widths))

    def _find_layouts(self) -> dict[tuple[str, ...], list[str]]:
        """Return the sender's different headers, each with the sheets that have them, as wide as their widest line."""
        alike: dict[tuple[str, ...], list[str]] = {}
        for sheet in self._report.sheets:
            if not sheet.skipped:
                alike.setdefault(sheet.headers, []).append(sheet.name)
        layouts: dict[tuple[str, ...], list[str]] = {}
        for headers, names in alike.items():
            width = max((self._report.widths.get(name, 0) for name in names), default=0)
            layouts[headers + ("",) * (width - len(headers))] = names
        return layouts or {(): []}

    def _flagged_sheet(self, headers: Sequence[str]) -> Sheet:
        sheet = self._sheet(_("Flagged rows"))
        notices(sheet, self._report)
        sheet.table([
            *(Column(header, style="wrap") for header in headers),
            Column(_("Status"), 16, "wrap"), Column(_("Reason"), 28, "wrap"), Column(_("Reviewer"), 14, "wrap"),
            Column(_("Approver"), 14, "wrap"), Column(_("List"), 14, "wrap"), Column(_("Entry"), 30, "wrap"),
            Column(_("Score"), 8, "score"), Column(_("Why"), 60, "wrap"), Column(_("Link id"), 9),
            Column(_("Sheet"), 12, "wrap"), Column(_("Row"), 7, "count"),
        ])  # fmt: skip
        return sheet

    def _all_sheet(self, headers: Sequence[str]) -> Sheet:
        sheet = self._sheet(_("All rows"))
        sheet.table([
            *(Column(header, style="wrap", widest=_WIDE) for header in headers), Column(_("Result"), 18, "wrap"),
            Column(_("Not screened"), 34, "wrap"), Column(_("Link id"), 9), Column(_("Sheet"), 12, "wrap"), Column(_("Row"), 7, "count"),
        ])  # fmt: skip
        return sheet

    def _rows(self, flagged: Sequence[Sheet], hits: Sheet, everything: Sequence[Sheet]) -> None:
        """Go once through lines and hits, and write the rows of the three sheets."""
        numbers = {name: n for n, names in enumerate(self._layouts.values()) for name in names}
        widths = [len(headers) for headers in self._layouts]
        names = {
            "flagged": _("flagged"),
            "known": _("known party"),
            "unscreened": _("not fully screened"),
            "clear": _("no hit"),
        }
        found_next = _Ahead(self._report.hits())
        total = self._report.run.lines
        for done, (line_id, line) in enumerate(self._report.lines()):
            if done % _EVERY == 0:
                check(self._progress, "write_report", done, total)
            layout = numbers.get(line.sheet, 0)
            cells = self._cells(line, widths[layout])
            missing = self._unscreened.get((line.sheet, line.row))
            found = found_next.of(line_id)
            flagged_line = flags_line(found)
            if flagged_line and all(stored.hit.suppressed_by is not None for stored in found):
                # Decided after the run counted its flagged lines.
                self.results["decided"] += 1
            result = "flagged" if flagged_line else "unscreened" if missing else "known" if found else "clear"
            self.results[result] += 1
            if missing:
                self.results["incomplete"] += 1
            notes = "; ".join(words.problem_text(code) for code in missing) if missing else ""
            link = str(line_id)
            everything[layout].add([*cells, names[result], notes, link, line.sheet, line.row])
            if flagged_line:
                flagged[layout].add([*cells, *self._verdict(found), link, line.sheet, line.row])
            if found:
                self._hits(hits, found)
        self._check_ties(found_next)

    def _cells(self, line: Line, width: int) -> Sequence[Cell]:
        missing = width - len(line.cells)
        cells = line.cells
        if missing > 0:
            cells = (*cells, *("",) * missing)
        elif missing < 0:
            cells = cells[:width]
        return self._sent.of(line, cells)

    def _verdict(self, found: Sequence[StoredHit]) -> list[Cell]:
        if len(found) > 1:
            found = by_gravity(found)
        shown = [self._shown(stored) for stored in found]
        best, decided = shown[0], decision_shown(found[0])
        entry = f"{words.entry_title(best)} ({best.entry_id})"
        return [
            status_of(found), reason_of(decided), decided.user if decided else "", approver_of(decided),
            best.list_id, entry, best.score, why_of(shown),
        ]  # fmt: skip

    def _shown(self, stored: StoredHit) -> Hit:
        hit = stored.hit
        if self._english or hit.kind is not HitKind.GOODS:
            # Hits are kept with the English names.
            return hit
        return shown_hit(stored, self._report.rules(stored))

    def _hits(self, sheet: Sheet, found: Sequence[StoredHit]) -> None:
        ranks: Counter[tuple[str, str]] = Counter()
        run = self._report.run
        for stored in found:
            hit = self._shown(stored)
            ranks[hit.field, hit.value] += 1
            self.results["hits"] += 1
            if stored.hit_id in self._decided:
                self._links[stored.hit_id] = stored.line_id
            entry = self._report.entry(stored)
            sheet.add([
                str(stored.line_id), str(stored.hit_id), hit.sheet, hit.line_row, hit.row, words.field_name(hit.field), hit.value,
                words.kind_name(hit.kind.value), hit.list_id, hit.entry_id, words.entry_title(hit), hit.matched_name,
                _quality(entry, hit), hit.score, threshold_then(run, stored),
                stored.place or ranks[hit.field, hit.value],
                words.reason_text(hit.reason), "; ".join(words.evidence_text(e) for e in hit.evidence if e.weight >= 0),
                "; ".join(words.evidence_text(e) for e in hit.evidence if e.weight < 0),
                entry_text(entry) if entry else rules_text(self._report.rules(stored)), status_of([stored]), known_text(stored, self._report.known),
                str(self._report.list_version(stored) or ""), alert_text(self._report.alerts.get(stored.hit_id)),
            ])  # fmt: skip

    def _check_ties(self, hits: "_Ahead") -> None:
        """Refuse to write a file whose rows are not what the run counted."""
        lines = sum(self.results[name] for name in ("flagged", "known", "unscreened", "clear"))
        run = self._report.run
        counted = {
            "lines": lines,
            "flagged": self.results["flagged"] - self.results["decided"],
            "hits": self.results["hits"],
        }
        expected = {"lines": run.lines, "flagged": run.flagged_lines, "hits": run.hits}
        if counted != expected or not hits.at_end:
            raise InternalFault("report_does_not_tie", run=run.run_id, counted=str(counted), expected=str(expected))


class _Ahead:
    """Gives the hits of lines that are asked for in order."""

    def __init__(self, hits: Iterator[Sequence[StoredHit]]) -> None:
        self._hits = hits
        self._next = next(hits, ())

    @property
    def at_end(self) -> bool:
        """Whether every hit met its line."""
        return not self._next

    def of(self, line_id: int) -> Sequence[StoredHit]:
        """Return the hits of a line, or none."""
        if not self._next or self._next[0].line_id != line_id:
            return ()
        found, self._next = self._next, next(self._hits, ())
        return found


def _hit_columns() -> list[Column]:
    return [
        Column(_("Link id"), 9), Column(_("Hit"), 9), Column(_("Sheet"), 12, "wrap"), Column(_("Line"), 7, "count"),
        Column(_("Row of the value"), 9, "count"), Column(_("Field"), 16, "wrap"), Column(_("Value"), 36, "wrap"),
        Column(_("Kind"), 16, "wrap"), Column(_("List"), 16, "wrap"), Column(_("Entry id"), 20, "wrap"), Column(_("Entry"), 30, "wrap"),
        Column(_("Matched name"), 30, "wrap"), Column(_("Quality of the name"), 11), Column(_("Score"), 8, "score"),
        Column(_("Threshold"), 9, "score"), Column(_("Rank"), 6, "count"), Column(_("Why"), 44, "wrap"),
        Column(_("What agreed"), 44, "wrap"), Column(_("What counted against it"), 40, "wrap"),
        Column(_("Entry as it stood"), 70, "wrap"), Column(_("Status"), 16, "wrap"), Column(_("Known party"), 24, "wrap"),
        Column(_("Version of the list"), 9), Column(_("Joined later"), 30, "wrap"),
    ]  # fmt: skip


def _quality(entry: Entry | None, hit: Hit) -> str:
    """Return how far the publisher trusts the name that matched."""
    if entry is None:
        return ""
    return next((words.name_quality(n.quality.value) for n in entry.names if n.text == hit.matched_name), "")
