"""From any script to one Latin footing, and from spellings of a sound to one key.

``latin`` romanises: Cyrillic (Russian, Ukrainian, Belarusian, Kazakh) by our own table, Latin letters with marks by
the sound that the mark stands for, everything else by anyascii. ``key_of`` then folds a Latin word so that the
usual romanisations of Cyrillic and Arabic (BGN, ISO 9, ICAO, German, French, Polish, Turkish styles) meet.
"""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "y",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu",
    "я": "ya", "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "u", "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o",
    "ұ": "u", "ү": "u", "һ": "h", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz",
}  # fmt: skip

_MARKED_LATIN = {
    "š": "sh", "ş": "sh", "ș": "sh", "ś": "sh", "č": "ch", "ç": "ch", "ć": "ch", "ž": "zh", "ż": "zh", "ź": "zh",
    "ß": "ss", "æ": "ae", "ø": "o", "å": "a", "ö": "o", "ü": "u", "ä": "a", "ı": "i", "ğ": "g", "ł": "l", "đ": "d",
    "þ": "th", "ð": "d", "ə": "a", "ñ": "n", "ţ": "ts", "ț": "ts", "ŝ": "sh", "ĉ": "ch", "ĝ": "j", "ŭ": "u",
    "ń": "n", "ň": "n", "ř": "r", "ě": "e", "ů": "u", "ý": "y",
}  # fmt: skip

# Letters of one script that look like those of the other. In a word that mixes both, the script with more letters
# that are its own alone decides; a word of look-alikes only is Latin where its neighbours are.
_LOOKS_LATIN = str.maketrans(
    dict(zip("авекмнорстухіјѕԁһӏԛԝ", "abekmhopctyxijsdhlqw", strict=True))
    | dict(zip("АВЕКМНОРСТУХІЈЅҺ", "ABEKMHOPCTYXIJSH", strict=True))
)
_LOOKS_CYRILLIC = str.maketrans("aekmopctyxbiABEKMHOPCTYXI", "аекморстухьіАВЕКМНОРСТУХІ")
_ONLY_CYRILLIC = re.compile(r"[бгджзийлпфцчшщъыьэюяўґєїғқңөұүәБГДЖЗИЙЛПФЦЧШЩЪЫЬЭЮЯЎҐЄЇҒҚҢӨҰҮӘ]")
_ONLY_LATIN = re.compile(r"[dfgijlnqrsuvwzDFGJLNQRSUVWZ]")
_HAS_CYRILLIC = re.compile(r"[Ѐ-ԯ]")
_HAS_LATIN = re.compile(r"[A-Za-z]")
_INVISIBLE = re.compile(r"[​-‏‪-‮⁠-⁩﻿­]")
_WORD = re.compile(r"\w+", re.UNICODE)
_GREEK_LOOKS = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοαν", "ABEZHIKMNOPTYXoav")


def clean(text: str) -> str:
    """Return text in Unicode form NFKC without invisible marks."""
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def _unmixed(match: re.Match[str]) -> str:
    word = match[0]
    if _HAS_CYRILLIC.search(word) and _HAS_LATIN.search(word):
        cyrillic = len(_ONLY_CYRILLIC.findall(word))
        if cyrillic > len(_ONLY_LATIN.findall(word)):
            return word.translate(_LOOKS_CYRILLIC)
        return word.translate(_LOOKS_LATIN)
    return word


def unmix(text: str) -> str:
    """Return text with the look-alike letters of words that mix scripts put into one script."""
    if not _HAS_CYRILLIC.search(text):
        if not text.isascii() and _HAS_LATIN.search(text):
            return text.translate(_GREEK_LOOKS)
        return text
    if not _HAS_LATIN.search(text):
        return text
    text = _WORD.sub(_unmixed, text)
    # "СО" or "ЕН" amid Latin words: look-alikes only, so they follow their neighbours.
    cyrillic, latin = len(_ONLY_CYRILLIC.findall(text)), len(_ONLY_LATIN.findall(text))
    if latin and not cyrillic:
        return text.translate(_LOOKS_LATIN)
    return text


