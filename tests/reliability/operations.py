"""What is interrupted in these tests: the program's own operations on a data folder, with what they have promised.

Each prints ``PHASE name`` as it begins and ``ACK ...`` when the program would tell the officer that it is done.
``tests.reliability.judge`` holds the store against the acknowledgements.

    python -m tests.reliability.operations FOLDER [PHASE ...]     one round of all phases, or of some
"""

import csv
import hashlib
import os
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import screening.manifest.read
import screening.workflow
from db.backups import backups, make_backup
from db.names import DATABASE_NAME
from db.store import DataFolder, SqliteStore
from screening.model.decisions import Disposition
from screening.settings import ScreeningSettings
from screening.workflow import import_lists, import_manifest, open_engine, screen_manifest
from tests.db.keep_schema import SCHEMAS
from ui.report.collect import collect
from ui.report.excel import write_report
from ui.report.hits import write_hits

LINES = 400
ENTRIES = 120
NAMES = ("Severnaya Zvezda", "Alpine Bearing", "Tien Shan Optics", "Kara Kum Logistics", "Baltic Chip")
OLD = "m001_first_tables"


def say(text: str) -> None:
    """Print a whole line at once, so that a kill never leaves half of one."""
    os.write(1, f"{text}\n".encode())


def small_batches() -> None:
    """Let small work take many transactions, as large work does."""
    screening.manifest.read.BATCH = 60  # type: ignore[attr-defined]
    screening.workflow.SCREENING_BATCH = 90


def prepare(work: Path) -> None:
    """Make the inputs, and a data folder with a list, a screened manifest and a backup."""
    work.mkdir(parents=True, exist_ok=True)
    write_manifest(work / "manifest-0.csv", 0)
    write_list(work / "house.csv", 0)
    with DataFolder(work / "data") as folder:
        store = folder.open()
        import_lists(store, [work / "house.csv"])
        screened(store, work / "manifest-0.csv")
        make_backup(store.database.conn, store.folder, "daily")
        store.close()
    (work / "exports").mkdir(exist_ok=True)


def write_manifest(path: Path, number: int) -> None:
    """Write a manifest of its own content: some parties listed, some goods controlled."""
    chance = random.Random(number)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("№", "Отправитель", "Получатель", "Наименование товара", "Код ТН ВЭД", "Страна назначения"))
        for line in range(LINES):
            party = f"{chance.choice(NAMES)} {chance.randrange(ENTRIES)} Ltd" if line % 20 == 0 else f"ТОО Дала {line}"
            goods, code = chance.choice((("Стулья деревянные", "9401690000"), ("Микросхемы памяти", "8542320000")))
            rows.writerow((f"{number}-{line}", "Anadolu Mobilya A.Ş.", party, goods, code, "Казахстан"))


