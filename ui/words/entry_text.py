"""All that a list entry says, in the reader's words: for the window, the terminal and what changed."""

from collections.abc import Iterator

from screening.countries import country_name
from screening.model.lists import Entry, EntryName, Identifier, Relation
from ui import words
from ui.words.mark import N_
from ui.words.page_words import entry_kind_name, identifier_kind_name, name_quality_name

SCRIPTS = {
    "Cyrl": N_("Cyrillic"), "Arab": N_("Arabic letters"), "Hani": N_("Chinese characters"),
    "Hans": N_("Chinese characters, simplified"), "Hant": N_("Chinese characters, traditional"),
    "Jpan": N_("Japanese writing"), "Hang": N_("Korean letters"), "Kore": N_("Korean letters"),
    "Hebr": N_("Hebrew letters"), "Grek": N_("Greek letters"), "Armn": N_("Armenian letters"),
    "Geor": N_("Georgian letters"), "Deva": N_("Devanagari"), "Latn": N_("Latin letters"),
}  # fmt: skip
"""Names of scripts by ISO 15924; another is told by its code."""


def entry_facts(entry: Entry) -> Iterator[tuple[str, list[str]]]:
    """Yield (name of the field, its texts) of everything that an entry says; only the record as published is left out."""
    yield words._("Names"), [name_text(name) for name in entry.names]
    yield words._("Numbers"), [_number(number) for number in entry.identifiers]
    yield words._("Born"), [words.format_date(day) if len(day) == 10 else day for day in entry.birth_dates]
    yield words._("Addresses"), [_with_country(a.text, a.country) for a in entry.addresses]
    yield words._("Countries"), [country_name(code, words.current_language()) for code in entry.countries]
    for code in dict.fromkeys(code for code, _text in entry.details):
        name = words.detail_name(code)
        yield name[:1].upper() + name[1:], list(entry.detail(code))
    yield words._("Programmes"), list(entry.programmes)
    yield words._("Measures"), list(entry.measures)
    yield words._("Relations"), [_relation(relation) for relation in entry.relations]
    yield words._("Remarks"), [entry.remarks]
    yield words._("Listed"), [words.format_date(entry.listed_on)]
    yield words._("Last changed by the publisher"), [words.format_date(entry.updated_on)]
    yield words._("Legal act"), [entry.source]


def name_text(name: EntryName) -> str:
    """Return a name with its quality, its script where that is not Latin, and its language."""
    script = name.written_in
    told = words._(SCRIPTS.get(script, script)) if script != "Latn" or name.script else ""
    notes = (name_quality_name(name.quality.value), told, name.language)
    return name.text + "".join(f" [{note}]" for note in notes if note)


def changed_value_text(field: str, value: str) -> str:
    """Return one value of a changed field: the codes that ``screening.lists.changes`` writes, in words."""
    head, _space, rest = value.partition(" ")
    if field == "kind":
        return entry_kind_name(value)
    if field == "countries":
        return country_name(value, words.current_language())
    if field == "identifiers" and rest:
        return f"{identifier_kind_name(head)} {rest}"
    if field == "relations" and rest:
        return f"{words.relation_name(head)} {rest}"
    if field == "details":
        code, colon, text = value.partition(": ")
        return f"{words.detail_name(code)}: {text}" if colon else value
    if field in ("birth_dates", "listed_on", "updated_on") and len(value) == 10:
        return words.format_date(value)
    if field == "names":
        for quality in ("weak", "former"):
            if value.endswith(f" ({quality})"):
                return f"{value.removesuffix(f'({quality})')}({name_quality_name(quality)})"
    return value


def _number(number: Identifier) -> str:
    kind = identifier_kind_name(number.kind)
    label = f" [{number.label}]" if number.label and number.label.casefold() != kind.casefold() else ""
    return f"{kind}: {_with_country(number.value, number.country)}{label}"


def _relation(relation: Relation) -> str:
    text = f"{words.relation_name(relation.kind)}: {relation.target_name or relation.target_id}"
    if relation.target_name and relation.target_id:
        text += f" ({relation.target_id})"
    if relation.share is not None:
        text += f" ({relation.share:g} %)"
    notes = (
        words._("through {name}").format(name=relation.holder_name or relation.holder_id)
        if relation.holder_name or relation.holder_id
        else "",
        words._("ended") if relation.former else "",
        relation.label,
    )
    return text + "".join(f" [{note}]" for note in notes if note)


def _with_country(text: str, code: str) -> str:
    return f"{text} ({country_name(code, words.current_language())})" if code else text
