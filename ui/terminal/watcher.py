"""Watching a folder: what arrives is screened once and moved to done or failed. The terminal and the window use it."""

import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from screening.errors import UserError
from screening.manifest.folder import is_table
from screening.model.batches import BatchFile, BatchKind, FileState
from screening.model.hits import RunInfo
from screening.ports import Store
from screening.progress import Progress
from screening.screen import Engine
from ui import words
from ui.terminal.batch import BatchRunner, Outcome, ReadingOptions, sha256_of

logger = logging.getLogger(__name__)

_WAITS = frozenset(
    {"store_in_use", "store_busy", "store_gone", "sign_in_wait", "disk_full", "cannot_keep_original", "cannot_write"}
)
"""Errors that pass by themselves. A wrong password, passphrase or account does not: each new try would only count as one
more wrong one, and the schedule would seem to work."""


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """A folder that is watched and where its files go."""

    path: Path
    done: Path
    failed: Path
    reports: Path

    @classmethod
    def at(cls, path: Path, done: Path | None = None, failed: Path | None = None, reports: Path | None = None) -> "WatchedFolder":  # fmt: skip
        """Return a folder with its places, by default below it; they are made where they are missing.

        Raises UserError("watch_no_folder").
        """
        path = path.absolute()
        folder = cls(
            path, (done or path / "done").absolute(), (failed or path / "failed").absolute(),
            (reports or path / "reports").absolute(),
        )  # fmt: skip
        try:
            if not path.is_dir() or not os.access(path, os.W_OK):
                raise UserError("watch_no_folder", file=str(path))
            for place in (folder.done, folder.failed, folder.reports):
                place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError("watch_no_folder", file=str(path)) from error
        return folder

    @property
    def key(self) -> str:
        """What the store knows the folder by."""
        return f"watch:{self.path}"

    def files(self) -> list[Path]:
        """Return the tables in the folder and below it, but for those that were put away; oldest first."""
        own = (self.done, self.failed, self.reports)
        found = [
            path
            for path in self.path.rglob("*")
            if not any(place in path.parents for place in own) and is_table(path)
        ]  # fmt: skip
        return sorted(found, key=_modified)


class Watcher:
    """Finds files that have arrived whole, and has them screened and put away."""

    def __init__(self, folder: WatchedFolder, settle: float = 2.0) -> None:
        """``settle``: seconds that a file's size and time must have stood still before it counts as arrived."""
        self.folder = folder
        self._settle = settle
        self._seen: dict[Path, tuple[tuple[int, int], float]] = {}

    def arrived(self) -> list[Path]:
        """Return the files that have stood still for long enough. To be asked again and again."""
        now, whole = time.monotonic(), []
        present = self.folder.files()
        for path in present:
            try:
                stat = path.stat()
            except OSError:
                continue
            look = (stat.st_size, stat.st_mtime_ns)
            before = self._seen.get(path)
            if before is None or before[0] != look:
                self._seen[path] = (look, now)
                if self._settle > 0:
                    continue
            elif now - before[1] < self._settle:
                continue
            whole.append(path)
        self._seen = {path: seen for path, seen in self._seen.items() if path in set(present)}
        return whole

    def work(
        self,
        store: Store,
        engine: Callable[[], Engine],
        files: list[Path],
        progress: Progress,
        report: Callable[[RunInfo, Path], None],
    ) -> Iterator[tuple[BatchFile, Outcome]]:
        """Screen files and put them away, one by one; yields each with the outcome that holds its run or error.

        Raises what every file would meet (StoreUnavailable, a full disk); what was done stays done.
        """
        batch = store.unfinished_batch(self.folder.key)
        batch = batch or store.begin_batch(BatchKind.WATCH, self.folder.key, str(self.folder.path))
        self._tidy(store, batch.batch_id)
        runner: BatchRunner | None = None
        for path in files:
            runner = runner or BatchRunner(
                store, engine(), batch, ReadingOptions(), progress, lambda read: read(password=""), report
            )
            held = runner.held(path)
            if held and held.state is FileState.FAILED and not held.moved_to and held.sha256 == sha256_of(path):
                # It failed and could not be moved; trying the reading again would tell the same again.
                file, run = held, None
            else:
                file, run, _seen = runner.run_file(path, self._report_path(path))
            outcome = Outcome()
            outcome.add(file, run)
            yield self._put_away(runner, file, outcome), outcome

    def _tidy(self, store: Store, batch_id: int) -> None:
        """Finish what a kill left between the move of a file and the note of it."""
        for file in store.batch_files(batch_id):
            if file.state is FileState.SCREENED and not Path(file.path).exists():
                target = next(self._targets(self.folder.done, Path(file.path)))
                moved = str(target) if target.exists() and sha256_of(target) == file.sha256 else ""
                store.put_batch_file(
                    batch_id, replace(file, state=FileState.DONE, at=datetime.now(UTC), moved_to=moved)
                )

    def _report_path(self, path: Path) -> Path:
        inside = path.relative_to(self.folder.path)
        name = "-".join((*inside.parent.parts, inside.stem))
        target = self.folder.reports / f"{name}.xlsx"
        return target if not target.exists() else target.with_name(f"{name} {_stamp()}.xlsx")

    def _targets(self, place: Path, path: Path) -> Iterator[Path]:
        inside = path.relative_to(self.folder.path)
        yield place / inside
        yield place / inside.parent / f"{inside.stem} {_stamp()}{inside.suffix}"

    def _put_away(self, runner: BatchRunner, file: BatchFile, outcome: Outcome) -> BatchFile:
        failed = file.state is FileState.FAILED
        path = Path(file.path)
        place = self.folder.failed if failed else self.folder.done
        target = next(t for t in self._targets(place, path) if not t.exists())
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, target)
            if failed:
                text = words.error_text(outcome.error(file)) + "\n"
                target.with_name(target.name + ".txt").write_text(text, encoding="utf-8")
        except OSError as error:
            logger.warning("file not moved: %s (%s)", path.name, error.strerror)
            cannot = UserError("watch_cannot_move", file=str(path), target=str(place), detail=error.strerror or "")
            data = tuple((name, str(value)) for name, value in cannot.data.items())
            kept = file if failed else replace(file, error_code=cannot.code, error_data=data)
            runner.keep(kept)
            return kept
        state = FileState.FAILED if failed else FileState.DONE
        kept = replace(
            file, state=state, at=datetime.now(UTC), moved_to=str(target),
            error_code=file.error_code if failed else "", error_data=file.error_data if failed else (),
        )  # fmt: skip
        runner.keep(kept)
        return kept


def waits(error: UserError) -> bool:
    """Whether work that met an error may go well later: another Tekser has the store, or the disk is full."""
    return error.code in _WAITS


def _modified(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _stamp() -> str:
    return datetime.now().strftime("%Y-%m-%d %H-%M-%S-%f")
