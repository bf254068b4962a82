"""Owned parties: alone, together, through steps, with shares that are not told; and as hits of a line."""

import json
from pathlib import Path
from typing import Any

import pytest

from db.codec import entry_from_text, entry_to_text
from screening.lists.read import detect, read_list
from screening.model.lists import Entry, EntryKind, EntryName, Relation
from screening.ownership import LIST_ID, Ownership, ownership_of
from screening.ports import ListedEntry


def _entry(entry_id: str, name: str, *relations: Relation) -> ListedEntry:
    return ListedEntry("ftm", Entry(entry_id, EntryKind.ORGANISATION, (EntryName(name),), relations=relations))


def _owns(target: str, share: float | None, name: str = "", former: bool = False) -> Relation:
    return Relation("owns", target, name or target, share, former=former)


def _names(ownership: Ownership) -> dict[str, float | None]:
    found = {listed.entry.name: ownership.of_unlisted(listed.entry.entry_id) for listed in ownership.unlisted()}
    return {name: owned.share for name, owned in found.items() if owned is not None}


@pytest.mark.parametrize(("share", "owned"), [(50.0, True), (49.9, False), (100.0, True)])
def test_half_is_enough(share: float, owned: bool) -> None:
    ownership = Ownership.of_entries([_entry("a", "Severnaya", _owns("x", share, "Vostok LLP"))])
    assert (_names(ownership) == {"Vostok LLP": share}) is owned


def test_shares_of_several_listed_owners_add_up() -> None:
    entries = [_entry("a", "Severnaya", _owns("x", 30.0)), _entry("b", "Zapadnaya", _owns("x", 20.0))]
    ownership = Ownership.of_entries(entries)
    assert _names(ownership) == {"x": 50.0}
    (listed,) = ownership.unlisted()
    owned = ownership.of_unlisted(listed.entry.entry_id)
    assert owned is not None
    assert {(s.owner, s.asset, s.share) for s in owned.chain} == {("Severnaya", "x", 30.0), ("Zapadnaya", "x", 20.0)}


def test_steps_count_only_through_parties_that_are_owned_themselves() -> None:
    steps = [
        _entry("a", "Severnaya", _owns("b", 60.0)),
        _entry("b", "Holding", _owns("c", 55.0)),
        _entry("c", "Trade", _owns("d", 50.0, "Last LLP")),
    ]
    ownership = Ownership.of_entries(steps)
    owned = ownership.of("ftm", "c")
    assert owned is not None
    assert owned.share == 55.0
    assert "Last LLP" in _names(ownership)
    weak = Relation("owned_by", "m", "Middle", 100.0)
    middle = Ownership.of_entries([_entry("a", "Severnaya", _owns("m", 40.0, "Middle"))])
    assert middle.unlisted() == []
    assert weak.share == 100.0


def test_an_owner_that_is_only_named_is_found_among_the_names_of_its_list() -> None:
    entries = [_entry("a", "Severnaya"), _entry("b", "Daughter", Relation("owned_by", "", "SEVERNAYA", 75.0))]
    owned = Ownership.of_entries(entries).of("ftm", "b")
    assert owned is not None
    assert (owned.share, owned.chain[0].owner) == (75.0, "Severnaya")


def test_a_share_that_is_not_told_makes_it_possible() -> None:
    ownership = Ownership.of_entries([_entry("a", "Severnaya", _owns("x", None, "Vostok LLP"))])
    assert _names(ownership) == {"Vostok LLP": None}


def test_links_that_ended_and_other_links_do_not_count() -> None:
    ended = _owns("x", 100.0, former=True)
    other = Relation("linked_to", "y", "Y", 100.0)
    assert len(Ownership.of_entries([_entry("a", "Severnaya", ended, other)])) == 0


def test_rings_end() -> None:
    entries = [_entry("a", "A", _owns("b", 60.0)), _entry("b", "B", _owns("a", 60.0))]
    ownership = Ownership.of_entries(entries)
    assert ownership.of("ftm", "a") is not None
    assert ownership.of("ftm", "b") is not None


def test_it_is_kept_as_json() -> None:
    ownership = Ownership.of_entries([_entry("a", "Severnaya", _owns("x", 60.0, "Vostok"), _owns("y", None, "Yug"))])
    again = Ownership.from_data(json.loads(json.dumps(ownership.to_data())))
    assert again.told
    assert again.to_data() == ownership.to_data()
    assert [listed.list_id for listed in again.unlisted()] == [LIST_ID, LIST_ID]


def test_chains_of_ftm_go_on_through_companies_that_are_not_listed(tmp_path: Path) -> None:
    def company(entity_id: str, *topics: str) -> dict[str, Any]:
        properties = {"name": [f"Firm {entity_id.upper()}"], "topics": list(topics)}
        return {"id": entity_id, "schema": "Company", "target": bool(topics), "properties": properties}

    def owns(owner: str, asset: str, share: str) -> dict[str, Any]:
        properties = {"owner": [owner], "asset": [asset], "percentage": [share] if share else []}
        return {"id": f"{owner}-{asset}", "schema": "Ownership", "properties": properties}

    entities = [
        company("a", "sanction"), *map(company, ("holding", "middle", "last", "small", "under")),
        owns("a", "holding", "80"), owns("holding", "middle", "60"), owns("middle", "last", "50"),
        owns("a", "small", "20"), owns("small", "under", "100"), owns("last", "holding", "5"),
    ]  # fmt: skip
    path = tmp_path / "entities.ftm.json"
    path.write_text("".join(json.dumps(entity) + "\n" for entity in entities), encoding="utf-8")
    (source,) = detect([path])
    entries = list(read_list(source).entries)
    # They are no entries, and the record of the listed one says what they are.
    assert [entry.entry_id for entry in entries] == ["a"]
    assert {(r.holder_id, r.target_id) for r in entries[0].relations if r.kind == "owns_further"} == {
        ("holding", "middle"), ("middle", "last"), ("last", "holding"), ("small", "under"),
    }  # fmt: skip
    kept = entry_from_text(entry_to_text(entries[0]))
    assert kept == entries[0]
    ownership = ownership_of(lambda: [ListedEntry("ftm", kept)])
    assert _names(ownership) == {"Firm HOLDING": 85.0, "Firm MIDDLE": 60.0, "Firm LAST": 50.0}
    last = next(listed for listed in ownership.unlisted() if listed.entry.name == "Firm LAST")
    owned = ownership.of_unlisted(last.entry.entry_id)
    assert owned is not None
    assert [(s.owner, s.asset) for s in owned.chain][-1] == ("Firm MIDDLE", "Firm LAST")
    assert ("Firm A", "Firm HOLDING") in [(s.owner, s.asset) for s in owned.chain]
