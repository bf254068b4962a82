"""Many files screened in one go: past bad files, on from where a killed run stopped, each file once."""

import hashlib
import json
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from screening.casework.typed import one_line
from screening.errors import InternalFault, StoreUnavailable, TekserError, UserError
from screening.model.batches import Batch, BatchFile, BatchKind, FileState
from screening.model.hits import Hit, RunInfo
from screening.ports import Store
from screening.progress import Progress
from screening.screen import Engine
from screening.version import VERSION
from screening.workflow import Imported, import_manifest, screen_manifest

logger = logging.getLogger(__name__)

STOPPING = frozenset({"disk_full", "cannot_keep_original", "cannot_write"})
"""Errors that the next file would meet too."""


@dataclass(frozen=True, slots=True)
class ReadingOptions:
    """How manifests are to be read; the same for every file of a batch."""

    sheet: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    remember: bool = False
    as_of: datetime | None = None


@dataclass(slots=True)
class Outcome:
    """What the screening of all files came to."""

    flagged: int = 0
    unscreened: int = 0
    failed: int = 0
    faults: int = 0
    """Failures that were ours; they count in ``failed`` too."""
    files: list[BatchFile] = field(default_factory=list)
    runs: dict[str, RunInfo] = field(default_factory=dict)
    """By path."""

    def add(self, file: BatchFile, run: RunInfo | None) -> None:
        """Count one file."""
        self.files.append(file)
        if file.state is FileState.FAILED:
            self.failed += 1
            self.faults += file.fault
        if run is not None:
            self.runs[file.path] = run
            self.flagged += run.flagged_lines
            self.unscreened += run.unscreened

    def error(self, file: BatchFile) -> TekserError:
        """Return the error that a file failed with."""
        kind = InternalFault if file.fault else UserError
        return kind(file.error_code, **dict(file.error_data))


Read = Callable[[Callable[..., Imported]], Imported]
"""Calls a reading function, asking a person for a password where one is needed."""


