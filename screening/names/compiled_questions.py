"""The inner loops of the search the other way round: which of many stored questions may meet a few changed names.

Compiled and kept as those of ``compiled``, of which none is called here, since what numba kept is looked at by its own
file alone. The texts of questions are written by ``questions.forms_of``; the rules are told in ``questions``.
"""

# The shapes are told in the callers' docstrings; numba reads these functions without annotations.
# ruff: noqa: ANN001, ANN201, ANN202
import numpy as np

from screening.names.compiled import compiled

_BASIS = 1469598103934665603
_PRIME = 1099511628211


@compiled
def hash_texts(block, ends):
    """Return the hash of each text, as ``vocabulary.join_hash`` makes it."""
    hashes = np.empty(len(ends), np.int64)
    begin = np.int64(0)
    for text in range(len(ends)):
        value = np.uint64(_BASIS)
        for at in range(begin, ends[text]):
            value = (value ^ np.uint64(block[at])) * np.uint64(_PRIME)
        hashes[text] = np.int64(value)
        begin = ends[text]
    return hashes


@compiled
def read_tokens(block, line_end, question_end, stop_mark, marks):
    """Return (begins, ends, hashes, lines, owners, kinds, stops): the words of questions' texts.

    A line that begins with one of ``marks`` is of the kind after its place there, from 1; any other is of kind 0.
    ``lines`` numbers the lines of all questions, ``owners`` the questions.
    """
    room = len(block) // 2 + 1
    begins, ends = np.empty(room, np.int64), np.empty(room, np.int64)
    hashes = np.empty(room, np.int64)
    lines, owners = np.empty(room, np.int32), np.empty(room, np.int32)
    kinds, stops = np.empty(room, np.uint8), np.empty(room, np.bool_)
    filled, line, owner, kind, at = 0, 0, 0, 0, 0
    fresh = True
    while at < len(block):
        byte = block[at]
        if byte in (line_end, question_end):
            line += 1
            kind, fresh = 0, True
            owner += byte == question_end
            at += 1
            continue
        if fresh:
            fresh = False
            for place in range(len(marks)):
                if byte == marks[place]:
                    kind = place + 1
            if kind:
                at += 1
                continue
        if byte == 32:
            at += 1
            continue
        stop = byte == stop_mark
        if stop:
            at += 1
        begin = at
        value = np.uint64(_BASIS)
        while at < len(block) and block[at] != 32 and block[at] != line_end and block[at] != question_end:
            value = (value ^ np.uint64(block[at])) * np.uint64(_PRIME)
            at += 1
        if at > begin:
            begins[filled], ends[filled], hashes[filled] = begin, at, np.int64(value)
            lines[filled], owners[filled], kinds[filled], stops[filled] = line, owner, kind, stop
            filled += 1
    return (
        begins[:filled], ends[:filled], hashes[:filled], lines[:filled], owners[:filled], kinds[:filled],
        stops[:filled],
    )  # fmt: skip


@compiled
def gather(block, begins, ends):
    """Return (block, ends) of pieces of a block."""
    size = np.int64(0)
    for piece in range(len(begins)):
        size += ends[piece] - begins[piece]
    found, found_ends = np.empty(size, np.uint8), np.empty(len(begins), np.int64)
    filled = np.int64(0)
    for piece in range(len(begins)):
        for at in range(begins[piece], ends[piece]):
            found[filled] = block[at]
            filled += 1
        found_ends[piece] = filled
    return found, found_ends


