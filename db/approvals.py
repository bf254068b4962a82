"""Second persons: what waits for one, what they said, and attachments that decisions rest on."""

import base64
import hashlib
import io
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

from db import codec, sealed, trail
from db.connection import store_errors, writing
from db.decision_rows import DECISION_COLUMNS, FROM_DECISION, decision_of
from db.decisions import ATTACHMENTS, actor_is, set_state
from db.part import StorePart
from db.told import TOLD
from db.told import told as rows_told
from screening.audit.checkpoints import VerifyKey
from screening.casework.passwords import name_key
from screening.casework.roles import Account, Action, Actor, Role
from screening.casework.typed import one_line, seen_length, typed
from screening.disk import make_folder, put_in_place
from screening.errors import UserError
from screening.model.decisions import Attachment, Decision, Disposition


class ApprovalTables(StorePart):
    """Implements ``screening.ports.ApprovalStore``."""

    def approvals(self, run_id: int | None = None) -> list[Decision]:
        """See ``ApprovalStore.approvals``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                f"SELECT {DECISION_COLUMNS} FROM hit_state AS s JOIN decision AS d ON d.decision_id = s.pending_id"
                " LEFT JOIN approval AS a ON a.decision_id = d.decision_id JOIN hit AS h ON h.hit_id = d.hit_id"
                " WHERE s.pending_id IS NOT NULL AND (? IS NULL OR h.run_id = ?) ORDER BY d.decision_id",
                (run_id, run_id),
            ).fetchall()
        return [decision_of(row) for row in rows]

    def approve(
        self,
        decision_ids: Sequence[int],
        agreed: bool,
        comment: str = "",
        *,
        name: str = "",
        password: str = "",
    ) -> list[Decision]:
        """See ``ApprovalStore.approve``."""
        # A second person at the same computer proves who they are; the session of the first stays.
        self.require(Action.READ)  # not over a locked session
        actor = self.check_password(name, password) if name else self.require(Action.APPROVE)
        if not actor.may(Action.APPROVE):
            raise UserError("role_may_not", user=actor.name, role=actor.role.value, action=Action.APPROVE.value)
        return self._answer(decision_ids, agreed, comment, actor, "here", "")

    def attachment_path(self, sha256: str) -> Path:
        """Implemented beside the decisions."""
        raise NotImplementedError

    def check_password(self, name: str, password: str) -> Actor:
        """Implemented beside the accounts."""
        raise NotImplementedError

    def approve_from_file(self, signed: bytes, signature: bytes, file: str) -> list[Decision]:
        """See ``ApprovalStore.approve_from_file``."""
        self.require(Action.DECIDE)
        # Asked here and not where the file is read: nobody becomes second by their name alone.
        told = codec.load(signed.decode("ascii"))
        account = next((one for one in self.accounts() if name_key(one.name) == name_key(told["name"])), None)
        if account is None or account.disabled or account.role is not Role.APPROVER or not account.public_key:
            raise UserError("no_such_approver", name=told["name"])
        if not VerifyKey.read(account.public_key).verifies(signature, signed):
            raise UserError("answer_not_signed", file=file, name=account.name)
        if self.case_files().get(told["case_id"]) != (told["case_sha256"], tuple(told["decisions"])):
            raise UserError("answer_of_unknown_case", file=file)
        actor = Actor(account.name, Role.APPROVER, told["machine"])
        kept = base64.b64encode(signature).decode("ascii")
        # Whether they were signed in there is their own word; that it is theirs the key shows.
        about = {"case": told["case_id"], "signed_in": bool(told.get("signed_in"))}
        return self._answer(told["decisions"], told["agreed"], told["comment"], actor, "file", kept, about)

    def accounts(self) -> list[Account]:
        """Implemented beside the accounts."""
        raise NotImplementedError

    def _answer(
        self, decision_ids: Sequence[int], agreed: bool, comment: str, actor: Actor, way: str, signature: str,
        about: Mapping[str, Any] | None = None,
    ) -> list[Decision]:  # fmt: skip
        comment = typed(comment)
        if not agreed and not seen_length(comment):
            raise UserError("return_without_comment")
        at = codec.now()
        asked = codec.dump(list(dict.fromkeys(decision_ids)))
        with writing(self.database, self.path) as connection:
            rows = connection.execute(
                f"SELECT {DECISION_COLUMNS} FROM {FROM_DECISION} JOIN hit_state AS s ON s.pending_id = d.decision_id"
                " WHERE d.decision_id IN (SELECT value FROM json_each(?)) ORDER BY d.decision_id",
                (asked,),
            ).fetchall()
            waiting = [decision_of(row) for row in rows]
            if len(waiting) < len(set(decision_ids)):
                missing = set(decision_ids) - {decision.decision_id for decision in waiting}
                raise UserError("not_waiting", decision=min(missing))
            for decision in waiting:
                if actor_is(decision, actor):
                    raise UserError("same_person", user=actor.name, decision=decision.decision_id)
                connection.execute(
                    "INSERT INTO approval (decision_id, agreed, comment, user, at, way, machine, signature)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    (decision.decision_id, int(agreed), comment, actor.name, codec.moment(at), way, actor.machine,
                     signature),
                )  # fmt: skip
                in_force = connection.execute(
                    "SELECT decision_id FROM hit_state WHERE hit_id = ?", (decision.hit_id,)
                ).fetchone()[0]
                if agreed:
                    taken_back = decision.disposition is Disposition.WITHDRAWN
                    in_force = None if taken_back else decision.decision_id
                set_state(connection, decision.hit_id, in_force, None)
            told = {
                "decisions": [decision.decision_id for decision in waiting],
                "comment_sha256": codec.hash_of(comment),
                "way": way,
                "signature": signature,
                "approvals_sha256": approvals_digest(connection, [d.decision_id for d in waiting]),
            }
            trail.record(connection, "approved" if agreed else "returned", {**told, **(about or {})}, actor.name)
            rows = connection.execute(
                f"SELECT {DECISION_COLUMNS} FROM {FROM_DECISION} WHERE d.decision_id IN"
                " (SELECT value FROM json_each(?)) ORDER BY d.decision_id",
                (asked,),
            ).fetchall()
        return [decision_of(row) for row in rows]

    def keep_case_file(self, case_id: str, sha256: str, decision_ids: Sequence[int]) -> None:
        """See ``ApprovalStore.keep_case_file``."""
        actor = self.require(Action.EXPORT)
        with writing(self.database, self.path) as connection:
            connection.execute(
                "INSERT INTO case_file (case_id, sha256, decisions, user, made_at) VALUES (?, ?, ?, ?, ?)",
                (case_id, sha256, codec.dump(list(decision_ids)), actor.name, codec.moment(codec.now())),
            )
            told = {"case": case_id, "sha256": sha256, "decisions": list(decision_ids)}
            trail.record(connection, "case_exported", {**told, TOLD: rows_told(connection, ("case_file", case_id))})

    def case_files(self) -> Mapping[str, tuple[str, tuple[int, ...]]]:
        """See ``ApprovalStore.case_files``."""
        with store_errors(self.path):
            rows = self.database.conn.execute("SELECT case_id, sha256, decisions FROM case_file").fetchall()
        return {case: (sha256, tuple(codec.load(decisions))) for case, sha256, decisions in rows}

    def keep_attachment(self, path: Path) -> Attachment:
        """See ``ApprovalStore.keep_attachment``."""
        self.require(Action.DECIDE)
        temporary = ""
        try:
            folder = self.path.parent / ATTACHMENTS
            make_folder(folder)
            with path.open("rb") as source, tempfile.NamedTemporaryFile(
                dir=folder, prefix=".part-", delete=False
            ) as copy:  # fmt: skip
                temporary = copy.name
                content = _Counted(source)
                sealed.keep(content, copy, self.key)
            kept = Attachment(one_line(path.name), content.digest.hexdigest(), content.size)
            target = self.attachment_path(kept.sha256)
            if target.exists():
                Path(temporary).unlink()
            else:
                put_in_place(Path(temporary), target)
        except OSError as error:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
            raise UserError("cannot_keep_attachment", file=str(path), detail=error.strerror or "") from error
        return kept

    def read_attachment(self, attachment: Attachment) -> bytes:
        """See ``ApprovalStore.read_attachment``."""
        path = self.attachment_path(attachment.sha256)
        return sealed.content_of(path, self.key, attachment.name, attachment.sha256)


class _Counted(io.BytesIO):
    """A stream that is read through, with its hash and its length."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__()
        self._source = source
        self.digest, self.size = hashlib.sha256(), 0

    def read(self, size: int | None = -1) -> bytes:
        """Read as the stream does."""
        block = self._source.read(-1 if size is None else size)
        self.digest.update(block)
        self.size += len(block)
        return block


def approvals_digest(connection: Any, decision_ids: Sequence[int]) -> str:
    """Return the hash over what second persons said, as the trail keeps it."""
    return trail.digest(
        connection.execute(
            "SELECT decision_id, agreed, comment, user, at, way, machine, signature FROM approval WHERE decision_id IN"
            " (SELECT value FROM json_each(?)) ORDER BY decision_id",
            (codec.dump(list(decision_ids)),),
        )
    )
