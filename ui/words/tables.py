"""The English sentences of all codes; the catalogue holds them in the other languages."""

from ui.words.audit_tables import AUDIT_ERRORS
from ui.words.batch_tables import BATCH_ERRORS
from ui.words.casework_tables import CASEWORK_ERRORS
from ui.words.flag_tables import FLAG_NAMES, FLAG_REASONS
from ui.words.list_tables import LIST_ERRORS, LIST_REASONS
from ui.words.mark import N_
from ui.words.page_tables import PAGE_STEPS
from ui.words.report_tables import REPORT_ERRORS
from ui.words.store_tables import STORE_ERRORS

FILE_KINDS = {
    "binary": N_("bytes that are neither a spreadsheet nor a text"),
    "text": N_("a text without columns"),
    "html": N_("a web page without a table"),
    "xml": N_("XML of another kind"),
    "zip": N_("an archive without tables"),
}
"""What a file is that is no spreadsheet; kinds that are not here are called by their own names: PDF, PNG."""

ERRORS = {
    **REPORT_ERRORS,
    **LIST_ERRORS,
    **STORE_ERRORS,
    **BATCH_ERRORS,
    **AUDIT_ERRORS,
    **CASEWORK_ERRORS,
    "cannot_open": N_("{file} cannot be opened ({detail}); check the name and your rights."),
    "cannot_write": N_("{file} cannot be written ({detail}); choose another folder or close the file."),
    "cannot_keep_original": N_(
        "{file} cannot be copied into the data folder ({detail}); free some space or check your rights."
    ),
    "cancelled": N_("Stopped; nothing of this step was kept."),
    "column_missing": N_("{file} has no column {column}; add it or choose another file."),
    "damaged_workbook": N_(
        "{file} is damaged or no workbook ({detail}); open it in a spreadsheet program and save it anew."
    ),
    "disk_full": N_("The disk is full: {file}; free some space and try again."),
    "empty_file": N_("{file} is empty; ask the sender for it again."),
    "lists_in_folders": N_("{file} holds no list itself, but folders ({folders}); name the one with the lists."),
    "no_list_in_folder": N_(
        "{file} holds no file that is a list Tekser knows; name another folder, or the file itself."
    ),
    "empty_folder": N_("{file} holds no files; name another folder."),
    "folder_not_writable": N_("The data folder {file} cannot be written ({detail}); choose another with --data-dir."),
    "goods_list_column_missing": N_("{file} has no column {column}; a goods list needs at least a column of codes."),
    "goods_list_bad_rows": N_(
        "{file}: {count} rows are wrong, so nothing was taken (row: what): {detail}. Correct them and import again."
    ),
    "goods_list_bad_row": N_("{file}, row {row}: {detail}; correct the row."),
    "is_a_folder": N_("{file} is a folder; name a file."),
    "list_without_entries": N_("{file} holds no entry; it may be cut off. Nothing was changed."),
    "no_name_column": N_('{file} has no column of names; head it "name".'),
    "no_sheet": N_("{file} holds no sheet with cells; open it in a spreadsheet program and save it anew."),
    "no_such_column": N_("{file} has no column {column} for the field {field}; see tekser inspect."),
    "no_such_file": N_("{file} does not exist; check the name."),
    "nothing_to_check": N_("“{text}” has no name in it: a name has three letters at least."),
    "no_such_run": N_("There is no screening {run}."),
    "no_such_shipment": N_(
        "No line of {file} has the document number {shipment} (transport document, declaration, invoice or container)."
    ),
    "shipment_twice": N_("--shipments writes every flagged shipment, --shipment one by its number: give one of them."),
    "no_such_sheet": N_("{file} has no sheet {sheet}; it has: {sheets}."),
    "no_table": N_(
        "{file} holds no table that could be understood: no header with goods or parties was found; name the columns with --map."
    ),
    "no_usable_list": N_(
        "There is no list of parties to screen against in {folder}; load one with: tekser lists import."
    ),
    "not_a_csv": N_("{file}, row {row}: not a table of text ({detail}); save it anew as CSV in UTF-8."),
    "not_a_table": N_("{file} is no spreadsheet but {kind}; ask the sender for a spreadsheet."),
    "ofac_without_names": N_("{file} is a part of the OFAC list; give SDN.CSV together with it."),
    "rates_column_missing": N_("{file} has no column {column}; a table of rates needs date, currency and rate."),
    "rates_unknown_xml": N_(
        "{file} is no table of rates that Tekser reads: XML of the European Central Bank (eurofxref), the National Bank of "
        "Kazakhstan and the Bank of Russia is, and CSV or Excel with date, currency and rate."
    ),
    "rates_bad_row": N_("{file}, row {row}: {detail}; correct the row."),
    "pattern_table_bad_row": N_("{file}, row {row}: {detail}; correct the row, or take the file away."),
    "password_needed": N_("{file} is locked by a password; give it, or take it off and save the file anew."),
    "folder_without_tables": N_("{file} holds no tables; name another folder."),
    "not_profiles": N_("{file} holds no profiles of Tekser; export them anew on the other machine."),
    "password_wrong": N_("the password does not open {file}; ask the sender for it."),
    "too_many_columns": N_("{file}, row {row} has {columns} columns; this is no manifest."),
    "unknown_encoding": N_("{file}: the encoding of its text is not known; save it anew in UTF-8."),
    "unknown_list_format": N_(
        '{file} is no list that Tekser knows; name its format with --format, or give it a column headed "name".'
    ),
    "kept_file_damaged": N_(
        "The kept file {file} is missing from the data folder, or is no longer what was kept; its SHA-256 does not agree."
        " Take it from a backup of the data folder, and tell whoever looks after the records."
    ),
    "kept_list_damaged": N_(
        "The publisher's file {file} is missing from the data folder, or is no longer what was kept; its SHA-256 does not"
        " agree. Take it from a backup of the data folder, and tell whoever looks after the records."
    ),
    "report_does_not_tie": N_(
        "The report was not written: it counts {counted}, and screening {run} holds {expected}. Verify the records."
    ),
    "trail_does_not_hold": N_(
        "Nothing was sealed: the audit trail does not agree with its checkpoint of {size} records. Verify the records."
    ),
    "work_not_sent": N_("The result of the work could not be handed over ({detail}); please report it."),
    "worker_died": N_("The process that does the work ended unexpectedly; nothing of this step was kept. Try again."),
    "workbook_too_large": N_("{file} is too large or unpacks to too much ({detail}); split it or save it as CSV."),
    "workbook_too_slow": N_("{file} could not be read in {seconds} s; save it anew or as CSV."),
    "workbook_with_doctype": N_(
        "{file} holds a document type that workbooks do not have; it may be an attack, do not open it."
    ),
    "xml_damaged": N_("{file}, line {row}: damaged XML ({detail}); download it again."),
    "xml_with_doctype": N_("{file} holds a document type; a list has none, do not trust it."),
}

