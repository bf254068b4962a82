"""An office with accounts, and a run with hits of every kind."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from db.store import DataFolder, SqliteStore
from screening.casework import passwords
from screening.casework.roles import Role
from screening.model.hits import Evidence, Hit, HitKind, Reason
from screening.model.lists import ListFormat
from screening.model.manifests import Line, ManifestInfo, SheetReading, Value
from tests.db.test_store import entry, list_info

PASSWORD = "a long password"
PEOPLE = {"adminova": Role.ADMINISTRATOR, "aigul": Role.OFFICER, "timur": Role.APPROVER, "saule": Role.AUDITOR}


def line_of(row: int, party: str, tax_id: str = "", consignor: str = "Bavaria GmbH") -> Line:
    values = [Value("consignee", party, party, row, 0), Value("consignor", consignor, consignor, row, 1)]
    if tax_id:
        values.append(Value("consignee.tax_id", tax_id, tax_id, row, 2))
    return Line("Sheet1", row, tuple(values), (party, consignor, tax_id))


def hit_of(
    row: int, party: str, kind: HitKind = HitKind.PARTY, score: float = 90.0, entry_id: str = "7", number: str = ""
) -> Hit:
    listed = {HitKind.GOODS: "chpl", HitKind.FLAG: "route"}.get(kind, "un")
    equal = (Evidence("identifier_equal", number, "bin", 100.0),) if number else ()
    return Hit(
        "Sheet1", row, row, "consignee", party, kind, listed, entry_id, "ALMA", "ALMA", score,
        Reason("name_match", (("name", "x"),)), (*equal, Evidence("word_equal", "алма", "alma", 3.5)),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with little memory: dozens of tests sign people in. ``test_accounts`` looks at the real one."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass
class Office:
    """A data folder with a run; people sign in by name."""

    folder: DataFolder
    store: SqliteStore
    run_id: int = 0
    manifest_id: int = 0
    hits: list[int] = field(default_factory=list)

    def works(self, name: str) -> SqliteStore:
        """Have somebody sign in."""
        self.store.sign_in(name, PASSWORD)
        return self.store

    def hire(self) -> None:
        """Make the accounts."""
        self.store.add_account("adminova", Role.ADMINISTRATOR, PASSWORD)
        self.works("adminova")
        for name, role in PEOPLE.items():
            if role is not Role.ADMINISTRATOR:
                self.store.add_account(name, role, PASSWORD)

    def import_and_screen(
        self, folder: Path, lines: Sequence[Line], hits: Sequence[Hit], sha256: str = "cd" * 32
    ) -> None:
        """Keep a manifest of lines, and a run that found one hit on each."""
        original = folder / "m.xlsx"
        original.write_bytes(b"bytes")
        sheet = SheetReading("Sheet1", (1,), 2, len(lines) + 1, len(lines), ())
        info = ManifestInfo("m.xlsx", str(original), sha256, 5, "xlsx")
        self.manifest_id = self.store.add_manifest(info, [sheet], [lines], [], original).manifest_id
        stored = [pair for batch in self.store.lines(self.manifest_id) for pair in batch]
        known = self.store.known_for(self.manifest_id)
        with self.store.run(self.manifest_id, "0.1", "{}", [list_info()], thresholds=(73.0, 55.0)) as run:
            run.add_hits({
                line_id: known.judge(line, [hit]) for (line_id, line), hit in zip(stored, hits, strict=True)
            })  # fmt: skip
            self.run_id = run.finish(len(lines)).run_id
        self.hits = [stored.hit_id for stored in self.store.hits(self.run_id)]


PARTIES = ("ТОО Алма", "Alma Trade LLP", "Степной Ветер", "Other GmbH", "Fifth AG", "Sixth AG")


@pytest.fixture
def single(tmp_path: Path) -> Iterator[Office]:
    """An office of one person, with hits 0-3 on parties, 4 on goods, 5 on a flag."""
    with DataFolder(tmp_path / "data") as folder, folder.open() as store:
        office = Office(folder, store)
        store.replace_list(list_info("un", ListFormat.UN_XML), [entry("7", "ALMA"), entry("8", "OTHER")])
        kinds = (*[HitKind.PARTY] * 4, HitKind.GOODS, HitKind.FLAG)
        lines = [line_of(row, party) for row, party in enumerate(PARTIES, 2)]
        hits = [hit_of(n + 2, party, kind) for n, (party, kind) in enumerate(zip(PARTIES, kinds, strict=True))]
        office.import_and_screen(tmp_path, lines, hits)
        yield office


@pytest.fixture
def office(single: Office) -> Office:
    """The same with accounts; nobody is signed in."""
    single.hire()
    single.store.sign_out()
    return single
