"""What an officer decides on questions, and the one way to record it: the window and the terminal both go it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from screening.casework.known import Scope
from screening.errors import TekserError
from screening.model.decisions import Decision, Disposition
from screening.ports import Store


@dataclass(frozen=True, slots=True)
class Choice:
    """What the officer decided."""

    disposition: Disposition
    reason: str
    text: str
    licence: str = ""
    licence_until: str = ""
    files: tuple[Path, ...] = ()
    known: tuple[Scope, str] | None = None
    """Where, and until which day, a cleared match is remembered."""


def record_choice(
    store: Store, questions: Sequence[int], lines: Sequence[int] | None, choice: Choice, user: str
) -> tuple[list[Decision], TekserError | None]:
    """Record a choice on all hits of some questions, or (``lines``, by id) of the first question on those lines alone.

    Returns the decisions, and why a cleared match could not be remembered as it was asked: the decision stands either
    way. A match that two cleared and that is now to be remembered is, without being decided anew. ``user`` counts in an
    office of one person. Raises what ``DecisionStore.decide`` and ``ApprovalStore.keep_attachment`` raise; nothing is
    then recorded.
    """
    if lines is not None:
        hits = store.hits_on_lines(questions[0], lines)
    else:
        hits = [hit for question in questions for hit in store.question_hits(question)]
    if choice.known is not None and (agreed := _agreed_clearances(store, hits, choice)):
        return [], _remember(store, choice, agreed)
    made = store.decide(
        hits,
        choice.disposition,
        choice.reason,
        choice.text,
        user,
        licence=choice.licence,
        licence_until=choice.licence_until,
        attachments=[store.keep_attachment(path) for path in choice.files],
    )
    return made, _remember(store, choice, made)


def _agreed_clearances(store: Store, hits: Sequence[int], choice: Choice) -> list[Decision]:
    """Return the clearances in force that two agreed to, where all of the hits have one like this and nothing waits."""
    found = []
    for hit in hits:
        stored = store.stored_hit(hit)
        decision = stored.decision
        if decision is None or not decision.second or stored.pending is not None:
            return []
        if (decision.disposition, decision.reason_code) != (choice.disposition, choice.reason):
            return []
        found.append(decision)
    return found


def _remember(store: Store, choice: Choice, made: Sequence[Decision]) -> TekserError | None:
    if choice.known is None:
        return None
    scope, until = choice.known
    try:
        store.remember([decision.decision_id for decision in made], scope, choice.text, until)
    except TekserError as error:
        return error
    return None
