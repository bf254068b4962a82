"""Exchange rates in Settings: what price floors are compared by, from whom, how old, and a file taken in."""

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from screening.casework.roles import Action
from screening.errors import TekserError
from screening.goods.rates import RATE_DAYS, bundled_rates, recent_rates
from screening.model.rates import Rate
from screening.ports import Store
from ui import words
from ui.desktop.desk import SETTINGS, Desk
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.desktop.who import current_user, why_not
from ui.words import N_, _

_SHOWN = 2000
"""Newest rates that the table shows; ``tekser rates list`` shows all."""

COLUMNS: tuple[RowColumn[Rate], ...] = (
    RowColumn(N_("Day"), lambda rate: words.format_date(rate.day), 14),
    RowColumn(N_("Currency"), lambda rate: rate.currency, 10),
    RowColumn(N_("Worth"), lambda rate: f"{rate.worth:.6g} {rate.base}", 20, right=True),
    RowColumn(N_("Source"), lambda rate: rate.source, 60),
)


class RatesPanel(QWidget):
    """A table of the newest rates, what they rest on, and a button that takes a file in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.why, self.state, self.told = QLabel(), QLabel(), QLabel()
        for label in (self.why, self.state, self.told):
            label.setWordWrap(True)
        self.model: RowsModel[Rate] = RowsModel(COLUMNS, self)
        self.table = RowsView(self.model, COLUMNS)
        self.take_in = QPushButton()
        self.take_in.clicked.connect(self._choose)
        buttons = QHBoxLayout()
        buttons.addWidget(self.take_in)
        buttons.addWidget(self.told, 1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.why)
        layout.addWidget(self.state)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self._rates: list[Rate] = []

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.why.setText(
            _("Price floors of goods lists are compared in their own currency by the rate of the shipment's day or one at most {days} days older. Files of the European Central Bank (eurofxref-hist.zip), the National Bank of Kazakhstan and the Bank of Russia are read as they are, and tables with date, currency and rate.").format(days=RATE_DAYS)
        )  # fmt: skip
        self.take_in.setText(_("&Take rates in from a file…"))
        self.table.setAccessibleName(_("Exchange rates"))
        self.model.retranslate()
        self.table.fit_titles()
        self.state.setText(state_text(self._rates))

    def reload(self) -> None:
        """Ask for the rates that are held."""
        why = why_not(self._desk.folder.session, Action.RATES)
        self.take_in.setEnabled(not why)
        self.take_in.setToolTip(why)
        self._desk.reader.ask((self, "rates"), lambda store: store.rates(), self._came)

    def _came(self, rates: list[Rate]) -> None:
        self._rates = rates
        self.model.set_rows((rates or list(reversed(bundled_rates())))[:_SHOWN])
        self.state.setText(state_text(rates))

    def _choose(self) -> None:
        name, _filter = QFileDialog.getOpenFileName(
            self, _("Exchange rates"), "", _("Tables of rates (*.zip *.csv *.xml *.xlsx *.tsv);;All files (*)")
        )
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Take the rates of a file in, in the background; what is wrong with it is told below the table."""
        user = current_user(self._desk.folder.session)

        def work(store: Store) -> tuple[int, int]:
            rates, _older = recent_rates(path)
            return len(rates), store.put_rates(rates, user, str(path))

        self.told.setText(_("Reading {file} …").format(file=path.name))
        self._desk.writer.write(work, self._taken, self._refused)

    def _taken(self, counts: tuple[int, int]) -> None:
        read, changed = counts
        self.told.setText("✓ " + _("{read} rates read, {changed} new or changed").format(read=read, changed=changed))
        self.reload()
        self._desk.changed.emit(SETTINGS)

    def _refused(self, error: BaseException) -> None:
        if isinstance(error, TekserError):
            self.told.setText("⚠ " + words.error_text(error))
        else:
            self.told.setText("")
            self._desk.writer.failed.emit(error)


def state_text(rates: list[Rate], today: date | None = None) -> str:
    """Return what price floors rest on now: whose rates, of which days, and whether they are too old."""
    if not rates:
        last = max(rate.day for rate in bundled_rates())
        return "⚠ " + _("No official rates are held. The few that come with Tekser end on {day} and clear nothing: goods under a price floor stay possible.").format(
            day=words.format_date(last)
        )  # fmt: skip
    newest = rates[0]
    told = _("{n} rates from {first} to {last}; the newest: {source}").format(
        n=len(rates), first=words.format_date(rates[-1].day), last=words.format_date(newest.day), source=newest.source
    )
    age = ((today or date.today()) - date.fromisoformat(newest.day)).days
    if age > RATE_DAYS:
        told = "⚠ " + told + ". " + _("They are {n} days old; shipments of today have no rate.").format(n=age)
    return told
