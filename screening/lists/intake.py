"""Taking versions of lists in: read whole, checked, kept with the publisher's bytes, and put in force or held."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from screening.errors import UserError
from screening.lists.archives import named_as
from screening.lists.changes import changes_between
from screening.lists.check import (
    problems_of,
    problems_of_dates,
    problems_of_decisions,
    problems_of_newest,
    problems_of_parts,
    problems_of_rows,
)
from screening.lists.landmarks import Told
from screening.lists.parsed import ListSource, ParsedList, count_note, mapping_headers, mapping_of
from screening.lists.read import detect, read_list
from screening.lists.signs import problems_of_files, signs_of
from screening.lists.stated import problems_of_hashes
from screening.model.goods import GoodsRule
from screening.model.hits import Reason
from screening.model.lists import GOODS_FORMATS, Entry, ListChange, ListFormat
from screening.model.versions import FILE_DATE, NEWEST_ON, READ_BY, EntryChange, ListVersion, NewVersion, VersionState
from screening.ports import ListStore
from screening.progress import Progress, Silent, check
from screening.version import VERSION

UNREAD_NOTES = ("unread", "short_row")
"""Notes that mean a record of the publisher could not be read."""


def take_in(
    store: ListStore,
    source: ListSource,
    *,
    progress: Progress | None = None,
    origin: str = "",
    headers: Sequence[tuple[str, str]] = (),
    published_on: str = "",
    decided_by: str = "",
    reason: str = "",
) -> ListChange:
    """Read one list and put it in force, or hold it (``problems`` then says why and nothing has changed).

    ``origin`` is the address it came from, where that is not the path; ``published_on`` stands in where the file
    itself has no date. What did not come from its publisher's address is no check; its age is that of the file
    (``screening.lists.ages``). With ``decided_by`` and ``reason`` a person takes it whatever the checks say. Raises
    UnreadableInput naming the file, UserError("list_without_entries"), Cancelled; the store is then as it was.
    """
    progress = progress or Silent()
    parsed = read_list(source, progress)
    told = Told()
    figures = store.stage_list(told.watch(parsed.entries))
    if not figures.entries:
        raise UserError("list_without_entries", file=str(source.paths[0]))
    from_file = not origin.startswith("https://")
    older_than = _older_than(parsed, told) if from_file else ""
    notes = tuple(sorted(parsed.notes.items()))
    unread = _unread(parsed)
    info = replace(
        parsed.info,
        unread=unread,
        entries=figures.entries,
        names=figures.names,
        source=origin or parsed.info.source,
        published_on=parsed.info.published_on or published_on,
        file_date=min(filter(None, (_file_date(source.paths), older_than)), default="") if from_file else "",
        newest_on=told.newest_on,
    )
    check(progress, "store_list", figures.entries)
    accepted = store.version_in_force(info.list_id)
    read_alike = accepted is not None and mapping_of(accepted.headers) == source.mapping
    if accepted is not None and read_alike and accepted.sha256 == info.sha256 and accepted.in_force:
        # The same bytes again; a newer program may still read more out of them, and what was kept of them may be damaged.
        for path in source.paths:
            store.keep_list_file(path)
        last = next(known.file_date for known in store.lists() if known.list_id == info.list_id)
        # They were there on the later of both days; what they lack makes them older all the same.
        file_date = min(filter(None, (max(last, info.file_date), older_than)), default="")
        return store.put_staged_again(
            accepted.version_id,
            accepted.decided_by,
            accepted.reason,
            figures,
            replace(info, file_date=file_date),
            notes,
        )
    files = tuple(store.keep_list_file(path) for path in source.paths)
    earlier = [v for v in store.versions(info.list_id) if v.sha256 == info.sha256]
    alike = [v for v in earlier if v.format is info.format and mapping_of(v.headers) == source.mapping]
    if info.file_date:
        # What was there before and was followed by another is as old as it was then, however new its file.
        before = (v.received_at.date().isoformat() for v in earlier if v.state is VersionState.ACCEPTED)
        info = replace(info, file_date=min(info.file_date, *before, info.file_date))
    signs = {path.name: signs_of(path) for path in source.paths}
    doubts = problems_of(figures, unread, info.published_on, accepted, parsed.declared_entries)
    problems = (
        *doubts,
        *(problems_of_rows(notes) if any(doubt.code == "list_unread" for doubt in doubts) else ()),
        *problems_of_parts(notes, figures, accepted, len(files)),
        *problems_of_newest(info, accepted),
        *problems_of_dates(() if parsed.info.published_on else headers, accepted),
        *problems_of_hashes(source.paths),
        # The same list in another format has files of another size and look.
        *problems_of_files(files, signs, accepted if accepted and accepted.format is info.format else None),
        *problems_of_decisions(earlier, alike, accepted),
    )
    seen = tuple((f"{name} {sign}", value) for name, found in signs.items() for sign, value in found.items())
    dated = tuple((n, day) for n, day in ((FILE_DATE, info.file_date), (NEWEST_ON, info.newest_on)) if day)
    kept = (*headers, *seen, *dated, (READ_BY, VERSION), *mapping_headers(source.mapping))
    new = NewVersion(info, files, kept, notes, problems, decided_by, reason)
    if not problems or decided_by:
        try:
            return store.put_staged(new, figures)
        except UserError as error:
            # Who loads it may not say alone that entries are no longer to be asked for.
            new = replace(new, problems=(takes_away(error),))
    # Only one that was read in the same way: who accepts it has its file read by its own columns.
    held = next((v for v in alike if not v.in_force), None) or store.hold_version(new, figures)
    kept_info = replace(info, version_id=held.version_id)
    return ListChange(kept_info, 0, 0, 0, notes, new.problems, in_force=accepted is not None)


def _unread(parsed: ParsedList) -> int:
    return sum(parsed.notes[code] for code in UNREAD_NOTES)


def _older_than(parsed: ParsedList, told: Told) -> str:
    """Return the day that a list from a file must be older than, and note what it lacks; empty where nothing tells."""
    older_than, lacking = told.older_than(parsed.info.list_id) if not parsed.info.published_on else ("", "")
    if lacking:
        count_note(parsed.notes, "lacks_programme", f"{lacking} {older_than}")
    return older_than


def takes_away(error: UserError) -> Reason:
    """Return why a version is held that somebody may not put in force alone; raises every other error again."""
    if error.code != "list_takes_away":
        raise error
    return Reason("list_takes_away", tuple((name, str(error.data[name])) for name in ("gone", "changed")))


def _file_date(paths: Iterable[Path]) -> str:
    """Return the day of the oldest of some files; a day to come is today's."""
    try:
        oldest = min(path.stat().st_mtime for path in paths)
    except (OSError, ValueError):
        return ""
    return min(datetime.fromtimestamp(oldest, UTC), datetime.now(UTC)).date().isoformat()


