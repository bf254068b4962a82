"""What lines are known again by, and which manifests share most of their lines: files that were saved again."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from screening.route.same import Likeness, LineMark, are_one, likeness

_LIKELY = 4
"""Spellings of one cargo, by which a file may have more lines than different ones."""
_LOOKS = (12, 40, 1000)
"""Lines that are compared before a file is left aside, or is judged; spread over all of it."""
_SHARE_TO_GO_ON = 0.25
_MOST_TOUCHED = 20_000
"""Lines of a part of a file that are each put to the shipment they are of; what is larger is taken as the whole."""
_MOST_ALIKE = 200
_MARK = "m.line_id, m.who, m.what, m.number, m.sent, h.day, h.value, h.kg, m.quantity"
_NEAR = f"SELECT {_MARK} FROM line_mark AS m INDEXED BY %s CROSS JOIN history_line AS h USING (line_id) WHERE %s"
_INSERT = "INSERT OR REPLACE INTO line_mark (line_id, manifest_id, who, what, number, sent, quantity) VALUES (?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class SameLines:
    """How another manifest is of the same shipment by its lines."""

    whole: bool
    """All of it; else it holds much more, and the shipments count of which this one has lines."""
    lines: tuple[int, ...] = ()
    """Its lines that this one has too, where not all of it counts."""


def mark_row(line_id: int, manifest_id: int, mark: LineMark) -> tuple[Any, ...]:
    """Return the row of ``line_mark`` for a line; its day, value and weight stand in ``history_line``."""
    return (line_id, manifest_id, mark.who, mark.what, mark.number, mark.sent, mark.quantity)


def put_marks(connection: Any, rows: Iterable[tuple[Any, ...]]) -> None:
    """Keep what lines are known again by, inside the caller's transaction."""
    connection.executemany(_INSERT, rows)


