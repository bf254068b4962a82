"""What the core needs of screenings: runs, hits, questions, the history of lines, ownership."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Protocol

from screening.model.earlier import EarlierAlert
from screening.model.effectiveness import Effectiveness
from screening.model.flags import LineHistory
from screening.model.goods import GoodsRule
from screening.model.hits import Hit, NotChecked, RunInfo
from screening.model.lists import Entry, ListInfo
from screening.model.manifests import Line, Unscreened
from screening.model.ownership import OwnershipAnswer, OwnershipCheck
from screening.model.questions import EarlierDecision, LineQuery, QuestionQuery, QuestionRow, RunTally
from screening.ports.rows import LineRow, StoredHit
from screening.progress import Progress
from screening.route.shipments import Shipment


class RunWriter(AbstractContextManager["RunWriter"], Protocol):
    """Writes one run. Left without :meth:`finish`, it leaves nothing behind."""

    def add_hits(self, hits: Mapping[int, Sequence[Hit]]) -> None:
        """Add hits by line id."""

    def add_unscreened(self, items: Sequence[Unscreened]) -> None:
        """Add what could not be screened."""

    def add_not_checked(self, items: Sequence[NotChecked]) -> None:
        """Add to the lines that rules could not be asked of."""

    def finish(self, lines: int) -> RunInfo:
        """Make the run seen, with its counts; ``lines`` is the number of lines screened."""


class ScreeningStore(Protocol):
    """Screening runs and their hits."""

    def run(
        self,
        manifest_id: int,
        program_version: str,
        settings: str,
        lists: Sequence[ListInfo],
        as_of: datetime | None = None,
        *,
        thresholds: tuple[float, float] = (0.0, 0.0),
    ) -> "RunWriter":
        """Begin a run; nothing of it is seen until :meth:`RunWriter.finish`.

        ``as_of`` is the time whose lists are used where these are not those in force; ``thresholds`` are the lowest
        scores in force for parties and goods.
        """

    def stored_hit(self, hit_id: int) -> StoredHit:
        """Return one hit; KeyError when there is none."""

    def entry_then(self, hit_id: int) -> Entry | None:
        """Return the entry that a hit met, as it stood when the run was made; None where none was kept."""

    def rules_then(self, hit_id: int) -> list[GoodsRule]:
        """Return the rules of a goods list that a hit met, as they stood when the run was made; none where none was kept."""

    def keep_tables(self, digest: str, text: str) -> None:
        """Keep the office's own tables of goods and flags under their hash; what is kept already stays."""

    def tables_then(self, digest: str) -> str | None:
        """Return tables that were kept; None when they were not."""

    def runs(self, manifest_id: int | None = None) -> list[RunInfo]:
        """Return runs, newest first."""

    def find_run(self, run_id: int) -> RunInfo | None:
        """Return one finished run, or None."""

    def run_lists(self, run_id: int) -> list[ListInfo]:
        """Return the lists as they were when the run was made."""

    def hits(self, run_id: int, line_id: int | None = None) -> list[StoredHit]:
        """Return the hits of a run, or of one of its lines, best first within a line, in order of the lines."""

    def hit_batches(self, run_id: int, lines: int = 2000) -> Iterator[list[StoredHit]]:
        """Yield what :meth:`hits` returns, the hits of some lines at a time and never those of one line apart."""

    def run_unscreened(self, run_id: int) -> list[Unscreened]:
        """Return what this run could not screen, the manifest's own included."""

    def not_checked(self, run_id: int) -> list[NotChecked]:
        """Return the rules that lacked a field on lines of this run, by rule and field."""

    def line_ids(self, run_id: int, *, flagged_first: bool = True, flagged_only: bool = False,
                 text: str = "") -> list[int]:  # fmt: skip
        """Return the ids of the run's lines in the order of the table."""

    def line_rows(self, run_id: int, line_ids: Sequence[int]) -> list[LineRow]:
        """Return table rows of those lines, in the order asked for."""


