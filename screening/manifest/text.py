"""CSV and other text tables: encoding, separator, records. Text streams; only a line has a limit."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from screening.errors import UnreadableInput
from screening.manifest.grid import Grid, Row, Sheet

SAMPLE = 1 << 16
LONGEST_CELL = 1 << 20
"""Characters of one cell; a longer one is no cell but an unclosed quote."""
MOST_COLUMNS = 2000

_MARKS = (
    (b"\x00\x00\xfe\xff", "utf-32"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"),
)  # fmt: skip
_CANDIDATES = ("cp1251", "cp866", "koi8-r", "mac-cyrillic", "cp1254", "cp1252", "gb18030", "big5")
_RUSSIAN = re.compile(r"[а-яё]{2,}", re.I)
_COMMON_PAIRS = frozenset(
    [
        "ст",
        "но",
        "то",
        "на",
        "ен",
        "ов",
        "ни",
        "ра",
        "во",
        "ко",
        "ро",
        "по",
        "ре",
        "ор",
        "ал",
        "ли",
        "ер",
        "ан",
        "ос",
        "не",
        "ва",
        "та",
        "ан",
        "пр",
        "ти",
        "ет",
        "он",
        "ел",
        "ка",
        "ол",
        "го",
        "ль",
        "ло",
        "тр",
        "от",
        "де",
        "ин",
    ]
)
_SEPARATORS = (";", "\t", ",", "|")
PROSE = frozenset({".md", ".markdown", ".rst", ".log", ".py", ".js", ".json", ".toml", ".yaml", ".yml", ".ini", ".tex"})
"""Endings of texts that are hardly ever tables; one that has the shape of a table is read all the same."""


def read_text_table(path: Path, head: bytes) -> Grid:
    """Open a text table. Raises UnreadableInput("empty_file" | "not_a_table" | "unknown_encoding")."""
    encoding = detect_encoding(path, head)
    with path.open(encoding=encoding, newline="", errors="strict") as file:
        try:
            sample = file.read(SAMPLE)
        except UnicodeError:
            sample = ""
    if _is_binary(sample):
        raise UnreadableInput("not_a_table", file=str(path), kind="binary")
    sample = sample.lstrip("﻿")
    if not sample.strip("\r\n\t ;,\0"):
        raise UnreadableInput("empty_file", file=str(path))
    if path.suffix.lower() in PROSE and not _has_shape(sample):
        raise UnreadableInput("not_a_table", file=str(path), kind="text")
    declared = re.match(r"sep=(.)\r?\n", sample)
    separator = declared[1] if declared else detect_separator(sample)

    def rows() -> Iterator[Row]:
        return _rows(path, encoding, separator, skip_first=bool(declared))

    return Grid("csv", [Sheet(path.stem, rows)], encoding, separator)


_CONTROLS = re.compile("[\x01-\x08\x0e-\x19\x1b-\x1f]")
"""Characters that no text has; without the tab, the ends of lines and pages, DOS's end of file, and padding zeros."""
_MOST_CONTROLS = 0.02
"""Share of them above which a file is no text: bytes at random have 0.09, exports with stray ones a few in a file."""


def _is_binary(sample: str) -> bool:
    """Whether what was decoded is no text: some code page fits any bytes."""
    return len(_CONTROLS.findall(sample)) > max(2, _MOST_CONTROLS * len(sample))


def _has_shape(sample: str) -> bool:
    """Whether most lines of a text are cut by one separator into the same number of cells."""
    lines = [line for line in sample.splitlines() if line.strip()]
    shares = []
    for separator in _SEPARATORS:
        counts = Counter(count for line in lines if (count := line.count(separator)))
        shares.append(counts.most_common(1)[0][1] / len(lines) if counts else 0.0)
    return max(shares) > 0.5


