"""The EU's consolidated list of financial sanctions (FSF) as CSV: 118 columns, one row for each part of an entity.

A row tells the entity again and one of its names, addresses, births, numbers or citizenships. Columns are found by their
headings. The rows of an entity need not stand together. No whole real file was met; headings and rows were compared with
those of 5 August 2026.
"""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from screening.errors import UnreadableInput
from screening.lists.dates import iso_date
from screening.lists.draft import Draft, joined
from screening.lists.eu_codes import FLAGS, KINDS, add_birth, add_name, add_number, no_country
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.tables import Together, csv_rows, encoding_of
from screening.model.lists import Entry, EntryKind

_REGULATION = (
    "Type", "OrganisationType", "PublicationDate", "EntryIntoForceDate", "NumberTitle", "Programme", "PublicationUrl",
)  # fmt: skip
_OF_PART = ("LogicalId", "RegulationLanguage", "Remark")
_GROUPS = (
    ("Entity", (
        "LogicalId", "EU_ReferenceNumber", "UnitedNationId", "DesignationDate", "DesignationDetails", "Remark",
        "SubjectType", "SubjectType_ClassificationCode",
    )),
    ("NameAlias", (
        "LastName", "FirstName", "MiddleName", "WholeName", "NameLanguage", "Gender", "Title", "Function", *_OF_PART,
    )),
    ("Address", (
        "City", "Street", "PoBox", "ZipCode", "Region", "Place", "AsAtListingTime", "ContactInfo", "CountryIso2Code",
        "CountryDescription", *_OF_PART,
    )),
    ("BirthDate", (
        "BirthDate", "Day", "Month", "Year", "YearRangeFrom", "YearRangeTo", "Circa", "CalendarType", "ZipCode",
        "Region", "Place", "City", "CountryIso2Code", "CountryDescription", *_OF_PART,
    )),
    ("Identification", (
        "Number", "Diplomatic", "KnownExpired", "KnownFalse", "ReportedLost", "RevokedByIssuer", "IssuedBy",
        "IssuedDate", "ValidFrom", "ValidTo", "LatinNumber", "NameOnDocument", "TypeCode", "TypeDescription", "Region",
        "CountryIso2Code", "CountryDescription", *_OF_PART,
    )),
    ("Citizenship", ("Region", "CountryIso2Code", "CountryDescription", *_OF_PART)),
)  # fmt: skip
COLUMNS = (
    "fileGenerationDate",
    *(
        f"{group}_{name}"
        for group, names in _GROUPS
        for name in (*names, *(f"Regulation_{part}" for part in _REGULATION))
    ),
)
"""The headings in their order; the code below has the places of this order."""
_REQUIRED = ("Entity_LogicalId", "NameAlias_WholeName")


def read(source: ListSource) -> ParsedList:
    """Read the file. Raises UnreadableInput while the entries are read."""
    notes: Counter[str] = Counter()
    parsed = ParsedList(info_of(source), iter(()), notes)
    parsed.entries = _entries(source.paths[0], parsed)
    return parsed


def _entries(path: Path, parsed: ParsedList) -> Iterator[Entry]:
    encoding = encoding_of(path, ("utf-8-sig", "cp1252"))
    # What is met is counted at the second pass alone.
    passes = iter((ParsedList(parsed.info, iter(())), parsed))
    for _, rows in Together(lambda: _rows(path, encoding, next(passes))):
        draft = _begin(rows[0], parsed.notes)
        for row in rows:
            _add(draft, row)
        if draft.named:
            yield draft.entry("\n".join(" | ".join(cell for cell in row if cell) for row in rows))
        else:
            parsed.notes["unread"] += 1


def _rows(path: Path, encoding: str, parsed: ParsedList) -> Iterator[tuple[str, list[str]]]:
    """Yield (number of the entity, cells in the order of :data:`COLUMNS`) of each row."""
    places: list[int | None] = []
    columns = 0
    for number, row in csv_rows(path, ";", encoding):
        if not places:
            places, columns = _places(path, number, row, parsed.notes), len(row)
            continue
        if not any(row):
            continue
        # Empty cells at the end may be left out.
        row = [cell.strip() for cell in row] + [""] * (columns - len(row))
        cells = ["" if place is None else row[place] for place in places]
        if len(row) > columns or not cells[1] or not any(cells[2:]):
            parsed.notes["short_row"] += 1
            continue
        parsed.info = parsed.published(iso_date(cells[0])[:10])
        yield cells[1], cells


def _places(path: Path, number: int, row: list[str], notes: Counter[str]) -> list[int | None]:
    """Return where in a row of the file each of :data:`COLUMNS` stands; those not known and those missing are counted."""
    header = [name.strip().lower() for name in row]
    for name in _REQUIRED:
        if name.lower() not in header:
            raise UnreadableInput("column_missing", file=str(path), row=number, column=name)
    known = {name.lower() for name in COLUMNS}
    for name, heading in zip(header, row, strict=True):
        if name and name not in known:
            count_note(notes, "unknown_field", heading)
    for name in COLUMNS:
        if name.lower() not in header:
            count_note(notes, "missing_column", name)
    return [header.index(name.lower()) if name.lower() in header else None for name in COLUMNS]


def _begin(row: list[str], notes: Counter[str]) -> Draft:
    kind = KINDS.get(row[7].lower()) or KINDS.get(row[8].lower())
    if kind is None:
        count_note(notes, "unknown_kind", row[7])
    draft = Draft(row[1], kind or EntryKind.UNKNOWN, notes)
    draft.detail("reference", row[2])
    draft.detail("reference", row[3])
    draft.listed_on = row[4] or row[12] or row[11]
    draft.source = row[13]
    draft.remark(row[5])
    return draft


def _add(draft: Draft, row: list[str]) -> None:
    draft.remark(row[6])
    draft.programme(row[14])
    draft.detail("regulation", joined((row[13], row[15])))
    # The CSV does not say whether a name is strong; its remark may.
    name = row[19] or joined((row[17], row[18], row[16]), " ")
    if name:
        add_name(draft, name, "", row[26], row[20])
        for code, at in (("gender", 21), ("title", 22), ("position", 23)):
            draft.detail(code, row[at])
    address = joined(row[at] for at in (35, 36, 34, 37, 38, 39))
    country = no_country(row[42], row[43])
    if address or country:
        draft.address(address, country)
    draft.remark(row[41])
    add_birth(draft, row[54], (row[57], row[56], row[55]), (row[58], row[59]), row[61], row[70])
    born_in = no_country("", row[67]) or no_country(row[66], "")
    draft.detail("birth_place", joined((row[65], row[64], row[63], born_in)))
    for number in dict.fromkeys((row[78], row[88])):
        if number:
            flags = zip(FLAGS, (row[81], row[80], row[82], row[83]), strict=True)
            add_number(draft, row[90], row[91], number, no_country(row[93], row[94]), flags)
    draft.country(no_country(row[106], row[107]))
    for at in (46, 97, 110):
        draft.remark(row[at])