class LineFinder(Protocol):
    """The table of lines of a screening."""

    def find_lines(self, run_id: int, query: LineQuery) -> "array[int]":
        """Return the ids of the lines asked for, in the order asked for."""


class QuestionStore(Protocol):
    """Questions: hits that are one decision (``screening.one_question``)."""

    def make_questions(self, run_id: int) -> int:
        """Put the hits of a screening to their questions, those that are not yet; returns how many. Writes."""

    def question_ids(self, run_id: int, query: QuestionQuery, most: int = 0) -> list[int]:
        """Return the questions asked for, those with the highest risk first; with ``most`` only the first of them."""

    def question_rows(self, question_ids: Sequence[int]) -> list[QuestionRow]:
        """Return those questions in the order asked for; one that is gone is left out."""

    def question_hits(self, question_id: int) -> list[int]:
        """Return the ids of a question's hits, in order."""

    def question_lines(self, question_id: int, most: int = 0) -> list[int]:
        """Return the ids of a question's lines, in order; with ``most`` only the first of them."""

    def hits_on_lines(self, question_id: int, line_ids: Sequence[int]) -> list[int]:
        """Return the ids of a question's hits on some of its lines."""

    def question_of(self, hit_id: int) -> int:
        """Return the question of a hit, 0 when it has none yet."""

    def run_tally(self, run_id: int) -> RunTally:
        """Return how far a screening is decided."""

    def earlier_decisions(self, question_id: int, most: int = 20) -> list[EarlierDecision]:
        """Return the decisions in force on the same entry (for goods and flags: the same question) in other questions.

        The same question first, then newest first.
        """


class EarlierStore(Protocol):
    """Other screenings of the same file or shipment."""

    def earlier_alerts(self, run_id: int) -> list[EarlierAlert]:
        """Return the alerts of other screenings of the same file or shipment that this one has not, the gravest first.

        Those that were let go since, and those of known parties, are not among them. The same file is one of the same
        bytes, however its columns were read; the same shipment is one of the same number of a document, or most lines. Puts hits to
        their questions where that is not done yet.
        """


class History(Protocol):
    """The past as one manifest sees it, ready to be asked in batches."""

    def of(self, batch: Sequence[tuple[int, Line]]) -> list[LineHistory]:
        """Return what is known of each of these lines (line id, line), which are of the manifest."""


class HistoryStore(Protocol):
    """What the flags of diversion ask of the manifests and lists of the store."""

    def history(self, manifest_id: int, progress: Progress | None = None, as_of: datetime | None = None) -> History:
        """Return the past of a manifest: those imported before it, without other copies of the same file.

        Addresses, phones and mails of listed parties are those of the lists in force, now or as of a time.

        What was not yet gathered from earlier manifests and from the lists is gathered now.
        """


class ShipmentStore(Protocol):
    """Which lines of a manifest travel together, gathered with the history when it is screened."""

    def shipment(self, run_id: int, line_id: int) -> Shipment | None:
        """Return the shipment of a line with the risk of its hits in a run; None where an older program screened it."""


class OwnershipStore(Protocol):
    """Whether the owners of parties were checked, as a field of the record of a run; append-only."""

    def put_ownership_check(
        self, run_id: int, party: str, answer: OwnershipAnswer, source: str, user: str
    ) -> OwnershipCheck:
        """Keep that somebody looked who owns a party; earlier records stay beside it."""

    def ownership_checks(self, run_id: int) -> list[OwnershipCheck]:
        """Return the checks of a run, in order of time."""


class EffectivenessStore(Protocol):
    """Reports of the test of effectiveness; append-only."""

    def keep_effectiveness(self, report: Effectiveness) -> Effectiveness:
        """Keep a report; returns it with its number."""

    def effectiveness_reports(self) -> list[Effectiveness]:
        """Return all reports, newest first."""
