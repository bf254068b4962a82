"""The public key of an approver, out of the file that they gave: answers to sealed cases are checked by it."""

from pathlib import Path
from typing import TYPE_CHECKING

from screening.errors import UserError
from ui.words import _

if TYPE_CHECKING:
    from screening.audit.checkpoints import VerifyKey

LONGEST = 1000
"""Characters of a file that are looked at; a key is one short line."""


def read_key(path: Path) -> "VerifyKey":
    """Return the public key in a file. Raises UserError("not_a_public_key")."""
    from screening.audit.checkpoints import VerifyKey

    try:
        with path.open(encoding="ascii") as file:
            return VerifyKey.read(file.read(LONGEST))
    except (OSError, UnicodeDecodeError, UserError) as error:
        raise UserError("not_a_public_key", key=path.name) from error


def kept_text(person: str, key: "VerifyKey") -> str:
    """Return what is told when a key is kept."""
    return _("Kept for {name}: {key}. Compare it with what they tell you.").format(name=person, key=key.key_id.hex())
