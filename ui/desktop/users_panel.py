"""Accounts of the office: who there is and as what; the administrator makes, changes and closes them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from screening.casework.passwords import LEAST_CHARACTERS
from screening.casework.roles import ACCOUNT_ROLES, Account, Action, Role
from screening.errors import TekserError, UserError
from screening.ports import Store
from ui import words
from ui.desktop.approver_key import kept_text, read_key
from ui.desktop.desk import USERS, Desk
from ui.desktop.dialog_parts import ok_and_cancel
from ui.desktop.rows_model import RowColumn, RowsModel, RowsView
from ui.desktop.who import may
from ui.words import N_, _

COLUMNS: tuple[RowColumn[Account], ...] = (
    RowColumn(N_("Name"), lambda a: a.name, 24, key=lambda a: a.name.casefold()),
    RowColumn(N_("Role"), lambda a: words.role_name(a.role.value), 18),
    RowColumn(N_("State"), lambda a: _("disabled") if a.disabled else _("open to sign in"), 18),
    RowColumn(N_("Made"), lambda a: words.format_datetime(datetime.fromisoformat(a.made_at)), 18),
    RowColumn(N_("Public key"), lambda a: a.public_key, 50),
)


class UsersPanel(QWidget):
    """The table of accounts with what an administrator does to them; others read it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.why = QLabel()
        self.why.setWordWrap(True)
        self.model: RowsModel[Account] = RowsModel(COLUMNS, self)
        self.table = RowsView(self.model, COLUMNS)
        self.add, self.role, self.close_button = QPushButton(), QPushButton(), QPushButton()
        self.password, self.key, self.keep = QPushButton(), QPushButton(), QPushButton()
        row = QHBoxLayout()
        for button in (self.add, self.role, self.close_button, self.password, self.key, self.keep):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addWidget(self.why)
        layout.addWidget(self.table, 1)
        layout.addLayout(row)
        self.add.clicked.connect(self.ask_account)
        self.role.clicked.connect(self.ask_role)
        self.close_button.clicked.connect(self.close_or_open)
        self.password.clicked.connect(self.ask_password)
        self.key.clicked.connect(self.ask_key_file)
        self.keep.clicked.connect(self.ask_key_to_keep)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_chosen())
        self.retranslate()

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        self.add.setText(_("&Add an account…"))
        self.role.setText(_("Change &role…"))
        self.password.setText(_("Set &password…"))
        self.key.setText(_("Export public &key…"))
        self.keep.setText(_("Keep a public ke&y…"))
        self.table.setAccessibleName(_("Accounts"))
        self.model.retranslate()
        self.table.fit_titles()
        self._say_why()
        self._show_chosen()

    def reload(self) -> None:
        """Show the accounts as they are."""
        chosen = self.table.current()
        accounts = self._desk.store.accounts()
        self.model.set_rows(accounts)
        names = [account.name for account in accounts]
        if names:
            self.table.selectRow(names.index(chosen.name) if chosen is not None and chosen.name in names else 0)
        self._say_why()
        self._show_chosen()

    def _say_why(self) -> None:
        if not self.model.rowCount():
            text = _("One person works here without signing in, and every record says so. The first account is an administrator's; from then on everybody signs in. An administrator decides nothing: make an account for an officer too.")  # fmt: skip
        elif may(self._desk.folder.session, Action.USERS):
            text = _("Accounts are closed, never deleted: the records name them. Every change is recorded.")
        else:
            text = _("Accounts are changed by an administrator; your own password you can set yourself.")
        self.why.setText(text)

    def _show_chosen(self) -> None:
        account: Account | None = self.table.current()
        session = self._desk.folder.session
        keeps = may(session, Action.USERS)
        own = account is not None and session.actor is not None and account.name == session.actor.name
        self.add.setEnabled(keeps)
        self.role.setEnabled(keeps and account is not None)
        self.close_button.setEnabled(keeps and account is not None)
        self.close_button.setText(_("&Enable") if account is not None and account.disabled else _("&Disable"))
        self.password.setEnabled(account is not None and (keeps or own))
        self.key.setEnabled(account is not None and bool(account.public_key))
        self.keep.setEnabled(keeps and account is not None and account.role is Role.APPROVER)

    def _write(self, work: Callable[[Store], object], told: str) -> None:
        """Change something about accounts in the background, for hashing takes its time; then show and tell it."""

        def done(_result: object) -> None:
            self.reload()
            self._desk.changed.emit(USERS)
            self._desk.told.emit(told)

        self._desk.writer.write(work, done)

    def ask_account(self) -> None:
        """Ask for name, role and password of a new account."""
        first = not self.model.rowCount()
        dialog = AccountDialog(
            _("Add an account"), roles=(Role.ADMINISTRATOR,) if first else ACCOUNT_ROLES, parent=self
        )
        dialog.accepted.connect(
            lambda: self.add_account(dialog.name.text().strip(), dialog.role, dialog.password.text())
        )
        dialog.open()

    def add_account(self, name: str, role: Role, password: str) -> None:
        """Make an account. Whoever makes the first one is signed in by it, for nobody works here unsigned any more."""

        def work(store: Store) -> None:
            first = not store.accounts()
            store.add_account(name, role, password)
            if first:
                store.sign_in(name, password)

        self._write(work, _("{name}: {role}").format(name=name, role=words.role_name(role.value)))

    def ask_role(self) -> None:
        """Ask for another role of the chosen account."""
        account: Account | None = self.table.current()
        if account is not None:
            dialog = AccountDialog(_("Change role"), account.name, ACCOUNT_ROLES, account.role, False, self)
            dialog.accepted.connect(lambda: self.set_role(account.name, dialog.role))
            dialog.open()

    def set_role(self, name: str, role: Role) -> None:
        """Give an account another role; it holds at once."""
        told = _("{name}: {role}").format(name=name, role=words.role_name(role.value))
        self._write(lambda store: store.set_role(name, role), told)

    def close_or_open(self) -> None:
        """Disable the chosen account, or enable a disabled one."""
        account: Account | None = self.table.current()
        if account is not None:
            name, disabled = account.name, not account.disabled
            told = _("The account {name} is disabled.") if disabled else _("The account {name} is open to sign in.")
            self._write(lambda store: store.disable_account(name, disabled), told.format(name=name))

    def ask_password(self) -> None:
        """Ask for a new password of the chosen account."""
        account: Account | None = self.table.current()
        if account is not None:
            dialog = AccountDialog(_("Set password"), account.name, parent=self)
            dialog.accepted.connect(lambda: self.set_password(account.name, dialog.password.text()))
            dialog.open()

    def set_password(self, name: str, password: str) -> None:
        """Give an account a new password."""
        told = _("The password of {name} is changed.").format(name=name)
        self._write(lambda store: store.set_password(name, password), told)

    def ask_key_to_keep(self) -> None:
        """Ask for the file of the public key that the chosen approver gave."""
        account: Account | None = self.table.current()
        if account is not None:
            title = _("Public key of {name}").format(name=account.name)
            name, _filter = QFileDialog.getOpenFileName(self, title)
            if name:
                self.keep_key(account.name, Path(name))

    def keep_key(self, person: str, path: Path) -> None:
        """Keep the public key in a file as an approver's; their answers to sealed cases are checked by it."""
        try:
            key = read_key(path)
        except TekserError as error:
            self._desk.writer.failed.emit(error)
            return
        self._write(lambda store: store.set_approver_key(person, key), kept_text(person, key))

    def ask_key_file(self) -> None:
        """Ask where to and write the public key of the chosen account."""
        account: Account | None = self.table.current()
        if account is None or not account.public_key:
            return
        name, _filter = QFileDialog.getSaveFileName(self, _("Export public key"), f"{account.name}.txt")
        if name:
            self.export_key(account, Path(name))

    def export_key(self, account: Account, path: Path) -> None:
        """Write the public key that answers of an approver to case files are checked by."""
        from ui.report.safe_file import text_file

        try:
            with text_file(path) as file:
                file.write(account.public_key + "\n")
        except TekserError as error:
            self._desk.writer.failed.emit(error)
            return
        self._desk.told.emit(_("Written: {file}").format(file=path))


