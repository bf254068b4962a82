"""Whether ownership was checked in a run: what lists told, and what officers noted."""

from dataclasses import dataclass

from screening.model.hits import RunInfo
from screening.model.ownership import OwnershipCheck
from screening.ports import Store

RULE = "ownership"
"""Name of the rule among what a run did not check."""


@dataclass(frozen=True, slots=True)
class OwnershipRecord:
    """The field "ownership checked?" of a run."""

    lines_not_checked: int
    """Lines whose parties no loaded list could tell owners of; 0 when lists that tell of owners were asked."""
    checks: tuple[OwnershipCheck, ...]
    """Notes of officers, in order of time."""

    def of_party(self, party: str) -> tuple[OwnershipCheck, ...]:
        """Return the notes on one party, as the manifest writes it."""
        wanted = " ".join(party.casefold().split())
        return tuple(check for check in self.checks if " ".join(check.party.casefold().split()) == wanted)


def ownership_record(store: Store, run: RunInfo) -> OwnershipRecord:
    """Return whether ownership was checked in a run."""
    missing = sum(item.lines for item in store.not_checked(run.run_id) if item.rule == RULE)
    return OwnershipRecord(missing, tuple(store.ownership_checks(run.run_id)))
