"""Small real files, and a way to run a command as a user would, in this process."""

import csv
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from argon2 import PasswordHasher

import main
from screening.casework import passwords
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


PASSWORD = "a long password"


def descriptor(text: str) -> int:
    """Return a file descriptor that gives a text."""
    reading, writing = os.pipe()
    os.write(writing, text.encode() + b"\n")
    os.close(writing)
    return reading


@pytest.fixture(autouse=True)
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def signed(tekser: Tekser, user: str, *arguments: object, password: str = PASSWORD) -> tuple[int, str, str]:
    """Run a command as somebody; returns code, output, errors."""
    done = tekser("--user", user, "--password-fd", descriptor(password), *arguments)
    return done.code, done.out, done.err


@pytest.fixture
def office(tekser: Tekser, own_list: Path, manifest: Path) -> Tekser:
    """An office with accounts and a screened manifest."""
    assert tekser("lists", "import", own_list).code == 0
    assert tekser("screen", manifest).code == 0
    assert (
        tekser("users", "add", "adminova", "--role", "administrator", "--new-password-fd", descriptor(PASSWORD)).code
        == 0
    )
    for name, role in (("aigul", "officer"), ("timur", "approver"), ("saule", "auditor")):
        code, out, err = signed(
            tekser, "adminova", "users", "add", name, "--role", role, "--new-password-fd", descriptor(PASSWORD)
        )
        assert code == 0, err
        assert name in out
    return tekser
