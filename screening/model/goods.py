"""Goods lists: rules by customs code, kept as dated data."""

from dataclasses import dataclass
from enum import StrEnum


class Direction(StrEnum):
    """The trade that a goods rule forbids or watches."""

    EXPORT = "export"
    """Goods on their way to the target countries."""
    IMPORT = "import"
    """Goods on their way from the target countries."""


@dataclass(frozen=True, slots=True)
class GoodsRule:
    """One controlled item of a goods list.

    ``code`` holds 2-10 digits and covers every longer code that begins with it; in a control list it is a number in
    Latin capitals ("3A001.A") that covers the paragraphs below it (:attr:`by_number`). ``ex`` says that only part of the
    code is covered. ``targets`` are ISO alpha-2 codes of the countries that the rule aims at.
    """

    list_id: str
    """chpl for the Common High Priority List; others name themselves (eu-833-2014, kz-424, own-NAME)."""
    code: str
    regime: str
    annex: str = ""
    tier: str = ""
    """For chpl: 1, 2, 3.A, 3.B, 4.A, 4.B."""
    direction: Direction = Direction.EXPORT
    targets: tuple[str, ...] = ("RU", "BY")
    ex: bool = False
    edition: str = ""
    """HS2017, HS2022, CN2022, or empty."""
    price_floor: float | None = None
    currency: str = ""
    valid_from: str = ""
    valid_to: str = ""
    names: tuple[tuple[str, str], ...] = ()
    """(language, short name) pairs: (("en", "Memory chips"), ("ru", "Микросхемы памяти"))."""
    source: str = ""
    retrieved: str = ""
    exceptions: tuple[str, ...] = ()
    """Longer codes below ``code`` that the rule does not cover."""
    exemption: str = ""
    """What the law lets through all the same ("Article 3k(3): contracts before 8 April 2022"), shown with the hit."""

    @property
    def by_number(self) -> bool:
        """Whether this is an item of a control list, found by its number in texts, not by customs code."""
        return not self.code.isdigit()

    def name(self, language: str = "en") -> str:
        """The short name in ``language``, else in English, else the code."""
        names = dict(self.names)
        return names.get(language) or names.get("en") or self.code
