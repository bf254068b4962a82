"""``tekser lists import`` as an officer uses it: mappings, goods and control lists, and what it says."""

import json
from pathlib import Path

from tests.lists.test_formats import FILES
from tests.terminal.conftest import Tekser


def test_a_table_with_a_mapping(tekser: Tekser, tmp_path: Path) -> None:
    table = tmp_path / "ours.csv"
    table.write_text("Контрагент;РНН\nТОО Неведомо;600900123456\n", encoding="utf-8")
    assert "1 entries read" in tekser("lists", "import", table, "--map", "name=Контрагент", "--map", "tax=РНН").out
    unknown = tekser("lists", "import", table, "--map", "nme=Контрагент")
    assert unknown.code == 2
    assert "no field nme" in unknown.err
    assert "birth_date" in unknown.err
    assert tekser("lists", "import", table, "--map", "name").code == 2
    missing = tekser("lists", "import", table, "--map", "name=Покупатель")
    assert "Покупатель" in missing.err


def test_goods_and_control_lists(tekser: Tekser, tmp_path: Path) -> None:
    goods = tmp_path / "goods.csv"
    goods.write_text("Код;Что\n854231;CPU\nabc;X\n", encoding="utf-8")
    wrong = tekser("lists", "import", goods, "--format", "goods", "--name", "kz-106", "--map", "name_ru=Что")
    assert wrong.code == 2
    assert "kz-106: HELD, 1 entries read; NOTHING IS IN FORCE" in wrong.out
    assert "Rows that cannot be read: 3: code 'abc'; correct them" in wrong.out
    goods.write_text("Код;Что\n854231;CPU\n", encoding="utf-8")
    assert tekser("lists", "import", goods, "--format", "goods", "--name", "kz-106", "--map", "name_ru=Что").code == 0
    control = tmp_path / "424.csv"
    control.write_text("Номер;Наименование\n2В001.а;Станки\n", encoding="utf-8")
    assert tekser("lists", "import", control, "--format", "control", "--name", "kz-424").code == 0
    held = {entry["list"]: entry for entry in json.loads(tekser("lists", "status", "--json").out)}
    assert (held["kz-106"]["entries"], held["kz-424"]["format"]) == (1, "control")
    # A list that has its place keeps its title.
    assert "Kazakhstan" in held["kz-424"]["title"]


def test_what_was_met_is_told_and_what_was_not_tried_too(tekser: Tekser, tmp_path: Path) -> None:
    result = tekser("lists", "import", FILES / "entities.ftm.json", "--accept", "small")
    assert result.code == 0
    assert "fields that are not known: 1 (hologram 1)" in result.out
    assert "records that could not be read: 2" in result.out
    status = tekser("lists", "status").out
    assert "fields that are not known: 1 (hologram 1)" in status
    told = {entry["list"]: entry for entry in json.loads(tekser("lists", "status", "--json").out)}
    assert told["opensanctions"]["notes"]["unknown_field:hologram"] == 1
    assert told["chpl"]["notes"] == {}
    assert "opensanctions-ftm" in status.splitlines()[-1]
    assert "eu-xml" in tekser("lists", "formats").out
    (tmp_path / "un.xml").write_text(
        '<CONSOLIDATED_LIST><ENTITIES glow="red"><ENTITY><DATAID>7</DATAID><FIRST_NAME>Party 7</FIRST_NAME></ENTITY>'
        "</ENTITIES></CONSOLIDATED_LIST>"
    )
    updated = tekser("lists", "update", "--from", tmp_path)
    assert "fields that are not known: 1 (ENTITIES@glow 1)" in updated.out
    assert "ofac-csv" not in status.splitlines()[-1]
