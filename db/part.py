"""What the parts of the store share: the database, and who works with it."""

import getpass
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from db import codec
from db.connection import Database, store_errors
from screening.casework.roles import Action, Actor, Role
from screening.casework.session import SignIn
from screening.errors import StoreUnavailable, UserError


class StorePart:
    """A group of tables; the parts are put together in ``db.store.SqliteStore``."""

    database: Database
    path: Path
    """The database file."""
    key: bytes | None
    """Where the store is encrypted."""
    session: SignIn
    """Who is signed in on the data folder."""
    _program = False
    _accounts = False
    """Whether the office has accounts; once it has, it always has."""

    @property
    def actor(self) -> Actor:
        """Who acts now. Raises StoreUnavailable("sign_in_needed" | "locked" | "account_disabled")."""
        if self._program:
            return Actor("", Role.PROGRAM, _machine())
        signed_in = self.session.actor
        if signed_in is None:
            if self.has_accounts():
                raise StoreUnavailable("sign_in_needed", file=str(self.path.parent))
            return Actor(_system_user(), Role.SINGLE, _machine(), _system_user())
        if self.session.locked:
            raise StoreUnavailable("locked", user=signed_in.name)
        with store_errors(self.path):
            row = self.database.conn.execute(
                "SELECT role, disabled FROM account WHERE name = ?", (signed_in.name,)
            ).fetchone()
        if row is None or row[1] or row[0] != signed_in.role.value:
            # What an administrator changed holds at once, not from the next sign-in on.
            raise StoreUnavailable("account_disabled", user=signed_in.name)
        return signed_in

    def has_accounts(self) -> bool:
        """Whether the office has accounts; without any one person works here without signing in."""
        if not self._accounts:
            with store_errors(self.path):
                self._accounts = self.database.conn.execute("SELECT 1 FROM account LIMIT 1").fetchone() is not None
        return self._accounts

    def require(self, action: Action) -> Actor:
        """Return who acts, when their role allows an action. Raises UserError("role_may_not")."""
        actor = self.actor
        if not actor.may(action):
            raise UserError("role_may_not", user=actor.name, role=actor.role.value, action=action.value)
        return actor

    @contextmanager
    def as_program(self) -> Iterator[None]:
        """Let the program itself act for a while, on what it alone does: putting its bundled lists in place."""
        before, self._program = self._program, True
        try:
            yield
        finally:
            self._program = before

    def named(self, actor: Actor, user: str) -> str:
        """Return the name for a record: the account's, or in an office of one person the one that is given."""
        return (user or actor.name) if actor.single_user else actor.name

    def tell_who_acts(self) -> None:
        """Let the records of the trail name who acts."""
        self.has_accounts()
        self.database.conn.create_function("acting", 0, self._acting)

    def _acting(self) -> str:
        signed_in = self.session.actor
        if self._program or (signed_in is None and self._accounts):
            return ""
        told: dict[str, Any] = {"user": _system_user(), "role": Role.SINGLE.value, "machine": _machine()}
        if signed_in is not None:
            told.update(user=signed_in.name, role=signed_in.role.value, system_user=_system_user())
        return codec.dump(told)


def _machine() -> str:
    return platform.node()


def _system_user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # A container may have no name for its user.
        return ""
