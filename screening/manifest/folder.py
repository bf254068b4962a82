"""Folders of manifests."""

import glob
from collections.abc import Iterable
from pathlib import Path

from screening.errors import UserError

SUFFIXES = frozenset({
    ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt", ".zip", ".htm", ".html", ".xml", ".mht",
})  # fmt: skip


def manifests_in(paths: Iterable[Path]) -> list[Path]:
    """Return files as they are and, for each folder, the tables in it and below it, by name.

    A path with * ? or [ that is no file is a pattern (** goes down into folders): the shell of Windows leaves patterns
    to the program, and so do schedulers. Hidden files and those that a spreadsheet program keeps open ("~$...") are left out. Raises
    UserError("folder_without_tables") for a folder that holds none, UserError("pattern_without_files") for a pattern.
    """
    found: list[Path] = []
    for path in _expanded(paths):
        if not path.is_dir():
            found.append(path)
            continue
        inside = sorted(inner for inner in path.rglob("*") if is_table(inner))
        if not inside:
            raise UserError("folder_without_tables", file=str(path))
        found += inside
    return list(dict.fromkeys(found))


def is_table(path: Path) -> bool:
    """Whether a file of a folder is taken for a manifest: by its ending, unless it is hidden or a lock file."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~$")) and path.is_file()


def _expanded(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if not any(sign in str(path) for sign in "*?[") or path.exists():
            yield path
            continue
        found = sorted(Path(name) for name in glob.glob(str(path), recursive=True))  # noqa: PTH207  # may be absolute
        # Where a pattern meets files, the folders that it meets too are only on the way to them.
        matching = [inner for inner in found if is_table(inner)] or [inner for inner in found if inner.is_dir()]
        if not matching:
            raise UserError("pattern_without_files", file=str(path))
        yield from matching
