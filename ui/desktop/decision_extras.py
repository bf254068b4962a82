"""What some decisions ask for besides a reason: a licence, files, and whether the cleared match is remembered."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from screening.casework.known import Scope
from screening.model.decisions import Disposition
from screening.model.hits import HitKind
from ui.desktop.day_edit import DayEdit
from ui.words import N_, _

_SCOPES = (
    (Scope.MANIFEST, N_("in this file")),
    (Scope.SENDER, N_("from this consignor")),
    (Scope.ALL, N_("everywhere")),
)
NAME_SHOWN = 18
"""Letters of the name of an attached file; the tip of the button has them whole."""
_YEARS = 1
"""How long a cleared match is remembered unless the officer says otherwise."""


class DecisionExtras(QWidget):
    """Shows the fields that the chosen decision asks for, and none else."""

    def __init__(self) -> None:
        super().__init__()
        self.files: list[Path] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        self.licence_box, self.known_box = QWidget(), QWidget()
        # Empty at first: a day that is filled in already would be recorded though nobody gave it.
        self.licence, self.licence_until = QLineEdit(), DayEdit()
        self.licence_form = QFormLayout(self.licence_box)
        self.licence_form.setContentsMargins(0, 0, 0, 0)
        self._row(self.licence_form, self.licence)
        self._row(self.licence_form, self.licence_until)
        self.remember = QCheckBox()
        self.scope = QComboBox()
        self.expires = DayEdit()
        self.known_form = QFormLayout(self.known_box)
        self.known_form.setContentsMargins(0, 0, 0, 0)
        self.known_form.addRow(self.remember)
        self._row(self.known_form, self.scope)
        self._row(self.known_form, self.expires)
        self.attach = QPushButton()
        self.attach.setAutoDefault(False)
        self.attach.clicked.connect(self._ask_files)
        self.remember.toggled.connect(self._arrange)
        self.attached = QLabel()
        self.attached.setTextFormat(Qt.TextFormat.RichText)
        self.attached.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.attached.linkActivated.connect(self._detach)
        for widget in (self.licence_box, self.known_box, self.attach, self.attached):
            layout.addWidget(widget)
        self.clear()
        self.offer(None, frozenset())

    @staticmethod
    def _row(form: QFormLayout, box: QWidget) -> None:
        label = QLabel()
        label.setBuddy(box)  # without one its key would be shown as a sign
        form.addRow(label, box)

    def fields(self) -> tuple[QWidget, ...]:
        """Return the boxes that are written into or ticked."""
        return self.licence, self.licence_until, self.remember, self.scope, self.expires

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        for form, row, text in (
            (self.licence_form, self.licence, _("Licence &number")), (self.licence_form, self.licence_until, _("&Valid until")),
            (self.known_form, self.scope, _("&Where")), (self.known_form, self.expires, _("&Until")),
        ):  # fmt: skip
            form.labelForField(row).setText(text)  # type: ignore[attr-defined]
        for box in (self.licence_until, self.expires):
            box.retranslate()
        self.remember.setText(_("Re&member this cleared match"))
        chosen = max(0, self.scope.currentIndex())
        self.scope.clear()
        for scope, name in _SCOPES:
            self.scope.addItem(_(name), scope)
        self.scope.setCurrentIndex(chosen)
        for widget, name in ((self.licence, _("Licence number")), (self.licence_until, _("Valid until")),
                             (self.scope, _("Where")), (self.expires, _("Until"))):  # fmt: skip
            widget.setAccessibleName(name)
        self._label_files()

    def offer(self, disposition: Disposition | None, kinds: frozenset[HitKind]) -> None:
        """Show what a decision on hits of those kinds asks for."""
        parties = bool(kinds) and kinds <= {HitKind.PARTY, HitKind.VESSEL}
        self.licence_box.setVisible(disposition is Disposition.LICENCE_HELD)
        self.known_box.setVisible(disposition is Disposition.FALSE_POSITIVE and parties)
        if disposition is not Disposition.FALSE_POSITIVE:
            self.remember.setChecked(False)
        self._arrange()

    def _arrange(self) -> None:
        for widget in (self.scope, self.expires):
            shown = self.remember.isChecked()
            widget.setVisible(shown)
            label = self.known_form.labelForField(widget)
            if label is not None:
                label.setVisible(shown)

    def _ask_files(self) -> None:
        names, _filter = QFileDialog.getOpenFileNames(self, _("Attach files"))
        self.files += [path for name in names if (path := Path(name)) not in self.files]
        self._label_files()

    def _detach(self, place: str) -> None:
        """Take a file off again, by its place."""
        del self.files[int(place)]
        self._label_files()
        self.attach.setFocus()

    def _label_files(self) -> None:
        names = ", ".join(path.name for path in self.files)
        self.attach.setText(_("&Attach files… ({n})").format(n=len(self.files)) if names else _("&Attach files…"))
        self.attach.setToolTip(names)
        self.attached.setVisible(bool(self.files))
        most = self.fontMetrics().averageCharWidth() * NAME_SHOWN
        off = escape(_("take off"))
        names_shown = (self.fontMetrics().elidedText(p.name, Qt.TextElideMode.ElideMiddle, most) for p in self.files)
        rows = (f'{escape(name)} <a href="{place}">{off}</a>' for place, name in enumerate(names_shown))
        self.attached.setText("<br>".join(rows))

    def give_back(
        self, licence: str, licence_until: str, files: Sequence[Path], known: tuple[Scope, str] | None
    ) -> None:
        """Put back what went with a decision that was refused."""
        self.files = list(files)
        self.licence.setText(licence)
        self.licence_until.set_day(licence_until)
        if known is not None:
            self.remember.setChecked(True)
            self.scope.setCurrentIndex(self.scope.findData(known[0]))
            self.expires.set_day(known[1])
        self._label_files()

    def clear(self) -> None:
        """Forget what was given: it went with a decision."""
        self.files = []
        self.licence.clear()
        self.licence_until.clear()
        self.expires.set_day(QDate.currentDate().addYears(_YEARS).toString("yyyy-MM-dd"))
        self.remember.setChecked(False)
        self._label_files()

    @property
    def known(self) -> tuple[Scope, str] | None:
        """Where and until when the cleared match is remembered; None when it is not."""
        if not self.remember.isChecked():
            return None
        return Scope(self.scope.currentData()), self.expires.day()
