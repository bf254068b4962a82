"""Files that left the machine, read as witnesses of what the audit trail was when they were written."""

import base64
import binascii
import zipfile
from pathlib import Path

import orjson

from screening.audit.checkpoints import pasted_checkpoint, read_checkpoint, read_hashes
from screening.audit.outside import SHORT, KnownHashes, Outside
from screening.audit.seal import CHECKPOINT, LOG
from screening.audit.seal import HASHES as HASHES_OF_LOG
from screening.errors import UserError
from ui.report.package import HASHES, check_package

ENDING = ".hashes"
_SEAL_ROWS = 200
"""Rows of a sheet in which a workbook's checkpoint is looked for."""


def read_outside(path: Path, key: str = "") -> Outside:
    """Return what a file that was kept outside tells of the trail.

    It may be a checkpoint (with its .hashes beside it; also as it was copied or typed from a PDF report), an exported log or its folder, a sealed package (checked first,
    by ``key`` where it is given), a screening as JSON, or an Excel audit file.
    Raises UserError("not_a_witness" | "witness_refused" | "cannot_open" | "not_a_checkpoint" | "hashes_do_not_fit").
    """
    try:
        if path.is_dir():
            return _log(path / LOG)
        if zipfile.is_zipfile(path):
            return _zipped(path, key)
        with path.open("rb") as file:
            head = file.read(64)
        if head.startswith(b'{"hash":"'):
            return _log(path)
        return _json(path) if head.lstrip().startswith(b"{") else _checkpoint(path)
    except OSError as error:
        raise UserError("cannot_open", file=str(path), detail=error.strerror or "") from error
    except (ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise UserError("not_a_witness", file=str(path)) from error


def _checkpoint(path: Path) -> Outside:
    note = path.read_text(encoding="utf-8")
    beside = path.with_suffix(ENDING)
    try:
        read_checkpoint(note)
    except UserError:
        # As it was copied or typed from a printed page.
        note = pasted_checkpoint(note)
    return Outside(note, read_hashes(beside.read_text(encoding="ascii"), note) if beside.exists() else None)


def _log(path: Path) -> Outside:
    with path.open("rb") as file:
        listed = [line[9:73].decode("ascii") for line in file]
    beside = path.with_name(CHECKPOINT)
    if beside.exists():
        note = beside.read_text(encoding="utf-8")
        kept = path.with_name(HASHES_OF_LOG)
        text = kept.read_text(encoding="ascii") if kept.exists() else "\n".join(listed)
        return Outside(note, read_hashes(text, note))
    return Outside("", KnownHashes(b"".join(map(bytes.fromhex, listed))))


def _zipped(path: Path, key: str) -> Outside:
    with zipfile.ZipFile(path) as package:
        names = package.namelist()
        if CHECKPOINT not in names:
            return _workbook(path)
        note = package.read(CHECKPOINT).decode()
        digests = package.read(HASHES) if HASHES in names else b""
    found = check_package(path, key)
    if found.fault:
        raise UserError("witness_refused", file=str(path), detail=found.fault)
    return _of_size(note, digests)


def _json(path: Path) -> Outside:
    told = orjson.loads(path.read_bytes())["checkpoint"]
    try:
        digests = base64.b64decode(told.get("record_hashes", ""), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    return _of_size(str(told["note"]), digests)


def _of_size(note: str, digests: bytes) -> Outside:
    size = read_checkpoint(note).size
    if digests and len(digests) != size * SHORT:
        raise UserError("hashes_do_not_fit", detail=f"{size}")
    return Outside(note, KnownHashes(digests, SHORT) if digests else None)


def _workbook(path: Path) -> Outside:
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True)
    try:
        for sheet in reversed(book.worksheets):
            for row in sheet.iter_rows(max_row=_SEAL_ROWS, values_only=True):
                for value in row:
                    if isinstance(value, str) and "\ntime " in value and "\nprogram " in value:
                        # The cell holds it without the end of its last line.
                        note = value.replace("_x000D_", "").strip() + "\n"
                        read_checkpoint(note)
                        return Outside(note)
    finally:
        book.close()
    raise ValueError("no checkpoint")
