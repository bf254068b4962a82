"""The checkpoint of the audit trail that a report carries, so that it lives outside the machine."""

import base64
from dataclasses import dataclass

from screening.audit.outside import SHORT
from screening.audit.seal import checkpoint
from screening.ports import Store
from ui.words import _


@dataclass(frozen=True, slots=True)
class Seal:
    """A checkpoint, and the key that its signature is checked with."""

    size: int
    """Records of the trail."""
    root: str
    """The tree head, base64."""
    note: str
    """The whole text, with its signature where the store has a key."""
    signed: bool
    public_key: str = ""
    damaged: str = ""
    """Which of the store's earlier checkpoints were found damaged."""

    @property
    def line(self) -> str:
        """The checkpoint in a few letters, for the foot of a page."""
        return _("checkpoint {size} {root}").format(size=self.size, root=self.root)

    def labelled(self) -> list[tuple[str, str]]:
        """Return what there is to tell of it, with names."""
        signed = _("signed") if self.signed else _("NOT signed: this store has no key that is open")
        facts = [
            (_("Records of the audit trail"), str(self.size)),
            (_("Checkpoint"), self.note.strip()),
            (_("Signature"), signed),
        ]
        if self.damaged:
            facts.insert(0, (_("FINDING"), _("{what} was changed or removed in the database outside Tekser. What the records"
                " say is found by tekser audit verify, and by checkpoints that are kept outside.").format(what=self.damaged)))  # fmt: skip
        if self.public_key:
            facts.append((_("Public key (compare it with one told to you in another way)"), self.public_key))
        return facts


def short_hashes(store: Store, size: int) -> str:
    """Return the first bytes of the hash of each record of a checkpoint, base64: they name a record changed later on."""
    return base64.b64encode(store.record_hashes(size, SHORT)).decode()


def seal_of(store: Store, passphrase: str = "") -> Seal:
    """Make a checkpoint of the trail as it is now, and return it for a report."""
    made = checkpoint(store, passphrase)
    keys = store.trail_keys()
    return Seal(
        made.size,
        base64.b64encode(made.root).decode(),
        made.note,
        made.signed,
        keys[0].text() if keys else "",
        made.damaged,
    )
