"""Known parties in the database: appended, revoked by a record of their own."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from db import codec, trail
from db.connection import store_errors, writing
from db.digests import known_digest
from db.part import StorePart
from db.reopened import reopen
from db.rescreenings import LATEST_RUN
from db.settings import settings_in_force
from db.weighty import revoke, revoke_contradicted, stopped_since
from screening.casework.known import KnownParties, KnownParty, PartyIdentity, Reopened, Scope, identity_of, sender_of
from screening.casework.roles import Action
from screening.casework.second import decides_alone
from screening.casework.typed import seen_length, typed
from screening.errors import UserError
from screening.model.decisions import Disposition
from screening.model.hits import HitKind

_COLUMNS = (
    "k.known_id, k.party_key, k.party_data, k.party_name, k.list_id, k.entry_id, k.entry_name, k.entry_hash, k.scope,"
    " k.scope_value, k.reason_code, k.text, k.decision_id, k.user, k.made_at, k.expires_on"
)


class KnownTables(StorePart):
    """Implements ``screening.ports.KnownStore``."""

    def remember(self, decision_ids: Sequence[int], scope: Scope, text: str, expires_on: str = "") -> list[KnownParty]:
        """See ``KnownStore.remember``."""
        actor = self.require(Action.KNOWN)
        if expires_on:
            try:
                day = date.fromisoformat(expires_on)
            except ValueError as error:
                raise UserError("bad_date", date=expires_on) from error
            if day.isoformat() != expires_on:
                raise UserError("bad_date", date=expires_on)  # by another form it would not be known when it is over
        text = typed(text)
        if not seen_length(text):
            raise UserError("text_too_short", least=1)
        made = []
        with writing(self.database, self.path) as connection:
            at = codec.moment(codec.now())
            for decision_id in decision_ids:
                row = connection.execute(
                    "SELECT d.disposition, d.reason_code, s.decision_id IS d.decision_id, h.hit_id, h.line_id, h.list_id,"
                    " h.entry_id, h.entry_name, h.value, h.kind, m.sha256, h.entry_hash, d.user,"
                    " d.second <> '', s.pending_id IS d.decision_id FROM decision AS d"
                    " JOIN hit AS h USING (hit_id) JOIN run AS r USING (run_id) JOIN manifest AS m USING (manifest_id)"
                    " LEFT JOIN hit_state AS s ON s.hit_id = h.hit_id WHERE d.decision_id = ?",
                    (decision_id,),
                ).fetchone()
                if row is not None and row[14]:
                    raise UserError("known_waits", decision=decision_id)
                if (
                    row is None
                    or row[0] != Disposition.FALSE_POSITIVE.value
                    or not row[2]
                    or row[9] not in (HitKind.PARTY.value, HitKind.VESSEL.value)
                ):
                    # Only a clearance in force of a party is remembered; goods and flags are judged each time.
                    raise UserError("not_cleared", decision=decision_id)
                hit = self.hit(row[3])
                line = self.line(row[4])
                party = identity_of(line, hit)
                if stopped := stopped_since(connection, decision_id, row[5], row[6], row[8], party):
                    raise UserError("cleared_before_stopped", decision=decision_id, stopped=stopped)
                value = {Scope.ALL: "", Scope.SENDER: sender_of(line), Scope.MANIFEST: row[10]}[scope]
                if scope is Scope.SENDER and not value:
                    raise UserError("no_sender", row=line.row)
                entry_hash = row[11] or self._entry_hash(connection, row[5], row[6])
                if not entry_hash:
                    # A party that is owned by listed ones has no entry whose change would open the match again.
                    raise UserError("known_without_entry", name=row[7])
                values = (
                    party.key, party.data, row[8], row[5], row[6], row[7], entry_hash, scope.value, value, row[1], text,
                    decision_id, self.named(actor, row[12]), at, expires_on,
                )  # fmt: skip
                known_id = connection.execute(
                    "INSERT INTO known_party (party_key, party_data, party_name, list_id, entry_id, entry_name,"
                    " entry_hash, scope, scope_value, reason_code, text, decision_id, user, made_at, expires_on)"
                    f" VALUES ({', '.join('?' * 15)})",
                    values,
                ).lastrowid
                made.append(_known((known_id, *values, "", "", 0, row[13])))
            told: dict[str, Any] = {
                "known": [[k.known_id, k.decision_id, k.list_id, k.entry_id] for k in made],
                "scope": scope.value,
            }
            told |= {"expires_on": expires_on, "known_sha256": known_digest(connection, [k.known_id for k in made])}
            trail.record(connection, "known_remembered", told)
        return made

    def hit(self, hit_id: int) -> Any:
        """Implemented beside the hits."""
        raise NotImplementedError

    def line(self, line_id: int) -> Any:
        """Implemented beside the manifests."""
        raise NotImplementedError

    def _entry_hash(self, connection: Any, list_id: str, entry_id: str, as_of: datetime | None = None) -> str:
        """Return the hash of an entry's content as it stands, or as it stood at a time; empty where there was none."""
        day = codec.moment(as_of) if as_of else ""
        row = connection.execute(
            "SELECT content_hash FROM entry WHERE list_id = :list AND entry_id = :entry AND (:day = '' OR since <= :day)"
            " UNION ALL SELECT content_hash FROM entry_past WHERE list_id = :list AND entry_id = :entry"
            " AND since <= :day AND until > :day",
            {"list": list_id, "entry": entry_id, "day": day},
        ).fetchone()
        return str(row[0]) if row else ""

    def known_parties(self, include_revoked: bool = True) -> list[KnownParty]:
        """See ``KnownStore.known_parties``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                f"SELECT {_COLUMNS}, coalesce(v.user, ''), coalesce(v.at, ''), (SELECT count(*) FROM hit"
                " WHERE suppressed_by = k.known_id) + (SELECT count(*) FROM hit_reopened AS o"
                " WHERE o.known_id = k.known_id), EXISTS (SELECT 1 FROM approval AS a WHERE a.decision_id = k.decision_id"
                " AND a.agreed = 1) FROM known_party AS k LEFT JOIN known_revoked AS v USING (known_id)"
                f"{'' if include_revoked else ' WHERE v.known_id IS NULL'} ORDER BY k.known_id"
            ).fetchall()
        return [_known(row) for row in rows]

    def revoke_known(self, known_id: int, reason: str) -> int:
        """See ``KnownStore.revoke_known``."""
        actor = self.require(Action.KNOWN)
        reason = typed(reason)
        if not seen_length(reason):
            raise UserError("text_too_short", least=1)
        with writing(self.database, self.path) as connection:
            row = connection.execute(
                "SELECT v.known_id FROM known_party AS k LEFT JOIN known_revoked AS v USING (known_id)"
                " WHERE k.known_id = ?",
                (known_id,),
            ).fetchone()
            if row is None or row[0] is not None:
                raise UserError("no_such_known", number=known_id)
            revoke(connection, known_id, actor.name, reason)
            return reopen(connection, date.today())

    def reopen_known(self, everything: bool = False) -> int:
        """See ``KnownStore.reopen_known``."""
        self._check_older()
        with store_errors(self.path):
            if (
                self.database.conn.execute("SELECT 1 FROM hit WHERE suppressed_by IS NOT NULL LIMIT 1").fetchone()
                is None
            ):
                return 0
            over = self.database.conn.execute(
                "SELECT 1 FROM known_party AS k LEFT JOIN known_revoked AS v USING (known_id) WHERE"
                " (v.known_id IS NOT NULL OR (k.expires_on <> '' AND k.expires_on < ?)) AND EXISTS"
                " (SELECT 1 FROM hit WHERE suppressed_by = k.known_id) LIMIT 1",
                (date.today().isoformat(),),
            ).fetchone()
        if over is None and not everything:
            return 0
        with writing(self.database, self.path) as connection:
            return reopen(connection, date.today(), "" if everything else None)

    def _check_older(self) -> None:
        """Look once at the known parties of a store that an older program wrote."""
        with store_errors(self.path):
            if self.database.conn.execute("SELECT 1 FROM known_to_check LIMIT 1").fetchone() is None:
                return
        with writing(self.database, self.path) as connection:
            revoke_contradicted(connection, date.today())

    def reopened(self) -> list[Reopened]:
        """See ``KnownStore.reopened``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT r.manifest_id, o.run_id, o.why, max(o.released), count(*), sum(NOT EXISTS (SELECT 1 FROM"
                " hit_state AS s WHERE s.hit_id = o.hit_id AND coalesce(s.pending_id, s.decision_id) IS NOT NULL)),"
                " max(o.at) FROM hit_reopened AS o JOIN run AS r USING (run_id)"
                f" WHERE o.run_id IN ({LATEST_RUN}) GROUP BY o.run_id, o.why ORDER BY 4 DESC, 7 DESC, 2"
            )
            return [
                Reopened(manifest, run, why, bool(released), hits, left, datetime.fromisoformat(at))
                for manifest, run, why, released, hits, left, at in rows
            ]

    def known_for(self, manifest_id: int, as_of: datetime | None = None) -> KnownParties:
        """See ``KnownStore.known_for``."""
        self._check_older()
        known = self.known_parties(include_revoked=False)
        if as_of is not None:
            moment = codec.moment(as_of)
            known = [one for one in known if one.made_at <= moment]
        with store_errors(self.path):
            connection = self.database.conn
            sha256 = connection.execute("SELECT sha256 FROM manifest WHERE manifest_id = ?", (manifest_id,)).fetchone()[
                0
            ]
            settings = settings_in_force(connection, moment if as_of else "")
            single = _no_accounts(connection, moment) if as_of else self.actor.single_user
            rules = None if decides_alone(settings, single) else settings
            hashes = {
                (k.list_id, k.entry_id): self._entry_hash(connection, k.list_id, k.entry_id, as_of) for k in known
            }
        return KnownParties(known, hashes, sha256, as_of.astimezone().date() if as_of else date.today(), rules)


def _no_accounts(connection: Any, moment: str) -> bool:
    return connection.execute("SELECT 1 FROM account WHERE made_at <= ? LIMIT 1", (moment,)).fetchone() is None


def _known(row: Any) -> KnownParty:
    (known_id, key, data, name, list_id, entry_id, entry_name, entry_hash, scope, scope_value, reason, text, decision,
     user, made_at, expires_on, revoked_by, revoked_at, suppressed, agreed) = row  # fmt: skip
    return KnownParty(
        known_id, PartyIdentity(key, data), name, list_id, entry_id, entry_name, entry_hash, Scope(scope), scope_value,
        reason, text, decision, user, made_at, expires_on, revoked_by, revoked_at, suppressed,
        bool(agreed),
    )  # fmt: skip
