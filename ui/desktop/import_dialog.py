"""The preview of a manifest: the sheet as it is, the recognised header marked, every column's field to be corrected."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from screening.manifest.read import SheetPreview
from screening.model.manifests import Column
from ui import words
from ui.words import _, ngettext
from ui.words.tables import FIELDS


class ImportDialog(QDialog):
    """Shows what was recognised; :meth:`mapping` gives the officer's corrections."""

    def __init__(self, path: Path, sheets: list[SheetPreview], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Import {file}").format(file=path.name))
        self.resize(1000, 560)
        self._choices: list[tuple[Column, QComboBox]] = []
        layout = QVBoxLayout(self)
        hint = QLabel(
            _("Check what each column holds; the first row of each sheet below lets you change it. The header is bold.")
        )
        hint.setWordWrap(True)
        layout.addWidget(hint)
        self.tabs = QTabWidget()
        layout.addWidget(self.tabs, 1)
        for sheet in sheets:
            self.tabs.addTab(self._sheet(sheet), sheet.name)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setText(_("Import and &screen"))
        buttons.button(QDialogButtonBox.StandardButton.Cancel).setText(_("Cancel"))
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)
        buttons.button(QDialogButtonBox.StandardButton.Ok).setFocus()

    def _sheet(self, sheet: SheetPreview) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        reading = sheet.reading
        lines = ngettext("{n} line", "{n} lines", reading.data_rows).format(n=reading.data_rows)
        problems = "; ".join(f"{words.problem_text(code)}: {count}" for code, count in reading.problems)
        about = words.problem_text(reading.skipped) if reading.skipped else lines
        layout.addWidget(QLabel(f"{about}{' · ' + problems if problems else ''}"))
        width = max([len(reading.columns), *(len(cells) for _row, cells in sheet.rows)], default=0)
        table = QTableWidget(len(sheet.rows) + 1, width)
        table.setHorizontalHeaderLabels([_letter(n) for n in range(width)])
        table.setVerticalHeaderLabels([_("Field"), *(str(number) for number, _cells in sheet.rows)])
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setAccessibleName(sheet.name)
        for column in reading.columns:
            table.setCellWidget(0, column.index, self._choice(column))
        bold = QFont(table.font())
        bold.setBold(True)
        for at, (number, cells) in enumerate(sheet.rows, 1):
            for n, cell in enumerate(cells):
                item = QTableWidgetItem(cell)
                if number in reading.header_rows:
                    item.setFont(bold)
                    item.setBackground(table.palette().alternateBase())
                table.setItem(at, n, item)
        table.resizeColumnsToContents()
        for n in range(width):
            table.setColumnWidth(n, min(max(table.columnWidth(n), 110), 260))
        layout.addWidget(table, 1)
        return page

    def _choice(self, column: Column) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(_("Field of column {column}").format(column=_letter(column.index)))
        first = [
            column.field,
            *([column.second_field] if column.second_field and column.second_field != column.field else []),
        ]
        for field in dict.fromkeys([*first, "other", *FIELDS, column.field]):
            if not field:
                continue
            text = words.field_name(field)
            if field == column.field and column.confidence:
                text += f" ({column.confidence:.0%})"
            elif field == column.second_field and field in first:
                text += f" ({column.second_confidence:.0%}?)"
            box.addItem(text, field)
        box.setCurrentIndex(box.findData(column.field))
        box.setToolTip(column.header)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._choices.append((column, box))
        return box

    def mapping(self) -> dict[str, str]:
        """Return {field: column} of all columns when anything was changed, columns as "#1", "#2", ...

        A column that holds nothing of use is "other#N". All of them, since the correction is remembered whole.
        """
        if all(box.currentData() == column.field for column, box in self._choices):
            return {}
        found: dict[str, str] = {}
        for column, box in self._choices:
            field = str(box.currentData())
            if field == "other" or field in found:
                field = f"{field}#{column.index}"
            found[field] = f"#{column.index + 1}"
        return found


def _letter(index: int) -> str:
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