@compiled
def _among(hashes, value):
    low, high = 0, len(hashes)
    while low < high:
        middle = (low + high) // 2
        if hashes[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low < len(hashes) and hashes[low] == value


@compiled
def among(hashes, values):
    """Return for each value whether it is one of the sorted hashes."""
    found = np.empty(len(values), np.bool_)
    for at in range(len(values)):
        found[at] = _among(hashes, values[at])
    return found


@compiled
def _step(value, letter):
    return (value ^ np.uint64(letter)) * np.uint64(_PRIME)


@compiled
def _halves(words, left, first_right, begin, end, changed, listed, forms, found, count):
    """Put the hashes of changed words that two halves give into ``found``; returns (how many, whether that is sure).

    The second half may have a letter before its own.
    """
    ours = _among(changed, np.int64(left))
    if not ours and not _among(listed, np.int64(left)):
        return count, False
    right = np.uint64(_BASIS)
    if first_right:
        right = _step(right, first_right)
    for at in range(begin, end):
        right = _step(right, words[at])
    theirs = _among(changed, np.int64(right))
    glued = ours and _among(forms, np.int64(right))
    if theirs and count < len(found):
        found[count] = np.int64(right)
        count += 1
    if ours and count < len(found) and (theirs or glued or _among(listed, np.int64(right))):
        found[count] = np.int64(left)
        count += 1
    return count, glued or (ours and theirs)


@compiled
def _split(words, start, end, least_part, merged, changed, listed, forms, found):
    """Put the hashes of changed words that are one half of a word into ``found``; returns (how many, whether sure)."""
    left = np.uint64(_BASIS)
    count, sure = 0, False
    for at in range(start, end - least_part + 1):
        letter = words[at]
        before, left = left, _step(left, letter)
        if at + 1 - start < least_part:
            continue
        # The key of the whole may have lost letters where the two met: "ts", "kh" and their like became one letter.
        for place in range(len(merged)):
            if merged[place, 0] == letter:
                count, more = _halves(words, _step(before, merged[place, 1]), merged[place, 2], at + 1, end, changed,
                                      listed, forms, found, count)  # fmt: skip
                sure = sure or more
        for way in range(7):
            half, first, begin = left, 0, at + 1
            if way == 1:
                half = _step(left, 105)
            elif way == 2:
                half = _step(left, 104)
            elif way == 3:
                first = letter  # doubled
            elif way == 4:
                if letter != 104:
                    continue
                half = before
            elif way == 5:
                if letter != 102:
                    continue
                half = _step(before, 118)
            elif way == 6:
                if at + 1 == end or words[at + 1] != 106:
                    continue
                first, begin = 105, at + 2
            count, more = _halves(words, half, first, begin, end, changed, listed, forms, found, count)
            sure = sure or more
    return count, sure


@compiled
def misread_words(
    words, word_ends, known, changed, listed, forms, least_part, least_scanned, merged, old, old_ends, new, new_ends
):  # fmt: skip
    """Return (found, sure): up to eight hashes of changed words that each word may be, split or scanned badly; 0 none.

    ``known`` tells the words that lists have: they are read as they stand. ``changed``, ``listed`` and ``forms`` are the
    sorted hashes of the words of changed entries, of all, and of legal forms; of a split one half must be a changed
    word and the other listed or a form. It is sure where both are changed, or one a form. ``merged`` has rows of a
    letter and the two that keys write so.
    """
    all_found = np.zeros((len(word_ends), 8), np.int64)
    all_sure = np.zeros(len(word_ends), np.bool_)
    begin = np.int64(0)
    buffer = np.empty(512, np.uint8)
    for word in range(len(word_ends)):
        start, end = begin, word_ends[word]
        begin = end
        length = end - start
        if known[word] or length > 200:
            continue
        found, count = all_found[word], 0
        if length > 2 * least_part:
            count, all_sure[word] = _split(words, start, end, least_part, merged, changed, listed, forms, found)
        if length < least_scanned:
            continue
        for pair in range(len(old_ends)):
            o_begin = old_ends[pair - 1] if pair else 0
            n_begin = new_ends[pair - 1] if pair else 0
            o_size, n_size = old_ends[pair] - o_begin, new_ends[pair] - n_begin
            places = 0
            for at in range(length - o_size + 1):
                equal = True
                for letter in range(o_size):
                    equal = equal and words[start + at + letter] == old[o_begin + letter]
                places += equal
            # All of them at once, and each by itself.
            for chosen in range(-1, places if places > 1 else 0):
                if places == 0:
                    break
                size, seen, at = 0, 0, 0
                while at < length:
                    equal = at + o_size <= length
                    for letter in range(o_size if equal else 0):
                        equal = equal and words[start + at + letter] == old[o_begin + letter]
                    seen += equal
                    if equal and (chosen < 0 or chosen == seen - 1):
                        for letter in range(n_size):
                            buffer[size] = new[n_begin + letter]
                            size += 1
                        at += o_size
                    else:
                        buffer[size] = words[start + at]
                        size += 1
                        at += 1
                value = np.uint64(_BASIS)
                for at in range(size):
                    value = _step(value, buffer[at])
                if count < len(found) and _among(changed, np.int64(value)):
                    found[count] = np.int64(value)
                    count += 1
    return all_found, all_sure


@compiled
def find_sharing(
    starts, words, word_weights, texts, text_ends, near_starts, near_numbers, near_values, key_weights,
    posting_starts, posting_rows, row_weights, joins, join_rows, least, join_least, most,
):  # fmt: skip
    """Return (forms, rows) of the pairs worth measuring, sorted by form.

    They share ``least`` of the weight of either side, and are among the ``most`` of their form that share most; or they
    meet a join. A shared word counts with the likeness of the nearest spelling.
    """
    total = len(starts) - 1
    forms, rows = np.empty(4096, np.int32), np.empty(4096, np.int32)
    filled = 0
    sums = np.zeros(len(row_weights), np.float32)
    touched = np.empty(len(row_weights), np.int32)
    best, worth = np.empty(most, np.int32), np.empty(most, np.float32)
    for form in range(total):
        first, last = starts[form], starts[form + 1]
        whole = np.float32(0)
        reached = 0
        for at in range(first, last):
            word = words[at]
            again = False
            for earlier in range(first, at):
                again = again or words[earlier] == word
            if again:
                continue
            whole += word_weights[word]
            for near in range(near_starts[word], near_starts[word + 1]):
                key = near_numbers[near]
                gain = near_values[near] * key_weights[key]
                for place in range(posting_starts[key], posting_starts[key + 1]):
                    row = posting_rows[place]
                    if sums[row] == 0:
                        touched[reached] = row
                        reached += 1
                    sums[row] += gain
        chosen, lowest = 0, 0
        for at in range(reached):
            row = touched[at]
            got = sums[row]
            sums[row] = 0
            if got < least * min(whole, row_weights[row]):
                continue
            value = got / (whole + row_weights[row])
            if chosen < most:
                best[chosen], worth[chosen] = row, value
                chosen += 1
            elif value > worth[lowest]:
                best[lowest], worth[lowest] = row, value
            else:
                continue
            if chosen == most:
                lowest = 0
                for other in range(1, most):
                    if worth[other] < worth[lowest]:
                        lowest = other
        begin = filled
        for at in range(chosen):
            if filled == len(rows):
                rows = np.concatenate((rows, np.empty(len(rows), np.int32)))
            rows[filled] = best[at]
            filled += 1
        for at in range(first, last):
            value = np.uint64(_BASIS)
            letters = 0
            for word in range(at, min(at + 3, last)):
                key = words[word]
                k_begin = text_ends[key - 1] if key else 0
                for place in range(k_begin, text_ends[key]):
                    value = (value ^ np.uint64(texts[place])) * np.uint64(_PRIME)
                letters += text_ends[key] - k_begin
                if letters < join_least:
                    continue
                low = np.searchsorted(joins, np.int64(value), "left")
                high = np.searchsorted(joins, np.int64(value), "right")
                for place in range(low, high):
                    if filled == len(rows):
                        rows = np.concatenate((rows, np.empty(len(rows), np.int32)))
                    rows[filled] = join_rows[place]
                    filled += 1
        once = np.unique(rows[begin:filled])
        rows[begin : begin + len(once)] = once
        filled = begin + len(once)
        if filled > len(forms):
            forms = np.concatenate((forms, np.empty(len(rows), np.int32)))
        forms[begin:filled] = form
    return forms[:filled].copy(), rows[:filled].copy()


@compiled
def run_together(starts, words, stops, ranks, block, word_ends):
    """Return (joined, joined ends, ordered, ordered ends) of forms, as ``Parsed.joined`` and sorted keys are."""
    total = len(starts) - 1
    size = np.int64(0)
    for at in range(starts[0], starts[total]):
        word = words[at]
        size += word_ends[word] - (word_ends[word - 1] if word else 0)
    joined, ordered = np.empty(size, np.uint8), np.empty(size, np.uint8)
    joined_ends, ordered_ends = np.empty(total, np.int64), np.empty(total, np.int64)
    j, o = 0, 0
    for form in range(total):
        first, last = starts[form], starts[form + 1]
        carrying = False
        for at in range(first, last):
            carrying = carrying or not stops[at]
        for at in range(first, last):
            if carrying and stops[at]:
                continue
            word = words[at]
            for place in range(word_ends[word - 1] if word else 0, word_ends[word]):
                joined[j] = block[place]
                j += 1
        joined_ends[form] = j
        sorted_words = words[first:last].copy()
        for at in range(1, len(sorted_words)):
            word, place = sorted_words[at], at
            while place > 0 and ranks[sorted_words[place - 1]] > ranks[word]:
                sorted_words[place] = sorted_words[place - 1]
                place -= 1
            sorted_words[place] = word
        for word in sorted_words:
            for place in range(word_ends[word - 1] if word else 0, word_ends[word]):
                ordered[o] = block[place]
                o += 1
        ordered_ends[form] = o
    return joined[:j].copy(), joined_ends, ordered[:o].copy(), ordered_ends
