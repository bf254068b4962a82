"""The whole test of effectiveness on a store: names made, screened by the engine in force, report kept."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache

from screening.effectiveness.measure import make_test, report_of, screen_test
from screening.errors import UserError
from screening.model.effectiveness import Effectiveness, TestName
from screening.model.hits import Hit
from screening.model.lists import ListFormat
from screening.office import office_settings
from screening.ports import Store
from screening.progress import Progress
from screening.settings import ScreeningSettings
from screening.version import VERSION
from screening.workflow import open_engine, usable_lists

NAMES, SEED = 1400, 1


def run_effectiveness(
    store: Store,
    *,
    names: int = NAMES,
    seed: int = SEED,
    list_ids: Sequence[str] = (),
    user: str = "",
    progress: Progress | None = None,
    settings: ScreeningSettings | None = None,
) -> Effectiveness:
    """Make the test from the active lists (or those named), screen it by the office's settings, and keep the report.

    Raises UserError("no_such_list", "no_names_to_test"), NoUsableList, Cancelled; nothing is kept then.
    """
    settings = settings or office_settings(store)
    lists = usable_lists(store)
    parties = [info.list_id for info in lists if info.format is not ListFormat.GOODS]
    for list_id in list_ids:
        if list_id not in parties:
            raise UserError("no_such_list", list=list_id)
    tests, skipped = make_test(store.entries(), names, seed, list_ids)
    if not any(test.entry_id for test in tests):
        raise UserError("no_names_to_test", folder=str(store.folder))

    @lru_cache(maxsize=100_000)
    def names_of(list_id: str, entry_id: str) -> frozenset[str]:
        entry = store.entry(list_id, entry_id)
        return frozenset(name.text.casefold() for name in entry.names) if entry else frozenset()

    def same_name(hit: Hit, test: TestName) -> bool:
        # One party on two lists, or two entries of one name: either alert leads the officer to it.
        return bool(test.original) and test.original.casefold() in names_of(hit.list_id, hit.entry_id)

    engine = open_engine(store, settings, progress)
    answers = screen_test(engine, tests, same_name, progress)
    made = report_of(
        answers, skipped, lists=lists, settings=settings.to_json(), version=VERSION, user=user, seed=seed,
        made_at=datetime.now(UTC),
    )  # fmt: skip
    return store.keep_effectiveness(made)
