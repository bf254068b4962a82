"""Who may put a backup in the place of a store: asked of the accounts, also where the store itself cannot be read."""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from db import driver
from db.names import DATABASE_NAME
from screening.casework.passwords import name_key, password_fits
from screening.casework.roles import Action, Actor, Role
from screening.errors import StoreUnavailable, UserError

Credentials = Callable[[], tuple[str, str]]


def may_restore(
    folder: Path, sources: list[Path], key: bytes | None, signed_in: Actor | None, credentials: Credentials | None
) -> Actor | None:
    """Return who restores, None where there are no accounts.

    The accounts are those of the store, or where it is damaged or gone those of the first of ``sources`` (backups)
    that can be read. Whoever is signed in is taken at their name; else ``credentials`` is asked. Raises
    StoreUnavailable("sign_in_needed" | "sign_in_wrong"), UserError("role_may_not").
    """
    accounts: dict[str, dict[str, Any]] = {}
    for path in (folder / DATABASE_NAME, *sources):
        found = _accounts(path, key)
        if found is not None:
            accounts = found
            break
    if not accounts:
        return None
    if signed_in is not None:
        row = accounts.get(name_key(signed_in.name))
    else:
        if credentials is None:
            raise StoreUnavailable("sign_in_needed", file=str(folder))
        name, password = credentials()
        row = accounts.get(name_key(name))
        if row is None or row["disabled"] or not password_fits(row["password"], password):
            raise StoreUnavailable("sign_in_wrong", name=name)
    if row is None or row["disabled"]:
        raise StoreUnavailable("account_disabled", user=signed_in.name if signed_in else "")
    actor = Actor(row["name"], Role(row["role"]))
    if not actor.may(Action.RESTORE):
        raise UserError("role_may_not", user=actor.name, role=actor.role.value, action=Action.RESTORE.value)
    return actor


def _accounts(path: Path, key: bytes | None) -> dict[str, dict[str, Any]] | None:
    """Return the accounts that a database holds, by the keys of their names; None where it cannot be read."""
    if not path.is_file() or not path.stat().st_size:
        return None
    try:
        connection = driver.connect(path, key, read_only=True)
        with contextlib.closing(connection):
            if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'account'").fetchone():
                # Whole, and from before there were accounts.
                return {} if connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'run'").fetchone() else None
            rows = connection.execute("SELECT key, name, role, disabled, password FROM account").fetchall()
    except driver.database_errors():
        return None
    return {row[0]: dict(zip(("name", "role", "disabled", "password"), row[1:], strict=True)) for row in rows}
