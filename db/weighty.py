"""Decisions that stop a shipment, and what nobody lets go alone after them: the same hit, and known parties."""

from collections.abc import Iterator, Sequence
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
_STOPS = "d.disposition IN ('true_match', 'rejected')"
"""As in the index decision_stopping."""
PROGRAM = "Tekser"
"""Who revokes what an older program left in force."""
_PARTIES = (HitKind.PARTY.value, HitKind.VESSEL.value)
_NONE = Reason("name_match")  # who a party is does not depend on it


class Proposals:
    """What was proposed on hits and on what they ask, for the time of one transaction."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self._questions: dict[bytes, bool] = {}
        self._names: dict[tuple[str, str, str], bool] = {}

    def open_on(self, hit_id: int) -> bool:
        """Return whether what a second person had to look at was proposed, and no second person has let it go since.

        On this hit, or on the same question in this or another screening: screening the file again spares nobody. Nor
        does what a newer list or another line says beside a name that was to be stopped against the same entry.
        """
        if self._open("decision AS d LEFT JOIN approval AS a USING (decision_id) WHERE d.hit_id = ?", hit_id):
            return True
        kind, list_id, entry_id, value, key = self._connection.execute(
            "SELECT h.kind, h.list_id, h.entry_id, h.value, q.key FROM hit AS h LEFT JOIN hit_question AS hq"
            " USING (hit_id) LEFT JOIN review_question AS q USING (question_id) WHERE h.hit_id = ?",
            (hit_id,),
        ).fetchone()
        if key not in self._questions:
            self._questions[key] = self._open(
                "review_question AS q CROSS JOIN hit_question AS hq USING (question_id)"
                " CROSS JOIN decision AS d ON d.hit_id = hq.hit_id LEFT JOIN approval AS a"
                " ON a.decision_id = d.decision_id WHERE q.key = ?",
                key,
            )
        if self._questions[key] or kind not in _PARTIES:
            return self._questions[key]
        name = (list_id, entry_id, value)
        if name not in self._names:
            self._names[name] = self._stopped(*name)
        return self._names[name]

    def _open(self, where: str, value: object) -> bool:
        newest, let_go = self._connection.execute(
            f"SELECT max(d.decision_id), max({_LET_GO}) FROM {where} AND ({_HEAVY})", (value,)
        ).fetchone()
        return newest is not None and newest > (let_go or 0)

    def _stopped(self, list_id: str, entry_id: str, value: str) -> bool:
        stops = list(_stops(self._connection, list_id, entry_id, value, 0))
        if not stops:
            return False
        let_go = self._connection.execute(
            "SELECT h.value FROM decision AS d INDEXED BY decision_heavy CROSS JOIN hit AS h USING (hit_id) JOIN approval AS a"
            f" USING (decision_id) WHERE ({_HEAVY}) AND {_LET_GO} > ? AND h.list_id = ? AND h.entry_id = ?",
            (stops[0][0], list_id, entry_id),
        )
        return name_words(value) not in {name_words(row[0]) for row in let_go}


def _stops(connection: Any, list_id: str, entry_id: str, name: str, after: int) -> Iterator[tuple[int, int]]:
    """Yield decision and hit where a name of the same words was to be stopped against an entry, newest first."""
    rows = connection.execute(
        "SELECT d.decision_id, d.hit_id, h.value FROM decision AS d INDEXED BY decision_stopping CROSS JOIN hit AS h USING (hit_id)"
        f" WHERE {_STOPS} AND d.decision_id > ? AND h.list_id = ? AND h.entry_id = ? AND h.kind IN ('party', 'vessel')"
        " ORDER BY d.decision_id DESC",
        (after, list_id, entry_id),
    ).fetchall()
    words = name_words(name) if rows else ""
    return ((number, hit_id) for number, hit_id, value in rows if name_words(value) == words)


def stopped_since(
    connection: Any, decision_id: int, list_id: str, entry_id: str, name: str, party: PartyIdentity
) -> int:
    """Return the newest decision after another one that stops the same party against the same entry, or 0."""
    stops = _stops(connection, list_id, entry_id, name, decision_id)
    return next((number for number, hit_id in stops if _party(connection, hit_id) == party), 0)


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


def revoke_contradicted(connection: Any, today: Any) -> int:
    """Revoke the known parties of an older store that were contradicted before decisions did so by themselves.

    Those whose clearance is in force no more, and those of a party that somebody said after it is to be stopped. Each
    is looked at once; inside the caller's transaction. Returns how many were revoked.
    """
    rows = connection.execute(
        "SELECT k.known_id, k.decision_id, k.list_id, k.entry_id, k.party_name, k.party_key, k.party_data,"
        " s.decision_id IS k.decision_id OR f.disposition = 'false_positive' FROM known_to_check AS t"
        " JOIN known_party AS k USING (known_id) LEFT JOIN decision AS d ON d.decision_id = k.decision_id"
        " LEFT JOIN hit_state AS s ON s.hit_id = d.hit_id LEFT JOIN decision AS f ON f.decision_id = s.decision_id"
        " WHERE k.known_id NOT IN (SELECT known_id FROM known_revoked) ORDER BY k.known_id"
    ).fetchall()
    over: dict[int, str] = {}
    for known_id, decision_id, list_id, entry_id, name, key, data, stands in rows:
        if not stands:
            over[known_id] = f"decision {decision_id}: in force no more"
        elif stopped := stopped_since(connection, decision_id, list_id, entry_id, name, PartyIdentity(key, data)):
            over[known_id] = f"decision {stopped}: stopped"
    for known_id, reason in over.items():
        revoke(connection, known_id, PROGRAM, reason)
    connection.execute("DELETE FROM known_to_check")
    if over:
        reopen(connection, today)
    return len(over)


def revoke(connection: Any, known_id: int, actor: str, reason: str) -> None:
    """Keep and record that a known party is no longer one; what it suppressed opens with :func:`db.reopened.reopen`."""
    at = codec.moment(codec.now())
    connection.execute(
        "INSERT INTO known_revoked (known_id, user, at, reason) VALUES (?, ?, ?, ?)", (known_id, actor, at, reason)
    )
    trail.record(connection, "known_revoked", {"known": known_id, "reason": reason, "at": at})


def _party(connection: Any, hit_id: int) -> PartyIdentity:
    kind, field, value, *line = connection.execute(
        "SELECT h.kind, h.field, h.value, l.sheet, l.row, l.content FROM hit AS h JOIN line AS l USING (line_id)"
        " WHERE h.hit_id = ?",
        (hit_id,),
    ).fetchone()
    hit = Hit("", 0, 0, field, value, HitKind(kind), "", "", "", "", 0.0, _NONE)
    return identity_of(codec.line_from_text(*line), hit)
