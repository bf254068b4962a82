"""A list of the user's own: any CSV or Excel table with a column of names.

Columns are recognised by their headers in the languages of the region; a mapping of fields to headers goes over that.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from screening.countries import country_code
from screening.errors import UnreadableInput, UserError
from screening.lists.draft import Draft
from screening.lists.ftm_links import share_of
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.tables import rows_of
from screening.model.lists import Entry, EntryKind, NameQuality

HEADERS: Mapping[str, tuple[str, ...]] = {
    "name": (
        "name", "full name", "party", "company", "entity", "name of party", "organisation", "organization",
        "наименование", "название", "имя", "фио", "наименование организации", "полное наименование", "организация",
        "компания", "контрагент", "наименование контрагента", "наименование компании", "атауы", "аты", "аты-жөні", "ad", "adı", "unvan", "ünvan", "firma", "名称", "姓名", "公司名称",
    ),
    "id": ("id", "no", "number", "code", "№", "код", "номер"),
    "kind": ("type", "kind", "schema", "тип", "вид", "түрі", "类型"),
    "country": ("country", "страна", "ел", "ülke", "国家", "land"),
    "aliases": ("aliases", "alias", "aka", "other names", "other_names", "псевдонимы", "псевдоним", "другие названия",
                "другие имена", "синонимы", "также известен", "также известен как", "also known as", "басқа атаулары", "别名"),
    "weak_aliases": ("weak aliases", "weak_aliases", "low quality aliases", "прозвища"),
    "former_names": ("former names", "former_names", "fka", "formerly", "прежние названия", "прежнее название",
                     "прежние имена", "бұрынғы атауы"),
    "cyrillic": ("name_cyrillic", "cyrillic name", "name in cyrillic", "наименование на русском", "local name"),
    "inn": ("inn", "инн"),
    "ogrn": ("ogrn", "огрн"),
    "kpp": ("kpp", "кпп"),
    "bin": ("bin", "бин", "бсн", "bin/iin", "бин/иин"),
    "iin": ("iin", "иин", "жсн"),
    "unp": ("unp", "унп"),
    "tax": ("tax id", "tax number", "tin", "vkn", "税号", "vergi no", "инн/бин", "бин/инн"),
    "registration": ("registration number", "registration no", "reg. no", "рег. номер", "регистрационный номер"),
    "imo": ("imo", "imo number", "имо"),
    "mmsi": ("mmsi",),
    "lei": ("lei",),
    "bic": ("bic", "swift", "swift/bic", "бик"),
    "passport": ("passport", "passport number", "паспорт", "төлқұжат"),
    "phone": ("phone", "telephone", "телефон"),
    "email": ("email", "e-mail", "эл. почта"),
    "website": ("website", "web", "сайт"),
    "address": ("address", "адрес", "мекенжай", "adres", "地址"),
    "birth_date": ("date of birth", "dob", "birth date", "birth_date", "дата рождения", "туған күні"),
    "position": ("position", "должность", "лауазымы"),
    "programme": ("programme", "program", "программа", "санкции"),
    "measure": ("measure", "measures", "мера", "меры"),
    "owner": ("owner", "parent", "parent company", "владелец", "собственник", "иесі"),
    "share": ("share", "share %", "percent", "доля", "доля, %", "үлесі"),
    "flag": ("flag", "флаг"),
    "listed_on": ("listed on", "listed_on", "date of listing", "дата включения"),
    "remarks": ("remarks", "remark", "comment", "note", "reason", "примечание", "основание", "ескерту"),
}  # fmt: skip

_NUMBERS = ("inn", "ogrn", "kpp", "bin", "iin", "unp", "tax", "registration", "imo", "mmsi", "lei", "bic", "passport")
_CONTACTS = ("phone", "email")
_NAMES = {
    "aliases": NameQuality.STRONG, "weak_aliases": NameQuality.WEAK, "former_names": NameQuality.FORMER,
}  # fmt: skip
_KINDS = {
    EntryKind.PERSON: ("person", "individual", "физ", "человек", "лицо физ", "жеке", "kişi", "个人"),
    EntryKind.VESSEL: ("vessel", "ship", "судно", "кеме", "gemi", "船"),
    EntryKind.AIRCRAFT: ("aircraft", "airplane", "самолет", "воздушн"),
    EntryKind.ADDRESS: ("address", "адрес", "мекенжай"),
    EntryKind.ORGANISATION: ("org", "company", "entity", "legal", "юр", "орган", "компан", "заңды", "şirket", "公司"),
}
_HEADER_WITHIN = 30


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
                columns = header_columns(row, source.mapping)
                if not columns and row_number >= _HEADER_WITHIN:
                    break
                if columns:
                    for index, cell in enumerate(row):
                        if cell.strip() and index not in columns.values():
                            count_note(notes, "column_not_used", cell)
                continue
            cells = {field: row[index].strip() for field, index in columns.items() if index < len(row)}
            # A party may have its name in one column alone: that of names in Cyrillic, or of other names.
            if not any(_several(cells.get(field, "")) for field in ("name", "cyrillic", *_NAMES)):
                if any(cell.strip() for cell in row):
                    notes["unread"] += 1
                    count_note(notes, "row_without_name", str(row_number))
                continue
            entry_id = cells.get("id") or f"row-{row_number}"
            used[entry_id] += 1
            if used[entry_id] > 1:
                entry_id = f"{entry_id}-{used[entry_id]}"
            yield _entry(entry_id, cells, row, notes)
        if not columns and source.mapping:
            headers = ", ".join(header for _, header in source.mapping)
            raise UnreadableInput("mapped_column_missing", file=str(path), column=headers)
        if not columns:
            raise UnreadableInput("no_name_column", file=str(path))


def check_mapping(mapping: Mapping[str, str]) -> None:
    """Raise UserError("unknown_list_field") when a mapping names a field that lists do not have."""
    unknown = [field for field in mapping if field not in HEADERS]
    if unknown:
        raise UserError("unknown_list_field", field=unknown[0], known=", ".join(HEADERS))


def header_columns(row: list[str], mapping: tuple[tuple[str, str], ...] = ()) -> dict[str, int]:
    """Return {field: column} when a row is a header with a column of names, else an empty dict.

    With a mapping the row must have every column that it names.
    """
    folded = [_folded(cell) for cell in row]
    found: dict[str, int] = {}
    for field, header in mapping:
        if _folded(header) not in folded:
            return {}
        found[field] = folded.index(_folded(header))
    taken = set(found.values())
    for index, text in enumerate(folded):
        for field, words in HEADERS.items():
            if index not in taken and text in words and field not in found:
                found[field] = index
                break
    return found if "name" in found else {}


def _folded(cell: str) -> str:
    return re.sub(r"\s+", " ", cell).strip(" :*").casefold()


def _entry(entry_id: str, cells: dict[str, str], row: list[str], notes: Counter[str]) -> Entry:
    draft = Draft(entry_id, _kind(cells.get("kind", "")), notes)
    draft.name(cells.get("name"))
    draft.name(cells.get("cyrillic"))
    for field, quality in _NAMES.items():
        for text in _several(cells.get(field, "")):
            draft.name(text, quality)
    country = country_code(cells.get("country", ""))
    draft.country(cells.get("country"))
    for field in _NUMBERS:
        for number in _several(cells.get(field, "")):
            draft.identifier(field, number, country)
    for field in _CONTACTS:
        for number in _several(cells.get(field, "")):
            draft.identifier(field, number)
    for address in re.split(r"\s*[|\n]\s*", cells.get("address", "")):
        if address:
            draft.address(address, country)
    for day in _several(cells.get("birth_date", "")):
        draft.born(day)
    draft.programme(cells.get("programme"))
    draft.measure(cells.get("measure"))
    for field in ("position", "website", "flag"):
        draft.detail(field, cells.get(field))
    for owner in _several(cells.get("owner", "")):
        draft.relation("owned_by", "", owner, share_of(cells.get("share", "")))
    draft.remark(cells.get("remarks"))
    draft.listed_on = cells.get("listed_on", "")
    return draft.entry(" | ".join(cell for cell in row if cell))


def _several(text: str) -> list[str]:
    return [part for part in re.split(r"\s*[;|\n]\s*", text) if part]


def _kind(text: str) -> EntryKind:
    folded = text.casefold()
    for kind, words in _KINDS.items():
        if any(word in folded for word in words):
            return kind
    return EntryKind.UNKNOWN
