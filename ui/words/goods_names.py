"""Names of goods in the language of the reader. Hits are kept with the English names of the lists."""

import csv
from functools import cache

from screening.resources import resource_path

_BUNDLED = ("chpl.csv", "eu-833-2014.csv", "us-ear-746.csv")
_LANGUAGES = ("ru", "kk")


@cache
def _names() -> dict[tuple[str, str], str]:
    """Return the names of the bundled lists by language and English name."""
    found: dict[tuple[str, str], str] = {}
    for name in _BUNDLED:
        with resource_path("lists", name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for language in _LANGUAGES:
                    if row.get(f"name_{language}"):
                        found.setdefault((language, row["name_en"]), row[f"name_{language}"])
    return found


def goods_name(english: str, language: str) -> str:
    """Return goods of a bundled list by their name in a language; of other lists, and in English, the text as it is.

    A code in brackets behind the name, as reasons have it, stays.
    """
    if language not in _LANGUAGES:
        return english
    names = _names()
    if (language, english) in names:
        return names[language, english]
    name, bracket, code = english.rpartition(" (")
    return names.get((language, name), name) + bracket + code
