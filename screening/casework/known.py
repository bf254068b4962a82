"""Known parties: a cleared match remembered for this party and this entry, and when it opens again by itself."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from screening.casework.second import needs_two
from screening.countries import country_code, party_countries
from screening.identifiers import comparable
from screening.model.hits import Hit, HitKind
from screening.model.manifests import PARTY_FIELDS, Line


class Scope(StrEnum):
    """Where a known party is known."""

    ALL = "all"
    SENDER = "sender"
    """On lines of the same consignor."""
    MANIFEST = "manifest"
    """In the same file, however often it is screened."""


@dataclass(frozen=True, slots=True)
class PartyIdentity:
    """A party as the manifest tells of it."""

    key: str
    """The words of its name in any order and script: what one looks it up by."""
    data: str
    """Hash of all that the line says of it: name, numbers, country, address. When it changes, the match opens again."""


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A match that was cleared and is not asked again while nothing of it changes."""

    known_id: int
    party: PartyIdentity
    party_name: str
    list_id: str
    entry_id: str
    entry_name: str
    entry_hash: str
    """Of the entry's content when it was cleared."""
    scope: Scope
    scope_value: str
    """The consignor's words, or the SHA-256 of the manifest; empty for all."""
    reason_code: str
    text: str
    decision_id: int
    user: str
    made_at: str
    """ISO date and time, UTC."""
    expires_on: str
    """ISO date, or empty: no end."""
    revoked_by: str = ""
    revoked_at: str = ""
    suppressed: int = 0
    """Hits that it has kept from being asked, in all screenings."""
    agreed: bool = False
    """Whether a second person agreed to the clearance that it rests on."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """Hits of a screening that a known party kept from being asked, and that opened again."""

    manifest_id: int
    run_id: int
    why: str
    """known_revoked, known_expired, known_entry_changed."""
    released: bool
    """Whether nothing kept the shipment from being released before: it may be on its way."""
    hits: int
    open: int
    """Of them nobody has decided yet."""
    newest: datetime


def name_words(text: str) -> str:
    """Return the words of a name in one order, whatever script, order and legal form it is written in."""
    # Imported late: the parsing of names brings the vocabulary.
    from screening.names.parse import parse

    return " ".join(sorted(parse(text).keys)) or text.casefold().strip()


def identity_of(line: Line, hit: Hit) -> PartyIdentity:
    """Return the party that a hit stands on, with all that its line says of it.

    Its words find it, in any order and script; its legal form, numbers, country (where the line tells none, the one
    that it is screened with), address, persons, phones and mails are its data: "LLC" and "JSC" of one name are two
    parties, and one that goes to another country is looked at again.
    """
    from screening.names.parse import parse

    role = role_of(hit.field)
    own = {value.field: "" for value in line.values if value.field.startswith(f"{role}.")}
    told: dict[str, Any] = {
        "name": name_words(hit.value),
        "legal": sorted(parse(hit.value).legal),
        "numbers": sorted({comparable(v.text) for v in (*line.all(f"{role}.tax_id"), *_vessel_numbers(line, hit))}),
        "country": sorted({country_code(text) or text.casefold().strip() for text in party_countries(line, role)}),
        "address": sorted({name_words(v.text) for v in line.all(f"{role}.address")}),
    }
    if hit.field != role and line.text(role):
        # A number or a person is that of the firm which the line names.
        told["firm"] = name_words(line.text(role))
    for name in sorted(own.keys() - {f"{role}.{what}" for what in ("tax_id", "country", "address")}):
        told[name.removeprefix(f"{role}.")] = sorted({v.text.casefold().strip() for v in line.all(name)})
    data = hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=True).encode()).hexdigest()
    return PartyIdentity(name_words(hit.value), data)


def role_of(field: str) -> str:
    """Return the party that a field belongs to: "consignee" of "consignee.tax_id", "party.local" of itself."""
    if field in PARTY_FIELDS:
        return field
    role = field.rpartition(".")[0]
    return role or field


def _vessel_numbers(line: Line, hit: Hit) -> Iterable[Any]:
    return line.all("imo") if hit.kind is HitKind.VESSEL else ()


def sender_of(line: Line) -> str:
    """Return the consignor of a line, as it is compared."""
    name = line.text("consignor") or line.text("seller")
    return name_words(name) if name else ""


class KnownParties:
    """The known parties in force, asked while a manifest is screened."""

    def __init__(
        self,
        known: Iterable[KnownParty],
        entry_hashes: Mapping[tuple[str, str], str],
        manifest_sha256: str,
        today: date,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """``settings`` say which alerts nobody lets go alone, so that no clearance by one suppresses them.

        None: an office of one.
        """
        self._by_entry: dict[tuple[str, str], list[KnownParty]] = {}
        for one in known:
            if not one.revoked_by:
                self._by_entry.setdefault((one.list_id, one.entry_id), []).append(one)
        self._hashes = entry_hashes
        self._manifest = manifest_sha256
        self._today = today.isoformat()
        self._settings = settings

    def judge(self, line: Line, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Return the hits of a line; those of known parties carry ``suppressed_by``, or ``known_note``: why not."""
        if not self._by_entry or not any((hit.list_id, hit.entry_id) in self._by_entry for hit in hits):
            return hits
        return [self._judged(line, hit) for hit in hits]

    def _judged(self, line: Line, hit: Hit) -> Hit:
        candidates = self._by_entry.get((hit.list_id, hit.entry_id))
        if not candidates or hit.kind not in (HitKind.PARTY, HitKind.VESSEL):
            return hit
        party = identity_of(line, hit)
        note = ""
        for known in candidates:
            if known.party.key != party.key or not self._in_scope(line, known):
                continue
            why = self._why_not(known, party) or self._alone(known, hit)
            if not why:
                return replace(hit, suppressed_by=known.known_id)
            note = why
        return replace(hit, known_note=note) if note else hit

    def _in_scope(self, line: Line, known: KnownParty) -> bool:
        if known.scope is Scope.SENDER:
            return known.scope_value == sender_of(line)
        return known.scope is Scope.ALL or known.scope_value == self._manifest

    def _alone(self, known: KnownParty, hit: Hit) -> str:
        # The same party in another script, or against lists by which its words weigh more, can score higher than what
        # one person cleared.
        if known.agreed or self._settings is None or not needs_two(self._settings, hit):
            return ""
        return "known_by_one"

    def _why_not(self, known: KnownParty, party: PartyIdentity) -> str:
        if known.expires_on and known.expires_on < self._today:
            return "known_expired"
        if not known.entry_hash or self._hashes.get((known.list_id, known.entry_id)) != known.entry_hash:
            return "known_entry_changed"
        if known.party.data != party.data:
            return "known_party_changed"
        return ""
