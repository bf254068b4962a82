"""Versions of lists in the store: as of a day, back and forth, held, refused, and the bytes kept."""

import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.list_files import FOLDER
from db.store import SqliteStore
from screening.errors import InternalFault
from screening.model.goods import GoodsRule
from screening.model.hits import Reason
from screening.model.lists import Entry, EntryKind, EntryName, ListFormat, ListInfo
from screening.model.versions import ChangeKind, ListFigures, NewVersion, VersionState


def info(list_id: str = "un", sha256: str = "ab", list_format: ListFormat = ListFormat.UN_XML) -> ListInfo:
    return ListInfo(list_id, "A list", list_format, "file.xml", sha256 * 32, datetime.now(UTC))


def entry(entry_id: str, name: str = "ALMA", remarks: str = "") -> Entry:
    return Entry(entry_id, EntryKind.PERSON, (EntryName(name),), remarks=remarks)


def names(store: SqliteStore, as_of: datetime | None = None) -> list[str]:
    return [f"{listed.entry.entry_id}:{listed.entry.name}" for listed in store.entries(as_of=as_of)]


def just_after(store: SqliteStore, list_id: str = "un") -> datetime:
    return store.force_periods(list_id)[0].since


def test_a_list_is_what_it_was_on_every_day_before(store: SqliteStore) -> None:
    store.replace_list(info(), [entry("1"), entry("2")])
    first = just_after(store)
    store.replace_list(info(sha256="cd"), [entry("2", "ALMATY"), entry("3")])
    second = just_after(store)
    store.replace_list(info(sha256="ef"), [entry("1"), entry("2", "ALMATY")])
    assert names(store, first - timedelta(seconds=1)) == []
    assert names(store, first) == ["1:ALMA", "2:ALMA"]
    assert names(store, second) == ["2:ALMATY", "3:ALMA"]
    assert names(store) == ["1:ALMA", "2:ALMATY"]
    assert [i.entries for i in store.lists(first)] == [2]
    assert store.lists(first - timedelta(seconds=1)) == []
    then = store.entry("un", "2", first)
    assert then is not None
    assert then.name == "ALMA"


def test_the_version_hash_of_a_day_is_that_of_the_day(store: SqliteStore) -> None:
    store.replace_list(info(), [entry("1")])
    now, day = store.party_version(), just_after(store)
    store.replace_list(info(sha256="cd"), [entry("1", "OTHER")])
    assert store.party_version(day) == now
    assert store.party_version() != now


def test_goods_rules_of_a_day(store: SqliteStore) -> None:
    old, new = GoodsRule("own", "854231", "own"), GoodsRule("own", "854232", "own")
    store.replace_goods("own", [old], info("own", list_format=ListFormat.GOODS))
    day = just_after(store, "own")
    change = store.replace_goods("own", [old, new], info("own", "cd", ListFormat.GOODS))
    assert (change.new, change.gone, change.changed) == (1, 0, 0)
    assert store.goods_rules(day) == [old]
    assert store.goods_rules() == [old, new]


def test_a_retired_list_was_in_force_until_then(store: SqliteStore) -> None:
    store.replace_list(info(), [entry("1")])
    day = just_after(store)
    store.set_active("un", False)
    assert names(store) == []
    assert names(store, day) == ["1:ALMA"]
    assert store.force_periods("un")[0].until is not None


def test_a_held_version_changes_nothing(store: SqliteStore) -> None:
    store.replace_list(info(), [entry("1")])
    figures = store.stage_list([entry("9")])
    problem = Reason("list_shrank", (("entries", "1"), ("before", "30")))
    held = store.hold_version(NewVersion(info(sha256="cd"), problems=(problem,)), figures)
    assert names(store) == ["1:ALMA"]
    assert (held.state, held.problems, held.in_force) == (VersionState.HELD, (problem,), False)
    assert store.lists()[0].held == 1
    assert store.refuse_version(held.version_id, "aigerim", "cut off").state is VersionState.REFUSED
    assert store.lists()[0].held == 0


