"""Routes as stops: spellings fall together, and what is watched or forbidden is marked."""

import pytest

from screening.countries import country_name
from screening.route.corridor import StopMark, corridor_of, positions, stops_of
from screening.route.places import TARGETS, TERRITORIES, transshipment_countries


def test_spellings_of_one_corridor_fall_together() -> None:
    assert corridor_of("Germany → Казахстан → РФ") == "DE → KZ → RU"
    assert corridor_of("DE → KZ → RU") == "DE → KZ → RU"
    assert corridor_of("Germany → Германия → Nowhere at all") == "DE → Nowhere at all"
    assert corridor_of("") == ""


@pytest.mark.parametrize(
    ("place", "mark"),
    [
        ("Германия", StopMark.NONE),
        ("Kazakhstan", StopMark.WATCHED),
        ("Россия", StopMark.EMBARGOED),
        ("Belarus", StopMark.EMBARGOED),
        ("Севастополь", StopMark.EMBARGOED),
    ],
)
def test_a_stop_is_marked(place: str, mark: StopMark) -> None:
    (stop,) = stops_of(place)
    assert stop.mark is mark


def test_every_marked_place_lies_somewhere() -> None:
    assert {*TARGETS, *TERRITORIES, *transshipment_countries()} <= set(positions())
    assert all(-90 <= latitude <= 90 and -180 <= longitude <= 180 for latitude, longitude in positions().values())
    assert all(country_name(code) != code for code in positions() if len(code) == 2)
