"""Gathers from the store what the reports of one run tell: Excel, PDF, CSV and JSON read the same."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

from screening.casework.known import KnownParty
from screening.dossier import run_shipments
from screening.model.decisions import Decision
from screening.model.goods import GoodsRule
from screening.model.hits import NotChecked, RunInfo
from screening.model.lists import Entry, ListInfo
from screening.model.manifests import Line, SheetReading, Unscreened
from screening.ownership_record import OwnershipRecord, ownership_record
from screening.ports import Store, StoredAlert, StoredHit, StoredManifest, WrittenFiles
from screening.progress import Progress
from screening.route.shipments import Shipment
from screening.verdict import Verdict, run_verdict
from ui.report.seal import Seal, seal_of, short_hashes
from ui.report.sender_cells import SentCells, sent_cells
from ui.report.then import ListsThen, OlderDecision, older_decisions


@dataclass(frozen=True, slots=True)
class LaterLists:
    """The lists of a re-screening that added hits to a screening."""

    rescreening_id: int
    raised_at: datetime
    lists: Sequence[ListInfo]


@dataclass(frozen=True, slots=True)
class AuditReport:
    """What the reports of one screening tell of."""

    manifest: StoredManifest
    sheets: Sequence[SheetReading]
    run: RunInfo
    lists: Sequence[ListInfo]
    lines: Callable[[], Iterator[tuple[int, Line]]]
    """Every line with its id, in the order of the file; may be asked more than once."""
    hits: Callable[[], Iterator[Sequence[StoredHit]]]
    """The hits of each line that has any, best first, in the order of the lines; may be asked more than once."""
    unscreened: Sequence[Unscreened]
    not_checked: Sequence[NotChecked]
    decisions: Sequence[Decision]
    verdict: Verdict
    """What becomes of the shipment, as it stood when the report was gathered."""
    entry: Callable[[StoredHit], Entry | None] = field(default=lambda stored: None)
    """The listed entry of a hit as it stood when the run was made."""
    rules: Callable[[StoredHit], Sequence[GoodsRule]] = field(default=lambda stored: ())
    """The rules of a goods list that a hit met, as they stood when it was made."""
    alerts: Mapping[int, StoredAlert] = field(default_factory=dict)
    """Hits that joined the screening later, by their ids."""
    later: Sequence[LaterLists] = ()
    """The re-screenings that those came from, the first one first."""
    widths: Mapping[str, int] = field(default_factory=dict)
    """Most cells of a line, by sheet; more than the headers where cells stand beside the table."""
    shipments: Callable[[], Sequence[Shipment]] = field(default=tuple)
    """The shipments with a hit and their explained risk, the riskiest first."""
    ownership: OwnershipRecord = field(default_factory=lambda: OwnershipRecord(0, ()))
    """Whether the owners of parties were checked."""
    older: Mapping[int, OlderDecision] = field(default_factory=dict)
    """Decisions that are older than the list they were made by, by their ids."""
    known: Mapping[int, KnownParty] = field(default_factory=dict)
    """The known parties that keep hits from being asked, by their numbers."""
    of: Shipment | None = None
    """The one shipment that it tells of; None: all that the manifest holds."""
    whole: Verdict | None = None
    """Where it tells of one shipment: the verdict on all that the manifest holds."""
    seal: Seal | None = None
    """What the audit trail was when the report was gathered."""
    sent: Callable[[Progress | None], AbstractContextManager[SentCells]] = field(
        default=lambda progress: nullcontext(SentCells())
    )
    """What the sender's cells are besides their texts, for as long as the context is open."""
    record_hashes: Callable[[], str] = field(default=str)
    """The hashes of its records (``ui.report.seal.short_hashes``)."""
    written: Sequence[WrittenFiles] = ()
    """The files that were written of the screening before."""
    written_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def list_version(self, stored: StoredHit) -> int | None:
        """Return the version of its list that a hit was found in: for one that joined later, that of its re-screening."""
        alert = self.alerts.get(stored.hit_id)
        lists = self.lists
        if alert is not None:
            lists = next((one.lists for one in self.later if one.rescreening_id == alert.rescreening_id), lists)
        return next((info.version_id for info in lists if info.list_id == stored.hit.list_id), None)


def collect(store: Store, run: RunInfo, passphrase: str = "") -> AuditReport:
    """Return the report of a run; lines and hits are read from the store as they are written.

    A checkpoint of the audit trail is made for it, signed where the key can be had.
    """
    manifest = store.manifest(run.manifest_id)
    lists = store.run_lists(run.run_id)
    then = ListsThen(store, run, lists)
    joined = store.alerts(manifest_id=run.manifest_id)
    alerts = {alert.stored.hit_id: alert for alert in joined if alert.stored.run_id == run.run_id}
    raised = {alert.rescreening_id: alert.raised_at for alert in alerts.values()}

    def lines() -> Iterator[tuple[int, Line]]:
        for batch in store.lines(run.manifest_id):
            yield from batch

    def hits() -> Iterator[Sequence[StoredHit]]:
        for batch in store.hit_batches(run.run_id):
            for _, found in groupby(batch, key=lambda stored: stored.line_id):
                yield list(found)

    seal = seal_of(store, passphrase)
    return AuditReport(
        manifest=manifest,
        sheets=store.sheets(run.manifest_id),
        run=run,
        lists=lists,
        lines=lines,
        hits=hits,
        unscreened=store.run_unscreened(run.run_id),
        not_checked=store.not_checked(run.run_id),
        shipments=lambda: [found for found in run_shipments(store, run) if found.flagged],
        ownership=ownership_record(store, run),
        decisions=store.decisions(run.run_id),
        verdict=run_verdict(store, run.run_id),
        entry=then.entry,
        rules=then.rules,
        alerts=alerts,
        later=[LaterLists(number, at, store.rescreening_lists(number)) for number, at in sorted(raised.items())],
        widths=store.line_widths(run.manifest_id),
        known={one.known_id: one for one in store.known_parties()},
        seal=seal,
        written=store.files_written(run.run_id),
        sent=lambda progress: sent_cells(store, manifest.info, progress),
        record_hashes=lambda: short_hashes(store, seal.size),
        older={older.decision.decision_id: older for older in older_decisions(store, run)},
    )


def newest_run(store: Store, manifest_id: int) -> RunInfo | None:
    """Return the newest finished screening of a manifest, or None when it was never screened."""
    return next(iter(store.runs(manifest_id)), None)
