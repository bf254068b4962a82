"""What the office has decided about its own screening, read from the store's settings."""

from screening.ports import SettingStore
from screening.route.definitions import flag_settings
from screening.settings import ScreeningSettings

PARTY_THRESHOLD = "screening.party_threshold"
GOODS_THRESHOLD = "screening.goods_threshold"
MAX_HITS = "screening.max_hits"
MOST_HITS = 100
"""More entries for one value nobody can ask for."""
UPDATE_HOURS = "lists.update_hours"
"""Hours after which the publishers are asked by schedule, in the window and by ``lists update --every``; 0 never."""
OWN_TABLES = "own_tables."
"""Prefix of the settings that hold the hash of each of the office's own tables of goods, so that changes are recorded."""
ADDRESSES = "lists.addresses"
"""The office's own addresses of lists, as they stand in sources.tsv; kept here so that changes are recorded."""


def office_settings(store: SettingStore) -> ScreeningSettings:
    """Return the settings that screenings are made with, the shipped ones where nobody has set others."""
    held = store.settings()
    shipped = ScreeningSettings()
    return ScreeningSettings(
        party_threshold=_number(held, PARTY_THRESHOLD, shipped.party_threshold, 0, 100),
        goods_threshold=_number(held, GOODS_THRESHOLD, shipped.goods_threshold, 0, 100),
        flags=flag_settings(held),
        max_hits=int(_number(held, MAX_HITS, shipped.max_hits, 1, MOST_HITS)),
    )


def update_hours(store: SettingStore) -> int:
    """Return after how many hours lists are asked for by themselves; 0 never."""
    return int(_number(store.settings(), UPDATE_HOURS, 0, 0, 24 * 30))


def _number(held: dict[str, str], name: str, shipped: float, lowest: float, highest: float) -> float:
    """Return a number that was set, within its bounds; one that is none counts as never set."""
    try:
        value = float(held.get(name, shipped))
    except ValueError:
        return shipped
    return min(max(value, lowest), highest) if value == value else shipped
