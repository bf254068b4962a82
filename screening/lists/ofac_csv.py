"""The OFAC lists as CSV: SDN.CSV with ADD.CSV, ALT.CSV and SDN_COMMENTS.CSV, and the same four of the non-SDN list.

No header, ``-0- `` for nothing, Latin-1, an end-of-file byte 0x1A at the end of older files. Layout:
https://ofac.treasury.gov/sdn-list-data-formats-data-schemas (12, 6, 5 and 2 columns, joined by ent_num).
"""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from screening.errors import UnreadableInput
from screening.lists.draft import Draft, joined
from screening.lists.ofac_remarks import add_remarks
from screening.lists.parsed import ListSource, ParsedList, count_note, info_of
from screening.lists.tables import Together, csv_rows, encoding_of
from screening.model.lists import Entry, EntryKind, NameQuality

PRIMARY, ADDRESSES, ALIASES, COMMENTS = "primary", "addresses", "aliases", "comments"
_COLUMNS = {PRIMARY: 12, ADDRESSES: 6, ALIASES: 5, COMMENTS: 2}

_NEEDED = {ALIASES: "ALT.CSV", ADDRESSES: "ADD.CSV"}
"""Files without which the list lacks most of its names and addresses; comments are but the overflow of remarks."""

_KINDS = {
    "individual": EntryKind.PERSON,
    "vessel": EntryKind.VESSEL,
    "aircraft": EntryKind.AIRCRAFT,
    "": EntryKind.ORGANISATION,
}
_ALIAS_TYPES = {
    "aka": NameQuality.STRONG, "nka": NameQuality.STRONG, "a.k.a.": NameQuality.STRONG, "n.k.a.": NameQuality.STRONG,
    "fka": NameQuality.FORMER, "f.k.a.": NameQuality.FORMER,
}  # fmt: skip


def role_of(path: Path) -> str:
    """Return which of the four files a name stands for, or an empty text."""
    # Browsers number a file that is there already: "sdn (1).csv".
    name = re.sub(r" ?\(\d+\)$", "", path.stem.lower())
    return {
        "sdn": PRIMARY, "cons_prim": PRIMARY, "add": ADDRESSES, "cons_add": ADDRESSES, "alt": ALIASES,
        "cons_alt": ALIASES, "sdn_comments": COMMENTS, "cons_comments": COMMENTS,
    }.get(name, "") if path.suffix.lower() in (".csv", "") else ""  # fmt: skip


def read(source: ListSource) -> ParsedList:
    """Read the files of one OFAC list; the one with the names must be among them. Raises UnreadableInput."""
    notes: Counter[str] = Counter()
    return ParsedList(info_of(source), _entries(source, notes), notes)


def _entries(source: ListSource, notes: Counter[str]) -> Iterator[Entry]:
    files = {role_of(path) or PRIMARY: path for path in source.paths}
    if PRIMARY not in files:
        raise UnreadableInput("ofac_without_names", file=str(source.paths[0]))
    for role, name in _NEEDED.items():
        if role not in files:
            notes[f"part_missing:{name}"] += 1
    # Links name the other party; a first pass learns whose names those are, and which numbers there are.
    known: set[str] = set()
    ids_by_name: dict[str, str] = {}
    for row in _rows(files[PRIMARY], _COLUMNS[PRIMARY], Counter()):
        known.add(row[0])
        ids_by_name[row[1]] = row[0]
    if not known:
        raise UnreadableInput("list_without_entries", file=str(files[PRIMARY]))
    beside = {role: _beside(files.get(role), _COLUMNS[role], known, notes) for role in (ADDRESSES, ALIASES, COMMENTS)}
    for row in _rows(files[PRIMARY], _COLUMNS[PRIMARY], notes):
        aliases, addresses, comments = (beside[role].of(row[0]) for role in (ALIASES, ADDRESSES, COMMENTS))
        entry = _entry(row, aliases, addresses, comments, ids_by_name, notes)
        if entry is not None:
            yield entry
    for rows in beside.values():
        # To the end of each file: what belongs to no entry may stand there.
        for _ in rows:
            pass


def _beside(path: Path | None, columns: int, known: set[str], notes: Counter[str]) -> Together[str, list[str]]:
    """Return the rows of a file that goes beside the one with the names; those that belong to no entry are counted."""
    # What is met is counted at the second pass alone.
    passes = iter((Counter[str](), notes))

    def rows() -> Iterator[tuple[str, list[str]]]:
        met = next(passes)
        for row in _rows(path, columns, met) if path else ():
            if row[0] in known:
                yield row[0], row
            else:
                met["row_without_entry"] += 1

    return Together(rows)


def _rows(path: Path, columns: int, notes: Counter[str]) -> Iterator[list[str]]:
    encoding = encoding_of(path, ("utf-8-sig", "latin-1"))
    for _number, row in csv_rows(path, ",", encoding):
        if not row or row == ["\x1a"]:
            continue
        if len(row) < columns or not row[0].strip().isdigit():
            notes["short_row"] += 1
            continue
        # The last column goes on in the file of comments: a blank at its end parts two words.
        yield ["" if cell.strip() == "-0-" else cell.strip() if at < columns - 1 else cell
               for at, cell in enumerate(row[:columns])]  # fmt: skip


def _entry(
    row: list[str],
    aliases: list[list[str]],
    addresses: list[list[str]],
    comments: list[list[str]],
    ids_by_name: dict[str, str],
    notes: Counter[str],
) -> Entry | None:
    """Return an entry; None, counted as unread, for one without any name, which nothing could be screened against."""
    number, name, kind_text, programme, title, call_sign, vessel_type, tonnage, grt, flag, owner, remarks = row[:12]
    remarks += "".join(comment[1] for comment in comments)
    kind = _KINDS.get(kind_text.lower())
    if kind is None:
        count_note(notes, "unknown_kind", kind_text)
        kind = EntryKind.UNKNOWN
    draft = Draft(number, kind, notes)
    draft.name(name)
    for alias in aliases:
        quality = _ALIAS_TYPES.get(alias[2].lower())
        if quality is None:
            count_note(notes, "unknown_alias_type", alias[2])
        draft.name(alias[3], quality or NameQuality.STRONG)
    if not draft.named:
        notes["unread"] += 1
        return None
    for address in addresses:
        draft.address(joined(address[2:4]), address[4])
        draft.remark(address[5])
    draft.country(flag)
    draft.identifier("callsign", call_sign)
    for code, text in (
        ("title", title), ("vessel_type", vessel_type), ("tonnage", tonnage), ("gross_tonnage", grt), ("flag", flag),
        ("owner", owner),
    ):  # fmt: skip
        draft.detail(code, text)
    add_remarks(draft, remarks, ids_by_name)
    for part in programme.split("] ["):
        draft.programme(part.strip(" []"))
    draft.remark(remarks)
    draft.source = "OFAC"
    return draft.entry(" | ".join(cell for cell in (*row[:11], remarks) if cell))
