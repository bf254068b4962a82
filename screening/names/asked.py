"""What a question asks by besides the name: numbers and an address."""

from screening.identifiers import comparable, find_identifiers
from screening.model.lists import Identifier
from screening.names.build import IDENTIFIER_LEAST
from screening.names.types import PartyQuery


def numbers_of(query: PartyQuery) -> list[Identifier]:
    """Return the numbers that a question is asked by: those given, and the valid ones inside its texts."""
    inside = [
        Identifier(f.kind, f.value) for text in (query.text, query.address) for f in find_identifiers(text) if f.valid
    ]
    given = [i for i in query.identifiers if len(comparable(i.value)) >= IDENTIFIER_LEAST]
    return list(dict.fromkeys((*given, *inside)))


def address_in(query: PartyQuery) -> str:
    """Return the address that a question tells: its own, or what follows the name in the cell."""
    address = query.address or query.text.partition(",")[2]
    return f"{address}, {query.countries[0]}" if address.strip() and len(query.countries) == 1 else address
