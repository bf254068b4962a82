"""The names of the fields that a column can hold."""

from functools import cache

from screening.model.manifests import PARTY_FIELDS
from screening.resources import resource_path

_OF_A_PARTY = ("tax_id", "address", "country", "person", "phone", "email")


@cache
def known_fields() -> frozenset[str]:
    """Return every field of resources/manifest/headers.tsv, and what can be said of each party."""
    lines = resource_path("manifest", "headers.tsv").read_text(encoding="utf-8").splitlines()
    named = {line.partition("\t")[0] for line in lines if line and not line.startswith("#")}
    of_parties = {f"{party}.{what}" for party in (*PARTY_FIELDS, "broker", "vessel") for what in _OF_A_PARTY}
    return frozenset(named | of_parties | {"party", "other"})
