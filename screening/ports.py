"""What the core needs of a store. ``db`` implements these Protocols; ``main`` puts the two together."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, Self

from screening.audit.checkpoints import Checkpoint, Signer, VerifyKey
from screening.casework.known import KnownParties, KnownParty, Scope
from screening.casework.roles import Account, Actor, Role
from screening.casework.session import SignIn
from screening.errors import TekserError
from screening.model.backups import Backup
from screening.model.batches import Batch, BatchCount, BatchFile, BatchKind
from screening.model.decisions import Attachment, Decision, Disposition
from screening.model.effectiveness import Effectiveness
from screening.model.flags import LineHistory
from screening.model.goods import GoodsRule
from screening.model.hits import Hit, HitKind, NotChecked, RunInfo
from screening.model.keeping import Deleted, KeepFacts, Kept, LegalHold
from screening.model.lists import Entry, ListChange, ListInfo
from screening.model.manifests import Line, ManifestInfo, Profile, SheetReading, Unscreened
from screening.model.ownership import OwnershipAnswer, OwnershipCheck
from screening.model.questions import EarlierDecision, LineQuery, QuestionQuery, QuestionRow, RunTally
from screening.model.rates import Rate
from screening.model.rescreening import AlertCount, AlertKind, ChangedSince, Found, GoneKind, QuestionKind, Rescreening
from screening.model.settings import SettingChange
from screening.model.trail import TrailRecord, TrailReport
from screening.model.versions import (
    EntryChange,
    ForcePeriod,
    KeptFile,
    ListFigures,
    ListVersion,
    NewVersion,
    VersionState,
)
from screening.page_ports import EventStore, OverviewStore
from screening.progress import Progress


@dataclass(frozen=True, slots=True)
class StoredManifest:
    """A manifest in the store."""

    manifest_id: int
    info: ManifestInfo
    imported_at: datetime
    lines: int


@dataclass(frozen=True, slots=True)
class StoredHit:
    """A hit in the store, with the decision in force."""

    hit_id: int
    run_id: int
    line_id: int
    hit: Hit
    decision: Decision | None
    """The decision in force."""
    pending: Decision | None = None
    """A decision that waits for a second person and has no effect yet."""
    place: int = 0
    """Rank among the hits of the same value, 1 for the best; 0 where an older program kept none."""
    threshold: float = 0.0
    """Lowest score that made such a hit in this run."""
    entry_hash: str = ""
    """Of the entry's or rule's content as it stood; ``ScreeningStore.entry_then`` gives the entry."""


@dataclass(frozen=True, slots=True)
class StoredAlert:
    """A hit that a re-screening raised after lists had changed; it joined the hits of the manifest's last screening."""

    stored: StoredHit
    manifest_id: int
    rescreening_id: int
    why: AlertKind
    raised_at: datetime


