"""What the entries of a list tell of its day, for lists whose publisher writes none into them.

The newest day that an entry tells: the list is at least as new. A programme that it has no entry of: the list is older than
the first designations of it. Neither is the day of the list; between the two it lies.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache

from screening.lists.dates import beginning_of
from screening.model.lists import Entry
from screening.resources import resource_path

_MOST_PROGRAMMES = 5000


class Told:
    """Looks at entries as they pass by."""

    def __init__(self) -> None:
        self.newest_on = ""
        """The newest ISO day, not one to come, on which an entry was listed or changed; empty where none is told."""
        self._programmes: set[str] = set()
        self._today = datetime.now(UTC).date().isoformat()

    def watch(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield entries and look at their days and programmes."""
        for entry in entries:
            for day in (entry.listed_on, entry.updated_on):
                if self.newest_on < day[:10] <= self._today and len(day) >= 10 and beginning_of(day):
                    self.newest_on = day[:10]
            if len(self._programmes) < _MOST_PROGRAMMES:
                self._programmes.update(entry.programmes)
            yield entry

    def older_than(self, list_id: str) -> tuple[str, str]:
        """Return the day that the list must be older than, and the programme that it lacks; empty where none is."""
        known = landmarks().get(list_id, ())
        have = [programme in self._programmes for programme, _day in known]
        # What lacks an early programme and has a later one is not old: the early one was lifted.
        first = len(have) - have[::-1].index(True) if True in have else 0
        return (known[first][1], known[first][0]) if first < len(known) else ("", "")


@cache
def landmarks() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return (programme, day) by list, in the order of their days."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in resource_path("lists", "landmarks.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            list_id, programme, day, _source = line.split("\t")
            found.setdefault(list_id, []).append((programme, day))
    return {list_id: tuple(sorted(pairs, key=lambda pair: pair[1])) for list_id, pairs in found.items()}