class BatchRunner:
    """Screens files one after the other and keeps how far each has come."""

    def __init__(
        self,
        store: Store,
        engine: Engine,
        batch: Batch,
        options: ReadingOptions,
        progress: Progress,
        read: Read,
        report: Callable[[RunInfo, Path], None] | None = None,
    ) -> None:
        """``report`` writes the report of a run to a path."""
        self._store = store
        self._engine = engine
        self._batch = batch
        self._options = options
        self._progress = progress
        self._read = read
        self._report = report
        self._held = {file.path: file for file in store.batch_files(batch.batch_id)}

    def held(self, file: Path) -> BatchFile | None:
        """Return the last that was kept of a file of this batch."""
        return self._held.get(str(file))

    def keep(self, file: BatchFile) -> None:
        """Keep how far a file has come."""
        self._store.put_batch_file(self._batch.batch_id, file)
        self._held[file.path] = file

    def done_before(self, file: Path) -> tuple[BatchFile, RunInfo | None] | None:
        """Return what an earlier, killed run of this batch made of a file, when that was all there was to do."""
        held = self._held.get(str(file))
        if held is None or held.state is FileState.SCREENED or held.sha256 != sha256_of(file):
            return None
        if held.report and not Path(held.report).exists():
            return None
        return held, self._run_of(held.run_id)

    def run_file(self, file: Path, report: Path | None = None) -> tuple[BatchFile, RunInfo | None, bool]:
        """Screen one file and keep what came of it; returns whether its content was imported before, too.

        What only this file suffers from is kept as its failure; raises the errors that every other file would meet:
        StoreUnavailable, a full disk, reports that cannot be written.
        """
        digest = sha256_of(file)
        try:
            run, seen_before = self._screened(file, digest)
            held = BatchFile(str(file), digest, FileState.SCREENED, datetime.now(UTC), run.run_id)
            self.keep(held)
            if report is not None and self._report is not None:
                self._report(run, report)
            done = replace(held, state=FileState.DONE, at=datetime.now(UTC), report=str(report or ""))
            if self._batch.kind is BatchKind.WATCH:
                # It is done when it has left the folder.
                done = replace(done, state=FileState.SCREENED)
        except (UserError, InternalFault) as error:
            if isinstance(error, StoreUnavailable) or error.code in STOPPING:
                raise
            logger.warning("file failed: %s (%s)", file.name, error.code)
            return self._failed(file, digest, error), None, False
        except Exception as error:  # the other files of the night must not wait for a person
            logger.exception("file failed on an error that nobody foresaw: %s", file.name)
            fault = InternalFault("uncaught", detail=f"{type(error).__name__}: {error}")
            return self._failed(file, digest, fault), None, False
        self.keep(done)
        logger.info(
            "file screened: %s, %d lines, %d flagged, %d unscreened",
            file.name, run.lines, run.flagged_lines, run.unscreened,
        )  # fmt: skip
        return done, run, seen_before

    def _screened(self, file: Path, digest: str) -> tuple[RunInfo, bool]:
        """Import and screen a file, or take up what an earlier attempt of this batch has kept of it."""
        held = self._held.get(str(file))
        since = self._batch.started_at
        if held is not None and held.sha256 == digest:
            run = self._run_of(held.run_id)
            if run is not None and held.state is FileState.SCREENED:
                return run, False
            # The same file has come again since: it is new work.
            since = held.at
        for kept in self._store.find_by_hash(digest):
            if kept.info.path == one_line(str(file)) and kept.imported_at >= since:
                # Killed between import and the end of its screening, or just after it.
                run = next((r for r in self._store.runs(kept.manifest_id) if self._of_these_lists(r)), None)
                return run or self._screen(kept.manifest_id), False
        imported = self._read(
            partial(
                import_manifest, self._store, file, sheet=self._options.sheet, mapping=self._options.mapping,
                progress=self._progress, remember=self._options.remember,
            )
        )  # fmt: skip
        return self._screen(imported.manifest.manifest_id), bool(imported.earlier)

    def _screen(self, manifest_id: int) -> RunInfo:
        return screen_manifest(self._store, self._engine, manifest_id, self._progress, self._options.as_of)

    def _of_these_lists(self, run: RunInfo) -> bool:
        now = {(info.list_id, info.version_id) for info in self._store.lists(self._options.as_of) if info.active}
        then = {(info.list_id, info.version_id) for info in self._store.run_lists(run.run_id)}
        return then <= now and run.settings == self._engine.settings.to_json() and run.program_version == VERSION

    def _run_of(self, run_id: int | None) -> RunInfo | None:
        return next((run for run in self._store.runs() if run.run_id == run_id), None) if run_id else None

    def _failed(self, file: Path, digest: str, error: TekserError) -> BatchFile:
        failed = BatchFile(
            str(file), digest, FileState.FAILED, datetime.now(UTC), error_code=error.code,
            error_data=tuple((name, str(value)) for name, value in error.data.items()),
            fault=isinstance(error, InternalFault),
        )  # fmt: skip
        self.keep(failed)
        return failed


def sha256_of(file: Path) -> str:
    """Return the hash of a file's content, or an empty text where it cannot be read."""
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""


def batch_key(
    files: Sequence[Path], store: Store, settings: str, options: ReadingOptions, outputs: Iterable[Path]
) -> str:
    """Return what tells this work from other work: files, lists in force, settings, program version, outputs."""
    asked = {
        "files": [str(file.absolute()) for file in files],
        "lists": [(info.list_id, info.version_id, info.sha256) for info in store.lists(options.as_of) if info.active],
        "settings": settings,
        "version": VERSION,
        "sheet": options.sheet,
        "map": dict(options.mapping),
        "as_of": options.as_of.isoformat() if options.as_of else None,
        "outputs": [str(path.absolute()) for path in outputs],
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def hits_of(store: Store, outcome: Outcome) -> Iterable[tuple[str, Hit]]:
    """Yield the hits of all runs with the names of their files, in the order of the files."""
    for path, run in outcome.runs.items():
        for stored in store.hits(run.run_id):
            yield Path(path).name, stored.hit
