"""Alerts of other screenings of the same file or shipment that one has not, or has let go before more was said of them.

Screening again asks the lists as they are then: an entry that left, a list that was retired, a column that is not read
any more would otherwise take an alert away that somebody was to decide. It is asked from the few questions that differ
between two screenings; of those that both have only what was decided against letting them go is read.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from db import codec
from db.connection import store_errors
from db.line_marks import SameFiles
from db.manifest_texts import document_key
from db.related import AGAIN, ALIKE, ALONE, NOWHERE, Other, others
from db.review_questions import ReviewQuestionTables
from screening.casework.known import name_words
from screening.casework.second import CLEARING
from screening.model.decisions import Disposition
from screening.model.earlier import STANDINGS, EarlierAlert
from screening.model.hits import HitKind
from screening.office import office_settings
from screening.ownership import LIST_ID as OWNERSHIP
from screening.route.definitions import definitions

_LISTED = (HitKind.PARTY.value, HitKind.VESSEL.value)
_RULES = (HitKind.FLAG.value, HitKind.COUNTRY.value)
_PAGE = 500
_NEVER = ""

_Key = tuple[str, str, str]


@dataclass(slots=True)
class _Standing:
    """How the hits of one value and entry stand in one screening."""

    other: Other
    kind: str
    entry_name: str
    value: str
    alarm: str = _NEVER
    """Newest time at which it was, or became, something to be stopped or decided."""
    cleared: str = _NEVER
    """Newest time at which a hit of it was let go."""
    codes: dict[str, int] = field(default_factory=dict)
    """Standing and the newest hit that stands so."""
    score: float = 0.0
    entry_hash: str = ""
    against: bool = False
    """The same was let go in this screening, before this was said of it."""
    shipments: set[int] = field(default_factory=set)
    """The shipments of this screening that it is of; NOWHERE among them: it may be of any."""


class EarlierTables(ReviewQuestionTables):
    """Implements ``screening.ports.EarlierStore``."""

    @cached_property
    def _same_files(self) -> SameFiles:
        return SameFiles()

    @cached_property
    def _told_before(self) -> dict[int, tuple[int, date, bool, list[EarlierAlert]]]:
        """What was found last for a screening, with the last record of the trail and the day then.

        With whether its own decisions have a part in it.
        """
        return {}

    def earlier_alerts(self, run_id: int) -> list[EarlierAlert]:
        """See ``EarlierStore.earlier_alerts``."""
        with store_errors(self.path):
            connection = self.database.conn
            (last,) = connection.execute("SELECT coalesce(max(seq), 0) FROM trail").fetchone()
            before = self._told_before.get(run_id)
            if before and before[1] == date.today():
                since, _day, own, told = before
                if last == since or (not own and _only_of(connection, run_id, since, last)):
                    self._told_before[run_id] = (last, *before[1:])
                    return told
            (manifest_id,) = connection.execute("SELECT manifest_id FROM run WHERE run_id = ?", (run_id,)).fetchone()
            found = list(others(connection, run_id, manifest_id, self._same_files))
        for other in found:
            self.make_questions(other.run_id)
        office = office_settings(self)  # type: ignore[arg-type]  # the store that this is a part of has the settings
        with store_errors(self.path):
            asked = _Asked(connection, run_id)
            standings: dict[_Key, list[_Standing]] = {}
            for other in found:
                missing = _missing(connection, asked, other)
                against = _said_against(connection, asked, other)
                for key, standing in _standings(
                    connection, asked, other, {**missing, **against}, set(against), date.today().isoformat()
                ):
                    standings.setdefault(key, []).append(standing)
            why = _Why(connection, run_id, manifest_id, office.party_threshold, office.goods_threshold)
            told = _grouped(why, standings, _numbers(connection, manifest_id, standings))
        # Up to the record that stood before anything was read: what came since is looked at when it is asked again.
        self._told_before[run_id] = (last, date.today(), asked.contested, told)
        return told


_OWN_RECORDS = ("decided", "approved", "returned")
"""Records that change nothing for a screening where they are of its own hits, and nothing was said against those elsewhere."""
_MOST_RECORDS = 1000


def _only_of(connection: Any, run_id: int, after: int, last: int) -> bool:
    """Return whether all records since one tell only of decisions on hits of this screening itself."""
    if last - after > _MOST_RECORDS:
        return False
    decisions: list[int] = []
    for (raw,) in connection.execute("SELECT body FROM trail WHERE seq > ? AND seq <= ?", (after, last)):
        try:
            body = codec.load(bytes(raw).decode())
            if body["kind"] not in _OWN_RECORDS:
                return False
            decisions += body["data"]["decisions"]
        except (ValueError, TypeError, LookupError):
            return False
    others = connection.execute(
        "SELECT 1 FROM json_each(?) AS j LEFT JOIN decision AS d ON d.decision_id = j.value LEFT JOIN hit AS h"
        " USING (hit_id) WHERE h.run_id IS NOT ? LIMIT 1",
        (codec.dump(decisions), run_id),
    )
    return others.fetchone() is None


class _Asked:
    """What one screening met, to tell what another met besides; read when the first difference needs it."""

    def __init__(self, connection: Any, run_id: int) -> None:
        self.run_id = run_id
        self._connection = connection
        self._values: dict[tuple[str, str], set[str]] | None = None
        self._names: dict[tuple[str, str], set[str]] = {}
        self._words: dict[tuple[str, str], set[str]] = {}
        self._lines: dict[int, dict[str, set[tuple[Any, ...]]]] = {}
        """What is sent, by sender and receiver, of each shipment."""
        self.contested = False
        """Whether another screening has decisions that stop or hold, so that it matters when something was let go here."""

    def has(self, kind: str, list_id: str, entry_id: str, entry_name: str, value: str) -> bool:
        """Return whether a value met an entry here too; names whatever their script and order.

        An entry of the same name is the same one: lists without numbers of their own count their rows.
        """
        return bool(self._counterparts(kind, list_id, entry_id, entry_name, value))

    def let_go(self, kind: str, list_id: str, entry_id: str, entry_name: str, value: str) -> int | None:
        """Return the oldest decision by which a hit of the same was let go here, 0 where a known party keeps one from being asked.

        None: it is not here, or not all of it is let go, so that it holds this screening by itself.
        """
        oldest: int | None = None
        for entry in self._counterparts(kind, list_id, entry_id, entry_name, value):
            rows = self._connection.execute(
                "SELECT q.value, hq.suppressed, s.pending_id, d.decision_id, d.disposition FROM review_question AS q"
                " CROSS JOIN hit_question AS hq USING (question_id) LEFT JOIN hit_state AS s USING (hit_id)"
                " LEFT JOIN decision AS d USING (decision_id) WHERE q.run_id = ? AND q.list_id = ? AND q.entry_id = ?",
                (self.run_id, list_id, entry),
            )
            for met, known, pending, decision, disposition in rows:
                if met != value and (kind not in _LISTED or name_words(met) != name_words(value)):
                    continue
                if pending is not None or (disposition not in CLEARING if decision else not known):
                    return None
                oldest = min(oldest, decision or 0) if oldest is not None else decision or 0
        return oldest

    def _counterparts(self, kind: str, list_id: str, entry_id: str, entry_name: str, value: str) -> set[str]:
        if self._values is None:
            self._values = {}
            for listed, entry, name, met in self._connection.execute(
                "SELECT list_id, entry_id, entry_name, value FROM review_question WHERE run_id = ?", (self.run_id,)
            ):
                self._values.setdefault((listed, entry), set()).add(met)
                self._names.setdefault((listed, name), set()).add(entry)
        same = {entry_id} | (self._names.get((list_id, entry_name), set()) if kind in _LISTED else set())
        return {entry for entry in same if self._meets(kind, (list_id, entry), value)}

    def _meets(self, kind: str, listed: tuple[str, str], value: str) -> bool:
        assert self._values is not None
        values = self._values.get(listed, set())
        if value in values:
            return True
        if kind not in _LISTED or not values:
            return False
        if listed not in self._words:
            self._words[listed] = set(map(name_words, values))
        return name_words(value) in self._words[listed]

    def is_of(self, part: tuple[int, int], line_id: int) -> bool:
        """Return whether a line of another manifest is of a shipment of this one, whose number is so telling.

        Sender or receiver are the same; a container goes again on another day. Under a number that is one of many what
        is sent when is told and the same too: an exporter who numbers each day's invoices from 1 does not send the same
        shipment every day.
        """
        telling, shipment_id = part
        if telling == ALONE:
            return True
        if shipment_id not in self._lines:
            rows = self._connection.execute(
                f"SELECT DISTINCT {_SENT}, h.consignor, h.consignee FROM shipment_lines AS l CROSS JOIN history_line AS h"
                " ON h.line_id BETWEEN l.first_line AND l.last_line WHERE l.shipment_id = ?",
                (shipment_id,),
            )
            parties = self._lines[shipment_id] = {}
            for *sent, consignor, consignee in rows:
                for name in filter(None, (consignor, consignee)):
                    parties.setdefault(name, set()).add(tuple(sent))
        row = self._connection.execute(
            f"SELECT {_SENT}, h.consignor, h.consignee FROM history_line AS h WHERE h.line_id = ?", (line_id,)
        ).fetchone()
        if row is None:
            return False
        named = [self._lines[shipment_id].get(name, set()) for name in row[-2:] if name]
        return any(_is_sent(telling, tuple(row[:-2]), sent) for sent in named)


_SENT = "h.hs6, h.day, h.value, h.kg"


def _is_sent(telling: int, line: tuple[Any, ...], sent: Iterable[tuple[Any, ...]]) -> bool:
    """Return whether a line is one of what a party sends under a number that is so telling: (code, day, value, weight)."""
    if telling == ALIKE:
        return any(line[1:]) and line in sent
    if telling == AGAIN and line[1]:
        return any(day in ("", line[1]) for _code, day, *_amounts in sent)
    return any(True for _one in sent)


_Question = tuple[_Key, str, str, str]
"""Key, kind, entry's name and value of a question."""


