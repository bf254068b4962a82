"""Number formats of a sender that may be carried over into our workbook, and what stands in for the others.

A format that Excel does not know makes it call the whole file damaged, and one that shows nothing of a value, or words
in its place, would deceive whoever reads the audit file: such formats are replaced.
"""

import re

from screening.manifest.typed import CLOCK, DAY, ERROR, LOGICAL, MOMENT, is_day, is_time

GENERAL = "General"
_LONGEST = 200
_MOST_SECTIONS = 4
_TOKEN = re.compile(
    r"""\\.|_.|\*.|"[^"]*"|General|AM/PM|A/P|E[+-]|[0#?.,%/@]|[yY]{1,4}|[mM]{1,5}|[dD]{1,4}|[hH]{1,2}|[sS]{1,2}"""
    r"|\[(?:h{1,2}|H{1,2}|m{1,2}|s{1,2}|\$[^\]\[;]{0,20}|Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?[1-9]\d?)\]"
    r"|[ $+():!^&'~{}<>=\-]|[€£¥₽₸₺₴₾¢]"
)
_SHOWS = re.compile(r"General|[0#?@yYmMdDhHsS]")
_NO_VALUE = re.compile(r'\\.|_.|\*.|"[^"]*"|\[[^hHms\]][^\]]*\]')
_BUILT_IN = frozenset({*range(1, 23), *range(37, 50)})


def carried(kind: str, value: str, form: str | int) -> str | int:
    """Return the number format that a sender's cell gets: their own, or one that shows its whole value."""
    if kind in (LOGICAL, ERROR) or form == 0:
        return GENERAL
    if isinstance(form, int):
        return form if form in _BUILT_IN else _instead(value, form)
    return form if _is_plain(form) else _instead(value, form)


def _instead(value: str, form: str | int) -> str:
    if not is_time(form):
        return GENERAL
    number = float(value)
    if not is_day(form) and 0 <= number < 1:
        return CLOCK
    return DAY if number.is_integer() else MOMENT


def _is_plain(form: str) -> bool:
    """Whether Excel knows every part of a format, and each of its sections shows the value."""
    if len(form) > _LONGEST:
        return False
    place = 0
    sections = [""]
    while place < len(form):
        if form[place] == ";":
            sections.append("")
            place += 1
            continue
        match = _TOKEN.match(form, place)
        if match is None:
            return False
        sections[-1] += match[0]
        place = match.end()
    if len(sections) > _MOST_SECTIONS:
        return False
    # The fourth section is of texts, and these cells are none.
    return all(_SHOWS.search(_NO_VALUE.sub("", section)) for section in sections[:3])