REASONS = {
    **LIST_REASONS,
    "name_identical": N_("The name is that of the listed {name}."),
    "name_match": N_("The name resembles the listed {name}."),
    "identifier_match": N_("The number {number} ({kind}) is that of the listed {name}."),
    "address_match": N_("The address is that of {name}, which the list holds as an address alone: {address}."),
    "goods_code": N_("The code {code} falls under {rule} of the list {list}."),
    "goods_code_short": N_(
        "Possible: the code {code} is too short to tell whether it falls under {rule} of the list {list}."
    ),
    "goods_code_ex": N_("Possible: only a part of {rule} of the list {list} is covered; compare the description."),
    "goods_code_price_unknown": N_(
        "Possible: {rule} of the list {list} is covered above a price; price, currency or exchange rate is not known."
    ),
    "goods_code_price_rate_recalled": N_(
        "Possible: {rule} of the list {list} is covered above {floor} {currency}. The price comes to {price} by an exchange "
        "rate that came with Tekser and is not official: take official rates in and screen again."
    ),
    "goods_code_above_floor": N_(
        "The code {code} falls under {rule} of the list {list}, and the price {price} {currency} is above {floor}."
    ),
    "goods_code_ex_above_floor": N_(
        "Possible: a part of {rule} of the list {list} is covered above {floor} {currency}; the price is {price}. "
        "Compare the description."
    ),
    "goods_code_edition": N_(
        "The code {code} is of the edition {edition}; its goods fall under {rule} of the list {list}."
    ),
    "goods_code_edition_part": N_(
        "Possible: a part of the code {code} (edition {edition}) falls under {rule} of the list {list}."
    ),
    "goods_words": N_("The description names goods of {rule}: {words}."),
    "goods_part_number": N_("The part number {words} belongs to goods of {rule}."),
    "goods_maker": N_("The maker {words} is known for goods of {rule}."),
    "goods_control_number": N_("The text names the control-list number {words}."),
    "text_against_code": N_("The description speaks of controlled goods ({rule}), the code {code} does not."),
    "code_against_text": N_(
        "The code {code} is controlled ({rule}), but the description speaks of something else: {words}."
    ),
    "vague_goods": N_("The description says too little to be judged: {text}."),
    "destination_embargoed": N_("The shipment goes to {country}, a target of the sanctions."),
    "place_embargoed": N_("The place {place} lies in {country}, a territory under embargo."),
    "party_country_embargoed": N_("The receiving party is in {country}, a target of the sanctions."),
    "chpl_transshipment": N_(
        "High-priority goods (tier {tier}) go to or through {country}, a country watched for transshipment."
    ),
    "chpl_embargoed": N_("High-priority goods (tier {tier}) go to {country}."),
    "new_company_chpl": N_("The company was registered in {month}, after February 2022, and buys high-priority goods."),
    "forwarder_end_user": N_("High-priority goods go to a forwarder as the last party: {party}."),
    "transit_through_target": N_("Goods under EU control pass through {country} on their way."),
    "target_carrier": N_("A carrier of {country} moves goods from the European Union."),
    "target_traces": N_("The remarks point to an end user in Russia or Belarus: {text}."),
    "brand_left_target": N_("The brand {brand} left Russia; the route leads there."),
    "phone_country_differs": N_("The phone number is of {phone_country}, the party of {country}."),
    "no_end_use": N_("High-priority goods without a stated end use or end user."),
    **FLAG_REASONS,
}

