"""What a screening could not ask of its lines: a short button in Review that opens the whole list."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from screening.model.hits import NotChecked, RunInfo
from ui import words
from ui.desktop.desk import Desk
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.words import N_, _, ngettext

_COLUMNS: tuple[RowColumn[NotChecked], ...] = (
    RowColumn(N_("Rule"), lambda item: words.rule_name(item.rule), 44),
    RowColumn(N_("for want of"), lambda item: words.field_name(item.field), 30),
    RowColumn(N_("Lines"), lambda item: str(item.lines), 10, right=True),
)

_IN_TIP = 12


class NotCheckedButton(QPushButton):
    """Tells how many rules were not asked of some lines; hidden where there are none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.items: Sequence[NotChecked] = ()
        self.setFlat(True)
        self.clicked.connect(self.open_list)
        self.retranslate()

    def show_run(self, run: RunInfo) -> None:
        """Tell of another screening."""
        self._came(())
        self._desk.reader.ask((self, "not checked"), lambda store: store.not_checked(run.run_id), self._came)

    def _came(self, items: Sequence[NotChecked]) -> None:
        self.items = items
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        count = len({item.rule for item in self.items})
        self.setVisible(count > 0)
        self.setText("○ " + ngettext("{n} rule not asked of some lines", "{n} rules not asked of some lines", count).format(n=count))  # fmt: skip
        shown = [
            f"{words.rule_name(item.rule)}: {words.field_name(item.field)} ({item.lines})"
            for item in self.items[:_IN_TIP]
        ]
        if len(self.items) > _IN_TIP:
            shown.append(_("… and {n} more").format(n=len(self.items) - _IN_TIP))
        self.setToolTip("\n".join(shown))
        self.setAccessibleDescription(self.toolTip())

    def open_list(self) -> None:
        """Open the list of rules, of what they lacked, and of how many lines."""
        dialog = NotCheckedDialog(self.items, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


class NotCheckedDialog(QDialog):
    """The whole list."""

    def __init__(self, items: Sequence[NotChecked], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Rules not asked of some lines"))
        letter = self.fontMetrics().averageCharWidth()
        self.resize(letter * 110, letter * 60)
        why = QLabel(_("The lines do not tell what these rules need. They are not cleared by them."))
        why.setWordWrap(True)
        self.model: RowsModel[NotChecked] = RowsModel(_COLUMNS, self)
        self.model.set_rows(items)
        self.table = RowsView(self.model, _COLUMNS)
        self.table.setAccessibleName(self.windowTitle())
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(why)
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
