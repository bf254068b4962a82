"""The sender's own cells for the audit file: numbers, days and logical values as such, in the sender's formats.

Lines are kept as texts. What a cell was besides is read again from the sender's file as it came, in the child process
that opens untrusted workbooks. Where that cannot be, the cells stay texts, and the file says so.
"""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from screening.errors import InternalFault, UnreadableInput
from screening.manifest.files import read_grid
from screening.manifest.grid import Grid, Sheet, TypedCell, TypedRow
from screening.manifest.typed import ERROR
from screening.model.manifests import Line, ManifestInfo
from screening.ports import Store
from screening.progress import Progress
from ui import words
from ui.report.cells import Cell, Sent

WORKBOOKS = frozenset({"xlsx", "xlsm", "xls", "xlsb", "ods", "zip"})
"""Formats of files whose cells are more than texts."""


class SentCells:
    """Gives the cells of lines that are asked for in the order of the file."""

    def __init__(self, sheets: Sequence[Sheet] = (), fault: str = "") -> None:
        self.fault = fault
        """What keeps the cells texts, as a sentence; empty where nothing does."""
        self._sheets: Mapping[str, Sheet] = {sheet.name: sheet for sheet in sheets}
        self._name = ""
        self._rows: Iterator[TypedRow] = iter(())
        self._row: TypedRow = (0, [])

    def of(self, line: Line, cells: Sequence[str]) -> Sequence[Cell]:
        """Return the cells of a line, those that are no texts as what they are."""
        if not self._sheets:
            return cells
        typed = self._typed(line.sheet, line.row)
        if not typed:
            return cells
        made: list[Cell] = list(cells)
        for column, kind, value, form in typed:
            # Of an error in a formula nothing was read.
            if column < len(made) and (cells[column] or kind == ERROR):
                made[column] = Sent(kind, value, form, cells[column])
        return made

    def _typed(self, sheet: str, row: int) -> Sequence[TypedCell]:
        if sheet != self._name or row < self._row[0]:
            self._name = sheet
            found = self._sheets.get(sheet)
            self._rows = found.typed() if found else iter(())
            self._row = (0, [])
        while self._row[0] < row:
            following = next(self._rows, None)
            if following is None:
                return ()
            self._row = following
        return self._row[1] if self._row[0] == row else ()


def _opened(path: Path, progress: Progress | None) -> Grid:
    """Open the file; once more where that fails: it was read when it was imported, and a busy machine may end a child."""
    try:
        return read_grid(path, progress=progress, typed=True)
    except UnreadableInput as error:
        if error.code in ("password_needed", "password_wrong"):
            raise
        return read_grid(path, progress=progress, typed=True)


@contextmanager
def sent_cells(store: Store, info: ManifestInfo, progress: Progress | None = None) -> Iterator[SentCells]:
    """Open the kept file of a manifest for its cells. Raises Cancelled."""
    if info.format not in WORKBOOKS:
        yield SentCells()
        return
    with tempfile.TemporaryDirectory(prefix="tekser-cells-") as folder:
        path = Path(folder) / "original"
        try:
            path.write_bytes(store.read_original(info))
            grid = _opened(path, progress)
        except (UnreadableInput, InternalFault) as error:
            # By the sender's name for it, not by that of our copy.
            error.data = {**error.data, "file": info.name}
            yield SentCells(fault=words.error_text(error))
            return
        try:
            yield SentCells(grid.sheets)
        finally:
            grid.close()
