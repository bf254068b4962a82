"""How long manifests are kept, by regime, and the legal holds that stop their deletion."""

from collections.abc import Mapping

from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from screening.casework.roles import Action
from screening.errors import UserError
from screening.keeping import DEFAULT, DEFAULT_YEARS, MOST_YEARS, REGIMES, SETTING, KeepTime, read_time
from screening.model.keeping import LegalHold
from ui import words
from ui.desktop.desk import MANIFESTS, Desk
from ui.desktop.reason_dialog import ReasonDialog
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.desktop.who import current_user, may
from ui.words import N_, _

COLUMNS: tuple[RowColumn[LegalHold], ...] = (
    RowColumn(N_("Manifest"), lambda h: str(h.manifest_id), 10, right=True, key=lambda h: h.manifest_id),
    RowColumn(N_("Legal hold"), lambda h: _("placed") if h.placed else _("released"), 12),
    RowColumn(N_("Reason"), lambda h: h.reason, 40, share=1.0),
    RowColumn(N_("Who"), lambda h: h.user, 16),
    RowColumn(N_("When"), lambda h: words.format_datetime(h.at), 16),
)
_PER_ROW = 3


class KeepingPanel(QWidget):
    """Years by regime, saved with the other settings; below them every legal hold, which is released with a reason."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._held: Mapping[str, str] = {}
        self.why = QLabel()
        self.why.setWordWrap(True)
        self.years: dict[str, QSpinBox] = {}
        self.year_end: dict[str, QCheckBox] = {}
        self._labels: dict[str, QLabel] = {}
        grid = QGridLayout()
        for number, regime in enumerate((DEFAULT, *REGIMES)):
            row, column = divmod(number, _PER_ROW)
            label, years, end = QLabel(), QSpinBox(), QCheckBox()
            years.setRange(1 if regime == DEFAULT else 0, MOST_YEARS)
            label.setBuddy(years)
            for place, widget in enumerate((label, years, end)):
                grid.addWidget(widget, row, column * 4 + place)
            grid.setColumnMinimumWidth(column * 4 + 3, 12)
            self.years[regime], self.year_end[regime], self._labels[regime] = years, end, label
        self.model: RowsModel[LegalHold] = RowsModel(COLUMNS, self)
        self.table = RowsView(self.model, COLUMNS)
        self.holds_label = QLabel()
        self.holds_label.setBuddy(self.table)
        self.release = QPushButton()
        beside = QHBoxLayout()
        beside.addWidget(self.release)
        beside.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.why)
        layout.addLayout(grid)
        layout.addWidget(self.holds_label)
        layout.addWidget(self.table, 1)
        layout.addLayout(beside)
        self.release.clicked.connect(self.ask_release)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_chosen())

    def on_change(self, slot: object) -> None:
        """Call ``slot`` when anything is typed."""
        for regime, years in self.years.items():
            years.valueChanged.connect(lambda _value, slot=slot: slot())
            self.year_end[regime].toggled.connect(lambda _on, slot=slot: slot())

    def lock(self, locked: bool) -> None:
        """Let the times be read and not changed."""
        for regime, years in self.years.items():
            years.setEnabled(not locked)
            self.year_end[regime].setEnabled(not locked)

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.why.setText(
            _(
                "Years that a manifest and what was found in it are kept, from the last that happened to it; of several"
                " regimes the longest time counts. Ten years follow 31 CFR 501.601. Nothing is deleted by itself:"
                " the page Manifests shows what is past its time."
            )
        )
        for regime, label in self._labels.items():
            name = _("all others") if regime == DEFAULT else regime
            label.setText(name)
            self.years[regime].setAccessibleName(_("Years: {regime}").format(regime=name))
            self.years[regime].setSpecialValueText(_("as all others") if regime != DEFAULT else "")
            self.year_end[regime].setText(_("from the year's end"))
            self.year_end[regime].setAccessibleName(_("From the end of the year: {regime}").format(regime=name))
        self.holds_label.setText(_("Legal hol&ds, newest first"))
        self.table.setAccessibleName(_("Legal holds"))
        self.release.setText(_("Re&lease the legal hold…"))
        self.model.retranslate()
        self.table.fit_titles()

    def show_values(self, held: Mapping[str, str]) -> None:
        """Show the times and the holds in force."""
        self._held = held
        for regime, years in self.years.items():
            time = self._time(regime)
            for widget in (years, self.year_end[regime]):
                widget.blockSignals(True)
            years.setValue(time.years if time else 0)
            self.year_end[regime].setChecked(bool(time and time.year_end))
            for widget in (years, self.year_end[regime]):
                widget.blockSignals(False)
        self.model.set_rows(self._desk.store.legal_holds())
        self._show_chosen()

    def _time(self, regime: str) -> KeepTime | None:
        text = self._held.get(SETTING + regime, "")
        try:
            return read_time(text) if text else KeepTime(DEFAULT_YEARS) if regime == DEFAULT else None
        except UserError:
            # Shown as never set, so that it can be mended.
            return KeepTime(DEFAULT_YEARS) if regime == DEFAULT else None

    def pending(self) -> dict[str, str]:
        """Return the values that differ from those in force."""
        found = {}
        for regime, years in self.years.items():
            time = KeepTime(years.value(), self.year_end[regime].isChecked()) if years.value() else None
            if time != self._time(regime):
                found[SETTING + regime] = time.text() if time else ""
        return found

    def _show_chosen(self) -> None:
        hold: LegalHold | None = self.table.current()
        session = self._desk.folder.session
        newest = hold is not None and self._newest(hold.manifest_id) == hold
        self.release.setEnabled(hold is not None and hold.placed and newest and may(session, Action.DELETE))

    def _newest(self, manifest_id: int) -> LegalHold | None:
        rows = (self.model.at(number) for number in range(self.model.rowCount()))
        return next((hold for hold in rows if hold is not None and hold.manifest_id == manifest_id), None)

    def ask_release(self) -> None:
        """Ask why a hold ends, and release it."""
        hold: LegalHold | None = self.table.current()
        if hold is None:
            return
        text = _("When the hold on {file} is released, it is deleted as its time of keeping says.")
        name = self._desk.store.manifest(hold.manifest_id).info.name
        dialog = ReasonDialog(_("Release the legal hold"), text.format(file=name), self)
        dialog.given.connect(lambda reason: self.put_release(hold.manifest_id, reason))
        dialog.open()

    def put_release(self, manifest_id: int, reason: str) -> None:
        """Release a hold; it is recorded."""
        user = current_user(self._desk.folder.session)

        def done(_hold: object) -> None:
            self.model.set_rows(self._desk.store.legal_holds())
            self._show_chosen()
            self._desk.changed.emit(MANIFESTS)
            self._desk.told.emit(_("The legal hold is released."))

        self._desk.writer.write(lambda store: store.put_legal_hold(manifest_id, False, reason, user), done)
