"""A name taken apart: words with keys and meanings, legal forms set aside, an address behind it cut off.

Nothing here knows a list; the same parse serves the names of lists and of manifests.
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from screening.countries import countries_in
from screening.names.letters import clean, key_of, latin
from screening.resources import resource_path

_LEGAL_WORD_LEAST = 8
_LEGAL_WORD_SIMILARITY = 0.8

_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vii": "7", "viii": "8"}
"""Roman numbers that are hardly ever anything else; they tell firms and ships of one name apart."""

_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_UNITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NUMBER_WORDS = {
    **{word: str(n) for n, word in enumerate(
        ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"), 11)},
    **{word: str(10 * n) for n, word in enumerate(_TENS, 2)},
    "three": "3", "five": "5", "seven": "7", "eight": "8", "nine": "9",
}  # fmt: skip
"""Number words that are hardly ever names; two and four, one, six and ten may be."""

STOP, PARTICLE = "+stop", "+particle"
"""Meanings of words that hardly tell one name from another: of, and; al, bin, Dr."""

_APOSTROPHES = re.compile(r"['’‘`´ʼʻ]")
_TOKEN = re.compile(r"[a-z]+|[0-9]+")
_INLINE = re.compile(
    r"\s*[\n\t;|]\s*|\s+/\s+|:\s+|\b(?:on behalf of|o/b/o|o/b|obo|c/o|to (?:the )?order of|for (?:the )?account of|"
    r"in favou?r of|attn\.?|attention|по поручению|от имени|в лице|по приказу|в пользу|за счет|для)(?=\s|$)|"
    r"(?:^|(?<=\s))\d{1,2}[.)]\s",
    re.I,
)
_INLINE_MARKS = frozenset("\n\t;|/:0123456789")
_INLINE_WORDS = ("behalf", "obo", "order", "account", "favo", "attn", "attention", "поручению", "имени", "лице",
                 "приказу", "пользу", "счет", "для")  # fmt: skip
_LABELS = re.compile(
    r"\b(?:конечн\w+ (?:получател\w+|пользовател\w+)|(?:грузо)?(?:получател|отправител)\w*|покупател\w+|заказчик\w*|"
    r"соңғы пайдаланушы|алушы|end[- ]?users?|final (?:consignee|customer|buyer)|ultimate consignee|consignee|buyer|"
    r"customer|client|notify(?: party)?|for|via|through|son kullanıcı|endverbraucher|最终用户)\b|最终用户",
    re.I,
)
_LISTED = re.compile(r"\s*,\s*")
_ANDS = re.compile(r"\s+(?:and|и|және|ve|und|et|y)\s+", re.I)
MOST_PIECES, MOST_READINGS = 20, 32
"""Parts of a cell that are read as a name each, and readings of all kinds; a cell of more is cut off there."""
_STREET = re.compile(
    r"\b(?:ул|улица|пр|пр-т|просп|проспект|пер|переулок|бул|б-р|шоссе|ш|наб|пл|мкр|микрорайон|д|дом|кв|офис|оф|стр|корп|"
    r"этаж|обл|область|р-н|район|край|респ|город|г|пос|село|көшесі|даңғылы|қаласы|облысы|үй|үйі|"
    r"street|str|st|avenue|ave|road|rd|unit|floor|flat|apt|suite|room|building|bldg|block|district|province|city|"
    r"tower|p\.?o\.? ?box|mah|mahallesi|sok|sokak|cad|caddesi|bulvari|bulvarı|ilçe|straße|strasse|platz|"
    r"route|rue|calle|avenida|via|zip|postcode|tel|fax|тел|факс|email|e-mail)\b\.?|路|街|号|省|市",
    re.I,
)
_CITY = re.compile(
    r"\b(?:москва|moscow|moskva|санкт-петербург|saint petersburg|st\.? petersburg|минск|minsk|алматы|almaty|астана|"
    r"astana|нур-султан|шымкент|shymkent|караганда|актобе|бишкек|bishkek|ташкент|tashkent|душанбе|dushanbe|ереван|"
    r"yerevan|тбилиси|tbilisi|баку|baku|стамбул|istanbul|анкара|ankara|измир|izmir|дубай|dubai|abu dhabi|sharjah|"
    r"шанхай|shanghai|пекин|beijing|гуанчжоу|guangzhou|шэньчжэнь|shenzhen|урумчи|urumqi|yiwu|kowloon|tehran|тегеран|"
    r"damascus|дамаск|aleppo|baghdad|beirut|london|лондон|berlin|берлин|hamburg|paris|vienna|warsaw|vilnius|riga|"
    r"tallinn|kyiv|kiev|киев|pyongyang|seoul|tokyo|singapore|new york|limassol|nicosia|geneva|zurich|doha|kuwait|"
    r"новосибирск|novosibirsk|екатеринбург|yekaterinburg|казань|kazan|владивосток|vladivostok|калининград|сочи|"
    r"ростов-на-дону|краснодар|самара|омск|omsk|челябинск|гомель|брест|витебск|гродно|могилев|caracas|havana|"
    r"mexico city|bogota|karachi|kabul|islamabad|lahore|mumbai|delhi|hong kong)\b",
    re.I,
)
_DIGITS = re.compile(r"\d")
_DOTTED = re.compile(r"\b[^\W\d_]\.")
_ABBREVIATION = re.compile(r"\b(?:[^\W\d_]\.){2,}[^\W\d_]?\b\.?")
# "MikhailovichKADENKOV", "UralDronZavod"; and a legal form run together with its neighbour: "PAOZVEZDA", "KPDS.A.".
_CAMEL = re.compile(r"(?<=[a-zа-яё]{3})(?=[A-ZА-ЯЁ]{2}|[A-ZА-ЯЁ][a-zа-яё]{2})")
_GLUED_FORM = re.compile(
    r"\b(PAO|OAO|OOO|ZAO|TOO|JSC|LLC|ПАО|ОАО|ООО|ЗАО|ТОО)(?=[A-ZА-Я]{3})|"
    r"(?<=[A-Za-z]{2})(S\.A\.|S\.R\.L\.|LTDA?\b|Ltd\b|LLC\b|GmbH\b|GMBH\b|INC\b|PTE\b|CO\.)"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name: its Latin form, its key, and what it means ("plant", "+stop") or an empty text."""

    latin: str
    key: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Parsed:
    """A name taken apart."""

    words: tuple[Word, ...]
    """In their order, legal forms left out; never empty when the text has a letter or digit."""
    legal: tuple[str, ...]
    """Legal forms met: llc, jsc, state, ..."""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys in their order."""
        return tuple(word.key for word in self.words)

    @property
    def joined(self) -> str:
        """The keys of the words that carry meaning, run together."""
        carrying = "".join(word.key for word in self.words if word.meaning != STOP)
        return carrying or "".join(self.keys)


def _table(name: str) -> list[tuple[str, list[str]]]:
    rows = []
    for line in resource_path("names", name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            label, words = line.split("\t")
            rows.append((label, words.split(";")))
    return rows


def split_words(text: str) -> list[str]:
    """Return the words and numbers of a text in Latin letters."""
    return _TOKEN.findall(_APOSTROPHES.sub("", latin(text)))


@cache
def _legal_phrases() -> dict[tuple[str, ...], str]:
    return {
        tuple(key_of(t) for t in split_words(phrase)): form
        for form, phrases in _table("legal_forms.tsv")
        for phrase in phrases
        if split_words(phrase)
    }


@cache
def _first_legal_words() -> frozenset[str]:
    return frozenset(phrase[0] for phrase in _legal_phrases())


@cache
def _longest_phrase() -> int:
    return max(map(len, _legal_phrases()))


@cache
def _meanings() -> tuple[dict[str, str], dict[str, str], int]:
    """Return meanings by key, meanings by beginning of a key, and the length of the longest such beginning."""
    whole: dict[str, str] = {}
    beginnings: dict[str, str] = {}
    for meaning, words in _table("words.tsv"):
        for word in words:
            tokens = split_words(word.rstrip("*"))
            if len(tokens) != 1 or len(tokens[0]) == 1:
                # Phrases are no words, and a single letter may be an initial.
                continue
            if word.endswith("*"):
                beginnings.setdefault(_stem_key(tokens[0]), meaning)
            else:
                whole.setdefault(key_of(tokens[0]), meaning)
    return whole, beginnings, max(map(len, beginnings))


def _stem_key(word: str) -> str:
    key = key_of(word)
    return key[:-1] if len(key) > 5 and key[-1] in "aeiou" else key


@lru_cache(maxsize=131072)
def meaning_of(key: str) -> str:
    """Return what a word stands for in the table of shared words, or an empty text."""
    whole, beginnings, longest = _meanings()
    found = whole.get(key)
    if found is not None:
        return found
    for length in range(min(longest, len(key)), 3, -1):
        found = beginnings.get(key[:length])
        if found is not None:
            return found
    return ""


def without_dots(text: str) -> str:
    """Return a text whose dotted abbreviations are run together: "A.B.C. Company" is "ABC Company"."""
    return _ABBREVIATION.sub(lambda match: match[0].replace(".", "") + " ", text)


@lru_cache(maxsize=131072)
def word_of(token: str) -> Word:
    """Return a Latin word with its key and meaning."""
    key = _ROMAN.get(token) or key_of(token)
    if len(key) >= _LEGAL_WORD_LEAST:
        from rapidfuzz.distance import OSA  # the window starts without it
        from rapidfuzz.process import extractOne

        # Foreign romanisations write the long words of legal forms in ways that no table holds.
        found = extractOne(key, _legal_words(), scorer=OSA.normalized_similarity, score_cutoff=_LEGAL_WORD_SIMILARITY)
        if found:
            key = found[0]
    return Word(token, key, meaning_of(key))


@cache
def _legal_words() -> tuple[str, ...]:
    words = {key for phrase in _legal_phrases() if len(phrase) > 1 for key in phrase}
    return tuple(sorted(key for key in words if len(key) >= _LEGAL_WORD_LEAST))


@lru_cache(maxsize=32768)
def parse(text: str) -> Parsed:
    """Take a name apart. Any text is taken; one without letters or digits gives no words."""
    tokens = split_words(text)
    if not _DOTTED.search(text):
        # "H. B. K." are initials, "P u t i n" is a word.
        tokens = _joined_letters(tokens)
    if len(tokens) == 1 and "  " in text.strip():
        # "P u t i n  V l a d i m i r": wider gaps stand between words.
        tokens = ["".join(split_words(part)) for part in re.split(r"\s{2,}", text) if split_words(part)]
    words = [word_of(token) for token in _with_digits(tokens)]
    kept, legal = _without_legal_forms(words)
    return Parsed(tuple(kept or words), tuple(dict.fromkeys(legal)) if kept else ())


def _with_digits(tokens: list[str]) -> list[str]:
    """Write number words with digits: "forty four" is 44, "Plant nine" is 9."""
    if _NUMBER_WORDS.keys().isdisjoint(tokens):
        return tokens
    found: list[str] = []
    tens = False
    for token in tokens:
        unit = str(_UNITS.index(token) + 1) if token in _UNITS else token
        if tens and len(unit) == 1 and unit in "123456789":
            found[-1] = found[-1][0] + unit
            tens = False
            continue
        found.append(_NUMBER_WORDS.get(token, token))
        tens = token in _TENS
    return found


def _joined_letters(tokens: list[str]) -> list[str]:
    """Join a name that was spaced out ("p u t i n"): runs of single letters where hardly anything else is left."""
    singles = list(map(len, tokens)).count(1)
    if singles < 4 or singles * 3 < len(tokens) * 2 + 1:
        return tokens
    joined: list[str] = []
    run = False
    for token in tokens:
        if len(token) == 1 and run:
            joined[-1] += token
        else:
            joined.append(token)
        run = len(token) == 1
    return joined


def _without_legal_forms(words: list[Word]) -> tuple[list[Word], list[str]]:
    """Set legal forms aside: long phrases anywhere, short ones at the ends or, from three letters, anywhere."""
    phrases, longest = _legal_phrases(), _longest_phrase()
    keys = [word.key for word in words]
    if _first_legal_words().isdisjoint(keys):
        return words, []
    drop = [False] * len(words)
    legal = []
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            form = phrases.get(tuple(keys[at : at + length]))
            if form is None:
                continue
            letters = sum(len(words[i].latin) for i in range(at, at + length))
            at_end = all(drop[:at]) or at + length == len(words)
            if (length >= 3 and letters > 6) or at_end or (letters >= 3 and form not in ("company", "group", "trust")):
                legal.append(form)
                drop[at : at + length] = [True] * length
                at += length - 1
                break
        at += 1
    # A form before another one at the end ("... company limited") is at the end as well.
    end = len(words)
    while end and drop[end - 1]:
        end -= 1
    if 0 < end < len(words) and phrases.get((keys[end - 1],)) and end > 1:
        drop[end - 1] = True
        legal.append(phrases[(keys[end - 1],)])
    return [word for word, gone in zip(words, drop, strict=True) if not gone], legal


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a cell: the name that may be meant, and why it is not the whole cell ("" when it is)."""

    text: str
    cut: str
    """"address", "part", "brackets", "abbreviation" or an empty text."""


