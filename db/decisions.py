"""Decisions in the database: appended, never changed; whether each takes effect at once or waits for a second person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from db import codec, trail
from db.connection import store_errors, writing
from db.decision_rows import DECISION_COLUMNS, FROM_DECISION, OWN, decision_of, decisions_digest
from db.part import StorePart
from db.review_questions import catch_up
from db.settings import settings_in_force
from db.weighty import Proposals, revoke_overruled
from screening.casework.passwords import name_key
from screening.casework.reasons import MIN_TEXT, NO_LONGER_LISTED, check_decision, licence_in
from screening.casework.roles import Action, Actor
from screening.casework.second import (
    CLEARING,
    EQUAL_NUMBER,
    HOLDING,
    LIST_KIND,
    RELEASE_RISK,
    is_certain,
    may_write_over,
    second_needed,
)
from screening.casework.transitions import may_follow
from screening.casework.typed import typed
from screening.errors import UserError
from screening.model.decisions import Attachment, Decision, Disposition
from screening.model.hits import HitKind

ATTACHMENTS = "attachments"

_INSERT = f"INSERT INTO decision ({OWN}) VALUES (NULL, {', '.join('?' * 14)})"


@dataclass(frozen=True, slots=True)
class _Standing:
    """How a hit stands before it is decided."""

    hit_id: int
    kind: HitKind
    list_id: str
    run_id: int
    line_id: int
    in_force: int | None
    before: Disposition | None
    had_second: bool
    pending: int | None
    pending_is: Disposition | None
    pending_by: str
    last: int | None
    asked: bool
    score: float
    evidence: str
    """As it is kept; empty where no number is equal."""


class DecisionTables(StorePart):
    """Implements ``screening.ports.DecisionStore``."""

    def decide(
        self,
        hit_ids: Sequence[int],
        disposition: Disposition,
        reason_code: str,
        text: str,
        user: str = "",
        *,
        licence: str = "",
        licence_until: str = "",
        attachments: Sequence[Attachment] = (),
    ) -> list[Decision]:
        """See ``DecisionStore.decide``."""
        actor = self.require(Action.DECIDE)
        text, licence = typed(text), typed(licence)
        if disposition is Disposition.LICENCE_HELD and not licence and not licence_until:
            licence, licence_until = licence_in(text)
        settings = self._settings()
        least = settings.get(MIN_TEXT, "0")
        check_decision(
            disposition, reason_code, text, licence, licence_until, int(least) if least.isdigit() else 0, date.today()
        )
        if any(not self.attachment_path(found.sha256).exists() for found in attachments):
            raise UserError("attachment_not_kept")
        at = codec.now()
        made: list[Decision] = []
        with writing(self.database, self.path) as connection:
            risks: dict[tuple[int, int], float] = {}
            proposals = Proposals(connection)
            standings = _standings(connection, hit_ids)
            gone = set(hit_ids) - {hit.hit_id for hit in standings}
            if gone:
                raise UserError("no_such_hit", hit=min(gone))
            for run_id in {hit.run_id for hit in standings if not hit.asked}:
                # An alert that joined since is put to its question first: what was proposed on it is found by this.
                catch_up(connection, run_id)
            if reason_code == NO_LONGER_LISTED:
                _check_not_listed(connection, hit_ids)
            for hit in standings:
                if hit.pending_is is not None and not actor.single_user:
                    own = name_key(hit.pending_by) == name_key(actor.name)
                    if not may_write_over(hit.pending_is, disposition, own):
                        raise UserError("waits_for_answer", decision=hit.pending, user=hit.pending_by)
                taking_back = disposition is Disposition.WITHDRAWN and hit.pending is not None
                if not taking_back and not may_follow(hit.before, disposition, actor.role, reason_code):
                    before = hit.before.value if hit.before else "open"
                    raise UserError("transition_forbidden", before=before, after=disposition.value)
                second = ""
                if not taking_back:
                    weighed, had_second = _weighed(connection, hit)
                    second = second_needed(
                        settings, disposition, hit.kind, weighed, had_second,
                        self._risk(connection, hit, risks, disposition, settings),
                        settings.get(f"{LIST_KIND}{hit.list_id}") == "block", actor.single_user,
                        disposition in CLEARING and proposals.open_on(hit.hit_id), reason_code,
                        is_certain(settings, hit.kind, hit.score, _equal_number(hit.evidence)),
                    )  # fmt: skip
                decision = Decision(
                    0, hit.hit_id, disposition, reason_code, text, self.named(actor, user), at, hit.last,
                    licence.strip(), licence_until, tuple(attachments), actor.role.value, actor.machine,
                    actor.system_user, second,
                )  # fmt: skip
                made.append(_append(connection, decision, hit))
            _record(connection, made)
            revoke_overruled(connection, made, actor.name, date.today())
        return made

    def _settings(self) -> dict[str, str]:
        with store_errors(self.path):
            return settings_in_force(self.database.conn)

    def _risk(
        self,
        connection: Any,
        hit: _Standing,
        known: dict[tuple[int, int], float],
        disposition: Disposition,
        settings: dict[str, str],
    ) -> float:
        """Return the joint risk of the hit's line, asked only where it matters."""
        if disposition is not Disposition.RELEASED or settings.get(RELEASE_RISK) == "":
            return 0.0
        place = (hit.run_id, hit.line_id)
        if place not in known:
            from screening.route.risk import line_risk

            known[place] = line_risk(self.line_hits(connection, *place)).score
        return known[place]

    def line_hits(self, connection: Any, run_id: int, line_id: int) -> list[Any]:
        """Return the hits of a line; implemented beside the hits."""
        raise NotImplementedError

    def withdraw(self, decision_ids: Sequence[int], user: str = "") -> None:
        """See ``DecisionStore.withdraw``."""
        with store_errors(self.path):
            hits = [
                row[0]
                for row in self.database.conn.execute(
                    "SELECT DISTINCT hit_id FROM decision WHERE decision_id IN (SELECT value FROM json_each(?))",
                    (codec.dump(list(decision_ids)),),
                )
            ]
        self.decide(hits, Disposition.WITHDRAWN, "undo", "", user)

    def decisions(self, run_id: int) -> list[Decision]:
        """See ``DecisionStore.decisions``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                f"SELECT {DECISION_COLUMNS} FROM {FROM_DECISION} JOIN hit AS h ON h.hit_id = d.hit_id"
                " WHERE h.run_id = ? ORDER BY d.decision_id",
                (run_id,),
            )
            return [decision_of(row) for row in rows]

    def hit_decisions(self, hit_id: int) -> list[Decision]:
        """See ``DecisionStore.hit_decisions``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                f"SELECT {DECISION_COLUMNS} FROM {FROM_DECISION} WHERE d.hit_id = ? ORDER BY d.decision_id", (hit_id,)
            )
            return [decision_of(row) for row in rows]

    def attachment_path(self, sha256: str) -> Path:
        """See ``ApprovalStore.attachment_path``."""
        return self.path.parent / ATTACHMENTS / sha256

    def decision(self, decision_id: int) -> Decision:
        """See ``DecisionStore.decision``."""
        with store_errors(self.path):
            row = self.database.conn.execute(
                f"SELECT {DECISION_COLUMNS} FROM {FROM_DECISION} WHERE d.decision_id = ?", (decision_id,)
            ).fetchone()
        if row is None:
            raise KeyError(decision_id)
        return decision_of(row)


