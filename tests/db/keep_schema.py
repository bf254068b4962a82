"""Keeps a database of the present schema as SQL, to be upgraded by every later program.

    python -m tests.db.keep_schema [FOLDER]

writes FOLDER/<last step>.sql (tests/db/schemas). To be run once when a version is released; of a step that has been
released the file is never made anew. The rows are those of real work: a list, a manifest, a screening, decisions.
"""

import csv
import sqlite3
import sys
import tempfile
from pathlib import Path

from db.migrations import SCHEMA_STEPS
from db.store import DataFolder
from screening.model.decisions import Disposition
from screening.settings import ScreeningSettings
from screening.workflow import import_lists, import_manifest, open_engine, screen_manifest

SCHEMAS = Path(__file__).parent / "schemas"
LIST = (
    ("id", "name", "type", "country", "aliases"),
    ("h-1", "Severnaya Zvezda Trading House", "organisation", "RU", "Торговый дом Северная Звезда"),
    ("h-2", "Platon Evgrafovich DOLGORUKOV", "person", "RU", ""),
)
MANIFEST = (
    ("№", "Отправитель", "Получатель", "Наименование товара", "Код ТН ВЭД", "Страна назначения"),
    ("1", "Anadolu Mobilya A.Ş.", "ТОО Алтын Дала Мебель", "Стулья деревянные", "9401690000", "Казахстан"),
    ("2", "Anadolu Mobilya A.Ş.", "Severnaya Zvezda Trading House", "Столы деревянные", "9403600000", "Казахстан"),
    ("3", "Bavaria Möbel GmbH", "ТОО Торговый дом Северная Звезда", "Шкафы", "9403600000", "Казахстан"),
)


def keep(folder: Path) -> Path:
    """Do the work, and write the database as SQL."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        for file, rows in (("house.csv", LIST), ("manifest.csv", MANIFEST)):
            with (work / file).open("w", encoding="utf-8", newline="") as target:
                csv.writer(target).writerows(rows)
        with DataFolder(work / "data") as opened:
            store = opened.open()
            import_lists(store, [work / "house.csv"])
            manifest = import_manifest(store, work / "manifest.csv").manifest
            run = screen_manifest(store, open_engine(store, ScreeningSettings()), manifest.manifest_id)
            first, *others = store.hits(run.run_id)
            (made,) = store.decide([first.hit_id], Disposition.FALSE_POSITIVE, "other_birth_date", "born 1990", "aigul")
            store.decide([first.hit_id], Disposition.TRUE_MATCH, "same_number", "", "aigul")
            assert others
            assert made
            store.close()
        connection = sqlite3.connect(work / "data" / "tekser.sqlite3")
        target_path = folder / f"{SCHEMA_STEPS[-1]}.sql"
        lines = [line.replace(str(work), "/somewhere") for line in connection.iterdump()]
        mark = connection.execute("PRAGMA application_id").fetchone()[0]
        connection.close()
    folder.mkdir(parents=True, exist_ok=True)
    target_path.write_text(f"PRAGMA application_id = {mark};\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return target_path


if __name__ == "__main__":
    print(keep(Path(sys.argv[1]) if len(sys.argv) > 1 else SCHEMAS))
