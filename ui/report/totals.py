"""Totals that show that every row of the sender's file is accounted for."""

from collections.abc import Mapping
from dataclasses import dataclass

from ui.report.collect import AuditReport
from ui.words import _


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows of the file and what became of them; lines and what became of those."""

    rows: int
    """Rows of all sheets with anything in them."""
    lines: int
    not_understood: int
    """Rows that hold something but could not become lines."""
    without_table: int
    """Rows of sheets in which no table was found."""
    other: int
    """Headers, captions, totals."""
    flagged: int
    known: int
    """Lines whose hits are all of known parties: recorded, not asked."""
    clear: int
    incomplete_clear: int
    """Lines without a hit of which something could not be screened."""
    incomplete: int
    """All lines of which something could not be screened."""

    @property
    def tie(self) -> bool:
        """Whether they add up."""
        accounted = self.lines + self.not_understood + self.without_table + self.other
        return (
            self.rows == accounted
            and self.other >= 0
            and self.lines == self.flagged + self.known + self.clear + self.incomplete_clear
        )

    def labelled(self) -> list[tuple[str, int]]:
        """Return the totals with their names, each sum above what it is made of."""
        return [
            (_("Rows in the file with anything in them"), self.rows),
            (_("of them lines, all of them on this sheet"), self.lines),
            (_("of them rows that were not understood"), self.not_understood),
            (_("of them rows of sheets without a table"), self.without_table),
            (_("of them headers, captions, totals"), self.other),
            (_("Lines"), self.lines),
            (_("of them flagged"), self.flagged),
            (_("of them with hits of known parties alone"), self.known),
            (_("of them without a hit, fully screened"), self.clear),
            (_("of them without a hit, but not fully screened"), self.incomplete_clear),
            (_("Lines of which something could not be screened, flagged ones included"), self.incomplete),
        ]


def totals_of(report: AuditReport, results: Mapping[str, int]) -> Totals:
    """Return the totals of a report whose lines came out as ``results`` counts them."""
    left = sum(u.reason == "row_not_understood" for u in report.unscreened)
    counted = sum(results[name] for name in ("flagged", "known", "clear", "unscreened"))
    return Totals(
        rows=sum(sheet.rows for sheet in report.sheets),
        lines=counted,
        not_understood=left,
        without_table=sum(sheet.rows for sheet in report.sheets if sheet.skipped),
        other=sum(sheet.rows - sheet.data_rows for sheet in report.sheets if not sheet.skipped) - left,
        flagged=results["flagged"],
        known=results["known"],
        clear=results["clear"],
        incomplete_clear=results["unscreened"],
        incomplete=results["incomplete"],
    )
