"""Batches: many files screened in one go by a scheduler, or one by one as a folder is watched."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class BatchKind(StrEnum):
    """Who set the work going."""

    SCREEN = "screen"
    """``tekser screen`` with its files."""
    WATCH = "watch"
    """A watched folder; it has one batch, which never ends."""


class FileState(StrEnum):
    """How far a file of a batch has come."""

    SCREENED = "screened"
    """The run is kept; its report is not yet known to be written, nor the file to be moved."""
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch."""

    batch_id: int
    kind: BatchKind
    key: str
    """The same for the same work: what was asked, of which files, with which lists."""
    title: str
    started_at: datetime
    """UTC."""
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class BatchFile:
    """One file of a batch and what came of it."""

    path: str
    sha256: str
    """Of its content when it was read; empty when it could not be read at all."""
    state: FileState
    at: datetime
    """UTC; when the state was reached."""
    run_id: int | None = None
    report: str = ""
    """The report that was written, or empty."""
    moved_to: str = ""
    """Where a watched folder's file went."""
    error_code: str = ""
    error_data: tuple[tuple[str, str], ...] = field(default=())
    fault: bool = False
    """The error was ours, not the file's."""


@dataclass(frozen=True, slots=True)
class BatchCount:
    """A batch with how many of its files stand where."""

    batch: Batch
    screened: int
    """Screened, but not yet moved or reported."""
    done: int
    failed: int
    last_at: datetime
    """UTC; when its last file came to something, or when it began."""
