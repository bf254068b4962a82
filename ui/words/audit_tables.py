"""Sentences of the audit trail."""

from ui.words.mark import N_

AUDIT_ERRORS = {
    "not_a_checkpoint": N_("This is no checkpoint of Tekser: {detail}"),
    "hashes_do_not_fit": N_(
        "The hashes beside the checkpoint of {detail} records are not those of its records; they prove nothing."
    ),
    "not_a_witness": N_(
        "{file} tells nothing of the audit trail: give a checkpoint, a sealed package, a screening as JSON, an Excel audit"
        " file or an exported log; of a PDF report the checkpoint of its part Integrity, copied or typed into a text file. CSV"
        " files and sealed cases carry none."
    ),
    "witness_refused": N_("{file} was changed after it was sealed, and proves nothing: {detail}."),
    "not_a_public_key": N_("{key} is no public key, or it is mistyped; it has the form NAME+ID+KEY."),
    "key_passphrase_wrong": N_(
        "The signing key {file} is locked: its passphrase was not given, or is wrong (--key-password-fd; in the window"
        " Office, Signing key)."
    ),
    "key_exists": N_("There is a signing key for {name} already."),
    "no_key_place": N_("The system has no keyring {detail}; keep the key in a file: tekser audit key --new."),
    "records_damaged": N_(
        "The records of {file} are damaged: {what} was changed, removed or put in outside Tekser. Restore a backup"
        " (tekser restore), and keep this database for the inquiry; tekser audit verify looks at all of it."
    ),
    "value_damaged": N_(
        "The store {file} holds something that cannot be read ({detail}): it was changed outside Tekser. See what with"
        " tekser audit verify; then restore a backup (tekser restore), and keep this database for the inquiry."
    ),
    "store_altered": N_(
        "This could not be done, because the records were altered. {what} See all of it with tekser audit verify; then"
        " restore a backup (tekser restore), and keep this database for the inquiry."
    ),
    "no_signing_key": N_(
        "There is no signing key; make one with tekser audit key --new, or in the window: Office, Signing key."
    ),
}

TRAIL_FAULTS = {
    "number": N_("Record {record} is not where it belongs: one was left out, put in or moved."),
    "hash": N_("Record {record} or the one before it was changed."),
    "anew": N_(
        "Record {record} is the first that was changed: it is not the one that the checkpoint of {detail} records was made"
        " of, and all after it was hashed anew."
    ),
    "checkpoint": N_(
        "From record {record} on the trail is not that of the checkpoint of {detail} records: it was written anew, and"
        " the first changed record is one of {record} to {detail}. Which one, a sealed package, a screening as JSON, an"
        " exported log or the .hashes beside a checkpoint tells (tekser audit verify --against FILE)."
    ),
    "signature": N_("The signature of the checkpoint of {detail} records does not fit the key."),
    "cut": N_("The trail was cut before record {record}: a checkpoint knows {detail} records."),
    "end": N_(
        "The trail ends before record {record}, but {detail} records were written: the last ones were removed."
        " Restore a backup that has them (tekser restore), and keep this database for the inquiry."
    ),
    "put_in": N_("Record {record} was not written by Tekser: it was put in."),
    "headless": N_(
        "After record {record} what tells how far the trail had been written was removed (table trail_head)."
    ),
    "origin": N_("The checkpoint is of another store, {detail}."),
    "body": N_("Record {record} is not of the form that Tekser writes: it was changed."),
    "told": N_("Record {record} or the rows that it tells of are not of the form that Tekser writes ({detail})."),
    "damaged": N_(
        "{detail} was changed, removed or put in outside Tekser. Restore a backup (tekser restore), and keep this"
        " database for the inquiry."
    ),
    "unreadable": N_(
        "The database holds something that cannot be read ({detail}): it was changed outside Tekser. Restore a backup"
        " (tekser restore), and keep this database for the inquiry."
    ),
    "list_file": N_(
        "The file of the publisher that was kept for a list is gone or was changed ({detail}). Load the list again from a"
        " file of its publisher, or restore the folder lists from a backup of the data folder."
    ),
    "manifest": N_("Record {record}: the manifest it tells of was changed or removed."),
    "lines": N_("Record {record}: the lines of the manifest it tells of were changed."),
    "hits": N_("Record {record}: the hits of the screening it tells of were changed."),
    "unscreened": N_("Record {record}: what the screening it tells of did not screen was changed."),
    "approval": N_("Record {record}: what a second person said was changed or removed."),
    "run": N_("Record {record}: the screening it tells of was changed or removed."),
    "questions": N_("Record {record}: what the screening it tells of asks the officer was changed."),
    "row": N_("Record {record}: the table says something else, in {detail}."),
    "table": N_("{detail} is not what the records say: it was changed, put in or removed outside Tekser."),
    "decision": N_("Record {record}: decisions it tells of were changed or removed."),
}

COMPARED = N_(
    "manifests and their lines with the names and numbers they are found by, screenings with their counts, hits, the entries"
    " that they met as these stood, rules not asked, alerts, hits whose entry left its list, questions, decisions,"
    " approvals and how each hit stands, known parties, settings, accounts, legal holds, signing keys, corrected columns,"
    " lists with their versions, the times these were in force and when they were last asked for, exchange rates, notes of"
    " ownership, figures of re-screenings, shipments and what is remembered of earlier lines, batches and their files, case"
    " files sent out"
)
COMPARED_LISTS = N_("the entries of lists now and on every earlier day, the publishers' files of lists in force")
NOT_COMPARED = N_(
    "rows that earlier versions of Tekser recorded without their hash, addresses and telephones of earlier lines and the"
    " stored questions by which changed lists are asked (both made from the lines), what only helps to find and show,"
    " failed attempts to sign in, the index of names (made from the lists; whoever writes in the data folder can change it:"
    " delete its folder, and it is made anew), other files beside the database (each has its hash, looked at when it is read)"
)