def _missing(connection: Any, asked: _Asked, other: Other) -> dict[int, _Question]:
    """Return the questions of another screening that have no counterpart."""
    rows = connection.execute(
        # The same question on the same evidence is told by the index of keys alone.
        "SELECT o.question_id, o.kind, o.list_id, o.entry_id, o.entry_name, o.value FROM review_question AS o"
        " WHERE o.run_id = ? AND NOT EXISTS (SELECT 1 FROM review_question AS n WHERE n.run_id = ? AND n.key = o.key)",
        (other.run_id, asked.run_id),
    )
    found = {}
    for question_id, kind, list_id, entry_id, entry_name, value in rows:
        if not asked.has(kind, list_id, entry_id, entry_name, value):
            found[question_id] = _question_of(kind, list_id, entry_id, entry_name, value)
    return found


_CLEARING = ", ".join(f"'{one.value}'" for one in sorted(CLEARING))


def _said_against(connection: Any, asked: _Asked, other: Other) -> dict[int, _Question]:
    """Return the questions of another screening that were let go here before somebody there said what stops or holds them.

    By the numbers of the decisions: clocks can be moved.
    """
    rows = connection.execute(
        f"SELECT o.question_id, max(CASE WHEN w.disposition NOT IN ({_CLEARING}) THEN w.decision_id ELSE d.decision_id END),"
        " o.kind, o.list_id, o.entry_id, o.entry_name, o.value FROM review_question AS o"
        " CROSS JOIN hit_question AS hq USING (question_id) CROSS JOIN hit_state AS s USING (hit_id)"
        " LEFT JOIN decision AS d ON d.decision_id = s.decision_id"
        " LEFT JOIN decision AS w ON w.decision_id = s.pending_id WHERE o.run_id = ?"
        f" AND (d.disposition NOT IN ({_CLEARING}) OR w.disposition NOT IN ({_CLEARING})) GROUP BY o.question_id",
        (other.run_id,),
    ).fetchall()
    asked.contested = asked.contested or bool(rows)
    found = {}
    for question_id, said, *told in rows:
        let_go = asked.let_go(*told)
        if let_go is not None and let_go < said:
            found[question_id] = _question_of(*told)
    return found


