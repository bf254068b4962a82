"""A list of the user's own: any CSV or Excel table with a column of names."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from screening.countries import country_code
from screening.errors import UnreadableInput
from screening.lists.parsed import ListSource, ParsedList, info_of
from screening.lists.tables import rows_of
from screening.model.lists import Entry, EntryAddress, EntryKind, EntryName, Identifier, NameQuality

HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name", "full name", "party", "company", "entity", "name of party", "organisation", "organization",
        "наименование", "название", "имя", "фио", "наименование организации", "полное наименование", "организация",
        "компания", "атауы", "аты", "аты-жөні", "ad", "adı", "unvan", "ünvan", "firma", "名称", "姓名", "公司名称",
    ),
    "id": ("id", "no", "number", "code", "№", "код", "номер"),
    "kind": ("type", "kind", "schema", "тип", "вид", "түрі", "类型"),
    "country": ("country", "страна", "ел", "ülke", "国家", "land"),
    "aliases": ("aliases", "alias", "aka", "other names", "other_names", "псевдонимы", "другие названия", "синонимы",
                "别名"),
    "cyrillic": ("name_cyrillic", "cyrillic name", "name in cyrillic", "наименование на русском", "local name"),
    "inn": ("inn", "инн"),
    "ogrn": ("ogrn", "огрн"),
    "bin": ("bin", "бин", "бсн", "bin/iin", "бин/иин"),
    "tax": ("tax id", "tax number", "tin", "vkn", "税号", "vergi no"),
    "imo": ("imo", "imo number", "имо"),
    "address": ("address", "адрес", "мекенжай", "adres", "地址"),
    "programme": ("programme", "program", "программа", "санкции"),
    "remarks": ("remarks", "remark", "comment", "note", "reason", "примечание", "основание", "ескерту"),
}  # fmt: skip

_KINDS = {
    EntryKind.PERSON: ("person", "individual", "физ", "человек", "лицо физ", "жеке", "kişi", "个人"),
    EntryKind.VESSEL: ("vessel", "ship", "судно", "кеме", "gemi", "船"),
    EntryKind.AIRCRAFT: ("aircraft", "airplane", "самолет", "воздушн"),
    EntryKind.ORGANISATION: ("org", "company", "entity", "legal", "юр", "орган", "компан", "заңды", "şirket", "公司"),
}


def read(source: ListSource) -> ParsedList:
    """Read the table. Raises UnreadableInput when no column of names is found."""
    notes: Counter[str] = Counter()
    return ParsedList(info_of(source), _entries(source, notes), notes)


def _entries(source: ListSource, notes: Counter[str]) -> Iterator[Entry]:
    used: Counter[str] = Counter()
    for path in source.paths:
        columns: dict[str, int] = {}
        for row_number, row in rows_of(path):
            if not columns:
                columns = header_columns(row)
                if not columns and row_number >= 30:
                    break
                continue
            cells = {field: row[index].strip() for field, index in columns.items() if index < len(row)}
            if not cells.get("name"):
                if any(cell.strip() for cell in row):
                    notes["unread"] += 1
                continue
            entry_id = cells.get("id") or f"row-{row_number}"
            used[entry_id] += 1
            if used[entry_id] > 1:
                entry_id = f"{entry_id}-{used[entry_id]}"
            yield _entry(entry_id, cells, row)
        if not columns:
            raise UnreadableInput("no_name_column", file=str(path))


def header_columns(row: list[str]) -> dict[str, int]:
    """Return {field: column} when a row is a header with a column of names, else an empty dict."""
    found: dict[str, int] = {}
    for index, cell in enumerate(row):
        text = re.sub(r"\s+", " ", cell).strip(" :*").casefold()
        for field, words in HEADERS.items():
            if text in words and field not in found:
                found[field] = index
                break
    return found if "name" in found else {}


def _entry(entry_id: str, cells: dict[str, str], row: list[str]) -> Entry:
    names = [EntryName(cells["name"])]
    if cells.get("cyrillic"):
        names.append(EntryName(cells["cyrillic"]))
    for alias in re.split(r"\s*[;|\n]\s*", cells.get("aliases", "")):
        if alias:
            names.append(EntryName(alias, NameQuality.STRONG))
    country = country_code(cells.get("country", ""))
    identifiers = [
        Identifier(kind, cells[kind], country) for kind in ("inn", "ogrn", "bin", "tax", "imo") if cells.get(kind)
    ]
    address = cells.get("address", "")
    return Entry(
        entry_id=entry_id,
        kind=_kind(cells.get("kind", "")),
        names=tuple(dict.fromkeys(names)),
        identifiers=tuple(identifiers),
        addresses=(EntryAddress(address, country),) if address else (),
        countries=(country,) if country else (),
        programmes=(cells["programme"],) if cells.get("programme") else (),
        remarks=cells.get("remarks", ""),
        entry_text=" | ".join(cell for cell in row if cell),
    )


def _kind(text: str) -> EntryKind:
    folded = text.casefold()
    for kind, words in _KINDS.items():
        if any(word in folded for word in words):
            return kind
    return EntryKind.UNKNOWN
