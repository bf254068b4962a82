"""The one way through the house: file, manifest, screening, hits. The window and the terminal both take it.

Every function takes a store (``screening.ports.Store``) that belongs to the calling thread, may run for a while,
reports its progress and can be cancelled; a cancelled step leaves the store as it was.
"""

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from screening.casework.roles import Action
from screening.collector import patient_collector
from screening.disk import make_folder, sync_folder
from screening.errors import NoUsableList, TekserError
from screening.model.goods import GoodsRule
from screening.model.hits import RunInfo
from screening.model.lists import (
    GOODS_FORMATS,
    OFFICIAL_FORMATS,
    STARTER_RETIRES_ABOVE,
    ListChange,
    ListFormat,
    ListInfo,
)
from screening.model.manifests import Line, Profile, SheetReading, Unscreened
from screening.model.versions import ListVersion, VersionState
from screening.ports import Store, StoredManifest
from screening.progress import Progress, Silent, check
from screening.resources import resource_path
from screening.settings import ScreeningSettings, thresholds
from screening.version import VERSION

if TYPE_CHECKING:
    # The matching brings numpy and scipy; a command that only tells the age of lists starts without them.
    from screening.goods.match import GoodsMatcher
    from screening.goods.tables import PatternTables
    from screening.names.index import NameIndex
    from screening.ownership import Ownership
    from screening.screen import Engine

BUNDLED_GOODS = (
    ("chpl", "chpl.csv", "Common High Priority List"),
    ("eu-833-2014", "eu-833-2014.csv", "Regulation (EU) No 833/2014, annexes"),
    ("us-ear-746", "us-ear-746.csv", "US EAR part 746, supplements 2 and 5 (their opening paragraphs)"),
)
"""Goods lists that come with the program: id, file below resources/lists, title."""

SCREENING_BATCH = 20_000
"""Lines judged together: enough to keep the matching vectorised, little enough to cancel soon."""

INDEXES_KEPT = 3

OWNERSHIP_FILE = "ownership.json"
"""Beside the index of names, which holds the owned parties."""

_INDEX_IS_MADE = Lock()


@dataclass(frozen=True, slots=True)
class Imported:
    """A manifest that was just imported."""

    manifest: StoredManifest
    sheets: tuple[SheetReading, ...]
    unscreened: tuple[Unscreened, ...]
    earlier: tuple[StoredManifest, ...]
    """Earlier imports of the same file, newest first: a notice, not a refusal."""


def load_bundled(store: Store) -> None:
    """Put the bundled lists into the store, or bring them up to the program's version of them.

    The starter parties stay retired where a full list has retired them. The program does this itself, whoever works.
    """
    with store.as_program():
        _load_bundled(store)


def _load_bundled(store: Store) -> None:
    held = {info.list_id: info for info in store.lists()}
    for list_id, file, title in BUNDLED_GOODS:
        path = resource_path("lists", file)
        sha256 = _sha256(path)
        if any(version.sha256 == sha256 for version in store.versions(list_id)):
            # It was in force before; what the officer put in its place since then stays.
            continue
        from screening.goods.intake import take_bundled  # only here: on most starts there is nothing to read
        from screening.goods.lists import read_goods_list

        rules: list[GoodsRule] = read_goods_list(path)
        published = max(
            (max(rule.valid_from, rule.retrieved if list_id != "chpl" else "") for rule in rules), default=""
        )
        info = ListInfo(list_id, title, ListFormat.GOODS, file, sha256, datetime.now(UTC), published, len(rules))
        take_bundled(store, info, path, rules)
    before = held.get("starter")
    if before is None or before.sha256 != _sha256(resource_path("lists", "starter_parties.csv")):
        from screening.lists.read import read_starter

        starter = read_starter()
        active = before.active if before else not any(_retires_starter(info) for info in held.values())
        store.replace_list(replace(starter.info, active=active), starter.entries)


