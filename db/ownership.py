"""Checks of ownership by officers: append-only, one record for each time somebody looked."""

from datetime import datetime

from db import codec, told, trail
from db.connection import store_errors, writing
from db.part import StorePart
from screening.casework.roles import Action
from screening.casework.typed import typed
from screening.model.ownership import OwnershipAnswer, OwnershipCheck


class OwnershipTables(StorePart):
    """Implements ``screening.ports.OwnershipStore``."""

    def put_ownership_check(
        self, run_id: int, party: str, answer: OwnershipAnswer, source: str, user: str
    ) -> OwnershipCheck:
        """See ``OwnershipStore.put_ownership_check``."""
        user = self.named(self.require(Action.OWNERSHIP), user)
        party, source = typed(party), typed(source)
        at = codec.now()
        with writing(self.database, self.path) as connection:
            check_id = connection.execute(
                "INSERT INTO ownership_check (run_id, party, answer, source, user, checked_at) VALUES (?, ?, ?, ?, ?, ?)",
                (run_id, party, answer.value, source, user, codec.moment(at)),
            ).lastrowid
            data = {"check": check_id, "run": run_id, "party": party, "answer": answer.value, "source": source}
            data[told.TOLD] = told.told(connection, ("ownership_check", check_id))
            trail.record(connection, "ownership_checked", data, user)
        return OwnershipCheck(int(check_id), run_id, party, answer, source, user, at)

    def ownership_checks(self, run_id: int) -> list[OwnershipCheck]:
        """See ``OwnershipStore.ownership_checks``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT check_id, run_id, party, answer, source, user, checked_at FROM ownership_check"
                " WHERE run_id = ? ORDER BY check_id",
                (run_id,),
            ).fetchall()
        return [
            OwnershipCheck(number, run, party, OwnershipAnswer(answer), source, user, datetime.fromisoformat(at))
            for number, run, party, answer, source, user, at in rows
        ]
