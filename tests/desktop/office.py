"""A data folder with something in it, for the tests of the pages: lists, manifests, a screening, decisions."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from screening.casework.reasons import REASONS
from screening.model.decisions import Disposition
from screening.model.hits import Hit, HitKind, Reason
from screening.model.lists import Entry, EntryAddress, EntryKind, EntryName, Identifier, ListFormat, ListInfo
from screening.model.manifests import Line, ManifestInfo, Value
from screening.ports import Store

WORDS = "correct horse battery staple"
"""The password of every account of the tests."""

ENTRIES = (
    Entry(
        "1", EntryKind.ORGANISATION, (EntryName("АО «Концерн «Калашников»"), EntryName("Kalashnikov Concern JSC")),
        (Identifier("inn", "1832090230", "RU"),), (EntryAddress("Izhevsk, Deryabina 3", "RU"),), ("RU",),
        programmes=("UKRAINE-EO13661",), remarks="Maker of arms", listed_on="2014-07-16",
    ),
    Entry("2", EntryKind.PERSON, (EntryName("Ivan Petrovich Sidorov"),), birth_dates=("1961-05-02",)),
    Entry("3", EntryKind.VESSEL, (EntryName("NORTHERN LIGHT"),), (Identifier("imo", "9074729"),)),
)  # fmt: skip


def list_info(list_id: str = "test-list", hours_old: float = 1.0) -> ListInfo:
    at = datetime.now(UTC) - timedelta(hours=hours_old)
    return ListInfo(list_id, "A list of the test", ListFormat.OWN, "a.csv", "ab" * 32, at, "2026-11-01", checked_at=at)


def line(row: int, party: str, document: str = "AB-123", route: tuple[str, str] = ("Германия", "Россия")) -> Line:
    values = (
        Value("consignee", party, party, row, 0),
        Value("transport_doc_no", document, document, row, 1),
        Value("dispatch_country", route[0], route[0], row, 2),
        Value("transit_country", "Казахстан", "Казахстан", row, 3),
        Value("destination_country", route[1], route[1], row, 4),
    )
    return Line("s", row, values, (party, document, route[0], "Казахстан", route[1]))


def hit(row: int, score: float = 91.0, value: str = "Калашников", kind: HitKind = HitKind.PARTY) -> Hit:
    return Hit(
        "s", row, row, "consignee", value, kind, "test-list", "1", "АО «Концерн «Калашников»", "Kalashnikov Concern JSC",
        score, Reason("name_match", (("name", "Kalashnikov Concern JSC"),)),
    )  # fmt: skip


def add_manifest(store: Store, folder: Path, name: str, lines: list[Line], hits: dict[int, list[Hit]] | None) -> int:
    """Keep a manifest, and a screening with these hits by row where there are any."""
    path = folder / name
    path.write_bytes(name.encode())
    info = ManifestInfo(name, str(path), name.encode().hex().ljust(64, "0")[:64], 4, "xlsx")
    manifest = store.add_manifest(info, [], [lines], [], path).manifest_id
    if hits is not None:
        ids = {stored.row: line_id for batch in store.lines(manifest) for line_id, stored in batch}
        with store.run(manifest, "1", "{}", store.lists()) as run:
            run.add_hits({ids[row]: found for row, found in hits.items()})
            run.finish(len(lines))
    return manifest


def furnish(store: Store, folder: Path) -> dict[str, int]:
    """Fill a store; returns the manifests by what they are: "new", "open", "decided", "held"."""
    store.replace_list(list_info(), ENTRIES)
    two = [line(2, "Калашников"), line(3, "Gamma GmbH", "XY 9", ("China", "Kyrgyzstan"))]
    made = {
        "new": add_manifest(store, folder, "new.xlsx", [line(2, "Nobody")], None),
        "open": add_manifest(store, folder, "open.xlsx", two, {2: [hit(2)], 3: [hit(3, 75.0, "Gamma GmbH")]}),
        "decided": add_manifest(store, folder, "decided.xlsx", [line(2, "Delta", "D-4")], {2: [hit(2, 80.0, "Delta")]}),
        "held": add_manifest(store, folder, "held.xlsx", [line(2, "Echo", "E-5")], {2: [hit(2, 95.0, "Echo")]}),
    }
    for name, disposition in (("decided", Disposition.FALSE_POSITIVE), ("held", Disposition.HELD)):
        (found,) = store.hits(store.runs(made[name])[0].run_id)
        store.decide([found.hit_id], disposition, REASONS[disposition][0], "looked at", "aida")
    return made
