"""Pairs of names: what the matching must take as the same, and what as another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from screening.names.compare import compare
from screening.names.compiled import clear_masks, distance, set_masks
from screening.names.parse import parse
from screening.names.types import SHIPPED_THRESHOLD

SAME = [
    ("G. R. A. N. Belqasimi", "Ghani Rashid Amin Nuri Belqasimi"),
    ("A.B.C. Turbine Company", "ABC Turbine"),
    ("Brigade Forty-Four", "Brigade 44"),
    ("Plant Nine Volgograd", "Plant 9 Volgograd"),
    ("GRANITE ADVISORSLIMITED", "Granite Advisors Limited"),
    ('G.m.b.H. "Nordmetallform"', "Nordmetallform GmbH"),
    ("CHOLMAN RI", "CHOL MAN RI"),
    ("Volodymyr Shchyrba", "Владимир Щирба"),
    ("Mykola Azarenko", "Nikolai Azarenko"),
    ("Tekhnopr1bor 1nvest", "Tekhnopribor Invest"),
    ("Izvestlja Press House", "Izvestija Press House"),
    ("Qūrylys Qazaqstan", "Құрылыс Қазақстан"),
    ("Khaled Abdul Nasser Tikrity", "Khalid Abd al-Nasir Tikriti"),
    ("Caspian Falcon Air cargo dept", "Caspian Falcon Air"),
    ("GRANITEX JSC, Zelenograd, Russian Federation", "Granitex JSC"),
]
OTHER = [
    ("Bank of Nordland (Spain)", "Bank of Nordland (Mexico)"),
    ("SALMAN BIN MUHAMMAD AL-RAWI", "MUHAMMAD BIN SALMAN AL-RAWI"),
    ("Military Unit 40017", "Military Unit 29155"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_these_are_the_same(one: str, other: str) -> None:
    assert compare(one, other).score >= SHIPPED_THRESHOLD


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_these_are_not(one: str, other: str) -> None:
    assert compare(one, other).score < SHIPPED_THRESHOLD


def test_spaced_letters_are_a_word_and_dotted_ones_initials() -> None:
    assert parse("P u t i n").keys == ("putin",)
    assert len(parse("H. B. K. M. Zakir").words) == 5


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("abc", "abc", 0),
        ("abc", "acb", 1),
        ("", "abc", 3),
        ("a" * 70, "a" * 69, 1),
        ("a" * 70 + "bc", "a" * 70 + "cb", 1),
    ],
)
def test_the_distance_is_that_of_optimal_string_alignment(one: str, other: str, expected: int) -> None:
    left, right = np.frombuffer(one.encode(), np.uint8), np.frombuffer(other.encode(), np.uint8)
    masks = np.zeros(256, np.uint64)
    set_masks(masks, left, 0, min(len(left), 64))
    assert distance(masks, left, 0, len(left), right, 0, len(right)) == expected
    clear_masks(masks, left, 0, min(len(left), 64))
    assert not masks.any()


@given(st.text("abcd", max_size=70), st.text("abcd", max_size=70))
def test_the_distance_is_that_of_the_library(one: str, other: str) -> None:
    left, right = np.frombuffer(one.encode(), np.uint8), np.frombuffer(other.encode(), np.uint8)
    masks = np.zeros(256, np.uint64)
    set_masks(masks, left, 0, min(len(left), 64))
    assert distance(masks, left, 0, len(left), right, 0, len(right)) == OSA.distance(one, other)
