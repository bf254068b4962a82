"""The English sentences of codes that reports, packages, keeping and the test of effectiveness have."""

from ui.words.mark import N_

REPORT_ERRORS = {
    "already_held": N_("Manifest {manifest} is under a legal hold already."),
    "bad_keep_time": N_("{value} is no time of keeping; give years from 1 to 100."),
    "never_screened": N_("{file} was never screened; screen it first."),
    "no_names_to_test": N_("The loaded lists hold no names of people or firms to test with; load a list first."),
    "no_such_manifest": N_("There is no manifest {manifest}; give its number or the name of its file."),
    "no_template": N_("{file}: no template of a letter that can be read; put one there in UTF-8."),
    "not_held": N_("Manifest {manifest} is under no legal hold."),
    "not_past_its_time": N_(
        "Manifest {manifest} is not past its time, or something happened to it meanwhile; look again."
    ),
    "nothing_to_write": N_('{file}: nothing was decided or left open that calls for "{letter}"; nothing was written.'),
    "attachment_changed": N_(
        "The attachment {file} in the data folder is missing or not what was attached; restore it from a backup."
    ),
    "original_changed": N_(
        "The sender's file {file} in the data folder is not what was imported; it was changed there."
    ),
    "original_missing": N_("The sender's file {file} is not in the data folder any more; restore it from a backup."),
}

ALTERATIONS = {
    "as_listed": N_("as listed (control)"),
    "placebo": N_("innocent name"),
    "case": N_("capitals and punctuation"),
    "reorder": N_("order of words"),
    "drop_middle": N_("a word left out"),
    "initials": N_("given names as initials"),
    "homoglyph": N_("letters that look alike"),
    "split": N_("a word split in two"),
    "joined": N_("two words joined"),
    "typing_error": N_("one typing error"),
    "two_errors": N_("two typing errors"),
    "address": N_("an address behind the name"),
    "legal_form": N_("another legal form"),
    "to_cyrillic": N_("Latin into Cyrillic"),
    "from_cyrillic": N_("Cyrillic into Latin"),
    "keyboard": N_("wrong keyboard layout"),
    "misread": N_("letters misread by a scanner"),
    "spaced": N_("letters spaced out"),
    "arabic": N_("another romanisation of Arabic"),
    "chinese": N_("another romanisation of Chinese"),
    "given_name": N_("given name of another language"),
}
"""Kinds of alteration in the test of effectiveness."""
