"""What somebody may not say alone of columns: that they hold nothing to screen, or the price or day that lets goods go."""

import pytest

from screening.manifest.left_out import left_out
from screening.model.manifests import Column


@pytest.mark.parametrize(
    ("recognised", "used", "count"),
    [
        (("consignee", "value"), ("consignee", "value"), 0),
        (("consignee", "value"), ("other", "value"), 1),
        (("consignor", "consignee"), ("consignee", "consignor"), 0),
        # A weight that is said to be the value, beside the value or in its place; the date of making as the date.
        (("net_weight", "value"), ("value", "other"), 1),
        (("net_weight", "other"), ("value", "other"), 1),
        (("other", "date"), ("date", "other"), 1),
        (("unit_price", "currency"), ("currency", "unit_price"), 2),
        # A price that nobody recognised may be named; without a price or a day goods stay possible.
        (("other", "consignee"), ("unit_price", "consignee"), 0),
        (("date", "unit_price"), ("other", "other"), 0),
    ],
)
def test_columns_that_one_person_may_not_say_alone(
    recognised: tuple[str, ...], used: tuple[str, ...], count: int
) -> None:
    before, after = ([Column(n, field, field) for n, field in enumerate(fields)] for fields in (recognised, used))
    assert left_out(before, after) == count
