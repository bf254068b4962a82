"""The records of the audit trail that speak of a case, each with the proof that it stands in the whole trail."""

import base64
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from screening.audit.checkpoints import Checkpoint
from screening.audit.proofs import Proofs
from screening.casework.reasons import MIN_TEXT
from screening.casework.second import DEFAULTS, LIST_KIND
from screening.errors import InternalFault
from screening.ports import Store
from ui.report.collect import AuditReport

_RULES = (*DEFAULTS, MIN_TEXT, LIST_KIND)
"""Settings that say what a decision needs, by the beginnings of their names."""


@dataclass(frozen=True, slots=True)
class Case:
    """The numbers by which records of the trail speak of a case."""

    manifest: int
    runs: Collection[int]
    decisions: Collection[int]
    """Of every screening of the manifest, and those that known parties of it rest on."""
    known: Collection[int]
    rescreenings: Collection[int]
    versions: Collection[tuple[str, int]]
    """Lists that judged it, with their versions."""

    def concerns(self, record: dict[str, Any]) -> bool:
        """Whether a record of the trail is one of the case."""
        kind, data = record["kind"], record["data"]
        if kind == "key_made" or data.get("manifest") == self.manifest or data.get("run") in self.runs:
            return True
        if kind == "setting_changed":
            return str(data.get("name", "")).startswith(_RULES)
        if kind == "rescreened":
            return data.get("rescreening") in self.rescreenings or self._of_runs(data)
        if kind.startswith("known_"):
            return bool(self._known(data) & set(self.known)) or self._of_runs(data)
        if any(number in self.decisions for number in data.get("decisions") or ()):
            return True
        return (data.get("list"), data.get("version")) in self.versions

    def _of_runs(self, data: dict[str, Any]) -> bool:
        return any(one.get("run") in self.runs for one in data.get("runs") or ())

    @staticmethod
    def _known(data: dict[str, Any]) -> set[int]:
        """Return the known parties of a record: one number, a mapping by numbers, or rows that begin with them."""
        known = data.get("known")
        if isinstance(known, int):
            return {known}
        return {int(one[0]) if isinstance(one, list) else int(one) for one in known or ()}


def case_of(store: Store, report: AuditReport) -> Case:
    """Return the numbers of the case that a report tells of."""
    manifest_id = report.manifest.manifest_id
    runs = {run.run_id for run in store.runs(manifest_id)}
    decisions = {decision.decision_id for run_id in runs for decision in store.decisions(run_id)}
    known = {stored.hit.suppressed_by for found in report.hits() for stored in found if stored.hit.suppressed_by}
    known |= {one.known_id for one in report.known.values() if one.decision_id in decisions}
    decisions |= {report.known[number].decision_id for number in known if number in report.known}
    lists = [*report.lists, *(info for later in report.later for info in later.lists)]
    return Case(
        manifest_id,
        runs,
        decisions,
        known,
        {later.rescreening_id for later in report.later},
        {(info.list_id, info.version_id) for info in lists},
    )


def trail_part(store: Store, report: AuditReport, sealed: Checkpoint) -> Iterator[bytes]:
    """Yield the records of the case as lines: number, hash before it, bytes and proof."""
    leaves: list[bytes] = []
    chosen: list[tuple[int, bytes, bytes]] = []
    previous = bytes(32)
    case = case_of(store, report)
    for record in store.trail_records(1, sealed.size):
        leaves.append(record.hash)
        if case.concerns(orjson.loads(record.body)):
            chosen.append((record.seq, previous, record.body))
        previous = record.hash
    proofs = Proofs(leaves)
    if proofs.root != sealed.root:
        raise InternalFault("trail_does_not_hold", size=sealed.size)
    for seq, before, body in chosen:
        line = {
            "seq": seq, "previous": before.hex(), "body": base64.b64encode(body).decode(),
            "path": [node.hex() for node in proofs.path(seq - 1)],
        }  # fmt: skip
        yield orjson.dumps(line) + b"\n"
