"""The search among stored questions finds every one that asking all would find."""

import random

from screening.effectiveness.manipulations import ALL
from screening.model.lists import Entry, EntryKind, EntryName, Identifier
from screening.names.index import NameIndex
from screening.names.questions import ChangedNames, forms_of
from screening.names.types import PartyQuery
from screening.ports import ListedEntry
from tests.bench.bench_names import entries_of, made_up_names


def listed(entry_id: str, *names: str, kind: EntryKind = EntryKind.ORGANISATION, number: str = "") -> ListedEntry:
    numbers = (Identifier("imo" if kind is EntryKind.VESSEL else "inn", number),) if number else ()
    return ListedEntry("un", Entry(entry_id, kind, tuple(map(EntryName, names)), numbers))


def near(index: NameIndex, wanted: set[str], queries: list[PartyQuery]) -> list[int]:
    changed = ChangedNames(index, lambda _, entry_id: entry_id in wanted)
    texts = [forms_of(query) for query in queries]
    return changed.askers([texts[:7], texts[7:]])


def test_every_altered_name_of_a_changed_entry_is_asked() -> None:
    rng = random.Random(23)
    entries = list(entries_of(made_up_names(6000, rng)))
    index = NameIndex.build(entries)
    some = rng.sample(entries, 300)
    wanted = {one.entry.entry_id for one in some}
    names = [name.text for one in some for name in one.entry.names]
    alterations = list(ALL.values())
    texts = [alterations[n % len(alterations)][0](rng.choice(names), rng) for n in range(2500)]
    queries = [PartyQuery(text) for text in [*filter(None, texts), *made_up_names(2000, rng)]]
    answers = index.match(queries)
    hit = {n for n, found in enumerate(answers) if any(match.entry_id in wanted for match in found)}
    asked = set(near(index, wanted, queries))
    assert hit <= asked
    assert len(hit) > 1000
    assert len(asked) < len(queries) * 0.75


def test_numbers_vessels_and_other_keyboards_are_asked() -> None:
    index = NameIndex.build([
        listed("1", "Severnaya Zvezda", number="7704730655"),
        listed("2", "Kaspian Pride", kind=EntryKind.VESSEL, number="9074729"),
        listed("3", "Ramashka Tekstil"),
        listed("4", "Unrelated Holding"),
    ])  # fmt: skip
    queries = [
        PartyQuery("Alma", identifiers=(Identifier("inn", "7704730655"),)),
        PartyQuery("KASPIAN PRIDE", vessel=True),
        PartyQuery("KASPIAN PRIDE"),
        PartyQuery("", vessel=True, identifiers=(Identifier("imo", "9074729"),)),
        PartyQuery("Hfvfirf Ntrcnbkm"),
        PartyQuery("Alma Furniture"),
        PartyQuery("Ramash ka Tekstil"),
        PartyQuery("RamashkaTekstil"),
        PartyQuery("Rarnashka Tekstil"),
        PartyQuery("---"),
        PartyQuery("Unrelated Holding"),
    ]
    answers = index.match(queries)
    hit = [n for n, found in enumerate(answers) if any(match.entry_id in "123" for match in found)]
    assert hit == [0, 1, 3, 4, 6, 7, 8]
    assert near(index, {"1", "2", "3"}, queries) == hit


def test_no_questions_and_no_changes() -> None:
    index = NameIndex.build([listed("1", "Severnaya Zvezda")])
    assert near(index, {"1"}, []) == []
    assert near(index, set(), [PartyQuery("Severnaya Zvezda")]) == []
    assert near(index, {"1"}, [PartyQuery("")]) == []
