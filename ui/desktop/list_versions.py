"""The versions of a list, with what can be done with them."""

from functools import partial

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from screening.casework.roles import Action
from screening.casework.second import LIST_KIND
from screening.model.lists import ListFormat, ListInfo
from screening.model.versions import ListVersion, VersionState
from ui import words
from ui.desktop import page_work
from ui.desktop.child import Work
from ui.desktop.desk import LISTS, Desk
from ui.desktop.reason_dialog import ReasonDialog
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.desktop.who import current_user, why_not
from ui.words import N_, _

VERSION_COLUMNS: tuple[RowColumn[ListVersion], ...] = (
    RowColumn(N_("Number"), lambda v: str(v.version_id), 8, right=True),
    RowColumn(N_("State"), lambda v: version_state(v), 14),
    RowColumn(N_("Received"), lambda v: words.format_datetime(v.received_at), 16),
    RowColumn(N_("Published"), lambda v: words.format_date(v.published_on), 12),
    RowColumn(N_("Entries"), lambda v: str(v.figures.entries), 10, right=True),
    RowColumn(N_("Names"), lambda v: str(v.figures.names), 10, right=True),
    RowColumn(N_("Decided by"), lambda v: v.decided_by, 14),
    RowColumn(N_("Source"), lambda v: v.source, 30, share=1.0),
)


def version_state(version: ListVersion) -> str:
    """Return the state of a version by sign and word."""
    if version.in_force:
        return "● " + _("in force")
    sign = {VersionState.HELD: "▲", VersionState.REFUSED: "✕", VersionState.ACCEPTED: "○"}[version.state]
    return f"{sign} {words.version_state_name(version.state.value)}"


_PURPOSES = (("", N_("a list of parties")), ("block", N_("own block list")), ("watch", N_("own watch list")))
"""What a list of the office's own is for."""


