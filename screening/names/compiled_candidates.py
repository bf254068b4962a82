"""The inner loops of the search for candidates and of the trees; see ``compiled`` for how they are kept.

They call nothing of the other file, since numba would not see that it had changed.
"""

# The shapes are told in the callers' docstrings; numba reads these functions without annotations.
# ruff: noqa: ANN001, ANN201
import numpy as np

from screening.names.compiled import compiled


@compiled
def invert(starts, words, size):
    """Return (starts, rows): the rows that have each of ``size`` words, from the words of each row."""
    counts = np.zeros(size + 1, np.int64)
    for at in range(starts[0], starts[-1]):
        counts[words[at] + 1] += 1
    for at in range(size):
        counts[at + 1] += counts[at]
    filled = counts[:-1].copy()
    rows = np.empty(starts[-1], np.int32)
    for row in range(len(starts) - 1):
        for at in range(starts[row], starts[row + 1]):
            rows[filled[words[at]]] = row
            filled[words[at]] += 1
    return counts, rows


@compiled
def count_rows(starts, words, size):
    """Return how many rows have each of ``size`` words."""
    counts = np.zeros(size, np.int32)
    for row in range(len(starts) - 1):
        for at in range(starts[row], starts[row + 1]):
            again = False
            for earlier in range(starts[row], at):
                again = again or words[earlier] == words[at]
            if not again:
                counts[words[at]] += 1
    return counts


@compiled
def find_text(block, ends, wanted):
    """Return the number of a text among sorted ones, or -1."""
    low, high = 0, len(ends)
    while low < high:
        middle = (low + high) // 2
        begin = ends[middle - 1] if middle else 0
        length = ends[middle] - begin
        order = 0
        for at in range(min(length, len(wanted))):
            if block[begin + at] != wanted[at]:
                order = -1 if block[begin + at] < wanted[at] else 1
                break
        if order == 0:
            order = length - len(wanted)
        if order == 0:
            return middle
        if order < 0:
            low = middle + 1
        else:
            high = middle
    return -1


@compiled
def find_texts(block, ends, wanted, wanted_ends):
    """Return the number of each wanted text among sorted ones, or -1."""
    found = np.empty(len(wanted_ends), np.int32)
    begin = np.int64(0)
    for text in range(len(wanted_ends)):
        found[text] = find_text(block, ends, wanted[begin : wanted_ends[text]])
        begin = wanted_ends[text]
    return found


@compiled
def find_candidates(
    query_starts, query_words, near_starts, near_numbers, near_values, counts, weights, posting_starts, posting_rows,
    norms, common, texts, text_ends, joins, join_rows, most, most_joined, join_least,
):  # fmt: skip
    """Return (query numbers, row numbers) of the pairs worth measuring, sorted. See ``division``."""
    total = len(query_starts) - 1
    queries = np.empty(total * 2 * most + 64, np.int32)
    rows = np.empty(total * 2 * most + 64, np.int32)
    filled = 0
    sums = np.zeros(len(norms), np.float32)
    touched = np.empty(len(norms), np.int32)
    best = np.empty(most, np.int32)
    worth = np.empty(most, np.float32)
    for query in range(total):
        first, last = query_starts[query], query_starts[query + 1]
        rare = 0
        for at in range(first, last):
            word = query_words[at]
            again = False
            for earlier in range(first, at):
                again = again or query_words[earlier] == word
            if again:
                continue
            for near in range(near_starts[word], near_starts[word + 1]):
                if near_values[near] > 0.75 and counts[near_numbers[near]] <= common:
                    rare += 1
                    break
        reached = 0
        for at in range(first, last):
            word = query_words[at]
            again = False
            for earlier in range(first, at):
                again = again or query_words[earlier] == word
            if again:
                continue
            for near in range(near_starts[word], near_starts[word + 1]):
                key = near_numbers[near]
                if rare >= 2 and counts[key] > common:
                    continue
                gain = near_values[near] * near_values[near] * weights[key]
                for place in range(posting_starts[key], posting_starts[key + 1]):
                    row = posting_rows[place]
                    if sums[row] == 0:
                        touched[reached] = row
                        reached += 1
                    sums[row] += gain
        chosen = 0
        lowest = 0
        for at in range(reached):
            row = touched[at]
            value = sums[row] / norms[row]
            sums[row] = 0
            if chosen < most:
                best[chosen], worth[chosen] = row, value
                chosen += 1
            elif value > worth[lowest] or (value == worth[lowest] and row < best[lowest]):
                best[lowest], worth[lowest] = row, value
            else:
                continue
            if chosen == most:
                lowest = 0
                for other in range(1, most):
                    if worth[other] < worth[lowest] or (worth[other] == worth[lowest] and best[other] > best[lowest]):
                        lowest = other
        begin = filled
        room = chosen + 3 * (last - first) * most_joined
        if filled + room > len(rows):
            queries = np.concatenate((queries, np.empty(len(queries) + room, np.int32)))
            rows = np.concatenate((rows, np.empty(len(rows) + room, np.int32)))
        for at in range(chosen):
            rows[filled] = best[at]
            filled += 1
        # Words, and two or three neighbours run together, by the same hash as ``join_hash``.
        for at in range(first, last):
            value = np.uint64(1469598103934665603)
            letters = 0
            for word in range(at, min(at + 3, last)):
                key = query_words[word]
                k_begin = text_ends[key - 1] if key else 0
                for place in range(k_begin, text_ends[key]):
                    value = (value ^ np.uint64(texts[place])) * np.uint64(1099511628211)
                letters += text_ends[key] - k_begin
                if letters < join_least:
                    continue
                wanted = np.int64(value)
                low = np.searchsorted(joins, wanted, "left")
                high = np.searchsorted(joins, wanted, "right")
                if high - low <= most_joined:
                    for place in range(low, high):
                        rows[filled] = join_rows[place]
                        filled += 1
        once = np.unique(rows[begin:filled])
        rows[begin : begin + len(once)] = once
        filled = begin + len(once)
        queries[begin:filled] = query
    return queries[:filled].copy(), rows[:filled].copy()


@compiled
def weigh(table, cut_starts, cuts, masks, values, base):
    """Return the sum of the trees for each row of measures; see ``model`` for the masks."""
    trees = masks.shape[1]
    left = np.empty(trees, np.uint32)
    total = np.empty(len(table), np.float64)
    for row in range(len(table)):
        left[:] = np.uint32(0xFFFFFFFF)
        for measure in range(len(cut_starts) - 1):
            low, high = cut_starts[measure], cut_starts[measure + 1]
            if low == high:
                continue
            value = table[row, measure]
            while low < high:
                middle = (low + high) // 2
                if cuts[middle] < value:
                    low = middle + 1
                else:
                    high = middle
            # Each measure has one interval more than cuts.
            interval = masks[low + measure]
            for tree in range(trees):
                left[tree] &= interval[tree]
        points = base
        for tree in range(trees):
            some = left[tree]
            leaf = 0
            if some & np.uint32(0xFFFF) == 0:
                leaf += 16
                some >>= np.uint32(16)
            if some & np.uint32(0xFF) == 0:
                leaf += 8
                some >>= np.uint32(8)
            if some & np.uint32(0xF) == 0:
                leaf += 4
                some >>= np.uint32(4)
            if some & np.uint32(0x3) == 0:
                leaf += 2
                some >>= np.uint32(2)
            if some & np.uint32(0x1) == 0:
                leaf += 1
            points += values[tree * 32 + leaf]
        total[row] = points
    return total
