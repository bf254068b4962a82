"""The inner loops of the matching, compiled by numba when they are first called (some 15 s, once) and kept after that.

What calls each other is in one file, since numba looks at a function's own file alone to see whether what it kept is
still true: here words and pairs, in ``compiled_candidates`` candidates and trees, in ``compiled_questions`` questions.
They take and give arrays alone and hold no rule that is not told where the array comes from: ``vocabulary`` for words
that are alike, ``division`` for candidates, ``features`` for the measures of a pair, ``model`` for the trees. They
release the interpreter's lock. Texts are blocks of ASCII bytes with the places where each text ends.
"""

# The shapes are told in the callers' docstrings; numba reads these functions without annotations.
# ruff: noqa: ANN001, ANN201, ANN202, D103
from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit

_WORD_BITS = 64


def compiled(function: Callable[..., Any]) -> Any:
    """Compile a function; where there is nowhere to keep the result it is compiled anew in each process."""
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:
        return njit(nogil=True)(function)


@compiled
def set_masks(masks, block, start, end):
    """Set, for each byte of a pattern of at most 64, the bits of the places where it stands."""
    for at in range(start, end):
        masks[block[at]] |= np.uint64(1) << np.uint64(at - start)


@compiled
def clear_masks(masks, block, start, end):
    for at in range(start, end):
        masks[block[at]] = np.uint64(0)


@compiled
def distance(masks, pattern, p_start, p_end, block, start, end):
    """Return the optimal string alignment distance of two texts (swapped neighbours count one).

    After Hyyrö (2003), bit-parallel, for patterns up to 64 bytes whose ``masks`` are set; by the table beyond.
    """
    length = p_end - p_start
    if length == 0:
        return end - start
    if length > _WORD_BITS:
        return _distance_by_table(pattern, p_start, p_end, block, start, end)
    one = np.uint64(1)
    vertical = ~np.uint64(0)
    vertical_less = np.uint64(0)
    diagonal = np.uint64(0)
    before = np.uint64(0)
    last = one << np.uint64(length - 1)
    found = length
    for at in range(start, end):
        here = masks[block[at]]
        swapped = (((~diagonal) & here) << one) & before
        diagonal = (((here & vertical) + vertical) ^ vertical) | here | vertical_less | swapped
        more = vertical_less | ~(diagonal | vertical)
        less = diagonal & vertical
        if more & last:
            found += 1
        if less & last:
            found -= 1
        more = (more << one) | one
        less = less << one
        vertical = less | ~(diagonal | more)
        vertical_less = more & diagonal
        before = here
    return found


@compiled
def _distance_by_table(pattern, p_start, p_end, block, start, end):
    length = p_end - p_start
    other = end - start
    older = np.zeros(other + 1, np.int64)
    above = np.arange(other + 1)
    row = np.zeros(other + 1, np.int64)
    for i in range(1, length + 1):
        row[0] = i
        for j in range(1, other + 1):
            same = pattern[p_start + i - 1] == block[start + j - 1]
            best = above[j - 1] + (0 if same else 1)
            best = min(best, above[j] + 1, row[j - 1] + 1)
            swapped = i > 1 and j > 1 and pattern[p_start + i - 1] == block[start + j - 2]
            if swapped and pattern[p_start + i - 2] == block[start + j - 1]:
                best = min(best, older[j - 2] + 1)
            row[j] = best
        older, above, row = above, row, older
    return above[other]


@compiled
def likeness(masks, pattern, p_start, p_end, block, start, end):
    """Return 1 - distance / length of the longer text (1 for two empty ones)."""
    longest = max(p_end - p_start, end - start)
    if longest == 0:
        return 1.0
    return 1.0 - distance(masks, pattern, p_start, p_end, block, start, end) / longest


@compiled
def _keep_best(numbers, values, count, most, number, value):
    """Put a neighbour into the best so far (most similar first, then by number); returns how many there are."""
    for at in range(count):
        if numbers[at] == number:
            if values[at] >= value:
                return count
            for back in range(at, count - 1):
                numbers[back], values[back] = numbers[back + 1], values[back + 1]
            count -= 1
            break
    if count == most:
        if values[count - 1] > value or (values[count - 1] == value and numbers[count - 1] < number):
            return count
        count -= 1
    at = count
    while at > 0 and (values[at - 1] < value or (values[at - 1] == value and numbers[at - 1] > number)):
        numbers[at], values[at] = numbers[at - 1], values[at - 1]
        at -= 1
    numbers[at], values[at] = number, value
    return count + 1


