"""Checkpoints: what the trail was at a moment, as a short text that a person can keep outside the machine.

The text is a signed note of the form that transparency logs use (C2SP signed-note and tlog-checkpoint): origin, size,
tree head, then lines of ours, an empty line, and the signature. Its public key is told as ``name+id+key``.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from screening.audit.merkle import TreeHead
from screening.audit.outside import KnownHashes
from screening.errors import UserError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ED25519 = b"\x01"
_DAMAGED = "damaged "
_ORIGIN = re.compile(r"tekser-[0-9a-f]{12}")
_OF_A_CHECKPOINT = ("time ", "program ", _DAMAGED)
_SIGNATURE = re.compile(r"[\u2014\u2013-]\s*(tekser-[0-9a-f]{12})\s+((?:[A-Za-z0-9+/=]\s*){92})")
"""68 bytes in base64; a dash that was typed is as good as the one that is printed."""
_DASH = "\N{EM DASH} "


@dataclass(frozen=True, slots=True)
class VerifyKey:
    """A public key and the name it signs under."""

    name: str
    key: bytes
    """32 bytes."""

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell which key made a signature."""
        return hashlib.sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:4]

    def text(self) -> str:
        """The key as one word, to be printed, read out, and given to the verifier."""
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(_ED25519 + self.key).decode()}"

    @classmethod
    def read(cls, text: str) -> "VerifyKey":
        """Read what :meth:`text` wrote. Raises UserError("not_a_public_key")."""
        try:
            name, key_id, encoded = text.strip().split("+", 2)
            raw = base64.b64decode(encoded, validate=True)
            key = cls(name, raw[1:])
        except (ValueError, binascii.Error) as error:
            raise UserError("not_a_public_key", key=text.strip()[:80]) from error
        if raw[:1] != _ED25519 or len(key.key) != 32 or key.key_id.hex() != key_id:
            raise UserError("not_a_public_key", key=text.strip()[:80])
        return key

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether a signature over a message was made with the secret half of this key."""
        # Loaded where a signature is looked at: the window starts without it.
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A secret key and the name it signs under."""

    name: str
    secret: "Ed25519PrivateKey" = field(repr=False)

    @property
    def public(self) -> VerifyKey:
        """The half that everybody may know."""
        return VerifyKey(self.name, self.secret.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Return the signature, 64 bytes."""
        return self.secret.sign(message)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The trail at a moment."""

    origin: str
    """Name of the store whose trail it is."""
    size: int
    """Records."""
    root: bytes
    at: datetime
    program: str
    note: str
    """The whole text, with the signature where there was a key."""

    @property
    def signed(self) -> bool:
        """Whether the text carries a signature; whether it is right is another question."""
        return f"\n\n{_DASH}" in self.note

    @property
    def damaged(self) -> str:
        """Which of the checkpoints kept before was damaged when this one was made; empty where all held."""
        lines = self.note.partition("\n\n")[0].split("\n")
        return next((line.removeprefix(_DAMAGED) for line in lines[3:] if line.startswith(_DAMAGED)), "")


def write_checkpoint(
    origin: str, size: int, root: bytes, at: datetime, program: str, signer: Signer | None, damaged: str = ""
) -> Checkpoint:
    """Return a checkpoint with its text, signed where there is a key.

    ``damaged`` names checkpoints kept before that do not hold any more: whoever reads the text is told of them.
    """
    body = (
        f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"
        f"time {at.astimezone(UTC).isoformat()}\nprogram {program}\n" + (f"{_DAMAGED}{damaged}\n" if damaged else "")
    )
    note = body
    if signer is not None:
        signed = signer.public.key_id + signer.sign(body.encode())
        note += f"\n{_DASH}{signer.name} {base64.b64encode(signed).decode()}\n"
    return Checkpoint(origin, size, root, at, program, note)


def read_checkpoint(note: str) -> Checkpoint:
    """Read a checkpoint's text; the signature is not looked at. Raises UserError("not_a_checkpoint")."""
    body, _, _ = note.replace("\r\n", "\n").partition("\n\n")
    lines = body.split("\n")
    try:
        root = base64.b64decode(lines[2], validate=True)
        told = dict(line.split(" ", 1) for line in lines[3:] if line)
        found = Checkpoint(
            lines[0], int(lines[1]), root, datetime.fromisoformat(told["time"]), told.get("program", ""), note
        )
    except (IndexError, ValueError, KeyError, binascii.Error) as error:
        raise UserError("not_a_checkpoint", detail=note.strip()[:60]) from error
    if len(root) != 32 or found.size < 0:
        raise UserError("not_a_checkpoint", detail=note.strip()[:60])
    return found


def pasted_checkpoint(text: str) -> str:
    """Return the text of the first checkpoint that stands in what was copied or typed from a page.

    Blank lines, spaces, and breaks within the signature are no part of it. Raises UserError("not_a_checkpoint").
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for at, name in enumerate(lines[:-4]):
        if not _ORIGIN.fullmatch(name) or not lines[at + 1].isdecimal():
            continue
        end = at + 3
        while end < len(lines) and lines[end].startswith(_OF_A_CHECKPOINT):
            end += 1
        note = "\n".join(lines[at:end]) + "\n"
        signature = _SIGNATURE.match(" ".join(lines[end:]))
        if signature:
            note += f"\n{_DASH}{signature[1]} {''.join(signature[2].split())}\n"
        read_checkpoint(note)
        return note
    raise UserError("not_a_checkpoint", detail=text.strip()[:60])


def signed_by(note: str, key: VerifyKey) -> bool:
    """Whether a checkpoint's text carries a right signature of this key."""
    body, parted, signatures = note.replace("\r\n", "\n").partition("\n\n")
    if not parted:
        return False
    for line in signatures.split("\n"):
        if not line.startswith(f"{_DASH}{key.name} "):
            continue
        try:
            told = line.rsplit(" ", 1)[1]
            raw = base64.b64decode(told, validate=True)
        except (binascii.Error, ValueError):
            continue
        if base64.b64encode(raw).decode() != told:
            # The last letter of base64 can be written in several ways; only one of them is what was signed and sent.
            continue
        if raw[:4] == key.key_id and key.verifies(raw[4:], body.encode() + b"\n"):
            return True
    return False


def read_hashes(text: str, note: str) -> KnownHashes:
    """Read the hashes of all records that were kept beside a checkpoint.

    They are believed as far as the checkpoint is: their tree must have its head. Raises UserError("hashes_do_not_fit").
    """
    told = read_checkpoint(note)
    head = TreeHead()
    try:
        found = [bytes.fromhex(line) for line in text.split()]
    except ValueError as error:
        raise UserError("hashes_do_not_fit", detail=f"{told.size}") from error
    for one in found:
        head.add(one)
    if len(found) != told.size or head.root() != told.root:
        raise UserError("hashes_do_not_fit", detail=f"{told.size}")
    return KnownHashes(b"".join(found))
