"""Numbers in text, their check digits, and the registration month of a BIN."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.identifiers import bin_registered, comparable, find_identifiers, is_valid, kazakh_kind

_WEIGHTS = (range(1, 12), (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2))


def with_check_digit(eleven: str) -> str | None:
    """The Kazakh number that begins with eleven digits, by the rule written out once more."""
    for weights in _WEIGHTS:
        rest = sum(int(d) * w for d, w in zip(eleven, weights, strict=True)) % 11
        if rest < 10:
            return eleven + str(rest)
    return None


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("ООО Ромашка, ИНН 7707083893", "inn", "7707083893"),
        ("ИНН/КПП 7707083893/773601001", "inn", "7707083893"),
        ("ОГРН: 1027700132195 г. Москва", "ogrn", "1027700132195"),
        ("bank 7707083893 account", "inn", "7707083893"),
        ("УНП 100582333", "unp", "100582333"),
        ("MV SOMETHING IMO 9074729", "imo", "9074729"),
        ("SWIFT: SABRRUMM", "bic", "SABRRUMM"),
    ],
)
def test_a_number_is_found_with_its_kind(text: str, kind: str, value: str) -> None:
    assert (kind, value, True) in [(f.kind, f.value, f.valid) for f in find_identifiers(text)]


def test_a_labelled_number_with_a_wrong_digit_is_told_as_invalid() -> None:
    (found,) = find_identifiers("ИНН 7707083894")
    assert (found.kind, found.valid) == ("inn", False)


@pytest.mark.parametrize(
    "text", ["", "phone 1234567", "order 123456789", "HS 8542310000", "7707083894", "ул. Ленина 5"]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert [f for f in find_identifiers(text) if f.valid] == []


@given(st.integers(0, 99), st.integers(1, 12), st.sampled_from("456"), st.integers(0, 999999))
def test_a_bin_tells_its_month(year: int, month: int, kind: str, rest: int) -> None:
    number = with_check_digit(f"{year:02}{month:02}{kind}{rest:06}")
    if number:
        assert kazakh_kind(number) == "bin"
        assert bin_registered(number)[2:] == f"{year:02}-{month:02}"
        wrong = number[:11] + str((int(number[11]) + 1) % 10)
        assert not is_valid("bin", wrong)
        assert bin_registered(wrong) == ""


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    for found in find_identifiers(text):
        assert text[found.start : found.end].upper() == found.value
    assert comparable(text) == comparable(comparable(text))
