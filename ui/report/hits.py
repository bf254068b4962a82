"""HITS.csv: every hit as one row, for scripts and measurements."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from screening.model.hits import Hit
from ui import words
from ui.report.safe_file import text_file

COLUMNS = (
    "file", "sheet", "row", "field", "value", "kind", "list", "entry_id", "entry_name", "matched_name", "score",
    "reason", "known",
)  # fmt: skip


HitRow = tuple[str, str, int, str, str, str, str, str, str, str, float, str, str]
"""The values of :data:`COLUMNS`."""


def hit_rows(hits: Iterable[tuple[str, Hit]]) -> Iterator[HitRow]:
    """Yield a row for each place of a file that meets an entry, of pairs of (file name, hit).

    A value that stands once and was carried to many lines is one row. ``known`` is the number of the known party that
    keeps the hit from being asked.
    """
    seen: set[tuple[str, str, int, str, str, str, str]] = set()
    for name, hit in hits:
        place = (name, hit.sheet, hit.row, hit.field, hit.kind.value, hit.list_id, hit.entry_id)
        if place in seen:
            continue
        seen.add(place)
        yield (
            name, hit.sheet, hit.row, hit.field, hit.value, hit.kind.value, hit.list_id, hit.entry_id,
            hit.entry_name, hit.matched_name, round(hit.score, 2), words.reason_text(hit.reason),
            "" if hit.suppressed_by is None else str(hit.suppressed_by),
        )  # fmt: skip


def write_hits(path: Path, hits: Iterable[tuple[str, Hit]]) -> None:
    """Write pairs of (file name, hit) as CSV. Raises UserError("cannot_write")."""
    with text_file(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for row in hit_rows(hits):
            writer.writerow((*row[:10], f"{row[10]:.2f}", *row[11:]))
