"""The English sentences of diversion flags and embargoed places; the catalogue holds them in the other languages."""

from ui.words.mark import N_

FLAG_REASONS = {
    "owned_by_listed": N_(
        "The name is that of {name}, which listed parties own to {share} % together: {owners} (list {list})."
    ),
    "owned_possibly": N_(
        "The name is that of {name}, of which listed parties hold a share that the list does not tell: {owners}."
    ),
    "country_embargoed": N_("The shipment goes to {country}, a country under embargo ({sanctions})."),
    "bank_consignee": N_("High-priority goods are consigned to a bank, and no end user is named: {party}."),
    "private_address": N_("High-priority goods go to a private address: {address}."),
    "free_mail": N_("The receiver of high-priority goods writes from a mail service for everybody: {domain}."),
    "payer_third_country": N_("High-priority goods are paid from {country}, which is neither end of the shipment."),
    "payer_no_party": N_("High-priority goods are paid by {party}, who is no party of the shipment."),
    "zero_or_round_value": N_("The value of high-priority goods is nothing, or a round number: {value}."),
    "goods_against_business": N_("The business of {party} ({words}) needs no such high-priority goods."),
    "eaeu_without_declaration": N_(
        "High-priority goods move on to {country} within the customs union, without a customs declaration."
    ),
    "reload_one_paper": N_("The cargo is reloaded on its way, but has one transport document alone: {paper}."),
    "several_weak": N_("{count} weak signs stand together on this line: {flags}."),
    "new_customer_nine": N_(
        "{party} buys goods of the nine top codes and came in none of the {manifests} earlier manifests."
    ),
    "value_per_kg": N_(
        "A kilogram is worth {value}, {times} times the usual {usual} of this code in earlier manifests."
    ),
    "formerly_to_target": N_(
        "The same consignor sent the same code to {country} before (last on {day}), and now to {now}."
    ),
    "volume_jump": N_(
        "This manifest has goods of this code for {total} to this country; a usual month before had {usual}."
    ),
    "split_lots": N_(
        "{count} consignments of this heading to the same receiver within {days} days, each worth at most {limit}."
    ),
    "late_change": N_(
        "An earlier manifest with the transport document {paper} has another {field}: {before}; now: {now}."
    ),
    "shared_contact_listed": N_("The {field} {contact} is also that of the listed {name} ({list})."),
    "shared_contact_parties": N_("{count} parties of the manifests have the same {field}: {contact}."),
}

FLAG_NAMES = {
    "ownership": N_("Ownership"),
    "UA-23": N_("Zaporizhzhia region"),
    "UA-65": N_("Kherson region"),
    "IR": N_("Iran"),
    "KP": N_("North Korea"),
    "CU": N_("Cuba"),
    "SY": N_("Syria"),
    "bank_consignee": N_("Bank as the last party"),
    "private_address": N_("Private address"),
    "free_mail": N_("Mail service for everybody"),
    "payer_third_country": N_("Payer in a third country"),
    "payer_no_party": N_("Payer is no party of the shipment"),
    "zero_or_round_value": N_("Value of nothing, or a round one"),
    "goods_against_business": N_("Goods do not fit the business"),
    "eaeu_without_declaration": N_("Onward within the customs union without a declaration"),
    "reload_one_paper": N_("Reloaded without a second document"),
    "several_weak": N_("Several weak signs together"),
    "new_customer_nine": N_("New customer for the nine top codes"),
    "value_per_kg": N_("Value of a kilogram out of line"),
    "formerly_to_target": N_("Formerly sent to Russia or Belarus"),
    "volume_jump": N_("Volume has jumped"),
    "split_lots": N_("Split lots"),
    "late_change": N_("Changed late"),
    "shared_contact_listed": N_("Contact of a listed party"),
    "shared_contact_parties": N_("Contact of many parties"),
}

OWNERSHIP_ANSWERS = {
    "not_owned": N_("checked: not owned by listed parties"),
    "owned": N_("checked: owned by listed parties"),
    "not_found": N_("looked for, but no source tells the owners"),
}
