"""The manifest's words beside the list's, as rich text: aligned, and marked by sign, letters' style and colour."""

from collections.abc import Iterable, Mapping
from html import escape

from screening.identifiers import comparable
from screening.model.hits import Evidence, Hit
from screening.model.lists import Entry
from screening.model.manifests import Line
from ui import words
from ui.words import _
from ui.words.page_words import identifier_kind_name

Marks = Mapping[str, str]
"""Colours by meaning: "same", "near", "differs", "quiet" (``ui.desktop.theme.MARKS``)."""

NAMES_SHOWN, ADDRESSES_SHOWN, REMARKS_SHOWN = 6, 4, 300

SIGNS = {
    "word_equal": ("=", "same"),
    "word_sounds_equal": ("≈", "same"),
    "word_translated": ("=", "same"),
    "word_similar": ("~", "near"),
    "initial_matches": ("~", "near"),
    "word_extra": ("+", "differs"),
    "word_missing": ("−", "differs"),
    "word_ignored": ("·", "quiet"),
    "legal_form_ignored": ("·", "quiet"),
    "legal_form_differs": ("·", "quiet"),
}
"""Evidence of single words: the sign between the two sides, and what it means."""


def aligned(evidence: Iterable[Evidence], marks: Marks) -> str:
    """Return the words of both sides one above the other, in the order of the manifest; empty without any."""
    pieces = [piece for piece in evidence if piece.code in SIGNS]
    if not pieces:
        return ""
    top, middle, bottom = [], [], []
    for piece in pieces:
        sign, meaning = SIGNS[piece.code]
        top.append(f"<td align=center>{_word(piece.left, meaning, marks)}</td>")
        middle.append(f'<td align=center style="color:{marks[meaning]}"><b>{sign}</b></td>')
        bottom.append(f"<td align=center>{_word(piece.right, meaning, marks)}</td>")
    rows = "".join(f"<tr>{''.join(cells)}</tr>" for cells in (top, middle, bottom))
    return f'<table cellspacing="0" cellpadding="3">{rows}</table>'


def legend(marks: Marks) -> str:
    """Return what the signs mean."""
    parts = (
        ("=", "same", _("equal")), ("≈", "same", _("same sound")), ("~", "near", _("similar")),
        ("+", "differs", _("only in the manifest")), ("−", "differs", _("only on the list")),
        ("·", "quiet", _("carries no weight")),
    )  # fmt: skip
    text = " &nbsp; ".join(f'<b style="color:{marks[mark]}">{sign}</b> {escape(name)}' for sign, mark, name in parts)
    return f"<p><small>{text}</small></p>"


def _word(text: str, meaning: str, marks: Marks) -> str:
    if not text:
        return "&nbsp;"
    word = escape(text)
    if meaning == "same":
        word = f"<u>{word}</u>"
    elif meaning in ("near", "differs"):
        word = f"<b>{word}</b>"
    return f'<span style="color:{marks[meaning]}">{word}</span>'


def facts(hit: Hit, line: Line, entry: Entry, marks: Marks) -> str:
    """Return the facts of the party in the manifest beside those of the entry, each with the sign of what they say."""
    codes = {piece.code for piece in hit.evidence}
    role = hit.field
    address = line.text(f"{role}.address")
    asked = next((piece.left for piece in hit.evidence if piece.code.startswith("country_")), "")
    country = line.text(f"{role}.country") or asked
    others = [name.text for name in entry.names if name.text != (hit.matched_name or entry.name)]
    numbers = [value.text for value in line.all(f"{role}.tax_id")]
    if entry.kind.value in ("vessel", "aircraft"):
        numbers += [value.text for value in line.all("imo")]
    rows = [
        (_("Name"), hit.value, hit.matched_name or entry.name, ""),
        (_("Other names"), "", _some(others, NAMES_SHOWN), ""),
        (_("Numbers"), "; ".join(numbers), "; ".join(f"{identifier_kind_name(i.kind)} {i.value}" for i in entry.identifiers),
         _sign(codes, "identifier_equal", "identifier_differs")),
        (_("Address"), address, _some([a.text for a in entry.addresses], ADDRESSES_SHOWN), _sign(codes, "address_agrees", "")),
        (_("Country"), country, ", ".join(entry.countries), _sign(codes, "country_agrees", "country_differs")),
        (_("Born"), "", "; ".join(entry.birth_dates), ""),
        (_("Programmes"), "", ", ".join(entry.programmes), ""),
        (_("Measures"), "", ", ".join(entry.measures), ""),
        (_("Listed"), "", words.format_date(entry.listed_on), ""),
        (_("Legal act"), "", entry.source, ""),
        (_("Remarks"), "", entry.remarks[:REMARKS_SHOWN] + ("…" if len(entry.remarks) > REMARKS_SHOWN else ""), ""),
    ]  # fmt: skip
    met = {comparable(piece.left) for piece in hit.evidence if piece.code == "identifier_equal"}
    shown = []
    for label, left, right, sign in rows:
        if not left and not right:
            continue
        shown.append(
            f'<tr><td width="26%" style="white-space:nowrap"><b>{escape(label)}</b></td><td width="33%">{_stressed(left, met, marks)}</td>'
            f'<td width="4%" align=center>{_signed(sign, marks)}</td><td>{_stressed(right, met, marks)}</td></tr>'
        )
    here, there = escape(_("Manifest")), escape(_("List"))
    head = f"<tr><td></td><td><i>{here}</i></td><td></td><td><i>{there}</i></td></tr>"
    return f'<table width="100%" cellspacing="0" cellpadding="3">{head}{"".join(shown)}</table>'


def _some(texts: list[str], most: int) -> str:
    """Return the first of some texts, and how many more there are; the whole record is a key away."""
    more = len(texts) - most
    return "; ".join(texts[:most]) + (f" … (+{more})" if more > 0 else "")


def _sign(codes: set[str], agrees: str, differs: str) -> str:
    return "same" if agrees in codes else "differs" if differs in codes else ""


def _signed(sign: str, marks: Marks) -> str:
    if not sign:
        return ""
    text = {"same": "=", "differs": "≠"}[sign]
    return f'<b style="color:{marks[sign]}">{text}</b>'


def _stressed(text: str, met: set[str], marks: Marks) -> str:
    """Return a text with the numbers that both sides share underlined."""
    if not met:
        return escape(text)
    words_of = []
    for word in text.split(" "):
        shown = escape(word)
        if comparable(word) in met:
            shown = f'<u style="color:{marks["same"]}"><b>{shown}</b></u>'
        words_of.append(shown)
    return " ".join(words_of)
