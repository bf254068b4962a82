"""Signs in the bytes of a publisher's file that it is not whole, where its format does not tell by itself.

A table cut off at some row, or bytes changed on the way, still read as a table; what the file before looked like gives
them away.
"""

import codecs
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from screening.model.hits import Reason
from screening.model.versions import KeptFile, ListVersion

LEAST_SIZE = 0.90
_CONTROL = bytes(b for b in range(32) if b not in (9, 10, 13, 26)) + b"\x7f"
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")


def signs_of(path: Path) -> dict[str, str]:
    """Return what a text file looks like; empty for packed formats, which check themselves. Raises OSError.

    "odd" is the number of bytes that no text has; "ended" is "1" when a line's end or a closing bracket comes last.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    odd, last, first = 0, b"", True
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            if first and block.startswith(_PACKED):
                return {}
            first = False
            odd += len(block) - len(block.translate(None, _CONTROL))
            odd += decoder.decode(block).count("\ufffd")
            last = (last + block[-16:])[-16:]
    ended = last[-1:] in (b"\n", b"\r", b"\x1a") or last.rstrip()[-1:] in (b">", b"}", b"]")
    return {"odd": str(odd), "ended": str(int(ended))}


def problems_of_files(
    files: Iterable[KeptFile], signs: Mapping[str, Mapping[str, str]], accepted: ListVersion | None
) -> Iterator[Reason]:
    """Yield why files make a version be held, compared with the files of the version in force."""
    files = list(files)
    kept = dict(accepted.headers) if accepted else {}
    for file in files:
        now = signs.get(file.name, {})
        odd, before = int(now.get("odd", 0)), kept.get(f"{file.name} odd")
        if before is not None and odd > int(before):
            yield Reason("list_stray_bytes", (("file", file.name), ("count", str(odd - int(before)))))
        if kept.get(f"{file.name} ended") == "1" and now.get("ended") == "0":
            yield Reason("list_cut_off", (("file", file.name),))
    # Together: a small part, such as the overflow of remarks, comes and goes.
    size, before_size = sum(f.size for f in files), sum(f.size for f in accepted.files) if accepted else 0
    if size < before_size * LEAST_SIZE:
        yield Reason("list_files_shrank", (("size", str(size)), ("before", str(before_size))))
