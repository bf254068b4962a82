"""Makes the test manifest from the loaded lists, screens it by the engine, and counts what was found.

The same seed, lists and program give the same names and the same figures.
"""

import random
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from screening.effectiveness.innocent import innocent_names
from screening.effectiveness.manipulations import ALL
from screening.model.effectiveness import AS_LISTED, PLACEBO, Answer, Effectiveness, TestName
from screening.model.hits import Hit, HitKind
from screening.model.lists import EntryKind, ListInfo
from screening.model.manifests import Line, Value
from screening.ports import ListedEntry
from screening.progress import Progress, Silent, check
from screening.screen import Engine

SHEET = "effectiveness"
_BATCH = 500
_TRIES = 60
"""Names that a manipulation is tried on before it is said not to apply to this list."""

KINDS = (AS_LISTED, *ALL)


def make_test(
    entries: Iterable[ListedEntry], count: int, seed: int, list_ids: Sequence[str] = ()
) -> tuple[list[TestName], list[str]]:
    """Return ``count`` altered names and as many innocent ones, in chance order, and manipulations that applied to none.

    Every manipulation gets the same share. Vessels are left out: manifests name them in a column of their own.
    """
    rng = random.Random(seed)
    pool: list[tuple[str, str, tuple[str, ...]]] = []
    listed: set[str] = set()
    for item in entries:
        listed.update(name.text.casefold() for name in item.entry.names)
        if item.entry.kind in (EntryKind.VESSEL, EntryKind.AIRCRAFT, EntryKind.ADDRESS):
            continue
        if not list_ids or item.list_id in list_ids:
            strong = tuple(n.text for n in item.entry.names if n.quality.value == "strong") or (item.entry.name,)
            pool.append((item.list_id, item.entry.entry_id, strong))
    names: list[TestName] = []
    skipped = []
    share, more = divmod(count, len(KINDS))
    for number, kind in enumerate(KINDS):
        wanted = share + (number < more)
        made = _altered(kind, wanted, pool, rng)
        if wanted and not made:
            skipped.append(kind)
        names += made
    names += [TestName(text, PLACEBO) for text in innocent_names(count, rng, listed)]
    rng.shuffle(names)
    return names, skipped


def _altered(
    kind: str, wanted: int, pool: Sequence[tuple[str, str, tuple[str, ...]]], rng: random.Random
) -> list[TestName]:
    change: Callable[[str, random.Random], str | None] = ALL[kind][0] if kind in ALL else lambda name, _rng: name
    made: list[TestName] = []
    for _attempt in range(wanted * _TRIES if pool else 0):
        if len(made) == wanted:
            break
        list_id, entry_id, strong = rng.choice(pool)
        original = rng.choice(strong)
        text = change(original, rng)
        if text and text.strip() and (kind == AS_LISTED or text != original):
            made.append(TestName(text, kind, list_id, entry_id, original))
    return made


def lines_of(names: Sequence[TestName]) -> list[Line]:
    """Return the lines of the test manifest: the name as the consignee."""
    return [
        Line(SHEET, row, (Value("consignee", name.text, name.text, row, 0),), (name.text,))
        for row, name in enumerate(names, 2)
    ]


def screen_test(engine: Engine, names: Sequence[TestName], same_name: Callable[[Hit, TestName], bool],
                progress: Progress | None = None) -> list[Answer]:  # fmt: skip
    """Screen the test manifest by the engine; ``same_name`` tells whether another entry bears the original name."""
    progress = progress or Silent()
    lines = lines_of(names)
    answers = []
    for start in range(0, len(lines), _BATCH):
        check(progress, "screen_lines", start, len(lines))
        screened = engine.screen(lines[start : start + _BATCH])
        for name, hits in zip(names[start : start + _BATCH], screened.hits, strict=True):
            parties = [hit for hit in hits if hit.kind in (HitKind.PARTY, HitKind.VESSEL)]
            found = any(_is_it(hit, name) or same_name(hit, name) for hit in parties)
            best = parties[0] if parties else None
            told = f"{best.entry_name} ({best.list_id} {best.entry_id})" if best else ""
            answers.append(Answer(name, found, len(parties), told, best.score if best else 0.0))
    return answers


def _is_it(hit: Hit, name: TestName) -> bool:
    return (hit.list_id, hit.entry_id) == (name.list_id, name.entry_id)


def report_of(
    answers: Sequence[Answer], skipped: Sequence[str], *, lists: Sequence[ListInfo], settings: str, version: str, user: str,
    seed: int, made_at: datetime,
) -> Effectiveness:  # fmt: skip
    """Return the report of a test."""
    told = tuple(
        {"list": i.list_id, "title": i.title, "version": i.version_id, "published_on": i.published_on, "sha256": i.sha256,
         "entries": i.entries}
        for i in lists
    )  # fmt: skip
    return Effectiveness(made_at.isoformat(), user, version, settings, seed, told, tuple(answers), 0, tuple(skipped))
