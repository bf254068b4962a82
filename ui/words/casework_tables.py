"""Sentences of decisions, second persons, accounts and known parties."""

from ui.words.mark import N_

CASEWORK_ERRORS = {
    "no_such_question": N_("There is no question {question}; tekser review list SCREENING shows them."),
    "no_such_reason": N_('The reason "{reason}" does not go with "{disposition}". Its reasons are: {reasons}.'),
    "rows_of_one_question": N_(
        "Rows can be named for one question at a time: decide the others by a command of their own."
    ),
    "row_not_of_question": N_(
        "Row {row} is none of the rows of question {question}; tekser review show {question} shows one of them."
    ),
    "reason_not_for_disposition": N_('The reason "{reason}" does not go with the decision "{disposition}".'),
    "text_too_short": N_("The text must have at least {least} characters."),
    "licence_missing": N_(
        "Give the number of the licence and its last day: in their fields, or in the text as KZ-123 2027-01-31."
    ),
    "licence_date": N_("The day until which the licence holds is not a date: {date}; write it as 2027-01-31."),
    "licence_expired": N_("The licence {licence} held until {date}; it has expired."),
    "no_such_regime": N_("{regime} is neither a regime nor a list that is loaded; there are: {known}."),
    "no_such_hit": N_("There is no hit {hit} any more; nothing was decided."),
    "transition_forbidden": N_(
        'After "{before}" the decision "{after}" is not possible; correct or withdraw that one first.'
    ),
    "attachment_not_kept": N_("An attachment is not kept in the data folder; attach the file again."),
    "cannot_keep_attachment": N_(
        "{file} cannot be attached ({detail}). Nothing was decided: close or find the file, or take it off, and decide again."
    ),
    "still_listed": N_("{name} ({list} {entry}) is listed still; it is not let go as no longer listed."),
    "list_takes_away": N_(
        "{list}: {gone} entries would go and {changed} would change; an approver or administrator must accept that."
    ),
    "role_may_not": N_("{user} ({role}) may not do this: {action}."),
    "return_without_comment": N_("A decision is returned with a comment that says what the officer must know."),
    "not_waiting": N_(
        "Decision {decision} does not wait for a second person: it was answered already, or the officer took it back or"
        " decided anew. Nothing was changed."
    ),
    "waits_for_answer": N_(
        "Decision {decision} of {user} waits for a second person, who agrees to it or returns it; it is not written over."
    ),
    "same_person": N_("{user} made decision {decision}; the second person must be another."),
    "nothing_waits": N_("Nothing waits for a second person."),
    "passphrase_too_short": N_("The passphrase must have at least {least} characters."),
    "not_a_case": N_("{file} is no case file of Tekser."),
    "case_not_opened": N_("{file} does not open: the passphrase is wrong, or the file was changed."),
    "no_such_setting": N_('There is no setting "{name}"; did you mean {near}? tekser settings list shows all.'),
    "setting_value": N_('{name} cannot be "{value}"; it may be: {values}.'),
    "case_file_differs": N_("{file}: the attached file {name} is not what was sealed; ask for the case anew."),
    "case_too_large": N_(
        "{decisions} decisions with their evidence are too much for one case; seal fewer of them at once."
    ),
    "answer_in_other_name": N_(
        "You are signed in as {user}; a case is answered here under that name, and not as {name}."
    ),
    "name_needed": N_("Give the name by which the office that sent the case knows you: --name."),
    "key_of_another": N_("This is the key of {name} already; every approver has a key of their own."),
    "key_of_this_office": N_(
        "This is the signing key of this very office, which shows nothing of who answered; {name} makes one on their own computer."
    ),
    "not_an_answer": N_("{file} is no answer to a case of Tekser."),
    "answer_not_signed": N_(
        "{file}: the signature is not that of {name}, or the answer was changed; it is not taken in."
    ),
    "answer_of_unknown_case": N_(
        "{file} answers no case that went out from here, or another text of it; it is not taken in."
    ),
    "no_such_approver": N_(
        "{name} is no approver whose public key is kept here. An administrator keeps it: Office, Keep the public key of an"
        " approver, or tekser users key."
    ),
    "not_an_approver": N_("{name} is no approver ({role}); only an approver's answers are taken in from a file."),
    "looser_than_office": N_(
        "--min-score above the office's thresholds, or --max-hits below its number, would hide hits; the administrator sets"
        " them in Settings."
    ),
    "bad_account": N_('"{name}" cannot be the name of an account.'),
    "first_administrator": N_("The first account must be an administrator."),
    "account_exists": N_("There is an account {name} already."),
    "no_such_account": N_("There is no account {name}."),
    "last_administrator": N_("{name} is the last administrator; make another one first."),
    "password_too_short": N_("A password must have at least {least} characters."),
    "sign_in_needed": N_("Sign in: this office has accounts. Give --user and --password-fd, or work at a terminal."),
    "sign_in_wrong": N_("Name or password is wrong."),
    "sign_in_wait": N_("Too many wrong passwords; wait {seconds} s."),
    "no_password_given": N_("No password was given, and there is no terminal to ask for it."),
    "account_disabled": N_("The account {user} was changed or closed; sign in again."),
    "locked": N_("The session of {user} is locked; unlock it with the password."),
    "cleared_before_stopped": N_(
        "Decision {stopped} said after clearance {decision} that this party is to be stopped; clear it anew before it is"
        " remembered."
    ),
    "known_waits": N_(
        "Decision {decision} waits for a second person, and is remembered only when they have agreed: decide the same then once more, to be remembered. Nothing is decided anew by that."
    ),
    "not_cleared": N_("Decision {decision} is no clearance in force of a party; only such a match is remembered."),
    "known_without_entry": N_(
        "{name} has no entry of its own on a list; such a match cannot be remembered, it is asked each time."
    ),
    "no_sender": N_("Row {row} names no consignor; choose another scope."),
    "bad_date": N_("{date} is not a date; write it as 2027-01-31."),
    "no_such_known": N_("There is no known party {number} in force."),
}

