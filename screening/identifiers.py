"""Numbers of parties and vessels: finding them in text and checking their check digits.

Forms and check digits: python-stdnum for INN, OGRN, UNP, IMO, LEI, BIC; the Kazakh BIN/IIN by the rule of the
Kazakh tax code as three public implementations have it (weights 1-11 mod 11, in a second pass 3-11, 1, 2).
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

_FIRST_WEIGHTS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)
_SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)

# A label before the digits says which number it is; longer labels first.
_LABELS = (
    (r"ОГРНИП|ОГРН|OGRNIP|OGRN|PSRN", "ogrn"),
    (r"БИН|BIN|БСН|BSN", "bin"),
    (r"ИИН|IIN|ЖСН", "iin"),
    (r"УНП|UNP", "unp"),
    (r"КПП|KPP", "kpp"),
    (r"ОКПО|OKPO", "okpo"),
    (r"ИНН|INN|TIN|ИНН/КПП", "inn"),
    (r"IMO|ИМО", "imo"),
    (r"LEI", "lei"),
    (r"SWIFT(?:\s*/\s*BIC)?|BIC|СВИФТ", "bic"),
)
_LABELLED = tuple(
    (
        kind,
        re.compile(
            rf"(?<![A-Za-zА-Яа-яЁё/])(?<!/ )(?:{label})(?:\s*/\s*[A-ZА-Я]{{2,5}})?\s*(?:№|No\.?|N|code|код)?\s*[:#=\-]?\s*"
            r"([A-Z0-9]{6,20})(?![A-Za-z0-9])",
            re.IGNORECASE,
        ),
    )
    for label, kind in _LABELS
)
_BARE = re.compile(r"(?<![\dA-Za-z])(\d{7}|\d{9,10}|\d{12,13}|\d{15})(?!\d)")
_MAY_HOLD = re.compile(r"\d{6}|LEI|SWIFT|BIC", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Found:
    """A number found in a text: ``valid`` when its form and check digits are right; ``start``/``end`` its place."""

    kind: str
    value: str
    valid: bool
    start: int
    end: int


def find_identifiers(text: str) -> list[Found]:
    """Return the party numbers in a text: labelled ones whether valid or not, bare ones only when valid.

    A bare number of 12 digits that is right both as BIN/IIN and as INN is told as the Kazakh one: that is where our
    manifests come from; comparison looks at the digits alone.
    """
    if not _MAY_HOLD.search(text):
        return []
    found: dict[tuple[int, int], Found] = {}
    for kind, pattern in _LABELLED:
        for match in pattern.finditer(text):
            place = match.span(1)
            if place not in found and (kind in ("lei", "bic") or match[1].isdigit()):
                value = match[1].upper()
                found[place] = Found(kind, value, is_valid(kind, value), *place)
    for match in _BARE.finditer(text):
        place = match.span(1)
        if any(start < place[1] and place[0] < end for start, end in found):
            continue
        kind = kind_of_digits(match[1])
        if kind:
            found[place] = Found(kind, match[1], True, *place)
    return [found[place] for place in sorted(found)]


@lru_cache(maxsize=65536)
def kind_of_digits(digits: str) -> str:
    """Return what a bare number is by its length and check digits: bin, iin, inn, ogrn, or an empty text.

    Numbers of 7 (IMO) and 9 (UNP) digits are too often something else to be believed without a label.
    """
    if len(digits) == 12:
        kind = kazakh_kind(digits)
        return kind or ("inn" if is_valid("inn", digits) else "")
    if len(digits) == 10:
        return "inn" if is_valid("inn", digits) else ""
    if len(digits) in (13, 15):
        return "ogrn" if is_valid("ogrn", digits) else ""
    return ""


@lru_cache(maxsize=65536)
def is_valid(kind: str, value: str) -> bool:
    """Whether form and check digits of a number are right; kinds without a known check are judged by form."""
    # Loaded here: everything that compares numbers imports this module, the window's start among it.
    from stdnum import imo, lei
    from stdnum.by import unp
    from stdnum.ru import inn, ogrn

    if kind == "inn":
        # Kazakh and Uzbek papers write "ИНН" before their own numbers too.
        return bool(inn.is_valid(value)) or bool(kazakh_kind(value))
    if kind in ("bin", "iin"):
        return bool(kazakh_kind(value))
    if kind == "ogrn":
        return bool(ogrn.is_valid(value))
    if kind == "unp":
        return bool(unp.is_valid(value))
    if kind == "imo":
        return bool(imo.is_valid(value))
    if kind == "lei":
        return bool(lei.is_valid(value))
    if kind == "bic":
        return re.fullmatch(r"[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?", value) is not None
    if kind == "kpp":
        return re.fullmatch(r"\d{4}[\dA-Z]{2}\d{3}", value) is not None
    return bool(value)


def kazakh_kind(digits: str) -> str:
    """Return "bin" or "iin" for a Kazakh number with a right date and check digit, else an empty text."""
    if len(digits) != 12 or not digits.isascii() or not digits.isdigit():
        return ""
    numbers = [int(d) for d in digits]
    check = sum(n * w for n, w in zip(numbers, _FIRST_WEIGHTS, strict=False)) % 11
    if check == 10:
        check = sum(n * w for n, w in zip(numbers, _SECOND_WEIGHTS, strict=False)) % 11
    if check == 10 or check != numbers[11] or not 1 <= int(digits[2:4]) <= 12:
        return ""
    if digits[4] in "456":
        return "bin"
    if digits[6] in "123456":
        century = (1800, 1900, 2000)[(int(digits[6]) - 1) // 2]
        try:
            date(century + int(digits[:2]), int(digits[2:4]), int(digits[4:6]))
        except ValueError:
            return ""
        return "iin"
    return ""


def bin_registered(digits: str) -> str:
    """Return the month ("2022-03") in which the holder of a valid BIN was registered, else an empty text.

    The first four digits of a BIN are year and month; firms were numbered from 1991 on, so 91-99 is the last century.
    """
    if kazakh_kind(digits) != "bin":
        return ""
    year = int(digits[:2])
    return f"{1900 + year if year >= 91 else 2000 + year}-{digits[2:4]}"


def comparable(value: str) -> str:
    """Return a number as it is compared: letters and digits alone, upper case."""
    return re.sub(r"[\W_]", "", value).upper()