@dataclass(frozen=True, slots=True)
class GoneHit:
    """A hit of a screening that would not come again, since its entry left or changed; it and its decision stay."""

    stored: StoredHit
    manifest_id: int
    rescreening_id: int
    why: GoneKind
    noticed_at: datetime


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line as the table of the window shows it."""

    line_id: int
    sheet: str
    row: int
    party: str
    goods: str
    route: str
    score: float
    """Highest score among the line's hits, 0 without any."""
    kinds: tuple[HitKind, ...]
    open_hits: int
    decided_hits: int
    unscreened: bool
    waiting_hits: int = 0
    """Decided, but waiting for a second person."""
    suppressed_hits: int = 0
    """Of known parties: recorded, not asked."""


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry and the id of the list it stands on."""

    list_id: str
    entry: Entry


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

    def put_staged_again(self, version_id: int, decided_by: str, reason: str, figures: ListFigures) -> ListChange:
        """Put the entries of a kept version, laid aside again, in force: a held one accepted, or an older one."""

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


class QuestionStore(Protocol):
    """Questions: hits that are one decision (``screening.one_question``)."""

    def make_questions(self, run_id: int) -> int:
        """Put the hits of a screening to their questions, those that are not yet; returns how many. Writes."""

    def question_ids(self, run_id: int, query: QuestionQuery) -> list[int]:
        """Return the questions asked for, those with the highest risk first."""

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


class LineFinder(Protocol):
    """The table of lines of a screening."""

    def find_lines(self, run_id: int, query: LineQuery) -> "array[int]":
        """Return the ids of the lines asked for, in the order asked for."""


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


class DecisionStore(Protocol):
    """Decisions on hits; append-only."""

    def decide(
        self,
        hit_ids: Sequence[int],
        disposition: Disposition,
        reason_code: str,
        text: str,
        user: str = "",
        *,
        licence: str = "",
        licence_until: str = "",
        attachments: Sequence[Attachment] = (),
    ) -> list[Decision]:
        """Record one decision for each hit, all or none; an earlier one is kept and named by ``replaces``.

        A decision that needs a second person (``Decision.second``) has no effect until they agree. ``user`` counts in
        an office of one person only; else the one who is signed in decides. Number and last day of a licence may stand
        in the text ("KZ-123 2027-01-31") where there is no field for them. Raises UserError("role_may_not" |
        "transition_forbidden" | "reason_not_for_disposition" | "text_too_short" | "licence_missing" | ...).
        """

    def withdraw(self, decision_ids: Sequence[int], user: str = "") -> None:
        """Record that decisions are withdrawn (undo); the hit is open again, the record stays.

        What waits for a second person is taken back at once; undoing what one agreed to needs one again.
        """

    def decisions(self, run_id: int) -> list[Decision]:
        """Return every decision of a run, in order of time, replaced ones included."""

    def decision(self, decision_id: int) -> Decision:
        """Return one decision; KeyError when there is none."""


class ApprovalStore(Protocol):
    """Second persons, and the files that decisions rest on."""

    def approvals(self, run_id: int | None = None) -> list[Decision]:
        """Return the decisions that wait for a second person, oldest first, of one run or of all."""

    def approve(
        self, decision_ids: Sequence[int], agreed: bool, comment: str = "", *, name: str = "", password: str = ""
    ) -> list[Decision]:
        """Agree to decisions that wait, or return them with a comment, all or none; returns them as they are then.

        With ``name`` and ``password`` a second person signs for this alone at the first one's computer; without them
        the one who is signed in. Raises UserError("role_may_not" | "same_person" | "not_waiting" |
        "return_without_comment"), StoreUnavailable("sign_in_wrong").
        """

    def approve_from_file(
        self, decision_ids: Sequence[int], agreed: bool, comment: str, name: str, machine: str, signature: str
    ) -> list[Decision]:
        """Take in what a second person said at another computer; to be called by ``casework.case_file`` alone."""

    def keep_case_file(self, case_id: str, sha256: str, decision_ids: Sequence[int]) -> None:
        """Keep that a case went out as a sealed file."""

    def case_files(self) -> Mapping[str, tuple[str, tuple[int, ...]]]:
        """Return hash and decisions of every case that went out, by its id."""

    def keep_attachment(self, path: Path) -> Attachment:
        """Keep a file that decisions rest on, once for each content. Raises UserError("cannot_keep_attachment")."""

    def attachment_path(self, sha256: str) -> Path:
        """Return where the content of an attachment is kept; encrypted where the store is."""

    def read_attachment(self, attachment: Attachment) -> bytes:
        """Return the content of an attachment, as it was when it was attached.

        Raises InternalFault("kept_file_damaged") where it is missing or no longer the same.
        """


class AccountStore(Protocol):
    """Local accounts, and who is signed in."""

    @property
    def session(self) -> SignIn:
        """Who is signed in on the data folder; shared by its stores."""

    @property
    def actor(self) -> Actor:
        """Who acts now; in an office without accounts the one person, whose role says so.

        Raises StoreUnavailable("sign_in_needed" | "locked" | "account_disabled").
        """

    def has_accounts(self) -> bool:
        """Whether the office has accounts."""

    def accounts(self) -> list[Account]:
        """Return all accounts by name, disabled ones included."""

    def add_account(self, name: str, role: Role, password: str) -> Account:
        """Make an account; the first must be an administrator, whom the one person of the office may make.

        Raises UserError("bad_account" | "first_administrator" | "account_exists" | "password_too_short").
        """

    def set_role(self, name: str, role: Role) -> None:
        """Give an account another role. Raises UserError("no_such_account" | "last_administrator")."""

    def disable_account(self, name: str, disabled: bool = True) -> None:
        """Close an account or open it again. Raises UserError("no_such_account" | "last_administrator")."""

    def set_password(self, name: str, password: str) -> None:
        """Give one's own account a new password, or as administrator anybody's."""

    def set_approver_key(self, name: str, key: VerifyKey) -> None:
        """Keep the public key that an approver signs answers to case files with."""

    def check_password(self, name: str, password: str) -> Actor:
        """Return who a name and a password stand for. Raises StoreUnavailable("sign_in_wrong" | "sign_in_wait")."""

    def sign_in(self, name: str, password: str) -> Actor:
        """Sign somebody in for every store of this data folder."""

    def sign_out(self) -> None:
        """Sign out."""

    def unlock(self, password: str) -> None:
        """Open the locked session again. Raises StoreUnavailable("sign_in_wrong" | "sign_in_wait")."""

    def as_program(self) -> AbstractContextManager[None]:
        """Let the program itself act for a while, on what it alone does: putting its bundled lists in place."""


class KnownStore(Protocol):
    """Known parties: cleared matches that are remembered."""

    def remember(self, decision_ids: Sequence[int], scope: Scope, text: str, expires_on: str = "") -> list[KnownParty]:
        """Remember cleared matches (false positives in force on parties) for this party and this entry.

        ``text`` says why; ``expires_on`` is an ISO date or empty. Raises UserError("not_cleared" | "no_sender" |
        "bad_date" | "text_too_short").
        """

    def known_parties(self, include_revoked: bool = True) -> list[KnownParty]:
        """Return the known parties, oldest first."""

    def revoke_known(self, known_id: int, reason: str) -> None:
        """Forget one from now on; what it suppressed stays recorded. Raises UserError("no_such_known")."""

    def known_for(self, manifest_id: int) -> KnownParties:
        """Return the known parties in force, to be asked while a manifest is screened."""


class SettingStore(Protocol):
    """Settings of the office; every change is kept."""

    def setting(self, name: str, default: str = "") -> str:
        """Return the value in force of a setting, or ``default`` when nobody has set it."""

    def put_setting(self, name: str, value: str, user: str) -> None:
        """Give a setting a value; one that it has already changes and records nothing."""

    def settings(self) -> dict[str, str]:
        """Return every setting that somebody has set, with its value in force."""

    def setting_changes(self, name: str = "") -> list[SettingChange]:
        """Return the changes of one setting or of all, newest first."""


class RateStore(Protocol):
    """Exchange rates by day."""

    def put_rates(self, rates: Sequence[Rate], user: str, source: str) -> int:
        """Keep rates, in place of those of the same day and currencies; returns how many are new or changed.

        An empty ``user`` is the program itself, with the rates that it brings; the audit trail tells of the others.
        """

    def rates(self, as_of: datetime | None = None) -> list[Rate]:
        """Return all rates, newest first, as they are held now or were as of a time."""


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


class OwnershipStore(Protocol):
    """Whether the owners of parties were checked, as a field of the record of a run; append-only."""

    def put_ownership_check(
        self, run_id: int, party: str, answer: OwnershipAnswer, source: str, user: str
    ) -> OwnershipCheck:
        """Keep that somebody looked who owns a party; earlier records stay beside it."""

    def ownership_checks(self, run_id: int) -> list[OwnershipCheck]:
        """Return the checks of a run, in order of time."""


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
        self, done: Rescreening, found: Found, lists: Sequence[ListInfo], settings: str, program_version: str
    ) -> Rescreening:
        """Keep a re-screening with its alerts, in one transaction; these become open hits of the screenings."""

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


class AuditStore(Protocol):
    """The audit trail: one record for each consequence, chained by hashes, and signed checkpoints of it.

    Whatever else the store keeps, it writes its record in the same transaction by itself.
    """

    def origin(self) -> str:
        """Return the name of this store, under which its checkpoints are signed."""

    def record_consequence(self, kind: str, data: Mapping[str, Any], actor: str = "") -> int:
        """Record what the store keeps nothing else of, such as an export; returns the number of the record."""

    def trail_size(self) -> int:
        """Return the number of records."""

    def trail_records(self, first: int = 1, last: int | None = None) -> Iterator[TrailRecord]:
        """Yield records in their order."""

    def checkpoints(self) -> list[Checkpoint]:
        """Return the checkpoints that were made, newest first."""

    def put_checkpoint(self, signer: Signer | None) -> Checkpoint:
        """Make a checkpoint of the trail as it is, or return the last one where nothing came since.

        To be called through ``screening.audit.seal.checkpoint``, which finds the key.
        """

    def trail_keys(self) -> list[VerifyKey]:
        """Return the public keys of this store, newest first."""

    def add_trail_key(self, key: VerifyKey) -> None:
        """Keep the public half of a new signing key."""

    def verify_trail(
        self,
        outside: Sequence[str] = (),
        key: VerifyKey | None = None,
        progress: Progress | None = None,
        contents: bool = True,
    ) -> TrailReport:
        """Verify the whole trail against all checkpoints kept here and those from ``outside`` (their texts).

        ``key`` is the public key as it was given out of band; without it the keys kept here are believed.
        ``contents`` also compares manifests, hits and decisions with what the trail says of them.
        """


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


class EffectivenessStore(Protocol):
    """Reports of the test of effectiveness; append-only."""

    def keep_effectiveness(self, report: Effectiveness) -> Effectiveness:
        """Keep a report; returns it with its number."""

    def effectiveness_reports(self) -> list[Effectiveness]:
        """Return all reports, newest first."""


class Store(
    OverviewStore,
    EventStore,
    ListStore,
    ManifestStore,
    ScreeningStore,
    DecisionStore,
    ApprovalStore,
    AccountStore,
    KnownStore,
    SettingStore,
    RateStore,
    HistoryStore,
    OwnershipStore,
    BatchStore,
    AuditStore,
    RescreeningStore,
    QuestionStore,
    LineFinder,
    KeepingStore,
    EffectivenessStore,
    Protocol,
):
    """All of it together, as ``db.store.open_store`` gives it. One thread each."""

    @property
    def folder(self) -> Path:
        """The data folder; the matching index is kept below it."""

    def close(self) -> None:
        """Close the store; it cannot be used afterwards."""


class StoreFolder(Protocol):
    """A data folder that this process alone works in, as long as it is entered."""

    path: Path
    session: SignIn
    """Who is signed in; shared by all stores of the folder."""
    credentials: Callable[[], tuple[str, str]] | None
    """Asked for a name and a password when a store is opened, accounts exist and nobody is signed in."""

    def __enter__(self) -> Self:
        """Take the folder's lock; StoreUnavailable("store_in_use") when another Tekser has it."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Give the lock back."""

    def open(self) -> Store:
        """Open the store for the calling thread. StoreUnavailable("sign_in_needed" | "sign_in_wrong" | "sign_in_wait")."""

    def needs_sign_in(self) -> bool:
        """Whether the office has accounts and nobody is signed in; to be asked while entered."""

    def sign_in(self, name: str, password: str) -> Actor:
        """Sign somebody in for every store of this folder. Raises StoreUnavailable("sign_in_wrong" | "sign_in_wait")."""

    @property
    def encrypted(self) -> bool:
        """Whether the store is encrypted."""

    @property
    def locked(self) -> bool:
        """Whether a passphrase is needed to enter."""

    def unlock(self, secret: str) -> None:
        """Take the passphrase or the recovery key. Raises StoreUnavailable("key_wrong")."""

    def encrypt(self, passphrase: str, *, keyring: bool = False, user: str = "") -> str:
        """Encrypt the store, or give an encrypted one a new passphrase; returns the recovery key. Not to be entered.

        Raises UserError("passphrase_short" | "no_keyring" | "cannot_encrypt" | "role_may_not"), StoreUnavailable(
        "encryption_missing"), and what :meth:`open` raises.
        """

    def decrypt(self, user: str = "") -> None:
        """Undo :meth:`encrypt`. Not to be entered.

        Raises UserError("not_encrypted" | "cannot_encrypt" | "role_may_not"), and what :meth:`open` raises.
        """

    def engines(self) -> list[tuple[str, str, str]]:
        """Return (name, version, package that carries it) of the database libraries at hand."""

    def opener(self) -> Callable[[], Store]:
        """Return what opens the store in another process of this program that works for this one; it can be pickled."""

    def watch(self, told: Callable[[TekserError], None]) -> None:
        """Have ``told`` called, in whatever thread, when the store is found damaged while it is worked with."""

    def backups(self) -> list[Backup]:
        """Return the backups, newest first; the folder need not be entered."""

    def restore(self, backup: Path, user: str = "") -> Path | None:
        """Put a backup in the place of the store, which is moved aside; returns where to. Not to be entered.

        Where there are accounts an administrator must be or get signed in; for a store that cannot be read the
        accounts are those of its backups. Raises UserError("no_such_backup" | "backup_damaged" | "cannot_back_up" |
        "role_may_not"), StoreUnavailable("sign_in_needed" | "sign_in_wrong"); the store is then as it was.
        """