def _question_of(kind: str, list_id: str, entry_id: str, entry_name: str, value: str) -> _Question:
    said = name_words(value) if kind in _LISTED else value
    return (list_id, entry_id, said), kind, entry_name, value


def _standings(
    connection: Any,
    asked: _Asked,
    other: Other,
    questions: Mapping[int, _Question],
    against: Container[int],
    today: str,
) -> Iterator[tuple[_Key, _Standing]]:
    """Yield how each value and entry of some questions stands in another screening; those of ``against`` were let go here."""
    found: dict[_Key, _Standing] = {}
    for row in _hits(connection, questions):
        question_id, hit_id, line_id, score, entry_hash, joined, known, *decided = row
        parts = [part for part in other.parts.of(line_id) if asked.is_of(part, line_id)]
        if not (parts or other.whole):
            continue
        key, kind, entry_name, value = questions[question_id]
        standing = found.get(key)
        if standing is None:
            standing = found[key] = _Standing(other, kind, entry_name, value)
        code, at = _stands(decided, known, joined or other.finished_at, today)
        standing.against |= question_id in against
        if code == "undecided" and question_id in against:
            continue
        if not code:
            standing.cleared = max(standing.cleared, at)
        elif code != "undecided" or _counts_open(other, kind, key[1]):
            standing.alarm = max(standing.alarm, at)
            standing.codes[code] = max(standing.codes.get(code, 0), hit_id)
            standing.entry_hash = entry_hash
            # What can be put to none of the shipments of this screening may be of any of them.
            standing.shipments.update(shipment for _telling, shipment in parts or ((ALONE, NOWHERE),))
            standing.score = max(standing.score, score)
    yield from found.items()


