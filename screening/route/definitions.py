"""The tables behind the flags: severity and source of each, calling codes, ends of use that say nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from screening.goods.words import alternatives, folded
from screening.model.flags import FlagSettings
from screening.resources import resource_path


@dataclass(frozen=True, slots=True)
class Definition:
    """A diversion flag: its severity (0-100, ours), whether it is weak, the fields it reads, its source."""

    code: str
    severity: float
    weak: bool
    """Raised only together with high-priority goods, so that an ordinary line has none."""
    needs: str
    """"line": the line alone; "history": the store's manifests and lists, without which it is not checked."""
    threshold: float | None
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
        code, severity, weak, needs, threshold, fields, source = line.split("\t")
        found[code] = Definition(
            code, float(severity), weak == "1", needs, float(threshold) if threshold else None, tuple(fields.split()),
            source,
        )  # fmt: skip
    return found


def flag_settings(settings: Mapping[str, str]) -> FlagSettings:
    """Read the settings of flags: "flags.CODE" is on or off, "flags.CODE.severity" and ".threshold" are numbers.

    Names of flags that this program does not have, and values that are none, are passed over: a newer program may
    have written them.
    """
    off, severities, thresholds = [], [], []
    for code, definition in definitions().items():
        if settings.get(f"flags.{code}", "on") == "off":
            off.append(code)
        severity = _number(settings.get(f"flags.{code}.severity", ""))
        if severity is not None:
            severities.append((code, severity))
        threshold = _number(settings.get(f"flags.{code}.threshold", ""))
        if threshold is not None and definition.threshold is not None:
            thresholds.append((code, threshold))
    return FlagSettings(tuple(off), tuple(severities), tuple(thresholds))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


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


@cache
def free_mail_domains() -> frozenset[str]:
    """Return the domains of mail for everybody."""
    return frozenset(word for line in _lines("free_mail.txt") for word in line.split())


@cache
def other_business() -> re.Pattern[str]:
    """Return a pattern of businesses that need no high-priority goods for their own trade, on folded names."""
    patterns = [p for line in _lines("business.tsv") for p in alternatives(line)]
    return re.compile("|".join(p if p[0] >= "一" or p.startswith("\\b") else rf"(?<!\w){p}" for p in patterns))
