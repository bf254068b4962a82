"""Exchange rates in the database."""

from collections.abc import Sequence

from db import trail
from db.connection import store_errors, writing
from db.part import StorePart
from screening.casework.roles import Action
from screening.model.rates import Rate


class RateTables(StorePart):
    """Implements ``screening.ports.RateStore``."""

    def put_rates(self, rates: Sequence[Rate], user: str, source: str) -> int:
        """See ``RateStore.put_rates``."""
        user = self.named(self.require(Action.RATES), user)
        with writing(self.database, self.path) as connection:
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
                data = {"source": source, "rates": len(rates), "changed": changed, "from": min(days), "to": max(days)}
                trail.record(connection, "rates_imported", data, user)
        return changed

    def rates(self) -> list[Rate]:
        """See ``RateStore.rates``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT day, currency, base, worth, source FROM rate ORDER BY day DESC, currency, base"
            )
            return [Rate(*row) for row in rows]