@lru_cache(maxsize=32768)
def readings(cell: str) -> tuple[Reading, ...]:
    """Return the ways to read a party cell: whole, without an address behind, without brackets, part by part.

    At most :data:`MOST_READINGS`; the whole cell comes first.
    """
    cell = clean(cell)
    found = {cell: ""}
    pieces = [piece for piece in _INLINE.split(cell) if piece and piece.strip()] if _may_hold_several(cell) else []
    if pieces and (len(pieces) > 1 or pieces[0].strip() != cell.strip()):
        for piece in pieces[:MOST_PIECES]:
            found.setdefault(piece.strip(), "part")
    for text in list(found):
        # "Room 5, Long Street, Shenzhen, MIKRON JSC" and "ALTYN LLP and MIKRON JSC": a legal form tells a name.
        if "," in text:
            for piece in _LISTED.split(text)[:MOST_PIECES]:
                if _has_form(piece):
                    found.setdefault(piece, "part")
        if _ANDS.search(text):
            several = _ANDS.split(text)[:MOST_PIECES]
            if all(map(_has_form, several)):
                for piece in several:
                    found.setdefault(piece, "part")
    for text in list(found):
        head = without_address(text)
        if head != text:
            found.setdefault(head, "address")
        begin = text.partition(",")[0]
        if begin != text and _ends_with_form(begin):
            # "MIKRON JSC, Zelenograd, ...": what follows the legal form is no part of the name.
            found.setdefault(begin, "address")
        if "(" in text:
            bare = re.sub(r"\([^()]*\)", " ", head).strip(" ,")
            if len(bare) > 3:
                found.setdefault(bare, "brackets")
        apart = _CAMEL.sub(" ", _GLUED_FORM.sub(r" \g<0> ", head))
        if apart != head:
            found.setdefault(apart, "")
        run = without_dots(head)
        if run != head:
            found.setdefault(run, "abbreviation")
    return tuple(Reading(text, cut) for text, cut in list(found.items())[:MOST_READINGS])


