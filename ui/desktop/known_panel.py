"""The known parties: matches that were cleared and are not asked again, each with its grounds; revoked with a reason."""

from datetime import UTC, datetime

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from screening.casework.known import KnownParty
from screening.casework.roles import Action
from screening.ports import Store
from ui import words
from ui.desktop.desk import DECISIONS, Desk
from ui.desktop.reason_dialog import ReasonDialog
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.desktop.who import may
from ui.words import N_, _, ngettext


def state_text(one: KnownParty) -> str:
    """Return whether a known party still keeps its match from being asked."""
    if one.revoked_by:
        return _("revoked by {user}").format(user=one.revoked_by)
    if one.expires_on and one.expires_on < datetime.now(UTC).astimezone().date().isoformat():
        return _("expired")
    return _("in force")


COLUMNS: tuple[RowColumn[KnownParty], ...] = (
    RowColumn(N_("Party"), lambda k: k.party_name, 26, share=2.0),
    RowColumn(N_("On the list"), lambda k: f"{k.entry_name} ({k.list_id})", 26, share=2.0),
    RowColumn(N_("Where"), lambda k: words.scope_name(k.scope.value), 16),
    RowColumn(N_("Reason"), lambda k: f"{words.reason_code_name(k.reason_code)}: {k.text}", 30, share=2.0),
    RowColumn(N_("Until"), lambda k: words.format_date(k.expires_on) if k.expires_on else "–", 11),
    RowColumn(N_("State"), state_text, 14),
    RowColumn(N_("Not asked"), lambda k: str(k.suppressed), 9, right=True, key=lambda k: k.suppressed),
    RowColumn(N_("Who"), lambda k: k.user, 12),
    RowColumn(N_("When"), lambda k: words.format_datetime(datetime.fromisoformat(k.made_at)), 16),
)


class KnownPanel(QWidget):
    """Lists the known parties, the newest first, and forgets one from now on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.why = QLabel()
        self.why.setWordWrap(True)
        self.everything = QCheckBox()
        self.model: RowsModel[KnownParty] = RowsModel(COLUMNS, self)
        self.table = RowsView(self.model, COLUMNS)
        self.revoke = QPushButton()
        beside = QHBoxLayout()
        beside.addWidget(self.revoke)
        beside.addStretch(1)
        beside.addWidget(self.everything)
        layout = QVBoxLayout(self)
        layout.addWidget(self.why)
        layout.addWidget(self.table, 1)
        layout.addLayout(beside)
        self.revoke.clicked.connect(self.ask_revoke)
        self.everything.toggled.connect(lambda _on: self.reload())
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_chosen())

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.why.setText(
            _(
                "Cleared matches that are not asked again while neither the party nor the list entry changes. They are"
                " remembered in Review, where a false positive is decided; what they keep from being asked is recorded and"
                " counted all the same."
            )
        )
        self.everything.setText(_("Also those &revoked"))
        self.revoke.setText(_("Revo&ke…"))
        self.table.setAccessibleName(_("Known parties"))
        self.model.retranslate()
        self.table.fit_titles()

    def reload(self) -> None:
        """Ask for the known parties anew, in the background."""
        everything = self.everything.isChecked()

        def came(found: list[KnownParty]) -> None:
            self.model.set_rows(found[::-1])
            self._show_chosen()

        self._desk.reader.ask((self, "known"), lambda store: store.known_parties(everything), came)

    def _show_chosen(self) -> None:
        one: KnownParty | None = self.table.current()
        mine = may(self._desk.folder.session, Action.KNOWN)
        self.revoke.setEnabled(one is not None and not one.revoked_by and mine)

    def ask_revoke(self) -> None:
        """Ask why a known party is forgotten, and forget it."""
        one: KnownParty | None = self.table.current()
        if one is None:
            return
        text = _("{party} is not {entry}: from now on this match is asked again, also in the newest screenings.")
        dialog = ReasonDialog(_("Revoke"), text.format(party=one.party_name, entry=one.entry_name), self)
        dialog.given.connect(lambda reason: self.put_revoked(one.known_id, reason))
        dialog.open()

    def put_revoked(self, known_id: int, reason: str) -> None:
        """Revoke a known party; it is recorded, and what it kept from being asked opens again."""

        def work(store: Store) -> int:
            return store.revoke_known(known_id, reason)

        def done(opened: int) -> None:
            told = ngettext("{n} hit is open again.", "{n} hits are open again.", opened)
            self._desk.told.emit(told.format(n=opened))
            self._desk.changed.emit(DECISIONS)

        self._desk.writer.write(work, done)
