"""What of a line the history of the store keeps, in the form in which lines are compared."""

import re
from dataclasses import dataclass
from functools import lru_cache

from screening.countries import countries_in, country_code
from screening.goods.amounts import amount, currency_code, iso_day
from screening.goods.words import folded
from screening.identifiers import comparable
from screening.model.manifests import Line
from screening.names.address import place_words

PARTS = ("address", "phone", "email")
ROLES = ("consignee", "end_user", "buyer")

_LEAST_WORDS = 2
"""Words beside its numbers from which an address tells one place."""

_BETWEEN = re.compile(r"[;,/|→>]|\s[-–—]\s")

_FORM = re.compile(
    r"(?<!\w)(?:тоо|жшс|ооо|оао|зао|пао|ао|ип|жк|чп|оджс|мчж|llp|llc|ltd|limited|inc|corp|co|company|gmbh|ag|sa|bv|"
    r"a\.?ş\.?|ltd\.? ?şti\.?|san|tic|fze|fzco|dmcc|товарищество с ограниченной ответственностью|"
    r"общество с ограниченной ответственностью|жауапкершілігі шектеулі серіктестігі?)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line's facts; texts are empty and numbers None where the line does not tell them."""

    consignor: str
    consignee: str
    notify: str
    hs6: str
    destination: str
    via: str
    """Countries of transit and of border offices, as codes in the order of the alphabet, between blanks."""
    document: str
    day: str
    currency: str
    value: float | None
    kg: float | None
    contacts: tuple[tuple[str, str, str], ...]
    """(field, kind, contact as compared) of the receiving parties."""


def facts_of(line: Line) -> LineFacts:
    """Return what is kept of a line."""
    code = re.sub(r"\D", "", line.text("hs_code") or line.text("hs_code.gng"))
    value = amount(line.text("value"))
    kg = amount(line.text("net_weight")) or amount(line.text("gross_weight"))
    contacts = [
        (f"{role}.{part}", part, contact)
        for role in ROLES
        for part in PARTS
        for v in line.all(f"{role}.{part}")
        if (contact := contact_of(part, v.text))
    ]
    return LineFacts(
        consignor=party_key(line.text("consignor") or line.text("seller")),
        consignee=party_key(line.text("consignee") or line.text("buyer")),
        notify=party_key(line.text("notify_party")),
        hs6=code[:6] if len(code) >= 6 else "",
        destination=country_code(line.text("destination_country") or line.text("consignee.country")),
        via=" ".join(sorted(_via(line))),
        document=comparable(line.text("transport_doc_no")),
        day=iso_day(line.text("date")),
        currency=next((c for f in ("currency", "value") if (c := currency_code(line.text(f)))), ""),
        value=value if value and value > 0 else None,
        kg=kg if kg and kg > 0 else None,
        contacts=tuple(contacts),
    )


def _via(line: Line) -> set[str]:
    """Return the countries of transit and of border offices; two letters count where they are all of a part."""
    parts = [part for value in line.all("transit_country") for part in _BETWEEN.split(value.text)]
    codes = {code for part in parts if (code := country_code(part))}
    texts = [value.text for field in ("transit_country", "border_office") for value in line.all(field)]
    return codes.union(*(countries_in(text) for text in texts))


@lru_cache(maxsize=65536)
def party_key(name: str) -> str:
    """Return a party's name as names are told apart between manifests: letters alone, without the legal form.

    Kept simple and strict: two spellings count as two parties, which raises a flag too many and never one too few.
    """
    plain = _FORM.sub(" ", folded(name.partition("\n")[0].partition(",")[0]))
    return " ".join(re.findall(r"\w+", plain))


@lru_cache(maxsize=65536)
def contact_of(part: str, text: str) -> str:
    """Return an address, phone or mail as contacts are compared; empty when it tells too little."""
    if part == "phone":
        digits = re.sub(r"\D", "", text)
        return digits[-10:] if len(digits) >= 9 else ""
    if part == "email":
        match = re.search(r"[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+", text.casefold())
        return match[0] if match else ""
    words = place_words(text)
    numbers = sum(word.isdigit() for word in words)
    # A street without a house, or a house without a street, is many places.
    return " ".join(sorted(words)) if numbers and len(words) - numbers >= _LEAST_WORDS else ""
