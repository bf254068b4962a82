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
        # So is the first that is named at all: without a price, a day, a code or a number nothing speaks against an alert.
        (("other", "consignee"), ("unit_price", "consignee"), 1),
        (("other", "consignee"), ("date", "consignee"), 1),
        (("other", "description"), ("hs_code", "description"), 1),
        (("other", "consignee"), ("consignee.tax_id", "consignee"), 1),
        (("remarks", "consignee"), ("consignee.country", "consignee"), 1),
        (("other", "description"), ("end_use", "description"), 1),
        # What only adds questions may be named by anybody.
        (("other", "other", "remarks"), ("consignee", "description", "consignee.address"), 0),
        (("other", "other"), ("invoice_no", "destination_country"), 0),
        (("date", "unit_price"), ("other", "other"), 0),
    ],
)
def test_columns_that_one_person_may_not_say_alone(
    recognised: tuple[str, ...], used: tuple[str, ...], count: int
) -> None:
    before, after = ([Column(n, field, field) for n, field in enumerate(fields)] for fields in (recognised, used))
    assert left_out(before, after) == count
