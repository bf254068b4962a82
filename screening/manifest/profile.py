"""Profiles: the columns that an officer corrected, kept by the shape of the table and shared as a file."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from screening.errors import UnreadableInput
from screening.manifest.columns import normal
from screening.manifest.fields import known_fields
from screening.model.manifests import Profile

FORMAT = "tekser-profiles-1"
_HEADERS_LEAST = 3
"""A table of fewer headers has no shape of its own."""


def shape_of(headers: Sequence[str]) -> str:
    """Return what tells the tables of one sender from others, or "" when the headers say too little."""
    plain = [normal(header) for header in headers]
    while plain and not plain[-1]:
        plain.pop()
    if sum(map(bool, plain)) < _HEADERS_LEAST:
        return ""
    return hashlib.sha256("\x1f".join(plain).encode("utf-8", "surrogatepass")).hexdigest()


def profiles_to_text(profiles: Iterable[Profile]) -> str:
    """Return profiles as the text of a file."""
    found = [{"shape": p.shape, "name": p.name, "mapping": dict(p.mapping), "made_at": p.made_at} for p in profiles]
    return json.dumps({"format": FORMAT, "profiles": found}, ensure_ascii=False, indent=1)


def profiles_from_file(path: Path) -> list[Profile]:
    """Read a file of profiles. Raises UnreadableInput("cannot_open" | "not_profiles")."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != FORMAT:
            raise UnreadableInput("not_profiles", file=str(path))
        found = [
            Profile(str(p["shape"]), str(p["name"]), tuple((str(f), str(c)) for f, c in p["mapping"].items()),
                    str(p["made_at"]))
            for p in data["profiles"]
        ]  # fmt: skip
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(path), detail=error.strerror or "") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableInput("not_profiles", file=str(path)) from error
    fields = known_fields()
    if any(field.partition("#")[0] not in fields for profile in found for field, _ in profile.mapping):
        raise UnreadableInput("not_profiles", file=str(path))
    return found
