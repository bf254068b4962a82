"""Bringing lists up to date: fetched from their publishers, or taken from a folder that somebody carried over.

One list that fails or is held never keeps the others from being updated; the version in force stays in force until a
new one is whole and checked.
"""

import base64
import hashlib
import re
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from screening.errors import Cancelled, UnreadableInput, UserError
from screening.lists.fetch import Fetched, Fetcher, Limits
from screening.lists.intake import take_in
from screening.lists.parsed import ListSource
from screening.lists.read import detect
from screening.lists.sources import Source, SourceFile
from screening.model.lists import ListChange, ListInfo
from screening.model.versions import ListVersion
from screening.ports import ListStore
from screening.progress import Progress, Silent, check


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


def update_lists(
    store: ListStore,
    wanted: Iterable[Source],
    *,
    progress: Progress | None = None,
    limits: Limits | None = None,
    after: Callable[[ListInfo], None] | None = None,
) -> list[ListUpdate]:
    """Fetch lists and put new versions in force, or hold them. Raises Cancelled; lists done before stay updated.

    ``after`` is called with each list whose new version came into force.
    """
    progress = progress or Silent()
    fetcher = Fetcher(limits)
    done: list[ListUpdate] = []
    try:
        for source in wanted:
            check(progress, "update_lists", len(done))
            update = _guarded(source.list_id, lambda s=source: _update(store, s, fetcher, progress))  # type: ignore[misc]
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
    """Take the lists that a folder or stick holds in, with the same checks; ``names`` are list ids, all without any.

    Raises UnreadableInput when the folder holds no list, Cancelled.
    """
    progress = progress or Silent()
    done: list[ListUpdate] = []
    for source in detect([folder]):
        if names and source.list_id not in names:
            continue
        check(progress, "update_lists", len(done))
        update = _guarded(source.list_id, lambda s=source: _taken(store, s, progress))  # type: ignore[misc]
        if update.result is UpdateResult.UPDATED and update.change and after:
            after(update.change.info)
        done.append(update)
    return done


def due(infos: Iterable[ListInfo], wanted: Iterable[Source], longest: timedelta, now: datetime) -> list[Source]:
    """Return the sources whose lists were not asked for with success for so long, or never."""
    checked = {info.list_id: info.checked_at for info in infos}
    return [s for s in wanted if (at := checked.get(s.list_id)) is None or now - at >= longest]


def _guarded(list_id: str, work: Callable[[], ListUpdate]) -> ListUpdate:
    try:
        return work()
    except Cancelled:
        raise
    except UserError as error:
        # The next list is another publisher's; our own faults are not caught here.
        return ListUpdate(list_id, UpdateResult.FAILED, datetime.now(UTC), error=error)


def _taken(store: ListStore, source: ListSource, progress: Progress) -> ListUpdate:
    change = take_in(store, source, progress=progress)
    return _result(source.list_id, change)


def _result(list_id: str, change: ListChange) -> ListUpdate:
    if change.problems:
        result = UpdateResult.HELD
    elif change.new or change.gone or change.changed:
        result = UpdateResult.UPDATED
    else:
        result = UpdateResult.UNCHANGED
    return ListUpdate(list_id, result, datetime.now(UTC), change)


def _update(store: ListStore, source: Source, fetcher: Fetcher, progress: Progress) -> ListUpdate:
    accepted = store.version_in_force(source.list_id)
    held = {file.name for file in accepted.files} if accepted else set()
    with tempfile.TemporaryDirectory(prefix="tekser-update-") as work:
        paths, answers = [], []
        for number, file in enumerate(source.files):
            place = Path(work) / str(number)
            place.mkdir()
            known = _known(accepted, file) if accepted and file.name in held else {}
            answer = fetcher.fetch(
                file.address, place / file.name, file.hosts, known=known, most=file.most, progress=progress
            )
            if answer.changed:
                _check_digest(place / file.name, answer, file.address)
            paths.append(place / file.name)
            answers.append(answer)
        if accepted and not any(answer.changed for answer in answers):
            store.note_checked(source.list_id, datetime.now(UTC))
            return ListUpdate(source.list_id, UpdateResult.UNCHANGED, datetime.now(UTC))
        with store.list_files(accepted.files if accepted else ()) as kept:
            by_name = {path.name: path for path in kept}
            whole = [path if a.changed else by_name[path.name] for path, a in zip(paths, answers, strict=True)]
            if source.format not in {found.format for found in detect(whole)}:
                raise UnreadableInput("not_the_list", list=source.list_id, address=source.files[0].address)
            change = take_in(
                store,
                ListSource(source.list_id, source.title, source.format, tuple(whole)),
                progress=progress,
                origin=source.files[0].address,
                headers=_headers(source, answers),
                published_on=max(answer.published_on for answer in answers),
            )
    return _result(source.list_id, change)


def _headers(source: Source, answers: Sequence[Fetched]) -> tuple[tuple[str, str], ...]:
    """Return what is kept of the publisher's answers: "FILE header" and its value."""
    return tuple(
        (f"{file.name} {name}", value)
        for file, answer in zip(source.files, answers, strict=True)
        for name, value in (("address", file.address), *answer.headers.items())
    )


def _known(accepted: ListVersion, file: SourceFile) -> dict[str, str]:
    """Return the headers that the accepted file came with, if it came from the same address."""
    own = {name.removeprefix(f"{file.name} "): v for name, v in accepted.headers if name.startswith(f"{file.name} ")}
    return own if own.get("address") == file.address else {}


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
