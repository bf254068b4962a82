"""Questions in words: what they met, and how far they are decided."""

from collections.abc import Sequence
from dataclasses import replace

from screening.model.decisions import Decision, Disposition
from screening.model.hits import HitKind
from screening.model.questions import QuestionRow
from screening.ports import Store, StoredHit
from ui import words
from ui.words import _


def question_title(row: QuestionRow) -> str:
    """Return what a question met, for people."""
    if row.kind in (HitKind.COUNTRY, HitKind.FLAG):
        return words.rule_name(row.entry_id)
    return row.entry_name


def named(store: Store, rows: Sequence[QuestionRow]) -> list[QuestionRow]:
    """Return questions with the names of goods in the language in use, where their list gives one."""
    if not any(row.kind is HitKind.GOODS for row in rows):
        return list(rows)
    language = words.current_language()
    names = {(rule.list_id, rule.code): dict(rule.names).get(language) for rule in store.goods_rules()}
    return [
        replace(row, entry_name=name)
        if row.kind is HitKind.GOODS and (name := names.get((row.list_id, row.entry_id)))
        else row
        for row in rows
    ]


def status_text(row: QuestionRow) -> str:
    """Return how far a question is decided, by sign and word."""
    if row.waiting_hits:
        return "⧗ " + _("awaits approval")
    if row.returned_hits:
        return "↩ " + _("returned")
    if row.open_hits:
        return "○ " + _("open") if row.open_hits == row.hits else "◐ " + _("{n} open").format(n=row.open_hits)
    if row.known_hits and not row.dispositions:
        return "≡ " + _("known party")
    return "✓ " + ", ".join(words.disposition_name(d.value) for d in row.dispositions)


def decision_standing(stored: StoredHit, decision: Decision) -> tuple[str, str]:
    """Return how one of the decisions on a hit stands now, as a sign and in words."""
    in_force, pending = stored.decision, stored.pending
    if in_force is not None and decision.decision_id == in_force.decision_id:
        return "✓", _("in force")
    if pending is not None and decision.decision_id == pending.decision_id:
        return "⧗", _("waits for a second person, because: {why}").format(why=words.second_reason(decision.second))
    if decision.approval is not None and not decision.approval.agreed:
        return "↩", _("returned, without effect")
    if decision.disposition is Disposition.WITHDRAWN:
        return "·", _("took back the one before")
    return "·", _("no longer in force")
