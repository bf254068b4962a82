"""The script that a text is written in, by its letters."""

from bisect import bisect_right
from functools import lru_cache

# First code point of each block and the ISO 15924 code of its letters; "" for signs and blocks without letters of a
# script of their own. Source: Blocks.txt of the Unicode character database, the blocks that names are written in.
_BLOCKS = (
    (0x0000, ""), (0x0041, "Latn"), (0x005B, ""), (0x0061, "Latn"), (0x007B, ""), (0x00C0, "Latn"), (0x02B0, ""),
    (0x0370, "Grek"), (0x0400, "Cyrl"), (0x0530, "Armn"), (0x0590, "Hebr"), (0x0600, "Arab"), (0x0700, "Syrc"),
    (0x0750, "Arab"), (0x0780, ""), (0x08A0, "Arab"), (0x0900, "Deva"), (0x0980, "Beng"), (0x0A00, "Guru"),
    (0x0A80, "Gujr"), (0x0B00, "Orya"), (0x0B80, "Taml"), (0x0C00, "Telu"), (0x0C80, "Knda"), (0x0D00, "Mlym"),
    (0x0D80, "Sinh"), (0x0E00, "Thai"), (0x0E80, "Laoo"), (0x0F00, "Tibt"), (0x1000, "Mymr"), (0x10A0, "Geor"),
    (0x1100, "Hang"), (0x1200, "Ethi"), (0x13A0, ""), (0x1780, "Khmr"), (0x1800, "Mong"), (0x18B0, ""),
    (0x1C80, "Cyrl"), (0x1C90, "Geor"), (0x1CC0, ""), (0x1E00, "Latn"), (0x1F00, "Grek"), (0x2000, ""),
    (0x2C60, "Latn"), (0x2C80, ""), (0x2D00, "Geor"), (0x2D30, ""), (0x2DE0, "Cyrl"), (0x2E00, ""), (0x2E80, "Hani"),
    (0x3000, ""), (0x3005, "Hani"), (0x3006, ""), (0x3040, "Hira"), (0x30A0, "Kana"), (0x3100, "Bopo"),
    (0x3130, "Hang"), (0x3190, ""), (0x3400, "Hani"), (0x4DC0, ""), (0x4E00, "Hani"), (0xA000, ""), (0xA640, "Cyrl"),
    (0xA6A0, ""), (0xA720, "Latn"), (0xA800, ""), (0xAC00, "Hang"), (0xD7B0, ""), (0xF900, "Hani"), (0xFB00, "Latn"),
    (0xFB13, "Armn"), (0xFB1D, "Hebr"), (0xFB50, "Arab"), (0xFE00, ""), (0xFE70, "Arab"), (0xFEFF, ""),
    (0xFF21, "Latn"), (0xFF3B, ""), (0xFF41, "Latn"), (0xFF5B, ""), (0xFF66, "Kana"), (0xFFA0, ""),
    (0x20000, "Hani"), (0x32000, ""),
)  # fmt: skip
_STARTS = [start for start, _ in _BLOCKS]
_JAPANESE = frozenset({"Hira", "Kana"})


@lru_cache(maxsize=65536)
def script_of(text: str) -> str:
    """Return the ISO 15924 code of the script of most letters (Latn, Cyrl, Arab, Hani, Jpan, ...); empty for none."""
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else ""
    counts: dict[str, int] = {}
    for letter in text:
        script = _BLOCKS[bisect_right(_STARTS, ord(letter)) - 1][1]
        if script:
            counts[script] = counts.get(script, 0) + 1
    if not counts:
        return ""
    if counts.keys() & _JAPANESE:
        # Characters and syllables together are how Japanese is written.
        japanese = sum(counts.pop(script, 0) for script in (*_JAPANESE, "Hani"))
        counts["Jpan"] = japanese
    return max(counts, key=lambda script: counts[script])