EVIDENCE = {
    "exchange_rate": N_("exchange rate {left} ({right})"),
    "word_equal": N_("{left} = {right}"),
    "word_sounds_equal": N_("{left} ≈ {right} (same sound)"),
    "word_similar": N_("{left} ~ {right} (similar)"),
    "word_translated": N_("{left} = {right} (same meaning)"),
    "initial_matches": N_("{left} ~ {right} (initial)"),
    "word_extra": N_("{left}: not in the listed name"),
    "word_missing": N_("{right}: not in the manifest"),
    "word_ignored": N_("{left}: carries no weight"),
    "legal_form_ignored": N_("legal form {left} / {right}: not counted"),
    "legal_form_ignored_one": N_("legal form {left}: not counted"),
    "legal_form_differs": N_("legal form {left} differs from {right}"),
    "identifier_equal": N_("number {left} ({right}) is equal"),
    "identifier_differs": N_("number {left} differs from {right}"),
    "address_agrees": N_("the address agrees: {left}"),
    "country_agrees": N_("country {left} agrees with {right}"),
    "weak_alias": N_("the list calls {right} a weak alias"),
    "former_name": N_("{right} is a former name"),
    "country_differs": N_("country {left} differs from {right}"),
    "further_entries": N_("entries beyond the best {right} that met this value too: {left}"),
    "hs_prefix": N_("code {left} begins with {right}"),
    "hs_told": N_("code {left} as it is told"),
    "goods_word": N_("{left}: {right}"),
    "part_number": N_("part number {left}: {right}"),
    "maker": N_("maker {left}: {right}"),
    "control_number": N_("control-list number {left}"),
    "rule_field": N_("{left}: {right}"),
    "owner_step": N_("{left} owns {right}"),
    "owner_step_untold": N_("{left} owns a share of {right} that is not told"),
    "rule_exemption": N_("may be let through: {left}"),
    "plain_word": N_("{left}: plain goods, not of {right}"),
    "rule_source": N_("rule: {left} {right}"),
}