class AccountDialog(QDialog):
    """Asks for what an account is made of: name, role, password twice; parts that do not change are left out."""

    def __init__(
        self,
        title: str,
        name: str = "",
        roles: tuple[Role, ...] = (),
        role: Role | None = None,
        with_password: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._with_password = with_password
        self.name = QLineEdit(name)
        self.name.setReadOnly(bool(name))
        self.name.setAccessibleName(_("Name"))
        self.roles = QComboBox()
        self.roles.setAccessibleName(_("Role"))
        for one in roles:
            self.roles.addItem(words.role_name(one.value), one.value)
        self.roles.setCurrentIndex(max(0, self.roles.findData(role.value if role else None)))
        self.password, self.again = QLineEdit(), QLineEdit()
        self.wrong = QLabel()
        self.wrong.setWordWrap(True)
        form = QFormLayout(self)
        form.addRow(_("&Name"), self.name)
        if roles:
            form.addRow(_("&Role"), self.roles)
        if with_password:
            for label, box in ((_("&Password"), self.password), (_("Password &again"), self.again)):
                box.setEchoMode(QLineEdit.EchoMode.Password)
                box.setAccessibleName(label.replace("&", ""))
                form.addRow(label, box)
        buttons, self.ok = ok_and_cancel(self, _("OK"))
        form.addRow(self.wrong)
        form.addRow(buttons)
        for box in (self.name, self.password, self.again):
            box.textChanged.connect(self._typed)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)
        self._typed()

    @property
    def role(self) -> Role:
        """The chosen role."""
        return Role(self.roles.currentData())

    def _typed(self) -> None:
        password = self.password.text()
        differ = self._with_password and password != self.again.text()
        short = self._with_password and len(password) < LEAST_CHARACTERS
        wrong = _("The two passwords differ.") if differ and self.again.text() else ""
        if password and short:
            wrong = words.error_text(UserError("password_too_short", least=LEAST_CHARACTERS))
        self.wrong.setText(wrong)
        self.ok.setEnabled(bool(self.name.text().strip()) and not differ and not short)
