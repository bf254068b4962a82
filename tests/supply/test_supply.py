"""What the program is made of is known, locked by hash, and told."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.supply.audit import verdict
from tests.supply.sbom import bill, parts
from ui.licences import components

ROOT = Path(__file__).parents[2]


def version(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:3])


def test_the_bill_names_packages_libraries_and_crates() -> None:
    told = bill()
    assert told["bomFormat"] == "CycloneDX"
    names = {(c["name"].lower(), next((p["value"] for p in c.get("properties", []) if p["name"] == "tekser:inside"), ""))
             for c in told["components"]}  # fmt: skip
    for wanted in (("sqlite", "pysqlite3"), ("qt", "PySide6"), ("openssl", "cryptography"), ("libxml2", "lxml"),
                   ("quick-xml", "python-calamine"), ("pyside6", ""), ("sqlite-utils", ""), ("numba", "")):  # fmt: skip
        assert wanted in names or (wanted[0], wanted[1].replace("-", "_")) in names, wanted
    assert ("pytest", "") not in names
    refs = [c["bom-ref"] for c in told["components"]]
    assert len(set(refs)) == len(refs)


def test_what_pip_audit_cannot_see_is_new_enough() -> None:
    """SQLite before 3.51.3 can corrupt a WAL database; quick-xml before 0.41: RUSTSEC-2026-0194, -0195."""
    known = {(part.name, part.inside.replace("_", "-")): part.version for part in parts()}
    assert version(known["SQLite", "pysqlite3"]) >= (3, 51, 3)
    assert version(known["quick-xml", "python-calamine"]) >= (0, 41)


def test_every_package_tells_its_licence() -> None:
    silent = [part.name for part in components() if not part.inside and not part.licence]
    assert silent == []


def test_every_package_is_locked_by_hash() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    loose = [
        package["name"]
        for package in lock["package"]
        if "registry" in package["source"]
        and not all(
            file.get("hash", "").startswith("sha256:")
            for file in [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]
        )
    ]
    assert loose == []
    assert [p["name"] for p in lock["package"] if "registry" not in p["source"]] == ["tekser"]


@pytest.mark.skipif(shutil.which("uv") is None, reason="needs uv")
def test_the_lock_is_that_of_the_project() -> None:
    done = subprocess.run(["uv", "lock", "--check", "--offline"], cwd=ROOT, capture_output=True, text=True, check=False)
    if "offline" in done.stderr.lower() or "network" in done.stderr.lower():
        pytest.skip("needs the registry's metadata")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("answer", "code", "word"),
    [
        (None, 0, "skipped"),
        ({"dependencies": [{"name": "a", "skip_reason": "not found"}]}, 0, "skipped"),
        (
            {"dependencies": [{"name": "a", "version": "1", "vulns": []}, {"name": "b", "skip_reason": "x"}]},
            0,
            "skipped",
        ),
        ({"dependencies": []}, 0, "skipped"),
        ({"dependencies": [{"name": "a", "version": "1", "vulns": []}]}, 0, "no known holes in 1"),
        (
            {
                "dependencies": [
                    {"name": "a", "version": "1", "vulns": [{"id": "CVE-1"}]},
                    {"name": "b", "skip_reason": "x"},
                ]
            },
            1,
            "CVE-1",
        ),
    ],
)
def test_what_was_not_looked_up_is_never_green(answer: dict[str, object] | None, code: int, word: str) -> None:
    found, sentence = verdict(answer)
    assert found == code
    assert word in sentence
    assert ("no known holes" in sentence) == (word == "no known holes in 1")
