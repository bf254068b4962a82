"""The index of names: made once for the lists in force, kept beside the database, asked in batches.

A query is read in several ways (``parse.readings``, ``variants``); for each the candidates come from the inverted
lists of its division, every pair is measured (``features``) and weighed (``model``), and the best pair of each entry
is its answer. Numbers come before names: equality is a certain hit. A pair's score depends on nothing but the pair
and the lists, never on the batch.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np

from screening.collector import patient_collector
from screening.identifiers import comparable
from screening.model.hits import FURTHER, Evidence, Reason
from screening.model.lists import OWN_LIST, EntryKind, Identifier
from screening.names.address import in_common
from screening.names.address_entries import ADDRESS_ENTRY, AddressEntries
from screening.names.asked import numbers_of
from screening.names.batch import Batch, Part
from screening.names.build import IDENTIFIER_LEAST, KINDS, EntryTable, build
from screening.names.division import MOST_WORDS, Division, legal_bits
from screening.names.explain import explain
from screening.names.index_files import open_index_files, save_index
from screening.names.model import HIGHEST
from screening.names.parse import Parsed, parse
from screening.names.types import SHIPPED_THRESHOLD, NameMatch, PartyQuery
from screening.ports import ListedEntry
from screening.progress import Progress, Silent, check

QUERY_BATCH = 1000
THREADS = min(4, os.cpu_count() or 1)
"""Threads that measure, while the calling one takes names apart and makes answers."""

COUNTRY_AGREES = 1.5
COUNTRY_DIFFERS = -2.0
"""Points that agreement of countries moves a name's score by; never across 0 or 99."""
ADDRESS_AGREES = 3.0
"""Points for an address that has a number and a word, or three words, in common with one of the entry's."""
QUALITY_COSTS = (0.0, 6.0, 2.0)
"""Points that a name costs by its quality: strong, weak alias, former name."""
_QUALITY_CODES = ("", "weak_alias", "former_name")
NUMBER_DIFFERS = -12.0
"""Points for a different number of the same kind and country."""

MOST_MOVED = COUNTRY_AGREES + ADDRESS_AGREES
"""Points that a name may gain by what stands around it."""

IDENTITY_ASKED = 65.0
"""From this score of the model on, a name that sounds the same is looked at letter by letter."""
SAME_LETTERS = 90.0
"""Least score of a name whose letters, run together, sound the same as a listed one's."""
SAME_LETTERS_LEAST = 6
OTHER_BRACKETS = 30.0
FATHER_IS_SON = 25.0
_CHILD_OF = frozenset({"bin", "ibn", "ben", "bint"})
LEGAL_FORM_DIFFERS = 94.0
"""Highest score of a name that is the same but for the legal form."""

_ONE_PER_PARTY = {"inn": "RU", "ogrn": "RU", "bin": "KZ", "iin": "KZ", "unp": "BY", "imo": "", "lei": ""}
"""Kinds of which a party has just one, with the country whose parties have it ("" all)."""


