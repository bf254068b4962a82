"""Batches and watched folders in the database: what was done with which file, so that nothing is done twice."""

from datetime import datetime
from typing import Any

from db import codec, told, trail
from db.connection import store_errors, writing
from db.part import StorePart
from screening.casework.roles import Action
from screening.model.batches import Batch, BatchCount, BatchFile, BatchKind, FileState

_FILE_COLUMNS = "path, sha256, state, at, run_id, report, moved_to, error_code, error_data, fault"


class BatchTables(StorePart):
    """Implements ``screening.ports.BatchStore``."""

    def begin_batch(self, kind: BatchKind, key: str, title: str) -> Batch:
        """See ``BatchStore.begin_batch``."""
        self.require(Action.IMPORT)  # who may not import leaves no batch that failed behind
        started_at = codec.now()
        with writing(self.database, self.path) as connection:
            batch_id = connection.execute(
                "INSERT INTO batch (kind, key, title, started_at) VALUES (?, ?, ?, ?)",
                (kind.value, key, title, codec.moment(started_at)),
            ).lastrowid
            begun = {"batch": batch_id, "kind": kind.value, "title": title}
            begun[told.TOLD] = told.told(connection, ("batch", batch_id))
            trail.record(connection, "batch_begun", begun)
        return Batch(int(batch_id), kind, key, title, started_at)

    def unfinished_batch(self, key: str) -> Batch | None:
        """See ``BatchStore.unfinished_batch``."""
        with store_errors(self.path):
            row = self.database.conn.execute(
                "SELECT batch_id, kind, key, title, started_at, finished_at FROM batch"
                " WHERE key = ? AND finished_at IS NULL ORDER BY batch_id DESC LIMIT 1",
                (key,),
            ).fetchone()
        return _batch(row) if row else None

    def finish_batch(self, batch_id: int) -> None:
        """See ``BatchStore.finish_batch``."""
        with writing(self.database, self.path) as connection:
            connection.execute(
                "UPDATE batch SET finished_at = ? WHERE batch_id = ?", (codec.moment(codec.now()), batch_id)
            )
            states = dict(
                connection.execute(
                    "SELECT state, count(*) FROM batch_file WHERE batch_id = ? GROUP BY state", (batch_id,)
                ).fetchall()
            )
            finished = {"batch": batch_id, "files": states, told.TOLD: told.told(connection, ("batch", batch_id))}
            trail.record(connection, "batch_finished", finished)

    def put_batch_file(self, batch_id: int, file: BatchFile) -> None:
        """See ``BatchStore.put_batch_file``."""
        with writing(self.database, self.path) as connection:
            # One row for each arrival of a file: what it came to takes the place of how far it had come.
            gone = connection.execute(
                "DELETE FROM batch_file WHERE batch_id = ? AND path = ? AND sha256 = ? AND moved_to = ''"
                " AND state <> 'done' RETURNING id",
                (batch_id, file.path, file.sha256),
            ).fetchall()
            made = connection.execute(
                f"INSERT INTO batch_file (batch_id, {_FILE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    batch_id, file.path, file.sha256, file.state.value, codec.moment(file.at), file.run_id,
                    file.report, file.moved_to, file.error_code, codec.dump(file.error_data), int(file.fault),
                ),
            ).lastrowid  # fmt: skip
            put: dict[str, Any] = {
                "batch": batch_id,
                "state": file.state.value,
                told.TOLD: told.told_of_file(connection, made),
            }
            if gone:
                put[told.OVER] = [name for (number,) in gone for name in told.groups_of_file(number)]
            trail.record(connection, "batch_file", put)

    def batch_files(self, batch_id: int, limit: int = -1) -> list[BatchFile]:
        """See ``BatchStore.batch_files``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                f"SELECT {_FILE_COLUMNS} FROM (SELECT id, {_FILE_COLUMNS} FROM batch_file WHERE batch_id = ?"
                " ORDER BY id DESC LIMIT ?) ORDER BY id",
                (batch_id, limit),
            ).fetchall()
        return [_file(row) for row in rows]

    def batches(self, limit: int = 100) -> list[Batch]:
        """See ``BatchStore.batches``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT batch_id, kind, key, title, started_at, finished_at FROM batch ORDER BY batch_id DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return [_batch(row) for row in rows]

    def batch_counts(self, limit: int = 5) -> list[BatchCount]:
        """See ``BatchStore.batch_counts``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT b.batch_id, b.kind, b.key, b.title, b.started_at, b.finished_at,"
                " coalesce(sum(f.state = 'screened'), 0), coalesce(sum(f.state = 'done'), 0),"
                " coalesce(sum(f.state = 'failed'), 0), coalesce(max(f.at), b.started_at) AS last"
                " FROM batch AS b LEFT JOIN batch_file AS f USING (batch_id) GROUP BY b.batch_id"
                " ORDER BY last DESC LIMIT ?",
                (limit,),
            ).fetchall()
        return [BatchCount(_batch(row[:6]), row[6], row[7], row[8], datetime.fromisoformat(row[9])) for row in rows]


def _batch(row: Any) -> Batch:
    batch_id, kind, key, title, started, finished = row
    return Batch(
        batch_id, BatchKind(kind), key, title, datetime.fromisoformat(started),
        datetime.fromisoformat(finished) if finished else None,
    )  # fmt: skip


def _file(row: Any) -> BatchFile:
    path, sha256, state, at, run_id, report, moved_to, code, data, fault = row
    return BatchFile(
        path, sha256, FileState(state), datetime.fromisoformat(at), run_id, report, moved_to, code,
        tuple((name, value) for name, value in codec.load(data)), bool(fault),
    )  # fmt: skip