def write_list(path: Path, number: int) -> None:
    """Write the next version of the house list: a few entries changed, a few more."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("id", "name", "type", "country", "aliases"))
        for n in range(ENTRIES + number % 7):
            alias = f"Alias {number}" if n % 11 == number % 11 else ""
            rows.writerow((f"h-{n}", f"{NAMES[n % len(NAMES)]} {n} Ltd", "organisation", "RU", alias))


def screened(store: SqliteStore, path: Path) -> tuple[int, int]:
    """Import and screen a manifest; returns its number and that of the run."""
    manifest = import_manifest(store, path).manifest
    run = screen_manifest(store, open_engine(store, ScreeningSettings()), manifest.manifest_id)
    return manifest.manifest_id, run.run_id


def do_import(store: SqliteStore, work: Path, number: int) -> None:
    path = work / f"manifest-{number}.csv"
    write_manifest(path, number)
    say("PHASE import")
    manifest = import_manifest(store, path).manifest
    say(f"ACK import {manifest.manifest_id} {manifest.lines} {manifest.info.sha256}")


def do_screen(store: SqliteStore, work: Path, number: int) -> None:
    manifest = store.manifests()[0]
    engine = open_engine(store, ScreeningSettings())
    say("PHASE screen")
    run = screen_manifest(store, engine, manifest.manifest_id)
    say(f"ACK screen {run.run_id} {run.lines} {run.hits}")


def do_decide(store: SqliteStore, work: Path, number: int) -> None:
    hits = [hit for hit in store.hits(store.runs()[0].run_id) if hit.decision is None]
    say("PHASE decide")
    for n in range(0, min(len(hits), 40), 2):
        ids = [hit.hit_id for hit in hits[n : n + 2]]
        for made in store.decide(ids, Disposition.FALSE_POSITIVE, "other_birth_date", f"round {number}", "aigul"):
            say(f"ACK decide {made.decision_id} {made.hit_id}")


def do_export(store: SqliteStore, work: Path, number: int) -> None:
    run = store.runs()[0]
    say("PHASE export")
    writers: tuple[tuple[str, Callable[[Path], object]], ...] = (
        ("flagged.xlsx", lambda path: write_report(path, collect(store, run), "ru")),
        (f"flagged-{number % 3}.xlsx", lambda path: write_report(path, collect(store, run), "en")),
        ("hits.csv", lambda path: write_hits(path, [("manifest", stored.hit) for stored in store.hits(run.run_id)])),
    )
    for name, write in writers:
        path = work / "exports" / name
        write(path)
        say(f"ACK export {name} {hashlib.sha256(path.read_bytes()).hexdigest()}")


def do_list(store: SqliteStore, work: Path, number: int) -> None:
    path = work / "house.csv"
    write_list(path, number)
    say("PHASE list")
    (change,) = import_lists(store, [path])
    assert not change.problems, change.problems
    say(f"ACK list {change.info.version_id} {change.info.entries} {change.info.sha256}")
    open_engine(store, ScreeningSettings())
    say("ACK index")


def do_backup(store: SqliteStore, work: Path, number: int) -> None:
    say("PHASE backup")
    made = make_backup(store.database.conn, store.folder, "daily")
    say(f"ACK backup {made.path.name}")


def do_migrate(store: SqliteStore, work: Path, number: int) -> None:
    folder = work / f"old-{number}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    connection = sqlite3.connect(folder / DATABASE_NAME)
    connection.executescript(
        f"BEGIN;{(SCHEMAS / f'{OLD}.sql').read_text(encoding='utf-8').replace('BEGIN TRANSACTION;', '')}"
    )
    connection.close()
    os.sync()
    say(f"LAID {folder.name}")
    say("PHASE migrate")
    with DataFolder(folder):
        say(f"ACK migrate {folder.name}")


def do_restore(store: SqliteStore, work: Path, number: int) -> None:
    folder = work / f"other-{number}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    copy = backups(store.folder)[0].path
    (folder / "backups").mkdir(mode=0o700)
    shutil.copy(copy, folder / "backups" / copy.name)
    damaged = random.Random(number).randbytes(50_000)
    (folder / DATABASE_NAME).write_bytes(damaged)
    os.sync()
    say(f"LAID {folder.name} {hashlib.sha256(damaged).hexdigest()}")
    say("PHASE restore")
    DataFolder(folder).restore(folder / "backups" / copy.name)
    say(f"ACK restore {folder.name}")


PHASES: dict[str, Callable[[SqliteStore, Path, int], None]] = {
    "import": do_import,
    "screen": do_screen,
    "decide": do_decide,
    "export": do_export,
    "list": do_list,
    "migrate": do_migrate,
    "backup": do_backup,
    "restore": do_restore,
}


def work_round(work: Path, number: int, phases: tuple[str, ...] = tuple(PHASES)) -> None:
    """Do phases, each in the order given, on the data folder that :func:`prepare` made."""
    small_batches()
    with DataFolder(work / "data") as folder:
        store = folder.open()
        say("OPEN")
        for phase in phases:
            PHASES[phase](store, work, number)
        store.close()
    say("CLOSED")


if __name__ == "__main__":
    work_round(Path(sys.argv[1]), 1, tuple(sys.argv[2:]) or tuple(PHASES))
