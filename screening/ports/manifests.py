"""What the core needs of manifests, batches of files, and the times of keeping."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from screening.model.batches import Batch, BatchCount, BatchFile, BatchKind
from screening.model.keeping import Deleted, KeepFacts, Kept, LegalHold
from screening.model.manifests import Line, ManifestInfo, Profile, SheetReading, Unscreened
from screening.model.rescreening import QuestionKind
from screening.ports.rows import StoredManifest


class ManifestStore(Protocol):
    """Manifests and their lines."""

    def add_manifest(
        self,
        info: ManifestInfo,
        sheets: Sequence[SheetReading],
        batches: Iterable[Sequence[Line]],
        unscreened: Sequence[Unscreened],
        original: Path,
        asked: Callable[[Line], Iterable[tuple[QuestionKind, str]]] | None = None,
        question_format: int = 0,
    ) -> StoredManifest:
        """Keep a manifest, its lines and the original file, whole or not at all.

        ``asked`` gives what a line asks of the lists (``screening.questions``); it is kept with the lines.
        """

    def original(self, manifest_id: int) -> Path:
        """Return where the sender's file is kept, unchanged; KeyError when there is no such manifest."""

    def read_original(self, info: ManifestInfo) -> bytes:
        """Return the sender's file as it came. Raises InternalFault("kept_file_damaged")."""

    def find_by_hash(self, sha256: str) -> list[StoredManifest]:
        """Return earlier imports of the same file, newest first."""

    def manifests(self) -> list[StoredManifest]:
        """Return all manifests, newest first."""

    def manifest(self, manifest_id: int) -> StoredManifest:
        """Return one manifest; KeyError when there is none."""

    def sheets(self, manifest_id: int) -> list[SheetReading]:
        """Return what was recognised in the manifest's sheets."""

    def lines(self, manifest_id: int, batch: int = 5000) -> Iterator[list[tuple[int, Line]]]:
        """Yield batches of (line id, line) in the order of the file."""

    def line_widths(self, manifest_id: int) -> dict[str, int]:
        """Return the most cells that a line has, by sheet."""

    def line(self, line_id: int) -> Line:
        """Return one line; KeyError when there is none."""

    def unscreened(self, manifest_id: int) -> list[Unscreened]:
        """Return what of the file could not become lines."""

    def keep_profile(self, profile: Profile) -> None:
        """Keep a profile, in place of an older one for the same shape."""

    def profile(self, shape: str) -> Profile | None:
        """Return the profile for a shape, or None."""

    def profiles(self) -> list[Profile]:
        """Return all profiles, newest first."""


class BatchStore(Protocol):
    """Batches of files and watched folders: what was done with which file."""

    def begin_batch(self, kind: BatchKind, key: str, title: str) -> Batch:
        """Begin a batch and return it."""

    def unfinished_batch(self, key: str) -> Batch | None:
        """Return the newest batch of a key that did not come to its end, or None."""

    def finish_batch(self, batch_id: int) -> None:
        """Keep that a batch came to its end."""

    def put_batch_file(self, batch_id: int, file: BatchFile) -> None:
        """Keep how far a file has come, in place of what was kept of it before it was done or moved away."""

    def batch_files(self, batch_id: int, limit: int = -1) -> list[BatchFile]:
        """Return the files of a batch, oldest first; with ``limit`` the newest so many."""

    def batches(self, limit: int = 100) -> list[Batch]:
        """Return batches, newest first."""

    def batch_counts(self, limit: int = 5) -> list[BatchCount]:
        """Return batches with the states of their files, those that something happened in last first."""


class KeepingStore(Protocol):
    """How long manifests are kept, and holds that stop their deletion."""

    def keep_facts(self) -> list[KeepFacts]:
        """Return of every manifest what its time of keeping is counted from."""

    def legal_holds(self, manifest_id: int | None = None) -> list[LegalHold]:
        """Return holds and releases of one manifest or of all, newest first."""

    def put_legal_hold(self, manifest_id: int, placed: bool, reason: str, user: str) -> LegalHold:
        """Place a hold or release it. Raises UserError("reason_needed", "no_such_manifest", "already_held", "not_held")."""

    def delete_manifest(self, kept: Kept, user: str) -> Deleted:
        """Delete a manifest whose time is over: its file, lines, and hits that nobody decided.

        Decisions, the hits they were made on and the trail stay; the deletion is recorded. Raises
        UserError("not_past_its_time") where it is not over, or where anything happened to it since ``kept`` was made.
        """
