"""Whether tables that follow from the trail still do: settings, accounts, known parties, how each hit stands, counts.

Nothing here is taken from the tables alone: settings, accounts and known parties are told by records; how a hit stands
follows from decisions and approvals, whose rows the records tell one by one; questions and counts follow from hits.
Everything is read once and in order, whatever its size.
"""

from array import array
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from db import before_trail, codec
from db.before_trail import OlderRows
from db.connection import store_errors
from db.digests import gone_digests, known_digest, reopened_digest
from db.told import GONE, NAMES, TOLD, ToldRows
from screening.errors import DamagedValue, InternalFault
from screening.model.trail import TrailFault

_Body = dict[str, Any]

NOT_OURS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What reading a value that Tekser did not write may raise."""


class Derived:
    """What the records told so far, compared with the tables as they come and at the end."""

    def __init__(self, connection: Any, *, lists: bool = True) -> None:
        self._connection = connection
        self.rows = ToldRows(connection, lists=lists)
        self._settings = connection.execute("SELECT id, name, value, user, changed_at FROM setting ORDER BY id")
        self._accounts: dict[str, dict[str, Any]] = {}
        self._ids: dict[str, array[int]] = {name: array("q") for name in _TOLD_ROWS}
        self._revoked: dict[int, tuple[str, str, str | None]] = {}
        self._gone: dict[str, dict[str, str]] = {}
        self._alerts: set[tuple[int, int]] = set()
        self._reopened = 0
        self._keys: dict[str, str | None] = {}
        self._profiles: dict[str, dict[str, Any]] = {}
        self._holds = iter(
            connection.execute(
                "SELECT id, manifest_id, placed, reason, user, at FROM legal_hold ORDER BY id"
            ).fetchall()
        )
        self.deleted: set[int] = set()
        self.taken_at = ""
        self.older = OlderRows()
        self._takes: dict[str, Callable[[_Body], str]] = {
            "setting_changed": self._setting,
            "account_made": self._account_made,
            "account_changed": self._account_changed,
            "known_remembered": self._known,
            "known_revoked": self._known_revoked,
            "known_reopened": self._known_reopened,
            "legal_hold_placed": self._hold,
            "legal_hold_released": self._hold,
            "decided": self._decided,
            "approved": lambda body: self._tell("approval", body["data"]["decisions"]),
            "returned": lambda body: self._tell("approval", body["data"]["decisions"]),
            "screened": lambda body: self._tell("run", [body["data"]["run"]]),
            "manifest_imported": lambda body: self._tell("manifest", [body["data"]["manifest"]]),
            "rescreened": self._rescreened,
            "key_made": self._key_made,
            "profile_kept": self._profile,
            before_trail.KIND: lambda body: self.older.take(body["data"]),
            before_trail.TAKEN: self._taken,
        }

    def take(self, kind: str, data: _Body, body: _Body) -> str:
        """Take in a record; returns the row that says otherwise, or nothing."""
        if TOLD in data or kind in NAMES:
            self.rows.take(kind, data)
            self._gone.update(data.get(GONE, {}))
        take = self._takes.get(kind)
        return take(body) if take else ""

    def end(self, deleted: set[int], path: Path) -> TrailFault | None:
        """Compare what only the whole trail tells; ``deleted`` has the manifests that a record says were deleted."""
        self.deleted = deleted
        for find in (
            self._left_over, self._extra_rows, self._account_rows, self._revoked_rows, self._reopened_rows,
            self._alert_rows, self._gone_rows, self._key_rows, self._profile_rows, self._snapshots, self._states, self._question_rows, self._counts,
            self._told_rows,
        ):  # fmt: skip
            try:
                with store_errors(path):
                    row = find()
            except (*NOT_OURS, InternalFault, DamagedValue) as error:
                row = f"{find.__name__.strip('_')}: {error}"
            if row:
                return TrailFault(0, "table", row)
        return None

    def close(self) -> None:
        """Read no more rows."""
        self._settings.close()

    def _tell(self, table: str, ids: Iterable[int]) -> str:
        self._ids[table].extend(ids)
        return ""

    def _taken(self, body: _Body) -> str:
        self.taken_at = self.taken_at or str(body["at"])
        return ""

    def _decided(self, body: _Body) -> str:
        self._ids["decision"].extend(body["data"]["decisions"])
        return ""

    # --- settings and legal holds: rows in the order of their records -------------------------------------------

    def _setting(self, body: _Body) -> str:
        data = body["data"]
        row = next(self._settings, None)
        if row is None:
            return f"setting {data['name']}"
        number, name, value, user, at = row
        if name == data["name"] and value == data["new"] and user == body["actor"] and data.get("at", at) == at:
            return ""
        return f"setting {number} ({name})"

    def _hold(self, body: _Body) -> str:
        data, placed = body["data"], int(body["kind"] == "legal_hold_placed")
        row = next(self._holds, None)
        if row is None:
            return f"legal_hold {data['manifest']}"
        told = (data["manifest"], placed, data["reason"], body["actor"], data.get("at", row[5]))
        return "" if row[1:] == told else f"legal_hold {row[0]}"

    def _left_over(self) -> str:
        row = next(self._settings, None)
        if row is not None:
            return f"setting {row[0]} ({row[1]})"
        row = next(self._holds, None)
        return f"legal_hold {row[0]}" if row is not None else ""

    # --- accounts -------------------------------------------------------------------------------------------------

    def _account_made(self, body: _Body) -> str:
        data = body["data"]
        self._accounts[data["name"]] = {
            "role": data["role"], "disabled": 0, "public_key": "", "made_at": data.get("made_at"),
            "password": data.get("password_sha256"),
        }  # fmt: skip
        return ""

    def _account_changed(self, body: _Body) -> str:
        data = body["data"]
        told = data.get("password_sha256") if data["what"] == "password" else data["new"]
        self._accounts.setdefault(data["name"], {})[data["what"]] = told
        return ""

    def _account_rows(self) -> str:
        names = ("role", "disabled", "public_key", "made_at", "password")
        found = set()
        for name, *values in self._connection.execute(
            f"SELECT name, {', '.join(names)} FROM account ORDER BY account_id"
        ):
            told = self._accounts.get(name)
            if told is None:
                return f"account {name}"
            values[-1] = codec.hash_of(values[-1])
            for column, value in zip(names, values, strict=True):
                # Earlier programs told no hash of the password.
                if told.get(column) is not None and told[column] != value:
                    return f"account {name} ({column})"
            found.add(name)
        gone = sorted(self._accounts.keys() - found)
        return f"account {gone[0]}" if gone else ""

    # --- known parties ---------------------------------------------------------------------------------------------

    def _known(self, body: _Body) -> str:
        data = body["data"]
        ids = [one[0] for one in data["known"]]
        self._tell("known_party", ids)
        rows = [
            list(row)
            for row in self._connection.execute(
                "SELECT known_id, decision_id, list_id, entry_id, scope, expires_on FROM known_party WHERE known_id IN"
                " (SELECT value FROM json_each(?)) ORDER BY known_id",
                (codec.dump(ids),),
            )
        ]
        told = [[*one, data["scope"], data["expires_on"]] for one in data["known"]]
        for number, one in enumerate(told):
            if number >= len(rows) or rows[number] != one:
                return f"known_party {one[0]}"
        if "known_sha256" in data and known_digest(self._connection, ids) != data["known_sha256"]:
            return f"known_party {', '.join(map(str, ids))}"
        return ""

    def _known_revoked(self, body: _Body) -> str:
        data = body["data"]
        self._revoked[data["known"]] = (body["actor"], data["reason"], data.get("at"))
        return ""

    def _revoked_rows(self) -> str:
        rows = {
            number: (user, reason, at)
            for number, user, reason, at in self._connection.execute(
                "SELECT known_id, user, reason, at FROM known_revoked"
            )
        }
        for number in sorted(rows.keys() | self._revoked.keys()):
            told, row = self._revoked.get(number), rows.get(number)
            # Earlier programs told no time.
            if told is None or row is None or told[:2] != row[:2] or told[2] not in (None, row[2]):
                return f"known_revoked {number}"
        return ""

    def _known_reopened(self, body: _Body) -> str:
        data = body["data"]
        for run in data["runs"]:
            self._reopened += run["hits"]
            if reopened_digest(self._connection, run["run"], data["at"]) != run["reopened_sha256"]:
                if self._connection.execute(
                    "SELECT 1 FROM manifest_deleted WHERE manifest_id = ?", (run["manifest"],)
                ).fetchone():
                    self._reopened -= run["hits"]
                    continue
                return f"hit_reopened run {run['run']}"
        return ""

    def _reopened_rows(self) -> str:
        query = (
            "SELECT count(*) FROM hit_reopened AS o JOIN run AS r USING (run_id)"
            " WHERE r.manifest_id NOT IN (SELECT value FROM json_each(?))"
        )
        count = self._connection.execute(query, (codec.dump(sorted(self.deleted)),)).fetchone()[0]
        if not self.deleted and count != self._reopened:
            return "hit_reopened"
        row = self._first(
            "SELECT o.hit_id FROM hit_reopened AS o JOIN hit AS h USING (hit_id) WHERE h.suppressed_by IS NOT NULL"
            " OR h.known_note <> o.why"
        )
        return f"hit {row[0]}" if row else ""

    # --- keys, columns that people corrected, and the entries as they stood ------------------------------------------

    def _key_made(self, body: _Body) -> str:
        self._keys[body["data"]["public_key"]] = body["data"].get("made_at")
        return ""

    def _key_rows(self) -> str:
        rows = dict(self._connection.execute("SELECT public_key, made_at FROM trail_key"))
        for key in sorted(rows.keys() | self._keys.keys()):
            if key not in rows or key not in self._keys or self._keys[key] not in (None, rows[key]):
                return f"trail_key {key}"
        return ""

    def _profile(self, body: _Body) -> str:
        self._profiles[body["data"]["shape"]] = body["data"]
        return ""

    def _profile_rows(self) -> str:
        """What columns were said to hold, and whether somebody said so who may leave one out."""
        found = set()
        for shape, name, mapping, agreed in self._connection.execute(
            "SELECT shape, name, mapping, agreed FROM profile"
        ):
            found.add(shape)
            told = self._profiles.get(shape)
            if told is None:
                if not self.older.has("profile", shape):
                    return f"profile {shape}"
            # A program that did not tell apart who said it recorded nothing of it.
            elif (told["name"], told["mapping"], told.get("agreed", bool(agreed))) != (
                name, codec.load(mapping), bool(agreed),
            ):  # fmt: skip
                return f"profile {shape}"
        gone = sorted(self._profiles.keys() - found)
        return f"profile {gone[0]}" if gone else ""

    def _snapshots(self) -> str:
        """The hits tell the hash of the entry that they met: its text is what that was made of."""
        for told, content in self._connection.execute("SELECT content_hash, content FROM entry_snapshot"):
            if codec.hash_of(content) != told:
                return f"entry_snapshot {told}"
        row = self._first(
            "SELECT h.entry_hash FROM hit AS h LEFT JOIN entry_snapshot AS s ON s.content_hash = h.entry_hash"
            " WHERE h.entry_hash <> '' AND s.content_hash IS NULL"
        )
        return f"entry_snapshot {row[0]}" if row else ""

    # --- rows that no record tells of ------------------------------------------------------------------------------

    def _rescreened(self, body: _Body) -> str:
        data = body["data"]
        self._alerts.update((run["run"], data["rescreening"]) for run in data["runs"])
        return ""

    def _alert_rows(self) -> str:
        for run, number in self._connection.execute(
            "SELECT DISTINCT h.run_id, a.rescreening_id FROM alert AS a JOIN hit AS h USING (hit_id)"
        ):
            if (run, number) not in self._alerts:
                return f"alert (run {run}, rescreening {number})"
        return ""

    def _gone_rows(self) -> str:
        """The hits that would not come again, by re-screening and run."""
        numbers = {str(row[0]) for row in self._connection.execute("SELECT DISTINCT rescreening_id FROM hit_gone")}
        for number in sorted(numbers | self._gone.keys(), key=int):
            told, found = self._gone.get(number), gone_digests(self._connection, int(number))
            if told is None:
                return f"hit_gone (rescreening {number})"
            for run in sorted(told.keys() | found.keys()):
                if found.get(run) != told.get(run) and not self._is_deleted(run):
                    return f"hit_gone (run {run}, rescreening {number})"
        return ""

    def _is_deleted(self, run: str) -> bool:
        """Whether the manifest of a screening was deleted when its time was over."""
        if not self.deleted or not run.isdigit():
            return False
        row = self._connection.execute("SELECT manifest_id FROM run WHERE run_id = ?", (int(run),)).fetchone()
        return row is None or row[0] in self.deleted

    def _extra_rows(self) -> str:
        for table, (column, where) in _TOLD_ROWS.items():
            told = iter(sorted(self._ids[table]))
            one = next(told, None)
            for (number,) in self._connection.execute(f"SELECT {column} FROM {table}{where} ORDER BY {column}"):
                while one is not None and one < number:
                    one = next(told, None)
                if one != number and not self.older.has(table, number):
                    return f"{table} {number}"
        return ""

    # --- how each hit stands ---------------------------------------------------------------------------------------

    def _states(self) -> str:
        kept = iter(
            self._connection.execute(
                "SELECT hit_id, decision_id, pending_id FROM hit_state WHERE decision_id IS NOT NULL OR"
                " pending_id IS NOT NULL ORDER BY hit_id"
            )
        )
        for one in _replayed(self._connection):
            row = next(kept, None)
            if row != one:
                return f"hit_state {min(one[0], row[0]) if row else one[0]}"
        row = next(kept, None) or self._first(
            "SELECT s.hit_id FROM hit_state AS s LEFT JOIN hit AS h USING (hit_id) WHERE h.hit_id IS NULL"
        )
        return f"hit_state {row[0]}" if row else ""

    # --- questions and counts --------------------------------------------------------------------------------------

    def _question_rows(self) -> str:
        row = self._first(
            "SELECT hq.hit_id FROM hit_question AS hq LEFT JOIN hit AS h USING (hit_id) LEFT JOIN review_question AS q"
            " USING (question_id) WHERE h.run_id IS NOT q.run_id OR h.kind IS NOT q.kind OR h.list_id IS NOT q.list_id"
            " OR h.entry_id IS NOT q.entry_id OR hq.suppressed <> (h.suppressed_by IS NOT NULL)"
        )
        if row:
            return f"hit_question {row[0]}"
        row = self._first(
            "SELECT h.hit_id FROM run_questions AS r JOIN hit AS h ON h.run_id = r.run_id AND h.hit_id <= r.last_hit"
            " LEFT JOIN hit_question AS hq ON hq.hit_id = h.hit_id WHERE hq.hit_id IS NULL"
        )
        if row:
            return f"hit_question {row[0]}"
        row = self._first(
            "SELECT q.question_id FROM review_question AS q JOIN run AS r USING (run_id)"
            f" WHERE {self._kept('r')} AND (q.hits, q.lines, q.score) IS NOT (SELECT count(*),"
            " count(DISTINCT h.line_id), max(h.score) FROM hit_question AS hq CROSS JOIN hit AS h USING (hit_id)"
            " WHERE hq.question_id = q.question_id)"
        )
        return f"review_question {row[0]}" if row else ""

    def _counts(self) -> str:
        row = self._first(
            "SELECT r.run_id FROM run AS r LEFT JOIN (SELECT run_id, count(*) AS hits, count(suppressed_by) AS known,"
            " count(DISTINCT CASE WHEN suppressed_by IS NULL THEN line_id END) AS flagged FROM hit GROUP BY run_id) AS h"
            " USING (run_id) LEFT JOIN (SELECT run_id, count(*) AS n FROM run_unscreened GROUP BY run_id) AS u"
            f" USING (run_id) WHERE r.finished_at IS NOT NULL AND {self._kept('r')} AND (r.hits <> coalesce(h.hits, 0)"
            " OR r.suppressed <> coalesce(h.known, 0) OR r.flagged_lines <> coalesce(h.flagged, 0)"
            " OR r.unscreened <> coalesce(u.n, 0))"
        )
        return f"run {row[0]}" if row else ""

    def _kept(self, run: str) -> str:
        return (
            f"{run}.manifest_id NOT IN ({', '.join(map(str, sorted(self.deleted))) or 'NULL'})" if self.deleted else "1"
        )

    def _told_rows(self) -> str:
        return self.rows.differs(self.older, self.deleted)

    def _first(self, query: str) -> Any:
        return self._connection.execute(f"{query} LIMIT 1").fetchone()


_TOLD_ROWS = {
    **{table: (column, where) for table, (column, where) in before_trail.NUMBERED.items()},
    "approval": ("decision_id", ""),
    "known_party": ("known_id", ""),
}
"""Tables of which every row is told by a record: its id, and which rows are whole."""


def _replayed(connection: Any) -> Iterator[tuple[int, int | None, int | None]]:
    """Yield how each decided hit stands by its decisions and what second persons said: hit, in force, waiting."""
    hit: int | None = None
    in_force: int | None = None
    pending: int | None = None
    for hit_id, number, disposition, second, agreed in connection.execute(
        "SELECT d.hit_id, d.decision_id, d.disposition, d.second <> '', a.agreed FROM decision AS d"
        " LEFT JOIN approval AS a ON a.decision_id = d.decision_id ORDER BY d.hit_id, d.decision_id"
    ):
        if hit_id != hit:
            if hit is not None and (in_force, pending) != (None, None):
                yield hit, in_force, pending
            hit, in_force, pending = hit_id, None, None
        withdrawn = disposition == "withdrawn"
        if second and agreed is None:
            pending = number
        elif second:
            # What was answered had waited until then: no later decision came before the answer.
            pending = None
            if agreed:
                in_force = None if withdrawn else number
        elif withdrawn:
            # What waits is taken back first.
            in_force, pending = (in_force if pending is not None else None), None
        else:
            in_force, pending = number, None
    if hit is not None and (in_force, pending) != (None, None):
        yield hit, in_force, pending
