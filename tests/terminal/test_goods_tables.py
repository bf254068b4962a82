"""``tekser rates`` and ``tekser goods``: rates, goods lists and the officer's own patterns, through the command line."""

import csv
import json
from pathlib import Path

from tests.terminal.conftest import Tekser

HEADER = "Дата,Наименование товара,Код ТН ВЭД,Страна назначения,Цена за единицу,Валюта\n"


def _manifest(folder: Path, *rows: str) -> Path:
    path = folder / "manifest.csv"
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def _rows(tekser: Tekser, manifest: Path, list_id: str) -> set[str]:
    hits = manifest.with_name("hits.csv")
    tekser("screen", manifest, "--hits", hits)
    with hits.open(encoding="utf-8-sig", newline="") as file:
        return {row["row"] for row in csv.DictReader(file) if row["list"] == list_id}


def test_rates_are_imported_listed_and_used_for_a_price_floor(tekser: Tekser, tmp_path: Path) -> None:
    goods = tmp_path / "luxury.csv"
    goods.write_text("code,targets,price_floor,currency\n4202,RU,300,EUR\n", encoding="utf-8")
    manifest = _manifest(
        tmp_path,
        "05.05.2024,Сумки женские,4202210000,Россия,200000,KZT",
        "05.05.2024,Сумки детские,4202210000,Россия,2000,KZT",
    )
    assert tekser("goods", "import", goods, "--id", "own-lux").code == 0
    # Without a rate nobody knows: both are possible, and it is said why.
    assert _rows(tekser, manifest, "own-lux") == {"2", "3"}
    assert "PRICE FLOORS: 2 lines without an official exchange rate" in tekser("screen", manifest).out
    rates = tmp_path / "rates.csv"
    rates.write_text("date,currency,rate\n2024-05-03,KZT,0.0021\n", encoding="utf-8")
    assert tekser("rates", "import", rates, "--user", "aigul").code == 0
    assert "KZT" in tekser("rates", "list", "--currency", "kzt").out
    central = tmp_path / "eurofxref-hist.csv"
    central.write_text("Date,USD,TRY,\n2024-05-03,1.0765,34.7965,\n1999-01-04,1.1789,N/A,\n", encoding="utf-8")
    told = tekser("rates", "import", central).out
    assert "2 rates read, 2 new or changed" in told
    assert "1 older rate left out" in told
    shown = tekser("rates", "list", "--currency", "usd").out
    assert "European Central Bank" in shown
    assert "[came with Tekser, not official]" in shown
    assert _rows(tekser, manifest, "own-lux") == {"2"}


def test_a_list_with_its_place_takes_what_it_leaves_open_from_there(tekser: Tekser, tmp_path: Path) -> None:
    template = tmp_path / "belarus.csv"
    assert tekser("goods", "template", template).code == 0
    with template.open("a", encoding="utf-8") as file:
        file.write("8429\n")
    assert "not loaded" in _line(tekser, "eu-765-2006")
    assert tekser("goods", "import", template, "--id", "eu-765-2006").code == 0
    assert "1 code" in _line(tekser, "eu-765-2006")
    manifest = _manifest(
        tmp_path,
        ",Бульдозеры,8429110000,Беларусь,,",
        ",Бульдозеры,8429110000,Россия,,",
        ",Бульдозеры,8429110000,Китай,,",
    )
    assert _rows(tekser, manifest, "eu-765-2006") == {"2"}


def _line(tekser: Tekser, list_id: str) -> str:
    return next(line for line in tekser("goods", "places").out.splitlines() if line.startswith(list_id))


def test_own_patterns_are_added_and_a_bad_one_is_named(tekser: Tekser, tmp_path: Path) -> None:
    manifest = _manifest(
        tmp_path,
        "05.05.2024,Изделие особое,7326909807,Казахстан,5,KZT",
        "05.05.2024,Шпунтель опорный,,Казахстан,5,KZT",
    )
    assert _rows(tekser, manifest, "chpl") == set()
    table = tmp_path / "words.tsv"
    table.write_text("854231\tшпунтел\tнаша таблица\n", encoding="utf-8")
    assert tekser("goods", "patterns", "words", table).code == 0
    assert _rows(tekser, manifest, "chpl") == {"3"}
    table.write_text("854231\tшпунтел\n854231\t(\n", encoding="utf-8")
    result = tekser("goods", "patterns", "words", table)
    assert result.code == 2
    assert "row 2" in result.err
    assert _rows(tekser, manifest, "chpl") == {"3"}


