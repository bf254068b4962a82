"""The publishers' files as they were received: packed, each content once, beside the database."""

import gzip
import hashlib
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.disk import make_folder, put_in_place
from screening.errors import InternalFault, UserError
from screening.model.versions import KeptFile

FOLDER = "lists"


def keep(folder: Path, path: Path) -> KeptFile:
    """Pack a file into the data folder, unless its content is there already and sound; whole or not at all.

    Raises UserError("cannot_keep_list").
    """
    digest = hashlib.sha256()
    size = 0
    temporary = ""
    try:
        place = folder / FOLDER
        make_folder(place)
        with path.open("rb") as source:
            while block := source.read(1 << 20):
                digest.update(block)
                size += len(block)
            kept = KeptFile(path.name, digest.hexdigest(), size)
            target = _packed(folder, kept.sha256)
            if target.exists() and is_sound(folder, kept):
                return kept
            source.seek(0)
            with tempfile.NamedTemporaryFile(dir=place, prefix=".part-", delete=False) as packed:
                temporary = packed.name
                with gzip.GzipFile(filename="", fileobj=packed, mode="wb", compresslevel=5, mtime=0) as stream:
                    shutil.copyfileobj(source, stream, 1 << 20)
            put_in_place(Path(temporary), target)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise UserError("cannot_keep_list", file=str(path), detail=error.strerror or "") from error
    return kept


@contextmanager
def unpacked(folder: Path, files: tuple[KeptFile, ...]) -> Iterator[list[Path]]:
    """Lay kept files out under the names they came with, for as long as the context lasts.

    Raises InternalFault("kept_list_damaged") when a file is gone or its content is no longer what was kept.
    """
    with tempfile.TemporaryDirectory(prefix="tekser-list-") as laid_out:
        paths = []
        for number, kept in enumerate(files):
            # Two files of one list never share a name; a folder each keeps even that from mattering.
            path = Path(laid_out) / str(number) / (Path(kept.name).name or "list")
            path.parent.mkdir()
            digest = hashlib.sha256()
            try:
                with gzip.open(_packed(folder, kept.sha256), "rb") as source, path.open("wb") as target:
                    while block := source.read(1 << 20):
                        digest.update(block)
                        target.write(block)
            except (OSError, EOFError) as error:
                raise InternalFault("kept_list_damaged", file=kept.name, detail=str(error)) from error
            if digest.hexdigest() != kept.sha256:
                raise InternalFault("kept_list_damaged", file=kept.name, detail=kept.sha256)
            paths.append(path)
        yield paths


def is_sound(folder: Path, kept: KeptFile) -> bool:
    """Whether a kept file is there and is what was received."""
    digest = hashlib.sha256()
    try:
        with gzip.open(_packed(folder, kept.sha256), "rb") as source:
            while block := source.read(1 << 20):
                digest.update(block)
    except (OSError, EOFError, zlib.error):
        return False
    return digest.hexdigest() == kept.sha256


def _packed(folder: Path, sha256: str) -> Path:
    return folder / FOLDER / f"{sha256}.gz"
