"""Finding out by their content which lists files are."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

from screening.errors import UnreadableInput
from screening.goods.columns import CUSTOMS_HEADERS
from screening.lists import australia_xlsx, ofac_csv, own
from screening.lists.tables import excel_rows, is_workbook, rows_of
from screening.model.lists import ListFormat

_HEAD = 65536
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")

# Elements that stand near the beginning of each XML; the first that does decides. Not all publishers' root elements
# are known for certain, so what is inside is looked for too.
_XML = (
    (ListFormat.UN_XML, rb"<(?:\w+:)?CONSOLIDATED_LIST[\s>]"),
    (ListFormat.OFAC_XML, rb"<(?:\w+:)?sdnList[\s>]|<(?:\w+:)?sdnEntry[\s>]"),
    (ListFormat.OFAC_ADVANCED, rb"<(?:\w+:)?(?:ReferenceValueSets|DistinctParties)[\s>]"),
    (ListFormat.EU_XML, rb"<(?:\w+:)?sanctionEntity[\s>]"),
    (ListFormat.UK_XML, rb"<(?:\w+:)?Designations[\s>]"),
    (ListFormat.SECO_XML, rb"<(?:\w+:)?(?:swiss-sanctions-list|sanctions-program)[\s>]"),
    (ListFormat.CANADA_XML, rb"<record\b.*<(?:Entity|EntityOrShip|Schedule|GivenName|LastName)[\s>-]"),
    (ListFormat.AFM_XML, rb"<(?:persons|organisations|organisationscis|lname|org_name)[\s>]"),
)


def format_of(path: Path, *, own_too: bool) -> ListFormat | None:
    """Return the format of a file, or None where it is no list that is known; ``own_too`` takes any table with names.

    Raises UnreadableInput("cannot_open" | "empty_file").
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not bare:
        if own_too:
            raise UnreadableInput("empty_file", file=str(path))
        return None
    found = _by_head(path, bare)
    if found is None and is_workbook(path):
        try:
            found = _first_row(path, australia_xlsx.header_of, ListFormat.AUSTRALIA_XLSX)
        except UnreadableInput:
            # Whatever else lies on a stick, an archive or a damaged workbook, does not keep the lists beside it out.
            if own_too:
                raise
    if found is None and own_too and path.suffix.lower() in _TABLES:
        # A table of customs codes often has a column of names too: those of goods.
        found = _first_row(path, _has_customs_codes, ListFormat.GOODS)
        found = found or _first_row(path, own.header_columns, ListFormat.OWN)
    return found


def _has_customs_codes(row: list[str]) -> bool:
    cells = {re.sub(r"\s+", " ", cell).strip(" :*").casefold() for cell in row}
    return bool(cells & CUSTOMS_HEADERS) or {"code", "regime", "annex"} <= cells


def _by_head(path: Path, head: bytes) -> ListFormat | None:
    if head.startswith(b"<"):
        return next((kind for kind, pattern in _XML if re.search(pattern, head, re.DOTALL)), None)
    if head.startswith((b"{", b"[")):
        return _json(head)
    if ofac_csv.role_of(path) and re.match(rb'"?\d+"?,', head):
        return ListFormat.OFAC_CSV
    lines = head.splitlines() or [b""]
    return _by_header(lines[0], lines[1] if len(lines) > 1 else b"")


def _json(head: bytes) -> ListFormat | None:
    first_line = head.partition(b"\n")[0]
    if b'"schema"' in first_line and b'"properties"' in first_line:
        return ListFormat.OPENSANCTIONS_FTM
    if re.search(rb'"(?:source_list_url|federal_register_notice|entity_number)"\s*:', head):
        return ListFormat.CSL_JSON
    # One entity may be longer than the beginning that was read.
    return ListFormat.OPENSANCTIONS_FTM if b'"schema"' in head and b'"caption"' in head else None


def _by_header(first: bytes, second: bytes) -> ListFormat | None:
    columns = _columns(first, ",")
    if {"id", "schema", "name"} <= columns:
        return ListFormat.OPENSANCTIONS_CSV
    if {"source", "entity_number", "name", "federal_register_notice"} <= columns:
        return ListFormat.CSL_CSV
    if {"name", "street_address", "effective_date"} <= _columns(first, "\t"):
        return ListFormat.BIS_DPL
    if {"name and address", "effective date"} <= columns:
        return ListFormat.BIS_DPL
    if {"unique id", "designation type"} <= columns | _columns(second, ","):
        return ListFormat.UK_CSV
    if {"entity_logicalid", "entity_eu_referencenumber"} & _columns(first, ";"):
        return ListFormat.EU_CSV
    return None


def _columns(line: bytes, separator: str) -> set[str]:
    try:
        row = next(csv.reader([line.decode("utf-8", "replace")], delimiter=separator), [])
    except csv.Error:
        return set()
    return {cell.strip().lower() for cell in row}


def _first_row(path: Path, known: Callable[[list[str]], object], found: ListFormat) -> ListFormat | None:
    """Return ``found`` when one of the first rows of a table is a header that is known."""
    rows = excel_rows(path) if found is ListFormat.AUSTRALIA_XLSX else rows_of(path)
    for number, row in rows:
        if known(row):
            return found
        if number >= 30:
            break
    return None
