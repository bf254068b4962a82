"""The bundled starter parties are whole and their numbers are possible."""

import csv
import datetime
import re

import pytest
from babel import Locale
from stdnum import imo
from stdnum.ru import inn, ogrn

from screening.lists.read import read_starter
from screening.resources import resource_path

COLUMNS = [
    "id",
    "kind",
    "name",
    "name_cyrillic",
    "other_names",
    "country",
    "programme",
    "inn",
    "ogrn",
    "imo",
    "regulation",
    "source",
    "checked_on",
]


@pytest.fixture(scope="module")
def parties() -> list[dict[str, str]]:
    """The rows of the bundled file."""
    with resource_path("lists", "starter_parties.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    assert reader.fieldnames == COLUMNS
    return rows


def test_there_are_enough_parties_of_every_kind(parties: list[dict[str, str]]) -> None:
    """The first start has to be able to find persons, organisations, vessels and aircraft."""
    assert len(parties) >= 120
    assert {row["kind"] for row in parties} == {"person", "organisation", "vessel", "aircraft"}


def test_ids_are_unique_and_stable_in_form(parties: list[dict[str, str]]) -> None:
    """Decisions refer to the id, so it may neither repeat nor hold anything but a slug."""
    ids = [row["id"] for row in parties]
    assert len(ids) == len(set(ids))
    assert not [i for i in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", i)]


def test_check_digits(parties: list[dict[str, str]]) -> None:
    """A wrong number would flag an innocent firm as certain."""
    for row in parties:
        assert not row["inn"] or inn.is_valid(row["inn"]), row
        assert not row["ogrn"] or ogrn.is_valid(row["ogrn"]), row
        assert not row["imo"] or imo.is_valid(row["imo"]), row
        assert not row["imo"] or row["kind"] == "vessel", row
        assert not (row["inn"] or row["ogrn"]) or row["country"] == "RU", row
    for column in ("inn", "ogrn", "imo"):
        numbers = [row[column] for row in parties if row[column]]
        assert len(numbers) == len(set(numbers)), column


def test_every_party_says_where_it_stands_and_when(parties: list[dict[str, str]]) -> None:
    """An officer signs for it: regulation, source and date may not be missing."""
    territories = Locale("en").territories
    for row in parties:
        assert row["name"].strip() == row["name"] != ""
        assert row["programme"], row
        assert row["regulation"], row
        assert row["source"], row
        assert datetime.date(2004, 1, 1) < datetime.date.fromisoformat(row["checked_on"]) < datetime.date(2026, 11, 24)
        moves = row["kind"] in ("vessel", "aircraft")
        assert re.fullmatch(r"[A-Z]{2}", row["country"]) or (moves and not row["country"]), row
        assert not row["country"] or row["country"] in territories, row


def test_cyrillic_column_is_cyrillic(parties: list[dict[str, str]]) -> None:
    """Latin look-alikes in a Cyrillic name would make it miss what it is for."""
    for row in parties:
        assert not re.search(r"[A-Za-z]", row["name_cyrillic"]), row


def test_no_name_stands_under_two_parties(parties: list[dict[str, str]]) -> None:
    """The same name twice would show one hit as two."""
    seen: dict[str, str] = {}
    for row in parties:
        names = {n.strip().casefold() for n in [row["name"], row["name_cyrillic"], *row["other_names"].split(";")]}
        for name in names - {""}:
            assert seen.setdefault(name, row["id"]) == row["id"], name


def test_the_list_reader_reads_all(parties: list[dict[str, str]]) -> None:
    """The program's own reader takes every row."""
    assert [entry.entry_id for entry in read_starter().entries] == [row["id"] for row in parties]
