"""The tables behind the flags: severity and source of each, calling codes, ends of use that say nothing."""

from dataclasses import dataclass
from functools import cache

from screening.goods.words import folded
from screening.resources import resource_path


@dataclass(frozen=True, slots=True)
class Definition:
    """A diversion flag: its severity (0-100, ours), whether it is weak, the fields it reads, its source."""

    code: str
    severity: float
    weak: bool
    """Raised only together with high-priority goods, so that an ordinary line has none."""
    fields: tuple[str, ...]
    source: str


def _lines(name: str) -> list[str]:
    content = resource_path("route", name).read_text(encoding="utf-8").splitlines()
    return [line for line in content if line.strip() and not line.startswith("#")]


@cache
def definitions() -> dict[str, Definition]:
    """Return {code: definition} of every flag that the route judge may raise."""
    found = {}
    for line in _lines("flags.tsv"):
        code, severity, weak, fields, source = line.split("\t")
        found[code] = Definition(code, float(severity), weak == "1", tuple(fields.split()), source)
    return found


@cache
def _calling_codes() -> dict[str, str]:
    return dict(line.split("\t") for line in _lines("phone_codes.tsv"))


def phone_country(text: str) -> str:
    """Return the ISO code of the country of an international phone number; empty when it has none that is known.

    A number of eleven digits that begins with 8 is written in the way of Kazakhstan and Russia and read as +7.
    """
    digits = "".join(filter(str.isdigit, text))
    if text.lstrip(" (").startswith("+"):
        pass
    elif digits.startswith("00"):
        digits = digits[2:]
    elif len(digits) == 11 and digits[0] in "78":
        digits = "7" + digits[1:]
    else:
        return ""
    if not 9 <= len(digits) <= 15:
        return ""
    codes = _calling_codes()
    return next((codes[digits[:n]] for n in (3, 2, 1) if digits[:n] in codes), "")


@cache
def _generic_ends() -> frozenset[str]:
    return frozenset(folded(line) for line in _lines("generic_end_use.txt"))


def says_nothing(end_use: str) -> bool:
    """Whether a stated end use is empty or generic."""
    text = folded(end_use).strip(" .,;:")
    return not text or text in _generic_ends()
