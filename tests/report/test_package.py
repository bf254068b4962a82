"""The sealed package: verified with nothing installed, refused after any byte of it is changed."""

import ast
import base64
import csv
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.audit.checkpoints import Signer, VerifyKey
from screening.audit.merkle import TreeHead
from screening.audit.proofs import Proofs
from screening.audit.seal import make_key
from screening.errors import UserError
from screening.model.decisions import Disposition
from screening.resources import resource_path
from tests.audit.conftest import load_verifier
from tests.report.store import SAMPLE, office, screened_sample
from ui.report import package as packages
from ui.report.collect import collect
from ui.report.package import PART, SUMS, check_package, write_package
from ui.report.package_trail import Case


@dataclass(frozen=True, slots=True)
class Sealed:
    path: Path
    key: str


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    folder = tmp_path_factory.mktemp("package")
    with screened_sample(folder / "data") as (store, run):
        key = make_key(store, "a passphrase")
        stored = store.hits(run.run_id)[5]
        (folder / "letter.pdf").write_bytes(b"the letter")
        letter = store.keep_attachment(folder / "letter.pdf")
        store.decide(
            [stored.hit_id], Disposition.FALSE_POSITIVE, "other_party", "", "aigul", attachments=[letter]
        )  # fmt: skip
        path = write_package(folder / "case.zip", store, run, language="ru", user="aigul")
        yield Sealed(path, key.text())