KINDS = {
    "party": N_("party"),
    "vessel": N_("vessel"),
    "goods": N_("goods"),
    "country": N_("country"),
    "flag": N_("diversion flag"),
}

FLAGS = {
    "destination": N_("Destination"),
    "price_floor": N_("Price floor"),
    "RU": N_("Russia"),
    "BY": N_("Belarus"),
    "UA-43": N_("Crimea"),
    "UA-40": N_("Sevastopol"),
    "UA-14": N_("Donetsk region"),
    "UA-09": N_("Luhansk region"),
    "misdeclared": N_("Goods and code do not agree"),
    "code_against_text": N_("Innocent words under a controlled code"),
    "vague_goods": N_("Goods described too vaguely"),
    "chpl_embargoed": N_("High-priority goods to a target of the sanctions"),
    "chpl_transshipment": N_("High-priority goods through a watched country"),
    "new_company_chpl": N_("New company buys high-priority goods"),
    "forwarder_end_user": N_("Forwarder as the last party"),
    "transit_through_target": N_("Transit through Russia or Belarus"),
    "target_carrier": N_("Carrier of Russia or Belarus"),
    "target_traces": N_("Traces of an end user in Russia or Belarus"),
    "brand_left_target": N_("Brand that left Russia"),
    "phone_country_differs": N_("Phone number of another country"),
    "no_end_use": N_("No end use stated"),
    **FLAG_NAMES,
}

DISPOSITIONS = {
    "false_positive": N_("false positive"),
    "true_match": N_("true match"),
    "needs_information": N_("needs information"),
    "licence_needed": N_("licence needed"),
    "licence_held": N_("licence held"),
    "released": N_("released"),
    "held": N_("held"),
    "rejected": N_("rejected"),
    "withdrawn": N_("withdrawn"),
}

REASON_CODES = {
    "other_party": N_("another party of a similar name"),
    "other_number": N_("tax or registration number differs"),
    "other_country": N_("another country or address"),
    "other_birth_date": N_("another date of birth"),
    "goods_not_covered": N_("goods are not what the rule covers"),
    "route_explained": N_("route is explained by documents"),
    "same_party": N_("the same party"),
    "same_number": N_("the same number"),
    "awaiting_documents": N_("documents are awaited"),
    "licence": N_("licence"),
    "other": N_("other (see text)"),
    "undo": N_("taken back"),
    "owned_by_listed": N_("owned or controlled by a listed party"),
    "goods_covered": N_("goods are what the rule covers"),
    "asked_sender": N_("the sender was asked"),
    "asked_authority": N_("the authority was asked"),
    "documents_complete": N_("documents are complete"),
    "no_longer_listed": N_("no longer listed"),
    "licence_refused": N_("licence refused"),
    "route_unexplained": N_("route is not explained"),
}

PROBLEMS = {
    "no_party": N_("no party named"),
    "no_goods": N_("no goods named"),
    "vague_goods": N_("goods described too vaguely"),
    "hs_impossible": N_("impossible customs code"),
    "hs_too_short": N_("customs code too short"),
    "bad_check_digit": N_("tax number with a wrong check digit"),
    "mojibake": N_("garbled letters"),
    "cut_text": N_("text may be cut off"),
    "row_not_understood": N_("row not understood"),
    "cell_without_value": N_(
        "cell that shows an error, or a formula without its result: correct it, or save the file in the spreadsheet program"
    ),
    "no_table": N_("sheet without a table that could be understood"),
    "sheet_left_out": N_("sheet that was not chosen"),
    "column_left_out": N_("column that would be screened or can let goods go, but was said to hold something else"),
    "column_left_out_agreed": N_("column that was agreed to hold something else than is screened"),
}

