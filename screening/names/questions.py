"""Which of many stored questions may meet a few changed entries, without asking each of them of the whole index.

A stored question keeps its words as text (:func:`forms_of`): they know no list, so they stay true whatever lists come.
After a change the names of the changed entries become a small index (:class:`ChangedNames`) that takes its words' weights
from the whole one, and all stored words are looked up in it at once. A pair is measured by the model as always; what
comes within :data:`SLACK` points of the threshold is worth asking. Readings that need the lists' words (joined, split,
scanned, another keyboard) are worth asking as soon as they bring one word of a changed name, and so is a number of a
changed entry. The asking itself is the whole index's, so the score is the one that any screening gives.

What this may lose against asking all: a pair that shares less than :data:`SHARED_LEAST` of the weight of either side, and
one whose rarest reading gains more than the slack. ``tests/names/test_questions.py`` compares with asking all.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np

from screening.identifiers import comparable
from screening.names import compiled, compiled_candidates, compiled_questions, features, variants
from screening.names.asked import address_in, numbers_of
from screening.names.division import JOIN_LEAST, MOST_WORDS, Division
from screening.names.index import MOST_MOVED, THREADS, NameIndex
from screening.names.index_files import tables_sum
from screening.names.letters import key_of
from screening.names.model import scores
from screening.names.parse import STOP, Parsed, meaning_of, parse, readings
from screening.names.same_address import house_numbers
from screening.names.strings import Strings
from screening.names.types import SHIPPED_THRESHOLD, PartyQuery
from screening.names.vocabulary import Neighbours, Vocabulary, join_hash, make_lookup, neighbours_among, skeleton_of
from screening.progress import Progress, Silent, check

SLACK = 4.0
"""Points below the threshold from which a pair is worth asking: what penalties take is not known here, but spellings
are, so that a pair's points are hardly ever fewer than those it gets in the end."""
MISREAD_SLACK = 35.0
"""The same for a reading with a word that may be two, or misread: only half of it is measured here."""
LEAST_HALF = 2
SHARED_LEAST = 0.4
"""Part of the weight of either side that two names must share to be measured."""
MOST_ROWS = 8
"""Changed names that a reading is measured against: those that share most."""
FORMS = 2
"""Of the text that :func:`forms_of` makes; raised when it changes."""

FORM_BATCH, WORD_BATCH = 50_000, 20_000
"""Forms and words that a thread takes at a time."""

_END = "\x02"
_LINE, _QUESTION, _STOP = 10, 2, 39
_MARKS = np.frombuffer(b"+~#!", np.uint8)
_MERGED = np.array(
    [[ord(letter) for letter in letters] for letters in
     ("ctz", "cts", "cch", "ccz", "ssh", "ssz", "jzh", "jdj", "fph", "hkh", "ggh", "tth", "ddh", "uou", "uoo", "kck")],
    np.uint8,
)  # fmt: skip
"""A letter of a key, and the end of one word and the beginning of the next that it may stand for."""
_PLAIN, _JOINED, _LAYOUT, _NUMBER, _VESSEL = range(5)


def forms_stamp() -> int:
    """Return a number that differs when texts that :func:`forms_of` made before no longer fit."""
    return (tables_sum() ^ (FORMS * 0x9E3779B1)) & 0x7FFFFFFF


def forms_of(query: PartyQuery) -> str:
    """Return the words of all readings of a question, a line each, whatever the lists.

    Plain lines hold the keys of a reading, those that tell little behind an apostrophe. "+" stands before what two
    neighbouring words give together, "~" before the words of another keyboard, "#" before numbers (those of houses
    behind "@"), "!" before what kind
    of party is asked for where that is a vessel.
    """
    lines: dict[str, None] = {}
    joined: dict[str, None] = {}
    layout: dict[str, None] = {}
    for reading in readings(query.text) if query.text.strip() else ():
        whole = parse(reading.text)
        for form in (whole, variants.without_tail(whole), variants.unscanned(reading.text)):
            if form and form.words:
                lines[_plain(form)] = None
        for left, right in pairwise(whole.words):
            together = left.latin + right.latin
            if len(together) >= variants.SHORTEST_WHOLE and len(left.latin) > 1 < len(right.latin):
                joined[key_of(together)] = None
        for other in variants.other_layouts(reading.text):
            # The rest must be known words by half; short ones are not counted.
            layout[" ".join(w.key for w in other.words if len(w.key) >= variants.LEAST_OF_LAYOUT)] = None
    numbers = dict.fromkeys(comparable(i.value) for i in numbers_of(query))
    if not query.vessel:
        numbers |= dict.fromkeys(f"@{house}" for house in sorted(house_numbers(address_in(query))))
    lines |= {f"~{words}": None for words in layout if words}
    for mark, some in (("+", joined), ("#", numbers), ("!", {"v": None} if query.vessel else {})):
        if some:
            lines[mark + " ".join(some)] = None
    return "\n".join(lines)