def bare(path: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run the verifier of the package in a clean environment: isolated, without site packages, nothing installed."""
    verifier = cwd / "verify.py"
    with zipfile.ZipFile(path) as package:
        verifier.write_bytes(package.read("verify.py"))
    return subprocess.run(
        [sys.executable, "-I", "-S", str(verifier), str(path), *arguments],
        capture_output=True, text=True, encoding="utf-8", env={}, cwd=cwd, timeout=120, check=False,
    )  # fmt: skip


def test_verified_with_nothing_installed(sealed: Sealed, tmp_path: Path) -> None:
    done = bare(sealed.path, "--key", sealed.key, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "OK: the package is as it was sealed." in done.stdout
    assert "The key is the one that you gave." in done.stdout
    without = bare(sealed.path, cwd=tmp_path)
    assert without.returncode == 0
    assert "compare it with one told to you" in without.stdout


def test_checked_by_the_program(sealed: Sealed) -> None:
    found = check_package(sealed.path, sealed.key)
    assert found.fault == ""
    assert found.outside_key
    assert any("records are proven" in line for line in found.told)


def test_it_holds_what_it_must(sealed: Sealed) -> None:
    with zipfile.ZipFile(sealed.path) as package:
        names = set(package.namelist())
        assert package.read("original/forwarder_register.xlsx") == SAMPLE.read_bytes()
        assert package.read("report.xlsx")[:2] == b"PK"
        assert package.read("report.pdf")[:5] == b"%PDF-"
        part = package.read(PART).splitlines()
        (letter,) = (name for name in names if name.startswith("attachments/"))
        assert package.read(letter) == b"the letter"
    assert names == {
        letter,
        "report.xlsx", "report.pdf", "screening.json", PART, "checkpoint.txt", "trail-hashes.bin", "public-key.txt", "lists.csv", "README.txt",
        "verify.py", "original/forwarder_register.xlsx", SUMS,
    }  # fmt: skip
    assert len(part) >= 4


@pytest.mark.parametrize(("language", "word"), [("en", "speaks English"), ("ru", "по-английски"), ("kk", "ағылшынша")])
def test_it_names_the_lists_of_a_re_screening_and_tells_how_to_read_the_verifier(
    tmp_path: Path, language: str, word: str
) -> None:
    with office(tmp_path / "data") as (store, run):
        told = collect(store, run, "a passphrase")
        path = write_package(tmp_path / "case.zip", store, run, language=language, passphrase="a passphrase")
    with zipfile.ZipFile(path) as package:
        lists = list(csv.DictReader(package.read("lists.csv").decode().splitlines()))
        readme = package.read("README.txt").decode()
        kinds = [
            json.loads(base64.b64decode(json.loads(line)["body"]))["kind"] for line in package.read(PART).splitlines()
        ]
    used = [("", info) for info in told.lists]
    used += [(str(later.rescreening_id), info) for later in told.later for info in later.lists]
    assert told.later
    assert [(row["rescreening"], row["list"], row["version"], row["sha256"]) for row in lists] == [
        (number, info.list_id, str(info.version_id), info.sha256) for number, info in used
    ]
    assert word in readme
    assert "OK" in readme
    assert "BAD" in readme
    assert "py -I verify.py" in readme
    # All that happened to the case, and none of what happened beside it.
    assert {
        "manifest_imported", "screened", "decided", "approved", "returned", "known_remembered", "ownership_checked",
        "list_put_in_force", "rescreened", "package_made", "key_made",
    } <= set(kinds)  # fmt: skip
    assert not {"signed_in", "account_made"} & set(kinds)
    done = bare(path, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")


def places(path: Path) -> dict[str, list[int]]:
    """Return bytes of every region of a package: headers and content of each file, the directory, the seal."""
    size = path.stat().st_size
    with zipfile.ZipFile(path) as package:
        found = {}
        infos = package.infolist()
        for n, info in enumerate(infos):
            end = infos[n + 1].header_offset if n + 1 < len(infos) else package.start_dir
            found[info.filename] = [info.header_offset, end - 1]
        found["directory"] = [package.start_dir, size - len(package.comment) - 1]
        found["seal"] = [size - len(package.comment), size - 1]
    rng = random.Random(8)
    return {
        name: [*range(first, min(last + 1, first + 30)), *(rng.randint(first, last) for _ in range(8)), last]
        for name, (first, last) in found.items()
    }


def test_refused_after_any_one_byte_is_changed(sealed: Sealed, tmp_path: Path) -> None:
    content = bytearray(sealed.path.read_bytes())
    changed = tmp_path / "changed.zip"
    rng = random.Random(9)
    seal = len(content) - sealed.path.read_bytes().rfind(b"tekser-package 1")
    chosen = [at for region in places(sealed.path).values() for at in region]
    # The seal is the only part that the hash does not cover: every byte of it.
    chosen += range(len(content) - seal, len(content))
    for at in dict.fromkeys(chosen):
        before = content[at]
        content[at] = before ^ (1 << rng.randrange(8))
        changed.write_bytes(content)
        content[at] = before
        assert check_package(changed, sealed.key).fault, at
        assert check_package(changed).fault, at


@pytest.mark.long
def test_refused_after_any_byte_of_its_structure_and_a_thousand_of_its_content_is_changed(
    sealed: Sealed, tmp_path: Path
) -> None:
    """Every byte of every header, of the directory, of the end record and of the seal, by the one file itself."""
    content, rng = bytearray(sealed.path.read_bytes()), random.Random(2026)
    with zipfile.ZipFile(sealed.path) as package:
        headers = ((info.header_offset, info.header_offset + 30 + len(info.filename)) for info in package.infolist())
        chosen = {at for first, after in headers for at in range(first, after)}
        chosen |= {*range(package.start_dir, len(content)), *rng.sample(range(package.start_dir), 1000)}
    verifier, changed = load_verifier(), tmp_path / "changed.zip"
    for at in sorted(chosen):
        before = content[at]
        content[at] = (before + rng.randrange(1, 256)) % 256
        changed.write_bytes(content)
        content[at] = before
        assert verifier.main_package(str(changed), sealed.key) == 1, at
        assert verifier.main_package(str(changed), "") == 1, at


@pytest.mark.parametrize("change", ["cut", "longer", "empty", "front"])
def test_refused_when_bytes_are_gone_or_added(sealed: Sealed, tmp_path: Path, change: str) -> None:
    content = sealed.path.read_bytes()
    path = tmp_path / "changed.zip"
    path.write_bytes({"cut": content[:-1], "longer": content + b"\n", "empty": b"", "front": b"x" + content}[change])
    assert check_package(path, sealed.key).fault
    assert check_package(path).fault


def test_refused_when_it_was_sealed_anew_with_another_key(sealed: Sealed, tmp_path: Path) -> None:
    with zipfile.ZipFile(sealed.path) as package:
        package.extractall(tmp_path / "all")
    (tmp_path / "all" / "lists.csv").write_text("list\n", encoding="utf-8")
    files = {
        p.relative_to(tmp_path / "all").as_posix(): p
        for p in sorted((tmp_path / "all").rglob("*"))
        if p.is_file() and p.name != SUMS
    }
    name = VerifyKey.read(sealed.key).name
    forger = Signer(name, Ed25519PrivateKey.generate())
    packages._seal(tmp_path / "forged.zip", files, forger, name)
    assert check_package(tmp_path / "forged.zip", sealed.key).fault
    # With the key that lies in it, it still holds no checkpoint of that key.
    assert "checkpoint" in check_package(tmp_path / "forged.zip").fault


def test_without_a_key_there_is_no_package(tmp_path: Path) -> None:
    with screened_sample(tmp_path / "data") as (store, run):
        with pytest.raises(UserError) as caught:
            write_package(tmp_path / "case.zip", store, run)
        assert caught.value.code == "no_signing_key"
        assert not (tmp_path / "case.zip").exists()
        make_key(store, "a passphrase")
        store.original(run.manifest_id).unlink()
        with pytest.raises(UserError) as caught:
            write_package(tmp_path / "case.zip", store, run)
        assert caught.value.code == "original_missing"
        assert not (tmp_path / "case.zip").exists()


@given(st.integers(1, 300), st.data())
@settings(max_examples=60)
def test_proofs_lead_to_the_root_of_the_trail(size: int, data: st.DataObject) -> None:
    leaves = [bytes([n % 256, n // 256]) * 16 for n in range(size)]
    head = TreeHead()
    for leaf in leaves:
        head.add(leaf)
    proofs = Proofs(leaves)
    assert proofs.root == head.root()
    proven = packages._verifier().proven
    index = data.draw(st.integers(0, size - 1))
    path = proofs.path(index)
    assert proven(size, index, leaves[index], path, head.root())
    assert not proven(size, index, b"\xff" * 32, path, head.root())
    other = data.draw(st.integers(0, size + 2))
    assert other == index or not proven(size, other, leaves[index], path, head.root())
    if path:
        assert not proven(size, index, leaves[index], path[:-1], head.root())


def test_the_verifier_is_one_file_of_the_standard_library() -> None:
    text = resource_path("verifier", "verify_trail.py").read_text(encoding="utf-8")
    imported = {line.split()[1].split(".")[0] for line in text.splitlines() if line.startswith(("import ", "from "))}
    assert imported <= sys.stdlib_module_names
    ast.parse(text, feature_version=(3, 8))


@pytest.mark.parametrize(
    ("record", "concerns"),
    [
        ({"kind": "decided", "data": {"manifest": 1, "run": 2}}, True),
        ({"kind": "decided", "data": {"manifest": 9, "run": 8, "decisions": [70]}}, False),
        ({"kind": "decided", "data": {"manifest": 9, "run": 8, "decisions": [6, 70]}}, True),
        ({"kind": "approved", "data": {"decisions": [5]}}, True),
        ({"kind": "returned", "data": {"decisions": [71]}}, False),
        ({"kind": "case_exported", "data": {"decisions": [5]}}, True),
        ({"kind": "known_remembered", "data": {"known": [[3, 6, "un", "7"]]}}, True),
        ({"kind": "known_remembered", "data": {"known": [[4, 9, "un", "7"]]}}, False),
        ({"kind": "known_revoked", "data": {"known": 3}}, True),
        ({"kind": "known_reopened", "data": {"known": {"3": "known_expired"}, "runs": []}}, True),
        ({"kind": "known_reopened", "data": {"known": {"4": "known_expired"}, "runs": [{"run": 2}]}}, True),
        ({"kind": "rescreened", "data": {"rescreening": 8, "runs": [{"run": 2, "manifest": 1}]}}, True),
        ({"kind": "rescreened", "data": {"rescreening": 8, "runs": []}}, False),
        ({"kind": "list_put_in_force", "data": {"list": "un", "version": 4}}, True),
        ({"kind": "list_put_in_force", "data": {"list": "un", "version": 5}}, False),
        ({"kind": "setting_changed", "data": {"name": "four_eyes.goods"}}, True),
        ({"kind": "setting_changed", "data": {"name": "list_kind.own-house"}}, True),
        ({"kind": "setting_changed", "data": {"name": "window.language"}}, False),
        ({"kind": "ownership_checked", "data": {"run": 2}}, True),
        ({"kind": "run_again", "data": {"run": 3}}, False),
        ({"kind": "key_made", "data": {}}, True),
        ({"kind": "signed_in", "data": {}}, False),
    ],
)
def test_which_records_speak_of_a_case(record: dict[str, Any], concerns: bool) -> None:
    case = Case(1, {1, 2}, {5, 6}, {3}, {7}, {("un", 4)})
    assert case.concerns(record) is concerns
