"""Entries that are an address and no party (BIS Entity List): which questions tell the same building."""

import numpy as np

from screening.model.hits import Evidence, Reason
from screening.model.lists import EntryKind
from screening.names.asked import address_in
from screening.names.build import KINDS, EntryTable
from screening.names.same_address import house_numbers, same_building
from screening.names.types import NameMatch, PartyQuery

ADDRESS_ENTRY = 95.0
"""Score of an address that is that of an entry which is an address and no party; its rooms may differ."""


class AddressEntries:
    """The entries of a table that are addresses."""

    def __init__(self, table: EntryTable) -> None:
        self._table = table
        self._by_house: dict[str, list[tuple[int, str]]] | None = None
        """The entries with the address, by the numbers of its houses; made when it is first asked for."""

    def houses(self, chosen: np.ndarray) -> list[str]:
        """Return the numbers of the houses of those among the chosen entries (truths by number) that are addresses."""
        places = np.flatnonzero(chosen & (self._table.kind == KINDS.index(EntryKind.ADDRESS))).tolist()
        return [house for entry in places for address in self._addresses_of(entry) for house in house_numbers(address)]

    def met(self, query: PartyQuery) -> dict[int, tuple[str, str]]:
        """Return the entries that are the address of a question: {entry: (what agrees, the listed address)}."""
        if self._by_house is None:
            self._by_house = {}
            for entry in np.flatnonzero(self._table.kind == KINDS.index(EntryKind.ADDRESS)).tolist():
                for address in self._addresses_of(entry):
                    for house in house_numbers(address):
                        self._by_house.setdefault(house, []).append((entry, address))
        if not self._by_house or query.vessel:
            return {}
        found: dict[int, tuple[str, str]] = {}
        address = address_in(query)
        for house in house_numbers(address) if address else ():
            for entry, listed in self._by_house.get(house, ()):
                shared = same_building(address, listed) if entry not in found else ""
                if shared:
                    found[entry] = shared, listed
        return found

    def match(self, entry: int, shared: str, listed: str) -> NameMatch:
        """Return the answer of an entry that :meth:`met` gave."""
        name = self._table.names[int(self._table.first_name[entry])]
        return NameMatch(
            self._table.list_ids[int(self._table.list_number[entry])], self._table.entry_id[entry],
            EntryKind.ADDRESS, name, name, ADDRESS_ENTRY,
            Reason("address_match", (("name", name), ("address", listed))),
            (Evidence("address_agrees", shared, listed, ADDRESS_ENTRY),),
        )  # fmt: skip

    def _addresses_of(self, entry: int) -> list[str]:
        """Return the addresses of an entry that is one; where the list tells none, its name is it."""
        told = [address for address in self._table.addresses[entry].split("\n") if address]
        if told:
            # The country stands beside the address: without it a town that is a country would not be told.
            countries = self._table.countries[entry]
            return [f"{address}, {countries}" if len(countries) == 2 else address for address in told]
        return [self._table.names[int(self._table.first_name[entry])]]