@compiled
def _triples(block, begin, end, codes, base):
    length = end - begin
    found = np.empty(length + 1, np.int32)
    before, middle = 0, 0
    for at in range(length + 1):
        last = codes[block[begin + at]] if at < length else 0
        found[at] = (before * base + middle) * base + last
        before, middle = middle, last
    return np.unique(found)


@compiled
def find_triples(block, ends, codes, base):
    """Return (starts, triples): the distinct letter triples of each text, as numbers of base ``base``."""
    starts = np.zeros(len(ends) + 1, np.int64)
    triples = np.empty(len(block) + len(ends), np.int32)
    begin = np.int64(0)
    filled = 0
    for text in range(len(ends)):
        some = _triples(block, begin, ends[text], codes, base)
        triples[filled : filled + len(some)] = some
        filled += len(some)
        starts[text + 1] = filled
        begin = ends[text]
    return starts, triples[:filled].copy()


@compiled
def _mark(block, begin, end):
    """Return a text's letters as 26 bits (digits share them) and, above these, its length (63 for all from 63 on)."""
    found = np.uint32(0)
    for at in range(begin, end):
        found |= np.uint32(1) << np.uint32((block[at] - 97) % 26)
    return found | (np.uint32(min(end - begin, 63)) << np.uint32(26))


@compiled
def marks_of(block, ends, numbers):
    """Return the marks of some of the texts."""
    marks = np.empty(len(ends), np.uint32)
    begin = np.int64(0)
    for text in range(len(ends)):
        marks[text] = _mark(block, begin, ends[text])
        begin = ends[text]
    return marks[numbers]


@compiled
def _ones(bits):
    bits = bits - ((bits >> np.uint32(1)) & np.uint32(0x55555555))
    bits = (bits & np.uint32(0x33333333)) + ((bits >> np.uint32(2)) & np.uint32(0x33333333))
    bits = (bits + (bits >> np.uint32(4))) & np.uint32(0x0F0F0F0F)
    return np.int64(np.uint32(bits * np.uint32(0x01010101)) >> np.uint32(24))