def accept_version(
    store: ListStore, version_id: int, decided_by: str, reason: str, progress: Progress | None = None
) -> ListChange:
    """Put a held version in force because a person says so, or bring an older version back.

    The bytes that were kept are read again. Raises UserError("no_such_version" | "reason_needed" |
    "version_without_files"), InternalFault("kept_list_damaged").
    """
    version = _version(store, version_id)
    if not reason.strip():
        raise UserError("reason_needed")
    if version.format in GOODS_FORMATS:
        from screening.goods.intake import accept_goods

        return accept_goods(store, version, decided_by, reason.strip())
    if not version.files:
        raise UserError("version_without_files", version=version_id)
    told = Told()
    with (
        store.list_files(version.files) as paths,
        named_as({p: k.name for p, k in zip(paths, version.files, strict=True)}),
    ):
        parsed = read_list(_source(version, paths), progress)
        figures = store.stage_list(told.watch(parsed.entries))
        if not figures.entries:
            raise UserError("list_without_entries", file=str(paths[0]))
    older_than = "" if version.source.startswith("https://") else _older_than(parsed, told)
    notes = tuple(sorted(parsed.notes.items()))
    day = min(filter(None, (dict(version.headers).get(FILE_DATE, ""), older_than)), default="")
    info = replace(
        parsed.info, unread=_unread(parsed), published_on=parsed.info.published_on or version.published_on,
        file_date=day, newest_on=told.newest_on,
    )  # fmt: skip
    return store.put_staged_again(version_id, decided_by, reason.strip(), figures, info, notes)


def refuse_version(store: ListStore, version_id: int, decided_by: str, reason: str) -> ListVersion:
    """Record that a held version is not to be used.

    Raises UserError("no_such_version" | "reason_needed" | "version_not_held").
    """
    version = _version(store, version_id)
    if not reason.strip():
        raise UserError("reason_needed")
    if version.state is not VersionState.HELD:
        raise UserError("version_not_held", version=version_id)
    return store.refuse_version(version_id, decided_by, reason.strip())