def _counts_open(other: Other, kind: str, code: str) -> bool:
    """Whether an alert that nobody has decided counts though it does not come again.

    A screening by the lists of a past day is a question of what was; a flag of another file is of what that file said,
    and one that asks the history changes with every manifest. What was decided of them counts all the same.
    """
    if other.as_of:
        return False
    if kind not in _RULES:
        return True
    definition = definitions().get(code)
    return other.same_bytes and (definition is None or definition.needs != "history")


def _hits(connection: Any, questions: Iterable[int]) -> Iterator[Any]:
    """Yield the hits of questions with how each stands."""
    ids = list(questions)
    for start in range(0, len(ids), _PAGE):
        page = ids[start : start + _PAGE]
        yield from connection.execute(
            "SELECT hq.question_id, h.hit_id, h.line_id, h.score, h.entry_hash,"
            " (SELECT rs.finished_at FROM alert AS al JOIN rescreening AS rs USING (rescreening_id)"
            "  WHERE al.hit_id = h.hit_id), CASE WHEN h.suppressed_by IS NULL THEN '' ELSE (SELECT CASE WHEN"
            "  v.known_id IS NOT NULL THEN '' WHEN k.expires_on = '' THEN '9999' ELSE k.expires_on END FROM known_party"
            "  AS k LEFT JOIN known_revoked AS v USING (known_id) WHERE k.known_id = h.suppressed_by) END,"
            " d.disposition, d.decided_at, d.licence_until, w.disposition, w.decided_at"
            " FROM hit_question AS hq CROSS JOIN hit AS h USING (hit_id) LEFT JOIN hit_state AS s ON s.hit_id = h.hit_id"
            " LEFT JOIN decision AS d ON d.decision_id = s.decision_id"
            " LEFT JOIN decision AS w ON w.decision_id = s.pending_id"
            f" WHERE hq.question_id IN ({', '.join('?' * len(page))}) ORDER BY h.hit_id",
            page,
        )


def _stands(decided: Sequence[Any], known_until: str, since: str, today: str) -> tuple[str, str]:
    """Return the standing of a hit, empty when it was let go, and from when on it stands so.

    ``decided``: disposition in force, when, until when a licence of it holds; disposition that waits, since when.
    """
    in_force, decided_at, licence_until, waiting, waits_since = decided
    # What would stop it weighs at once; what would let it go leaves it as it is until a second person agrees.
    if waiting is not None and (in_force is None or (in_force in CLEARING and waiting not in CLEARING)):
        return "pending", str(waits_since)
    if in_force is not None:
        if in_force not in CLEARING:
            return str(in_force), str(decided_at)
        if in_force == Disposition.LICENCE_HELD and str(licence_until) < today:
            return "licence_expired", str(licence_until)
        return "", str(decided_at)
    return ("", since) if known_until >= today else ("undecided", since)


