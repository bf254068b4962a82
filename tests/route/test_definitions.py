"""Phones and ends of use."""

import pytest

from screening.route.definitions import phone_country, says_nothing


@pytest.mark.parametrize(
    ("phone", "country"),
    [
        ("+7 (727) 250-11-22", "KZ"),
        ("8 701 222 33 44", "KZ"),
        ("+7 495 1234567", "RU"),
        ("8 (812) 123-45-67", "RU"),
        ("+375 29 123 45 67", "BY"),
        ("00 90 212 555 11 22", "TR"),
        ("+86 755 8888 9999", "CN"),
        ("250-11-22", ""),
        ("+999 123456789", ""),
        ("", ""),
    ],
)
def test_the_country_of_a_phone(phone: str, country: str) -> None:
    assert phone_country(phone) == country


@pytest.mark.parametrize("text", ["", " - ", "N/A", "Для собственных нужд.", "resale"])
def test_ends_that_say_nothing(text: str) -> None:
    assert says_nothing(text)


def test_an_end_that_says_something() -> None:
    assert not says_nothing("сборка счётчиков воды на заводе в Караганде")
