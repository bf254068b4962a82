"""List entries that are an address and no party: a manifest's address meets them, whoever is said to be there."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.model.hits import Hit, HitKind
from screening.model.lists import Entry, EntryAddress, EntryKind, EntryName, ListFormat, ListInfo
from screening.names.same_address import same_building
from screening.rescreen import rescreen
from screening.settings import ScreeningSettings
from screening.workflow import import_manifest, open_engine, screen_manifest

PHANTOM = "Room 19C, Phantom Centre, 301-307 Nowhere Road, Wan Chai"
PLACE = Entry(
    "csl-1", EntryKind.ADDRESS, (EntryName("Address 01"),), addresses=(EntryAddress(PHANTOM, "HK"),), countries=("HK",)
)
PARTY = Entry("csl-2", EntryKind.ORGANISATION, (EntryName("Nevedomo Trading Ltd"),))
HONG_KONG = f"{PHANTOM}, HK"
ALMATY = "ул. Неведомая, д. 12а, кв. 5, г. Алматы, Казахстан"


@pytest.mark.parametrize(
    ("address", "listed", "same"),
    [
        ("Flat 12, 305 Nowhere Rd, Wan Chai, HK", HONG_KONG, True),
        ("19C/F Phantom Centre, 301 Nowhere Road, Wanchai, Hong Kong", HONG_KONG, True),
        ("301-307 Nowhere Road, Hong Kong", HONG_KONG, True),
        ("Unit 301, 12 Nowhere Road, Wan Chai, Hong Kong", HONG_KONG, False),
        ("Nowhere Road, Wan Chai, Hong Kong", HONG_KONG, False),
        ("301 Nowhere Road, Shanghai, China", HONG_KONG, False),
        ("301 Queen's Road, Wan Chai, Hong Kong", HONG_KONG, False),
        ("Wan Chai, Hong Kong", HONG_KONG, False),
        # Streets with a number for a name are in many towns; another country is another building.
        (
            "4 Calle, 15 y 16 Ave., Barrio Nada #105, San Nadie, Honduras",
            "Calle 1B No. 1-16, Barrio Otro, Nadie, Colombia",
            False,
        ),
        ("301 Nowhere Road, Wan Chai, Hong Kong, China", HONG_KONG, True),
        ("301 Nowhere Road, Wan Chai, Canada", HONG_KONG, False),
        ("Nevedomaya 12A, Almaty", ALMATY, True),
        ("Республика Казахстан, 050000, г. Алматы, ул. Неведомая, 12 а, офис 3", ALMATY, True),
        ("г. Караганда, ул. Неведомая 12а", ALMATY, False),
        ("ул. Неведомая 12, г. Алматы", ALMATY, False),
        ("ул. Абая 5, кв. 12а, г. Алматы", ALMATY, False),
        ("Nevedomo Mah. Hayal Sk. No:12 Kat:2, Ankara", "Nevedomo Mah. Hayal Sok. No: 12/3, Istanbul, Turkey", False),
        ("Nevedomo Mahallesi, Hayal Sokak No:12 Kat:2, İstanbul", "Nevedomo Mah. Hayal Sok. No: 12/3, Istanbul", True),
    ],
)
def test_one_building_is_number_street_and_town(address: str, listed: str, same: bool) -> None:
    assert bool(same_building(address, listed)) is same


def put(store: SqliteStore, *entries: Entry, sha256: str) -> None:
    info = ListInfo("csl", "A list", ListFormat.CSL_JSON, "csl.json", sha256 * 32, datetime.now(UTC))
    store.replace_list(info, entries)


def imported(store: SqliteStore, folder: Path, rows: str) -> int:
    path = folder / f"m{len(store.manifests())}.csv"
    path.write_text(rows, encoding="utf-8")
    return import_manifest(store, path).manifest.manifest_id


def place_hits(store: SqliteStore, manifest_id: int) -> list[Hit]:
    run = screen_manifest(store, open_engine(store, ScreeningSettings()), manifest_id)
    return [stored.hit for stored in store.hits(run.run_id) if stored.hit.entry_id == "csl-1"]


ROWS = (
    "Consignee;Consignee address;Description of goods;HS code;Destination\n"
    'ТОО Алма;"Flat 3, 303 Nowhere Road, Wan Chai, Hong Kong";Wooden chairs;940161;Hong Kong\n'
    'ТОО Бета;"12 Nowhere Road, Wan Chai, Hong Kong";Wooden chairs;940161;Hong Kong\n'
    ';"301 Nowhere Rd, Wan Chai, HK";Wooden chairs;940161;Hong Kong\n'
)


def test_an_address_in_a_column_in_the_cell_and_without_a_name(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "data") as store:
        put(store, PLACE, PARTY, sha256="ab")
        hits = place_hits(store, imported(store, tmp_path, ROWS))
        assert [(hit.line_row, hit.field) for hit in hits] == [(2, "consignee.address"), (4, "consignee.address")]
        for hit in hits:
            assert (hit.kind, hit.reason.code, hit.entry_name) == (HitKind.PARTY, "address_match", "Address 01")
            assert [e.code for e in hit.evidence] == ["address_agrees"]
            assert hit.evidence[0].right.startswith(PHANTOM)
        inside = imported(
            store,
            tmp_path,
            "Consignee;Description of goods;HS code\n"
            '"Alma Trading Ltd, Room 5, 305 Nowhere Road, Wan Chai, Hong Kong";Wooden chairs;940161\n'
            '"Beta Trading Ltd, 9 Elsewhere Street, Almaty";Wooden tables;940360\n',
        )
        assert [hit.line_row for hit in place_hits(store, inside)] == [2]


def test_a_new_address_raises_alerts_and_is_none_of_an_earlier_day(tmp_path: Path) -> None:
    with SqliteStore(tmp_path / "data") as store:
        others = [
            Entry(f"o{n}", EntryKind.ORGANISATION, (EntryName(f"Nevedomo Works {n}"),)) for n in range(20)
        ]  # with these a single new entry is a small part of the list
        put(store, PARTY, *others, sha256="ab")
        manifest_id = imported(store, tmp_path, ROWS)
        assert place_hits(store, manifest_id) == []
        before = datetime.now(UTC)
        put(store, PARTY, PLACE, *others, sha256="cd")
        done = rescreen(store)
        assert done.alerts == 2
        assert {alert.stored.hit.reason.code for alert in store.alerts()} == {"address_match"}
        then = open_engine(store, ScreeningSettings(), as_of=before)
        lines = [line for batch in store.lines(manifest_id) for _, line in batch]
        assert not any(hit.entry_id == "csl-1" for hits in then.screen(lines).hits for hit in hits)
