"""Small tables of texts, as several pages show them."""

from collections.abc import Sequence

from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem


def plain_table(columns: int) -> QTableWidget:
    """Return a table of rows to read and choose from, without anything to edit."""
    table = QTableWidget(0, columns)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setAlternatingRowColors(True)
    table.setTabKeyNavigation(False)  # Tab leaves the table, as it does everywhere in the window
    table.verticalHeader().hide()
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setStretchLastSection(True)
    return table


def fill_row(table: QTableWidget, row: int, cells: Sequence[str]) -> None:
    """Put texts into the cells of a row."""
    for column, text in enumerate(cells):
        table.setItem(row, column, QTableWidgetItem(text))
