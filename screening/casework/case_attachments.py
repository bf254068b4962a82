"""The files that decisions of a sealed case rest on: into the case, and out of it under names that do no harm."""

import base64
import binascii
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening.disk import make_folder
from screening.errors import UnreadableInput, UserError
from screening.model.decisions import Attachment, Decision
from screening.ports import Store

MOST_BYTES = 24 << 20
"""Of all files of a case together; further ones are named in it and stay out, and both sides are told."""

VIEWED = frozenset(
    {
        ".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".gif", ".bmp", ".webp", ".txt", ".docx", ".xlsx", ".pptx",
        ".odt", ".ods", ".odp",
    }
)  # fmt: skip
"""Endings of files that a viewer shows and that bring no program along; others are saved, and never opened from here."""
_KEPT = VIEWED | {".csv", ".eml", ".msg", ".rtf", ".xml", ".json", ".doc", ".xls", ".heic", ".zip", ".asc", ".p7s"}
_HARMLESS = ".file"
_LONGEST = 120
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CaseAttachment:
    """One file of a case."""

    file: Attachment
    content: bytes | None
    """None: it stays out of the case, which would be too large with it."""


def packed(store: Store, decisions: Iterable[Decision]) -> tuple[dict[str, str], list[Attachment]]:
    """Return the contents of all attachments, by hash and encoded, and those that find no room, the small ones first in.

    Raises InternalFault("kept_file_damaged") where one is no longer what was attached.
    """
    files = {one.sha256: one for decision in decisions for one in decision.attachments}
    room, within, left_out = MOST_BYTES, dict[str, str](), []
    for one in sorted(files.values(), key=lambda one: one.size):
        if one.size > room:
            left_out.append(one)
            continue
        content = store.read_attachment(one)
        room -= len(content)
        within[one.sha256] = base64.b64encode(content).decode("ascii")
    return within, left_out


def unpacked(
    decisions: Sequence[Mapping[str, Any]], files: Mapping[str, str], path: Path
) -> tuple[CaseAttachment, ...]:
    """Return the attachments of a case's decisions, each content and name once.

    Raises UnreadableInput("case_file_differs") where a content is not what its hash says.
    """
    found: dict[tuple[str, str], CaseAttachment] = {}
    for told in decisions:
        for name, sha256, size in told["attachments"]:
            content = None
            if sha256 in files:
                try:
                    content = base64.b64decode(files[sha256], validate=True)
                except (binascii.Error, TypeError, ValueError):
                    content = b""
                if hashlib.sha256(content).hexdigest() != sha256:
                    raise UnreadableInput("case_file_differs", file=str(path), name=name)
            found[name, sha256] = CaseAttachment(Attachment(name, sha256, size), content)
    return tuple(found.values())


def safe_name(name: str) -> str:
    """Return a name that stays in its folder on every system, hides nothing and starts nothing when it is opened."""
    name = name.replace("\\", "/").rpartition("/")[2]
    # Controls, and the marks that turn the direction of reading round, so that "fdp.exe" reads "exe.pdf".
    kept = "".join("_" if unicodedata.category(c)[0] == "C" or c in '<>:"/\\|?*' else c for c in name)
    kept = kept.strip(" .") or "file"
    stem, dot, ending = kept.rpartition(".")
    if not dot:
        stem, ending = kept, ""
    ending = f".{ending[:20]}" if ending else ""
    kept = stem[: _LONGEST - len(ending)] + ending
    if _RESERVED.match(kept):
        kept = f"_{kept}"
    return kept if ending.lower() in _KEPT else kept + _HARMLESS


def may_be_opened(name: str) -> bool:
    """Whether a saved file may be given to the system's viewer."""
    return Path(name).suffix.lower() in VIEWED


def save_attachments(attachments: Iterable[CaseAttachment], folder: Path) -> list[Path]:
    """Write the files that are in a case into a folder, never over one that is there; returns where they are.

    Raises UserError("cannot_write").
    """
    written = []
    try:
        make_folder(folder)
        for one in attachments:
            if one.content is not None:
                written.append(_write_new(folder, safe_name(one.file.name), one.content))
    except OSError as error:
        raise UserError("cannot_write", file=error.filename or str(folder), detail=error.strerror or "") from error
    return written


def _write_new(folder: Path, name: str, content: bytes) -> Path:
    number = 1
    while True:
        path = folder / (name if number == 1 else f"{Path(name).stem} ({number}){Path(name).suffix}")
        try:
            with path.open("xb") as file:
                file.write(content)
        except FileExistsError:
            number += 1
            continue
        return path
