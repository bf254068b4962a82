"""A small list of made-up and public names, in the scripts that matter."""

import pytest

from screening.model.lists import Entry, EntryKind, EntryName, Identifier, NameQuality
from screening.names.index import NameIndex
from screening.ports import ListedEntry

ORGANISATION, PERSON, VESSEL = EntryKind.ORGANISATION, EntryKind.PERSON, EntryKind.VESSEL

PARTIES: tuple[tuple[str, EntryKind, tuple[str, ...], tuple[str, ...]], ...] = (
    ("o1", ORGANISATION, ("Joint Stock Company Zagorsk Optical Mechanical Plant", "АО Загорский оптико-механический завод"), ("RU",)),
    ("o2", ORGANISATION, ("Tekhnopribor Invest LLC", "ООО Техноприбор Инвест"), ("RU",)),
    ("o3", ORGANISATION, ("Shchukin Shipbuilding Bureau",), ()),
    ("o4", ORGANISATION, ("Gulf Falcon Petrochem Trading FZE",), ("AE",)),
    ("o5", ORGANISATION, ("Military Unit 29155",), ("RU",)),
    ("o6", ORGANISATION, ("Blue Heron Ltd",), ()),
    ("o7", ORGANISATION, ("苏州亿可达智能科技有限公司", "Suzhou Yikeda Intelligent Technology Co Ltd"), ("CN",)),
    ("p1", PERSON, ("Yevgeniy Viktorovich Chubarov", "Евгений Викторович Чубаров"), ("RU",)),
    ("p2", PERSON, ("Abu Omar Al-Karbalaei Hashimi",), ("IQ",)),
    ("p3", PERSON, ("Oleksandr Hryhorovych Shchyrba",), ("UA",)),
    ("p4", PERSON, ("Abiola Ayorinde Kayodelu",), ("NG",)),
    ("v1", VESSEL, ("Ocean Marlin 7",), ()),
    ("v2", VESSEL, ("Ocean Marlin 9",), ()),
)  # fmt: skip


def listed() -> list[ListedEntry]:
    """The entries of the small list; o2 and v1 have numbers, o6 a weak alias."""
    numbers = {"o2": (Identifier("inn", "7707083893", "RU"),), "v1": (Identifier("imo", "9074729"),)}
    found = []
    for entry_id, kind, names, countries in PARTIES:
        texts = tuple(EntryName(name) for name in names)
        if entry_id == "o6":
            texts += (EntryName("Sandpiper", NameQuality.WEAK),)
        entry = Entry(entry_id, kind, texts, identifiers=numbers.get(entry_id, ()), countries=countries)
        found.append(ListedEntry("own-test", entry))
    return found


@pytest.fixture(scope="session")
def index() -> NameIndex:
    return NameIndex.build(listed())