@compiled
def find_neighbours(
    words, word_ends, codes, base, triple_starts, triple_keys, triple_marks, triple_sizes, keys,
    key_ends, stem_low, stem_high, bones_low, bones_high, stem_keys, share, least, stem_likeness,
    bones_likeness, bones_least, most, budget, known_budget,
):  # fmt: skip
    """Return (starts, numbers, values): the keys that each word may stand for, by number. See ``vocabulary``."""
    total = len(word_ends)
    starts = np.zeros(total + 1, np.int64)
    numbers = np.empty(total * most, np.int32)
    values = np.empty(total * most, np.float32)
    shared = np.zeros(len(key_ends), np.uint16)
    touched = np.empty(len(key_ends), np.int32)
    at_least = np.empty(len(key_ends), np.uint8)
    lengths = np.empty(len(key_ends), np.uint8)
    masks = np.zeros(256, np.uint64)
    best = np.empty(most + 1, np.int32)
    worth = np.empty(most + 1, np.float32)
    # Errors that a text of each length may have; texts of 63 letters and more are not left out by their marks.
    allowed = np.full(64, 63, np.int64)
    for at in range(63):
        allowed[at] = np.int64((1 - least) * at + 0.001)
    filled = 0
    begin = np.int64(0)
    for word in range(total):
        end = word_ends[word]
        length = end - begin
        count = 0
        for at in range(stem_low[word], min(stem_high[word], stem_low[word] + most)):
            key = stem_keys[at]
            k_end = key_ends[key]
            k_begin = key_ends[key - 1] if key else 0
            equal = k_end - k_begin == length
            if equal:
                for letter in range(length):
                    if keys[k_begin + letter] != words[begin + letter]:
                        equal = False
                        break
            count = _keep_best(best, worth, count, most, key, np.float32(1.0 if equal else stem_likeness))
        unknown = count == 0 or worth[0] < 1
        triples = _triples(words, begin, end, codes, base)
        # The rarest first, and the commonest not at all once enough keys were met.
        sizes = np.empty(len(triples), np.int64)
        for at in range(len(triples)):
            size = np.int64(triple_starts[triples[at] + 1] - triple_starts[triples[at]])
            triple = triples[at]
            place = at
            while place > 0 and sizes[place - 1] > size:
                sizes[place], triples[place] = sizes[place - 1], triples[place - 1]
                place -= 1
            sizes[place], triples[place] = size, triple
        own = _mark(words, begin, end)
        capped = np.int64(own >> np.uint32(26))
        reached = 0
        most_wrong = 0
        met = np.int64(0)
        used = 0
        for triple in triples:
            if met > (budget if unknown else known_budget) and used * 2 >= len(triples):
                break
            for at in range(triple_starts[triple], triple_starts[triple + 1]):
                # A wrong letter changes at most two letters of the sets: most keys are left out by their mark alone.
                mark = triple_marks[at]
                other = np.int64(mark >> np.uint32(26))
                wrong = max(abs(other - capped), (_ones((mark ^ own) & np.uint32(0x3FFFFFF)) + 1) // 2)
                if wrong > allowed[max(other, capped)]:
                    continue
                key = triple_keys[at]
                if shared[key] == 0:
                    touched[reached] = key
                    at_least[reached] = wrong if max(other, capped) < 63 else 0
                    lengths[reached] = other
                    most_wrong = max(most_wrong, at_least[reached])
                    reached += 1
                shared[key] += 1
            met += sizes[used]
            used += 1
        part = share * used / len(triples)
        set_masks(masks, words, begin, min(end, begin + _WORD_BITS))
        for at in range(bones_low[word], min(bones_high[word], bones_low[word] + 4 * most)):
            key = stem_keys[at]
            k_begin = key_ends[key - 1] if key else 0
            value = np.float32(likeness(masks, words, begin, end, keys, k_begin, key_ends[key]))
            if value >= bones_least:
                count = _keep_best(best, worth, count, most, key, max(value, bones_likeness))
        # Those first that may be nearest: when enough are found the rest need no look.
        for wrong in range(most_wrong + 1):
            for at in range(reached):
                if at_least[at] != wrong:
                    continue
                key = touched[at]
                got = shared[key]
                shared[key] = 0
                if count == most and wrong and np.float32(1 - wrong / max(length, lengths[at])) < worth[count - 1]:
                    continue
                if got < part * len(triples) or got < part * triple_sizes[key]:
                    continue
                k_end = key_ends[key]
                k_begin = key_ends[key - 1] if key else 0
                if min(length, k_end - k_begin) < least * max(length, k_end - k_begin):
                    continue
                value = np.float32(likeness(masks, words, begin, end, keys, k_begin, k_end))
                if value >= least:
                    count = _keep_best(best, worth, count, most, key, value)
        clear_masks(masks, words, begin, min(end, begin + _WORD_BITS))
        for at in range(count):
            place = filled + at
            while place > filled and numbers[place - 1] > best[at]:
                numbers[place], values[place] = numbers[place - 1], values[place - 1]
                place -= 1
            numbers[place], values[place] = best[at], worth[at]
        filled += count
        starts[word + 1] = filled
        begin = end
    return starts, numbers[:filled].copy(), values[:filled].copy()


@compiled
def measure_pairs(
    pair_query, pair_row, query_starts, query_words, word_weights, word_known, word_meanings, word_lengths, word_first,
    near_starts, near_numbers, near_values, query_joined, query_joined_ends, query_ordered, query_ordered_ends,
    query_facts, row_starts, row_words, key_weights, key_meanings, key_lengths, key_first, row_weights, row_facts,
    row_joined, row_joined_ends, row_ordered, row_ordered_ends, top, vessels, most_words, limits,
):  # fmt: skip
    """Return (measures, places of the pairs that are worth weighing). See ``features`` for what each column means.

    ``query_facts`` has the columns organised, legal bits, cut; ``row_facts`` person, weak, legal bits. ``limits``
    holds the likeness of translated words and of initials, and the least of weight and of letters in common.
    """
    translated, initial_value, least_common, least_joined = limits
    pairs = len(pair_query)
    table = np.zeros((pairs, 28), np.float32)
    kept = np.empty(pairs, np.int32)
    filled = 0
    cells = most_words * most_words
    cell_i, cell_j = np.empty(cells, np.int32), np.empty(cells, np.int32)
    cell_value, cell_rank = np.empty(cells, np.float32), np.empty(cells, np.float32)
    cell_initial = np.empty(cells, np.bool_)
    cell_taken = np.empty(cells, np.bool_)
    used_query, used_name = np.empty(most_words, np.bool_), np.empty(most_words, np.bool_)
    joined_masks, ordered_masks = np.zeros(256, np.uint64), np.zeros(256, np.uint64)
    masked = -1
    j_begin, j_end, o_begin, o_end = 0, 0, 0, 0
    for pair in range(pairs):
        query, row = pair_query[pair], pair_row[pair]
        if query != masked:
            if masked >= 0:
                clear_masks(joined_masks, query_joined, j_begin, min(j_end, j_begin + _WORD_BITS))
                clear_masks(ordered_masks, query_ordered, o_begin, min(o_end, o_begin + _WORD_BITS))
            masked = query
            j_begin, j_end = query_joined_ends[query - 1] if query else 0, query_joined_ends[query]
            o_begin, o_end = query_ordered_ends[query - 1] if query else 0, query_ordered_ends[query]
            set_masks(joined_masks, query_joined, j_begin, min(j_end, j_begin + _WORD_BITS))
            set_masks(ordered_masks, query_ordered, o_begin, min(o_end, o_begin + _WORD_BITS))
        q_begin = query_starts[query]
        q_length = query_starts[query + 1] - q_begin
        n_begin = row_starts[row]
        n_length = min(row_starts[row + 1] - n_begin, most_words)
        # Which words may stand for which, the most similar and rarest first.
        count = 0
        for i in range(q_length):
            word = query_words[q_begin + i]
            low, high = near_starts[word], near_starts[word + 1]
            for j in range(n_length):
                key = row_words[n_begin + j]
                value = np.float32(0)
                a, b = low, high
                while a < b:
                    middle = (a + b) // 2
                    if near_numbers[middle] < key:
                        a = middle + 1
                    else:
                        b = middle
                if a < high and near_numbers[a] == key:
                    value = near_values[a]
                if word_meanings[word] > 2 and word_meanings[word] == key_meanings[key] and value < translated:
                    value = translated
                short = (word_lengths[word] == 1) != (key_lengths[key] == 1)
                initial = short and word_first[word] == key_first[key] and value < initial_value
                if initial:
                    value = initial_value
                if value > 0:
                    rank = value + np.float32(0.01) * min(key_weights[key], np.float32(9)) / np.float32(9)
                    at = count
                    while at > 0 and cell_rank[at - 1] < rank:
                        cell_i[at], cell_j[at] = cell_i[at - 1], cell_j[at - 1]
                        cell_value[at], cell_rank[at] = cell_value[at - 1], cell_rank[at - 1]
                        cell_initial[at] = cell_initial[at - 1]
                        at -= 1
                    cell_i[at], cell_j[at], cell_value[at], cell_rank[at] = i, j, value, rank
                    cell_initial[at] = initial
                    count += 1
        used_query[:q_length] = False
        used_name[:n_length] = False
        got = 0.0
        for at in range(count):
            i, j = cell_i[at], cell_j[at]
            cell_taken[at] = not used_query[i] and not used_name[j]
            if cell_taken[at]:
                used_query[i] = used_name[j] = True
                got += key_weights[row_words[n_begin + j]] * cell_value[at]
        joined = likeness(
            joined_masks, query_joined, j_begin, j_end, row_joined, row_joined_ends[row - 1] if row else 0,
            row_joined_ends[row],
        )  # fmt: skip
        if joined < least_joined / 2:
            joined = 0.0
        whole = 0.0
        for i in range(q_length):
            again = False
            for earlier in range(i):
                again = again or query_words[q_begin + earlier] == query_words[q_begin + i]
            if not again:
                whole += word_weights[query_words[q_begin + i]]
        if got < least_common * whole and got < least_common * row_weights[row] and joined < least_joined:
            continue
        kept[filled] = pair
        out = table[filled]
        filled += 1
        aligned = 0
        query_total, name_total, lost_query, lost_name = 0.0, 0.0, 0.0, 0.0
        weakest, best_word = np.float32(1), 0.0
        strong, initials, meant, edges = 0, 0, 0, 0
        begin, end = 99, -1
        for at in range(count):
            if not cell_taken[at]:
                continue
            aligned += 1
            i, j, value = cell_i[at], cell_j[at], cell_value[at]
            weight = key_weights[row_words[n_begin + j]]
            query_total += weight
            if value >= 0.8 and weight > 0.45 * top:
                strong += 1
            if cell_initial[at]:
                initials += 1
            elif weight > 0.1 * top:
                weakest = min(weakest, value)
            if value == translated:
                meant += 1
            if j == 0 or j == n_length - 1:
                edges += 1
            best_word = max(best_word, weight * value)
            begin, end = min(begin, i), max(end, i)
        lost_words = 0
        for i in range(q_length):
            if not used_query[i]:
                word = query_words[q_begin + i]
                query_total += word_weights[word]
                lost_query = max(lost_query, word_weights[word])
                if word_meanings[word] != 1:
                    lost_words += 1
        missing, inner = 0, 0
        for j in range(n_length):
            weight = key_weights[row_words[n_begin + j]]
            name_total += weight
            if not used_name[j]:
                lost_name = max(lost_name, weight)
                if weight > 0.1 * top:
                    missing += 1
                    if 0 < j < n_length - 1:
                        inner += 1
        out[0] = got / max(query_total, 0.1)
        out[1] = got / max(name_total, 0.1)
        out[2] = joined
        out[3] = likeness(
            ordered_masks, query_ordered, o_begin, o_end, row_ordered, row_ordered_ends[row - 1] if row else 0,
            row_ordered_ends[row],
        )  # fmt: skip
        out[4] = min(got / top, 4.0)
        out[5] = lost_query / top
        out[6] = lost_name / top
        out[7] = strong
        out[8] = min(q_length, 8)
        out[9] = min(n_length, 8)
        out[10] = weakest
        out[11] = initials
        out[12] = row_facts[row, 0]
        out[13] = vessels
        out[14] = row_facts[row, 1]
        out[15] = 1 if query_facts[query, 0] and row_facts[row, 0] else 0
        # Numbers tell firms and ships of one name apart.
        ours, theirs, mine_alone, theirs_alone = False, False, False, False
        for i in range(q_length):
            word = query_words[q_begin + i]
            if 48 <= word_first[word] <= 57:
                ours = True
                found = False
                for j in range(n_length):
                    found = found or row_words[n_begin + j] == word_known[word]
                mine_alone = mine_alone or not found
        for j in range(n_length):
            key = row_words[n_begin + j]
            if 48 <= key_first[key] <= 57:
                theirs = True
                found = False
                for i in range(q_length):
                    found = found or word_known[query_words[q_begin + i]] == key
                theirs_alone = theirs_alone or not found
        if (ours or theirs) and (mine_alone or theirs_alone):
            out[16] = 1.0 if mine_alone and theirs else 0.5
        out[17] = query_facts[query, 2]
        forms, their_forms = query_facts[query, 1], row_facts[row, 2]
        out[18] = 1 if forms > 0 and their_forms > 0 and forms & their_forms == 0 else 0
        out[19] = meant / q_length
        out[20] = min(j_end - j_begin, 40) / 40
        out[21] = edges
        out[22] = inner
        out[23] = best_word / top
        out[24] = min(begin, 5) if aligned else 5
        out[25] = min(end - begin + 1 - aligned, 5) if aligned else 5
        out[26] = lost_words
        out[27] = missing
    return table[:filled].copy(), kept[:filled].copy()