ROLES = {
    "officer": N_("officer"),
    "approver": N_("approver"),
    "auditor": N_("auditor"),
    "administrator": N_("administrator"),
    "single_user": N_("one-person office, not signed in"),
    "program": N_("the program"),
}

ACTIONS = {
    "read": N_("read"),
    "import": N_("import manifests"),
    "screen": N_("screen"),
    "decide": N_("decide"),
    "approve": N_("approve as second person"),
    "known": N_("remember known parties"),
    "lists": N_("bring lists up to date"),
    "list_control": N_("take entries, lists or columns out of screening, or accept and refuse held versions"),
    "settings": N_("change settings"),
    "users": N_("change accounts"),
    "export": N_("export"),
    "keys": N_("change the signing key"),
    "delete": N_("delete what is past its time, or release a legal hold"),
    "ownership": N_("note checks of ownership"),
    "rates": N_("change exchange rates"),
    "restore": N_("put a backup back"),
    "encrypt": N_("encrypt or decrypt the store"),
}

SECOND_REASONS = {
    "true_match": N_("true match"),
    "goods": N_("goods"),
    "override": N_("overrides what weighed more"),
    "delisted": N_("released as no longer listed"),
    "risk": N_("release above the set risk"),
    "licence": N_("goes by a licence"),
    "certain": N_("clears an alert by an equal number or a high score"),
}

SCOPES = {
    "all": N_("everywhere"),
    "sender": N_("for this consignor"),
    "manifest": N_("in this manifest"),
}

LIST_KINDS = {"block": N_("own block list"), "watch": N_("own watch list")}

KNOWN_NOTES = {
    "known_revoked": N_("A known party, but it was revoked."),
    "known_expired": N_("A known party, but its time has run out."),
    "known_entry_changed": N_("A known party, but the list entry has changed since."),
    "known_party_changed": N_("A known party, but what the manifest says of it has changed since."),
    "known_by_one": N_("A known party, but cleared by one person alone; to let this alert go needs a second person."),
}
