"""The words of the program: one gettext catalogue for window, terminal and reports, switchable at any time.

Source texts are English. ``_`` and ``ngettext`` look a text up in the language of the moment; the functions of
``ui.words.codes`` make sentences of the codes that the core gives.
"""

import gettext as _gettext
from collections.abc import Iterator
from contextlib import contextmanager

from screening.resources import resource_path
from ui.words.mark import N_

LANGUAGES = (("en", "English"), ("ru", "Русский"), ("kk", "Қазақша"))

_DOMAIN = "tekser"
_catalogue: _gettext.NullTranslations = _gettext.NullTranslations()
_language = "en"


def use_language(code: str) -> None:
    """Switch all words to a language of :data:`LANGUAGES`; raises ValueError for any other."""
    global _catalogue, _language
    if code not in dict(LANGUAGES):
        raise ValueError(code)
    folder = resource_path("i18n")
    _catalogue = (
        _gettext.NullTranslations() if code == "en" else _gettext.translation(_DOMAIN, folder, [code], fallback=True)
    )
    _language = code


def current_language() -> str:
    """Return the code of the language in use."""
    return _language


@contextmanager
def in_language(code: str) -> Iterator[None]:
    """Use a language for the time of a block, then the one before again."""
    before = _language
    use_language(code)
    try:
        yield
    finally:
        use_language(before)


def _(message: str) -> str:
    """Return a text in the language in use."""
    return _catalogue.gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of a text that fits a number, in the language in use."""
    return _catalogue.ngettext(singular, plural, number)


from ui.words.codes import (  # noqa: E402  # the functions above are used by it
    age_level,
    alteration_name,
    backup_reason,
    change_kind_name,
    detail_name,
    disposition_name,
    entry_field_name,
    entry_title,
    error_text,
    evidence_text,
    field_name,
    file_size,
    format_date,
    format_datetime,
    further_text,
    kind_name,
    known_note_text,
    list_age_text,
    list_age_unknown,
    list_check_text,
    list_kind_name,
    list_notes_text,
    list_since_text,
    name_quality,
    problem_text,
    reason_code_name,
    reason_text,
    relation_name,
    role_name,
    rule_name,
    scope_name,
    second_reason,
    starter_notice,
    step_name,
    trail_fault_text,
    version_state_name,
)

__all__ = [
    "LANGUAGES",
    "N_",
    "_",
    "age_level",
    "alteration_name",
    "backup_reason",
    "change_kind_name",
    "current_language",
    "detail_name",
    "disposition_name",
    "entry_field_name",
    "entry_title",
    "error_text",
    "evidence_text",
    "field_name",
    "file_size",
    "format_date",
    "format_datetime",
    "further_text",
    "in_language",
    "kind_name",
    "known_note_text",
    "list_age_text",
    "list_age_unknown",
    "list_check_text",
    "list_kind_name",
    "list_notes_text",
    "list_since_text",
    "name_quality",
    "ngettext",
    "problem_text",
    "reason_code_name",
    "reason_text",
    "relation_name",
    "role_name",
    "rule_name",
    "scope_name",
    "second_reason",
    "starter_notice",
    "step_name",
    "trail_fault_text",
    "use_language",
    "version_state_name",
]  # fmt: skip
