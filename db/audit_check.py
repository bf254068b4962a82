"""Whether the tables still say what the trail says of them: a changed hit is found though no record was touched."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from db import codec, trail
from db.approvals import approvals_digest
from db.audit_tables import NOT_OURS as _NOT_OURS
from db.audit_tables import Derived
from db.connection import translated
from db.decision_rows import DecisionRows
from db.digests import questions_digest
from db.driver import database_errors
from db.hit_rows import alerts_digest, hits_digest, unscreened_digest
from screening.errors import DamagedValue, InternalFault
from screening.model.trail import TrailFault


class Contents:
    """Compares the tables with the records as these come, and at the end what only all of them together tell.

    Rows that are gone altogether are looked for only where no later record says that they were deleted.
    """

    def __init__(self, connection: Any, path: Path, *, lists: bool = True) -> None:
        self._connection = connection
        self._path = path
        self._deleted = _deleted(connection)
        self._derived = Derived(connection, lists=lists)
        self._decided = DecisionRows(connection)
        self._damage: tuple[type[Exception], ...] = (*_NOT_OURS, InternalFault, DamagedValue, *database_errors())

    @property
    def older(self) -> int:
        """Rows that are older than the first record."""
        return self._derived.older.found

    @property
    def taken_at(self) -> str:
        """When rows were taken in as they stood, which nobody had told of before; empty where there were none."""
        return self._derived.taken_at

    def tells(self, table: str, chosen: object) -> bool:
        """Whether a record has the hash of a group of rows (``db.told``)."""
        return self._derived.rows.tells(table, chosen)

    def take(self, seq: int, raw: bytes) -> TrailFault | None:
        """Take in the next record; returns what the rows that it tells of say otherwise."""
        try:
            body = codec.load(raw)
            kind, data = body["kind"], body["data"]
            if kind == "decided":
                detail = self._decisions(data)
            else:
                compare = _CHECKS.get(kind)
                detail = compare(self._connection, data, self._deleted) if compare else ""
            if detail:
                return TrailFault(seq, detail, kind)
            row = self._derived.take(kind, data, body)
            return TrailFault(seq, "row", row) if row else None
        except self._damage as error:
            # A value that Tekser never writes, in the record or in the rows that it tells of; or the disk has failed.
            if isinstance(error, database_errors()):
                told = translated(error, self._path)
                if not isinstance(told, InternalFault | DamagedValue):
                    raise told from error
            return TrailFault(seq, "told", str(error)[:200])

    def close(self) -> None:
        """Read no more rows: what is still being read would hinder what comes after."""
        self._decided.close()
        self._derived.close()

    def end(self) -> TrailFault | None:
        """Return what only the whole trail tells."""
        return self._derived.end(self._deleted, self._path)

    def _decisions(self, data: dict[str, Any]) -> str:
        if self._deleted and data["manifest"] in self._deleted:
            self._decided.skip(data["decisions"])
            return ""
        same = self._decided.digest(data["decisions"], data.get("columns", 1)) == data["decisions_sha256"]
        return "" if same else "decision"


def _deleted(connection: Any) -> set[int]:
    """Return the ids of manifests that a record says were deleted."""
    found = set[int]()
    if connection.execute("SELECT 1 FROM manifest_deleted LIMIT 1").fetchone() is None:
        # Every record would be looked into. Where a row was taken out, the rows of its manifest are missed.
        return found
    for (raw,) in connection.execute("SELECT body FROM trail WHERE instr(body, CAST('\"manifest_deleted\"' AS BLOB))"):
        # A body that is none is found when its turn comes.
        with suppress(*_NOT_OURS):
            body = codec.load(bytes(raw))
            if body["kind"] == "manifest_deleted":
                found.add(int(body["data"]["manifest"]))
    return found


def _manifest(connection: Any, data: dict[str, Any], deleted: set[int]) -> str:
    if data["manifest"] in deleted:
        return ""
    row = connection.execute(
        "SELECT sha256, lines, name, size, complete, sheets, unscreened FROM manifest WHERE manifest_id = ?",
        (data["manifest"],),
    ).fetchone()
    if row is None or row[:5] != (data["sha256"], data["lines"], data["name"], data["size"], 1):
        return "manifest"
    read = trail.digest([row[5:]])
    if data.get("reading_sha256", read) != read:
        return "manifest"
    lines = hashlib.sha256()
    whole = data.get("columns", 1) > 1
    columns = "line_id, sheet, row, party, goods, route, content" if whole else "sheet, row, content"
    rows = connection.execute(f"SELECT {columns} FROM line WHERE manifest_id = ? ORDER BY line_id", (data["manifest"],))
    take = trail.digest_lines if whole else trail.digest_lines_without_ids
    while page := rows.fetchmany(500):
        take(lines, page)
    return "" if lines.hexdigest() == data["lines_sha256"] else "lines"


def _run(connection: Any, data: dict[str, Any], deleted: set[int]) -> str:
    if data["manifest"] in deleted:
        return ""
    if hits_digest(connection, data["run"], data.get("columns", 1)) != data["hits_sha256"]:
        return "hits"
    row = connection.execute(
        "SELECT manifest_id, settings, lines, started_at, program_version, lists, as_of, starter, record, further,"
        " finished_at FROM run WHERE run_id = ?",
        (data["run"],),
    ).fetchone()
    if row is None or row[0] != data["manifest"] or row[2] != data["lines"] or not _says(row[1], data["settings"]):
        return "run"
    made_with = trail.digest([row[:9]])
    if data.get("run_sha256", made_with) != made_with or data.get("further", row[9]) != row[9]:
        return "run"
    if data.get("finished_at", row[10]) != row[10]:
        return "run"
    if "questions_sha256" in data and questions_digest(connection, data["run"]) != data["questions_sha256"]:
        return "questions"
    told = data.get("unscreened_sha256")
    return "" if told is None or unscreened_digest(connection, data["run"]) == told else "unscreened"


def _says(text: str, told: Any) -> bool:
    try:
        return bool(codec.load(text) == told)
    except ValueError:
        return False


def _alerts(connection: Any, data: dict[str, Any], deleted: set[int]) -> str:
    for run in data["runs"]:
        found = alerts_digest(connection, run["run"], data["rescreening"], data.get("columns", 1))
        if run["manifest"] not in deleted and found != run["alerts_sha256"]:
            return "hits"
    return ""


def _approvals(connection: Any, data: dict[str, Any], deleted: set[int]) -> str:
    rows = connection.execute(
        "SELECT DISTINCT r.manifest_id FROM decision AS d JOIN hit USING (hit_id) JOIN run AS r USING (run_id)"
        " WHERE d.decision_id IN (SELECT value FROM json_each(?))",
        (codec.dump(data["decisions"]),),
    ).fetchall()
    if deleted and (not rows or {row[0] for row in rows} & deleted):
        return ""
    return "" if approvals_digest(connection, data["decisions"]) == data["approvals_sha256"] else "approval"


_CHECKS: dict[str, Callable[[Any, dict[str, Any], set[int]], str]] = {
    "manifest_imported": _manifest,
    "screened": _run,
    "rescreened": _alerts,
    "approved": _approvals,
    "returned": _approvals,
}
