"""ZIP archives of list files, as some publishers and many senders pack them."""

import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path, PurePosixPath

from screening.errors import UnreadableInput, UserError

MOST_BYTES = 4 << 30
"""Most that all archives of one import may unpack to."""
MOST_FILES = 200


@contextmanager
def unpacked(paths: Sequence[Path]) -> Iterator[tuple[list[Path], dict[Path, str]]]:
    """Give the paths with each archive's files in its place, for as long as the context lasts; those in folders too.

    Also gives, for every file that was unpacked, where it came from ("sdn.zip: SDN.CSV"); errors that leave the context
    name it so. Workbooks are archives too and stay as they are. Raises UnreadableInput("damaged_archive" |
    "archive_too_large" | "no_such_file").
    """
    named = set(paths)
    paths = list(_with_archives(paths))
    if not any(path.is_file() and _is_archive(path) for path in paths):
        yield paths, {}
        return
    with tempfile.TemporaryDirectory(prefix="tekser-lists-") as folder:
        files: list[Path] = []
        origins: dict[Path, str] = {}
        left = MOST_BYTES
        for number, path in enumerate(paths):
            if not (path.is_file() and _is_archive(path)):
                files.append(path)
                continue
            place = Path(folder) / str(number)
            place.mkdir()
            for file in _unpack(path, place, left):
                origins[file] = f"{path}: {file.name}"
                left -= file.stat().st_size
            places = [inside for inside in sorted(place.iterdir()) if any(inside.iterdir())]
            if not places:
                raise UnreadableInput("empty_folder", file=str(path))
            unpacked_files = [file for inside in places for file in inside.iterdir()]
            if len(unpacked_files) == 1 and path in named:
                # As good as the file itself: a list of one's own, packed.
                files += unpacked_files
                continue
            # Folders: what is in them beside lists (a note, a schema) is passed over.
            origins.update(dict.fromkeys(places, str(path)))
            files += places
        with named_as(origins):
            yield files, origins


@contextmanager
def named_as(origins: Mapping[Path, str]) -> Iterator[None]:
    """Make errors that leave the context name where files came from, instead of where they were read."""
    try:
        yield
    except UserError as error:
        name_origins(error, origins)
        raise


def name_origins(error: UserError, origins: Mapping[Path, str]) -> None:
    """Make an error name where files came from, instead of the passing places where they were read."""
    told = str(error.data.get("file", ""))
    for path in sorted(origins, key=lambda path: len(str(path)), reverse=True):
        told = told.replace(str(path), origins[path])
    if told:
        error.data["file"] = told


def _with_archives(paths: Sequence[Path]) -> Iterator[Path]:
    """Yield the paths, and after each folder the archives in it."""
    for path in paths:
        yield path
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if p.suffix.lower() == ".zip" and p.is_file())


def _is_archive(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            if file.read(4) != b"PK\x03\x04":
                return False
        with zipfile.ZipFile(path) as archive:
            return "[Content_Types].xml" not in archive.namelist()
    except zipfile.BadZipFile:
        # Half an archive: named by what reads it.
        return path.suffix.lower() == ".zip"
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error


def _unpack(path: Path, place: Path, most: int) -> Iterator[Path]:
    try:
        with zipfile.ZipFile(path) as archive:
            # Hidden ones are what the packing system keeps of its own ("__MACOSX/._list.csv").
            members = [m for m in archive.infolist() if not m.is_dir() and not _name(m).startswith(".")]
            if len(members) > MOST_FILES:
                raise UnreadableInput("archive_too_large", file=str(path), detail=len(members))
            for member in members:
                # The name alone: a path of the archive may lead anywhere. Two of one name stand beside each other; which
                # of them is the list, nobody here can say.
                target = next(path for n in count() if not (path := place / str(n) / _name(member)).exists())
                target.parent.mkdir(exist_ok=True)
                with archive.open(member) as source, target.open("wb") as file:
                    left = most
                    while block := source.read(1 << 20):
                        left -= len(block)
                        if left < 0:
                            raise UnreadableInput("archive_too_large", file=str(path), detail=f"{most >> 20} MiB")
                        file.write(block)
                most = left
                _date(target, member)
                yield target
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        # RuntimeError: locked by a password; NotImplementedError: packed in a way that nobody unpacks.
        raise UnreadableInput("damaged_archive", file=str(path), detail=str(error)[:200]) from error


def _name(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename.replace("\\", "/")).name or "list"


def _date(target: Path, member: zipfile.ZipInfo) -> None:
    """Give an unpacked file the date that it has in its archive: a list from a file is as old as the file."""
    with suppress(OSError, ValueError, OverflowError):
        moment = datetime(*member.date_time, tzinfo=UTC).timestamp()
        os.utime(target, (moment, moment))