def roll_back(
    store: ListStore, list_id: str, version_id: int, decided_by: str, reason: str, progress: Progress | None = None
) -> ListChange:
    """Put an earlier version of a list back in force; 0 stands for the one before that in force.

    Raises UserError("no_such_list" | "no_earlier_version" | "no_such_version" | "reason_needed").
    """
    now = store.version_in_force(list_id)
    if now is None:
        raise UserError("no_such_list", list=list_id)
    if not version_id:
        earlier = [p.version_id for p in store.force_periods(list_id) if p.version_id != now.version_id]
        if not earlier:
            raise UserError("no_earlier_version", list=list_id)
        version_id = earlier[0]
    if _version(store, version_id).list_id != list_id:
        raise UserError("no_such_version", version=version_id)
    return accept_version(store, version_id, decided_by, reason, progress)


def differences(store: ListStore, old: str, new: str, progress: Progress | None = None) -> list[EntryChange]:
    """Return what changed between two versions, each the number of a kept one or the path of a file or folder.

    A file beside a kept version of goods or of a list of one's own has no name of its own: it is read as that version was, by
    its columns.

    Raises UserError("no_such_version" | "versions_of_two_lists"), UnreadableInput.
    """
    kept = [_version(store, int(text)) if _is_number(text) else None for text in (old, new)]
    files = [
        () if version else _sources(Path(text), other)
        for text, version, other in zip((old, new), kept, reversed(kept), strict=True)
    ]
    both = [*zip(kept, files, strict=True)]
    names = [version.list_id if version else found[0].list_id for version, found in both]
    first, second = (_rules(store, version, found) for version, found in both)
    if first is not None and second is not None and (names[0] == names[1] or None in kept):
        from screening.goods.changes import goods_changes

        return list(goods_changes(names[1], first, second))
    before, after = (_side(store, version, found, progress) for version, found in both)
    lists = before.keys() & after.keys()
    if not lists:
        raise UserError("versions_of_two_lists", old=", ".join(before), new=", ".join(after))
    return [change for list_id in sorted(lists)
            for change in changes_between(list_id, before[list_id], after[list_id])]  # fmt: skip


def _sources(path: Path, other: ListVersion | None) -> Sequence[ListSource]:
    """Return the lists of a file or folder that is compared with a kept version, or with another file."""
    if other is None or path.is_dir() or other.format not in (*GOODS_FORMATS, ListFormat.OWN):
        return detect([path])
    (source,) = detect([path], format=other.format, mapping=dict(mapping_of(other.headers)))
    return [replace(source, list_id=other.list_id)]


def _side(
    store: ListStore, version: ListVersion | None, files: Sequence[ListSource], progress: Progress | None
) -> dict[str, list[Entry]]:
    """Return the entries of one side by list; a list of goods has none."""
    if version is not None and version.format not in GOODS_FORMATS:
        with store.list_files(version.files) as paths:
            return {version.list_id: list(read_list(_source(version, paths), progress).entries)}
    if version is not None:
        return {version.list_id: []}
    return {s.list_id: [] if s.format in GOODS_FORMATS else list(read_list(s, progress).entries) for s in files}


def _is_number(text: str) -> bool:
    return text.isdecimal() and not Path(text).exists()


def _rules(store: ListStore, version: ListVersion | None, files: Sequence[ListSource]) -> list[GoodsRule] | None:
    """Return the rules of one side that is a list of goods; None for others."""
    from screening.goods.intake import rules_of
    from screening.goods.regimes import rules_for

    if version is not None:
        return rules_of(store, version) if version.format in GOODS_FORMATS else None
    if len(files) != 1 or files[0].format not in GOODS_FORMATS:
        return None
    (file,) = files
    by_number = file.format is ListFormat.CONTROL
    return rules_for(file.list_id, file.paths, dict(file.mapping), by_number=by_number, bad=[])


def _version(store: ListStore, version_id: int) -> ListVersion:
    try:
        return store.version(version_id)
    except KeyError:
        raise UserError("no_such_version", version=version_id) from None


def _source(version: ListVersion, paths: Iterable[Path]) -> ListSource:
    return ListSource(version.list_id, version.title, version.format, tuple(paths), mapping_of(version.headers))