def _check_not_listed(connection: Any, hit_ids: Sequence[int]) -> None:
    """Raise UserError("still_listed") where the entry or the rule of a hit is in force, or it is no hit of a list."""
    row = connection.execute(
        "SELECT h.list_id, h.entry_id, h.entry_name FROM json_each(?) AS asked JOIN hit AS h ON h.hit_id = asked.value"
        " LEFT JOIN list AS l ON l.list_id = h.list_id AND l.active = 1"
        " WHERE h.kind NOT IN ('party', 'vessel', 'goods') OR (l.list_id IS NOT NULL AND CASE h.kind"
        " WHEN 'goods' THEN EXISTS (SELECT 1 FROM goods_rule AS g WHERE g.list_id = h.list_id AND g.code = h.entry_id)"
        " ELSE EXISTS (SELECT 1 FROM entry AS e WHERE e.list_id = h.list_id AND e.entry_id = h.entry_id) END) LIMIT 1",
        (codec.dump(list(hit_ids)),),
    ).fetchone()
    if row is not None:
        raise UserError("still_listed", list=row[0], entry=row[1], name=row[2])


def _standings(connection: Any, hit_ids: Sequence[int]) -> list[_Standing]:
    rows = connection.execute(
        "SELECT h.hit_id, h.kind, h.list_id, h.run_id, h.line_id, s.decision_id, d.disposition,"
        " coalesce(d.second, '') <> '', s.pending_id, w.disposition, coalesce(w.user, ''),"
        " (SELECT max(n.decision_id) FROM decision AS n WHERE n.hit_id = h.hit_id),"
        " EXISTS (SELECT 1 FROM hit_question AS hq WHERE hq.hit_id = h.hit_id), h.score,"
        # A hundred thousand hits are decided at once; the evidence of few has the word at all.
        f" iif(instr(h.evidence, '{EQUAL_NUMBER}'), h.evidence, '')"
        " FROM json_each(?) AS asked JOIN hit AS h ON h.hit_id = asked.value"
        " LEFT JOIN hit_state AS s ON s.hit_id = h.hit_id LEFT JOIN decision AS d ON d.decision_id = s.decision_id"
        " LEFT JOIN decision AS w ON w.decision_id = s.pending_id ORDER BY asked.id",
        (codec.dump(list(dict.fromkeys(hit_ids))),),
    ).fetchall()
    return [
        _Standing(hit, HitKind(kind), listed, run, line, in_force, Disposition(before) if before else None,
                  bool(second), pending, Disposition(waits) if waits else None, by, last, bool(asked), score, evidence)
        for hit, kind, listed, run, line, in_force, before, second, pending, waits, by, last, asked, score, evidence in rows
    ]  # fmt: skip


