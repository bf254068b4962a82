"""Gathers from the store what a report of one run tells."""

from collections.abc import Iterator

from screening.model.hits import RunInfo
from screening.model.manifests import Line
from screening.ports import Store, StoredHit
from ui.report.excel import AuditReport


def collect(store: Store, run: RunInfo) -> AuditReport:
    """Return the report of a run; its lines are read from the store as they are written."""
    manifest = store.manifest(run.manifest_id)
    hits: dict[int, list[StoredHit]] = {}
    for stored in store.hits(run.run_id):
        hits.setdefault(stored.line_id, []).append(stored)

    def lines() -> Iterator[tuple[int, Line]]:
        for batch in store.lines(run.manifest_id):
            yield from batch

    return AuditReport(
        manifest=manifest,
        sheets=store.sheets(run.manifest_id),
        run=run,
        lists=store.run_lists(run.run_id),
        lines=lines,
        hits=hits,
        unscreened=store.run_unscreened(run.run_id),
        not_checked=store.not_checked(run.run_id),
        decisions=store.decisions(run.run_id),
    )