def _plain(form: Parsed) -> str:
    return " ".join(f"'{word.key}" if word.meaning == STOP else word.key for word in form.words[:MOST_WORDS])


class _Changed:
    """The names of changed entries in one division, weighed as in the whole index."""

    def __init__(self, division: Division, entries: Any) -> None:
        """``entries`` tells for each entry of the index whether it changed."""
        whole, vocabulary = division.rows, division.vocabulary
        rows = np.flatnonzero(entries[whole.entry]).astype(np.int32)
        lengths = np.diff(whole.starts)[rows]
        self.starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        places = np.repeat(whole.starts[rows] - self.starts[:-1], lengths) + np.arange(self.starts[-1])
        keys, words = np.unique(whole.words[places], return_inverse=True)
        self.words = words.astype(np.int32)
        self.division, self.rows = division, rows
        self.texts = Strings.of(vocabulary.texts.take(keys.tolist()))
        self.weights, self.meanings = vocabulary.weights[keys], vocabulary.meanings[keys]
        self.lengths, self.first = vocabulary.lengths[keys], vocabulary.first[keys]
        self.number = np.full(len(vocabulary.texts) + 1, -1, np.int32)
        """Number here of each word of the whole index; the last place stands for words of no list."""
        self.number[keys] = np.arange(len(keys), dtype=np.int32)
        self.lookup = make_lookup(self.texts, _skeletons(vocabulary, keys))
        self.postings = compiled_candidates.invert(self.starts, self.words, len(keys))
        self.row_weight, self.row_facts = division.row_weight[rows], division.row_facts[rows]
        self.joined, self.ordered = (Strings.of(texts.take(rows.tolist())) for texts in (whole.joined, whole.ordered))
        place = np.full(len(whole.entry), -1, np.int32)
        place[rows] = np.arange(len(rows), dtype=np.int32)
        kept = place[division.join_rows] >= 0
        self.joins, self.join_rows = division.joins[kept], place[division.join_rows[kept]]
        hashes = compiled_questions.hash_texts(self.texts.block, self.texts.ends)
        self.by_hash = np.argsort(hashes).astype(np.int32)
        self.hashes = hashes[self.by_hash]

    def all_hashes(self) -> Any:
        """Return the sorted hashes of all words of the division."""
        texts = self.division.vocabulary.texts
        return np.sort(compiled_questions.hash_texts(texts.block, texts.ends))


def _skeletons(vocabulary: Vocabulary, keys: Any) -> list[int]:
    """Return which of some keys the whole index also knows by their consonants."""
    lookup, found = vocabulary.lookup, []
    for at, (number, key) in enumerate(zip(keys.tolist(), vocabulary.texts.take(keys.tolist()), strict=True)):
        bones = skeleton_of(key)
        if bones:
            wanted = join_hash(bones)
            low, high = np.searchsorted(lookup.stems, wanted, "left"), np.searchsorted(lookup.stems, wanted, "right")
            if number in lookup.stem_keys[low:high]:
                found.append(at)
    return found


