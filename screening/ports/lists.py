"""What the core needs of the lists: versions, rates, and screening against what changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from screening.model.goods import GoodsRule
from screening.model.lists import Entry, ListChange, ListInfo
from screening.model.manifests import Line
from screening.model.rates import Rate
from screening.model.rescreening import AlertCount, ChangedSince, Found, QuestionKind, Rescreening
from screening.model.versions import (
    EntryChange,
    ForcePeriod,
    KeptFile,
    ListFigures,
    ListVersion,
    NewVersion,
    VersionState,
)
from screening.ports.rows import GoneHit, ListedEntry, StoredAlert, StoredHit


class ListStore(Protocol):
    """Lists of parties and of goods, in all their versions.

    ``as_of`` asks for what was in force at that time (with its time zone); None for what is now.
    """

    def lists(self, as_of: datetime | None = None) -> list[ListInfo]:
        """Return every list that is loaded, active or retired, in the order of their ids; as of a time: the active."""

    def entries(self, list_ids: Sequence[str] | None = None, as_of: datetime | None = None) -> Iterator[ListedEntry]:
        """Yield the entries of the lists named, or of all active ones, with their list ids."""

    def entry(self, list_id: str, entry_id: str, as_of: datetime | None = None) -> Entry | None:
        """Return one entry, or None."""

    def party_version(self, as_of: datetime | None = None) -> str:
        """Return a hash that changes whenever what :meth:`entries` yields changes."""

    def goods_rules(self, as_of: datetime | None = None) -> list[GoodsRule]:
        """Return the rules of every active goods list."""

    def replace_list(self, info: ListInfo, entries: Iterable[Entry]) -> ListChange:
        """Put a list in place of its earlier version, whole or not at all, and return what changed.

        ``info.entries`` and ``info.names`` are counted anew while writing.
        """

    def replace_goods(self, list_id: str, rules: Iterable[GoodsRule], info: ListInfo) -> ListChange:
        """Put a goods list in place of its earlier version, whole or not at all."""

    def stage_list(self, entries: Iterable[Entry]) -> ListFigures:
        """Lay a version's entries aside and return their figures; nothing in force changes.

        What was laid aside before is dropped. An entry id that comes twice is kept once, the later one.
        """

    def put_staged(self, new: NewVersion, figures: ListFigures) -> ListChange:
        """Put what :meth:`stage_list` laid aside in place of the entries in force, in one transaction."""

    def put_staged_again(
        self,
        version_id: int,
        decided_by: str,
        reason: str,
        figures: ListFigures,
        info: ListInfo | None = None,
        notes: tuple[tuple[str, int], ...] = (),
    ) -> ListChange:
        """Put the entries of a kept version, laid aside again, in force: a held one accepted, or an older one.

        ``figures``, ``notes`` and what ``info`` tells of the file (its day and that of its publication, its newest entry,
        its unread records) are those of this reading: a newer program may know or miss other things than the one before.
        They take the place of what was kept with the version; where it came from stays.
        """

    def put_goods(self, new: NewVersion, rules: Iterable[GoodsRule], version_id: int = 0) -> ListChange:
        """Put a goods list in place, as a new version or (``version_id``) as a kept one."""

    def hold_version(self, new: NewVersion, figures: ListFigures) -> ListVersion:
        """Keep a version that looks wrong, without putting it in force."""

    def refuse_version(self, version_id: int, decided_by: str, reason: str) -> ListVersion:
        """Record that a person refused a held version. KeyError when there is none."""

    def keep_list_file(self, path: Path) -> KeptFile:
        """Keep a publisher's file, packed, once for each content. Raises UserError("cannot_keep_list")."""

    def list_files(self, files: Sequence[KeptFile]) -> AbstractContextManager[list[Path]]:
        """Lay kept files out as they came. Raises InternalFault("kept_list_damaged") when they are not what was kept."""

    def set_active(self, list_id: str, active: bool) -> None:
        """Retire or revive a list."""

    def note_checked(self, list_id: str, at: datetime, *, whole: bool = False) -> None:
        """Keep when the publisher was last asked with success; ``whole``: and gave all files, not "unchanged"."""

    def versions(self, list_id: str = "", state: VersionState | None = None) -> list[ListVersion]:
        """Return versions of one list or of all, newest first."""

    def version(self, version_id: int) -> ListVersion:
        """Return one version; KeyError when there is none."""

    def version_in_force(self, list_id: str) -> ListVersion | None:
        """Return the version whose entries the list has, or None."""

    def force_periods(self, list_id: str = "") -> list[ForcePeriod]:
        """Return from when to when versions were in force, newest first."""

    def changes(self, list_id: str, since: datetime, until: datetime | None = None) -> Iterator[EntryChange]:
        """Yield what changed in a list of parties from just before ``since`` to ``until`` (now), by entry id."""


