"""The audit trail as a part of the store: records, checkpoints, keys, and its verification."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from db import codec, trail
from db.audit_check import first_difference
from db.connection import store_errors, writing
from db.part import StorePart
from screening.audit.checkpoints import Checkpoint, Signer, VerifyKey, read_checkpoint, signed_by, write_checkpoint
from screening.audit.merkle import TreeHead
from screening.casework.roles import Action
from screening.model.trail import TrailFault, TrailRecord, TrailReport
from screening.progress import Progress, Silent, check
from screening.version import VERSION

_PAGE = 20_000


class AuditTables(StorePart):
    """Implements ``screening.ports.AuditStore``."""

    def origin(self) -> str:
        """See ``AuditStore.origin``."""
        with store_errors(self.path):
            return str(self.database.conn.execute("SELECT name FROM store_identity").fetchone()[0])

    def record_consequence(self, kind: str, data: Mapping[str, Any], actor: str = "") -> int:
        """See ``AuditStore.record_consequence``."""
        acting = self.require(Action.READ)
        actor = self.named(acting, actor)
        with writing(self.database, self.path) as connection:
            return trail.record(connection, kind, data, actor)

    def trail_size(self) -> int:
        """See ``AuditStore.trail_size``."""
        with store_errors(self.path):
            return int(self.database.conn.execute("SELECT coalesce(max(seq), 0) FROM trail").fetchone()[0])

    def trail_records(self, first: int = 1, last: int | None = None) -> Iterator[TrailRecord]:
        """See ``AuditStore.trail_records``."""
        for seq, body, _, found in self._record_rows(first, last):
            yield TrailRecord(seq, bytes(body), bytes(found))

    def checkpoints(self) -> list[Checkpoint]:
        """See ``AuditStore.checkpoints``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT size, root, at, program, note FROM checkpoint ORDER BY id DESC"
            ).fetchall()
        name = self.origin()
        return [
            Checkpoint(name, size, bytes(root), datetime.fromisoformat(at), program, note)
            for size, root, at, program, note in rows
        ]

    def put_checkpoint(self, signer: Signer | None) -> Checkpoint:
        """See ``AuditStore.put_checkpoint``."""
        with writing(self.database, self.path) as connection:
            row = connection.execute(
                "SELECT size, root, peaks, signed, note FROM checkpoint ORDER BY id DESC LIMIT 1"
            ).fetchone()
            head = _head_of(row)
            size = connection.execute("SELECT coalesce(max(seq), 0) FROM trail").fetchone()[0]
            if row and row[0] == size and (row[3] or signer is None):
                return read_checkpoint(row[4])
            for (found,) in connection.execute("SELECT hash FROM trail WHERE seq > ? ORDER BY seq", (head.size,)):
                head.add(bytes(found))
            name = connection.execute("SELECT name FROM store_identity").fetchone()[0]
            made = write_checkpoint(name, head.size, head.root(), codec.now(), VERSION, signer)
            connection.execute(
                "INSERT INTO checkpoint (size, root, at, program, signed, note, peaks) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (made.size, made.root, codec.moment(made.at), VERSION, int(made.signed), made.note, head.peaks),
            )
        return made

    def trail_keys(self) -> list[VerifyKey]:
        """See ``AuditStore.trail_keys``."""
        with store_errors(self.path):
            rows = self.database.conn.execute("SELECT public_key FROM trail_key ORDER BY id DESC").fetchall()
        return [VerifyKey.read(row[0]) for row in rows]

    def add_trail_key(self, key: VerifyKey) -> None:
        """See ``AuditStore.add_trail_key``."""
        self.require(Action.READ)
        with writing(self.database, self.path) as connection:
            connection.execute(
                "INSERT INTO trail_key (name, public_key, made_at) VALUES (?, ?, ?)",
                (key.name, key.text(), codec.moment(codec.now())),
            )
            trail.record(connection, "key_made", {"public_key": key.text()})

    def verify_trail(
        self,
        outside: Sequence[str] = (),
        key: VerifyKey | None = None,
        progress: Progress | None = None,
        contents: bool = True,
        hashes: bytes = b"",
    ) -> TrailReport:
        """See ``AuditStore.verify_trail``."""
        progress = progress or Silent()
        keys = [key] if key else self.trail_keys()
        with store_errors(self.path):
            rows = self.database.conn.execute("SELECT size, root, note FROM checkpoint ORDER BY id").fetchall()
        notes = [*outside, *(row[2] for row in rows)]
        wanted: dict[int, bytes] = {}
        covered = unsigned = older = 0
        total = self.trail_size()
        for number, note in enumerate(notes):
            told = read_checkpoint(note)
            kept = rows[number - len(outside)][:2] if number >= len(outside) else (told.size, told.root)
            if (kept[0], bytes(kept[1])) != (told.size, told.root):
                return TrailReport(total, 0, len(notes), unsigned, TrailFault(0, "table", f"checkpoint {told.size}"))
            if told.signed or number < len(outside):
                if not any(signed_by(note, known) for known in keys):
                    return TrailReport(total, 0, len(notes), unsigned, TrailFault(0, "signature", f"{told.size}"))
                covered = max(covered, told.size)
            else:
                unsigned += 1
            if wanted.setdefault(told.size, told.root) != told.root:
                fault = TrailFault(max(told.size, 1), "checkpoint", f"{told.size}")
                return TrailReport(total, 0, len(notes), unsigned, fault)
        found = self._chain_fault(wanted, progress, total, hashes)
        if found is None and contents:
            found, older = first_difference(self.database.conn, self.trail_records(), progress, total)
        return TrailReport(total, 0 if found else covered, len(notes), unsigned, found, contents, older)

    def _chain_fault(
        self, wanted: Mapping[int, bytes], progress: Progress, total: int, hashes: bytes
    ) -> TrailFault | None:
        head = TreeHead()
        previous, number, good = trail.FIRST, 0, 0
        if wanted.get(0, head.root()) != head.root():
            return TrailFault(1, "checkpoint", "0")
        for seq, raw, told_previous, told in self._record_rows(1, None):
            number += 1
            body = bytes(raw)
            if seq != number or not body.startswith(b'{"seq":%d,' % number):
                return TrailFault(number, "number", str(seq))
            found = trail.chain_hash(previous, body)
            if bytes(told_previous) != previous or found != bytes(told):
                return TrailFault(number, "hash")
            if number * 32 <= len(hashes) and found != hashes[number * 32 - 32 : number * 32]:
                return TrailFault(number, "anew", f"{len(hashes) // 32}")
            head.add(found)
            if number in wanted:
                if wanted[number] != head.root():
                    return TrailFault(good + 1, "checkpoint", f"{number}")
                good = number
            previous = found
            if number % _PAGE == 0:
                check(progress, "verify_trail", number, total)
        beyond = [size for size in wanted if size > number]
        return TrailFault(number + 1, "cut", f"{max(beyond)}") if beyond else None

    def _record_rows(self, first: int, last: int | None) -> Iterator[tuple[int, bytes, bytes, bytes]]:
        """Yield records page by page, so that others can write between."""
        after = first - 1
        while True:
            with store_errors(self.path):
                rows = self.database.conn.execute(
                    "SELECT seq, body, previous, hash FROM trail WHERE seq > ? AND (? IS NULL OR seq <= ?)"
                    " ORDER BY seq LIMIT ?",
                    (after, last, last, _PAGE),
                ).fetchall()
            if not rows:
                return
            after = rows[-1][0]
            yield from rows


def _head_of(row: Any) -> TreeHead:
    """Return the tree at the last checkpoint, or an empty one when what was kept of it does not fit its own head."""
    if row is None:
        return TreeHead()
    try:
        head = TreeHead(row[0], bytes(row[2]))
    except ValueError:
        return TreeHead()
    return head if head.root() == bytes(row[1]) else TreeHead()
