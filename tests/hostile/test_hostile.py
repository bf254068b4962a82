"""Files that mean harm end in lines or in one clear message; nothing crashes, hangs, or is written elsewhere."""

import ast
import os
import tempfile
from pathlib import Path

import pytest

from screening.lists import xml
from tests.hostile.files import LISTS, MANIFESTS
from tests.hostile.opened import opened

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and limits of memory")

READ = {
    "dimension.xlsx", "external.xlsx", "formulas.csv", "slip.zip", "slip_windows.zip", "names_odd.zip", "namespaces.xml",
    "attributes.xml", "columns.csv", "cells_noisy.xlsx", "noise.csv", "merged_many.xlsx",
}  # fmt: skip
"""What is harmless once it is read with care; all others must be refused."""


def test_there_are_forty() -> None:
    assert len(MANIFESTS) + len(LISTS) >= 40


@pytest.mark.parametrize(("kind", "name"), [("manifests", n) for n in MANIFESTS] + [("lists", n) for n in LISTS])
def test_a_hostile_file_ends_in_one_message(kind: str, name: str, tmp_path: Path) -> None:
    path = tmp_path / "in" / name
    path.parent.mkdir()
    path.write_bytes((MANIFESTS if kind == "manifests" else LISTS)[name]())
    before = set(Path(tempfile.gettempdir()).glob("*evil*")) | set(tmp_path.rglob("*"))
    found = opened(path, kind)
    assert not found.answer.startswith("FAULT"), found
    if found.answer == "read":
        assert name in READ
    else:
        assert str(path) in found.message
        assert "\n" not in found.message
    assert set(Path(tempfile.gettempdir()).glob("*evil*")) | set(tmp_path.rglob("*")) == before
    assert list(Path("/tmp").glob("tekser_evil*")) == []


def test_lists_are_parsed_as_xml_in_one_place_alone() -> None:
    """Every parser of lists goes through ``xml.stream``, which refuses document types and resolves nothing."""
    parsing = {"parse", "iterparse", "fromstring", "XML", "XMLParser", "XMLPullParser", "fromstringlist", "HTML"}
    for path in Path(xml.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            alias.name.split(".")[0]
            for node in ast.walk(tree)
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in (node.names if isinstance(node, ast.Import) else [ast.alias(node.module or "")])
        }
        assert not imported & {"xml", "defusedxml", "expat", "openpyxl"}, path
        if path.name == "xml.py":
            continue
        used = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)
                and isinstance(node.value, ast.Name) and node.value.id == "etree"}  # fmt: skip
        assert not used & parsing, path
