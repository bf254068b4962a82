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
    "schedule_off": N_("No schedule is set; give HOURS, or set one: tekser lists schedule --set HOURS."),
    "update_hours": N_("Lists can be fetched every {least} to {most} hours, or with 0 never unasked."),
    "unknown_list_field": N_("A list has no field {field}; the fields are: {known}."),
    "archive_too_large": N_("{file} unpacks to too much ({detail}); unpack it yourself and name the list."),
    "damaged_archive": N_("{file} could not be unpacked ({detail}); download it again, or unpack it yourself."),
    "list_of_parties": N_("{list} is a list of parties; give the list of goods another name."),
    "no_earlier_version": N_("{list} has no earlier version to go back to."),
    "no_list_then": N_("No list of parties was in force on {date}; choose a later day."),
    "no_source": N_("There is no address for the list {list}; known are: {known}."),
    "no_such_entry": N_("{entry} is not on the list {list} as it is in force now; find it: tekser lists find TEXT."),
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
    "list_file_older": N_(
        "{file} is of {published}, that of the version in force of {accepted}: an old file among new ones."
    ),
    "list_hash_differs": N_(
        "{file} is not what the publisher's hash beside it says ({algorithm}): damaged or exchanged."
    ),
    "list_older": N_("It was published on {published}, before the version in force ({accepted})."),
    "list_field_lost": N_("{entry_field}: {now} % of the entries have it, {before} % had it before."),
    "list_parts_differ": N_("{rows} rows belong to no entry ({before} before): its files do not fit each other."),
    "list_stray_bytes": N_("{file} holds {count} bytes that no text has; it was damaged on the way."),
    "list_cut_off": N_("{file} ends in the middle of a line; it was cut off."),
    "list_files_shrank": N_("Its files have {size} bytes, less than 90 % of the {before} before."),
    "list_takes_away": N_(
        "It comes from a file, {gone} entries are gone and {changed} changed: an approver or administrator must accept it."
    ),
    "list_was_refused": N_("The same file was refused before (version {version})."),
    "list_newest_older": N_(
        "Its newest entry is of {newest}, that of the version in force of {accepted}: it is older."
    ),
    "list_was_in_force": N_(
        "The same file (version {version}, received {received}) was in force before that in force now: it is older."
    ),
    "goods_rows_unread": N_("Rows that cannot be read: {detail}; correct them, or accept the list without them."),
    "goods_bundled_other": N_(
        "Tekser brings another edition of this list ({entries} codes); yours ({before} codes) stays in force until you decide."
    ),
    "list_was_rolled_back": N_("Somebody went back from the same file before (version {version})."),
}
"""Why a version is held."""

LIST_NOTES = {
    "unread": N_("records that could not be read: {n}"),
    "part_missing": N_("FILES OF THIS LIST ARE MISSING, their names and addresses are not screened against: {n}"),
    "row_without_name": N_("rows without a name: {n}"),
    "short_row": N_("rows that are too short or too long: {n}"),
    "row_without_entry": N_("rows that belong to no entry: {n}"),
    "unknown_kind": N_("entries of an unknown kind: {n}"),
    "unknown_alias_type": N_("names of an unknown type: {n}"),
    "unknown_alias_quality": N_("names of an unknown quality, taken as strong: {n}"),
    "unknown_number_kind": N_("numbers of an unknown kind: {n}"),
    "unknown_country": N_("countries that are not known: {n}"),
    "unknown_field": N_("fields that are not known: {n}"),
    "same_id": N_("entries that have the number of another one, kept beside it: {n}"),
    "missing_column": N_("columns that the file should have and has not: {n}"),
    "unknown_feature": N_("features of an unknown kind: {n}"),
    "unknown_document": N_("documents of an unknown kind: {n}"),
    "unknown_measure": N_("measures of an unknown kind: {n}"),
    "unknown_relation": N_("links of an unknown kind: {n}"),
    "unknown_reference": N_("numbers that refer to nothing in the file: {n}"),
    "unknown_script": N_("scripts that are not known: {n}"),
    "lacks_programme": N_("older than its file: without any entry of a programme that began since: {n}"),
    "unknown_status": N_("changes of an unknown kind: {n}"),
    "unknown_programme": N_("programmes that are not known: {n}"),
    "unknown_schema": N_("entities of an unknown kind: {n}"),
    "not_a_party": N_("not parties, passed over: {n}"),
    "topic_not_screened": N_("neither under sanctions nor export control (politicians and others), passed over: {n}"),
    "expired": N_("run out, passed over: {n}"),
    "delisted": N_("taken off the list, passed over: {n}"),
    "column_not_used": N_("columns that are not used: {n}"),
}
"""What was met while a list was read."""

DETAIL_NAMES = {
    "title": N_("title"),
    "position": N_("position"),
    "gender": N_("gender"),
    "birth_place": N_("place of birth"),
    "reference": N_("publisher's reference"),
    "nature": N_("legal form or nature"),
    "website": N_("website"),
    "vessel_type": N_("type of vessel"),
    "flag": N_("flag"),
    "former_flag": N_("former flag"),
    "tonnage": N_("tonnage"),
    "gross_tonnage": N_("gross tonnage"),
    "length": N_("length"),
    "built": N_("built"),
    "hull_number": N_("hull number"),
    "owner": N_("owner or operator"),
    "former_owner": N_("former owner or operator"),
    "operator": N_("operator"),
    "aircraft_model": N_("aircraft model"),
    "founded": N_("founded"),
    "regulation": N_("legal basis"),
    "licence_requirement": N_("licence requirement"),
    "licence_policy": N_("licence policy"),
    "notice": N_("official notice"),
    "expires": N_("expires"),
    "topic": N_("topic"),
}
"""Names of ``screening.model.lists.DETAILS``."""

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
    "tier": N_("tier"),
    "annex": N_("annex"),
    "edition": N_("edition of the codes"),
    "price_floor": N_("price floor"),
    "exceptions": N_("codes taken out"),
    "exemption": N_("exemption"),
    "valid_from": N_("valid from"),
    "valid_to": N_("valid to"),
    "regime": N_("regime"),
    "targets": N_("target countries"),
    "ex": N_("part of the code alone"),
    "retrieved": N_("retrieved on"),
    "other_script": N_("names in other scripts"),
}
"""Fields of list entries, in changes and in the figures of a version."""

NAME_QUALITIES = {"strong": N_("strong"), "weak": N_("weak alias"), "former": N_("former name")}

RELATIONS = {
    "owned_by": N_("owned by"),
    "owns": N_("owns"),
    "owns_further": N_("owns through a company that is not listed"),
    "controlled_by": N_("controlled by"),
    "controls": N_("controls"),
    "directed_by": N_("directed by"),
    "directs": N_("directs"),
    "acts_for": N_("acts for"),
    "linked_to": N_("linked to"),
    "family": N_("family of"),
    "other": N_("related to"),
}