def _retires_starter(info: ListInfo) -> bool:
    return info.format in OFFICIAL_FORMATS and info.entries > STARTER_RETIRES_ABOVE


def import_lists(
    store: Store,
    paths: Sequence[Path],
    *,
    format: ListFormat | None = None,  # noqa: A002  # the command line's own word
    name: str = "",
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    decided_by: str = "",
    reason: str = "",
) -> list[ListChange]:
    """Read lists from files, folders or ZIP archives and put them in place of their earlier versions.

    Each list is read whole and checked before anything is written; one that looks wrong is held (``problems`` of its
    change), unless ``decided_by`` and ``reason`` take it all the same. ``mapping`` gives fields to columns by header,
    for lists of one's own and of goods. Raises UnreadableInput naming the file; the lists of the store are then as
    they were. The starter parties retire when a full official list is in.
    """
    from screening.goods.intake import take_in_goods
    from screening.goods.regimes import regimes
    from screening.lists.archives import unpacked
    from screening.lists.intake import take_in
    from screening.lists.read import detect, slug

    progress = progress or Silent()
    store.require(Action.LIST_CONTROL if decided_by else Action.LISTS)
    changes = []
    with unpacked(paths) as (files, origins):
        for source in detect(files, format=format, name=name, mapping=mapping):
            origin = origins.get(source.paths[0], "")
            if source.format in GOODS_FORMATS:
                list_id = slug(name) if name else ""
                title = "" if list_id in regimes() else name
                change = take_in_goods(
                    store, source.paths[0], list_id, title, format=source.format, mapping=mapping,
                    decided_by=decided_by, reason=reason,
                )  # fmt: skip
            else:
                change = take_in(
                    store, source, progress=progress, origin=origin, decided_by=decided_by, reason=reason
                )  # fmt: skip
            changes.append(change)
            if not change.problems:
                retire_starter(store, change.info)
    return changes


def retire_starter(store: Store, info: ListInfo) -> None:
    """Retire the starter parties once a full official list is in."""
    if _retires_starter(info) and any(i.is_starter and i.active for i in store.lists()):
        with store.as_program():
            store.set_active("starter", False)


def held_lists(store: Store) -> dict[str, int]:
    """Return how many held versions each list has that are newer than what is in force, lists without any included."""
    in_force = {info.list_id: info.version_id for info in store.lists()}
    held = (v.list_id for v in store.versions(state=VersionState.HELD) if v.version_id > in_force.get(v.list_id, 0))
    return dict(sorted(Counter(held).items()))


def never_in_force(store: Store) -> list[ListInfo]:
    """Return the lists of which nothing but held versions ever came, each as its newest version tells of it.

    They are not active and have no version in force; ``held`` says how many versions wait.
    """
    known = {info.list_id for info in store.lists()}
    newest: dict[str, ListVersion] = {}
    held: Counter[str] = Counter()
    for version in store.versions(state=VersionState.HELD):
        if version.list_id not in known:
            newest.setdefault(version.list_id, version)
            held[version.list_id] += 1
    return [
        ListInfo(
            v.list_id, v.title, v.format, v.source, v.sha256, v.received_at, v.published_on, v.figures.entries,
            v.figures.names, v.unread, active=False, held=held[v.list_id],
        )
        for v in sorted(newest.values(), key=lambda version: version.list_id)
    ]  # fmt: skip


