"""Other ways to read the words of a query, found with the help of the vocabulary: joined, split, wrong layout.

A variant is made only where every word that it brings is a word of a listed name, so that innocent names, which
have none, cost nothing.
"""

from dataclasses import replace

from screening.names.letters import clean, key_of
from screening.names.parse import Parsed, Word, parse, word_of
from screening.names.vocabulary import Vocabulary

_SHORTEST_PART = 3
_SHORTEST_WHOLE = 5

_QWERTY = "`qwertyuiop[]asdfghjkl;'zxcvbnm,."
_JCUKEN = "ёйцукенгшщзхъфывапролджэячсмитьбю"
_TO_CYRILLIC = str.maketrans(_QWERTY + _QWERTY.upper(), _JCUKEN + _JCUKEN.upper())
_TO_LATIN = str.maketrans(_JCUKEN + _JCUKEN.upper(), _QWERTY + _QWERTY.upper())
_SCANNED = str.maketrans("01583", "olsbe")


def variants(text: str, parsed: Parsed, vocabulary: Vocabulary) -> list[Parsed]:
    """Return the other readings of a query; most have none."""
    found = []
    known = [word.key in vocabulary.number for word in parsed.words]
    joined = _joined(parsed, known, vocabulary)
    if joined:
        found.append(joined)
    if not all(known):
        apart = _apart(parsed, known, vocabulary)
        if apart:
            found.append(apart)
        for other in (_other_layout(text, parsed, vocabulary), _scanned(text, parsed, vocabulary)):
            if other:
                found.append(other)
    return found


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
            long_enough = len(together) >= _SHORTEST_WHOLE and len(left.latin) > 1 < len(right.latin)
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
        if not is_known and len(word.latin) >= 2 * _SHORTEST_PART:
            for at in range(_SHORTEST_PART, len(word.latin) - _SHORTEST_PART + 1):
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
    text = clean(text)
    for table in (_TO_CYRILLIC, _TO_LATIN):
        other = text.translate(table)
        if other != text:
            read = parse(other)
            hits = sum(w.key in vocabulary.number and len(w.key) > 3 for w in read.words)
            if hits and hits * 2 >= len(read.words) and read.keys != parsed.keys:
                return read
    return None


def _scanned(text: str, parsed: Parsed, vocabulary: Vocabulary) -> Parsed | None:
    """Read digits inside words as the letters that a scanner takes them for, and rn as m."""
    words = []
    changed = False
    pieces = clean(text).split()
    for piece in pieces:
        mixed = any(c.isdigit() for c in piece) and any(c.isalpha() for c in piece)
        other = piece.translate(_SCANNED) if mixed else piece
        for old, new in (("rn", "m"), ("RN", "M"), ("vv", "w"), ("VV", "W"), ("cl", "d")):
            if old in other and word_of(other.lower()).key not in vocabulary.number:
                candidate = other.replace(old, new)
                if word_of(candidate.lower()).key in vocabulary.number:
                    other = candidate
        changed = changed or other != piece
        words.append(other)
    if not changed:
        return None
    read = parse(" ".join(words))
    return read if read.keys != parsed.keys else None