def detect_encoding(path: Path, head: bytes) -> str:
    """Return the encoding of a text: by its mark, as UTF-8 when all of it fits, else the most plausible code page."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    if head[:400].count(0) > len(head[:400]) // 4:
        return "utf-16-le" if head[1:400:2].count(0) > head[0:400:2].count(0) else "utf-16-be"
    wide = _unmarked_utf16(head)
    if wide:
        return wide
    try:
        with path.open(encoding="utf-8", newline="") as file:
            while file.read(1 << 20):
                pass
        return "utf-8"
    except UnicodeDecodeError:
        pass
    with path.open("rb") as binary:
        content = binary.read(SAMPLE)
    scores = {name: _plausible(content, name) for name in _CANDIDATES}
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] > -1e6 else "latin-1"


def _unmarked_utf16(head: bytes) -> str:
    """Return the UTF-16 that a text without a mark is in, or "": Cyrillic has no zero bytes, but its line ends do."""
    if b"\0" not in head[:4096]:
        return ""
    best, best_share = "", 0.9
    for name in ("utf-16-le", "utf-16-be"):
        text = head[: len(head) // 2 * 2].decode(name, "replace")
        usual = sum(" " <= c <= "~" or c in "\r\n\t" or "\u0400" <= c <= "\u052f" for c in text)
        chinese = sum("一" <= c <= "鿿" for c in text)
        share = (usual + 0.95 * chinese) / max(1, len(text)) if usual else 0.0
        if share > best_share:
            best, best_share = name, share
    return best


def _plausible(content: bytes, encoding: str) -> float:
    """Return how much a text read in this encoding looks like one: pairs of letters that languages have."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if error.start < len(content) - 4:
            return -1e9
        text = content[: error.start].decode(encoding, "ignore")
    score = 0.0
    for word in _RUSSIAN.findall(text):
        if word.islower() or word.isupper() or word.istitle():
            score += sum(2.0 if word[i : i + 2].lower() in _COMMON_PAIRS else -0.3 for i in range(len(word) - 1))
        else:
            score -= 3.0 * len(word)
    for character in text:
        if "一" <= character <= "鿿":
            score += 1.5 if character in _COMMON_CHINESE else -0.2
        elif character in "äöüßÄÖÜéèàçñğşıİŞĞ":
            score += 1.2
        elif ord(character) > 0x7F and not character.isalpha() and character not in "«»№–—“”’°€ ，。：；（）、":
            score -= 2.0
    return score


_COMMON_CHINESE = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年号名称货物数量公司有限贸易收发件重价金额单位品商编码深圳海关进口运输中文型号备注合同日期净毛箱來國個說們為時貨稱數發單價額編碼關進運輸號備註淨積體電路收件"
)


def detect_separator(sample: str) -> str:
    """Return the separator that cuts the lines of a sample most evenly into most parts."""
    lines = [line for line in sample.splitlines()[:60] if line.strip()]
    if len(sample) >= SAMPLE - 8 and len(lines) > 1:
        lines = lines[:-1]
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=separator) if row]
        except csv.Error:
            continue
        if not widths:
            continue
        width, times = Counter(widths).most_common(1)[0]
        score = (width - 1) * times / len(widths)
        if score > best_score:
            best, best_score = separator, score
    return best


def _rows(path: Path, encoding: str, separator: str, *, skip_first: bool) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    number = 0
    with path.open(encoding=encoding, newline="", errors="replace") as file:
        reader = csv.reader(_without_nul(file), delimiter=separator)
        try:
            for number, row in enumerate(reader, 1):
                if number == 1:
                    if skip_first:
                        continue
                    if row:
                        row[0] = row[0].lstrip("﻿")
                if len(row) > MOST_COLUMNS:
                    raise UnreadableInput("too_many_columns", file=str(path), row=number, columns=len(row))
                if any(cell.strip() for cell in row):
                    yield number, row
        except csv.Error as error:
            raise UnreadableInput("not_a_csv", file=str(path), row=number + 1, detail=str(error)) from error


def _without_nul(lines: io.TextIOBase | Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line.replace("\0", "") if "\0" in line else line
