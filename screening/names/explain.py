"""A score taken apart: which words agreed, which did not, what was left out."""

from rapidfuzz.distance import OSA

from screening.model.hits import Evidence
from screening.names.parse import PARTICLE, STOP, Parsed, Word
from screening.names.vocabulary import (
    LEAST_SIMILARITY,
    SKELETON_SIMILARITY,
    STEM_SIMILARITY,
    Vocabulary,
    skeleton_of,
    stem_of,
)


def explain(query: Parsed, name: Parsed, vocabulary: Vocabulary, score: float, cell: str = "") -> list[Evidence]:
    """Return the evidence of a pair, word by word in the order of the query, then what is left of the name.

    The weights of the words that agree add up to the score, shared out by their rarity; a word that is alone has a
    negative weight: what its rarity would have brought.
    """
    weight = {word.key: _weight(word, vocabulary) for word in (*query.words, *name.words)}
    pairs = aligned(query, name)
    taken = {j for _, j, _, _ in pairs}
    total = sum([weight[word.key] for word in query.words])
    total += sum([weight[word.key] for n, word in enumerate(name.words) if n not in taken])
    unit = 100.0 / total if total else 0.0
    by_query = {i: (j, similarity, code) for i, j, similarity, code in pairs}
    evidence = []
    for i, word in enumerate(query.words):
        if i in by_query:
            j, similarity, code = by_query[i]
            points = round(weight[word.key] * similarity * unit, 1)
            evidence.append(Evidence(code, word.latin, name.words[j].latin, points))
        elif word.meaning in (STOP, PARTICLE):
            evidence.append(Evidence("word_ignored", word.latin))
        else:
            evidence.append(Evidence("word_extra", word.latin, "", -round(weight[word.key] * unit, 1)))
    for j, word in enumerate(name.words):
        if j not in taken and word.meaning not in (STOP, PARTICLE):
            evidence.append(Evidence("word_missing", "", word.latin, -round(weight[word.key] * unit, 1)))
    if query.legal or name.legal:
        same = set(query.legal) & set(name.legal)
        differ = query.legal and name.legal and not same
        code = "legal_form_differs" if differ else "legal_form_ignored"
        evidence.append(Evidence(code, ", ".join(query.legal), ", ".join(name.legal)))
    return evidence


def _weight(word: Word, vocabulary: Vocabulary) -> float:
    number = vocabulary.number.get(word.key)
    return float(vocabulary.weights[number]) if number >= 0 else vocabulary.weight_of(word.key, word.meaning)


def aligned(query: Parsed, name: Parsed) -> list[tuple[int, int, float, str]]:
    """Return (word of query, word of name, similarity, code) of the words that agree, one to one, best first."""
    cells = []
    for i, left in enumerate(query.words):
        for j, right in enumerate(name.words):
            similarity, code = _similarity(left, right)
            if similarity:
                cells.append((-similarity, abs(i - j), i, j, code))
    cells.sort()
    used_left: set[int] = set()
    used_right: set[int] = set()
    pairs = []
    for similarity, _, i, j, code in cells:
        if i not in used_left and j not in used_right:
            used_left.add(i)
            used_right.add(j)
            pairs.append((i, j, -similarity, code))
    return pairs


def _similarity(left: Word, right: Word) -> tuple[float, str]:
    if left.latin == right.latin:
        return 1.0, "word_equal"
    if left.key == right.key:
        return 1.0, "word_sounds_equal"
    if (len(left.key) == 1) != (len(right.key) == 1) and left.key[0] == right.key[0]:
        return 0.55, "initial_matches"
    similarity = float(OSA.normalized_similarity(left.key, right.key, score_cutoff=LEAST_SIMILARITY))
    if left.meaning and left.meaning == right.meaning and left.meaning not in (STOP, PARTICLE):
        return max(similarity, 0.93), "word_translated"
    if stem_of(left.key) == stem_of(right.key):
        return max(similarity, STEM_SIMILARITY), "word_similar"
    if not similarity:
        bones = skeleton_of(left.key)
        if bones and bones == skeleton_of(right.key):
            return SKELETON_SIMILARITY, "word_similar"
    return (similarity, "word_similar") if similarity >= LEAST_SIMILARITY else (0.0, "")
