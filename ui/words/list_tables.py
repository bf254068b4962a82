"""The English sentences of codes that lists, their versions and their updates have."""

from ui.words.mark import N_

LIST_ERRORS = {
    "address_not_allowed": N_("{address} is no address that lists are fetched from; nothing was fetched."),
    "bad_sources": N_("{file}, row {row}: not a source of lists ({detail}); correct the row."),
    "cannot_keep_list": N_(
        "{file} cannot be kept in the data folder ({detail}); free some space or check your rights."
    ),
    "fetch_failed": N_("{address} could not be fetched ({detail}); try again later, or take the list from a folder."),
    "fetch_not_whole": N_("{address} did not come whole ({detail}); try again later."),
    "fetch_refused": N_("{address} was refused ({detail}); it is not fetched from there."),
    "fetch_too_large": N_("{address} has {size} bytes, more than such a list can have; it was not taken."),
    "mapped_column_missing": N_("{file} has no header row with the columns {column} and a name; see its first rows."),
    "not_json": N_("{file}, line {row}: damaged JSON ({detail}); download it again."),
    "same_list_twice": N_("{file}: all of them are the list {list}; give one of them only."),
    "too_few_columns": N_(
        "{file}, row {row}: {columns} columns where this list has {least}; it may be cut off or of another layout."
    ),
    "unknown_list_field": N_("A list has no field {field}; the fields are: {known}."),
    "no_earlier_version": N_("{list} has no earlier version to go back to."),
    "no_list_then": N_("No list of parties was in force on {date}; choose a later day."),
    "no_source": N_("There is no address for the list {list}; known are: {known}."),
    "no_such_list": N_("There is no list {list}; see tekser lists status."),
    "no_such_version": N_("There is no version {version}; see tekser lists versions."),
    "not_the_list": N_("{address} did not give the list {list} but something else, maybe a sign-in page."),
    "reason_needed": N_("A reason is needed; it is kept with the decision."),
    "unknown_report_format": N_("{file}: only .csv and .xlsx can be written."),
    "version_not_held": N_("Version {version} is not held; there is nothing to refuse."),
    "version_without_files": N_("The files of version {version} were not kept; import the list again."),
    "versions_of_two_lists": N_("Versions of two lists cannot be compared ({old} and {new})."),
}

LIST_REASONS = {
    "list_shrank": N_("It has {entries} entries, less than 90 % of the {before} before."),
    "list_grew": N_("It has {entries} entries, more than twice the {before} before."),
    "list_unread": N_("{unread} of {entries} records could not be read, more than 0.5 %."),
    "list_count_differs": N_("The publisher speaks of {declared} records, {entries} were read."),
    "list_older": N_("It was published on {published}, before the version in force ({accepted})."),
    "list_field_lost": N_("{entry_field}: {now} % of the entries have it, {before} % had it before."),
    "list_parts_differ": N_("{rows} rows belong to no entry ({before} before): its files do not fit each other."),
    "list_stray_bytes": N_("{file} holds {count} bytes that no text has; it was damaged on the way."),
    "list_cut_off": N_("{file} ends in the middle of a line; it was cut off."),
    "list_files_shrank": N_("Its files have {size} bytes, less than 90 % of the {before} before."),
    "list_was_refused": N_("The same file was refused before (version {version})."),
    "list_was_rolled_back": N_("Somebody went back from the same file before (version {version})."),
}
"""Why a version is held."""

VERSION_STATES = {"accepted": N_("earlier"), "held": N_("HELD"), "refused": N_("refused")}

CHANGE_KINDS = {"added": N_("added"), "removed": N_("removed"), "changed": N_("changed")}

ENTRY_FIELDS = {
    "kind": N_("kind"),
    "names": N_("names"),
    "identifiers": N_("numbers"),
    "addresses": N_("addresses"),
    "countries": N_("countries"),
    "birth_dates": N_("dates of birth"),
    "programmes": N_("programmes"),
    "measures": N_("measures"),
    "relations": N_("relations"),
    "remarks": N_("remarks"),
    "listed_on": N_("date of listing"),
    "updated_on": N_("date of the last change"),
    "source": N_("source"),
    "details": N_("further details"),
    "entry_text": N_("record as published"),
    "aliases": N_("other names"),
    "weak_names": N_("weak names"),
    "other_script": N_("names in other scripts"),
}
"""Fields of list entries, in changes and in the figures of a version."""

NAME_QUALITIES = {"strong": N_("strong"), "weak": N_("weak alias"), "former": N_("former name")}

RELATIONS = {
    "owned_by": N_("owned by"),
    "linked_to": N_("linked to"),
    "family": N_("family of"),
    "other": N_("related to"),
}
