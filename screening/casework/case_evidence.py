"""What a second person must see of the decisions that wait: all that Review shows of them, with the lists and settings."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import msgspec

from screening.dossier import Dossier, gather, shipment_around
from screening.model.decisions import Decision
from screening.model.hits import RunInfo
from screening.model.lists import ListInfo
from screening.ports import Store
from screening.verdict import Verdict, run_verdict


@dataclass(frozen=True, slots=True)
class CaseQuestion:
    """A question with decisions that wait, as Review shows it on one of its lines."""

    decisions: tuple[int, ...]
    """Numbers of the decisions on it, of this and of other lines."""
    dossier: Dossier


@dataclass(frozen=True, slots=True)
class CaseRun:
    """A screening with decisions that wait: what it was made with, and what becomes of it."""

    run: RunInfo
    """With the settings and thresholds in force, the program's version, and who screened."""
    manifest: str
    """Name of the file."""
    manifest_sha256: str
    lists: tuple[ListInfo, ...]
    """Those that judged it, with versions, hashes and days."""
    verdict: Verdict
    """As it stood when the case was sealed, with the alerts of other screenings of the shipment."""
    questions: tuple[CaseQuestion, ...]


def case_runs(store: Store, decisions: Sequence[Decision]) -> tuple[CaseRun, ...]:
    """Return all that is to be seen of decisions that wait, by screening and by question."""
    asked: dict[int, dict[int, list[Decision]]] = {}
    for decision in decisions:
        run_id = store.stored_hit(decision.hit_id).run_id
        store.make_questions(run_id)
        asked.setdefault(run_id, {}).setdefault(store.question_of(decision.hit_id), []).append(decision)
    return tuple(_case_run(store, run_id, questions) for run_id, questions in asked.items())


def _case_run(store: Store, run_id: int, questions: dict[int, list[Decision]]) -> CaseRun:
    run = store.find_run(run_id)
    if run is None:
        raise KeyError(run_id)
    info = store.manifest(run.manifest_id).info
    return CaseRun(
        run,
        info.name,
        info.sha256,
        tuple(store.run_lists(run_id)),
        run_verdict(store, run_id),
        tuple(_case_question(store, run, number, made) for number, made in questions.items()),
    )


def _case_question(store: Store, run: RunInfo, question_id: int, made: Sequence[Decision]) -> CaseQuestion:
    line_id = store.stored_hit(made[0].hit_id).line_id
    dossier = gather(store, run, question_id, line_id)
    if dossier is None:
        raise KeyError(question_id)
    shipment, lines = shipment_around(store, run, line_id)
    dossier = replace(dossier, shipment=shipment, shipment_lines=tuple(lines), shipment_asked=True)
    return CaseQuestion(tuple(decision.decision_id for decision in made), dossier)


def to_plain(runs: Sequence[CaseRun]) -> object:
    """Return the evidence as what JSON can hold."""
    return msgspec.to_builtins(runs)


def from_plain(told: object) -> tuple[CaseRun, ...]:
    """Read what :func:`to_plain` wrote; fields that a later program added are passed over.

    Raises msgspec.ValidationError.
    """
    return msgspec.convert(told, tuple[CaseRun, ...])