class ChangedNames:
    """The changed entries of an index, ready to be looked for among stored questions."""

    def __init__(self, index: NameIndex, wanted: Callable[[str, str], bool]) -> None:
        """``wanted`` tells by list id and entry id whether an entry changed."""
        entries, numbers = index.changed_part(wanted)
        self.entries = int(entries.sum())
        self._numbers = np.sort(np.array([join_hash(number) for number in set(numbers)], np.int64))
        self._divisions = [
            _Changed(division, entries) for division in index.divisions if entries[division.rows.entry].any()
        ]

    def askers(
        self, texts: Iterable[Sequence[str]], min_score: float = 0.0, progress: Progress | None = None
    ) -> list[int]:
        """Return the places, among all texts, of the questions that are worth asking of the whole index.

        ``texts`` are batches of what :func:`forms_of` gave; ``min_score`` is that of the asking. Raises Cancelled.
        """
        progress = progress or Silent()
        least = (min_score or SHIPPED_THRESHOLD) - MOST_MOVED - SLACK
        tokens = _Tokens(texts, progress)
        asking = np.zeros(tokens.questions, bool)
        asking[tokens.owners_among(_NUMBER, self._numbers)] = True
        for changed in self._divisions:
            asking[tokens.owners_among(_JOINED, changed.hashes)] = True
            asking[tokens.owners_among(_LAYOUT, changed.hashes, changed.all_hashes())] = True
            asking[_Search(changed, tokens, progress).owners(least)] = True
        places: list[int] = np.flatnonzero(asking).tolist()
        return places


class _Tokens:
    """The words of all questions as numbers."""

    def __init__(self, texts: Iterable[Sequence[str]], progress: Progress) -> None:
        self.questions = 0
        lines = 0
        parts: list[tuple[Any, ...]] = []
        blocks: list[Any] = []
        size = 0
        for batch in texts:
            check(progress, "read_questions", self.questions)
            block = np.frombuffer((_END.join(batch) + _END).encode("ascii", "replace"), np.uint8)
            begins, ends, hashes, line, owners, kinds, stops = compiled_questions.read_tokens(
                block, _LINE, _QUESTION, _STOP, _MARKS
            )
            # Words are few and come again and again: each is kept once a batch.
            plain = np.flatnonzero(kinds == _PLAIN)
            _, first = np.unique(hashes[plain], return_index=True)
            word_block, word_ends = compiled_questions.gather(block, begins[plain[first]], ends[plain[first]])
            blocks.append((hashes[plain[first]], word_block, word_ends + size))
            size += len(word_block)
            parts.append((hashes, line + np.int32(lines), owners + np.int32(self.questions), kinds, stops))
            lines += int(np.count_nonzero((block == _LINE) | (block == _QUESTION)))
            self.questions += len(batch)
        empty = (np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0, np.int32), np.zeros(0, np.uint8),
                 np.zeros(0, bool))  # fmt: skip
        hashes, line, self._owners, self._kinds, stops = (
            np.concatenate(column) for column in zip(*(parts or [empty]), strict=True)
        )
        self._hashes, self._lines = hashes, line
        plain = self._kinds == _PLAIN
        self.stops = stops[plain]
        self._words(blocks, hashes[plain])
        starts = np.flatnonzero(np.diff(line[plain], prepend=-1))
        self.starts = np.append(starts, int(plain.sum())).astype(np.int64)
        """Where the words of each form begin; one more than there are forms."""
        self.owner = self._owners[plain][starts]
        vessel = np.zeros(self.questions, bool)
        vessel[self._owners[self._kinds == _VESSEL]] = True
        self.vessel = vessel[self.owner] if len(self.owner) else np.zeros(0, bool)

    def _words(self, blocks: list[Any], hashes: Any) -> None:
        """Number the distinct words in the order of their letters."""
        if not blocks:
            self.keys, self.texts, self.words = [], Strings.of(()), np.zeros(0, np.int32)
            return
        all_hashes = np.concatenate([block[0] for block in blocks])
        texts = Strings(np.concatenate([block[1] for block in blocks]), np.concatenate([block[2] for block in blocks]))
        known, first = np.unique(all_hashes, return_index=True)
        begins = np.concatenate([np.zeros(1, np.int64), texts.ends])[first]
        block, ends = compiled_questions.gather(texts.block, begins, texts.ends[first])
        keys = Strings(block, ends).to_list()
        order = sorted(range(len(keys)), key=keys.__getitem__)
        self.keys = [keys[at] for at in order]
        self.texts = Strings.of(self.keys)
        place = np.empty(len(keys), np.int32)
        place[order] = np.arange(len(keys), dtype=np.int32)
        self.words = place[np.searchsorted(known, hashes)]

    def owners_among(self, kind: int, hashes: Any, half: Any = None) -> Any:
        """Return the questions that have a word of a kind whose hash is among sorted ones.

        With ``half`` at least half of the words of the line must be among those.
        """
        if not len(hashes):
            return np.zeros(0, np.int32)
        at = np.flatnonzero(self._kinds == kind)
        met = compiled_questions.among(hashes, self._hashes[at])
        if half is not None and met.any():
            lines = self._lines[at]
            sure = np.bincount(lines, weights=compiled_questions.among(half, self._hashes[at]))
            met &= sure[lines] * 2 >= np.bincount(lines)[lines]
        return self._owners[at[met]]


