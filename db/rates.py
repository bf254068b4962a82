"""Exchange rates in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from db import codec, told, trail
from db.connection import store_errors, writing
from db.part import StorePart
from screening.casework.roles import Action
from screening.model.rates import Rate


class RateTables(StorePart):
    """Implements ``screening.ports.RateStore``."""

    def put_rates(self, rates: Sequence[Rate], user: str, source: str) -> int:
        """See ``RateStore.put_rates``."""
        user = self.named(self.require(Action.RATES), user)
        at = codec.moment(codec.now())
        with writing(self.database, self.path) as connection:
            connection.executemany(
                # What each rate was until now is kept: a screening is made again with the rates that it had.
                "INSERT INTO rate_before (currency, base, day, until, worth, source)"
                " SELECT ?1, ?2, ?3, ?4, (SELECT worth FROM rate WHERE currency = ?1 AND base = ?2 AND day = ?3),"
                " (SELECT source FROM rate WHERE currency = ?1 AND base = ?2 AND day = ?3)"
                " WHERE NOT EXISTS (SELECT 1 FROM rate WHERE currency = ?1 AND base = ?2 AND day = ?3 AND worth = ?5"
                " AND source = ?6) ON CONFLICT DO NOTHING",
                [(r.currency, r.base, r.day, at, r.worth, r.source or source) for r in rates],
            )
            before = connection.total_changes
            connection.executemany(
                "INSERT INTO rate (day, currency, base, worth, source) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (currency, base, day) DO UPDATE SET worth = excluded.worth, source = excluded.source"
                " WHERE worth <> excluded.worth OR source <> excluded.source",
                [(r.day, r.currency, r.base, r.worth, r.source or source) for r in rates],
            )
            changed = int(connection.total_changes - before)
            if changed:
                days = [r.day for r in rates]
                data: dict[str, Any] = {
                    "source": source,
                    "rates": len(rates),
                    "changed": changed,
                    "from": min(days),
                    "to": max(days),
                }
                data[told.TOLD] = told.told(connection, ("rate", ""), ("rate_before", ""))
                trail.record(connection, "rates_imported", data, user)
        return changed

    def rates(self, as_of: datetime | None = None) -> list[Rate]:
        """See ``RateStore.rates``."""
        order = " ORDER BY day DESC, currency, base"
        with store_errors(self.path):
            if as_of is None:
                rows = self.database.conn.execute("SELECT day, currency, base, worth, source FROM rate" + order)
            else:
                # The first change after that time tells what was held until it; no worth: nothing was.
                rows = self.database.conn.execute(
                    "SELECT day, currency, base, worth, source FROM ("
                    " SELECT day, currency, base, worth, source, min(until) FROM rate_before WHERE until > :at"
                    " GROUP BY currency, base, day UNION ALL"
                    " SELECT day, currency, base, worth, source, '' FROM rate WHERE (currency, base, day) NOT IN"
                    " (SELECT currency, base, day FROM rate_before WHERE until > :at))"
                    " WHERE worth IS NOT NULL" + order,
                    {"at": codec.moment(as_of)},
                )
            return [Rate(*row) for row in rows]
