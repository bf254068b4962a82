"""What the core needs of decisions, second persons, accounts and known parties."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Protocol

from screening.audit.checkpoints import VerifyKey
from screening.casework.known import KnownParties, KnownParty, Reopened, Scope
from screening.casework.roles import Account, Action, Actor, Role
from screening.casework.session import SignIn
from screening.model.decisions import Attachment, Decision, Disposition


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

    def hit_decisions(self, hit_id: int) -> list[Decision]:
        """Return every decision on one hit, the oldest first: what was corrected, withdrawn and returned as well."""

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

    def approve_from_file(self, signed: bytes, signature: bytes, file: str) -> list[Decision]:
        """Take in what a second person said at another computer; to be called by ``casework.case_file`` alone.

        ``signed`` are the bytes of the answer that the approver's key signed,
        ``file`` where it was read. Raises UserError("no_such_approver" |
        "answer_not_signed" | "answer_of_unknown_case" | "not_waiting" | "same_person").
        """

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

    def require(self, action: Action) -> Actor:
        """Return who acts, when their role allows an action; to be asked before long work for it begins.

        Raises UserError("role_may_not"), and what :attr:`actor` raises.
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
        """Keep the public key that an approver signs answers to case files with.

        Raises UserError("no_such_account" | "not_an_approver").
        """

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
        "bad_date" | "text_too_short" | "cleared_before_stopped": somebody said afterwards that it is to be stopped).
        """

    def known_parties(self, include_revoked: bool = True) -> list[KnownParty]:
        """Return the known parties, oldest first."""

    def revoke_known(self, known_id: int, reason: str) -> int:
        """Forget one from now on; that it suppressed hits stays recorded. Raises UserError("no_such_known").

        A decision that speaks against its clearance does so by itself.

        Those of the newest screening of each manifest open again; returns how many did.
        """

    def reopen_known(self, everything: bool = False) -> int:
        """Open again the hits of known parties that ran out since; returns how many.

        With ``everything`` those of known parties whose entry changed too, which a change of lists does by itself.
        """

    def reopened(self) -> list[Reopened]:
        """Return what opened again in the newest screenings, shipments that were released first."""

    def known_for(self, manifest_id: int, as_of: datetime | None = None) -> KnownParties:
        """Return the known parties in force, to be asked while a manifest is screened; or those of a time.

        Those that were revoked since suppress nothing, whatever the day that is asked for.
        """