class _Search:
    """The search for the changed names of a division among the words of questions."""

    def __init__(self, changed: _Changed, tokens: _Tokens, progress: Progress) -> None:
        self._changed, self._tokens, self._progress = changed, tokens, progress
        vocabulary = changed.division.vocabulary
        self._weights, listed = vocabulary.weights_of(tokens.keys)
        self._known = changed.number[listed]
        self._listed = listed >= 0

    def owners(self, least: float) -> Any:
        """Return the questions with a reading that comes to so many points, fewer where a word may be misread."""
        tokens = self._tokens
        forms = np.flatnonzero(tokens.vessel == self._changed.division.vessels)
        if not len(forms):
            return forms
        misread, sure = self._misread()
        neighbours = _with_misread(self._neighbours(), misread)
        doubtful = np.bitwise_or.reduceat((misread[:, 0] >= 0)[tokens.words], tokens.starts[:-1])
        least_of_form = np.where(doubtful, least - MISREAD_SLACK, least).astype(np.float32)
        found = [tokens.owner[np.bitwise_or.reduceat(sure[tokens.words], tokens.starts[:-1])]]
        with ThreadPoolExecutor(THREADS, thread_name_prefix="tekser-questions") as threads:
            waiting = [
                threads.submit(self._measured, forms[at : at + FORM_BATCH], neighbours, least_of_form)
                for at in range(0, len(forms), FORM_BATCH)
            ]
            try:
                for at, future in enumerate(waiting):
                    check(self._progress, "compare_questions", at * FORM_BATCH, len(forms))
                    found.append(future.result())
            finally:
                for future in waiting:
                    future.cancel()
        return np.concatenate(found)

    def _misread(self) -> tuple[Any, Any]:
        """Return the changed words that each word may be, split or scanned (else -1), and whether that is sure."""
        forms = np.sort(np.array([join_hash(key_of(form)) for form in variants.GLUED_FORMS], np.int64))
        old = Strings.of(pair[0] for pair in variants.MISREAD)
        new = Strings.of(pair[1] for pair in variants.MISREAD)
        hashes, sure = compiled_questions.misread_words(
            self._tokens.texts.block, self._tokens.texts.ends, self._listed, self._changed.hashes,
            self._changed.all_hashes(), forms, LEAST_HALF, variants.SHORTEST_SCANNED, _MERGED, old.block, old.ends,
            new.block, new.ends,
        )  # fmt: skip
        at = np.minimum(np.searchsorted(self._changed.hashes, hashes), len(self._changed.by_hash) - 1)
        return np.where(hashes != 0, self._changed.by_hash[at], -1), sure

    def _neighbours(self) -> Neighbours:
        """Return the changed words that each word may stand for."""
        tokens, changed = self._tokens, self._changed

        def some(begin: int) -> Neighbours:
            words = tokens.keys[begin : begin + WORD_BATCH]
            return neighbours_among(changed.texts, changed.lookup, words, Strings.of(words))

        parts = []
        with ThreadPoolExecutor(THREADS, thread_name_prefix="tekser-words") as threads:
            for part in threads.map(some, range(0, len(tokens.keys), WORD_BATCH)):
                parts.append(part)
                check(self._progress, "find_similar_words", min(len(parts) * WORD_BATCH, len(tokens.keys)),
                      len(tokens.keys))  # fmt: skip
        sizes = np.concatenate([np.zeros(1, np.int64), *(np.diff(part.starts) for part in parts)])
        return Neighbours(
            np.cumsum(sizes), np.concatenate([part.numbers for part in parts]),
            np.concatenate([part.values for part in parts]),
        )  # fmt: skip

    def _measured(self, forms: Any, neighbours: Neighbours, least: Any) -> Any:
        """Return the questions of some forms that come to so many points; nearly all of it leaves the interpreter."""
        tokens, changed = self._tokens, self._changed
        starts, words, _ = _cut_out(tokens, forms)
        pair_form, pair_row = compiled_questions.find_sharing(
            starts, words, self._weights, tokens.texts.block, tokens.texts.ends, neighbours.starts, neighbours.numbers,
            neighbours.values, changed.weights, *changed.postings, changed.row_weight, changed.joins, changed.join_rows,
            np.float32(SHARED_LEAST), JOIN_LEAST, MOST_ROWS,
        )  # fmt: skip
        if not len(pair_form):
            return np.zeros(0, np.int32)
        asked, pair_form = np.unique(pair_form, return_inverse=True)
        chosen = forms[asked]
        starts, words, stops = _cut_out(tokens, chosen)
        own, local = np.unique(words, return_inverse=True)
        # Fewer words, numbered anew in the same order.
        near_sizes = np.diff(neighbours.starts)[own]
        near_starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(near_sizes)])
        places = np.repeat(neighbours.starts[own] - near_starts[:-1], near_sizes) + np.arange(near_starts[-1])
        keys = [tokens.keys[at] for at in own.tolist()]
        packed = Strings.of(keys)
        local = local.astype(np.int32)
        joined, joined_ends, ordered, ordered_ends = compiled_questions.run_together(
            starts, local, stops, np.arange(len(own)), packed.block, packed.ends
        )
        vocabulary = changed.division.vocabulary
        meanings = np.array([vocabulary.meaning_numbers.get(meaning_of(key), 0) for key in keys], np.int32)
        table, keep = compiled.measure_pairs(
            pair_form.astype(np.int32), pair_row, starts, local, self._weights[own], self._known[own], meanings,
            np.array([len(key) for key in keys], np.int32), np.array([ord(key[0]) for key in keys], np.int32),
            near_starts, neighbours.numbers[places], neighbours.values[places], joined, joined_ends, ordered,
            ordered_ends, np.zeros((len(chosen), 3), np.int32), changed.starts, changed.words, changed.weights,
            changed.meanings, changed.lengths, changed.first, changed.row_weight, changed.row_facts,
            changed.joined.block, changed.joined.ends, changed.ordered.block, changed.ordered.ends,
            vocabulary.top_weight, changed.division.vessels, MOST_WORDS,
            (np.float32(features.TRANSLATED), np.float32(features.INITIAL), features.LEAST_IN_COMMON,
             features.JOINED_LEAST),
        )  # fmt: skip
        form = chosen[pair_form[keep]]
        return tokens.owner[form[scores(table) >= least[form]]]