def _equal_number(evidence: str) -> bool:
    return bool(evidence) and any(one.code == EQUAL_NUMBER for one in codec.evidence_from_text(evidence))


def _weighed(connection: Any, hit: _Standing) -> tuple[Disposition | None, bool]:
    """Return the disposition that a further decision on a hit weighs against, and whether a second person agreed to it.

    That is the decision in force; where that one only holds the shipment, the one it was put over: a true match is
    not let go by one person because it was put on hold in between.
    """
    if hit.before not in HOLDING:
        return hit.before, hit.had_second
    before: Disposition | None = None
    had_second = waits = False
    for disposition, second, agreed in connection.execute(
        "SELECT d.disposition, d.second <> '', a.agreed FROM decision AS d LEFT JOIN approval AS a"
        " ON a.decision_id = d.decision_id WHERE d.hit_id = ? AND d.decision_id <= ? ORDER BY d.decision_id",
        (hit.hit_id, hit.in_force),
    ):
        after = Disposition(disposition)
        took_back, waits = after is Disposition.WITHDRAWN and waits, bool(second) and agreed is None
        if took_back or (second and not agreed):
            continue
        if after is Disposition.WITHDRAWN:
            before, had_second = None, False
        elif after not in HOLDING:
            before, had_second = after, bool(second)
    return before or hit.before, had_second


def _append(connection: Any, decision: Decision, hit: _Standing) -> Decision:
    decision_id = connection.execute(
        _INSERT,
        (
            decision.hit_id, decision.disposition.value, decision.reason_code, decision.text, decision.user,
            decision.decided_at.isoformat(), decision.replaces, decision.licence, decision.licence_until,
            codec.dump([[a.name, a.sha256, a.size] for a in decision.attachments]), decision.role, decision.machine,
            decision.system_user, decision.second,
        ),
    ).lastrowid  # fmt: skip
    made = replace(decision, decision_id=int(decision_id))
    if decision.second:
        set_state(connection, hit.hit_id, hit.in_force, made.decision_id)
    elif decision.disposition is Disposition.WITHDRAWN:
        # What waits is taken back first; the decision in force only when nothing waits.
        set_state(connection, hit.hit_id, hit.in_force if hit.pending is not None else None, None)
    else:
        set_state(connection, hit.hit_id, made.decision_id, None)
    return made


def set_state(connection: Any, hit_id: int, in_force: int | None, pending: int | None) -> None:
    """Keep which decision is in force on a hit, and which one waits for a second person."""
    connection.execute(
        "INSERT INTO hit_state (hit_id, decision_id, pending_id) VALUES (?, ?, ?) ON CONFLICT (hit_id) DO UPDATE"
        " SET decision_id = excluded.decision_id, pending_id = excluded.pending_id",
        (hit_id, in_force, pending),
    )


def _record(connection: Any, made: Sequence[Decision]) -> None:
    """Write one record for the decisions of each run."""
    if not made:
        return
    rows = connection.execute(
        "SELECT h.run_id, r.manifest_id, d.decision_id FROM decision AS d JOIN hit AS h USING (hit_id)"
        " JOIN run AS r USING (run_id) WHERE d.decision_id BETWEEN ? AND ? ORDER BY d.decision_id",
        (made[0].decision_id, made[-1].decision_id),
    ).fetchall()
    for run_id, manifest_id in dict.fromkeys((row[0], row[1]) for row in rows):
        ids = [row[2] for row in rows if row[0] == run_id]
        data = {
            "run": run_id,
            "manifest": manifest_id,
            "disposition": made[0].disposition.value,
            "reason": made[0].reason_code,
            "decisions": ids,
            "waiting": [d.decision_id for d in made if d.second and d.decision_id in set(ids)],
            "attachments": [a.sha256 for a in made[0].attachments],
            "columns": 2,
            "decisions_sha256": decisions_digest(connection, ids),
        }
        trail.record(connection, "decided", data, made[0].user)


def actor_is(decision: Decision, actor: Actor) -> bool:
    """Whether somebody is the first person of a decision."""
    return name_key(decision.user) == name_key(actor.name)