def test_a_flag_is_set_and_the_run_keeps_it(tekser: Tekser, tmp_path: Path) -> None:
    manifest = tmp_path / "m.csv"
    manifest.write_text(
        "Отправитель,Получатель,Наименование товара,Код ТН ВЭД,Страна отправления,Страна назначения\n"
        "Bavaria GmbH,ТОО Азия Карго Логистик,Микросхемы памяти,8542320000,Германия,Казахстан\n",
        encoding="utf-8",
    )
    assert "forwarder_end_user  on  50" in tekser("flags", "list").out
    assert _flags(tekser, manifest) >= {"forwarder_end_user", "chpl_transshipment"}
    assert tekser("flags", "set", "forwarder_end_user", "--off", "--user", "aigul").code == 0
    assert "forwarder_end_user  off" in tekser("flags", "list").out
    assert "forwarder_end_user" not in _flags(tekser, manifest)
    assert tekser("flags", "set", "forwarder_end_user", "--threshold", "3").code == 2
    missing = tekser("flags", "missing")
    assert missing.code == 0
    assert "Late" not in missing.err
    assert any("(1 line)" in line for line in missing.out.splitlines())
    assert tekser("flags", "missing", "999").code == 2
    wrong = tekser("flags", "set", "NOPE", "--off")
    assert wrong.code == 2
    assert "NOPE" in wrong.err
    assert "value_per_kg" not in wrong.err
    assert len(wrong.err.strip().splitlines()) == 1
    assert "value_per_kg" in tekser("flags", "set", "value_per", "--off").err


def _flags(tekser: Tekser, manifest: Path) -> set[str]:
    hits = manifest.with_name("hits.csv")
    assert tekser("screen", manifest, "--hits", hits).code == 0
    with hits.open(encoding="utf-8-sig", newline="") as file:
        return {row["entry_id"] for row in csv.DictReader(file) if row["kind"] == "flag"}


def test_a_new_customer_is_told_from_the_second_manifest_on(tekser: Tekser, tmp_path: Path) -> None:
    header = "Отправитель,Получатель,Наименование товара,Код ТН ВЭД,Страна отправления,Страна назначения\n"
    row = "Bavaria GmbH,{},Микросхемы памяти,8542320000,Германия,Казахстан\n"
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text(header + row.format("ТОО Завод"), encoding="utf-8")
    second.write_text(header + row.format("ТОО Завод") + row.format("ТОО Новый"), encoding="utf-8")
    assert "new_customer_nine" not in _flags(tekser, first)
    assert "new_customer_nine" in _flags(tekser, second)


def test_in_the_terminal_a_held_goods_list_is_loud_and_may_be_accepted(tekser: Tekser, tmp_path: Path) -> None:
    path = tmp_path / "one.csv"
    path.write_text("code\n854231\n")
    for command in (
        ("lists", "import", path, "--format", "goods", "--name", "chpl"),
        ("goods", "import", path, "--id", "chpl"),
    ):
        held = tekser(*command)
        assert held.code == 2
        assert "chpl: HELD, 1 entries read; the version in force stays." in held.out
    assert "1 newer version is HELD" in tekser("lists", "status").out
    told = {entry["list"]: entry for entry in json.loads(tekser("lists", "status", "--json").out)}
    assert (told["chpl"]["entries"], told["chpl"]["held_versions"]) == (50, 1)
    versions = tekser("lists", "versions", "chpl").out
    newer, older = (line.split(":")[0] for line in versions.splitlines() if line[:1].isdigit())
    assert "removed 50" in tekser("lists", "diff", older, newer).out
    assert tekser("goods", "import", path, "--id", "chpl", "--accept", "processors alone").code == 0
    assert "removed: Machining centres (845710 " in tekser("lists", "changes", "chpl").out
    assert "chpl  1 code" in tekser("goods", "places").out
