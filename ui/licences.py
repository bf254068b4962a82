"""What the program is made of: every package it runs with, its version, its licence; and what those carry inside."""

import importlib.metadata
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from screening.ports import StoreFolder

_REQUIREMENT = re.compile(r"^([A-Za-z0-9._-]+)")

# Packages whose metadata say nothing; by the LICENSE files in their repositories.
_SILENT = {"pysqlite3": "Zlib", "sqlcipher3": "Zlib"}


@dataclass(frozen=True, slots=True, order=True)
class Component:
    """One part of the program."""

    name: str
    version: str
    licence: str
    """SPDX expression or the words of its maker; empty where it says nothing."""
    inside: str = ""
    """The package that carries it; empty for a package of its own."""


# What is compiled into wheels without saying so, by package, with the licence of its makers.
_NATIVE_LICENCES = {"SQLite": "blessing", "SQLCipher": "BSD-3-Clause", "Qt": "LGPL-3.0-only", "OpenSSL": "Apache-2.0",
                    "libxml2": "MIT", "libxslt": "MIT"}  # fmt: skip


@cache
def components() -> tuple[Component, ...]:
    """Return all parts, in the order of their names: packages at work, and the libraries and crates inside of them."""
    found: list[Component] = []
    for name in _closure("tekser"):
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        label = str(package.metadata["Name"])
        found.append(Component(label, package.version, _licence(package)))
        found += _declared_inside(label, package)
    return tuple(sorted({*found, *_native()}))


def _closure(root: str) -> Iterable[str]:
    """Yield the names of a package's requirements, its extras among them, and of all of theirs, each once."""
    seen: set[str] = set()
    waiting = [root]
    while waiting:
        name = waiting.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in seen:
            continue
        seen.add(key)
        if name != root:
            yield name
        try:
            required = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for text in required:
            match = _REQUIREMENT.match(text)
            # Extras of ours are the officer's choice; extras of others are not ours.
            if match and ("extra ==" not in text or name == root):
                waiting.append(match[1])


def _licence(package: importlib.metadata.Distribution) -> str:
    about = package.metadata
    said = _field(about, "License-Expression")
    if not said:
        classified = [
            text.rsplit(" :: ", 1)[-1] for text in about.get_all("Classifier") or [] if text.startswith("License")
        ]
        said = "; ".join(classified)
    if not said:
        said = _field(about, "License").partition("\n")[0]
    return str(said)[:120] or _SILENT.get(str(about["Name"]), "")


def _field(about: importlib.metadata.PackageMetadata, name: str) -> str:
    return str(about[name]).strip() if name in about else ""


def _declared_inside(label: str, package: importlib.metadata.Distribution) -> Iterable[Component]:
    """Yield what a wheel says in its own bill of materials (PEP 770) that it carries: Rust crates, C libraries."""
    for file in package.files or []:
        if "sboms" not in file.parts or file.suffix != ".json":
            continue
        try:
            bill = json.loads(file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        for part in bill.get("components", []):
            if isinstance(part, dict) and part.get("name") and part.get("version"):
                yield Component(str(part["name"]), str(part["version"]), _of_bill(part), label)


def _of_bill(part: dict[str, object]) -> str:
    said = part.get("licenses")
    texts = []
    for item in said if isinstance(said, list) else []:
        if isinstance(item, dict):
            licence = item.get("license")
            name = licence.get("id") or licence.get("name") if isinstance(licence, dict) else None
            texts.append(str(item.get("expression") or name or ""))
    return "; ".join(filter(None, texts))


def _native() -> Iterable[Component]:
    """Yield the libraries that wheels carry without a bill, as far as they tell their version."""
    from lxml import etree

    for name, version, inside in (
        ("libxml2", ".".join(map(str, etree.LIBXML_COMPILED_VERSION)), "lxml"),
        ("libxslt", ".".join(map(str, etree.LIBXSLT_COMPILED_VERSION)), "lxml"),
        ("Qt", importlib.metadata.version("PySide6"), "PySide6"),
        ("OpenSSL", _openssl(), "cryptography"),
    ):
        yield Component(name, version, _NATIVE_LICENCES[name], inside)


def _openssl() -> str:
    from cryptography.hazmat.backends.openssl.backend import backend

    return backend.openssl_version_text().split()[1]


def engines(folder: StoreFolder) -> tuple[Component, ...]:
    """Return the libraries that the store runs on."""
    return tuple(
        Component(name, version, _NATIVE_LICENCES.get(name, ""), inside) for name, version, inside in folder.engines()
    )
