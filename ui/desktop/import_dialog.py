"""The preview of a manifest: the sheet as it is, what every column was taken for, and how good the file is."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from screening.manifest.read import SheetPreview
from screening.model.manifests import PARTY_FIELDS, Column, SheetReading
from ui import words
from ui.desktop import theme
from ui.desktop.dialog_parts import ok_and_cancel
from ui.report.cells import column_letters
from ui.words import _, ngettext
from ui.words.tables import FIELDS

SURE = 0.75
"""Below this confidence a column is marked for the officer to look at."""

_GOODS = ("description", "hs_code", "article_no", "brand", "model", "manufacturer", "quantity", "unit", "value")
_ROUTE = (
    "origin_country", "dispatch_country", "destination_country", "transit_country", "border_office", "port_loading",
    "port_discharge", "delivery_place", "vessel", "imo", "voyage", "trading_country",
)  # fmt: skip
_WANTED = (("consignee", "buyer", "end_user", "party.local", "party.foreign", "party"), ("consignor", "seller"),
           ("description", "hs_code"), ("destination_country", "consignee.country"))  # fmt: skip
"""Of each group one column at least should be there; what is missing cannot be screened."""


def group_of(field: str) -> str:
    """Return "party", "goods", "route", "rest" or "" (not used), by which a column is tinted."""
    if field == "other" or not field:
        return ""
    role = field.split(".")[0]
    if field in PARTY_FIELDS or role in PARTY_FIELDS or role == "party":
        return "party"
    if role in _GOODS:
        return "goods"
    return "route" if role in _ROUTE else "rest"


class ImportDialog(QDialog):
    """Shows what was recognised; :meth:`mapping` gives the officer's corrections."""

    def __init__(self, path: Path, sheets: list[SheetPreview], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Import {file}").format(file=path.name))
        letter = self.fontMetrics().averageCharWidth()
        self.resize(letter * 150, letter * 82)
        self._choices: list[tuple[Column, QComboBox]] = []
        self._tables: list[tuple[SheetPreview, QTableWidget, QLabel]] = []
        layout = QVBoxLayout(self)
        hint = QLabel(
            _(
                "Check what each column holds. The first row below says it and lets you change it; a mark ? asks you to "
                "look. The header of the sheet is bold, columns without a field are not screened."
            )
        )
        hint.setWordWrap(True)
        layout.addWidget(hint)
        self.tabs = QTabWidget()
        layout.addWidget(self.tabs, 1)
        for sheet in sheets:
            self.tabs.addTab(self._sheet(sheet), sheet.name)
        self.remember = QCheckBox(_("&Remember corrections for files of this shape"))
        self.remember.setChecked(True)
        buttons, ok = ok_and_cancel(self, _("Import and &screen"))
        bottom = QHBoxLayout()
        bottom.addWidget(self.remember)
        bottom.addWidget(buttons, 1)
        layout.addLayout(bottom)
        ok.setFocus()
        self._changed()

    def _sheet(self, sheet: SheetPreview) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        reading = sheet.reading
        quality = QLabel()
        quality.setWordWrap(True)
        quality.setTextFormat(Qt.TextFormat.RichText)
        layout.addWidget(quality)
        width = max([len(reading.columns), *(len(cells) for _row, cells in sheet.rows)], default=0)
        # Where a column has a second guess, one click takes it.
        guesses = [c for c in reading.columns if c.second_field not in ("", c.field)]
        above = 2 if guesses else 1
        table = QTableWidget(len(sheet.rows) + above, width)
        table.setHorizontalHeaderLabels([column_letters(n) for n in range(width)])
        above_labels = [_("Field"), _("Or")][:above]
        table.setVerticalHeaderLabels([*above_labels, *(str(number) for number, _cells in sheet.rows)])
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setAccessibleName(sheet.name)
        for column in reading.columns:
            box = self._choice(column)
            table.setCellWidget(0, column.index, box)
            if column in guesses:
                table.setCellWidget(1, column.index, self._guess(column, box))
        bold = QFont(table.font())
        bold.setBold(True)
        for at, (number, cells) in enumerate(sheet.rows, above):
            for n, cell in enumerate(cells):
                item = QTableWidgetItem(cell)
                if number in reading.header_rows:
                    item.setFont(bold)
                table.setItem(at, n, item)
        table.resizeColumnsToContents()
        metrics = self.fontMetrics()
        for n in range(width):
            table.setColumnWidth(
                n, min(max(table.columnWidth(n), metrics.averageCharWidth() * 18), metrics.averageCharWidth() * 40)
            )
        layout.addWidget(table, 1)
        self._tables.append((sheet, table, quality))
        return page

    def _choice(self, column: Column) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(_("Field of column {column}").format(column=column_letters(column.index)))
        first = [
            column.field,
            *([column.second_field] if column.second_field and column.second_field != column.field else []),
        ]
        for field in dict.fromkeys([*first, "other", *FIELDS, column.field]):
            if not field:
                continue
            text = words.field_name(field)
            if field == column.field and column.confidence:
                sure = "" if column.confidence >= SURE or field == "other" else "? "
                text = f"{sure}{text} ({column.confidence:.0%})"
            elif field == column.second_field and field in first:
                text += f" ({column.second_confidence:.0%}?)"
            box.addItem(text, field)
        box.setCurrentIndex(box.findData(column.field))
        box.setToolTip(column.header)
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.currentIndexChanged.connect(lambda _index: self._changed())
        self._choices.append((column, box))
        return box

    def _guess(self, column: Column, box: QComboBox) -> QPushButton:
        name = words.field_name(column.second_field)
        button = QPushButton(_("{field}?").format(field=name))
        button.setAutoDefault(False)
        button.setFlat(True)
        button.setAccessibleName(
            _("Take column {column} as {field}").format(column=column_letters(column.index), field=name)
        )
        button.clicked.connect(lambda: box.setCurrentIndex(box.findData(column.second_field)))
        return button

    def _changed(self) -> None:
        """Tint the columns and tell the quality by what is chosen now."""
        if not self._tables or not hasattr(self, "remember"):
            return
        chosen = {id(column): str(box.currentData()) for column, box in self._choices}
        for sheet, table, quality in self._tables:
            fields = {column.index: chosen.get(id(column), column.field) for column in sheet.reading.columns}
            for n in range(table.columnCount()):
                colour = theme.tint(group_of(fields.get(n, "")))
                for row in range(table.rowCount()):
                    item = table.item(row, n)
                    if item is not None:
                        item.setBackground(colour)
            quality.setText(quality_text(sheet.reading, set(fields.values())))
        self.remember.setEnabled(bool(self.mapping()))

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


def quality_text(reading: SheetReading, fields: set[str]) -> str:
    """Return how good a sheet is: its lines, its columns, what is wrong with lines, and what cannot be screened."""
    if reading.skipped:
        return "<b>⚠ " + words.problem_text(reading.skipped) + "</b>"
    used = sum(1 for column in reading.columns if column.field != "other")
    unsure = sum(1 for column in reading.columns if column.field != "other" and column.confidence < SURE)
    lines = ngettext("{n} line", "{n} lines", reading.data_rows).format(n=reading.data_rows)
    parts = [lines, _("{used} of {all} columns used").format(used=used, all=len(reading.columns))]
    if unsure:
        parts.append("? " + ngettext("{n} column to look at", "{n} columns to look at", unsure).format(n=unsure))
    text = " · ".join(parts)
    missing = [group[0] for group in _WANTED if not fields & set(group)]
    if missing:
        names = ", ".join(words.field_name(field) for field in missing)
        text += "<br>⚠ " + _("No column for {fields}: what stands there cannot be screened.").format(fields=names)
    if reading.problems:
        found = "; ".join(f"{words.problem_text(code)}: {count}" for code, count in reading.problems)
        text += "<br>⚠ " + _("Lines with problems: {problems}").format(problems=found)
    return text
