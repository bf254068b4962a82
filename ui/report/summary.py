"""The summary of a batch as JSON, for schedulers and scripts."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from screening.errors import InternalFault, UserError
from screening.lists.ages import age_data
from screening.model.batches import BatchFile
from screening.model.hits import RunInfo
from screening.ports import Store
from screening.settings import ScreeningSettings
from screening.version import VERSION
from ui import words
from ui.report.safe_file import text_file
from ui.words.earlier_text import earlier_text

FORMAT = 1
"""Raised when a key is renamed or means something else; new keys do not raise it."""


def write_summary(
    path: Path,
    store: Store,
    files: Sequence[BatchFile],
    runs: Mapping[str, RunInfo],
    started_at: datetime,
    settings: ScreeningSettings,
    as_of: datetime | None,
    exit_code: int,
) -> None:
    """Write what came of each file; ``runs`` by the files' paths. Raises UserError("cannot_write").

    Keys: format, program, started_at, finished_at (ISO, UTC), as_of, settings, lists (those in force: list, title,
    version, sha256, published_on, checked_at, age, age_since, age_basis, file_date, newest_entry, entries, starter, held),
    files (path, sha256, state, and lines, flagged_lines, unscreened, further, hits by kind, not_checked, earlier_alerts,
    report, or error with code and text), totals, exit_code.
    """
    summary = {
        "format": FORMAT,
        "program": f"Tekser {VERSION}",
        "started_at": started_at.isoformat(timespec="seconds"),
        "finished_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "as_of": as_of.isoformat() if as_of else None,
        "settings": json.loads(settings.to_json()),
        "lists": [
            {
                "list": info.list_id,
                "title": info.title,
                "version": info.version_id,
                "sha256": info.sha256,
                "published_on": info.published_on,
                "checked_at": info.checked_at.isoformat() if info.checked_at else None,
                **age_data(info, as_of or datetime.now(UTC)),
                "entries": info.entries,
                "starter": info.is_starter,
                "held": info.held,
            }
            for info in store.lists(as_of)
            if info.active
        ],
        "files": [_file(store, file, runs.get(file.path)) for file in files],
        "totals": {
            "files": len(files),
            **dict(Counter(file.state.value for file in files)),
            "lines": sum(run.lines for run in runs.values()),
            "flagged_lines": sum(run.flagged_lines for run in runs.values()),
            "unscreened": sum(run.unscreened for run in runs.values()),
            "further": sum(run.further for run in runs.values()),
        },
        "exit_code": exit_code,
    }
    with text_file(path) as target:
        json.dump(summary, target, ensure_ascii=False, indent=1)
        target.write("\n")


def _file(store: Store, file: BatchFile, run: RunInfo | None) -> dict[str, Any]:
    told: dict[str, Any] = {"path": file.path, "sha256": file.sha256, "state": file.state.value}
    if run is not None:
        kinds = Counter(stored.hit.kind.value for stored in store.hits(run.run_id))
        told |= {
            "run": run.run_id,
            "lines": run.lines,
            "flagged_lines": run.flagged_lines,
            "unscreened": run.unscreened,
            "further": run.further,
            "hits": dict(sorted(kinds.items())),
            "not_checked": [
                {"rule": item.rule, "field": item.field, "lines": item.lines} for item in store.not_checked(run.run_id)
            ],
            "earlier_alerts": [earlier_text(alert) for alert in store.earlier_alerts(run.run_id)],
            "report": file.report,
        }
    if file.error_code:
        kind = InternalFault if file.fault else UserError
        text = words.error_text(kind(file.error_code, **dict(file.error_data)))
        told["error"] = {"code": file.error_code, "text": text, "fault": file.fault}
    return told
