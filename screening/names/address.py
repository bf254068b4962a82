"""What two addresses have in common, in any script: words of places and streets, and numbers of houses and postcodes."""

from functools import lru_cache

from screening.names.letters import key_of
from screening.names.parse import split_words

_SHORTEST_WORD = 4
_SHORTEST_NUMBER = 2
_WORDS_ALONE = 3
"""So many common words agree without a number."""

_PLACES = (
    "street ulitsa ulica avenue prospekt prospect road building block district region oblast city town floor office "
    "room house apartment suite square lane boulevard highway shosse pereulok mikrorayon microdistrict zone industrial "
    "area park center centre republic federation postal code box tower unit village quarter state province county "
    "russia russian kazakhstan belarus china iran turkey turkiye emirates united arab kingdom korea syria ukraine"
)
_GENERIC = frozenset(map(key_of, _PLACES.split()))


@lru_cache(maxsize=16384)
def place_words(address: str) -> frozenset[str]:
    """Return the keys of an address that tell it from others."""
    found = set()
    for token in split_words(address):
        if token.isdigit():
            if len(token) >= _SHORTEST_NUMBER:
                found.add(token.lstrip("0"))
        elif len(token) >= _SHORTEST_WORD and key_of(token) not in _GENERIC:
            found.add(key_of(token))
    return frozenset(found)


def in_common(address: str, listed: str) -> str:
    """Return what an address and those of an entry (one a line) have in common, or "" when that says nothing.

    A number with a word, or three words, say something: a town alone does not.
    """
    own = place_words(address)
    if len(own) < _SHORTEST_NUMBER:
        return ""
    best: list[str] = []
    for line in listed.split("\n"):
        shared = own & place_words(line)
        numbers = sum(word.isdigit() for word in shared)
        if len(shared) > len(best) and ((numbers and len(shared) > numbers) or len(shared) - numbers >= _WORDS_ALONE):
            best = sorted(shared, key=str.isdigit)
    return " ".join(best)
