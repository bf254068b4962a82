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
    "phone": N_("phone"),
    "email": N_("e-mail"),
    "other": N_("other number"),
}

RELATION_KINDS = {
    "owned_by": N_("owned by"),
    "linked_to": N_("linked to"),
    "family": N_("family"),
    "other": N_("related to"),
}