_KOREAN_BEGINS = {"g": "k", "b": "p"}


@lru_cache(maxsize=8192)
def _romanised(character: str) -> str:
    lower = character.lower()
    found = _CYRILLIC.get(lower) or _MARKED_LATIN.get(lower)
    if found is not None or lower in _CYRILLIC:
        return found or ""
    decomposed = unicodedata.normalize("NFD", lower)
    if decomposed[0].isascii():
        return decomposed[0]
    # anyascii writes each Chinese or Korean syllable with a capital; it becomes a word of its own.
    plain = anyascii(character)
    if "가" <= character <= "힣":
        # Lists write Korean names as Kim, Pak, Jong, not as Gim, Bak, Jeong.
        plain = plain.lower().replace("eo", "o").replace("eu", "u")
        return f" {_KOREAN_BEGINS.get(plain[:1], plain[:1])}{plain[1:]} "
    return f" {plain.lower()} " if plain[:1].isupper() and not character.isupper() else plain.lower()


@lru_cache(maxsize=65536)
def latin(text: str) -> str:
    """Return text in lower-case ASCII letters, digits and marks, whatever its script."""
    text = unmix(clean(text))
    if text.isascii():
        return text.lower()
    return "".join(c.lower() if c.isascii() else _romanised(c) for c in text)


_KEY_RULES: tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...] = tuple(
    (needles, re.compile(pattern), replacement)
    for needles, pattern, replacement in (
        (("off",), r"off$", "ov"),
        (("ff",), r"(?<=[aeo])ff$", "v"),
        (("shch", "scht", "szcz", "stsc", "schc", "shts"), r"shch|schtsch|szcz|stsch|schch|shtsh", "s"),
        (("tsch", "tch", "tsh"), r"tsch|tch|tsh", "c"),
        (("dzh", "dsch", "dj"), r"dzh|dsch|dj", "j"),
        (("sch", "sh", "sz"), r"sch|sh|sz", "s"),
        (("ch", "cz", "ts", "tz"), r"ch|cz|ts|tz", "c"),
        (("zh",), r"zh", "j"),
        (("ph",), r"ph", "f"),
        (("kh",), r"kh", "h"),
        (("gh",), r"gh", "g"),
        (("th",), r"th", "t"),
        (("dh",), r"dh", "d"),
        (("ck", "q"), r"ck|q", "k"),
        (("x",), r"x", "ks"),
        (("w",), r"w", "v"),
        (("ou",), r"ou", "u"),
        (("oo",), r"oo", "u"),
        (("j",), r"^j(?=[aeou])", "i"),
        (("j",), r"(?<=[aeiou])j", "i"),
        (("y",), r"y", "i"),
        (("i",), r"(?<=[aeo])i(?=[aeo])|^i(?=e)|(?<=[bcdfghjklmnprstvz])i(?=e)", ""),
        (("ij",), r"ij$", "i"),
        (("",), r"(.)(?=\1)", ""),
        (("h",), r"(?<=[aeiou])h(?=[bcdfgjklmnprstvz]|$)", ""),
    )
)
"""Rules in their order: letters one of which must be there, what is looked for, what takes its place."""


@lru_cache(maxsize=131072)
def key_of(word: str) -> str:
    """Return the key of one Latin word: spellings of the same sounds give the same key.

    Never empty for a word that has a letter or digit.
    """
    key = word if word.isalnum() and word.isascii() else re.sub(r"[^a-z0-9]", "", word)
    if "c" in key:
        # A plain c before a, o, u or a consonant is a k ("Victor"); in ch, cz, ck it is not.
        key = re.sub(r"c(?![hzkeiy])", "k", key)
    for needles, pattern, replacement in _KEY_RULES:
        for needle in needles:
            if needle in key:
                plain = pattern.pattern == needle
                key = key.replace(needle, replacement) if plain else pattern.sub(replacement, key)
                break
    return key or re.sub(r"[^a-z0-9]", "", word)
