"""What running a past screening again as it was has shown: equal, or each hit that differs."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from screening.rerun import HitChange, Rerun
from ui import words
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.report.rerun import hit_of, rerun_summary, score_text
from ui.words import N_, _


def difference(change: HitChange) -> str:
    """Return how a hit differs, by sign and word."""
    if change.then is None:
        return "+ " + _("only now")
    if change.now is None:
        return "− " + _("only then")
    return "≠ " + _("judged differently")


COLUMNS: tuple[RowColumn[HitChange], ...] = (
    RowColumn(N_("Row"), lambda c: str(hit_of(c).line_row), 8, right=True, key=lambda c: hit_of(c).line_row),
    RowColumn(N_("Value"), lambda c: hit_of(c).value, 30, share=1.0),
    RowColumn(N_("Entry"), lambda c: words.entry_title(hit_of(c)), 30, share=1.0),
    RowColumn(N_("List"), lambda c: hit_of(c).list_id, 14),
    RowColumn(N_("Difference"), difference, 20),
    RowColumn(N_("Then"), lambda c: score_text(c.then), 8, right=True),
    RowColumn(N_("Now"), lambda c: score_text(c.now), 8, right=True),
)


class RerunDialog(QDialog):
    """Shows a :class:`Rerun`; nothing of the past screening was changed by it."""

    def __init__(self, done: Rerun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Run again as it was"))
        self.said = QLabel("\n".join(rerun_summary(done)))
        self.said.setWordWrap(True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.model: RowsModel[HitChange] = RowsModel(COLUMNS, self)
        self.model.set_rows(done.changes)
        self.table = RowsView(self.model, COLUMNS)
        self.table.setAccessibleName(_("Differences"))
        self.table.fit_titles()
        self.table.setVisible(bool(done.changes))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self.said, self.table, buttons):
            layout.addWidget(widget)
        self.resize(900, 440 if done.changes else 160)
