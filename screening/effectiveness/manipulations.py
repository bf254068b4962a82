"""Ways in which the name of a listed party is written differently on a manifest; for training and for measuring.

Every function takes a name and a random generator and returns the altered name, or None where it does not apply.
"""

import random
import re
from collections.abc import Callable

from screening.resources import resource_path

Manipulation = Callable[[str, random.Random], str | None]

LETTERS = "abcdefghijklmnopqrstuvwxyz"
HOMOGLYPHS = str.maketrans("aeopcxyABEKMHOPCTX", "аеорсхуАВЕКМНОРСТХ")
LAYOUT = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбюё", "qwertyuiop[]asdfghjkl;'zxcvbnm,.`")
OCR = {"o": "0", "l": "1", "i": "l", "s": "5", "b": "8", "m": "rn", "rn": "m", "e": "c", "u": "v", "n": "h", "d": "cl"}
ADDRESSES = (
    ", Ankara, Turkey", ", ul. Gagarina 44, Almaty, Kazakhstan", ", г. Бишкек, пр. Чуй, д. 19, кв. 4", ", Sharjah, UAE",
    ", Room 503, Block B, Shenzhen, China", ", 12 Baker Street, London, United Kingdom", ", Yerevan, Armenia",
    ", 220030, Минск, ул. Ленина 5", ", P.O. Box 1120, Dubai", ", Beirut, Lebanon", ", офис 12, Ташкент, Узбекистан",
    ", Leninsky prospekt 32A, Moscow 119334, Russia", ", Istanbul", ", Harare, Zimbabwe", ", Maputo, Mozambique",
    ", Plot 7, Industrial Area, Nairobi, Kenya", ", Av. Paulista 900, Sao Paulo, Brazil", ", Riga, LV-1010, Latvia",
)  # fmt: skip
FORMS = (
    ("LLC", "Limited Liability Company", "OOO", "ООО", "TOO", "Ltd", "Ltd.", "Limited", "Co., Ltd.", "GmbH", "L.L.C."),
    ("JSC", "Joint Stock Company", "AO", "АО", "OAO", "PJSC", "S.A.", "Inc.", "Corporation", "Corp.", "AG", "A.S."),
    ("Company", "Co", "Co.", "Firm"),
)
_FORM = re.compile(
    r"\b(?:limited liability company|joint stock company|l\.?l\.?c\.?|co\.?,? ltd\.?|ltd\.?|limited|inc\.?|corp(?:oration)?\.?"
    r"|company|co\.?|jsc|ojsc|pjsc|ooo|oao|s\.a\.|gmbh|ao)(?=\W|$)",
    re.I,
)
CYRILLIC = (
    ("shch", "щ"), ("sch", "щ"), ("zh", "ж"), ("kh", "х"), ("ts", "ц"), ("ch", "ч"), ("sh", "ш"), ("yu", "ю"), ("ya", "я"),
    ("iu", "ю"), ("ia", "я"), ("yo", "ё"), ("ye", "е"), ("iy", "ий"), ("ey", "ей"), ("ay", "ай"), ("oy", "ой"), ("y", "ы"),
    ("a", "а"), ("b", "б"), ("v", "в"), ("w", "в"), ("g", "г"), ("d", "д"), ("e", "е"), ("z", "з"), ("i", "и"),
    ("j", "дж"), ("k", "к"), ("l", "л"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("q", "к"), ("r", "р"),
    ("s", "с"), ("t", "т"), ("u", "у"), ("f", "ф"), ("h", "х"), ("c", "к"), ("x", "кс"),
)  # fmt: skip
STYLES = {
    "german": {"ж": "sch", "х": "ch", "ц": "z", "ч": "tsch", "ш": "sch", "щ": "schtsch", "в": "w", "й": "j", "ы": "y",
               "э": "e", "ю": "ju", "я": "ja", "ё": "jo", "з": "s"},
    "french": {"ж": "j", "х": "kh", "ц": "ts", "ч": "tch", "ш": "ch", "щ": "chtch", "у": "ou", "й": "ï", "ю": "iou",
               "я": "ia", "ы": "y", "э": "e", "ё": "io"},
    "iso9": {"ж": "ž", "х": "h", "ц": "c", "ч": "č", "ш": "š", "щ": "ŝ", "й": "j", "ю": "û", "я": "â", "ы": "y",
             "э": "è", "ё": "ë"},
    "icao": {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "й": "i", "ю": "iu", "я": "ia",
             "ы": "y", "э": "e", "ё": "e", "ъ": "ie"},
    "polish": {"ж": "ż", "х": "ch", "ц": "c", "ч": "cz", "ш": "sz", "щ": "szcz", "в": "w", "й": "j", "ю": "ju",
               "я": "ja", "ы": "y", "э": "e", "ё": "jo"},
    "turkish": {"ж": "j", "х": "h", "ц": "ts", "ч": "ç", "ш": "ş", "щ": "şç", "й": "y", "ю": "yu", "я": "ya",
                "ы": "ı", "э": "e", "ё": "yo"},
}  # fmt: skip
PLAIN = dict(zip("абвгдезийклмнопрстуфы", "abvgdeziyklmnoprstufy", strict=True)) | {"ь": "", "ъ": "", "е": "e"}
ARABIC_SWAPS = (
    ("mohammed", "muhammad"), ("muhammad", "mohamad"), ("mohammad", "muhammed"), ("al-", "el-"), ("abd al-", "abdul "),
    ("ou", "u"), ("oo", "u"), ("ee", "i"), ("aa", "a"), ("ei", "ai"), ("q", "k"), ("dh", "d"), ("h", ""), ("ah", "a"),
    ("y", "i"), ("e", "i"), ("o", "u"), ("z", "dh"), ("sh", "ch"), ("hussein", "husayn"), ("ahmed", "ahmad"),
)  # fmt: skip
WADE_GILES = (
    ("zh", "ch"), ("q", "ch'"), ("x", "hs"), ("b", "p"), ("d", "t"), ("g", "k"), ("z", "ts"), ("j", "ch"), ("r", "j"),
    ("ian", "ien"), ("ong", "ung"),
)  # fmt: skip


GIVEN = {
    word: line.split("\t")[1].split(";")
    for line in resource_path("names", "words.tsv").read_text(encoding="utf-8").splitlines()
    if line.startswith("=")
    for word in line.split("\t")[1].split(";")
}


def case(name: str, rng: random.Random) -> str | None:
    """Other capitals and punctuation."""
    name = rng.choice((str.lower, str.upper, str.title))(name)
    return re.sub(r"[-.,'\"]", lambda m: rng.choice((" ", m[0])), name)


def reorder(name: str, rng: random.Random) -> str | None:
    """Words in another order."""
    words = name.replace(",", "").split()
    if len(words) < 2:
        return None
    at = rng.randrange(1, len(words))
    return " ".join(words[at:]) + rng.choice((", ", " ")) + " ".join(words[:at])


def drop_middle(name: str, rng: random.Random) -> str | None:
    """Without a word in the middle."""
    words = name.split()
    if len(words) < 3:
        return None
    del words[rng.randrange(1, len(words) - 1)]
    return " ".join(words)


def initials(name: str, rng: random.Random) -> str | None:
    """Given names as initials."""
    words = name.replace(",", "").split()
    if len(words) < 2 or len(words[-1]) < 3:
        return None
    return " ".join(f"{w[0]}." for w in words[:-1]) + " " + words[-1]


def homoglyph(name: str, rng: random.Random) -> str | None:
    """Cyrillic letters that look like Latin ones."""
    return "".join(c.translate(HOMOGLYPHS) if rng.random() < 0.5 else c for c in name)


def split(name: str, rng: random.Random) -> str | None:
    """A word split in two."""
    words = name.split()
    long = [n for n, w in enumerate(words) if len(w) > 5]
    if not long:
        return None
    n = rng.choice(long)
    at = rng.randrange(3, len(words[n]) - 1)
    words[n] = words[n][:at] + " " + words[n][at:]
    return " ".join(words)


def joined(name: str, rng: random.Random) -> str | None:
    """Two words run together."""
    words = name.split()
    if len(words) < 2:
        return None
    n = rng.randrange(len(words) - 1)
    words[n : n + 2] = [words[n] + words[n + 1]]
    return " ".join(words)


def typing_error(name: str, rng: random.Random) -> str | None:
    """One letter wrong, missing, doubled or swapped."""
    places = [n for n, c in enumerate(name) if c.isalpha()]
    if len(places) < 5:
        return None
    n = rng.choice(places[1:])
    letter = rng.choice(LETTERS).upper() if name[n].isupper() else rng.choice(LETTERS)
    kind = rng.randrange(4)
    if kind == 0:
        return name[:n] + letter + name[n + 1 :]
    if kind == 1:
        return name[:n] + name[n + 1 :]
    if kind == 2:
        return name[:n] + letter + name[n:]
    return name[: n - 1] + name[n] + name[n - 1] + name[n + 1 :]


def two_errors(name: str, rng: random.Random) -> str | None:
    """Two typing errors."""
    once = typing_error(name, rng) if len(name) > 9 else None
    return typing_error(once, rng) if once else None


def address(name: str, rng: random.Random) -> str | None:
    """An address behind the name."""
    return name + rng.choice(ADDRESSES)


def legal_form(name: str, rng: random.Random) -> str | None:
    """Another legal form, or the same one elsewhere."""
    if not _FORM.search(name):
        return None
    bare = re.sub(r"\s+", " ", _FORM.sub(" ", name)).strip(" ,.\"'")
    if len(bare) < 3:
        return None
    form = rng.choice(rng.choice(FORMS))
    return rng.choice((f"{form} {bare}", f'{form} "{bare}"', f"{bare} {form}", f"{bare}, {form}"))


def to_cyrillic(name: str, rng: random.Random) -> str | None:
    """A Latin name as a Russian would write it."""
    if not name.isascii():
        return None
    text = re.sub(r"[^a-z\s-]", "", name.lower())
    for latin, cyrillic in CYRILLIC:
        text = text.replace(latin, cyrillic)
    return " ".join(word.capitalize() for word in text.split()) or None


def from_cyrillic(name: str, rng: random.Random) -> str | None:
    """A Cyrillic name in one of the usual romanisations."""
    if not re.search(r"[а-я]", name.lower()):
        return None
    table = PLAIN | rng.choice(list(STYLES.values()))
    return " ".join("".join(table.get(c, c) for c in w.lower()).capitalize() for w in name.split())


def keyboard(name: str, rng: random.Random) -> str | None:
    """A Cyrillic name typed on the Latin layout."""
    if not re.search(r"[а-я]", name.lower()):
        return None
    return name.lower().translate(LAYOUT)


def misread(name: str, rng: random.Random) -> str | None:
    """Letters as a scanner misreads them."""
    text = name.lower()
    places = [(n, k) for k in OCR for n in range(len(text)) if text.startswith(k, n)]
    for n, k in sorted(rng.sample(places, min(len(places), rng.randint(1, 2))), reverse=True):
        text = text[:n] + OCR[k] + text[n + len(k) :]
    return text.upper() if rng.random() < 0.5 else text


def spaced(name: str, rng: random.Random) -> str | None:
    """Letters spaced out."""
    return "  ".join(" ".join(word) for word in name.split()) if len(name) < 40 else None


def arabic(name: str, rng: random.Random) -> str | None:
    """Another romanisation of an Arabic name."""
    text = name.lower()
    fitting = [swap for swap in ARABIC_SWAPS if swap[0] in text]
    if len(fitting) < 2 or not re.search(r"\b(?:al|abu|bin|ibn|abd|muham|moham|ahm|ali|hass|huss)", text):
        return None
    for old, new in rng.sample(fitting, 2):
        text = text.replace(old, new, 1)
    return text.title()


def chinese(name: str, rng: random.Random) -> str | None:
    """Pinyin in the style of Wade and Giles, or with other spacing."""
    words = name.split()
    if not 2 <= len(words) <= 3 or not re.fullmatch(r"(?:[A-Za-z]{2,7}[ -]?){2,4}", name):
        return None
    text = name.lower()
    fitting = [swap for swap in WADE_GILES if swap[0] in text]
    if not fitting:
        return None
    old, new = rng.choice(fitting)
    return text.replace(old, new, 1).title()


def given_name(name: str, rng: random.Random) -> str | None:
    """A given name in the spelling of another language."""
    words = name.split()
    places = [n for n, word in enumerate(words) if word.lower().strip(",") in GIVEN]
    if not places:
        return None
    n = rng.choice(places)
    same = [other for other in GIVEN[words[n].lower().strip(",")] if other.isascii()]
    words[n] = rng.choice(same).title() + ("," if words[n].endswith(",") else "")
    return " ".join(words)


ALL: dict[str, tuple[Manipulation, float]] = {
    "case": (case, 1), "reorder": (reorder, 1), "drop_middle": (drop_middle, 1.9), "initials": (initials, 1.5),
    "homoglyph": (homoglyph, 0.5), "split": (split, 1), "joined": (joined, 1), "typing_error": (typing_error, 1.7),
    "two_errors": (two_errors, 2), "address": (address, 1), "legal_form": (legal_form, 1.5),
    "to_cyrillic": (to_cyrillic, 0.7), "from_cyrillic": (from_cyrillic, 2), "keyboard": (keyboard, 0.6),
    "misread": (misread, 0.6), "spaced": (spaced, 0.4), "arabic": (arabic, 0.8), "chinese": (chinese, 0.4),
    "given_name": (given_name, 0.6),
}  # fmt: skip
"""Manipulations with their share in training."""
