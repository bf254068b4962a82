"""The files of an index of names: arrays that are opened without being read, and what they were made with."""

import json
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from screening.errors import InternalFault
from screening.model.lists import EntryKind
from screening.names.build import KINDS, EntryTable
from screening.names.division import Division, Rows
from screening.names.strings import Strings
from screening.names.vocabulary import Lookup, Vocabulary
from screening.resources import resource_path

FORMAT = 8
"""Of the files; an index of another format is made anew."""

_LOOKUP_ARRAYS = ("meanings", "triple_starts", "triple_keys", "triple_marks", "triple_sizes", "stems", "stem_keys")
_ROW_ARRAYS = ("starts", "words", "entry", "name", "quality", "legal")


@cache
def tables_sum() -> int:
    """Return a sum of the tables that names were taken apart by; an index made by others does not fit queries."""
    paths = [resource_path("names", name) for name in ("words.tsv", "legal_forms.tsv", "word_counts.tsv")]
    return zlib.crc32(b"".join(path.read_bytes() for path in paths))


def save_index(folder: Path, table: EntryTable, parties: Division, vessels: Division) -> None:
    """Write the index into an empty folder. Raises OSError."""
    sums: dict[str, int] = {}
    for name, array in _arrays(table, parties, vessels).items():
        path = folder / f"{name}.npy"
        np.save(path, np.ascontiguousarray(array), allow_pickle=False)
        sums[name] = zlib.crc32(path.read_bytes())
    halves = {"parties": parties.vocabulary, "vessels": vessels.vocabulary}
    about = {
        "format": FORMAT, "tables": tables_sum(), "lists": table.list_ids, "sums": sums,
        "names": {label: vocabulary.names for label, vocabulary in halves.items()},
        "meanings": {label: vocabulary.lookup.meaning_names for label, vocabulary in halves.items()},
    }  # fmt: skip
    (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")


def _arrays(table: EntryTable, parties: Division, vessels: Division) -> dict[str, Any]:
    arrays: dict[str, Any] = {
        "list_number": table.list_number, "kind": table.kind, "first_name": table.first_name,
        "identifier_entry": table.identifier_entry,
    }  # fmt: skip
    texts = {
        "entry_id": table.entry_id, "names": table.names, "countries": table.countries,
        "addresses": table.addresses,
        "identifiers": table.identifiers, "identifier_kind": table.identifier_kind,
    }  # fmt: skip
    for label, division in (("parties", parties), ("vessels", vessels)):
        rows = division.rows
        texts[f"{label}_keys"] = division.vocabulary.texts
        texts[f"{label}_joined"], texts[f"{label}_ordered"] = rows.joined, rows.ordered
        arrays |= {f"{label}_{name}": getattr(rows, name) for name in _ROW_ARRAYS}
        arrays |= {f"{label}_{name}": getattr(division.vocabulary.lookup, name) for name in _LOOKUP_ARRAYS}
        arrays |= {
            f"{label}_counts": division.vocabulary.counts, f"{label}_joins": division.joins,
            f"{label}_join_rows": division.join_rows,
        }  # fmt: skip
    for name, strings in texts.items():
        arrays[f"{name}_block"], arrays[f"{name}_ends"] = strings.block, strings.ends
    return arrays


def open_index_files(folder: Path) -> tuple[EntryTable, Division, Division]:
    """Open a saved index; its arrays stay on the disk until they are needed.

    Raises InternalFault("index_unusable") when it is of another format or damaged, OSError when it is not there.
    """
    try:
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        if about["format"] != FORMAT or about["tables"] != tables_sum():
            raise InternalFault("index_unusable", folder=str(folder), detail="format")
        for name, expected in about["sums"].items():
            if zlib.crc32((folder / f"{name}.npy").read_bytes()) != expected:
                raise InternalFault("index_unusable", folder=str(folder), detail=name)
        arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="c", allow_pickle=False) for name in about["sums"]}

        def strings(name: str) -> Strings:
            return Strings(np.asarray(arrays[f"{name}_block"]), np.asarray(arrays[f"{name}_ends"]))

        def division(label: str) -> Division:
            derived = {name: np.asarray(arrays[f"{label}_{name}"]) for name in _LOOKUP_ARRAYS}
            lookup = Lookup(meaning_names=about["meanings"][label], **derived)
            counts = np.asarray(arrays[f"{label}_counts"])
            vocabulary = Vocabulary(strings(f"{label}_keys"), counts, about["names"][label], lookup)
            parts = {name: np.asarray(arrays[f"{label}_{name}"]) for name in _ROW_ARRAYS}
            rows = Rows(joined=strings(f"{label}_joined"), ordered=strings(f"{label}_ordered"), **parts)
            return Division(
                vocabulary,
                rows,
                np.asarray(arrays[f"{label}_joins"]),
                np.asarray(arrays[f"{label}_join_rows"]),
                persons,
                vessels=label == "vessels",
            )

        table = EntryTable(
            about["lists"], np.asarray(arrays["list_number"]), np.asarray(arrays["kind"]), strings("entry_id"),
            strings("names"), np.asarray(arrays["first_name"]), strings("countries"),
            strings("addresses"), strings("identifiers"),
            np.asarray(arrays["identifier_entry"]), strings("identifier_kind"),
        )  # fmt: skip
        persons = table.kind == KINDS.index(EntryKind.PERSON)
        return table, division("parties"), division("vessels")
    except (KeyError, ValueError, EOFError) as error:
        raise InternalFault("index_unusable", folder=str(folder), detail=type(error).__name__) from error
