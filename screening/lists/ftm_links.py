"""Lines of an FtM file that point to parties: sanctions, ownerships, offices, kin, addresses, passports."""

import re
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from screening.lists.dates import iso_date
from screening.lists.draft import Draft, joined


class Pair(NamedTuple):
    """A schema that links two parties: its two ends, and what each is to the other."""

    source: str
    target: str
    kind: str
    """What the source is told of the target: it "owns" it."""
    back: str
    """What the target is told of the source: it is "owned_by" it."""


PAIRS = {
    "Ownership": Pair("owner", "asset", "owns", "owned_by"),
    "Control": Pair("controller", "controlled", "controls", "controlled_by"),
    "Directorship": Pair("director", "organization", "directs", "directed_by"),
    "Family": Pair("person", "relative", "family", "family"),
    "Associate": Pair("person", "associate", "linked_to", "linked_to"),
    "UnknownLink": Pair("subject", "object", "linked_to", "linked_to"),
    "Representation": Pair("agent", "client", "acts_for", "linked_to"),
    "Employment": Pair("employee", "employer", "linked_to", "linked_to"),
    "Membership": Pair("member", "organization", "linked_to", "linked_to"),
    "Succession": Pair("predecessor", "successor", "linked_to", "linked_to"),
}
LINKS = frozenset({*PAIRS, "Sanction", "Address", "Identification", "Passport", "CryptoWallet", "Security"})
_MOST_FURTHER = 500
"""Holdings of companies that are no entries, told with one owner."""
_SAID = ("role", "relationship", "ownershipType", "controlType", "status", "description", "summary")


@dataclass(frozen=True, slots=True)
class _Link:
    kind: str
    other: str
    share: float | None
    label: str
    former: bool


@dataclass(frozen=True, slots=True)
class _Sanction:
    programmes: tuple[str, ...]
    measures: tuple[str, ...]
    remarks: tuple[str, ...]
    listed: str
    authority: str