def _may_hold_several(cell: str) -> bool:
    """Whether a cell has any sign of :data:`_INLINE`; most have none, and this is the faster question."""
    if not _INLINE_MARKS.isdisjoint(cell):
        return True
    lower = cell.lower()
    return any(word in lower for word in _INLINE_WORDS)


def names_in(text: str) -> tuple[str, ...]:
    """Return the firms that a free text names with their legal form ("end user АО Микрон, Зеленоград")."""
    labelled = _LABELS.sub("; ", clean(text))
    pieces = [part.strip() for piece in _INLINE.split(labelled) if piece for part in _LISTED.split(piece)]
    return tuple(dict.fromkeys(piece for piece in pieces[:MOST_PIECES] if _has_form(piece)))


def _has_form(text: str) -> bool:
    """Whether a text is a name with a legal form; "Co." alone says little."""
    if _first_legal_words().isdisjoint(map(key_of, split_words(text))):
        return False
    parsed = parse(text)
    return bool(set(parsed.legal) - {"company", "group"}) and sum(len(word.key) for word in parsed.words) >= 4


def _ends_with_form(text: str) -> bool:
    """Whether a text is a name of at least four letters with a legal form at its end."""
    tokens = split_words(text)
    forms = _legal_phrases()
    if len(tokens) < 2 or (key_of(tokens[-1]),) not in forms or forms[(key_of(tokens[-1]),)] in ("company", "group"):
        return False
    return sum(map(len, tokens[:-1])) >= 4


def without_address(text: str) -> str:
    """Return a text without the address behind its first comma, or the text as it is when there is none."""
    segments = re.split(r"\s*[,\n]\s*", text)
    if len(segments) < 2 or not _is_address(segments[-1]):
        return text
    first = next(number for number, segment in enumerate(segments) if number and _is_address(segment))
    return ", ".join(segments[:first])


def _is_address(segment: str) -> bool:
    return bool(_STREET.search(segment) or _CITY.search(segment) or _DIGITS.search(segment) or countries_in(segment))
