"""Pairs of names: what the matching must take as the same, and what as another."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from screening.model.lists import Entry, EntryAddress, EntryKind, EntryName, NameQuality
from screening.names.address import in_common
from screening.names.compare import compare
from screening.names.compiled import clear_masks, distance, set_masks
from screening.names.index import ADDRESS_AGREES, QUALITY_COSTS, NameIndex
from screening.names.parse import names_in, parse
from screening.names.types import SHIPPED_THRESHOLD, PartyQuery
from screening.ports import ListedEntry

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
    ("김정은", "Kim Jong Un"),
    ("Khaled Abdul Nasser Tikrity", "Khalid Abd al-Nasir Tikriti"),
    ("Caspian Falcon Air cargo dept", "Caspian Falcon Air"),
    ("GRANITEX JSC, Zelenograd, Russian Federation", "Granitex JSC"),
]
OTHER = [
    ("Bank of Nordland (Spain)", "Bank of Nordland (Mexico)"),
    ("SALMAN BIN MUHAMMAD AL-RAWI", "MUHAMMAD BIN SALMAN AL-RAWI"),
    ("Military Unit 40017", "Military Unit 29155"),
    ("김정원", "Kim Jong Un"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_these_are_the_same(one: str, other: str) -> None:
    assert compare(one, other).score >= SHIPPED_THRESHOLD


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_these_are_not(one: str, other: str) -> None:
    assert compare(one, other).score < SHIPPED_THRESHOLD


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("124460, Москва, Зеленоград, ул. Академика Валиева, д. 6, стр. 1", True),
        ("Moscow, Zelenograd, Akademika Valieva 12", True),
        ("Moscow, Zelenograd", False),
        ("Almaty, Abay avenue 124", False),
        ("", False),
    ],
)
def test_an_address_agrees_by_a_number_and_a_word_or_by_three_words(address: str, expected: bool) -> None:
    listed = "6/1 Akademika Valieva Street, Zelenograd, 124460 Moscow\nBox 7, Riga"
    assert bool(in_common(address, listed)) is expected


def test_an_address_raises_the_score_within_its_bound() -> None:
    listed = Entry(
        "1", EntryKind.ORGANISATION, (EntryName("Granitex Optika"),), addresses=(EntryAddress("Zavodskaya 17, Perm"),)
    )
    index = NameIndex.build([ListedEntry("own", listed)])
    without, with_address = index.match(
        [PartyQuery("Granitex Optica Trade"), PartyQuery("Granitex Optica Trade", address="Пермь, ул. Заводская 17")],
        min_score=1,
    )
    assert 0 < with_address[0].score - without[0].score <= ADDRESS_AGREES
    assert any(e.code == "address_agrees" and e.weight == ADDRESS_AGREES for e in with_address[0].evidence)


@pytest.mark.parametrize(
    ("quality", "code"),
    [(NameQuality.WEAK, "weak_alias"), (NameQuality.FORMER, "former_name"), (NameQuality.STRONG, "")],
)
def test_weak_and_former_names_weigh_less_and_say_so(quality: NameQuality, code: str) -> None:
    listed = Entry("1", EntryKind.ORGANISATION, (EntryName("Granitex Optika"), EntryName("Zarnitsa Pribor", quality)))
    index = NameIndex.build([ListedEntry("own", listed)])
    ((found,),) = index.match([PartyQuery("Zarnitsa Pribor")], min_score=1)
    cost = QUALITY_COSTS[list(NameQuality).index(quality)]
    assert found.score == 100 - cost
    assert (code in {e.code for e in found.evidence}) == bool(code)


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


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("конечный получатель АО Гранитекс, Зеленоград", ("АО Гранитекс",)),
        ("for Granitex JSC", ("Granitex JSC",)),
        ("end user: Granitex JSC; via ТОО Алтын Дала", ("Granitex JSC", "ТОО Алтын Дала")),
        ("handle with care, not stackable", ()),
        ("", ()),
    ],
)
def test_a_free_text_names_firms_by_their_legal_form(text: str, names: tuple[str, ...]) -> None:
    assert names_in(text) == names
