"""Bringing lists up to date: fetched from their publishers, or taken from a folder that somebody carried over.

One list that fails or is held never keeps the others from being updated; the version in force stays in force until a
new one is whole and checked.
"""

import base64
import hashlib
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from screening.errors import Cancelled, InternalFault, UnreadableInput, UserError
from screening.lists.archives import name_origins, unpacked
from screening.lists.fetch import Fetched, Fetcher
from screening.lists.intake import take_in
from screening.lists.parsed import ListSource, sha256_of
from screening.lists.read import detect
from screening.lists.sources import Source, SourceFile
from screening.model.lists import ListChange, ListFormat, ListInfo
from screening.model.versions import READ_BY, ListVersion
from screening.ports import ListStore
from screening.progress import Naming, Progress, Silent, check
from screening.version import VERSION

WHOLE_EVERY = timedelta(days=7)
"""So often all files are fetched whatever the publisher's server says of changes: a server may be wrong about them."""

ROUNDS = 3
"""So often files of one list are asked for again when the publisher changes them meanwhile."""


class UpdateResult(StrEnum):
    """What an update came to."""

    UPDATED = "updated"
    UNCHANGED = "unchanged"
    HELD = "held"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ListUpdate:
    """What came of updating one list."""

    list_id: str
    result: UpdateResult
    at: datetime
    change: ListChange | None = None
    error: UserError | None = None
    in_force: bool = True
    """Whether a version of the list is in force now; where none is, nothing is screened against it."""


def update_lists(
    store: ListStore,
    wanted: Iterable[Source],
    *,
    progress: Progress | None = None,
    fetcher: Fetcher | None = None,
    after: Callable[[ListInfo], None] | None = None,
) -> list[ListUpdate]:
    """Fetch lists and put new versions in force, or hold them. Raises Cancelled; lists done before stay updated.

    ``after`` is called with each list whose new version came into force. ``fetcher`` has the limits; it is closed.
    """
    progress = progress or Silent()
    fetcher = fetcher or Fetcher()
    done: list[ListUpdate] = []
    try:
        for source in wanted:
            check(progress, "update_lists", len(done))
            named = Naming(progress, source.list_id)
            update = _guarded(store, source.list_id, lambda s=source, p=named: _update(store, s, fetcher, p))  # type: ignore[misc]
            if update.result is UpdateResult.UPDATED and update.change and after:
                after(update.change.info)
            done.append(update)
    finally:
        fetcher.close()
    return done


def update_from_folder(
    store: ListStore,
    folder: Path,
    names: Sequence[str] = (),
    *,
    progress: Progress | None = None,
    after: Callable[[ListInfo], None] | None = None,
) -> list[ListUpdate]:
    """Take the lists that a folder or stick holds in, ZIP archives too, with the same checks.

    ``names`` are list ids, all without any.

    Raises UnreadableInput when the folder holds no list, Cancelled.
    """
    progress = progress or Silent()
    done: list[ListUpdate] = []
    with unpacked([folder]) as (places, origins):
        for source in detect(places):
            if names and source.list_id not in names:
                continue
            check(progress, "update_lists", len(done))
            origin, named = origins.get(source.paths[0], ""), Naming(progress, source.list_id)
            update = _guarded(store, source.list_id, lambda s=source, o=origin, p=named: _taken(store, s, o, p))  # type: ignore[misc]
            if update.error is not None:
                name_origins(update.error, origins)
            if update.result is UpdateResult.UPDATED and update.change and after:
                after(update.change.info)
            done.append(update)
    return done


def _guarded(store: ListStore, list_id: str, work: Callable[[], ListUpdate]) -> ListUpdate:
    try:
        return work()
    except Cancelled:
        raise
    except UserError as error:
        # The next list is another publisher's; our own faults are not caught here.
        in_force = store.version_in_force(list_id) is not None
        return ListUpdate(list_id, UpdateResult.FAILED, datetime.now(UTC), error=error, in_force=in_force)


def _taken(store: ListStore, source: ListSource, origin: str, progress: Progress) -> ListUpdate:
    change = take_in(store, source, progress=progress, origin=origin)
    return _result(source.list_id, change)


def _result(list_id: str, change: ListChange) -> ListUpdate:
    if change.problems:
        result = UpdateResult.HELD
    elif change.new or change.gone or change.changed:
        result = UpdateResult.UPDATED
    else:
        result = UpdateResult.UNCHANGED
    return ListUpdate(list_id, result, datetime.now(UTC), change, in_force=change.in_force)


def _update(store: ListStore, source: Source, fetcher: Fetcher, progress: Progress) -> ListUpdate:
    # Ours are asked for with what is known of them, unless it is time to see them whole.
    if not _whole_due(store, source.list_id):
        try:
            return _fetched(store, source, fetcher, progress, whole_due=False)
        except InternalFault as error:
            if error.code != "kept_list_damaged":
                raise
            # One of the files that did not change is no longer what was kept: all of them anew.
    return _fetched(store, source, fetcher, progress, whole_due=True)


