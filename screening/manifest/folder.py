"""Folders of manifests."""

from collections.abc import Iterable
from pathlib import Path

from screening.errors import UserError

SUFFIXES = frozenset({
    ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt", ".zip", ".htm", ".html", ".xml", ".mht",
})  # fmt: skip


def manifests_in(paths: Iterable[Path]) -> list[Path]:
    """Return files as they are and, for each folder, the tables in it and below it, by name.

    Hidden files and those that a spreadsheet program keeps open ("~$...") are left out. Raises
    UserError("folder_without_tables") for a folder that holds none.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(
            inner
            for inner in path.rglob("*")
            if inner.suffix.lower() in SUFFIXES and inner.is_file() and not inner.name.startswith((".", "~$"))
        )
        if not inside:
            raise UserError("folder_without_tables", file=str(path))
        found += inside
    return found
