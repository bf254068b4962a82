"""Other screenings of the same file or shipment, and which of their lines are of which shipment of this one."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from db import codec
from db.line_marks import SameFiles, SameLines
from db.schema_shipments import BARE

_BY_THEMSELVES = ("transport_doc_no", "declaration_no")
"""Numbers that nobody else uses again; invoices are numbered by every sender, and containers come again."""
_LEAST = 5
"""Characters of a number below which it is one of many like it."""
ALIKE, AGAIN, WITH_PARTY, ALONE = range(4)
"""How telling a number is: with a party and what is sent, with a party and no other day, with a party, by itself."""
NOWHERE = 0
"""In place of a shipment of this screening, where a line of another can be put to none of them."""


def bare(table: str) -> str:
    """Return the SQL of a shipment's number without signs and capitals."""
    return BARE.replace("number", f"{table}.number")


_Run = tuple[int, int, int, int]
"""(first line, last line, how telling the number is, this manifest's shipment or NOWHERE)."""


class Parts:
    """Runs of lines of another manifest that are of shipments of this one; read when the first line is asked for."""

    def __init__(self, read: Callable[[], Iterable[_Run]]) -> None:
        self._read = read
        self._runs: list[_Run] | None = None

    def of(self, line_id: int) -> Iterator[tuple[int, int]]:
        """Yield (how telling the number is, this manifest's shipment) for a line that travels under one of these."""
        if self._runs is None:
            self._runs = sorted(set(self._read()))
        at = bisect_right(self._runs, (line_id + 1,)) - 1
        # Numbers that differ in signs alone are shipments of their own here, and one there.
        while at >= 0 and self._runs[at][0] <= line_id <= self._runs[at][1]:
            yield self._runs[at][2:]
            at -= 1


@dataclass(frozen=True, slots=True)
class Other:
    """Another screening, with the lines of it that are of the same shipment."""

    run_id: int
    manifest_id: int
    name: str
    finished_at: str
    as_of: str
    same_bytes: bool
    parts: Parts
    whole: bool
    """All lines of it are: of the same bytes, or of most of the same lines."""


def others(connection: Any, run_id: int, manifest_id: int, same_files: SameFiles) -> Iterator[Other]:
    """Yield the other screenings of the same bytes, of manifests that share most lines, or a number of a shipment."""
    alike = same_files.of(connection, manifest_id)
    by_number = _sharing_numbers(connection, manifest_id)
    rows = connection.execute(
        "WITH related (manifest_id, same) AS (SELECT m.manifest_id, 1 FROM manifest AS own JOIN manifest AS m"
        " ON m.sha256 = own.sha256 WHERE own.manifest_id = :own UNION ALL SELECT value, 0 FROM json_each(:others))"
        " SELECT r.run_id, m.manifest_id, m.name, r.finished_at, r.as_of, max(same) FROM related"
        " JOIN manifest AS m USING (manifest_id) JOIN run AS r USING (manifest_id)"
        " WHERE r.run_id <> :run AND r.finished_at IS NOT NULL AND m.complete = 1"
        " AND m.manifest_id NOT IN (SELECT manifest_id FROM manifest_deleted) GROUP BY r.run_id ORDER BY r.run_id",
        {"own": manifest_id, "run": run_id, "others": codec.dump(sorted({*alike, *by_number}))},
    ).fetchall()
    parts: dict[int, Parts] = {}
    for other, manifest, name, finished_at, as_of, same in rows:
        lines = SameLines(True) if same else alike.get(manifest)
        if manifest not in parts:
            parts[manifest] = Parts(
                partial(_runs, connection, manifest_id, manifest, lines, by_number.get(manifest, ()))
            )
        whole = lines is not None and lines.whole
        yield Other(other, manifest, name, finished_at, as_of, bool(same), parts[manifest], whole)


def _sharing_numbers(connection: Any, manifest_id: int) -> dict[int, list[_Run]]:
    """Return the runs of lines of other manifests that travel under a number which this one has too, by manifest."""
    found: dict[int, list[_Run]] = {}
    rows = connection.execute(
        "SELECT o.manifest_id, l.first_line, l.last_line, s.field, s.number, s.shipment_id FROM shipment AS s"
        f" CROSS JOIN shipment AS o INDEXED BY shipment_bare_number ON {bare('o')} = {bare('s')} AND o.field = s.field"
        " AND o.field <> 'sheet' AND o.manifest_id <> s.manifest_id"
        " CROSS JOIN shipment_lines AS l ON l.shipment_id = o.shipment_id"
        " WHERE s.manifest_id = ? AND s.field <> 'sheet'",
        (manifest_id,),
    )
    for manifest, first, last, kind, number, shipment in rows:
        if any(map(str.isdigit, number)):
            found.setdefault(manifest, []).append((first, last, _telling(kind, number), shipment))
    return found


def _telling(kind: str, number: str) -> int:
    """Return how telling a number is; running ones (1, 2, 3) and fillers (00000) say next to nothing."""
    said = [char for char in number if char.isalnum()]
    if len(said) < _LEAST or len(set(said)) == 1:
        return ALIKE
    if kind in _BY_THEMSELVES:
        return ALONE
    return AGAIN if kind == "container_no" else WITH_PARTY


def _runs(
    connection: Any, manifest_id: int, other: int, same: SameLines | None, by_number: Iterable[_Run]
) -> Iterator[_Run]:
    """Yield the runs of lines of another manifest that are of the same shipment, each with the one of this that it is of.

    Of a much larger one these are the shipments that have a line which this one has too; lines without any number are
    one shipment, whatever their sheets.
    """
    yield from by_number
    if same is None:
        return
    own: dict[tuple[str, str], list[int]] = {}
    for kind, number, shipment in connection.execute(
        f"SELECT s.field, {bare('s')}, s.shipment_id FROM shipment AS s WHERE s.manifest_id = ?", (manifest_id,)
    ):
        own.setdefault((kind, number), []).append(shipment)
    rows = connection.execute(
        f"SELECT l.first_line, l.last_line, o.field, {bare('o')}, o.shipment_id FROM shipment AS o"
        " CROSS JOIN shipment_lines AS l ON l.shipment_id = o.shipment_id WHERE o.manifest_id = ?"
        " ORDER BY l.first_line",
        (other,),
    ).fetchall()
    touched: set[object] = set()
    firsts = [row[0] for row in rows]
    for line in same.lines:
        at = bisect_right(firsts, line) - 1
        if at >= 0 and line <= rows[at][1]:
            touched.add(_one_shipment(rows[at]))
    for row in rows:
        if same.whole or _one_shipment(row) in touched:
            for shipment in own.get((row[2], row[3]), (NOWHERE,)):
                yield row[0], row[1], ALONE, shipment


def _one_shipment(row: Sequence[Any]) -> object:
    return row[2] if row[2] == "sheet" else row[4]
