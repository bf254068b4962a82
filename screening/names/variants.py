"""Other ways to read the words of a query, found with the help of the vocabulary: joined, split, wrong layout.

A variant is made only where every word that it brings is a word of a listed name, so that innocent names, which
have none, cost nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from screening.names.letters import clean, key_of
from screening.names.parse import Parsed, Word, meaning_of, parse, word_of
from screening.names.vocabulary import Vocabulary

_TAILS = ("department", "branch", "cargo")
"""Meanings of words behind a name that say which part of the firm is meant."""
GLUED_FORMS = ("limited", "company", "corporation", "gmbh", "llc", "ltd", "incorporated", "jsc")
_MIXED = re.compile(r"[^\W\d_]\d|\d[^\W\d_]")
LEAST_OF_LAYOUT = 4
"""Letters of a listed word that shows that the other keyboard was meant."""
SHORTEST_PART = 3
SHORTEST_WHOLE = 5

_QWERTY = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_JCUKEN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_CYRILLIC = str.maketrans(_QWERTY + _QWERTY.upper(), _JCUKEN + _JCUKEN.upper())
_TO_LATIN = str.maketrans(_JCUKEN + _JCUKEN.upper(), _QWERTY + _QWERTY.upper())
_SCANNED = str.maketrans("01583", "olsbe")


SHORTEST_SCANNED = 5
MISREAD = (("rn", "m"), ("m", "rn"), ("vv", "v"), ("kl", "d"), ("d", "kl"), ("l", "i"), ("i", "l"), ("v", "u"),
            ("u", "v"), ("h", "n"), ("n", "h"))  # fmt: skip
"""Letters of keys that a scanner takes for others: what is read, what may have stood there."""


def _swapped(word: str, old: str, new: str) -> list[str]:
    """Return a word with all, or with any one, of some letters replaced."""
    places = [n for n in range(len(word)) if word.startswith(old, n)]
    return [word.replace(old, new), *(word[:n] + new + word[n + len(old) :] for n in places if len(places) > 1)]


def variants(text: str, parsed: Parsed, vocabulary: Vocabulary) -> list[Parsed]:
    """Return the other readings of a query; most have none."""
    found = []
    known = [word.key in vocabulary.number for word in parsed.words]
    joined = _joined(parsed, known, vocabulary)
    if joined:
        found.append(joined)
    tail = without_tail(parsed)
    if tail:
        found.append(tail)
    if not all(known):
        for other in (_apart(parsed, known, vocabulary), _other_layout(text, parsed, vocabulary)):
            if other:
                found.append(other)
    if not all(known) or _MIXED.search(text):
        scanned = _scanned(text, parsed, vocabulary)
        if scanned:
            found.append(scanned)
    return found


def without_tail(parsed: Parsed) -> Parsed | None:
    """Leave out what names a part of the firm: "Mahan Air cargo dept"."""
    words = parsed.words
    while words and words[-1].meaning in _TAILS:
        words = words[:-1]
    return replace(parsed, words=words) if 2 <= len(words) < len(parsed.words) else None


def _joined(parsed: Parsed, known: list[bool], vocabulary: Vocabulary) -> Parsed | None:
    """Join neighbours that make one word of the vocabulary, where at least one of them is none."""
    words: list[Word] = []
    changed = False
    at = 0
    while at < len(parsed.words):
        if at + 1 < len(parsed.words):
            left, right = parsed.words[at], parsed.words[at + 1]
            together = left.latin + right.latin
            rare = not (known[at] and known[at + 1]) or len(left.latin) <= 3 or len(right.latin) <= 3
            long_enough = len(together) >= SHORTEST_WHOLE and len(left.latin) > 1 < len(right.latin)
            if rare and long_enough and key_of(together) in vocabulary.number:
                words.append(word_of(together))
                changed = True
                at += 2
                continue
        words.append(parsed.words[at])
        at += 1
    return replace(parsed, words=tuple(words)) if changed else None


def _apart(parsed: Parsed, known: list[bool], vocabulary: Vocabulary) -> Parsed | None:
    """Split unknown words into two words of the vocabulary; the split with the rarest shorter part wins."""
    words: list[Word] = []
    changed = False
    for word, is_known in zip(parsed.words, known, strict=True):
        best: tuple[float, Word, Word] | None = None
        form = next((f for f in GLUED_FORMS if word.latin.endswith(f)), "") if not is_known else ""
        if form and len(word.latin) - len(form) >= SHORTEST_PART:
            # "advisorslimited": a legal form run together with the last word; it is no part of the name.
            whole = parse(word.latin[: -len(form)])
            if whole.words[0].key in vocabulary.number:
                words.append(whole.words[0])
                changed = True
                continue
        if not is_known and len(word.latin) >= 2 * SHORTEST_PART:
            for at in range(SHORTEST_PART, len(word.latin) - SHORTEST_PART + 1):
                first = vocabulary.number.get(key_of(word.latin[:at]))
                second = vocabulary.number.get(key_of(word.latin[at:])) if first >= 0 else -1
                if second >= 0:
                    numbers = (first, second)
                    left, right = word_of(word.latin[:at]), word_of(word.latin[at:])
                    worth = float(min(len(left.latin), len(right.latin)))
                    worth += 0.1 * min(vocabulary.counts[n] for n in numbers) ** 0.5
                    if best is None or worth > best[0]:
                        best = (worth, left, right)
        if best:
            words += best[1:]
            changed = True
        else:
            words.append(word)
    return replace(parsed, words=tuple(words)) if changed else None


def _other_layout(text: str, parsed: Parsed, vocabulary: Vocabulary) -> Parsed | None:
    """Read the keys of the keyboard in the other layout, where that gives words of the vocabulary."""
    for read in other_layouts(text):
        hits = sum(w.key in vocabulary.number and len(w.key) >= LEAST_OF_LAYOUT for w in read.words)
        if hits and hits * 2 >= len(read.words) and read.keys != parsed.keys:
            return read
    return None


def other_layouts(text: str) -> Iterator[Parsed]:
    """Yield a text as the same keys give it on the other keyboard, Cyrillic and Latin."""
    text = clean(text)
    for table in (_TO_CYRILLIC, _TO_LATIN):
        other = text.translate(table)
        if other != text:
            yield parse(other)


def _scanned(text: str, parsed: Parsed, vocabulary: Vocabulary) -> Parsed | None:
    """Read digits inside words as the letters that a scanner takes them for, and unknown words by its confusions."""
    read = unscanned(text) or parsed
    words = [_unconfused(word, vocabulary) for word in read.words]
    changed = replace(read, words=tuple(words))
    return changed if words and changed.keys != parsed.keys else None


def unscanned(text: str) -> Parsed | None:
    """Read digits inside words as letters; None where there are none."""
    if not _MIXED.search(text):
        return None
    pieces = clean(text).split()
    return parse(" ".join(piece.translate(_SCANNED) if _MIXED.search(piece) else piece for piece in pieces))


def _unconfused(word: Word, vocabulary: Vocabulary) -> Word:
    """Return the listed word that a scanner may have taken for an unknown one, or the word as it is."""
    number = vocabulary.number
    if len(word.key) < SHORTEST_SCANNED or word.key in number:
        return word
    for old, new in MISREAD:
        if old in word.key:
            for key in _swapped(word.key, old, new):
                if key in number:
                    return Word(key, key, meaning_of(key))
    return word
