"""HITS.csv: every hit as one row, for scripts and measurements."""

import csv
from collections.abc import Iterable
from pathlib import Path

from screening.model.hits import Hit
from ui import words
from ui.report.safe_file import text_file

COLUMNS = (
    "file", "sheet", "row", "field", "value", "kind", "list", "entry_id", "entry_name", "matched_name", "score",
    "reason", "known",
)  # fmt: skip


def write_hits(path: Path, hits: Iterable[tuple[str, Hit]]) -> None:
    """Write pairs of (file name, hit), one row for each place of the file that meets an entry.

    ``known`` is the number of the known party that keeps the hit from being asked. A value that stands once and was carried to many lines is one row. Raises UserError("cannot_write").
    """
    seen: set[tuple[str, str, int, str, str, str, str]] = set()
    with text_file(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name, hit in hits:
            place = (name, hit.sheet, hit.row, hit.field, hit.kind.value, hit.list_id, hit.entry_id)
            if place in seen:
                continue
            seen.add(place)
            writer.writerow(
                (
                    name, hit.sheet, hit.row, hit.field, hit.value, hit.kind.value, hit.list_id, hit.entry_id,
                    hit.entry_name, hit.matched_name, f"{hit.score:.2f}", words.reason_text(hit.reason),
                    "" if hit.suppressed_by is None else str(hit.suppressed_by),
                )
            )  # fmt: skip