STEPS = {
    **PAGE_STEPS,
    "read_list": N_("Reading the list"),
    "fetch_list": N_("Fetching the list"),
    "update_lists": N_("Updating the lists"),
    "store_list": N_("Storing the list"),
    "build_index": N_("Building the index of names"),
    "match_names": N_("Matching names"),
    "collect_questions": N_("Collecting stored parties and goods"),
    "prepare_questions": N_("Preparing stored parties"),
    "read_questions": N_("Reading stored parties"),
    "find_similar_words": N_("Looking for similar words"),
    "compare_questions": N_("Comparing with what changed on the lists"),
    "compare_goods": N_("Comparing stored goods"),
    "rescreen_manifests": N_("Screening stored lines again"),
    "keep_alerts": N_("Keeping the new alerts"),
    "read_sheet": N_("Reading the file"),
    "read_lines": N_("Reading lines"),
    "import_lines": N_("Storing lines"),
    "screen_lines": N_("Screening"),
    "delete_manifests": N_("Deleting manifests"),
    "gather_history": N_("Looking into earlier manifests"),
    "screen_partitions": N_("Screening on the cluster"),
    "send_engine": N_("Sending the lists to the cluster"),
    "write_report": N_("Writing the report"),
    "verify_trail": N_("Verifying the trail"),
    "verify_lists": N_("Looking at the files of lists"),
}

FIELD_PARTS = {
    "tax_id": N_("tax number"),
    "address": N_("address"),
    "country": N_("country"),
    "phone": N_("phone"),
    "email": N_("e-mail"),
}

FIELDS = {
    "line_no": N_("line number"),
    "description": N_("goods"),
    "hs_code": N_("customs code"),
    "hs_code.gng": N_("GNG code"),
    "hs_code.etsng": N_("ETSNG code"),
    "article_no": N_("article"),
    "brand": N_("brand"),
    "manufacturer": N_("manufacturer"),
    "consignor": N_("consignor"),
    "consignee": N_("consignee"),
    "buyer": N_("buyer"),
    "seller": N_("seller"),
    "notify_party": N_("notify party"),
    "end_user": N_("end user"),
    "declarant": N_("declarant"),
    "broker": N_("broker"),
    "carrier": N_("carrier"),
    "payer": N_("payer"),
    "bank": N_("bank"),
    "party": N_("party"),
    "party.foreign": N_("foreign party"),
    "party.local": N_("local party"),
    "tax_id": N_("tax number"),
    "address": N_("address"),
    "phone": N_("phone"),
    "email": N_("e-mail"),
    "country": N_("country"),
    "origin_country": N_("country of origin"),
    "dispatch_country": N_("country of dispatch"),
    "destination_country": N_("country of destination"),
    "transit_country": N_("transit"),
    "trading_country": N_("trading country"),
    "border_office": N_("border crossing"),
    "port_loading": N_("port of loading"),
    "port_discharge": N_("port of discharge"),
    "delivery_place": N_("place of delivery"),
    "vessel": N_("vessel"),
    "imo": N_("IMO number"),
    "voyage": N_("voyage"),
    "flag": N_("flag"),
    "container_no": N_("container"),
    "container_type": N_("container type"),
    "container_count": N_("number of containers"),
    "seal_no": N_("seal"),
    "transport_doc_no": N_("transport document"),
    "transport_id": N_("vehicle"),
    "transport_mode": N_("mode of transport"),
    "invoice_no": N_("invoice"),
    "declaration_no": N_("declaration"),
    "contract": N_("contract"),
    "date": N_("date"),
    "quantity": N_("quantity"),
    "unit": N_("unit"),
    "packages": N_("packages"),
    "gross_weight": N_("gross weight"),
    "net_weight": N_("net weight"),
    "value": N_("value"),
    "value.usd": N_("value in USD"),
    "value.customs": N_("customs value"),
    "unit_price": N_("unit price"),
    "currency": N_("currency"),
    "delivery_terms": N_("terms of delivery"),
    "procedure": N_("customs procedure"),
    "direction": N_("direction"),
    "marks": N_("marks"),
    "remarks": N_("remarks"),
    "warehouse": N_("warehouse"),
    "wagon_owner": N_("owner of the wagon"),
    "doc.total_value": N_("total value"),
    "exchange_rate": N_("exchange rate"),
    "official_rate": N_("official exchange rate"),
    "end_use": N_("end use"),
    "history": N_("earlier manifests"),
    "owners": N_("a list that tells of owners"),
    "other": N_("not used"),
}
