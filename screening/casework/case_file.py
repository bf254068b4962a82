"""A case as a sealed file: decided by a second person on another computer, the signed answer taken back in.

The case goes out encrypted under a passphrase (scrypt and AES-256-GCM) that both know; it cannot be read or changed on
the way. The answer names the case by the hash of its whole text and is signed with the approver's own Ed25519 key,
whose public half an administrator keeps with the approver's account.
"""

import base64
import binascii
import hashlib
import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from screening.audit.checkpoints import Signer
from screening.casework.passwords import name_key
from screening.errors import UnreadableInput, UserError
from screening.model.decisions import Decision
from screening.ports import Store
from screening.version import VERSION

CASE_KIND, ANSWER_KIND = "tekser-case-1", "tekser-answer-1"
LEAST_PASSPHRASE = 10
LARGEST = 50 << 20
"""Bytes of a case or answer file; a larger one is none of ours."""
_SCRYPT = {"n": 1 << 15, "r": 8, "p": 1}


@dataclass(frozen=True, slots=True)
class Case:
    """An opened case."""

    case_id: str
    sha256: str
    """Of the case's text; the answer names it."""
    content: Mapping[str, Any]

    @property
    def decisions(self) -> Sequence[Mapping[str, Any]]:
        """The decisions that wait, each with its hit, its line and the list entry."""
        found: Sequence[Mapping[str, Any]] = self.content["decisions"]
        return found


def export_case(store: Store, decisions: Sequence[Decision], path: Path, passphrase: str) -> Case:
    """Write decisions that wait, with all that a second person must see, into a sealed file.

    Raises UserError("passphrase_too_short" | "nothing_waits" | "cannot_write").
    """
    if len(passphrase) < LEAST_PASSPHRASE:
        raise UserError("passphrase_too_short", least=LEAST_PASSPHRASE)
    if not decisions:
        raise UserError("nothing_waits")
    content = {
        "kind": CASE_KIND,
        "case_id": base64.b32encode(os.urandom(10)).decode().lower(),
        "origin": store.origin(),
        "program": VERSION,
        "made_at": datetime.now(UTC).isoformat(),
        "decisions": [_told(store, decision) for decision in decisions],
    }
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode("ascii")
    case = Case(str(content["case_id"]), hashlib.sha256(text).hexdigest(), content)
    salt, nonce = os.urandom(16), os.urandom(12)
    head = {"kind": CASE_KIND, "salt": _encoded(salt), "nonce": _encoded(nonce), **_SCRYPT}
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, text, _head_bytes(head))
    _write(path, json.dumps({**head, "sealed": _encoded(sealed)}).encode("ascii"))
    store.keep_case_file(case.case_id, case.sha256, [d.decision_id for d in decisions])
    return case


def export_waiting(store: Store, numbers: Sequence[int], path: Path, passphrase: str) -> int:
    """Seal the decisions of those numbers that wait, or all that wait, and return how many; raises as export_case."""
    waiting = [decision for decision in store.approvals() if not numbers or decision.decision_id in numbers]
    export_case(store, waiting, path, passphrase)
    return len(waiting)


def _told(store: Store, decision: Decision) -> dict[str, Any]:
    stored = store.stored_hit(decision.hit_id)
    line = store.line(stored.line_id)
    entry = store.entry(stored.hit.list_id, stored.hit.entry_id)
    return {
        "decision": decision.decision_id,
        "disposition": decision.disposition.value,
        "reason": decision.reason_code,
        "text": decision.text,
        "licence": decision.licence,
        "licence_until": decision.licence_until,
        "attachments": [[a.name, a.sha256, a.size] for a in decision.attachments],
        "user": decision.user,
        "decided_at": decision.decided_at.isoformat(),
        "second": decision.second,
        "kind": stored.hit.kind.value,
        "field": stored.hit.field,
        "value": stored.hit.value,
        "list": stored.hit.list_id,
        "entry": stored.hit.entry_id,
        "entry_name": stored.hit.entry_name,
        "entry_text": entry.entry_text if entry else "",
        "score": stored.hit.score,
        "evidence": [[e.code, e.left, e.right, e.weight] for e in stored.hit.evidence],
        "sheet": line.sheet,
        "row": line.row,
        "cells": list(line.cells),
    }


