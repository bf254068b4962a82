"""Hashes that a publisher gives beside its files: compared when the files come from a folder, a stick or an archive.

``SDN.XML.sha256`` (also .sha1, .md5; as sha256sum writes them) beside the file, or ``index.json`` of OpenSanctions,
which names each of its files with its SHA-1 (https://www.opensanctions.org/docs/bulk/json/).
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from screening.model.hits import Reason

_SIZES = {"sha256": 64, "sha1": 40, "md5": 32}
_MOST = 8 << 20
"""More bytes no such file has."""


def problems_of_hashes(paths: Iterable[Path]) -> Iterator[Reason]:
    """Yield the files that are not what the hash beside them says. Raises OSError when a file cannot be read."""
    for path in paths:
        for algorithm, stated in _stated(path):
            with path.open("rb") as file:
                found = hashlib.file_digest(file, partial(hashlib.new, algorithm, usedforsecurity=False)).hexdigest()
            if found != stated:
                yield Reason("list_hash_differs", (("file", path.name), ("algorithm", algorithm)))


def _stated(path: Path) -> Iterator[tuple[str, str]]:
    """Yield what is said of a file, as algorithm and hexadecimal digits."""
    for algorithm, size in _SIZES.items():
        text = _text(path.with_name(f"{path.name}.{algorithm}"))
        for line in text.splitlines():
            found = re.fullmatch(rf"\s*([0-9a-fA-F]{{{size}}})(?:\s+\*?(.+?))?\s*", line)
            if found and (not found[2] or Path(found[2]).name == path.name):
                yield algorithm, found[1].lower()
    try:
        index = json.loads(_text(path.with_name("index.json")) or "{}")
    except ValueError:
        return
    resources = index.get("resources") if isinstance(index, dict) else None
    for resource in resources if isinstance(resources, list) else ():
        if isinstance(resource, dict) and resource.get("name") == path.name:
            stated = str(resource.get("checksum") or "")
            if re.fullmatch("[0-9a-fA-F]{40}", stated):
                yield "sha1", stated.lower()


def _text(path: Path) -> str:
    """Return a small text file, empty where there is none or it is none."""
    try:
        if not path.is_file() or path.stat().st_size > _MOST:
            return ""
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return ""
