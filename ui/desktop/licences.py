"""The dialog that lists what the program is made of, with versions and licences."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from screening.ports import StoreFolder
from screening.version import VERSION
from ui.licences import components, engines
from ui.words import _


class LicencesDialog(QDialog):
    """A table of every package, library and crate."""

    def __init__(self, folder: StoreFolder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Licences"))
        head = QLabel(_("Tekser {version}, Apache License 2.0. It is made with:").format(version=VERSION))
        parts = sorted({*components(), *engines(folder)}, key=lambda part: part.name.casefold())
        titles = (_("Part"), _("Version"), _("Licence"), _("Inside of"))
        self.table = QTableWidget(len(parts), len(titles))
        self.table.setHorizontalHeaderLabels(titles)
        self.table.setAccessibleName(_("Licences"))
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        for row, part in enumerate(parts):
            for column, text in enumerate((part.name, part.version, part.licence, part.inside)):
                self.table.setItem(row, column, QTableWidgetItem(text))
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (head, self.table, buttons):
            layout.addWidget(widget)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(self.fontMetrics().averageCharWidth() * 110, self.fontMetrics().height() * 30)