class RateStore(Protocol):
    """Exchange rates by day."""

    def put_rates(self, rates: Sequence[Rate], user: str, source: str) -> int:
        """Keep rates, in place of those of the same day and currencies; returns how many are new or changed.

        An empty ``user`` is the program itself, with the rates that it brings; the audit trail tells of the others.
        """

    def rates(self, as_of: datetime | None = None) -> list[Rate]:
        """Return all rates, newest first, as they are held now or were as of a time."""


class RescreeningStore(Protocol):
    """What stored manifests ask of the lists, and what they met anew when lists changed."""

    def manifests_without_questions(self, question_format: int) -> list[int]:
        """Return the manifests whose questions were never kept, or in another format."""

    def put_manifest_questions(
        self,
        manifest_id: int,
        batches: Iterable[Sequence[tuple[int, Line]]],
        asked: Callable[[Line], Iterable[tuple[QuestionKind, str]]],
        question_format: int,
    ) -> None:
        """Keep what the lines of a manifest ask, anew."""

    def questions_without_forms(self, stamp: int, limit: int) -> list[tuple[int, str]]:
        """Return (question id, question) of parties whose words were not taken apart under this stamp."""

    def put_forms(self, forms: Iterable[tuple[int, str]], stamp: int) -> None:
        """Keep the words of questions, by id (``screening.names.questions``)."""

    def questions(self, kind: QuestionKind, batch: int = 50_000) -> Iterator[list[tuple[int, str]]]:
        """Yield batches of (question id, words) of parties, or (question id, question) of goods, by id."""

    def question_texts(self, question_ids: Sequence[int]) -> dict[int, str]:
        """Return questions by id."""

    def lines_asking(self, question_ids: Sequence[int]) -> Mapping[int, set[int]]:
        """Return by manifest id the lines that ask any of these questions."""

    def latest_runs(self) -> dict[int, tuple[int, datetime, datetime]]:
        """Return by manifest id its newest screening against the lists then in force, when it began and was done."""

    def list_moments(self, after: datetime) -> list[datetime]:
        """Return the times after one at which lists came into force or went, oldest first."""

    def changed_since(self, since: datetime) -> ChangedSince:
        """Return what differs between the lists in force at a time and those in force now."""

    def hits_of_entries(self, entries: Sequence[tuple[str, str]]) -> list[StoredHit]:
        """Return the hits on entries (list id, entry id) in the newest screening of each manifest."""

    def hits_of_lines(self, run_id: int, line_ids: Sequence[int]) -> list[StoredHit]:
        """Return the hits of a run on some of its lines."""

    def keep_rescreening(
        self,
        done: Rescreening,
        found: Found,
        lists: Sequence[ListInfo],
        settings: str,
        program_version: str,
        thresholds: tuple[float, float],
    ) -> Rescreening:
        """Keep a re-screening with its alerts, in one transaction; these become open hits of the screenings.

        ``thresholds`` are those of parties and of goods that were in force, and are kept with each alert.
        """

    def rescreening_lists(self, rescreening_id: int) -> list[ListInfo]:
        """Return the lists that a re-screening was made with, as they were then. KeyError when there is none."""

    def rescreenings(self, limit: int = -1) -> list[Rescreening]:
        """Return re-screenings, newest first."""

    def alerts(
        self, since: datetime | None = None, *, open_only: bool = False, manifest_id: int | None = None
    ) -> list[StoredAlert]:
        """Return alerts, those of the newest re-screening first and in it the best; ``since`` looks at when raised.

        With ``open_only`` those without a decision in force.
        """

    def alert_counts(self, since: datetime | None = None) -> list[AlertCount]:
        """Return how many alerts each manifest has, the newest first."""

    def gone_hits(self, since: datetime | None = None, manifest_id: int | None = None) -> list[GoneHit]:
        """Return the hits that re-screenings found would not come again, newest first."""
