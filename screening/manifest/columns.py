"""What a column is: by the words of its header, and by what its cells hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from screening.countries import country_code
from screening.identifiers import kind_of_digits
from screening.model.manifests import PARTY_FIELDS
from screening.names.parse import parse
from screening.resources import resource_path

_ROLES = (*PARTY_FIELDS, "broker")
_ATTRIBUTES = {"tax_id": "tax_id", "address": "address", "phone": "phone", "email": "email", "country": "country"}
# Words that name anything; they count only where they are all that a header says.
_GENERIC = frozenset(
    [
        "наименован",
        "назван",
        "name",
        "атау",
        "名称",
        "item",
        "order",
        "id",
        "type",
        "no",
        "код",
        "code",
        "data",
        "дата",
        "тип",
        "статус",
        "position",
        "pos",
        "nr",
        "№",
        "group",
        "via",
        "note",
        "total",
        "всег",
        "итог",
    ]
)
# A last word that makes something else of what stands before it: a product category is no product.
_TURNS_MEANING = frozenset(
    [
        "category",
        "type",
        "group",
        "status",
        "unit",
        "class",
        "тип",
        "вид",
        "группа",
        "категория",
        "статус",
        "timestamp",
        "count",
    ]
)
_ID_WORDS = re.compile(
    r"(?<!\w)(?:код|id|code|eori|инн|бин|иин|окпо|унп|рнн|tax|vat|tin|duns|d u n s|no|税号|信用代码|海关代码|vkn|бсн|жсн)(?!\w)"
)
_NUMBER_PREFIX = re.compile(r"^(?:g|гр|гр\.)?\s*\d{1,3}(?:[._]\d+)?[.)]?\s+(?=\D)")
_PUNCTUATION = re.compile(r"[^\w#№/%]+", re.UNICODE)
# Russian and Kazakh endings: the cases of a word meet on its stem.
_ENDING = re.compile(
    r"(?<=[а-яёәғқңөұүһі]{4})(?:ого|его|ему|ому|ыми|ими|ой|ый|ий|ая|яя|ое|ее|ые|ие|ов|ам|ах|ом|ем|ью|ия|ии|ию|[аыуиеяюьо])$"
)
_PARTS = re.compile(r"\s*(?:\n|/|\|| - )\s*")
_FIXED_CONFIDENCE = 0.98


@dataclass(frozen=True, slots=True)
class Guess:
    """A field with a confidence of 0-1."""

    field: str
    confidence: float


@cache
def _phrases() -> dict[str, list[tuple[str, str]]]:
    """Return {first letter: [(phrase, field)]}, longest phrase first."""
    found: dict[str, dict[str, str]] = {}
    for line in resource_path("manifest", "headers.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            field, phrases = line.split("\t")
            for phrase in phrases.split(";"):
                plain = normal(phrase)
                if plain:
                    found.setdefault(plain[0], {}).setdefault(plain, field)
    return {letter: sorted(some.items(), key=lambda p: -len(p[0])) for letter, some in found.items()}


def normal(header: str) -> str:
    """Return a header in lower case with single blanks between its words, without the number of its box."""
    text = header.replace("İ", "i").replace("_", " ").casefold().replace("ё", "е").replace("i̇", "i")
    text = _PUNCTUATION.sub(" ", text).strip()
    text = _NUMBER_PREFIX.sub("", text).replace("№", "№ ") or text
    return " ".join(_ENDING.sub("", word) if len(word) >= 5 else word for word in text.split())


@lru_cache(maxsize=4096)
def header_guesses(header: str) -> tuple[Guess, ...]:
    """Return the fields that the words of a header speak for, best first; none for an empty or unknown header."""
    scores: dict[str, float] = {}
    whole = normal(header)
    if not whole:
        return ()
    parts = [normal(part) for part in _PARTS.split(header) if normal(part)]
    for weight, text in [(1.0, whole), *((0.95, part) for part in parts if part != whole)]:
        for field, score in _scores(text).items():
            scores[field] = max(scores.get(field, 0.0), score * weight)
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    return tuple(Guess(field, round(min(score, _FIXED_CONFIDENCE), 3)) for field, score in ranked[:4])


def _scores(text: str) -> dict[str, float]:
    matched: list[tuple[int, int, str, str]] = []
    starts = [0, *(m.end() for m in re.finditer(r"[\s/]+", text))]
    if not text.isascii():
        # Chinese has no blanks between words.
        starts += [n for n, c in enumerate(text) if "一" <= c <= "鿿"]
    for start in dict.fromkeys(starts):
        rest = text[start:]
        for phrase, field in _phrases().get(rest[:1], ()):
            if rest.startswith(phrase) and _ends_word(rest, phrase):
                matched.append((len(phrase), start, phrase, field))
                break
    matched = [m for m in matched if m[2] not in _GENERIC or m[0] >= 0.8 * len(text)]
    if not matched:
        return {}
    scores: dict[str, float] = {}
    for length, start, _, field in matched:
        share = length / len(text)
        # A header is named by its first words; what follows in brackets explains.
        score = 0.45 + 0.5 * share - 0.01 * min(start, 10)
        if share < 1 and text.rsplit(" ", 1)[-1] in _TURNS_MEANING and not text.startswith(("код ", "code ")):
            score *= 0.6
        scores[field] = max(scores.get(field, 0.0), score)
    return _with_roles(text, scores)


def _ends_word(rest: str, phrase: str) -> bool:
    if len(rest) == len(phrase):
        return True
    following = rest[len(phrase)]
    if "一" <= phrase[-1] <= "鿿":
        return True
    if not following.isalnum():
        return True
    # Endings of Russian, Kazakh and Turkish words may follow a longer stem: "получателя", "жөнелтушінің".
    return len(phrase) >= 5 and following.isalpha() and len(re.split(r"[\s/]", rest[len(phrase) :])[0]) <= 4


def _with_roles(text: str, scores: dict[str, float]) -> dict[str, float]:
    """Put a role and what is said of it together: "адрес получателя" is consignee.address."""
    roles = [(scores[r], r) for r in _ROLES if r in scores]
    if not roles:
        return scores
    best, role = max(roles)
    attributes = [(scores[a], a) for a in _ATTRIBUTES if a in scores]
    if not attributes and _ID_WORDS.search(text):
        attributes = [(0.6, "tax_id")]
    for country in ("dispatch_country", "destination_country"):
        if country in scores and "country" not in scores:
            return scores
    if attributes and not _lists_parts(text):
        _, attribute = max(attributes)
        combined = {f"{role}.{attribute}": min(0.97, best + 0.3)}
        return combined | {f: s * 0.6 for f, s in scores.items()}
    return scores


def _lists_parts(text: str) -> bool:
    """Whether a header tells what its cells hold together: "(наименование, адрес, страна)"."""
    return bool(
        re.search(
            r"(?:наименован|name|атау|имя|adı|фио)\w*\W+(?:и |and |und )?(?:адрес|address|мекенж|adres|anschrift)", text
        )
    )


_HS = re.compile(r"^'?\d{4}(?:[ .\-]?\d{2}){1,3}(?:[ .\-]?\d{1,2})?(?:\.0)?$|^\d{6,10}(?:\.0)?$")
_CONTAINER = re.compile(r"^[A-Z]{3}[UJZ][ -]?\d{6}[ -]?\d$")
_MONEY = re.compile(r"^-?\d{1,3}(?:[ \u00a0.,']?\d{3})*(?:[.,]\d+)?$")
_DATE = re.compile(r"^\d{4}-\d\d-\d\d|^\d{1,2}[./]\d{1,2}[./]\d{2,4}$")
_CURRENCIES = frozenset(
    ["USD", "EUR", "RUB", "KZT", "CNY", "TRY", "GBP", "JPY", "KGS", "UZS", "BYN", "AED", "RMB", "CHF", "KRW", "INR"]
)
_EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.\w+$")


def content_guesses(cells: Sequence[str]) -> dict[str, float]:
    """Return the fields that the cells of a column speak for, each with the share (0-1) of cells that do."""
    texts = [cell.strip() for cell in cells if cell.strip()]
    if not texts:
        return {}
    counts: dict[str, float] = {}

    def vote(field: str, value: float = 1.0) -> None:
        counts[field] = counts.get(field, 0.0) + value

    for text in texts:
        digits = re.sub(r"\D", "", text)
        if _DATE.match(text):
            vote("date")
        elif kind_of_digits(text):
            vote("tax_id")
        elif _CONTAINER.match(text):
            vote("container_no")
        elif text.upper() in _CURRENCIES:
            vote("currency")
        elif _EMAIL.match(text):
            vote("email")
        elif len(text) <= 30 and country_code(text):
            vote("country")
        elif (
            _HS.match(text)
            and len(digits) in (6, 8, 9, 10)
            and 1 <= int(digits.zfill(10 if len(digits) > 8 else 8)[:2]) <= 97
        ):
            vote("hs_code", 0.9 if len(digits) != 6 else 0.6)
        elif _MONEY.match(text):
            vote("number")
        elif len(text) > 2 and any(c.isalpha() for c in text):
            if parse(text).legal and len(text) < 150:
                vote("party", 0.95)
            elif " " in text or len(text) > 12:
                vote("description", 0.6)
            else:
                vote("word", 0.5)
    return {field: count / len(texts) for field, count in counts.items()}
