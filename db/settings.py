"""Settings of the office in the database: every change is kept with who made it and when."""

from datetime import datetime
from typing import Any

from db import codec, trail
from db.connection import store_errors, writing
from db.part import StorePart
from screening.casework.roles import Action
from screening.casework.second import LIST_KIND
from screening.model.settings import SettingChange
from screening.office import OWN_TABLES


class SettingTables(StorePart):
    """Implements ``screening.ports.SettingStore``."""

    def setting(self, name: str, default: str = "") -> str:
        """See ``SettingStore.setting``."""
        with store_errors(self.path):
            row = self.database.conn.execute(
                "SELECT value FROM setting WHERE name = ? ORDER BY id DESC LIMIT 1", (name,)
            ).fetchone()
        return str(row[0]) if row else default

    def put_setting(self, name: str, value: str, user: str) -> None:
        """See ``SettingStore.put_setting``."""
        action = Action.SETTINGS
        if name.startswith(LIST_KIND):
            # What an own list is for belongs to the list; a block list that is only watched lets more go.
            action = Action.LIST_CONTROL if self.setting(name) not in ("", value) else Action.LISTS
        elif name.startswith(OWN_TABLES):
            action = Action.LIST_CONTROL
        user = self.named(self.require(action), user)
        with writing(self.database, self.path) as connection:
            row = connection.execute(
                "SELECT value FROM setting WHERE name = ? ORDER BY id DESC LIMIT 1", (name,)
            ).fetchone()
            if row and row[0] == value:
                return
            at = codec.moment(codec.now())
            connection.execute(
                "INSERT INTO setting (name, value, user, changed_at) VALUES (?, ?, ?, ?)", (name, value, user, at)
            )
            old = row[0] if row else None
            trail.record(connection, "setting_changed", {"name": name, "old": old, "new": value, "at": at}, user)

    def settings(self) -> dict[str, str]:
        """See ``SettingStore.settings``."""
        with store_errors(self.path):
            return settings_in_force(self.database.conn)

    def setting_changes(self, name: str = "") -> list[SettingChange]:
        """See ``SettingStore.setting_changes``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT name, value, user, changed_at FROM setting WHERE ? IN ('', name) ORDER BY id DESC", (name,)
            )
            return [SettingChange(held, value, user, datetime.fromisoformat(at)) for held, value, user, at in rows]


def settings_in_force(connection: Any, moment: str = "") -> dict[str, str]:
    """Return each setting as it is now, or was at a moment; steps from name to name, however long the history of each is."""
    return dict(
        connection.execute(
            "WITH RECURSIVE named (name) AS (SELECT min(name) FROM setting UNION ALL"
            " SELECT (SELECT min(s.name) FROM setting AS s WHERE s.name > named.name) FROM named WHERE name IS NOT NULL)"
            " SELECT name, (SELECT s.value FROM setting AS s WHERE s.name = named.name AND (:moment = '' OR s.changed_at <= :moment)"
            " ORDER BY s.id DESC LIMIT 1) AS value FROM named WHERE name IS NOT NULL AND value IS NOT NULL",
            {"moment": moment},
        ).fetchall()
    )