class NameIndex:
    """Names and numbers of all entries of the active lists. Not to be changed; one thread at a time."""

    def __init__(self, table: EntryTable, parties: Division, vessels: Division) -> None:
        self._table = table
        self._parties = parties
        self._vessels = vessels
        self._by_number: dict[str, list[int]] | None = None
        self._addresses = AddressEntries(table)
        self._own_lists = {at for at, list_id in enumerate(table.list_ids) if list_id.startswith(OWN_LIST)}
        self.threads = 0
        """Threads that measure; 0 takes :data:`THREADS`. A worker that has one processor to itself sets 1."""

    @classmethod
    def build(cls, entries: Iterable[ListedEntry], progress: Progress | None = None) -> "NameIndex":
        """Make the index of entries. Raises Cancelled."""
        return cls(*build(entries, progress or Silent()))

    def __len__(self) -> int:
        return len(self._table.kind)

    @property
    def divisions(self) -> tuple[Division, Division]:
        """The names of parties, and those of vessels and aircraft."""
        return self._parties, self._vessels

    def changed_part(self, wanted: Callable[[str, str], bool]) -> tuple["np.ndarray", list[str]]:
        """Return which entries are ``wanted`` (list id, entry id), as truths by number, and their numbers to compare.

        Of entries that are addresses the numbers of their houses are among them, behind "@".
        """
        table = self._table
        lists = [table.list_ids[number] for number in table.list_number.tolist()]
        chosen = np.fromiter(map(wanted, lists, table.entry_id.to_list()), bool, len(lists))
        theirs = chosen[table.identifier_entry]
        numbers = [table.identifiers[int(place)] for place in np.flatnonzero(theirs)]
        numbers += [f"@{house}" for house in self._addresses.houses(chosen)]
        return chosen, numbers

    def match(
        self,
        queries: Sequence[PartyQuery],
        *,
        min_score: float = 0.0,
        max_hits: int = 5,
        progress: Progress | None = None,
    ) -> list[list[NameMatch]]:
        """Return for each query its entries at or above ``min_score`` (0: the shipped threshold), best first.

        At most ``max_hits`` for a query, each entry once, and as many again of lists of the user's own, so that no entry of
        a publisher is pushed out by them; how many more there are is evidence of the best (FURTHER). Raises Cancelled.
        """
        return self.match_names(queries, min_score=min_score, max_hits=max_hits, progress=progress)[0]

    def match_names(
        self,
        queries: Sequence[PartyQuery],
        *,
        min_score: float = 0.0,
        max_hits: int = 5,
        progress: Progress | None = None,
    ) -> tuple[list[list[NameMatch]], list[bool]]:
        """Answer as :meth:`match`, and tell of each query whether its name meets nothing whatever stands beside it."""
        least = min_score or SHIPPED_THRESHOLD
        progress = progress or Silent()
        answers: list[list[NameMatch]] = []
        silent: list[bool] = []
        waiting: deque[tuple[Batch, Future[None]]] = deque()
        most = self.threads or THREADS
        with patient_collector(), ThreadPoolExecutor(most, thread_name_prefix="tekser-names") as threads:
            try:
                for start in range(0, len(queries), QUERY_BATCH):
                    check(progress, "match_names", len(answers), len(queries))
                    batch = self._prepare(queries[start : start + QUERY_BATCH])
                    waiting.append((batch, threads.submit(self._measure, batch, least)))
                    if len(waiting) > most:
                        self._finish(*waiting.popleft(), least, max_hits, answers, silent)
                while waiting:
                    check(progress, "match_names", len(answers), len(queries))
                    self._finish(*waiting.popleft(), least, max_hits, answers, silent)
            finally:
                for _, future in waiting:
                    future.cancel()
        return answers, silent

    def rests_on_name(self, query: PartyQuery) -> bool:
        """Whether a query has nothing but its name that could meet an entry: no number, no address.

        Countries only move the score of a name that is met.
        """
        return not (query.address or query.identifiers or "," in query.text or numbers_of(query))

    def _prepare(self, some: Sequence[PartyQuery]) -> Batch:
        """Take the queries of a batch apart."""
        parts = []
        for division in (self._parties, self._vessels):
            if not len(division.rows.entry):
                continue
            part = Part(division)
            for place, query in enumerate(some):
                if query.vessel == division.vessels and query.text.strip():
                    part.add(place, query.text)
            if part.parsed:
                parts.append(part)
        return Batch(some, parts)

    def _measure(self, batch: Batch, least: float) -> None:
        """Find the pairs worth showing; nearly all of it is compiled and leaves the interpreter to others."""
        for part in batch.parts:
            part.measure(least - MOST_MOVED)

    def _finish(
        self, batch: Batch, future: "Future[None]", least: float, max_hits: int,
        answers: list[list[NameMatch]], silent: list[bool],
    ) -> None:  # fmt: skip
        """Wait for the pairs of a batch and make the answers."""
        future.result()
        found: list[dict[int, _Best]] = [{} for _ in batch.queries]
        for part in batch.parts:
            self._collect(part, found)
        answers += [self._answer(q, best, least, max_hits) for q, best in zip(batch.queries, found, strict=True)]
        silent += [all(best.score < least - MOST_MOVED for best in met.values()) for met in found]

    def _collect(self, part: Part, found: list[dict[int, "_Best"]]) -> None:
        division = part.division
        entries = division.rows.entry[part.rows]
        joined = division.rows.joined.take(part.rows.tolist())
        pairs = zip(part.forms.tolist(), part.rows.tolist(), entries.tolist(), part.points.tolist(), strict=True)
        for place, (at, row, entry, value) in enumerate(pairs):
            form = part.parsed[at]
            if form.joined == joined[place] and not part.cut[at]:
                if len(form.joined) >= SAME_LETTERS_LEAST:
                    value = max(value, SAME_LETTERS)
                if value > IDENTITY_ASKED:
                    value = self._if_identical(division, row, form, value)
            elif value > IDENTITY_ASKED:
                value -= self._contradicted(part, at, division, row)
            value -= QUALITY_COSTS[int(division.rows.quality[row])]
            known = found[part.owner[at]]
            best = known.get(entry)
            if best is None or value > best.score:
                known[entry] = _Best(max(value, 0.0), division, row, form)

    def _name_of(self, division: Division, row: int) -> str:
        entry = int(division.rows.entry[row])
        return self._table.names[int(self._table.first_name[entry]) + int(division.rows.name[row])]

    def _if_identical(self, division: Division, row: int, form: Parsed, value: float) -> float:
        """Return the score of a query whose words, run together, sound the same as those of a listed name.

        100 when they are the same words letter by letter on the Latin footing and no legal form contradicts.
        """
        name = parse(self._name_of(division, row))
        forms, theirs = legal_bits(form.legal), legal_bits(name.legal)
        if forms and theirs and not forms & theirs:
            return min(value, LEGAL_FORM_DIFFERS)
        return 100.0 if sorted(w.latin for w in name.words) == sorted(w.latin for w in form.words) else value

    def _contradicted(self, part: Part, at: int, division: Division, row: int) -> float:
        """Return the points that a name loses because it says outright that it is another one."""
        form, text = part.parsed[at], self._name_of(division, row)
        if part.brackets[at] and "(" in text:
            # "Bank (Spain)" and "Bank (Mexico)" agree in all but what tells them apart.
            words = division.rows.starts[row + 1] - division.rows.starts[row]
            reduced = part.bare[at] or words < min(len(parse(text).words), MOST_WORDS)
            return OTHER_BRACKETS if reduced else 0.0
        ours = _descents(form)
        return FATHER_IS_SON if ours and {(son, father) for father, son in _descents(parse(text))} & ours else 0.0

    def _answer(self, query: PartyQuery, found: dict[int, "_Best"], least: float, max_hits: int) -> list[NameMatch]:
        numbers = numbers_of(query)
        certain: dict[int, Identifier] = {}
        for identifier in numbers:
            for entry in self._entries_with(comparable(identifier.value)):
                if self._fits(entry, query):
                    certain.setdefault(entry, identifier)
        ranked: list[tuple[float, int]] = [(100.0, entry) for entry in certain]
        places = self._addresses.met(query) if least <= ADDRESS_ENTRY else {}
        ranked += [(ADDRESS_ENTRY, entry) for entry in places.keys() - certain.keys()]
        adjusted: dict[int, list[Evidence]] = {}
        for entry, best in found.items():
            if entry in certain or entry in places or best.score < least - MOST_MOVED:
                continue
            moves = self._moves(query, entry, best, numbers)
            score = best.score
            if score < 100:
                score = min(max(score + sum(e.weight for e in moves), 0.0), HIGHEST)
            if score >= least:
                adjusted[entry] = moves
                ranked.append((score, entry))
        ranked.sort(key=lambda pair: (-pair[0], pair[1]))
        matches = [
            self._addresses.match(entry, *places[entry])
            if entry in places and entry not in certain
            else self._match(query, score, entry, found.get(entry), certain.get(entry), adjusted.get(entry, []))
            for score, entry in self._shown(ranked, max_hits)
        ]
        return _told_of_the_rest(matches, len(ranked) - len(matches))

    def _shown(self, ranked: list[tuple[float, int]], most: int) -> list[tuple[float, int]]:
        """Return the best of publishers' lists and the best of the user's own, in their order; so many of each at most."""
        if len(ranked) <= most or not self._own_lists:
            return ranked[:most]
        room = {True: most, False: most}
        shown = []
        for pair in ranked:
            own = int(self._table.list_number[pair[1]]) in self._own_lists
            if room[own]:
                room[own] -= 1
                shown.append(pair)
        return shown

    def _fits(self, entry: int, query: PartyQuery) -> bool:
        kind = KINDS[int(self._table.kind[entry])]
        if query.vessel:
            return kind in (EntryKind.VESSEL, EntryKind.AIRCRAFT, EntryKind.UNKNOWN)
        return kind not in (EntryKind.VESSEL, EntryKind.AIRCRAFT)

    def _entries_with(self, number: str) -> list[int]:
        if self._by_number is None:
            self._by_number = {}
            for value, entry in zip(self._table.identifiers.to_list(), self._table.identifier_entry, strict=True):
                self._by_number.setdefault(value, []).append(int(entry))
        return self._by_number.get(number, []) if len(number) >= IDENTIFIER_LEAST else []

    def _moves(self, query: PartyQuery, entry: int, best: "_Best", numbers: list[Identifier]) -> list[Evidence]:
        """Return what else moves the score of a name: countries, addresses, and numbers that contradict."""
        moves = []
        theirs = self._table.countries[entry]
        if query.countries and theirs:
            agree = bool(set(query.countries) & set(theirs.split(",")))
            code, weight = ("country_agrees", COUNTRY_AGREES) if agree else ("country_differs", COUNTRY_DIFFERS)
            moves.append(Evidence(code, ",".join(query.countries), theirs, weight))
        address = query.address or query.text.partition(",")[2]
        if address:
            shared = in_common(address, self._table.addresses[entry])
            if shared:
                moves.append(Evidence("address_agrees", shared, "", ADDRESS_AGREES))
        if numbers and best.score < 100:
            own = self._identifiers_of(entry)
            for identifier in numbers:
                known = [value for kind, value in own if kind == identifier.kind and kind in _ONE_PER_PARTY]
                if known and comparable(identifier.value) not in known:
                    moves.append(Evidence("identifier_differs", identifier.value, known[0], NUMBER_DIFFERS))
                    break
        return moves

    def _identifiers_of(self, entry: int) -> list[tuple[str, str]]:
        at = np.flatnonzero(self._table.identifier_entry == entry)
        return [(self._table.identifier_kind[int(n)], self._table.identifiers[int(n)]) for n in at]

    def _match(
        self,
        query: PartyQuery,
        score: float,
        entry: int,
        best: "_Best | None",
        certain: Identifier | None,
        moves: list[Evidence],
    ) -> NameMatch:
        primary = self._table.names[int(self._table.first_name[entry])]
        matched = self._name_of(best.division, best.row) if best else primary
        evidence: list[Evidence] = []
        if certain:
            evidence.append(Evidence("identifier_equal", certain.value, certain.kind, 100.0))
            reason = Reason("identifier_match", (("kind", certain.kind), ("number", certain.value), ("name", primary)))
        else:
            reason = Reason("name_identical" if score >= 100 else "name_match", (("name", matched),))
        if best:
            evidence += explain(best.form, parse(matched), best.division.vocabulary, score, query.text)
            quality = int(best.division.rows.quality[best.row])
            if quality:
                evidence.append(Evidence(_QUALITY_CODES[quality], "", matched, -QUALITY_COSTS[quality]))
        return NameMatch(
            self._table.list_ids[int(self._table.list_number[entry])],
            self._table.entry_id[entry],
            KINDS[int(self._table.kind[entry])],
            primary,
            matched,
            round(float(score), 2),
            reason,
            (*evidence, *moves),
        )

    def save(self, folder: Path) -> None:
        """Write the index into an empty folder. Raises OSError."""
        save_index(folder, self._table, self._parties, self._vessels)

    @classmethod
    def open(cls, folder: Path) -> "NameIndex":
        """Open a saved index; its arrays stay on the disk until they are needed.

        Raises InternalFault("index_unusable") when it is of another format or damaged, OSError when it is not there.
        """
        return cls(*open_index_files(folder))


def _told_of_the_rest(matches: list[NameMatch], rest: int) -> list[NameMatch]:
    """Return matches, the best saying that there are more entries than are kept, and how many: never silently.

    The best that met the name, where one did: two names with one address meet the entry of that once.
    """
    if rest > 0:
        at = next((n for n, match in enumerate(matches) if match.reason.code != "address_match"), 0)
        piece = Evidence(FURTHER, str(rest), str(len(matches)))
        matches[at] = replace(matches[at], evidence=(*matches[at].evidence, piece))
    return matches


def _descents(name: Parsed) -> set[tuple[str, str]]:
    """Return who is said to be whose child: the keys around "bin" and its like."""
    words = name.words
    return {(words[n - 1].key, words[n + 1].key) for n in range(1, len(words) - 1) if words[n].latin in _CHILD_OF}


class _Best:
    """The best pair of a query and an entry so far."""

    __slots__ = ("division", "form", "row", "score")

    def __init__(self, score: float, division: Division, row: int, form: Parsed) -> None:
        self.score = score
        self.division = division
        self.row = row
        self.form = form
