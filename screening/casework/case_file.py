"""A case as a sealed file: decided by a second person on another computer, the signed answer taken back in.

The case goes out encrypted under a passphrase (scrypt and AES-256-GCM) that both know; it cannot be read or changed on
the way. It holds all that Review shows of the decisions (``case_evidence``) and the files they rest on
(``case_attachments``). The answer names the case by the hash of its whole text and is signed with the approver's own Ed25519 key,
whose public half an administrator keeps with the approver's account.
"""

import base64
import binascii
import hashlib
import json
import os
import platform
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from screening.audit.checkpoints import Signer
from screening.casework.case_attachments import CaseAttachment, packed, unpacked
from screening.casework.case_evidence import CaseRun, case_runs, from_plain, to_plain
from screening.casework.passwords import name_key
from screening.casework.roles import Action
from screening.casework.typed import seen_length
from screening.errors import UnreadableInput, UserError
from screening.model.decisions import Decision
from screening.ports import Store
from screening.version import VERSION

CASE_KIND, ANSWER_KIND = "tekser-case-1", "tekser-answer-1"
LEAST_PASSPHRASE = 10
LARGEST = 64 << 20
"""Bytes of a case or answer file; a larger one is none of ours."""
_LARGEST_TEXT = 512 << 20
_SCRYPT = {"n": 1 << 15, "r": 8, "p": 1}


@dataclass(frozen=True, slots=True)
class Case:
    """An opened case."""

    case_id: str
    sha256: str
    """Of the case's text; the answer names it."""
    content: Mapping[str, Any]
    runs: tuple[CaseRun, ...] = ()
    """All that is to be seen of the decisions, by screening and question; none in a case of an older program."""
    attachments: tuple[CaseAttachment, ...] = ()

    @property
    def left_out(self) -> tuple[CaseAttachment, ...]:
        """The files that are not in the case."""
        return tuple(one for one in self.attachments if one.content is None)

    @property
    def decisions(self) -> Sequence[Mapping[str, Any]]:
        """The decisions that wait, each with its hit, its line and the list entry."""
        found: Sequence[Mapping[str, Any]] = self.content["decisions"]
        return found


def export_case(store: Store, decisions: Sequence[Decision], path: Path, passphrase: str) -> Case:
    """Write decisions that wait, with all that a second person must see, into a sealed file.

    Raises UserError("passphrase_too_short" | "nothing_waits" | "case_too_large" | "cannot_write"),
    InternalFault("kept_file_damaged").
    """
    if len(passphrase) < LEAST_PASSPHRASE:
        raise UserError("passphrase_too_short", least=LEAST_PASSPHRASE)
    if not decisions:
        raise UserError("nothing_waits")
    files, _without = packed(store, decisions)
    runs = case_runs(store, decisions)
    content = {
        "kind": CASE_KIND,
        "case_id": base64.b32encode(os.urandom(10)).decode().lower(),
        "origin": store.origin(),
        "program": VERSION,
        "made_at": datetime.now(UTC).isoformat(),
        "decisions": [_told(store, decision) for decision in decisions],
        "runs": to_plain(runs),
        "files": files,
    }
    text = json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode("ascii")
    told: Sequence[Mapping[str, Any]] = content["decisions"]  # type: ignore[assignment]
    case = Case(str(content["case_id"]), hashlib.sha256(text).hexdigest(), content, runs, unpacked(told, files, path))
    salt, nonce = os.urandom(16), os.urandom(12)
    head = {"kind": CASE_KIND, "salt": _encoded(salt), "nonce": _encoded(nonce), "packed": True, **_SCRYPT}
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, zlib.compress(text), _head_bytes(head))
    whole = json.dumps({**head, "sealed": _encoded(sealed)}).encode("ascii")
    if len(whole) > LARGEST:
        raise UserError("case_too_large", decisions=len(decisions))
    _write(path, whole)
    store.keep_case_file(case.case_id, case.sha256, [d.decision_id for d in decisions])
    return case


def export_waiting(store: Store, numbers: Sequence[int], path: Path, passphrase: str) -> Case:
    """Seal the decisions of those numbers that wait, or all that wait, and return the case; raises as export_case."""
    waiting = [decision for decision in store.approvals() if not numbers or decision.decision_id in numbers]
    return export_case(store, waiting, path, passphrase)


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
    """Open a sealed case. Raises UnreadableInput("not_a_case" | "case_not_opened" | "case_file_differs")."""
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
        if head.get("packed"):
            text = _unpacked(text)
        content = json.loads(text)
    except (InvalidTag, ValueError, zlib.error) as error:
        raise UnreadableInput("case_not_opened", file=str(path)) from error
    try:
        runs = from_plain(content.get("runs", ()))
        attachments = unpacked(content["decisions"], content.get("files", {}), path)
        return Case(content["case_id"], hashlib.sha256(text).hexdigest(), content, runs, attachments)
    except (msgspec.ValidationError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableInput("not_a_case", file=str(path)) from error


def _unpacked(packed_text: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(packed_text, _LARGEST_TEXT)
    if not unpacker.eof:
        raise ValueError("more than a case holds")
    return text


def write_answer(
    path: Path, case: Case, agreed: bool, comment: str, name: str, machine: str, signer: Signer, signed_in: bool = False
) -> None:
    """Write the signed answer to a case; ``signed_in`` says whether the name is that of an account signed in there.

    Raises UserError("same_person" | "return_without_comment" | "cannot_write").
    """
    if any(name_key(told["user"]) == name_key(name) for told in case.decisions):
        raise UserError("same_person", user=name, decision=case.decisions[0]["decision"])
    if not agreed and not seen_length(comment):
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
        "signed_in": signed_in,
        "at": datetime.now(UTC).isoformat(),
        "key": signer.public.text(),
    }
    answer["signature"] = _encoded(signer.sign(_signed_bytes(answer)))
    _write(path, json.dumps(answer, ensure_ascii=True, indent=1).encode("ascii"))


def answer_path(path: Path) -> Path:
    """Return where the answer to a case file stands unless somebody says otherwise: beside it."""
    return path.with_name(path.name + ".answer")


def answer_case(store: Store, case: Case, path: Path, agreed: bool, comment: str, name: str, signer: Signer) -> None:
    """Write the answer to a case and record that it was given here.

    On a computer with accounts it is that of the approver who is signed in, under no other name; without accounts nobody
    proves the name that is typed, and the answer says so. Raises as :func:`write_answer`, UserError("role_may_not" |
    "answer_in_other_name" | "name_needed").
    """
    name = name.strip()
    signed_in = store.has_accounts()
    if signed_in:
        actor = store.require(Action.APPROVE)
        if name and name_key(name) != name_key(actor.name):
            raise UserError("answer_in_other_name", name=name, user=actor.name)
        name = actor.name
    if not name:
        raise UserError("name_needed")
    write_answer(path, case, agreed, comment, name, platform.node(), signer, signed_in)
    told = {"case": case.case_id, "sha256": case.sha256, "agreed": agreed, "signed_in": signed_in}
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
