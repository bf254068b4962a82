"""Signs in the bytes of a publisher's file that it is not whole, where its format does not tell by itself.

A table cut off at some row, or bytes changed on the way, still read as a table; what the file before looked like gives
them away. A first version has none before it: what breaks off inside a cell is cut off all the same.
"""

import codecs
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from screening.model.hits import Reason
from screening.model.versions import KeptFile, ListVersion

LEAST_SIZE = 0.90
_LINE = 1 << 16
"""Longest line whose columns are counted, in bytes."""
_MANY = 4
"""Separators that the first line must have: short tables typed by hand leave cells out at the end of a line."""
_CONTROL = bytes(b for b in range(32) if b not in (9, 10, 13, 26)) + b"\x7f"
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b")


def signs_of(path: Path) -> dict[str, str]:
    """Return what a text file looks like; empty for packed formats, which check themselves. Raises OSError.

    "odd" is the number of bytes that no text has; "ended" is "1" when a line's end or a closing bracket comes last; "cut"
    is "1" for a table that breaks off inside a cell or before its last column.
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    odd, quotes, last, first, head = 0, 0, b"", True, b""
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            if first and block.startswith(_PACKED):
                return {}
            if first:
                head = block.partition(b"\n")[0]
            first = False
            quotes += block.count(b'"')
            odd += len(block) - len(block.translate(None, _CONTROL))
            odd += decoder.decode(block).count("\ufffd")
            last = (last + block)[-_LINE:]
    ended = last[-1:] in (b"\n", b"\r", b"\x1a") or last.rstrip()[-1:] in (b">", b"}", b"]")
    cut = not ended and (quotes % 2 == 1 or _short(head, last))
    return {"odd": str(odd), "ended": str(int(ended)), "cut": str(int(cut))}


def _short(head: bytes, last: bytes) -> bool:
    """Return whether a table's last line has fewer columns than its first, of those that have many."""
    separator = max((b",", b";", b"\t"), key=head.count)
    return head.count(separator) >= _MANY and last.rpartition(b"\n")[2].count(separator) < head.count(separator)


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
        ended_before = kept.get(f"{file.name} ended") == "1" and now.get("ended") == "0"
        if ended_before or now.get("cut") == "1":
            yield Reason("list_cut_off", (("file", file.name),))
    # Together: a small part, such as the overflow of remarks, comes and goes.
    size, before_size = sum(f.size for f in files), sum(f.size for f in accepted.files) if accepted else 0
    if size < before_size * LEAST_SIZE:
        yield Reason("list_files_shrank", (("size", str(size)), ("before", str(before_size))))