def test_a_held_version_that_is_accepted_keeps_who_and_why(store: SqliteStore) -> None:
    store.replace_list(info(), [entry("1")])
    held = store.hold_version(NewVersion(info(sha256="cd")), store.stage_list([entry("9")]))
    figures = store.stage_list([entry("9")])
    store.put_staged_again(held.version_id, "aigerim", "the publisher says so", figures)
    assert names(store) == ["9:ALMA"]
    accepted = store.version_in_force("un")
    assert accepted is not None
    assert (accepted.version_id, accepted.decided_by, accepted.reason) == (
        held.version_id, "aigerim", "the publisher says so",
    )  # fmt: skip
    assert accepted.in_force


def test_the_same_version_again_begins_no_new_period(store: SqliteStore) -> None:
    store.replace_list(info(), [entry("1")])
    version = store.version_in_force("un")
    assert version is not None
    before = store.force_periods("un")
    store.put_staged_again(version.version_id, "", "", store.stage_list([entry("1")]))
    assert store.force_periods("un") == before


def test_changes_tell_what_became_of_each_entry(store: SqliteStore) -> None:
    store.replace_list(info(), [entry("1"), entry("2"), entry("3")])
    store.replace_list(info(sha256="cd"), [entry("1"), entry("2", "ALMATY"), entry("4")])
    since = just_after(store)
    assert [(c.entry_id, c.kind) for c in store.changes("un", since)] == [
        ("2", ChangeKind.CHANGED), ("3", ChangeKind.REMOVED), ("4", ChangeKind.ADDED),
    ]  # fmt: skip
    store.replace_list(info(sha256="ef"), [entry("1"), entry("2"), entry("3"), entry("4")])
    # Over both updates together the second one took back all but the new entry.
    assert [(c.entry_id, c.kind) for c in store.changes("un", since)] == [("4", ChangeKind.ADDED)]
    assert [c.entry_id for c in store.changes("un", since, just_after(store) - timedelta(microseconds=1))] == [
        "2", "3", "4",
    ]  # fmt: skip


def test_periods_never_overlap_when_the_clock_goes_back(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.replace_list(info(), [entry("1")])
    monkeypatch.setattr("db.codec.now", lambda: datetime(2001, 1, 1, tzinfo=UTC))
    store.replace_list(info(sha256="cd"), [entry("2")])
    last, first = store.force_periods("un")
    assert first.until == last.since
    assert last.since > first.since


def test_versions_cannot_be_deleted(store: SqliteStore) -> None:
    store.replace_list(info(), [entry("1")])
    with pytest.raises(Exception, match="versions of lists are kept"):
        store.database.conn.execute("DELETE FROM list_version")


def test_bytes_are_kept_once_and_checked_when_read(store: SqliteStore, tmp_path: Path) -> None:
    source = tmp_path / "SDN.CSV"
    source.write_bytes(b"1,ALMA\n" * 1000)
    kept = store.keep_list_file(source)
    again = tmp_path / "copy.csv"
    again.write_bytes(source.read_bytes())
    assert store.keep_list_file(again).sha256 == kept.sha256
    packed = store.folder / FOLDER / f"{kept.sha256}.gz"
    assert [path.name for path in packed.parent.iterdir()] == [packed.name]
    assert packed.stat().st_size < kept.size
    with store.list_files([kept]) as (path,):
        assert (path.name, path.read_bytes()) == ("SDN.CSV", source.read_bytes())
    packed.write_bytes(gzip.compress(b"something else"))
    with pytest.raises(InternalFault, match="kept_list_damaged"), store.list_files([kept]):
        pass
    packed.write_bytes(b"torn")
    with pytest.raises(InternalFault, match="kept_list_damaged"), store.list_files([kept]):
        pass


def test_figures_count_what_is_staged(store: SqliteStore) -> None:
    figures = store.stage_list([entry("1", remarks="x"), entry("2", "Алма"), entry("2", "Алма")])
    assert figures == ListFigures(
        2, 3,
        {"addresses": 0.0, "aliases": 0.0, "birth_dates": 0.0, "countries": 0.0, "identifiers": 0.0,
         "other_script": 0.6667, "programmes": 0.0, "relations": 0.0, "remarks": 0.3333, "weak_names": 0.0},
        {"person": 3},
    )  # fmt: skip
