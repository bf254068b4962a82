"""Verification of the trail: the chain, its head, every checkpoint and key, then what the tables say of the same.

Whatever is found damaged ends as a fault that names it. Nothing in the database is trusted to be of the form that
Tekser writes: whoever changed it may have written anything.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from db import codec, list_files, trail
from db.audit_check import Contents
from db.connection import store_errors
from screening.audit.checkpoints import Checkpoint, VerifyKey, read_checkpoint, signed_by
from screening.audit.merkle import TreeHead
from screening.audit.outside import KnownHashes
from screening.errors import DamagedValue, InternalFault, StoreUnavailable, UserError
from screening.model.trail import TrailFault, TrailReport
from screening.model.versions import KeptFile
from screening.progress import Progress, check

PAGE = 2_000
EVERY = 500
"""Records between two looks at whether somebody wants it stopped."""
_NAME = re.compile(r"tekser-[0-9a-f]{12}")


def origin_of(connection: Any, path: Path) -> str:
    """Return the name of the store. Raises StoreUnavailable("records_damaged") where it is not one that Tekser gave."""
    rows = connection.execute("SELECT id, CAST(name AS BLOB) FROM store_identity LIMIT 2").fetchall()
    name = _text(rows[0][1]) if len(rows) == 1 and rows[0][0] == 1 else None
    if name is None or not _NAME.fullmatch(name):
        raise StoreUnavailable("records_damaged", file=str(path), what="store_identity")
    return name


def checkpoints_of(connection: Any, path: Path, *, newest: bool = False) -> list[tuple[Checkpoint, bytes]]:
    """Return the checkpoints kept here (or the newest alone), the first one first, with the heads of their subtrees.

    Raises StoreUnavailable("records_damaged") naming the first whose row does not say what its text says, or that is
    missing: they are numbered without gaps.
    """
    told = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'checkpoint'").fetchone()
    last = told[0] if told else 0
    found = []
    number = after = last - 1 if newest and last else 0
    for number, row in enumerate(
        connection.execute(
            "SELECT id, size, root, CAST(at AS BLOB), CAST(program AS BLOB), signed, CAST(note AS BLOB), peaks"
            " FROM checkpoint WHERE id > ? OR id < 1 ORDER BY id",
            (after,),
        ),
        after + 1,
    ):
        given, size, root, at, program, signed, raw, peaks = row
        note = _text(raw)
        try:
            made = read_checkpoint(note or "")
            fits = (made.size, made.root, made.at, made.program, int(made.signed)) == (
                size, bytes(root), datetime.fromisoformat(_text(at) or ""), _text(program), signed,
            )  # fmt: skip
        except (ValueError, UserError):
            fits = False
        if not fits or given != number:
            raise StoreUnavailable("records_damaged", file=str(path), what=f"checkpoint {min(given, number)}")
        found.append((made, bytes(peaks)))
    if number != last:
        raise StoreUnavailable("records_damaged", file=str(path), what=f"checkpoint {number + 1}")
    return found


def keys_of(connection: Any, path: Path) -> list[VerifyKey]:
    """Return the public keys, the first one first. Raises StoreUnavailable("records_damaged")."""
    found = []
    for number, name, raw, at in connection.execute(
        "SELECT id, CAST(name AS BLOB), CAST(public_key AS BLOB), CAST(made_at AS BLOB) FROM trail_key ORDER BY id"
    ):
        try:
            key = VerifyKey.read(_text(raw) or "")
            datetime.fromisoformat(_text(at) or "")
        except (ValueError, UserError):
            key = None
        if key is None or key.text() != _text(raw) or key.name != _text(name):
            raise StoreUnavailable("records_damaged", file=str(path), what=f"trail_key {number}")
        found.append(key)
    return found


def _text(raw: Any) -> str | None:
    try:
        return bytes(raw).decode()
    except (UnicodeDecodeError, TypeError):
        return None


class Verification:
    """One verification of a trail; its parts are asked for in their order by :meth:`report`."""

    def __init__(self, connection: Any, path: Path, progress: Progress, *, lists: bool = True) -> None:
        self._lists = lists
        self._connection = connection
        self._path = path
        self._progress = progress
        self._total = 0
        self._covered = self._unsigned = self._notes = 0
        self._contents: Contents | None = None
        self._take: Callable[[int, bytes], TrailFault | None] | None = None
        self._difference: TrailFault | None = None
        self._wanted: dict[int, bytes] = {}
        self._peaks: dict[int, tuple[int, bytes]] = {}

    def report(
        self, outside: Sequence[str], key: VerifyKey | None, contents: bool, hashes: Sequence[KnownHashes]
    ) -> TrailReport:
        """Verify everything up to the first fault, as it stands at one moment: others write meanwhile."""
        with store_errors(self._path), _one_moment(self._connection), self._closing():
            found = self._guarded(self._size)
            found = found or self._guarded(lambda: self._checkpoint_fault(outside, key))
            if found is None and contents:
                found = self._guarded(self._begin_contents)
            found = found or self._guarded(lambda: self._chain_fault(hashes))
            # What the chain itself shows comes first: a record that was changed tells nothing of the tables.
            found = found or self._difference
            compared = found is None and contents
            if found is None and self._contents is not None:
                found = self._guarded(self._contents.end)
                if found is None and self._lists:
                    found = self._guarded(self._files)
        older, taken_at = (0, "") if found or not self._contents else (self._contents.older, self._contents.taken_at)
        return TrailReport(
            self._total, 0 if found else self._covered, self._notes, self._unsigned, found, compared, older, taken_at
        )

    @contextmanager
    def _closing(self) -> Iterator[None]:
        try:
            yield
        finally:
            if self._contents is not None:
                self._contents.close()

    def _guarded(self, part: Callable[[], TrailFault | None]) -> TrailFault | None:
        """Return what a part finds; damage that it cannot read past is found too."""
        try:
            with store_errors(self._path):
                return part()
        except (InternalFault, DamagedValue) as error:
            # SQLite cannot give a value as what its column holds, or a table is not there.
            return TrailFault(0, "unreadable", str(error.data.get("detail", "")))
        except StoreUnavailable as error:
            if error.code != "records_damaged":
                raise
            return TrailFault(0, "damaged", str(error.data["what"]))

    def _size(self) -> TrailFault | None:
        first, last = self._connection.execute("SELECT min(seq), max(seq) FROM trail").fetchone()
        self._total = last or 0
        if first is not None and first < 1:
            return TrailFault(first, "put_in")
        return TrailFault(last, "put_in") if self._total > trail.MOST else None

    def _checkpoint_fault(self, outside: Sequence[str], key: VerifyKey | None) -> TrailFault | None:
        name = origin_of(self._connection, self._path)
        known = keys_of(self._connection, self._path)
        for one in known:
            if one.name != name:
                return TrailFault(0, "damaged", "store_identity")
        keys = [key] if key else known
        kept = checkpoints_of(self._connection, self._path)
        self._notes = len(outside) + len(kept)
        told = [(read_checkpoint(note), None) for note in outside]
        for number, (made, peaks) in enumerate([*told, *kept]):
            if made.origin != name:
                return TrailFault(0, "origin", made.origin)
            if made.signed or (key is not None and number < len(outside)):
                if not any(signed_by(made.note, one) for one in keys):
                    return TrailFault(0, "signature", f"{made.size}")
                self._covered = max(self._covered, made.size)
            else:
                self._unsigned += 1
            if self._wanted.setdefault(made.size, made.root) != made.root:
                return TrailFault(max(made.size, 1), "checkpoint", f"{made.size}")
            if peaks is not None:
                self._peaks[made.size] = number - len(outside) + 1, peaks
        return None

    def _chain_fault(self, hashes: Sequence[KnownHashes]) -> TrailFault | None:
        # Asked of every record: what is the same for all stands in names of its own.
        differs, take, sha256 = f'"{trail.DIFFERS}":'.encode(), self._take, hashlib.sha256
        head, leaves = TreeHead(), list[bytes]()
        previous, number, good = trail.FIRST, 0, 0
        if self._wanted.get(0, head.root()) != head.root():
            return TrailFault(1, "checkpoint", "0")
        stops = iter(sorted(size for size in {*self._wanted, *self._peaks} if size > 0))
        stop = next(stops, 0)
        for seq, body, told_previous, told in record_rows(self._connection, self._path):
            number += 1
            if seq != number or not body.startswith(b'{"seq":%d,' % number):
                return TrailFault(number, "number", str(seq))
            found = sha256(b"\x00" + previous + body).digest()  # ``trail.chain_hash``
            if told_previous != previous or found != told:
                return TrailFault(number, "hash")
            for known in hashes:
                if known.differs(number, found):
                    return TrailFault(number, "anew", f"{known.count}")
            if differs in body and (fault := _end_fault(number, body)):
                return fault
            leaves.append(found)
            if number == stop:
                head.extend(leaves)
                leaves.clear()
                if self._wanted.get(number, head.root()) != head.root():
                    return TrailFault(good + 1, "checkpoint", f"{number}")
                if number in self._wanted:
                    good = number
                if number in self._peaks and self._peaks[number][1] != head.peaks:
                    return TrailFault(0, "damaged", f"checkpoint {self._peaks[number][0]}")
                stop = next(stops, 0)
            previous = found
            if take is not None and (difference := take(number, body)):
                self._difference, take = difference, None
            if number % EVERY == 0:
                check(self._progress, "verify_trail", number, self._total)
        beyond = [size for size in (*self._wanted, *(known.count for known in hashes)) if size > number]
        return TrailFault(number + 1, "cut", f"{max(beyond)}") if beyond else self._head_fault(number, previous)

    def _head_fault(self, number: int, last: bytes) -> TrailFault | None:
        """Compare the end of the trail with the record that was written last, which is kept a second time."""
        rows = self._connection.execute("SELECT id, seq, hash FROM trail_head LIMIT 2").fetchall()
        if len(rows) != 1 or rows[0][0] != 1:
            return TrailFault(0, "damaged", "trail_head")
        _, seq, told = rows[0]
        if seq > number:
            return TrailFault(number + 1, "end", f"{seq}")
        if seq < number:
            return TrailFault(max(seq, 0) + 1, "put_in")
        return None if bytes(told) == last else TrailFault(number, "hash")

    def _files(self) -> TrailFault | None:
        """Read the publishers' files of what is in force: the records tell their hashes."""
        rows = self._connection.execute(
            "SELECT l.list_id, v.version_id, v.files FROM list AS l JOIN list_version AS v USING (version_id)"
            " WHERE l.active = 1"
        ).fetchall()
        for number, (list_id, version_id, files) in enumerate(rows):
            check(self._progress, "verify_lists", number, len(rows))
            for kept in (
                codec.load(files) if self._contents and self._contents.tells("list_version", version_id) else ()
            ):
                if not list_files.is_sound(self._path.parent, KeptFile(*kept)):
                    return TrailFault(0, "list_file", f"{list_id}: {kept[0]}")
        return None

    def _begin_contents(self) -> None:
        self._contents = Contents(self._connection, self._path, lists=self._lists)
        self._take = self._contents.take


@contextmanager
def _one_moment(connection: Any) -> Iterator[None]:
    """Let everything be read as it stands now, where that hinders no writer."""
    if connection.in_transaction or connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _end_fault(number: int, body: bytes) -> TrailFault | None:
    """Return what a record says of the end of the trail before it, when it was not as it had been written."""
    try:
        differs = codec.load(body).get(trail.DIFFERS)
    except (ValueError, AttributeError):
        return TrailFault(number, "body")
    if differs is None:
        return None
    written = differs.get("written") if isinstance(differs, dict) else None
    return TrailFault(written[0] + 1, "put_in") if written else TrailFault(number - 1, "headless")


def record_rows(
    connection: Any, path: Path, first: int = 1, last: int | None = None
) -> Iterator[tuple[int, bytes, bytes, bytes]]:
    """Yield the rows of records page by page, so that others can write between."""
    after = first - 1
    while True:
        with store_errors(path):
            rows = connection.execute(
                "SELECT seq, body, previous, hash FROM trail WHERE seq > ? AND (? IS NULL OR seq <= ?)"
                " ORDER BY seq LIMIT ?",
                (after, last, last, PAGE),
            ).fetchall()
        if not rows:
            return
        after = rows[-1][0]
        yield from rows
