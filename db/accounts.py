"""Local accounts in the database: passwords as hashes, every change in the trail."""

from datetime import datetime, timedelta
from typing import Any

from db import codec, trail
from db.audit_verify import keys_of
from db.connection import store_errors, writing
from db.part import StorePart, _machine, _system_user
from screening.audit.checkpoints import VerifyKey
from screening.casework.passwords import hash_password, name_key, password_fits
from screening.casework.roles import ACCOUNT_ROLES, Account, Action, Actor, Role
from screening.errors import StoreUnavailable, UserError

FAILURES, WAIT = 5, timedelta(seconds=30)
"""So many wrong passwords in a row, and each further try waits so long."""

_COLUMNS = "name, role, disabled, made_at, public_key"


class AccountTables(StorePart):
    """Implements ``screening.ports.AccountStore``."""

    def accounts(self) -> list[Account]:
        """See ``AccountStore.accounts``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(f"SELECT {_COLUMNS} FROM account ORDER BY key").fetchall()
        return [Account(name, Role(role), bool(disabled), at, key) for name, role, disabled, at, key in rows]

    def add_account(self, name: str, role: Role, password: str) -> Account:
        """See ``AccountStore.add_account``."""
        name = name.strip()
        if role not in ACCOUNT_ROLES or not name or not name.isprintable():
            raise UserError("bad_account", name=name)
        self.require(Action.USERS)
        if role is not Role.ADMINISTRATOR and not self.has_accounts():
            raise UserError("first_administrator")
        hashed = hash_password(password)
        with writing(self.database, self.path) as connection:
            if connection.execute("SELECT 1 FROM account WHERE key = ?", (name_key(name),)).fetchone():
                raise UserError("account_exists", name=name)
            at = codec.moment(codec.now())
            connection.execute(
                "INSERT INTO account (name, key, role, password, made_at) VALUES (?, ?, ?, ?, ?)",
                (name, name_key(name), role.value, hashed, at),
            )
            told = {"name": name, "role": role.value, "made_at": at, "password_sha256": codec.hash_of(hashed)}
            trail.record(connection, "account_made", told)
        return Account(name, role, False, at)

    def set_role(self, name: str, role: Role) -> None:
        """See ``AccountStore.set_role``."""
        self.require(Action.USERS)
        if role not in ACCOUNT_ROLES:
            raise UserError("bad_account", name=name)
        self._change(name, "role", role.value, role is not Role.ADMINISTRATOR)

    def disable_account(self, name: str, disabled: bool = True) -> None:
        """See ``AccountStore.disable_account``."""
        self.require(Action.USERS)
        self._change(name, "disabled", int(disabled), disabled)

    def set_password(self, name: str, password: str) -> None:
        """See ``AccountStore.set_password``."""
        actor = self.actor
        if name_key(name) != name_key(actor.name):
            self.require(Action.USERS)
        self._change(name, "password", hash_password(password), False)

    def set_approver_key(self, name: str, key: VerifyKey) -> None:
        """See ``AccountStore.set_approver_key``."""
        self.require(Action.USERS)
        account = next((one for one in self.accounts() if name_key(one.name) == name_key(name)), None)
        if account is not None and account.role is not Role.APPROVER:
            raise UserError("not_an_approver", name=account.name, role=account.role.value)
        others = (one for one in self.accounts() if one.public_key and name_key(one.name) != name_key(name))
        # One key under two names would let one person answer as the other.
        if other := next((one for one in others if VerifyKey.read(one.public_key).key == key.key), None):
            raise UserError("key_of_another", name=other.name)
        if any(own.key == key.key for own in keys_of(self.database.conn, self.path)):
            # Whoever works at this computer signs with it: it shows nothing of who answered.
            raise UserError("key_of_this_office", name=name)
        self._change(name, "public_key", key.text(), False)

    def _change(self, name: str, column: str, value: Any, loses_administrator: bool) -> None:
        with writing(self.database, self.path) as connection:
            row = self._row(connection, name)
            if loses_administrator and row["role"] == Role.ADMINISTRATOR.value and not row["disabled"]:
                left = connection.execute(
                    "SELECT count(*) FROM account WHERE role = 'administrator' AND disabled = 0"
                ).fetchone()[0]
                if left < 2:
                    raise UserError("last_administrator", name=row["name"])
            connection.execute(
                f"UPDATE account SET {column} = ?, failures = 0 WHERE account_id = ?", (value, row["account_id"])
            )
            told = {"name": row["name"], "what": column}
            # Of a password only that it changed, and the hash of what is kept of it: a row put in its place is found.
            told |= (
                {"password_sha256": codec.hash_of(value)}
                if column == "password"
                else {"old": row[column], "new": value}
            )
            trail.record(connection, "account_changed", told)

    def _row(self, connection: Any, name: str) -> dict[str, Any]:
        columns = ("account_id", "name", "role", "disabled", "password", "public_key", "failures", "failed_at")
        row = connection.execute(
            f"SELECT {', '.join(columns)} FROM account WHERE key = ?", (name_key(name),)
        ).fetchone()
        if row is None:
            raise UserError("no_such_account", name=name)
        return dict(zip(columns, row, strict=True))

    def check_password(self, name: str, password: str) -> Actor:
        """See ``AccountStore.check_password``."""
        with store_errors(self.path):
            try:
                row = self._row(self.database.conn, name)
            except UserError as error:
                raise StoreUnavailable("sign_in_wrong", name=name) from error
        now = codec.now()
        if row["failures"] >= FAILURES and now < datetime.fromisoformat(row["failed_at"]) + WAIT:
            raise StoreUnavailable("sign_in_wait", seconds=int(WAIT.total_seconds()))
        if row["disabled"] or not password_fits(row["password"], password):
            with writing(self.database, self.path) as connection:
                connection.execute(
                    "UPDATE account SET failures = failures + 1, failed_at = ? WHERE account_id = ?",
                    (codec.moment(now), row["account_id"]),
                )
                trail.record(connection, "sign_in_failed", {"name": row["name"]})
            raise StoreUnavailable("sign_in_wrong", name=name)
        if row["failures"]:
            with writing(self.database, self.path) as connection:
                connection.execute("UPDATE account SET failures = 0 WHERE account_id = ?", (row["account_id"],))
        return Actor(row["name"], Role(row["role"]), _machine(), _system_user())

    def sign_in(self, name: str, password: str) -> Actor:
        """See ``AccountStore.sign_in``."""
        actor = self.check_password(name, password)
        self.session.begin(actor)
        self.record_sign("signed_in")
        return actor

    def sign_out(self) -> None:
        """See ``AccountStore.sign_out``."""
        if self.session.actor is not None:
            self.record_sign("signed_out")
        self.session.end()

    def unlock(self, password: str) -> None:
        """See ``AccountStore.unlock``."""
        held = self.session.actor
        if held is not None:
            self.session.begin(self.check_password(held.name, password))
            self.record_sign("unlocked")

    def record_sign(self, kind: str) -> None:
        """Record that somebody came or went."""
        with writing(self.database, self.path) as connection:
            trail.record(connection, kind, {})
