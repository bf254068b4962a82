"""Sentences for what can be wrong with the store, its place and its backups."""

from ui.words.mark import N_

STORE_ERRORS = {
    "backup_damaged": N_("The backup {file} is damaged itself ({detail}); choose another. The store is as it was."),
    "cannot_back_up": N_("No backup can be kept in {file} ({detail}); free some space or check your rights."),
    "cannot_encrypt": N_(
        "{file} could not be encrypted or decrypted ({detail}); free some space and give the command again."
    ),
    "key_wrong": N_("This is neither the passphrase nor the recovery key of the store in {file}."),
    "no_keyring": N_("The keyring of this computer cannot be used ({detail}); leave --keyring out."),
    "not_encrypted": N_("The store in {file} is not encrypted."),
    "passphrase_short": N_("The passphrase is too short; take at least {least} characters, best some words."),
    "store_locked": N_(
        "The store in {file} is encrypted; give its passphrase or recovery key at the terminal or with --passphrase-fd."
    ),
    "encryption_missing": N_("This store is encrypted, and SQLCipher is not installed; install tekser[encryption]."),
    "no_backup": N_("There is no backup in {file}."),
    "no_such_backup": N_("There is no backup {file}; see tekser restore --list."),
    "store_busy": N_("The store {file} is busy; try again in a moment."),
    "store_damaged": N_(
        "The store {file} is damaged ({detail}), by a fault of the disk or a copy made while it was open. Nothing was"
        " written to it. Put a backup in its place with: tekser restore."
    ),
    "store_foreign": N_("{file} is a database of another program; name another folder with --data-dir."),
    "store_gone": N_(
        "The store {file} is not there any more, or another one is in its place: the disk was pulled out, or the folder was"
        " moved. Nothing was recorded. Bring it back, close Tekser and open it again."
    ),
    "store_in_cloud": N_(
        "The data folder {file} lies in a folder of {service}, which copies the store while it is written and can damage"
        " it; choose a folder of this computer with --data-dir."
    ),
    "store_in_use": N_("The data folder {file} is in use by another Tekser; close that one or name another folder."),
    "store_io_error": N_(
        "The store {file} could not be read or written ({detail}); look whether the disk is there, full or damaged."
    ),
    "store_missing": N_(
        "The store {file} is gone or empty, though there are backups of it. Put one in its place with: tekser restore."
    ),
    "store_newer": N_("The store {file} was made by a newer Tekser; update this one."),
    "store_on_network": N_(
        "The data folder {file} lies on a network drive ({kind}), where the store can be damaged; choose a folder of this"
        " computer with --data-dir."
    ),
}

BACKUP_REASONS = {
    "daily": N_("daily"),
    "migration": N_("before an update of the program"),
    "encryption": N_("before encryption was switched on or off"),
}