def import_manifest(
    store: Store,
    path: Path,
    *,
    sheet: str | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    password: str = "",
    remember: bool = False,
) -> Imported:
    """Read a manifest and keep it with its lines and its original file.

    ``mapping`` gives fields to columns by header, over what is recognised; with ``remember`` it is kept as the profile
    of tables of this shape, and used for them when no mapping is given. Raises UnreadableInput.
    """
    from screening.manifest.profile import shape_of
    from screening.manifest.read import read_manifest
    from screening.questions import question_format, questions_of

    progress = progress or Silent()
    with patient_collector():
        reading = read_manifest(
            path,
            sheet=sheet,
            mapping=mapping,
            progress=progress,
            count=False,
            password=password,
            remembered=lambda shape: store.profile(shape) if shape else None,
            agreed=store.actor.may(Action.LIST_CONTROL),
        )
    earlier = tuple(store.find_by_hash(reading.info.sha256))
    done = 0

    def counted() -> Iterator[Sequence[Line]]:
        nonlocal done
        for batch in reading.batches:
            done += len(batch)
            check(progress, "import_lines", done)
            yield batch

    with patient_collector():
        stored = store.add_manifest(
            reading.info, reading.sheets, counted(), reading.unscreened, path, questions_of, question_format()
        )
    if remember and mapping:
        made_at = datetime.now(UTC).isoformat(timespec="seconds")
        for shape in {shape_of(s.headers) for s in reading.sheets if s.columns} - {""}:
            store.keep_profile(Profile(shape, path.name, tuple(mapping.items()), made_at))
    return Imported(stored, tuple(reading.sheets), tuple(reading.unscreened), earlier)


def usable_lists(store: Store, as_of: datetime | None = None) -> list[ListInfo]:
    """Return the active lists with something in them, now or as of a time.

    Raises NoUsableList when no list of parties is among them.
    """
    active = [info for info in store.lists(as_of) if info.active and info.entries]
    if not any(info.format not in GOODS_FORMATS for info in active):
        if as_of is not None:
            raise NoUsableList("no_list_then", date=as_of.date().isoformat())
        raise NoUsableList("no_usable_list", folder=str(store.folder))
    return active


def open_engine(
    store: Store,
    settings: ScreeningSettings,
    progress: Progress | None = None,
    as_of: datetime | None = None,
    own: "PatternTables | None" = None,
) -> "Engine":
    """Return the engine for the lists now active in the store, or for those that were as of a time.

    ``own``: the office's own tables of that time; those of the data folder otherwise.
    """
    from screening.goods.tables import read_own
    from screening.route.definitions import flag_settings
    from screening.route.judge import RouteJudge
    from screening.screen import Engine

    index, ownership = _open_index(store, progress, as_of)
    own = read_own(store.folder) if own is None else own
    if settings.flags is None:
        settings = replace(settings, flags=flag_settings(store.settings()))
    settings = replace(settings, own_tables=own.digest)
    return Engine(index, goods_matcher(store, as_of, own), RouteJudge.of(settings.flags, own), settings, ownership)


def open_index(store: Store, progress: Progress | None = None, as_of: datetime | None = None) -> "NameIndex":
    """Return the index of names for the lists now active in the store, or for those that were as of a time.

    It is kept below the data folder under the hash of what it was made from, and made anew when the lists changed or
    the kept one is damaged; of two threads that ask at once, one makes it.
    """
    return _open_index(store, progress, as_of)[0]


def _open_index(store: Store, progress: Progress | None, as_of: datetime | None) -> tuple["NameIndex", "Ownership"]:
    """Return the index of :func:`open_index`, and who owns whom by the same lists."""
    from screening.names.index import NameIndex
    from screening.ownership import Ownership, ownership_of

    progress = progress or Silent()
    usable_lists(store, as_of)
    folder = store.folder / "index" / store.party_version(as_of)[:32]
    with _INDEX_IS_MADE:
        index: NameIndex | None = None
        ownership = Ownership({}, told=False)
        if folder.exists():
            try:
                index = NameIndex.open(folder)
                ownership = Ownership.from_data(json.loads((folder / OWNERSHIP_FILE).read_text(encoding="utf-8")))
            except (TekserError, OSError, ValueError):
                # A damaged or older index is made anew; the lists themselves are in the database.
                index = None
                shutil.rmtree(folder, ignore_errors=True)
        if index is None:
            ownership = ownership_of(partial(store.entries, as_of=as_of))
            # Parties that no list has, but that listed ones own, are looked for by their names as well.
            index = NameIndex.build(chain(store.entries(as_of=as_of), ownership.unlisted()), progress)
            if _keep_index(index, folder, ownership):
                # Opened from the disk it lies in memory once, and a second process can open it too.
                index = NameIndex.open(folder)
    return index, ownership


