"""The English words of codes that the pages beside Review show."""

from ui.words.mark import N_

MANIFEST_STATES = {
    "not_screened": N_("? not screened"),
    "open": N_("▲ open"),
    "decided": N_("✓ decided"),
    "nothing_found": N_("– nothing found"),
}

HISTORY_KINDS = {
    "import": N_("import"),
    "screening": N_("screening"),
    "decision": N_("decision"),
    "export": N_("export"),
    "list": N_("list"),
    "setting": N_("setting"),
    "other": N_("other record"),
}

PAGE_STEPS = {
    "index_search": N_("Preparing the search of entries"),
    "search_entries": N_("Searching the entries"),
}

ENTRY_KINDS = {
    "person": N_("person"),
    "organisation": N_("organisation"),
    "vessel": N_("vessel"),
    "aircraft": N_("aircraft"),
    "address": N_("address"),
    "unknown": N_("kind not told"),
}

NAME_QUALITIES = {"strong": "", "weak": N_("weak"), "former": N_("former name")}

IDENTIFIER_KINDS = {
    "inn": N_("INN"),
    "ogrn": N_("OGRN"),
    "kpp": N_("KPP"),
    "okpo": N_("OKPO"),
    "bin": N_("BIN"),
    "iin": N_("IIN"),
    "unp": N_("UNP"),
    "imo": N_("IMO number"),
    "mmsi": "MMSI",
    "callsign": N_("call sign"),
    "lei": "LEI",
    "bic": "BIC",
    "passport": N_("passport"),
    "national_id": N_("identity document"),
    "tax": N_("tax number"),
    "registration": N_("registration number"),
    "duns": "D-U-N-S",
    "isin": "ISIN",
    "tail": N_("aircraft tail number"),
    "serial": N_("serial number"),
    "wallet": N_("wallet of digital currency"),
    "phone": N_("phone"),
    "email": N_("e-mail"),
    "other": N_("other number"),
}

TRAIL_KINDS = {
    "setting_changed": N_("setting changed"),
    "list_put_in_force": N_("version in force"),
    "list_held": N_("version held"),
    "list_refused": N_("version refused"),
    "list_retired": N_("list retired"),
    "list_revived": N_("list in use again"),
    "profile_kept": N_("columns remembered"),
    "batch_begun": N_("batch begun"),
    "batch_finished": N_("batch finished"),
    "key_made": N_("signing key made"),
    "unfinished_removed": N_("unfinished work removed"),
    "restored": N_("backup restored"),
    "exported": N_("exported"),
    "account_made": N_("account made"),
    "account_changed": N_("account changed"),
    "signed_in": N_("signed in"),
    "signed_out": N_("signed out"),
    "unlocked": N_("unlocked"),
    "sign_in_failed": N_("wrong name or password at sign-in"),
    "approved": N_("agreed to as second person"),
    "returned": N_("returned by a second person"),
    "case_exported": N_("case sealed for another computer"),
    "case_answered": N_("sealed case answered"),
    "attachment_saved": N_("copy of an attachment saved"),
    "known_remembered": N_("cleared match remembered"),
    "known_revoked": N_("known party revoked"),
    "known_reopened": N_("known party opened again"),
    "ownership_checked": N_("check of ownership noted"),
    "rates_imported": N_("exchange rates imported"),
    "effectiveness_tested": N_("test of effectiveness made"),
    "rescreened": N_("screened again against changed lists"),
    "run_again": N_("run again as of its day"),
    "legal_hold_placed": N_("legal hold placed"),
    "legal_hold_released": N_("legal hold released"),
    "manifest_deleted": N_("manifest deleted, its time was over"),
    "package_made": N_("sealed package made"),
    "trail_exported": N_("audit trail exported"),
    "encrypted": N_("store encrypted"),
    "decrypted": N_("encryption taken off"),
    "passphrase_changed": N_("passphrase of the store changed"),
    "rows_before_trail": N_("rows noted that are older than the records"),
}
"""Kinds of records of the audit trail that History shows; one without a name here is shown by its code."""

HISTORY_DATA = {
    "sha256": "SHA-256",
    "path": N_("path"),
    "file": N_("file"),
    "lines": N_("lines"),
    "flagged_lines": N_("flagged lines"),
    "unscreened": N_("not screened"),
    "program": N_("program version"),
    "reason_code": N_("reason"),
    "reason": N_("reason"),
    "text": N_("comment"),
    "list": N_("list"),
    "entry": N_("entry"),
    "version": N_("version"),
    "name": N_("name"),
    "old": N_("before"),
    "new": N_("after"),
    "title": N_("title"),
    "published": N_("published"),
    "entries": N_("entries"),
    "manifest": N_("manifest"),
    "run": N_("screening"),
    "files": N_("files"),
    "kind": N_("kind"),
    "party": N_("party"),
    "answer": N_("owners"),
    "source": N_("source"),
    "check": N_("note"),
    "hits": N_("hits"),
    "disposition": N_("decision"),
    "comment": N_("comment"),
    "role": N_("role"),
    "machine": N_("machine"),
    "expires_on": N_("remembered until"),
    "known": N_("known party"),
    "batch": N_("batch"),
    "decisions": N_("decisions"),
    "size": N_("size"),
    "format": N_("format"),
    "key": N_("key"),
    "clock_back": N_("earlier than the record before it"),
}

EXPORTS = {
    "excel": N_("audit file (Excel)"),
    "pdf": N_("report (PDF)"),
    "shipments": N_("reports of shipments (PDF)"),
    "json": N_("hits and decisions (JSON)"),
    "csv": N_("hits and decisions (CSV)"),
    "hold": N_("hold letter"),
    "rfi": N_("request for information"),
    "blocking": N_("draft of a blocking report"),
    "reject": N_("draft of a reject report"),
    "afm": N_("draft of a report to the AFM"),
}

INNER_LISTS = {
    "destinations": N_("rules: destination"),
    "transshipment": N_("rules: transshipment"),
    "route": N_("rules: route"),
    "goods-text": N_("rules: description of goods"),
}
"""What alerts stand for that come from the program's own rules and no list."""