def open_case(path: Path, passphrase: str) -> Case:
    """Open a sealed case. Raises UnreadableInput("not_a_case" | "case_not_opened")."""
    head = _read(path, CASE_KIND)
    try:
        sealed = base64.b64decode(head.pop("sealed"), validate=True)
        salt, nonce = (base64.b64decode(head[name], validate=True) for name in ("salt", "nonce"))
        if any(head[name] != value for name, value in _SCRYPT.items()):
            raise ValueError
    except (KeyError, ValueError, TypeError, binascii.Error) as error:
        raise UnreadableInput("not_a_case", file=str(path)) from error
    try:
        text = AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, _head_bytes(head))
        content = json.loads(text)
    except (InvalidTag, ValueError) as error:
        raise UnreadableInput("case_not_opened", file=str(path)) from error
    return Case(content["case_id"], hashlib.sha256(text).hexdigest(), content)


def write_answer(path: Path, case: Case, agreed: bool, comment: str, name: str, machine: str, signer: Signer) -> None:
    """Write the signed answer to a case. Raises UserError("same_person" | "return_without_comment" | "cannot_write")."""
    if any(name_key(told["user"]) == name_key(name) for told in case.decisions):
        raise UserError("same_person", user=name, decision=case.decisions[0]["decision"])
    if not agreed and not comment.strip():
        raise UserError("return_without_comment")
    answer = {
        "kind": ANSWER_KIND,
        "case_id": case.case_id,
        "case_sha256": case.sha256,
        "decisions": [told["decision"] for told in case.decisions],
        "agreed": agreed,
        "comment": comment,
        "name": name,
        "machine": machine,
        "at": datetime.now(UTC).isoformat(),
        "key": signer.public.text(),
    }
    answer["signature"] = _encoded(signer.sign(_signed_bytes(answer)))
    _write(path, json.dumps(answer, ensure_ascii=True, indent=1).encode("ascii"))


def answer_path(path: Path) -> Path:
    """Return where the answer to a case file stands unless somebody says otherwise: beside it."""
    return path.with_name(path.name + ".answer")


def answer_case(store: Store, case: Case, path: Path, agreed: bool, comment: str, name: str, signer: Signer) -> None:
    """Write the answer to a case and record that it was given here; raises as :func:`write_answer`."""
    write_answer(path, case, agreed, comment, name, platform.node(), signer)
    told = {"case": case.case_id, "sha256": case.sha256, "agreed": agreed}
    store.record_consequence("case_answered", told, name)


def import_answer(store: Store, path: Path) -> list[Decision]:
    """Take a signed answer in and return the decisions as they are now.

    Raises UnreadableInput("not_an_answer"), UserError("answer_of_unknown_case" | "answer_not_signed" |
    "no_such_approver" | "not_waiting" | "same_person"); nothing is then changed.
    """
    answer = _read(path, ANSWER_KIND)
    try:
        signature = base64.b64decode(answer["signature"], validate=True)
        texts = all(isinstance(answer[name], str) for name in ("name", "case_id", "case_sha256", "comment", "machine"))
        formed = texts and isinstance(answer["decisions"], list) and isinstance(answer["agreed"], bool)
    except (KeyError, TypeError, binascii.Error, ValueError) as error:
        raise UnreadableInput("not_an_answer", file=str(path)) from error
    if not formed:
        raise UnreadableInput("not_an_answer", file=str(path))
    return store.approve_from_file(_signed_bytes(answer), signature, str(path))


def _signed_bytes(answer: Mapping[str, Any]) -> bytes:
    plain = {name: value for name, value in answer.items() if name != "signature"}
    return json.dumps(plain, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode("ascii")


def _head_bytes(head: Mapping[str, Any]) -> bytes:
    return json.dumps(head, sort_keys=True, separators=(",", ":")).encode("ascii")


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, **_SCRYPT).derive(passphrase.encode())


def _encoded(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _read(path: Path, kind: str) -> dict[str, Any]:
    code = "not_a_case" if kind == CASE_KIND else "not_an_answer"
    try:
        if path.stat().st_size > LARGEST:
            raise UnreadableInput(code, file=str(path))
        found = json.loads(path.read_bytes())
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(code, file=str(path)) from error
    if not isinstance(found, dict) or found.get("kind") != kind:
        raise UnreadableInput(code, file=str(path))
    return found


def _write(path: Path, content: bytes) -> None:
    try:
        handle = os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise UserError("cannot_write", file=str(path), detail=error.strerror or "") from error
