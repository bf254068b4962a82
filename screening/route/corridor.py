"""The route of a shipment as stops, with what is watched or forbidden marked: for corridors and for the diagram."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from screening.countries import country_code
from screening.resources import resource_path
from screening.route.places import TARGETS, TERRITORIES, places_in, transshipment_countries

ARROW = " → "
"""What stands between the places in the short text of a line's route."""


class StopMark(StrEnum):
    """What a stop is known for."""

    NONE = ""
    WATCHED = "watched"
    """A transshipment country of the joint alert of 28 June 2022."""
    EMBARGOED = "embargoed"
    """A target country of the sanctions, or a territory under embargo."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One place of a route."""

    text: str
    """As the manifest has it."""
    code: str
    """ISO alpha-2 code, or that of a territory under embargo ("UA-43"); empty where the text is neither."""
    mark: StopMark


def stops_of(route: str) -> tuple[Stop, ...]:
    """Return the stops of a route ("Germany → Казахстан"); one named twice in a row is one."""
    found: list[Stop] = []
    for text in filter(None, (part.strip() for part in route.split(ARROW.strip()))):
        code = country_code(text)
        places = [place for place, _words in places_in(text)]
        territory = next((place for place in places if place in TERRITORIES), "")
        if code in TARGETS or places:
            mark, code = StopMark.EMBARGOED, territory or code or places[0]
        else:
            mark = StopMark.WATCHED if code in transshipment_countries() else StopMark.NONE
        if not found or (found[-1].code or found[-1].text) != (code or text):
            found.append(Stop(text, code, mark))
    return tuple(found)


def corridor_of(route: str) -> str:
    """Return a route by the codes of its stops ("DE → KZ"), so that spellings fall together."""
    return ARROW.join(stop.code or stop.text for stop in stops_of(route))


@cache
def positions() -> dict[str, tuple[float, float]]:
    """Return (latitude, longitude) of countries by their codes, to the degree: a schematic map, no more."""
    found = {}
    for line in resource_path("route", "positions.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, latitude, longitude = line.split("\t")
            found[code] = (float(latitude), float(longitude))
    return found
