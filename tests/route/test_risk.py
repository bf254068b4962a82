"""The joint risk: explained, never beyond 100, and weak signs together weigh more than each."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.model.hits import Hit, HitKind, Reason
from screening.route.risk import line_risk, shipment_risk


def _hit(kind: HitKind, entry: str, score: float, value: str = "x", list_id: str = "l", row: int = 2) -> Hit:
    return Hit("s", row, row, "f", value, kind, list_id, entry, entry, "", score, Reason("r"))


hits = st.builds(_hit, st.sampled_from(HitKind), st.sampled_from("abc"), st.floats(0, 100), st.sampled_from(["x", "y"]))


def test_no_hits_no_risk() -> None:
    assert line_risk([]).score == 0.0
    assert line_risk([]).parts == ()


def test_weak_flags_together_weigh_more() -> None:
    one = _hit(HitKind.FLAG, "phone_country_differs", 40.0)
    two = _hit(HitKind.FLAG, "no_end_use", 35.0)
    assert line_risk([one, two]).score > max(line_risk([one]).score, line_risk([two]).score)


def test_a_listed_party_decides_a_line() -> None:
    assert line_risk([_hit(HitKind.PARTY, "a", 100.0)]).score == 100.0


def test_many_entries_for_one_name_are_one_doubt() -> None:
    one = [_hit(HitKind.PARTY, "a", 80.0)]
    assert line_risk([*one, _hit(HitKind.PARTY, "b", 75.0)]).score == line_risk(one).score


def test_a_consignee_of_many_lines_counts_once_in_the_shipment() -> None:
    lines = [_hit(HitKind.FLAG, "forwarder_end_user", 50.0, row=row) for row in range(2, 40)]
    assert shipment_risk(lines).score == shipment_risk(lines[:1]).score


def test_many_small_parts_do_not_pass_a_hundred_by_rounding() -> None:
    kinds = (
        HitKind.PARTY,
        HitKind.PARTY,
        HitKind.VESSEL,
        HitKind.VESSEL,
        HitKind.COUNTRY,
        HitKind.COUNTRY,
        HitKind.FLAG,
    )
    names, values, scores = "aaaaaba", "yxyxxxx", (46.0, 84.5, 29.0, 74.0, 92.0, 85.0, 95.0)
    some = [_hit(*hit) for hit in zip(kinds, names, scores, values, strict=True)]
    assert line_risk(some).score <= 100.0
    assert shipment_risk(some).score <= 100.0


@given(st.lists(hits, max_size=12), hits)
def test_the_parts_add_up_and_more_hits_never_lower_the_risk(some: list[Hit], more: Hit) -> None:
    for risk in (line_risk, shipment_risk):
        found = risk(some)
        assert 0.0 <= found.score <= 100.0
        assert found.score == pytest.approx(sum(part.points for part in found.parts), abs=0.1)
        assert risk([*some, more]).score >= found.score - 0.1
        assert risk(list(reversed(some))).score == pytest.approx(found.score, abs=0.1)
