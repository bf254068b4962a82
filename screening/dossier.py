"""All that one question is decided on, gathered from the store."""

from dataclasses import dataclass

from screening.model.decisions import Decision
from screening.model.goods import GoodsRule
from screening.model.hits import Hit, HitKind, RunInfo
from screening.model.lists import Entry, ListInfo, Relation
from screening.model.manifests import Line
from screening.model.questions import EarlierDecision, QuestionRow
from screening.ownership_record import OwnershipRecord, ownership_record
from screening.ports import LineRow, Store, StoredHit
from screening.route.risk import Risk, line_risk
from screening.route.shipments import Shipment, shipments

RELATIONS_SHOWN = 20
LINES_SHOWN = 500
"""Most lines of a question that are named; its decision covers all of them."""
MOST_SHIPMENT_LINES = 5_000
"""In a manifest of more lines whose shipments are not kept they are not put together while an officer waits."""


LINES_AROUND = 20
"""Lines of a shipment that are named beside the one that is shown."""


@dataclass(frozen=True, slots=True)
class Related:
    """A relation of the entry, with the other entry where the same list has it."""

    relation: Relation
    entry: Entry | None


@dataclass(frozen=True, slots=True)
class Dossier:
    """What the middle of Review shows of a question, on one of its lines."""

    question: QuestionRow
    stored: StoredHit
    """The hit on that line."""
    line: Line
    line_hits: tuple[StoredHit, ...]
    """Every hit of the line, the best first."""
    risk: Risk
    """Of the whole line."""
    list_info: ListInfo | None
    entry: Entry | None
    related: tuple[Related, ...]
    rules: tuple[GoodsRule, ...]
    """The goods rules that the hit rests on."""
    earlier: tuple[EarlierDecision, ...]
    ownership: OwnershipRecord
    """Whether the owners of parties were checked in the run."""
    line_ids: tuple[int, ...]
    """Lines that have the question, at most :data:`LINES_SHOWN`."""
    decisions: tuple[Decision, ...] = ()
    """Every decision on the hit, the oldest first."""
    shipment: Shipment | None = None
    """The shipment of the line with its risk, once :func:`shipment_of` was asked for it."""
    shipment_lines: tuple[LineRow, ...] = ()
    """Lines of the shipment, those around this one where it has many."""
    shipment_asked: bool = False
    """Whether it was asked for; None is then the answer."""


def gather(store: Store, run: RunInfo, question_id: int, line_id: int | None = None) -> Dossier | None:
    """Gather the dossier of a question on a line (None: on its first).

    Lists are asked as they were when the screening was made. None when the question is gone, or is not one of that line.
    """
    rows = store.question_rows([question_id])
    if not rows:
        return None
    (question,) = rows
    lines = store.question_lines(question_id, LINES_SHOWN)
    if line_id is None:
        line_id = lines[0]
    on_line = store.hits(run.run_id, line_id)
    wanted = set(store.hits_on_lines(question_id, [line_id]))
    stored = next((one for one in on_line if one.hit_id in wanted), None)
    if stored is None:
        return None
    hit = stored.hit
    entry = None
    rules: tuple[GoodsRule, ...] = ()
    if hit.kind in (HitKind.PARTY, HitKind.VESSEL):
        # A run of an older program kept no copy: the versions of the list tell.
        then = run.as_of or run.started_at
        entry = store.entry_then(stored.hit_id) or store.entry(hit.list_id, hit.entry_id, as_of=then)
        entry = entry or store.entry(hit.list_id, hit.entry_id)
    elif hit.kind is HitKind.GOODS:
        rules = tuple(store.rules_then(stored.hit_id)) or tuple(
            rule for rule in store.goods_rules() if rule.list_id == hit.list_id and rule.code == hit.entry_id
        )
    return Dossier(
        question,
        stored,
        store.line(line_id),
        tuple(on_line),
        line_risk(one.hit for one in on_line),
        next((info for info in store.run_lists(run.run_id) if info.list_id == hit.list_id), None),
        entry,
        tuple(
            Related(relation, store.entry(hit.list_id, relation.target_id))
            for relation in (entry.relations if entry else ())[:RELATIONS_SHOWN]
        ),
        rules,
        tuple(store.earlier_decisions(question_id)),
        ownership_record(store, run),
        tuple(lines),
        tuple(store.hit_decisions(stored.hit_id)),
    )


def run_shipments(store: Store, run: RunInfo) -> list[Shipment]:
    """Return the shipments of a run with their risk, the riskiest first."""
    hits: dict[int, list[Hit]] = {}
    for stored in store.hits(run.run_id):
        hits.setdefault(stored.line_id, []).append(stored.hit)
    return shipments((pair for batch in store.lines(run.manifest_id) for pair in batch), hits)


def shipment_of(store: Store, run: RunInfo, line_id: int) -> Shipment | None:
    """Return the shipment that a line belongs to; None in a long manifest that an older program screened.

    ``workflow.screen_manifest`` has the shipments kept; of a manifest without them they are put together anew.
    """
    kept = store.shipment(run.run_id, line_id)
    if kept is not None or run.lines > MOST_SHIPMENT_LINES:
        return kept
    return next((found for found in run_shipments(store, run) if line_id in found.line_ids), None)


def shipment_around(
    store: Store, run: RunInfo, line_id: int, shipment: Shipment | None = None
) -> tuple[Shipment | None, list[LineRow]]:
    """Return the shipment of a line (where it is known already, that one), and its lines around that line."""
    shipment = shipment or shipment_of(store, run, line_id)
    if shipment is None:
        return None, []
    at = shipment.line_ids.index(line_id)
    first = max(0, min(at - LINES_AROUND // 2, len(shipment.line_ids) - LINES_AROUND))
    return shipment, list(store.line_rows(run.run_id, shipment.line_ids[first : first + LINES_AROUND]))
