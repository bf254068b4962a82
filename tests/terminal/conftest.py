"""Small real files, and a way to run a command as a user would, in this process."""

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

import main
from ui.terminal.app import Services, run

LISTED = "Severnaya Zvezda Trading House"
LISTED_PERSON = "Platon Evgrafovich DOLGORUKOV"


@dataclass(frozen=True, slots=True)
class Result:
    code: int
    out: str
    err: str


Tekser = Callable[..., Result]


@pytest.fixture
def tekser(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Tekser:
    """Run a command on a data folder of its own."""

    def no_window(folder: Path | None, manifest_id: int | None = None) -> int:
        raise AssertionError("this command must not open the window")

    def call(*arguments: object) -> Result:
        services = Services(data_folder=main.data_folder, open_window=no_window)
        code = run(["--data-dir", str(tmp_path / "data"), *map(str, arguments)], services)
        out, err = capfd.readouterr()
        return Result(code, out, err)

    return call


@pytest.fixture
def own_list(tmp_path: Path) -> Path:
    path = tmp_path / "house.csv"
    rows = [
        ("id", "name", "type", "country", "aliases"),
        ("h-1", LISTED, "organisation", "RU", "Торговый дом Северная Звезда"),
        ("h-2", LISTED_PERSON, "person", "RU", ""),
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


MANIFEST_HEADER = ("№", "Отправитель", "Получатель", "Наименование товара", "Код ТН ВЭД", "Страна назначения")
MANIFEST_ROWS = (
    (1, "Anadolu Mobilya A.Ş.", "ТОО Алтын Дала Мебель", "Стулья деревянные", "9401690000", "Казахстан"),
    (2, "Anadolu Mobilya A.Ş.", LISTED, "Столы деревянные", "9403600000", "Казахстан"),
    (3, "Bavaria Möbel GmbH", "ТОО Степной Ветер", "Интегральные микросхемы памяти", "8542320000", "Казахстан"),
    (4, "Bavaria Möbel GmbH", "ТОО Торговый дом Северная Звезда", "Шкафы", "9403600000", "Казахстан"),
)


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Реестр"
    sheet.append(MANIFEST_HEADER)
    for row in MANIFEST_ROWS:
        sheet.append(row)
    book.save(path)
    return path