def _with_misread(neighbours: Neighbours, misread: Any) -> Neighbours:
    """Add the words that misread ones may be to their neighbours."""
    words = np.repeat(np.arange(len(misread)), np.diff(neighbours.starts))
    added, column = np.nonzero(misread >= 0)
    words = np.concatenate([words, added])
    numbers = np.concatenate([neighbours.numbers, misread[added, column]])
    values = np.concatenate([neighbours.values, np.ones(len(added), np.float32)])
    order = np.lexsort((-values, numbers, words))
    words, numbers, values = words[order], numbers[order], values[order]
    first = np.ones(len(words), bool)
    first[1:] = (words[1:] != words[:-1]) | (numbers[1:] != numbers[:-1])
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.bincount(words[first], minlength=len(misread)))])
    return Neighbours(starts.astype(np.int64), numbers[first].astype(np.int32), values[first])


def _cut_out(tokens: _Tokens, forms: Any) -> tuple[Any, Any, Any]:
    """Return where the words of some forms begin, the words, and which of them tell little."""
    sizes = tokens.starts[forms + 1] - tokens.starts[forms]
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    places = np.repeat(tokens.starts[forms] - starts[:-1], sizes) + np.arange(starts[-1])
    return starts, tokens.words[places], tokens.stops[places]