class Links:
    """What points to parties, by the id of the party."""

    def __init__(self, today: str) -> None:
        self._today = today
        self._links: dict[str, list[_Link]] = defaultdict(list)
        self.sanctions: dict[str, list[_Sanction]] = defaultdict(list)
        self._addresses: dict[str, tuple[str, str]] = {}
        self._numbers: dict[str, list[tuple[str, str, str, str]]] = defaultdict(list)
        self.named: set[str] = set()
        """Ids of parties whose names links need."""
        self.names: dict[str, str] = {}
        self.listed: set[str] = set()
        """Those of :attr:`named` that are entries themselves."""

    def add(self, entity: Mapping[str, Any]) -> None:
        """Take in one entity of a schema of :data:`LINKS`."""
        schema, properties = entity["schema"], entity["properties"]
        if schema in PAIRS:
            self._add_pair(PAIRS[schema], properties)
        elif schema == "Sanction":
            self._add_sanction(properties)
        elif schema == "Address":
            text = first(properties, "full") or ", ".join(
                filter(None, (first(properties, name) for name in ("street", "city", "postalCode", "state")))
            )
            self._addresses[entity["id"]] = (text, first(properties, "country"))
        elif schema == "CryptoWallet":
            for holder in several(properties, "holder"):
                currency = first(properties, "currency") or first(properties, "currencySymbol")
                for name in ("publicKey", "cryptoAddress"):
                    self._numbers[holder].append(("wallet", first(properties, name), "", currency))
        elif schema == "Security":
            for issuer in several(properties, "issuer"):
                self._numbers[issuer].append(("isin", first(properties, "isin"), "", ""))
        else:
            kind = "passport" if schema == "Passport" else "national_id"
            label, country = first(properties, "type"), first(properties, "country")
            for holder in several(properties, "holder"):
                for number in (*several(properties, "number"), *several(properties, "passportNumber")):
                    self._numbers[holder].append((kind, number, country, label))
                for number in several(properties, "personalNumber"):
                    self._numbers[holder].append(("national_id", number, country, ""))

    def _add_pair(self, pair: Pair, properties: Mapping[str, Any]) -> None:
        share = share_of(first(properties, "percentage"))
        said = [first(properties, name) for name in _SAID]
        if share is None:
            said.append(first(properties, "percentage"))
        label = sys.intern("; ".join(dict.fromkeys(filter(None, said)))[:200])
        ended = iso_date(first(properties, "endDate"))
        former = bool(ended) and ended < self._today
        for source in several(properties, pair.source):
            for target in several(properties, pair.target):
                self._links[source].append(_Link(pair.kind, target, share, label, former))
                self._links[target].append(_Link(pair.back, source, share, label, former))
                self.named.update((source, target))

    def add_asset(self, entity: Mapping[str, Any]) -> None:
        """Take in whose a ship or an aircraft is and who runs it, where it says so itself."""
        asset, properties = entity["id"], entity["properties"]
        for owner in several(properties, "owner"):
            self._link(owner, asset, PAIRS["Ownership"], "")
        for operator in several(properties, "operator"):
            self._link(operator, asset, PAIRS["UnknownLink"], "operator")

    def _link(self, source: str, target: str, pair: Pair, label: str) -> None:
        self._links[source].append(_Link(pair.kind, target, None, label, False))
        self._links[target].append(_Link(pair.back, source, None, label, False))
        self.named.update((source, target))

    def _add_sanction(self, properties: Mapping[str, Any]) -> None:
        programmes = (*several(properties, "program"), *several(properties, "programId"))
        ended = iso_date(first(properties, "endDate"))
        over = bool(ended) and ended < self._today
        days = [iso_date(day) for name in ("listingDate", "startDate") for day in several(properties, name)]
        sanction = _Sanction(
            () if over else tuple(map(sys.intern, programmes)),
            () if over else tuple(map(sys.intern, several(properties, "provisions"))),
            (
                *([f"{joined(programmes)} until {ended}"] if over else ()),
                *several(properties, "reason"),
                *several(properties, "summary"),
                *several(properties, "status"),
            ),
            min(days, default=""),
            "" if over else sys.intern(first(properties, "authority")),
        )
        for party in several(properties, "entity"):
            self.sanctions[party].append(sanction)

    def add_to(self, draft: Draft, address_ids: list[str]) -> None:
        """Add to a party what points to it, and the addresses it points to."""
        for sanction in self.sanctions.get(draft.entry_id, ()):
            for programme in sanction.programmes or (sanction.authority,):
                draft.programme(programme)
            for measure in sanction.measures:
                draft.measure(measure)
            for remark in sanction.remarks:
                draft.remark(remark)
            draft.listed_on = min(filter(None, (draft.listed_on, sanction.listed)), default="")
        for kind, number, country, label in self._numbers.get(draft.entry_id, ()):
            draft.identifier(kind, number, country, label)
        for address_id in address_ids:
            draft.address(*self._addresses.get(address_id, ("", "")))
        for link in self._links.get(draft.entry_id, ()):
            draft.relation(
                link.kind, link.other, self.names.get(link.other), link.share, link.label, former=link.former
            )  # fmt: skip
        self._add_further(draft)

    def _add_further(self, draft: Draft) -> None:
        """Add what companies that are no entries own, where the party owns them: chains go on through them."""
        seen = {draft.entry_id}
        level = [draft.entry_id]
        steps = 0
        while level and steps < _MOST_FURTHER:
            below = [
                link.other
                for holder in level
                for link in self._links.get(holder, ())
                if link.kind == "owns" and not link.former
            ]
            level = [party for party in dict.fromkeys(below) if party not in seen and party not in self.listed]
            seen.update(level)
            for holder in level:
                for link in self._links.get(holder, ()):
                    if link.kind == "owns" and not link.former and steps < _MOST_FURTHER:
                        steps += 1
                        draft.relation(
                            "owns_further", link.other, self.names.get(link.other), link.share, link.label,
                            holder=(holder, self.names.get(holder, "")),
                        )  # fmt: skip
        if steps >= _MOST_FURTHER:
            draft.notes["further_ownership_cut"] += 1


def several(properties: Mapping[str, Any], name: str) -> list[str]:
    """Return the texts of a property."""
    values = properties.get(name)
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def first(properties: Mapping[str, Any], name: str) -> str:
    """Return the first text of a property, or an empty text."""
    return next(iter(several(properties, name)), "")


def share_of(text: str) -> float | None:
    """Return a share in percent, or None where the text is no single number of 0 to 100."""
    found = re.fullmatch(r"\s*(\d{1,3}(?:[.,]\d+)?)\s*%?\s*", text)
    share = float(found[1].replace(",", ".")) if found else None
    return share if share is not None and share <= 100 else None
