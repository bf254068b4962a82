"""Owned parties from a list to the hits of a manifest, through the command line."""

import csv
import json
from pathlib import Path

from tests.terminal.conftest import Tekser


def test_a_company_that_no_list_has_is_found_by_its_listed_owner(tekser: Tekser, tmp_path: Path) -> None:
    entities = [
        {"id": "a", "schema": "Company", "caption": "Severnaya Zvezda Holding", "target": True,
         "properties": {"name": ["Severnaya Zvezda Holding"], "topics": ["sanction"]}},
        {"id": "x", "schema": "Company", "caption": "Vostochny Kvadrat Trading", "target": False,
         "properties": {"name": ["Vostochny Kvadrat Trading"]}},
        {"id": "o", "schema": "Ownership", "caption": "o", "target": False,
         "properties": {"owner": ["a"], "asset": ["x"], "percentage": ["60"]}},
    ]  # fmt: skip
    ftm = tmp_path / "entities.ftm.json"
    ftm.write_text("".join(json.dumps(entity) + "\n" for entity in entities), encoding="utf-8")
    manifest = tmp_path / "m.csv"
    manifest.write_text(
        "Отправитель,Получатель,Наименование товара,Код ТН ВЭД,Страна назначения\n"
        "Anadolu Mobilya,Vostochny Kvadrat Trading LLP,Стулья,9401690000,Казахстан\n"
        "Anadolu Mobilya,ТОО Алтын Дала,Стулья,9401690000,Казахстан\n",
        encoding="utf-8",
    )
    assert "not asked of some lines" in tekser("screen", manifest).out
    assert "a list that tells of owners" in tekser("flags", "missing").out
    assert tekser("lists", "import", ftm, "--format", "opensanctions-ftm").code == 0
    hits = tmp_path / "hits.csv"
    result = tekser("screen", manifest, "--hits", hits)
    tekser("screen", manifest)
    assert "screened" in result.out
    assert "a list that tells of owners" not in tekser("flags", "missing").out
    with hits.open(encoding="utf-8-sig", newline="") as file:
        (hit,) = [row for row in csv.DictReader(file) if row["list"] == "ownership"]
    assert hit["row"] == "2"
    assert "Severnaya Zvezda Holding" in hit["reason"]
    assert "60 %" in hit["reason"]
    shown = json.loads(tekser("ownership", "list", "3", "--json").out)
    assert shown["checked_against_lists"] is True
    assert [owned["row"] for owned in shown["owned"]] == [2]
    noted = tekser("ownership", "note", "3", "ТОО Алтын Дала", "--answer", "not_owned", "--source", "stat.gov.kz")
    assert noted.code == 0
    assert "stat.gov.kz" in tekser("ownership", "list", "3").out
    assert tekser("ownership", "list", "99").code == 2
    (shipment,) = json.loads(tekser("risk", "--json").out)
    assert shipment["flagged"] == 1
    assert round(sum(part["points"] for part in shipment["parts"]), 2) == shipment["risk"]
    assert "ownership" in tekser("risk").out
