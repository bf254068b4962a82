"""More entries may meet a value than are kept for it: the sixth is never cut off silently."""

import csv
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import openpyxl

from db.store import SqliteStore
from screening.model.hits import FURTHER, Evidence, Hit, further_entries
from screening.model.lists import Entry, EntryAddress, EntryKind, EntryName, Identifier, ListFormat, ListInfo
from screening.names.index import NameIndex
from screening.names.types import NameMatch, PartyQuery
from screening.one_question import question_key
from screening.ports import ListedEntry
from screening.rerun import rerun
from screening.rescreen import rescreen
from screening.settings import ScreeningSettings
from screening.workflow import import_manifest, open_engine, screen_manifest
from ui import words
from ui.report.collect import collect
from ui.report.excel import write_report

NAME = "Severnaya Zvezda Trading House"


def entry(number: int, name: str = NAME, **given: object) -> Entry:
    return Entry(f"e{number}", EntryKind.ORGANISATION, (EntryName(name),), **given)  # type: ignore[arg-type]


def put(store: SqliteStore, entries: list[Entry], sha256: str = "ab") -> None:
    info = ListInfo("un", "A list", ListFormat.UN_XML, "a.xml", sha256 * 32, datetime.now(UTC))
    store.replace_list(info, entries)


def manifest(store: SqliteStore, path: Path, *consignees: str) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("Consignor", "Consignee", "Consignee address", "Description", "HS code"))
        writer.writerows(("Anadolu Mobilya AS", name, "", "Wooden chairs", "940161") for name in consignees)
    return import_manifest(store, path).manifest.manifest_id


def pieces(hits: tuple[Hit, ...] | list[Hit]) -> list[Evidence]:
    return [piece for hit in hits for piece in hit.evidence if piece.code == FURTHER]


def test_the_best_match_tells_how_many_more_there_are() -> None:
    index = NameIndex.build(ListedEntry("un", entry(n)) for n in range(8))
    (found,) = index.match([PartyQuery(NAME)], max_hits=5)
    told = [[piece for piece in match.evidence if piece.code == FURTHER] for match in found]
    assert told == [[Evidence(FURTHER, "3", "5")], [], [], [], []]
    assert words.evidence_text(told[0][0]) == "entries beyond the best 5 that met this value too: 3"
    for most in (8, 100):
        (found,) = index.match([PartyQuery(NAME)], max_hits=most)
        assert len(found) == 8
        assert not any(piece.code == FURTHER for match in found for piece in match.evidence)


def test_lists_of_ones_own_push_no_listed_entry_out() -> None:
    """Nine copies of a name in a list of the office, all better than what the publisher has."""
    own = [ListedEntry("own-house", entry(n)) for n in range(9)]
    official = [ListedEntry("un", entry(100 + n, f"{NAME} Ltd")) for n in range(7)]
    index = NameIndex.build([*own, *official])
    (found,) = index.match([PartyQuery(f"{NAME} LLC")], max_hits=5)
    assert Counter(match.list_id for match in found) == {"own-house": 5, "un": 5}
    assert pieces_of(found) == [Evidence(FURTHER, "6", "10")]
    assert [match.score for match in found] == sorted((match.score for match in found), reverse=True)
    (alone,) = NameIndex.build(official).match([PartyQuery(f"{NAME} LLC")], max_hits=5)
    assert [match.entry_id for match in found if match.list_id == "un"] == [match.entry_id for match in alone]


def pieces_of(found: list[NameMatch]) -> list[Evidence]:
    return [piece for match in found for piece in match.evidence if piece.code == FURTHER]


def test_numbers_and_addresses_are_told_of_too() -> None:
    listed = [
        *(entry(n, f"Nevedomo {n} Ltd", identifiers=(Identifier("inn", "7704730655", "RU"),)) for n in range(7)),
        *(
            Entry(f"a{n}", EntryKind.ADDRESS, (EntryName(f"Address {n:02}"),),
                  addresses=(EntryAddress("301 Nowhere Road, Wan Chai", "HK"),))
            for n in range(7)
        ),
    ]  # fmt: skip
    index = NameIndex.build(ListedEntry("un", one) for one in listed)
    queries = [
        PartyQuery("", identifiers=(Identifier("inn", "7704730655"),)),
        PartyQuery("", address="301 Nowhere Road, Wan Chai, Hong Kong"),
    ]
    for found in index.match(queries, max_hits=5):
        assert sum(int(p.left) for match in found for p in match.evidence if p.code == FURTHER) == 2


def test_a_run_keeps_and_tells_what_was_cut(store: SqliteStore, tmp_path: Path) -> None:
    put(store, [entry(n) for n in range(8)])
    made = manifest(store, tmp_path / "m.csv", NAME, "Altyn Dala LLP", NAME)
    run = screen_manifest(store, open_engine(store, ScreeningSettings()), made)
    hits = [stored.hit for stored in store.hits(run.run_id)]
    assert run.further == further_entries(hits) == 6
    assert [found.further for found in store.runs()] == [6]
    assert pieces(hits) == [Evidence(FURTHER, "3", "5")] * 2
    assert rerun(store, run.run_id).equal
    # Other entries are no ground of this one: the question stays the same when they go.
    best = next(hit for hit in hits if pieces([hit]))
    bare = replace(best, evidence=tuple(piece for piece in best.evidence if piece.code != FURTHER))
    assert question_key(best, "", "") == question_key(bare, "", "")
    path = tmp_path / "audit.xlsx"
    write_report(path, collect(store, run), "en")
    book = openpyxl.load_workbook(path, read_only=True)
    cells = [
        str(cell) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True) for cell in row if cell
    ]
    book.close()
    assert any("entries beyond the best 5 that met this value too: 3" in cell for cell in cells)
    assert "Entries met beyond the most for one value" in cells
    wide = screen_manifest(store, open_engine(store, ScreeningSettings(max_hits=8)), made)
    assert wide.further == 0


def test_a_changed_entry_alerts_however_many_others_meet_the_name(store: SqliteStore, tmp_path: Path) -> None:
    old = [entry(n) for n in range(8)]
    put(store, old)
    made = manifest(store, tmp_path / "m.csv", NAME)
    screen_manifest(store, open_engine(store, ScreeningSettings()), made)
    put(store, [*old, entry(99)], "cd")
    done = rescreen(store)
    assert [alert.stored.hit.entry_id for alert in store.alerts()] == ["e99"]
    assert done.alerts == 1
