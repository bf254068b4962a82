"""Mending of values, visibly: each function returns the mended text and the codes of what was done."""

import re
from functools import lru_cache

from screening.countries import countries_in, country_code
from screening.identifiers import find_identifiers

Repaired = tuple[str, tuple[str, ...]]

_HS_LABEL = re.compile(r"(?:код\s*)?(?:тн\s*вэд(?:\s*еаэс)?|сэқ\s*тн|hs(?:\s*code)?|htsus|taric)\s*[:№#]?\s*", re.I)
_SCIENTIFIC = re.compile(r"^(\d(?:[.,]\d+)?)[eEеЕ]\+?0?(\d{1,2})$")
_LETTERS_FOR_DIGITS = str.maketrans("OОoоlIЗзB", "000011338")
_HS_RUN = re.compile(r"\d[\d .\-\u00a0]{2,16}\d")


@lru_cache(maxsize=65536)
def hs_code(raw: str) -> Repaired:
    """Return the digits of a customs code as text (2 to 10), or the cell as it is when there is none in it.

    Zeros that a spreadsheet dropped are put back before an odd number of digits. A number in scientific form keeps
    only the digits that it shows: "8,54231E+09" is 854231.
    """
    text = raw.strip().lstrip("'`’")
    done: list[str] = []
    if text != raw.strip():
        done.append("hs_apostrophe")
    labelled = _HS_LABEL.sub("", text)
    if labelled != text:
        done.append("hs_label")
        text = labelled.strip()
    scientific = _SCIENTIFIC.match(text)
    if scientific:
        digits = scientific[1].replace(",", "").replace(".", "")
        length = int(scientific[2]) + 1
        odd = length % 2
        known = digits.ljust(4, "0")
        text = ("0" if odd else "") + known
        return text[: len(text) // 2 * 2], (*done, "hs_from_scientific")
    if (
        re.fullmatch(r"[\dOОoоlIЗзB]{6,10}", text)
        and sum(c.isdigit() for c in text) >= len(text) - 2
        and not text.isdigit()
    ):
        text = text.translate(_LETTERS_FOR_DIGITS)
        done.append("hs_letter_for_digit")
    if re.fullmatch(r"\d+\.0+", text):
        text = text.split(".")[0]
        done.append("hs_from_number")
    if not re.fullmatch(r"\d+", text):
        match = _HS_RUN.search(text)
        if not match:
            return raw.strip(), tuple(done)
        digits = re.sub(r"\D", "", match[0])
        if not 4 <= len(digits) <= 12:
            return raw.strip(), tuple(done)
        done.append("hs_digits_taken")
        text = digits
    if len(text) in (3, 5, 7, 9) and text[0] != "0":
        text = "0" + text
        done.append("hs_zero_added")
    if len(text) > 10:
        text = text[:10]
        done.append("hs_cut")
    return text, tuple(done)


@lru_cache(maxsize=65536)
def number(raw: str) -> Repaired:
    """Return a number with a decimal point and no blanks, or the cell as it is when it is none."""
    text = re.sub(r"[\s\u00a0']", "", raw)
    match = re.fullmatch(r"([A-Z]{3}|[$€₸₽])?(-?[\d.,]+)([A-Z]{3}|[$€₸₽]|кг|kg)?", text)
    if not match or not any(c.isdigit() for c in match[2]):
        return raw.strip(), ()
    digits = match[2]
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma > point >= 0 or (comma >= 0 > point and (digits.count(",") == 1 and len(digits) - comma != 4)):
        mended = digits.replace(".", "").replace(",", ".")
    else:
        mended = digits.replace(",", "")
    if mended.count(".") > 1:
        mended = mended.replace(".", "")
    return mended, ("number_read",) if mended != raw.strip() else ()


@lru_cache(maxsize=65536)
def country(raw: str) -> Repaired:
    """Return the ISO code of a country in any language or code, or the cell as it is."""
    code = country_code(raw)
    if not code:
        inside = countries_in(raw)
        code = inside[0] if len(inside) == 1 else ""
    return (code, ("country_read",) if code != raw.strip() else ()) if code else (raw.strip(), ())


_PHONE = re.compile(
    r"(?:(?:тел|tel|phone|факс|fax|моб|mob|тлф)\.?\s*(?:/\s*(?:факс|fax))?\s*[:.]?\s*)?(\+?\d[\d\s()\-]{8,17}\d)", re.I
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")


@lru_cache(maxsize=65536)
def party(raw: str) -> tuple[str, dict[str, str]]:
    """Take a cell of several lines or parts into the name and what else it holds.

    Returns the name and {"address", "tax_id", "phone", "email", "country"} as far as they are there. A cell that is
    a name alone comes back as it is.
    """
    text = raw.strip()
    lines = [line.strip(" ,;") for line in re.split(r"[\r\n]+", text) if line.strip(" ,;")]
    found: dict[str, str] = {}
    numbers = [item for item in find_identifiers(text) if item.valid and item.kind not in ("imo", "bic")]
    if numbers:
        found["tax_id"] = numbers[0].value
    email = _EMAIL.search(text)
    if email:
        found["email"] = email[0]
    if len(lines) <= 1:
        return " ".join(text.split()), found
    rest = []
    for line in lines[1:]:
        phone = _PHONE.search(line)
        if phone and "phone" not in found and not find_identifiers(line):
            found["phone"] = phone[1]
        elif not (numbers and numbers[0].value in line) and not _EMAIL.fullmatch(line):
            rest.append(line)
    if rest:
        found["address"] = ", ".join(rest)
        places = countries_in(found["address"])
        if len(places) == 1:
            found["country"] = places[0]
    return lines[0], found
