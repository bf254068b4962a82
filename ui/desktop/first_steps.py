"""The first start in three steps: lists, first manifest, first decision; each with its sign and its button."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from screening.casework.roles import Action
from screening.today import Today
from ui.desktop.desk import Desk
from ui.desktop.who import offer
from ui.words import N_, _

_STEPS = (
    (
        N_("Lists"),
        N_(
            "Load the official lists: fetch them, or take them from files or a stick. A short starter list is there"
            " already, enough to try."
        ),
    ),
    (N_("First manifest"), N_("Drop a spreadsheet anywhere on the window, or open it with Ctrl+O.")),
    (
        N_("First decision"),
        N_(
            "In Review look at each question and press 1 for a false positive, 2 for a true match. Ctrl+Z takes it back."
        ),
    ),
)


class FirstSteps(QFrame):
    """Shown until lists are loaded, a manifest is in and something is decided."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._desk = desk
        self._done = (False, False, False)
        self.heading = QLabel()
        self._signs = [QLabel() for _step in _STEPS]
        self._texts = [QLabel() for _step in _STEPS]
        self.lists = self._button(lambda: desk.page_wanted.emit("lists"))
        self.open = self._button(lambda: desk.files_wanted.emit([]))
        self.sample = self._button(desk.sample_wanted.emit)
        self.review = self._button(lambda: desk.page_wanted.emit("review"))
        layout = QVBoxLayout(self)
        layout.addWidget(self.heading)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        for row, buttons in enumerate(((self.lists,), (self.open, self.sample), (self.review,))):
            self._texts[row].setWordWrap(True)
            grid.addWidget(self._signs[row], row, 0)
            grid.addWidget(self._texts[row], row, 1)
            box = QHBoxLayout()
            for button in buttons:
                box.addWidget(button)
            box.addStretch(1)
            held = QWidget()
            box.setContentsMargins(0, 0, 0, 0)
            held.setLayout(box)
            grid.addWidget(held, row, 2)
        layout.addLayout(grid)

    def _button(self, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton()
        button.clicked.connect(lambda _checked=False: slot())
        return button

    def show_state(self, today: Today) -> None:
        """Show which steps are done; hidden once all are."""
        real = any(i.active and not i.is_starter and i.names for i in today.lists)
        self._done = (real, today.manifests > 0, today.decided)
        self.setVisible(not all(self._done))
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.heading.setText("<h3>" + _("Three steps") + "</h3>")
        following = next((n for n, done in enumerate(self._done) if not done), -1)
        for number, (title, text) in enumerate(_STEPS):
            done = self._done[number]
            sign = "✓" if done else "▶" if number == following else "○"
            state = _("done") if done else _("next") if number == following else ""
            self._signs[number].setText(f"<b>{sign} {number + 1}</b>")
            self._signs[number].setAccessibleName(f"{number + 1} {state}")
            note = f" ({state})" if state else ""
            name, told = _(title), _(text)
            self._texts[number].setText(f"<b>{name}</b>{note}. {told}")
        offer((self.open, self.sample), self._desk.folder.session, Action.IMPORT)
        self.lists.setText(_("Go to &Lists"))
        self.open.setText(_("&Open a manifest…"))
        self.sample.setText(_("Try the &sample"))
        self.review.setText(_("Go to &Review"))