def goods_matcher(store: Store, as_of: datetime | None = None, own: "PatternTables | None" = None) -> "GoodsMatcher":
    """Return what judges goods by the lists now in force in the store, or by those of a time."""
    from screening.goods.match import GoodsMatcher
    from screening.goods.rates import Rates, bundled_rates
    from screening.goods.tables import read_own

    own = read_own(store.folder) if own is None else own
    return GoodsMatcher(
        store.goods_rules(as_of), rates=Rates(list(reversed(store.rates(as_of))), bundled_rates()), own=own
    )


def _keep_index(index: "NameIndex", folder: Path, ownership: "Ownership") -> bool:
    """Save an index whole or not at all, and remove older ones but the newest; returns whether it was saved."""
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        make_folder(part)
        index.save(part)
        (part / OWNERSHIP_FILE).write_text(json.dumps(ownership.to_data()), encoding="utf-8")
        for file in part.iterdir():
            # Zeros where a power cut took the content would read as "nobody is listed".
            file.chmod(0o600)
            with file.open("rb+") as written:
                os.fsync(written.fileno())
        sync_folder(part)
        part.replace(folder)
        sync_folder(folder.parent)
    except OSError:
        # Without room for the index screening goes on; it is made anew next time.
        shutil.rmtree(part, ignore_errors=True)
        return False
    kept = sorted(folder.parent.iterdir(), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in kept[INDEXES_KEPT:]:
        # Under a name that the next start removes: half an index never stands under its own.
        going = old if old.suffix == ".part" else old.replace(old.with_name(old.name + ".part"))
        shutil.rmtree(going, ignore_errors=True)
    return True


def screen_manifest(
    store: Store,
    engine: "Engine",
    manifest_id: int,
    progress: Progress | None = None,
    as_of: datetime | None = None,
) -> RunInfo:
    """Screen every line of a stored manifest and keep the run. Nothing of a cancelled or failed run is kept.

    ``as_of`` is the time that the engine was opened for; the run keeps the lists that were in force then.
    """
    progress = progress or Silent()
    manifest = store.manifest(manifest_id)
    lists = usable_lists(store, as_of)
    known = store.known_for(manifest_id, as_of)
    _keep_tables(store, engine.settings.own_tables)
    with (
        patient_collector(),
        store.run(
            manifest_id, VERSION, engine.settings.to_json(), lists, as_of=as_of, thresholds=thresholds(engine.settings)
        ) as run,
    ):
        run.add_unscreened(store.unscreened(manifest_id))
        history = store.history(manifest_id, progress, as_of)
        done = 0
        for batch in store.lines(manifest_id, SCREENING_BATCH):
            check(progress, "screen_lines", done, manifest.lines)
            screened = engine.screen([line for _, line in batch], history=history.of(batch))
            run.add_hits(
                {
                    line_id: known.judge(line, hits)
                    for (line_id, line), hits in zip(batch, screened.hits, strict=True)
                    if hits
                }
            )
            run.add_unscreened(screened.unscreened)
            run.add_not_checked(screened.not_checked)
            done += len(batch)
        check(progress, "screen_lines", done, manifest.lines)
        return run.finish(done)


def _keep_tables(store: Store, digest: str) -> None:
    """Keep the office's own tables as they are, so that the screening can be made again when they have changed."""
    if digest:
        from screening.goods.tables import read_own

        own = read_own(store.folder)
        if own.digest == digest:
            store.keep_tables(digest, own.text)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
