"""Amounts, currencies and days as cells write them."""

import pytest

from screening.goods.amounts import amount, currency_code, iso_day


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,50", 1234.5), ("1,234.50", 1234.5), ("1.234,50 EUR", 1234.5), ("$ 99.9", 99.9), ("12 000", 12000.0),
        ("0,125", 0.125), ("1,234", 1234.0), ("1'250.00", 1250.0), ("-5", -5.0), ("бесплатно", None), ("", None),
        ("1,234,567", 1234567.0),
    ],
)  # fmt: skip
def test_amounts(text: str, value: float | None) -> None:
    assert amount(text) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [("USD", "USD"), ("долл.", "USD"), ("$", "USD"), ("тенге", "KZT"), ("15 000 €", "EUR"), ("840", "USD"), ("??", "")],
)
def test_currencies(text: str, code: str) -> None:
    assert currency_code(text) == code


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-03", "2024-05-03"),
        ("03.05.2024", "2024-05-03"),
        ("3/5/24", "2024-05-03"),
        ("31.02.2024", ""),
        ("", ""),
    ],
)
def test_days(text: str, day: str) -> None:
    assert iso_day(text) == day
