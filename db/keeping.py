"""Legal holds, times of keeping, and the deletion of manifests whose time is over.

A deletion takes the sender's file, the lines, and every hit that nobody decided. Decisions, the hits they were made on,
and the trail stay; the lines of those hits are emptied. Backups are not touched: they are rotated out by themselves.
"""

import json
from datetime import datetime
from typing import Any

from db import codec, trail
from db.connection import store_errors, writing
from db.part import StorePart
from screening.casework.roles import Action
from screening.casework.typed import seen_length, typed
from screening.errors import UserError
from screening.keeping import regime_of
from screening.model.decisions import Disposition
from screening.model.keeping import Deleted, KeepFacts, KeepState, Kept, LegalHold

_BLOCKING = (Disposition.TRUE_MATCH, Disposition.REJECTED, Disposition.HELD, Disposition.LICENCE_NEEDED)
_EMPTY_LINE = "[[],[],[]]"


class KeepingTables(StorePart):
    """Implements ``screening.ports.KeepingStore``."""

    def keep_facts(self) -> list[KeepFacts]:
        """See ``KeepingStore.keep_facts``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT m.manifest_id, m.name, m.imported_at, max(r.finished_at), max(d.decided_at)"
                " FROM manifest AS m LEFT JOIN run AS r USING (manifest_id) LEFT JOIN hit AS h USING (run_id)"
                " LEFT JOIN decision AS d USING (hit_id) WHERE m.complete = 1"
                " AND m.manifest_id NOT IN (SELECT manifest_id FROM manifest_deleted)"
                " GROUP BY m.manifest_id ORDER BY m.manifest_id"
            ).fetchall()
            lists: dict[int, set[str]] = {}
            for manifest_id, snapshot in self.database.conn.execute("SELECT manifest_id, lists FROM run"):
                names = (regime_of(item["list_id"]) for item in json.loads(snapshot))
                lists.setdefault(manifest_id, set()).update(names)
            marks = ", ".join("?" * len(_BLOCKING))
            blocked = {
                row[0]
                for row in self.database.conn.execute(
                    "SELECT DISTINCT r.manifest_id FROM hit_state AS s"
                    " JOIN decision AS d ON d.decision_id IN (s.decision_id, s.pending_id)"
                    " JOIN hit AS h ON h.hit_id = s.hit_id JOIN run AS r USING (run_id)"
                    f" WHERE d.disposition IN ({marks})",
                    [disposition.value for disposition in _BLOCKING],
                )
            }
        holds = {hold.manifest_id: hold for hold in reversed(self.legal_holds())}
        return [
            KeepFacts(
                manifest_id,
                name,
                max(datetime.fromisoformat(at) for at in times if at),
                tuple(sorted(lists.get(manifest_id, ()))),
                manifest_id in blocked,
                holds[manifest_id] if manifest_id in holds and holds[manifest_id].placed else None,
            )
            for manifest_id, name, *times in rows
        ]

    def legal_holds(self, manifest_id: int | None = None) -> list[LegalHold]:
        """See ``KeepingStore.legal_holds``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT manifest_id, placed, reason, user, at FROM legal_hold WHERE ? IS NULL OR manifest_id = ?"
                " ORDER BY id DESC",
                (manifest_id, manifest_id),
            ).fetchall()
        return [LegalHold(m, bool(p), reason, user, datetime.fromisoformat(at)) for m, p, reason, user, at in rows]

    def put_legal_hold(self, manifest_id: int, placed: bool, reason: str, user: str) -> LegalHold:
        """See ``KeepingStore.put_legal_hold``."""
        # Whoever works with manifests may keep one from deletion; letting go of it is as grave as deleting.
        user = self.named(self.require(Action.LISTS if placed else Action.DELETE), user)
        reason = typed(reason)
        if not seen_length(reason):
            raise UserError("reason_needed")
        at = codec.now()
        with writing(self.database, self.path) as connection:
            there = connection.execute(
                "SELECT 1 FROM manifest WHERE manifest_id = ? AND complete = 1"
                " AND manifest_id NOT IN (SELECT manifest_id FROM manifest_deleted)",
                (manifest_id,),
            ).fetchone()
            if there is None:
                raise UserError("no_such_manifest", manifest=manifest_id)
            last = _last_hold(connection, manifest_id)
            if bool(last) == placed:
                raise UserError("already_held" if placed else "not_held", manifest=manifest_id)
            connection.execute(
                "INSERT INTO legal_hold (manifest_id, placed, reason, user, at) VALUES (?, ?, ?, ?, ?)",
                (manifest_id, int(placed), reason, user, codec.moment(at)),
            )
            kind = "legal_hold_placed" if placed else "legal_hold_released"
            told = {"manifest": manifest_id, "reason": reason, "at": codec.moment(at)}
            trail.record(connection, kind, told, user)
        return LegalHold(manifest_id, placed, reason, user, at)

    def delete_manifest(self, kept: Kept, user: str) -> Deleted:
        """See ``KeepingStore.delete_manifest``."""
        user = self.named(self.require(Action.DELETE), user)
        manifest_id = kept.facts.manifest_id
        if kept.state is not KeepState.PAST:
            raise UserError("not_past_its_time", manifest=manifest_id)
        with store_errors(self.path):
            self.database.conn.execute("PRAGMA secure_delete = ON")
        with writing(self.database, self.path) as connection:
            facts = next((f for f in self.keep_facts() if f.manifest_id == manifest_id), None)
            if facts is None or facts != kept.facts or _last_hold(connection, manifest_id):
                # Somebody decided, screened or placed a hold since it was looked at.
                raise UserError("not_past_its_time", manifest=manifest_id)
            sha256, lines = connection.execute(
                "SELECT sha256, lines FROM manifest WHERE manifest_id = ?", (manifest_id,)
            ).fetchone()
            runs = [r for (r,) in connection.execute("SELECT run_id FROM run WHERE manifest_id = ?", (manifest_id,))]
            decided = "hit_id IN (SELECT hit_id FROM decision)"
            of_manifest = "run_id IN (SELECT run_id FROM run WHERE manifest_id = ?)"
            hits = connection.execute(f"DELETE FROM hit WHERE {of_manifest} AND NOT {decided}", (manifest_id,)).rowcount
            left = connection.execute(
                f"SELECT count(*) FROM decision JOIN hit USING (hit_id) WHERE {of_manifest}", (manifest_id,)
            ).fetchone()[0]
            if left:
                connection.execute(f"DELETE FROM run_unscreened WHERE {of_manifest}", (manifest_id,))
                connection.execute(
                    "DELETE FROM line WHERE manifest_id = ? AND line_id NOT IN (SELECT line_id FROM hit)",
                    (manifest_id,),
                )
                connection.execute(
                    "UPDATE line SET party = '', goods = '', route = '', content = ? WHERE manifest_id = ?",
                    (_EMPTY_LINE, manifest_id),
                )
                connection.execute("DELETE FROM line_text WHERE manifest_id = ?", (manifest_id,))
                connection.execute("DELETE FROM history_contact WHERE manifest_id = ?", (manifest_id,))
                connection.execute("DELETE FROM shipment WHERE manifest_id = ?", (manifest_id,))
                connection.execute(
                    "DELETE FROM line_mark WHERE line_id IN (SELECT line_id FROM line WHERE manifest_id = ?)",
                    (manifest_id,),
                )
                connection.execute(
                    f"DELETE FROM review_question WHERE {of_manifest}"
                    " AND question_id NOT IN (SELECT question_id FROM hit_question)",
                    (manifest_id,),
                )
                connection.execute("UPDATE manifest SET unscreened = '[]' WHERE manifest_id = ?", (manifest_id,))
                connection.execute("DELETE FROM question_place WHERE manifest_id = ?", (manifest_id,))
            else:
                connection.execute("DELETE FROM manifest WHERE manifest_id = ?", (manifest_id,))
            connection.execute("DELETE FROM question WHERE question_id NOT IN (SELECT question_id FROM question_place)")
            connection.execute(
                "INSERT INTO manifest_deleted (manifest_id, at, user) VALUES (?, ?, ?)",
                (manifest_id, codec.moment(codec.now()), user),
            )
            told = {
                "manifest": manifest_id, "name": facts.name, "sha256": sha256, "lines": lines, "runs": runs, "hits": hits,
                "decisions_left": left, "kept_until": kept.until.isoformat(), "rule": kept.rule,
            }  # fmt: skip
            trail.record(connection, "manifest_deleted", told, user)
            shared = connection.execute(
                "SELECT 1 FROM manifest WHERE sha256 = ? AND manifest_id <> ?"
                " AND manifest_id NOT IN (SELECT manifest_id FROM manifest_deleted)",
                (sha256, manifest_id),
            ).fetchone()
        if shared is None:
            # Last: a file that is left over says less than a record of a file that is still there.
            (self.path.parent / "originals" / sha256).unlink(missing_ok=True)
        return Deleted(manifest_id, lines, hits, left)


def _last_hold(connection: Any, manifest_id: int) -> int:
    row = connection.execute(
        "SELECT placed FROM legal_hold WHERE manifest_id = ? ORDER BY id DESC LIMIT 1", (manifest_id,)
    ).fetchone()
    return int(row[0]) if row else 0
