"""What a manifest is found again by: the names of its parties and the numbers of its documents."""

import re
from collections.abc import Iterable
from typing import Any

from screening.model.manifests import PARTY_FIELDS, VESSEL_FIELDS, Line

DOCUMENT_FIELDS = (
    "transport_doc_no", "invoice_no", "declaration_no", "contract", "container_no", "transport_id", "seal_no", "voyage",
    "tax_id", "imo",
)  # fmt: skip
"""Fields whose numbers a manifest is found again by; the tax numbers of parties come with them."""


def document_key(text: str) -> str:
    """Return a document's number as it is compared: letters and digits alone, whatever their case."""
    return re.sub(r"[\W_]+", "", text.casefold())


def texts_of(lines: Iterable[Line]) -> set[tuple[str, str]]:
    """Return the ("party" | "document", folded text) pairs that a manifest is found again by."""
    found: set[tuple[str, str]] = set()
    for line in lines:
        for value in line.values:
            field = value.field
            if field in PARTY_FIELDS or field in VESSEL_FIELDS:
                kind, text = "party", " ".join(value.text.casefold().split())
            elif field in DOCUMENT_FIELDS or field.endswith(".tax_id"):
                kind, text = "document", document_key(value.text)
            else:
                continue
            if text:
                found.add((kind, text))
    return found


def put_texts(connection: Any, manifest_id: int, texts: Iterable[tuple[str, str]]) -> None:
    """Keep what a manifest is found again by, inside the caller's transaction."""
    connection.executemany(
        "INSERT OR IGNORE INTO manifest_text (manifest_id, kind, folded) VALUES (?, ?, ?)",
        [(manifest_id, kind, text) for kind, text in texts],
    )