def _fetched(store: ListStore, source: Source, fetcher: Fetcher, progress: Progress, *, whole_due: bool) -> ListUpdate:
    accepted = store.version_in_force(source.list_id)
    known = {} if accepted is None or whole_due else _known(accepted, source)
    with tempfile.TemporaryDirectory(prefix="tekser-update-", ignore_cleanup_errors=True) as work:
        paths, answers = _fetch(source, Path(work), known, fetcher, progress)
        whole = all(answer.changed for answer in answers)
        if accepted and not any(answer.changed for answer in answers):
            store.note_checked(source.list_id, datetime.now(UTC))
            return ListUpdate(source.list_id, UpdateResult.UNCHANGED, datetime.now(UTC))
        same = {path.name for path, answer in zip(paths, answers, strict=True) if not answer.changed}
        with store.list_files([file for file in accepted.files if file.name in same] if accepted else ()) as kept:
            by_name = {path.name: path for path in kept}
            files = [path if a.changed else by_name[path.name] for path, a in zip(paths, answers, strict=True)]
            if source.format not in _formats(files):
                raise UnreadableInput("not_the_list", list=source.list_id, address=source.files[0].address)
            try:
                change = take_in(
                    store,
                    ListSource(source.list_id, source.title, source.format, tuple(files)),
                    progress=progress,
                    origin=source.files[0].address,
                    headers=_headers(source, answers),
                    published_on=max(answer.published_on for answer in answers),
                )
            except UserError as error:
                # A person cannot open the passing place where it was read.
                name_origins(error, {path: file.address for path, file in zip(paths, source.files, strict=True)})
                raise
    if not change.problems:
        store.note_checked(source.list_id, datetime.now(UTC), whole=whole)
    return _result(source.list_id, change)


def _formats(files: Sequence[Path]) -> set[ListFormat]:
    """Return what the files that came are; nothing where they are no list at all."""
    try:
        return {found.format for found in detect(files)}
    except UnreadableInput:
        return set()


def _whole_due(store: ListStore, list_id: str) -> bool:
    """Return whether a list was not fetched whole for so long that it is time again.

    At once where another version of Tekser read it last: this one may read names out of it that the other did not know of.
    """
    accepted = store.version_in_force(list_id)
    if accepted is not None and dict(accepted.headers).get(READ_BY) != VERSION:
        return True
    last = next((info.fetched_at for info in store.lists() if info.list_id == list_id), None)
    return last is None or datetime.now(UTC) - last >= WHOLE_EVERY


def _fetch(
    source: Source, work: Path, known: Mapping[str, Mapping[str, str]], fetcher: Fetcher, progress: Progress
) -> tuple[list[Path], list[Fetched]]:
    """Fetch a list's files into a folder; where the publisher changes one meanwhile, until they are of one time."""
    paths = [work / str(number) / file.name for number, file in enumerate(source.files)]
    for path in paths:
        path.parent.mkdir()
    answers = [
        _ask(fetcher, file, path, known.get(file.name, {}), progress)
        for file, path in zip(source.files, paths, strict=True)
    ]
    if len(paths) == 1 or not any(answer.changed for answer in answers):
        return paths, answers
    for _round in range(ROUNDS):
        moved = False
        for number, (file, path) in enumerate(zip(source.files, paths, strict=True)):
            headers = answers[number].headers
            if not (headers.get("etag") or headers.get("last-modified")):
                continue
            again = path.with_name("again")
            answer = _ask(fetcher, file, again, headers, progress)
            if answer.changed and not (path.exists() and sha256_of([path]) == sha256_of([again])):
                again.replace(path)
                answers[number], moved = answer, True
        if not moved:
            return paths, answers
    raise UserError("fetch_not_whole", address=source.files[0].address, detail=str(ROUNDS))


def _ask(fetcher: Fetcher, file: SourceFile, path: Path, known: Mapping[str, str], progress: Progress) -> Fetched:
    answer = fetcher.fetch(file.address, path, file.hosts, known=known, most=file.most, progress=progress)
    if answer.changed:
        _check_digest(path, answer, file.address)
    return answer


def _headers(source: Source, answers: Sequence[Fetched]) -> tuple[tuple[str, str], ...]:
    """Return what is kept of the publisher's answers: "FILE header" and its value."""
    return tuple(
        (f"{file.name} {name}", value)
        for file, answer in zip(source.files, answers, strict=True)
        for name, value in (("address", file.address), *answer.headers.items())
    )


def _known(accepted: ListVersion, source: Source) -> dict[str, dict[str, str]]:
    """Return the headers that each accepted file came with, if it came from the same address."""
    found = {}
    for file in source.files:
        own = {n.removeprefix(f"{file.name} "): v for n, v in accepted.headers if n.startswith(f"{file.name} ")}
        if own.get("address") == file.address and any(held.name == file.name for held in accepted.files):
            found[file.name] = own
    return found


def _check_digest(path: Path, answer: Fetched, address: str) -> None:
    """Compare a file with the hash that the publisher sends along, where it sends one (RFC 9530, 3230, 1864)."""
    stated = " ".join(answer.headers.get(name, "") for name in ("repr-digest", "digest"))
    found = re.search(r"sha-256=:?([A-Za-z0-9+/=]+)", stated, re.IGNORECASE)
    checks = [("sha256", found[1])] if found else []
    if answer.headers.get("content-md5"):
        checks.append(("md5", answer.headers["content-md5"]))
    for algorithm, expected in checks:
        digest = hashlib.new(algorithm, usedforsecurity=False)
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        if base64.b64encode(digest.digest()).decode() != expected:
            raise UserError("fetch_not_whole", address=address, detail=algorithm)
