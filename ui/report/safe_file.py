"""Files that are written whole or not at all."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from screening.disk import put_in_place
from screening.errors import UserError


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; when the block ends well it is synced and takes the place of ``path``.

    Raises UserError("cannot_write") naming the file when folder or file cannot be written; ``path`` is then as it
    was before.
    """
    try:
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=".tekser-", suffix=path.suffix)
        os.close(handle)
    except OSError as error:
        raise UserError("cannot_write", file=str(path), detail=error.strerror or "") from error
    temporary = Path(name)
    try:
        yield temporary
        put_in_place(temporary, path)
    except OSError as error:
        raise UserError("cannot_write", file=str(path), detail=error.strerror or "") from error
    finally:
        temporary.unlink(missing_ok=True)


def numbered(path: Path, number: int, name: str) -> Path:
    """Return the file of one of several: numbered, as two names may be alike, and named after what it is of."""
    shown = " ".join(re.sub(r"[^\w ]+", " ", name).split())[:40].strip()
    return path.with_name(f"{path.stem}-{number:02d}{' ' + shown if shown else ''}{path.suffix}")


def check_writable(path: Path) -> None:
    """Raise UserError("cannot_write") when a file could not be written at ``path``; nothing is left behind."""
    try:
        handle, name = tempfile.mkstemp(dir=path.absolute().parent, prefix=".tekser-")
        os.close(handle)
        Path(name).unlink()
        if path.exists():
            with path.open("rb+"):
                pass
    except OSError as error:
        raise UserError("cannot_write", file=str(path), detail=error.strerror or "") from error


@contextmanager
def text_file(path: Path, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Yield a text file without newline translation that becomes ``path`` when the block ends well."""
    with new_file(path) as temporary, temporary.open("w", encoding=encoding, newline="") as file:
        yield file