class SameFiles:
    """Which other manifests share most of their lines with one; asked once for each pair, since lines never change."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], SameLines | None] = {}

    def of(self, connection: Any, manifest_id: int) -> dict[int, SameLines]:
        """Return the manifests that are of the same shipment as one by their lines."""
        found = {}
        own: list[tuple[int, LineMark]] = []
        for other in _candidates(connection, manifest_id):
            if (manifest_id, other) not in self._known:
                own = own or list(_marks(connection, manifest_id))
                self._known[manifest_id, other] = _compared(connection, own, other, manifest_id)
            same = self._known[manifest_id, other]
            if same is not None:
                found[other] = same
        return found


def _candidates(connection: Any, manifest_id: int) -> list[int]:
    """Return the manifests that may share most of their lines with one, by single marks; other copies are not among them."""
    found: set[int] = set()
    for columns, index, told in (
        ("who, what", "line_mark_pair", "m.who <> 0 AND m.what <> 0"),
        ("sent", "line_mark_sent", "m.sent <> 0"),
    ):
        names = columns.split(", ")
        selected = ", ".join(f"m.{name}" for name in names)
        alike = " AND ".join(f"m.{name} = own.{name}" for name in names)
        rows = connection.execute(
            f"WITH own AS MATERIALIZED (SELECT DISTINCT {selected} FROM history_line AS h CROSS JOIN line_mark AS m"
            f"  USING (line_id) WHERE h.manifest_id = :own AND {told})"
            " SELECT s.manifest_id, s.shared, o.lines, (SELECT count(*) FROM own) FROM ("
            f"  SELECT manifest_id, count(*) AS shared FROM (SELECT DISTINCT m.manifest_id, {selected} FROM own"
            f"   CROSS JOIN line_mark AS m INDEXED BY {index} ON {alike} AND {told} WHERE m.manifest_id <> :own)"
            "  GROUP BY manifest_id) AS s JOIN manifest AS o USING (manifest_id), manifest AS n"
            " WHERE n.manifest_id = :own AND o.sha256 <> n.sha256",
            {"own": manifest_id},
        )
        found |= {other for other, shared, lines, own in rows if 2 * _LIKELY * shared >= min(lines, own)}
    return sorted(found)


def _marks(connection: Any, manifest_id: int) -> Iterator[tuple[int, LineMark]]:
    rows = connection.execute(
        f"SELECT {_MARK} FROM history_line AS h CROSS JOIN line_mark AS m USING (line_id) WHERE h.manifest_id = ?"
        " ORDER BY h.line_id",
        (manifest_id,),
    )
    for row in rows:
        yield _mark(row)


def _mark(row: Sequence[Any]) -> tuple[int, LineMark]:
    line_id, who, what, number, sent, day, value, kg, quantity = row
    return line_id, LineMark(who, what, number, sent, day, value or 0.0, kg or 0.0, quantity)


def _compared(connection: Any, own: Sequence[tuple[int, LineMark]], other: int, manifest_id: int) -> SameLines | None:
    """Return how another manifest is of the same shipment as the one of these lines; None: it is not."""
    count = connection.execute("SELECT lines FROM manifest WHERE manifest_id = ?", (other,)).fetchone()[0]
    if count < len(own):
        smaller, larger = list(_marks(connection, other)), manifest_id
    else:
        smaller, larger = list(own), other
    alike = partial(_alike, connection, larger)
    matched: dict[int, tuple[int, LineMark, Likeness]] = {}
    sample: Sequence[tuple[int, LineMark]] = ()
    for most in _LOOKS:
        before = len(sample)
        sample = _spread(smaller, most)
        matched = {line_id: found for line_id, mark in sample if (found := alike(mark))}
        if len(matched) < _SHARE_TO_GO_ON * len(sample):
            return None
        if len(sample) == before:
            break
    if not are_one([(mark, how) for _line, mark, how in matched.values()], len(sample)):
        return None
    share = len(matched) / len(sample)
    if larger == manifest_id or 2 * share * len(smaller) >= count or len(smaller) > _MOST_TOUCHED:
        return SameLines(True)
    if len(sample) < len(smaller):
        matched = {line_id: found for line_id, mark in smaller if (found := alike(mark))}
    return SameLines(False, tuple(sorted({line for line, _mark_of, _how in matched.values()})))


def _spread(lines: Sequence[tuple[int, LineMark]], most: int) -> Sequence[tuple[int, LineMark]]:
    """Return some of the lines from all over the file."""
    if len(lines) <= most:
        return lines
    return [lines[at * len(lines) // most] for at in range(most)]


def _alike(connection: Any, manifest_id: int, mark: LineMark) -> tuple[int, LineMark, Likeness] | None:
    """Return the line of a manifest that is most alike a line, with the mark of that line and how much; None: none is."""
    best: tuple[int, LineMark, Likeness] | None = None
    for row in _near(connection, manifest_id, mark):
        line_id, two = _mark(row)
        how = likeness(mark, two)
        if how and (best is None or how > best[2]):
            best = (line_id, mark, how)
            if how is Likeness.TELLING:
                break
    return best


def _near(connection: Any, manifest_id: int, mark: LineMark) -> Iterator[Any]:
    """Yield the lines of a manifest that may be the same: by what was sent when, and by parties and goods."""
    values: Mapping[str, Any] = {
        "manifest": manifest_id, "who": mark.who, "what": mark.what, "sent": mark.sent, "number": mark.number,
        "most": _MOST_ALIKE,
    }  # fmt: skip
    looks = []
    # That a mark is told is said once more: the indexes hold those alone.
    if mark.sent:
        looks.append(_NEAR % ("line_mark_sent", "m.sent = :sent AND m.sent <> 0"))
    if mark.who and mark.what:
        looks.append(_NEAR % ("line_mark_pair", "m.who = :who AND m.what = :what AND m.who <> 0 AND m.what <> 0"))
    for look in looks:
        # Of many alike the one with the same number comes first.
        for further in ("m.number = :number", "m.number <> :number") if mark.number else ("1",):
            yield from connection.execute(f"{look} AND m.manifest_id = :manifest AND {further} LIMIT :most", values)