class _Why:
    """Why an alert has no counterpart in a screening."""

    def __init__(self, connection: Any, run_id: int, manifest_id: int, parties: float, goods: float) -> None:
        # Imported late: the matching brings its tables.
        from screening.goods.types import SHIPPED_THRESHOLD as GOODS
        from screening.names.types import SHIPPED_THRESHOLD as NAMES

        self._connection = connection
        self._manifest_id = manifest_id
        lists, settings, record = connection.execute(
            "SELECT lists, settings, record FROM run WHERE run_id = ?", (run_id,)
        ).fetchone()
        self._lists = {codec.list_from_row(row).list_id for row in codec.load(lists)}
        self._off = set((codec.load(settings).get("flags") or {}).get("off", ()))
        told = codec.load(record)
        self._thresholds = {
            HitKind.GOODS.value: (float(told.get("goods_threshold") or GOODS), goods or GOODS),
            **dict.fromkeys(_LISTED, (float(told.get("party_threshold") or NAMES), parties or NAMES)),
        }

    def of(self, key: _Key, standing: _Standing) -> str:
        """Return the code of why."""
        list_id, entry_id, _ = key
        if standing.kind in _RULES:
            return "rule_off" if entry_id in self._off else "judged_otherwise"
        if list_id not in self._lists and list_id != OWNERSHIP:
            return "list_retired"
        if standing.kind in _LISTED:
            row = self._connection.execute(
                "SELECT content_hash FROM entry WHERE list_id = ? AND entry_id = ?", (list_id, entry_id)
            ).fetchone()
            if row is None:
                return "entry_left"
            if standing.other.manifest_id != self._manifest_id and not self._names(standing.value):
                return "value_absent"
            if self.is_below(standing):
                return "below_threshold"
            return "entry_changed" if standing.entry_hash and row[0] != standing.entry_hash else "judged_otherwise"
        if not self._connection.execute(
            "SELECT 1 FROM goods_rule WHERE list_id = ? AND code = ?", (list_id, entry_id)
        ).fetchone():
            return "entry_left"
        return "below_threshold" if self.is_below(standing) else "judged_otherwise"

    def _names(self, value: str) -> bool:
        row = self._connection.execute(
            "SELECT 1 FROM manifest_text WHERE manifest_id = ? AND (kind, folded) IN (VALUES ('party', ?), ('document', ?))",
            (self._manifest_id, " ".join(value.casefold().split()), document_key(value)),
        ).fetchone()
        return row is not None

    def is_below(self, standing: _Standing) -> bool:
        """Return whether the threshold of the screening is above the score."""
        return standing.kind in self._thresholds and standing.score < self._thresholds[standing.kind][0]

    def is_of_the_office(self, standing: _Standing) -> bool:
        """Return whether the threshold that the office itself has set is above the score too."""
        return standing.score < self._thresholds[standing.kind][1]


def _numbers(
    connection: Any, manifest_id: int, standings: Mapping[_Key, Sequence[_Standing]]
) -> dict[int, tuple[str, str]]:
    """Return the field and number of the shipments of a manifest; nothing where no alert asks for it."""
    if not standings:
        return {}
    rows = connection.execute("SELECT shipment_id, field, number FROM shipment WHERE manifest_id = ?", (manifest_id,))
    return {shipment: (kind, number) for shipment, kind, number in rows}


def _grouped(
    why: _Why, standings: Mapping[_Key, Sequence[_Standing]], numbers: Mapping[int, tuple[str, str]]
) -> list[EarlierAlert]:
    groups: dict[tuple[str, str, str], list[tuple[_Key, _Standing]]] = {}
    for key, stood in standings.items():
        alarmed = [one for one in stood if one.alarm and not _let_go(one, stood)]
        for one in alarmed:
            code = "decided_otherwise" if one.against else why.of(key, one)
            if code == "below_threshold" and set(one.codes) == {"undecided"} and why.is_of_the_office(one):
                # Nobody said a word of it, and the office itself asks for more now.
                continue
            entry = "" if code in ("list_retired", "below_threshold") else key[1]
            groups.setdefault((code, "" if code == "below_threshold" else key[0], entry), []).append((key, one))
    found = [_alert(code, members, numbers) for (code, _, _), members in groups.items()]
    return sorted(found, key=lambda one: (STANDINGS.index(one.standing), -one.score, one.list_id, one.entry_id))


def _let_go(one: _Standing, stood: Sequence[_Standing]) -> bool:
    """Return whether another screening of the shipment let the same go after all that is held against it here."""
    return any(two is not one and two.cleared > one.alarm and not two.alarm for two in stood)


def _alert(
    code: str, members: Sequence[tuple[_Key, _Standing]], numbers: Mapping[int, tuple[str, str]]
) -> EarlierAlert:
    def weight(member: tuple[_Key, _Standing]) -> tuple[int, int]:
        return min(map(STANDINGS.index, member[1].codes)), -member[1].other.run_id

    key, gravest = min(members, key=weight)
    standing = min(gravest.codes, key=STANDINGS.index)
    of = set().union(*(one.shipments for _, one in members))
    placed = () if NOWHERE in of else tuple(sorted(numbers[shipment] for shipment in of))
    return EarlierAlert(
        code, standing, HitKind(gravest.kind), key[0], key[1], gravest.entry_name,
        tuple(dict.fromkeys(one.value for _, one in sorted(members, key=weight))), len({k[:2] for k, _ in members}),
        max(one.score for _, one in members), gravest.codes[standing], gravest.other.run_id,
        gravest.other.manifest_id, gravest.other.name, datetime.fromisoformat(gravest.other.finished_at), placed,
    )  # fmt: skip
