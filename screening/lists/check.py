"""Whether a new version of a list may come into force by itself, or is held for a person to decide.

Half a download, a changed format or an old file on a server look like a list that forgot its parties. The limits are
those of the project's charter for lists: below 90 % or above 200 % of the entries, a field's fill down by more than
10 points, older than the one in force, more than 0.5 % unread, or not what the publisher itself declared.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from email.utils import parsedate_to_datetime

from screening.model.hits import Reason
from screening.model.lists import OWN_LIST, Entry, EntryKind, ListInfo, NameQuality
from screening.model.versions import NEWEST_ON, ListFigures, ListVersion, VersionState

LEAST_ENTRIES = 0.90
MOST_ENTRIES = 2.00
MOST_FILL_LOST = 0.10
MOST_UNREAD = 0.005
SMALL_LIST = 20
"""Below so many entries a list of one's own grows and shrinks as it likes; shares would mean nothing. No publisher's does."""


class Figures:
    """Counts entries as they pass by."""

    def __init__(self) -> None:
        self._entries = self._names = self._persons = 0
        self._filled: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()

    def watch(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        """Yield entries and count them."""
        for entry in entries:
            self.add(entry)
            yield entry

    def add(self, entry: Entry) -> None:
        """Count one entry."""
        self._entries += 1
        self._names += len(entry.names)
        self._kinds[entry.kind.value] += 1
        self._persons += entry.kind is EntryKind.PERSON
        filled = self._filled
        filled["aliases"] += len(entry.names) > 1
        filled["weak_names"] += any(name.quality is NameQuality.WEAK for name in entry.names)
        filled["other_script"] += any(not name.text.isascii() for name in entry.names)
        filled["identifiers"] += bool(entry.identifiers)
        filled["addresses"] += bool(entry.addresses)
        filled["countries"] += bool(entry.countries)
        filled["birth_dates"] += bool(entry.birth_dates)
        filled["programmes"] += bool(entry.programmes)
        filled["relations"] += bool(entry.relations)
        filled["remarks"] += bool(entry.remarks)

    def result(self) -> ListFigures:
        """Return the figures of what was counted."""
        among = {"birth_dates": self._persons}
        fills = {
            field: round(count / among.get(field, self._entries), 4)
            for field, count in sorted(self._filled.items())
            if among.get(field, self._entries)
        }
        return ListFigures(self._entries, self._names, fills, dict(sorted(self._kinds.items())))


ROWS_NAMED = 10
"""So many rows without a name are named where a list is held for them."""


def problems_of(
    new: ListFigures,
    unread: int,
    published_on: str,
    accepted: ListVersion | None,
    declared: int | None = None,
) -> tuple[Reason, ...]:
    """Return why a version must be held; empty when nothing speaks against it.

    ``unread`` is the number of the publisher's records that could not be read; ``published_on`` an ISO date or empty;
    ``declared`` the number of records that the publisher says there are.
    """
    return tuple(_problems(new, unread, published_on, accepted, declared))


def _problems(
    new: ListFigures, unread: int, published_on: str, accepted: ListVersion | None, declared: int | None
) -> Iterator[Reason]:
    total = new.entries + unread
    if unread and unread > total * MOST_UNREAD:
        yield _reason("list_unread", unread=unread, entries=total)
    if declared is not None and declared != new.entries:
        yield _reason("list_count_differs", declared=declared, entries=new.entries)
    if accepted is None:
        return
    old = accepted.figures
    if published_on and accepted.published_on and published_on < accepted.published_on:
        yield _reason("list_older", published=published_on, accepted=accepted.published_on)
    if old.entries < SMALL_LIST and accepted.list_id.startswith(OWN_LIST):
        return
    if new.entries < old.entries * LEAST_ENTRIES:
        yield _reason("list_shrank", entries=new.entries, before=old.entries)
    elif new.entries > old.entries * MOST_ENTRIES:
        yield _reason("list_grew", entries=new.entries, before=old.entries)
    for field, before in old.fills.items():
        now = new.fills.get(field, 0.0)
        if before - now > MOST_FILL_LOST:
            yield _reason("list_field_lost", entry_field=field, before=round(before * 100), now=round(now * 100))


def problems_of_rows(notes: Iterable[tuple[str, int]]) -> Iterator[Reason]:
    """Yield the rows of a list of one's own that have no name, so that they can be corrected."""
    rows = [int(note.partition(":")[2]) for note, _n in notes if note.startswith("row_without_name:")]
    if rows:
        more = ", …" if len(rows) > ROWS_NAMED else ""
        yield _reason("goods_rows_unread", detail=", ".join(map(str, sorted(rows)[:ROWS_NAMED])) + more)


def problems_of_parts(
    notes: Iterable[tuple[str, int]], new: ListFigures, accepted: ListVersion | None, files: int
) -> Iterator[Reason]:
    """Yield why the files of a version do not fit each other: more rows than before belong to no entry.

    A first version of several files has none before it: hardly a row of theirs may be without its entry. One file alone
    may tell of parties that are no entries.
    """
    if accepted is None and files == 1:
        return
    before = dict(accepted.notes).get("row_without_entry", 0) if accepted else 0
    now = dict(notes).get("row_without_entry", 0)
    if now - before > new.entries * MOST_UNREAD:
        yield _reason("list_parts_differ", rows=now, before=before)


def problems_of_dates(headers: Iterable[tuple[str, str]], accepted: ListVersion | None) -> Iterator[Reason]:
    """Yield which file is of a day before that of the version in force, by its Last-Modified.

    For lists that tell no date themselves: one old file among new ones makes a list that never was.
    """
    before = dict(accepted.headers) if accepted else {}
    for name, value in headers:
        file, _, header = name.rpartition(" ")
        if header != "last-modified" or name not in before:
            continue
        new, old = day_of(value), day_of(before[name])
        if new and old and new < old:
            yield _reason("list_file_older", file=file, published=new, accepted=old)


def problems_of_newest(info: ListInfo, accepted: ListVersion | None) -> Iterator[Reason]:
    """Yield why a list from a file without a day of its own is older than that in force: its newest entry is."""
    before = dict(accepted.headers).get(NEWEST_ON, "") if accepted else ""
    if info.file_date and not info.published_on and info.newest_on and info.newest_on < before:
        yield _reason("list_newest_older", newest=info.newest_on, accepted=before)


def problems_of_decisions(
    earlier: Iterable[ListVersion], alike: Iterable[ListVersion], accepted: ListVersion | None
) -> Iterator[Reason]:
    """Yield why the same bytes are not taken by themselves: a person refused them, or went back from them.

    ``alike`` are those of ``earlier`` that were read in the same way: who refused a wrong choice of columns did not refuse
    the right one.
    """
    refused = {version.version_id for version in alike if version.state is VersionState.REFUSED}
    for version in earlier:
        number = (("version", str(version.version_id)),)
        if version.version_id in refused:
            yield Reason("list_was_refused", number)
        elif version.state is VersionState.ACCEPTED and accepted and version.version_id > accepted.version_id:
            yield Reason("list_was_rolled_back", number)
        elif version.state is VersionState.ACCEPTED and accepted and version.version_id < accepted.version_id:
            yield Reason("list_was_in_force", (*number, ("received", version.received_at.date().isoformat())))


def day_of(http_date: str) -> str:
    """Return the day of a date as HTTP headers have it, as an ISO date; empty when it is none."""
    with suppress(ValueError, TypeError):
        return parsedate_to_datetime(http_date).date().isoformat()
    return ""


def _reason(code: str, **data: object) -> Reason:
    return Reason(code, tuple((name, str(value)) for name, value in data.items()))