class VersionsPanel(QWidget):
    """Every version of the chosen list: accept or refuse one that is held, go back to an earlier one.

    Of a list of the office's own also what it is for: clearing a party of a block list needs a second person.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._info: ListInfo | None = None
        self.model: RowsModel[ListVersion] = RowsModel(VERSION_COLUMNS, self)
        self.table = RowsView(self.model, VERSION_COLUMNS)
        self.why = QLabel()
        self.why.setWordWrap(True)
        self.accept, self.refuse, self.back = QPushButton(), QPushButton(), QPushButton()
        buttons = QHBoxLayout()
        for button in (self.accept, self.refuse, self.back):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self.purpose_label, self.purpose = QLabel(), QComboBox()
        self.purpose.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for value, _title in _PURPOSES:
            self.purpose.addItem("", value)
        self.purpose_label.setBuddy(self.purpose)
        for part in (self.purpose_label, self.purpose):
            buttons.addWidget(part)
        self.purpose.activated.connect(lambda _row: self.put_purpose(self.purpose.currentData()))
        layout = QVBoxLayout(self)
        layout.addLayout(buttons)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.why)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._chosen())
        self.accept.clicked.connect(lambda: self._decide("accept"))
        self.refuse.clicked.connect(lambda: self._decide("refuse"))
        self.back.clicked.connect(lambda: self._decide("back"))
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.table.setAccessibleName(_("Versions"))
        self.accept.setText(_("&Accept the held version…"))
        self.refuse.setText(_("&Refuse it…"))
        self.back.setText(_("&Go back to this version…"))
        self.purpose_label.setText(_("Used &for"))
        self.purpose.setAccessibleName(_("Used for"))
        for row, (_value, title) in enumerate(_PURPOSES):
            self.purpose.setItemText(row, _(title))
        self.model.retranslate()
        self.table.fit_titles()
        self._chosen()

    def use_list(self, info: ListInfo | None) -> None:
        """Show the versions of another list."""
        self._info = info
        versions = self._desk.store.versions(info.list_id) if info else []
        self.model.set_rows(versions)
        if versions:
            held = next((n for n, v in enumerate(versions) if v.state is VersionState.HELD), 0)
            self.table.selectRow(held)
        self._show_purpose()
        self._chosen()

    def _show_purpose(self) -> None:
        info = self._info
        own = info is not None and info.format is ListFormat.OWN
        for part in (self.purpose_label, self.purpose):
            part.setVisible(own)
        if info is None or not own:
            return
        held = self._desk.store.setting(f"{LIST_KIND}{info.list_id}")
        self.purpose.setCurrentIndex(max(0, self.purpose.findData(held)))
        # To make it something else than what was said once lets more go, or less: as the store has it.
        why = why_not(self._desk.folder.session, Action.LIST_CONTROL if held else Action.LISTS)
        self.purpose.setEnabled(not why)
        self.purpose.setToolTip(why or _("Clearing a party of a block list needs a second person."))

    def put_purpose(self, purpose: str) -> None:
        """Say what the list is for; it is recorded."""
        if self._info is None:
            return
        name, user = f"{LIST_KIND}{self._info.list_id}", current_user(self._desk.folder.session)

        def refused(error: BaseException) -> None:
            self._show_purpose()
            self._desk.writer.failed.emit(error)

        self._desk.writer.write(
            lambda store: store.put_setting(name, purpose, user), lambda _done: self._desk.changed.emit(LISTS), refused
        )

    def _chosen(self) -> None:
        version: ListVersion | None = self.table.current()
        held = version is not None and version.state is VersionState.HELD
        # The same file again is told as held; who refused it may have been wrong.
        refused = version is not None and version.state is VersionState.REFUSED
        why_not_here = why_not(self._desk.folder.session, Action.LIST_CONTROL)
        for button in (self.accept, self.refuse, self.back):
            button.setToolTip(why_not_here)
        self.accept.setEnabled((held or refused) and not why_not_here)
        self.refuse.setEnabled(held and not why_not_here)
        earlier = version is not None and version.state is VersionState.ACCEPTED and not version.in_force
        self.back.setEnabled(bool(earlier and version and version.files) and not why_not_here)
        lines = [words.reason_text(problem) for problem in version.problems] if version else []
        lines += words.list_notes_text(version.notes) if version else []
        if version and version.reason:
            lines.append(_("Reason: {reason}").format(reason=version.reason))
        self.why.setText("\n".join(lines))
        self.why.setVisible(bool(lines))

    def _decide(self, what: str) -> None:
        version: ListVersion | None = self.table.current()
        if version is None:
            return
        number, title = version.version_id, version.title
        titles = {
            "accept": _("Accept a held version"),
            "refuse": _("Refuse a held version"),
            "back": _("Go back to an earlier version"),
        }
        texts = {
            "accept": _("Version {number} of {title} looks wrong (see the reasons below the table). Accepted, it is what all are screened against."),
            "refuse": _("Version {number} of {title} will not be used; the version in force stays.")
            if self._info is not None and self._info.version_id
            else _("Version {number} of {title} will not be used; nothing of this list is in force, it is not screened against."),
            "back": _("Version {number} of {title} will be in force again in place of the present one."),
        }  # fmt: skip
        dialog = ReasonDialog(titles[what], texts[what].format(number=number, title=title), self)
        dialog.given.connect(lambda reason: self._do(what, version, reason))
        dialog.open()

    def _do(self, what: str, version: ListVersion, reason: str) -> None:
        user = current_user(self._desk.folder.session)
        work: Work
        if what == "accept":
            work = partial(page_work.accept, version_id=version.version_id, user=user, reason=reason)
        elif what == "refuse":
            work = partial(page_work.refuse, version_id=version.version_id, user=user, reason=reason)
        else:
            work = partial(
                page_work.go_back, list_id=version.list_id, version_id=version.version_id, user=user, reason=reason
            )
        self._desk.jobs.run(work, lambda _done: self._desk.changed.emit(LISTS), self._desk.reader.failed.emit)
