"""The audit trail as a part of the store: records, checkpoints, keys, and its verification."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from db import codec, trail
from db.audit_verify import Verification, checkpoints_of, keys_of, origin_of, record_rows
from db.connection import store_errors, writing
from db.part import StorePart
from screening.audit.checkpoints import Checkpoint, Signer, VerifyKey, write_checkpoint
from screening.audit.merkle import TreeHead
from screening.audit.outside import KnownHashes
from screening.casework.roles import Action
from screening.errors import StoreUnavailable
from screening.model.trail import TrailRecord, TrailReport
from screening.progress import Progress, Silent
from screening.version import VERSION


class AuditTables(StorePart):
    """Implements ``screening.ports.AuditStore``."""

    def origin(self) -> str:
        """See ``AuditStore.origin``."""
        with store_errors(self.path):
            return origin_of(self.database.conn, self.path)

    def record_consequence(self, kind: str, data: Mapping[str, Any], actor: str = "") -> int:
        """See ``AuditStore.record_consequence``."""
        acting = self.require(Action.READ)
        actor = self.named(acting, actor)
        with writing(self.database, self.path) as connection:
            return trail.record(connection, kind, data, actor)

    def clock_set_back(self) -> list[int]:
        """See ``AuditStore.clock_set_back``."""
        with store_errors(self.path):
            # Inside a text of the record the quotes would be escaped.
            rows = self.database.conn.execute(
                "SELECT seq FROM trail WHERE instr(CAST(body AS TEXT), '\"clock_back\":true') ORDER BY seq"
            )
            return [row[0] for row in rows]

    def trail_size(self) -> int:
        """See ``AuditStore.trail_size``."""
        with store_errors(self.path):
            return int(self.database.conn.execute("SELECT coalesce(max(seq), 0) FROM trail").fetchone()[0])

    def trail_records(self, first: int = 1, last: int | None = None) -> Iterator[TrailRecord]:
        """See ``AuditStore.trail_records``."""
        for seq, body, _, found in record_rows(self.database.conn, self.path, first, last):
            yield TrailRecord(seq, bytes(body), bytes(found))

    def record_hashes(self, size: int, width: int) -> bytes:
        """See ``AuditStore.record_hashes``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT substr(hash, 1, ?) FROM trail WHERE seq <= ? ORDER BY seq", (width, size)
            )
            return b"".join(row[0] for row in rows)

    def checkpoints(self) -> list[Checkpoint]:
        """See ``AuditStore.checkpoints``."""
        with store_errors(self.path):
            return [made for made, _ in reversed(checkpoints_of(self.database.conn, self.path))]

    def put_checkpoint(self, signer: Signer | None) -> Checkpoint:
        """See ``AuditStore.put_checkpoint``."""
        with writing(self.database, self.path) as connection:
            name = origin_of(connection, self.path)
            last, peaks, damaged = self._last_checkpoint(connection)
            size = connection.execute("SELECT coalesce(max(seq), 0) FROM trail").fetchone()[0]
            if last and last.size == size and (last.signed or signer is None):
                return last
            head = _head_of(last, peaks)
            for (found,) in connection.execute("SELECT hash FROM trail WHERE seq > ? ORDER BY seq", (head.size,)):
                head.add(bytes(found))
            made = write_checkpoint(name, head.size, head.root(), codec.now(), VERSION, signer, damaged)
            connection.execute(
                "INSERT INTO checkpoint (size, root, at, program, signed, note, peaks) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (made.size, made.root, codec.moment(made.at), VERSION, int(made.signed), made.note, head.peaks),
            )
        return made

    def _last_checkpoint(self, connection: Any) -> tuple[Checkpoint | None, bytes, str]:
        """Return the last checkpoint with the heads of its subtrees, and which checkpoints are known to be damaged.

        Where the last one is, the next is made of the whole trail, so that evidence can still be taken out; it says so,
        as all that follow do, and so does a record.
        """
        try:
            kept = checkpoints_of(connection, self.path, newest=True)
        except StoreUnavailable as error:
            if error.code != "records_damaged":
                raise
            what = str(error.data["what"])
            trail.record(connection, "damage_found", {"what": what})
            return None, b"", what
        last, peaks = kept[-1] if kept else (None, b"")
        return last, peaks, last.damaged if last else ""

    def trail_keys(self) -> list[VerifyKey]:
        """See ``AuditStore.trail_keys``."""
        with store_errors(self.path):
            return keys_of(self.database.conn, self.path)[::-1]

    def add_trail_key(self, key: VerifyKey) -> None:
        """See ``AuditStore.add_trail_key``."""
        self.require(Action.READ)
        at = codec.moment(codec.now())
        with writing(self.database, self.path) as connection:
            connection.execute(
                "INSERT INTO trail_key (name, public_key, made_at) VALUES (?, ?, ?)", (key.name, key.text(), at)
            )
            trail.record(connection, "key_made", {"public_key": key.text(), "made_at": at})

    def verify_trail(
        self,
        outside: Sequence[str] = (),
        key: VerifyKey | None = None,
        progress: Progress | None = None,
        contents: bool = True,
        hashes: Sequence[KnownHashes] = (),
        *,
        lists: bool = True,
    ) -> TrailReport:
        """See ``AuditStore.verify_trail``."""
        verification = Verification(self.database.conn, self.path, progress or Silent(), lists=lists)
        return verification.report(outside, key, contents, hashes)


def _head_of(last: Checkpoint | None, peaks: bytes) -> TreeHead:
    """Return the tree at the last checkpoint, or an empty one when what was kept of it does not fit its own head."""
    if last is None:
        return TreeHead()
    try:
        head = TreeHead(last.size, peaks)
    except ValueError:
        return TreeHead()
    return head if head.root() == last.root else TreeHead()
