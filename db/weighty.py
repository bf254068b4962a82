"""Decisions that stop a shipment, and what nobody lets go alone after them: the same hit, and known parties."""

from collections.abc import Sequence
from typing import Any

from db import codec, trail
from db.reopened import reopen
from screening.casework.known import PartyIdentity, identity_of, name_words
from screening.casework.second import WEIGHTY
from screening.model.decisions import Decision, Disposition
from screening.model.hits import Hit, HitKind, Reason

_HEAVY = "d.second <> '' OR d.disposition IN ('true_match', 'rejected')"
"""Decisions that a second person had to look at, or that stop a shipment; as in the index decision_heavy."""
_LET_GO = (
    "CASE WHEN d.second <> '' AND a.agreed = 1 AND d.disposition IN"
    " ('false_positive', 'released', 'licence_held', 'withdrawn') THEN d.decision_id END"
)
_PARTIES = (HitKind.PARTY.value, HitKind.VESSEL.value)
_NONE = Reason("name_match")  # who a party is does not depend on it


class Proposals:
    """What was proposed on hits and on what they ask, for the time of one transaction."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._questions: dict[tuple[str, str], dict[str, list[int]]] = {}
        self._waits: dict[tuple[object, ...], bool] = {}

    def open_on(self, hit_id: int) -> bool:
        """Return whether what a second person had to look at was proposed, and no second person has let it go since.

        On this hit, or on the same in this or another screening: for a party its name against the entry, whatever else
        the line or a newer list says of it; else the same question. Screening the file again spares nobody.
        """
        if self._open("decision AS d LEFT JOIN approval AS a USING (decision_id) WHERE d.hit_id = ?", hit_id):
            return True
        kind, list_id, entry_id, value, key = self._connection.execute(
            "SELECT h.kind, h.list_id, h.entry_id, h.value, q.key FROM hit AS h LEFT JOIN hit_question AS hq"
            " USING (hit_id) LEFT JOIN review_question AS q USING (question_id) WHERE h.hit_id = ?",
            (hit_id,),
        ).fetchone()
        asked = (list_id, entry_id, name_words(value)) if kind in _PARTIES else (key,)
        if asked not in self._waits:
            if kind in _PARTIES:
                where, what = "q.question_id IN (SELECT value FROM json_each(?))", codec.dump(self.named(*asked))
            else:
                where, what = "q.key = ?", key
            self._waits[asked] = self._open(
                "review_question AS q CROSS JOIN hit_question AS hq USING (question_id)"
                " CROSS JOIN decision AS d ON d.hit_id = hq.hit_id LEFT JOIN approval AS a"
                f" ON a.decision_id = d.decision_id WHERE {where}",
                what,
            )
        return self._waits[asked]

    def named(self, list_id: str, entry_id: str, name: str) -> list[int]:
        """Return the questions, of all screenings, in which a name of these words meets an entry."""
        if (list_id, entry_id) not in self._questions:
            by_name = self._questions[list_id, entry_id] = {}
            words: dict[str, str] = {}
            for number, value in self._connection.execute(
                "SELECT question_id, value FROM review_question WHERE list_id = ? AND entry_id = ?", (list_id, entry_id)
            ):
                if value not in words:
                    words[value] = name_words(value)
                by_name.setdefault(words[value], []).append(number)
        return self._questions[list_id, entry_id].get(name, [])

    def _open(self, where: str, value: object) -> bool:
        newest, let_go = self._connection.execute(
            f"SELECT max(d.decision_id), max({_LET_GO}) FROM {where} AND ({_HEAVY})", (value,)
        ).fetchone()
        return newest is not None and newest > (let_go or 0)


def stopped_since(connection: Any, decision_id: int, list_id: str, entry_id: str, party: PartyIdentity) -> int:
    """Return the newest decision after another one that stops the same party against the same entry, or 0."""
    rows = connection.execute(
        "SELECT d.decision_id, d.hit_id FROM review_question AS q CROSS JOIN hit_question AS hq USING (question_id)"
        " CROSS JOIN decision AS d ON d.hit_id = hq.hit_id WHERE q.question_id IN (SELECT value FROM json_each(?))"
        f" AND ({_HEAVY}) AND d.disposition IN ('true_match', 'rejected') AND d.decision_id > ?"
        " ORDER BY d.decision_id DESC",
        (codec.dump(Proposals(connection).named(list_id, entry_id, party.key)), decision_id),
    )
    return next((number for number, hit_id in rows.fetchall() if _party(connection, hit_id) == party), 0)


def revoke_overruled(connection: Any, made: Sequence[Decision], actor: str, today: Any) -> None:
    """Revoke the known parties that decisions speak against, inside the transaction that makes them.

    Those that rest on the clearance of a hit that is no longer cleared, and those of a party and an entry of which
    somebody says, even only proposes, that the shipment is to be stopped. What they suppress opens again.
    """
    against = {d.hit_id: d for d in made if d.disposition is not Disposition.FALSE_POSITIVE}
    if not against or connection.execute("SELECT 1 FROM known_party LIMIT 1").fetchone() is None:
        return
    rows = connection.execute(
        "SELECT h.hit_id, h.value, k.known_id, k.party_key, k.party_data, c.hit_id IS h.hit_id FROM json_each(?) AS asked"
        " JOIN hit AS h ON h.hit_id = asked.value JOIN known_party AS k USING (list_id, entry_id)"
        " LEFT JOIN decision AS c ON c.decision_id = k.decision_id WHERE h.kind IN ('party', 'vessel')"
        " AND k.known_id NOT IN (SELECT known_id FROM known_revoked) ORDER BY k.known_id",
        (codec.dump(list(against)),),
    ).fetchall()
    over: dict[int, Decision] = {}
    for hit_id, value, known_id, key, data, own in rows:
        decision = against[hit_id]
        if known_id not in over and (
            own
            or (
                decision.disposition in WEIGHTY
                and name_words(value) == key
                and _party(connection, hit_id) == PartyIdentity(key, data)
            )
        ):
            over[known_id] = decision
    for known_id, decision in over.items():
        revoke(connection, known_id, actor, f"decision {decision.decision_id}: {decision.disposition.value}")
    if over:
        reopen(connection, today)


def revoke(connection: Any, known_id: int, actor: str, reason: str) -> None:
    """Keep and record that a known party is no longer one; what it suppressed opens with :func:`db.reopened.reopen`."""
    connection.execute(
        "INSERT INTO known_revoked (known_id, user, at, reason) VALUES (?, ?, ?, ?)",
        (known_id, actor, codec.moment(codec.now()), reason),
    )
    trail.record(connection, "known_revoked", {"known": known_id, "reason": reason})


def _party(connection: Any, hit_id: int) -> PartyIdentity:
    kind, field, value, *line = connection.execute(
        "SELECT h.kind, h.field, h.value, l.sheet, l.row, l.content FROM hit AS h JOIN line AS l USING (line_id)"
        " WHERE h.hit_id = ?",
        (hit_id,),
    ).fetchone()
    hit = Hit("", 0, 0, field, value, HitKind(kind), "", "", "", "", 0.0, _NONE)
    return identity_of(codec.line_from_text(*line), hit)
