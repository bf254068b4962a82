"""Whatever export an officer kept names the first record that was changed, though all after it was hashed anew."""

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
from pypdf import PdfReader

from db.store import SqliteStore
from screening.audit.seal import checkpoint, export_trail, make_key
from screening.errors import UserError
from screening.model.trail import TrailFault
from screening.resources import resource_path
from tests.audit.conftest import PASSPHRASE
from tests.audit.forging import forged
from tests.audit.test_trail import rewritten
from tests.report.store import screened_sample
from ui.report.export import Export, write_files
from ui.report.outside import read_outside
from ui.report.package import write_package


@dataclass(frozen=True, slots=True)
class Kept:
    store: SqliteStore
    files: dict[str, Path]
    key: str


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A store with everything that an officer may have kept of it, and records that came later."""
    folder = tmp_path_factory.mktemp("kept")
    with screened_sample(folder / "data") as (store, run):
        key = make_key(store, PASSPHRASE).text()
        for number in range(20):
            store.put_setting(f"s.{number}", "1", "aigul")
        package = write_package(folder / "case.zip", store, run, user="aigul")
        excel, json, pdf = write_files(store, run, Export(["excel", "json", "pdf"], folder, "kk", "aigul"))
        page = folder / "page.txt"
        page.write_text("\n".join(one.extract_text() for one in PdfReader(pdf).pages[-2:]), encoding="utf-8")
        log = export_trail(store, folder / "log")
        note = folder / "note.txt"
        note.write_text(checkpoint(store).note, encoding="utf-8")
        for number in range(5):
            store.put_setting(f"t.{number}", "1", "aigul")
        files = {
            "package": package,
            "json": json,
            "log": log.log,
            "folder": log.log.parent,
            "excel": excel,
            "note": note,
            "page": page,
        }
        yield Kept(store, files, key)


def fault(kept: Kept, name: str, *, contents: bool = False) -> TrailFault | None:
    told = read_outside(kept.files[name], kept.key)
    hashes = [told.hashes] if told.hashes else []
    return kept.store.verify_trail([told.note], contents=contents, hashes=hashes).fault


@pytest.mark.parametrize("name", ["package", "json", "log", "folder", "excel", "note", "page"])
def test_each_holds_against_the_store_it_came_from(kept: Kept, name: str) -> None:
    assert fault(kept, name, contents=True) is None


@pytest.mark.parametrize("name", ["package", "json", "log", "folder"])
def test_the_record_that_was_changed_is_named(kept: Kept, name: str) -> None:
    chance = random.Random(name)
    seqs = [r.seq for r in kept.store.trail_records() if b"aigul" in r.body]
    for first in chance.sample(seqs[:18], 6):
        with forged(kept.store) as connection:
            connection.execute("DELETE FROM checkpoint")
            connection.execute("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'checkpoint'")
            rewritten(kept.store, first)
            assert kept.store.verify_trail(contents=False).fault is None  # nothing on the machine tells
            found = fault(kept, name)
        assert found is not None
        assert (found.code, found.record) == ("anew", first)


@pytest.mark.parametrize("name", ["excel", "note", "page"])
def test_a_bare_checkpoint_names_a_range(kept: Kept, name: str) -> None:
    with forged(kept.store) as connection:
        connection.execute("DELETE FROM checkpoint")
        connection.execute("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'checkpoint'")
        rewritten(kept.store, next(r.seq for r in kept.store.trail_records() if b"aigul" in r.body))
        found = fault(kept, name)
    assert found is not None
    assert (found.code, found.record) == ("checkpoint", 1)


def test_a_checkpoint_of_a_page_is_typed_with_other_dashes_and_breaks(kept: Kept, tmp_path: Path) -> None:
    note = kept.files["note"].read_text(encoding="utf-8")
    body, _, signature = note.partition("\n\n")
    typed = tmp_path / "typed.txt"
    broken = signature.replace("\N{EM DASH}", "-")
    typed.write_text(
        "Checkpoint:\n\n  " + "\n\n   ".join([*body.split("\n"), broken[:60], broken[60:]]), encoding="utf-8"
    )
    assert read_outside(typed).note == note
    typed.write_text(body + "\n", encoding="utf-8")
    assert read_outside(typed).note == body + "\n"
    typed.write_text("tekser-0123456789ab\nmany\nwords\n", encoding="utf-8")
    with pytest.raises(UserError):
        read_outside(typed)


def test_a_damaged_checkpoint_does_not_stop_an_export_and_is_told_in_it(tmp_path: Path) -> None:
    with screened_sample(tmp_path / "data") as (store, run):
        key = make_key(store, PASSPHRASE).text()
        checkpoint(store)
        connection = store.database.conn
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE checkpoint SET size = size - 1 WHERE id = (SELECT max(id) FROM checkpoint)")
        (number,) = connection.execute("SELECT max(id) FROM checkpoint").fetchone()
        said = f"checkpoint {number}"
        package = write_package(tmp_path / "case.zip", store, run, user="aigul")
        assert f"damaged {said}\n" in read_outside(package, key).note
        told = subprocess.run(
            [sys.executable, "-I", "-S", resource_path("verifier", "verify_trail.py"), package, "--key", key],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (told.returncode, said in told.stdout) == (0, True), told.stdout
        # Every later one says it too, in all files.
        excel, json, pdf = write_files(store, run, Export(["excel", "json", "pdf"], tmp_path, "en", "aigul"))
        for file in (excel, json):
            assert f"damaged {said}\n" in read_outside(file).note
        assert f"{said} was changed or removed" in " ".join(
            " ".join(page.extract_text().split()) for page in PdfReader(pdf).pages
        )
        assert orjson.loads(json.read_bytes())["checkpoint"]["damaged"] == said
        # And verification goes on naming it.
        assert store.verify_trail().fault == TrailFault(0, "damaged", said)


def test_a_trail_that_was_cut_is_shorter_than_the_log(kept: Kept) -> None:
    told = read_outside(kept.files["log"])
    assert told.hashes is not None
    with forged(kept.store) as connection:
        connection.execute("DELETE FROM trail WHERE seq > 10")
        connection.execute("DELETE FROM checkpoint")
        connection.execute("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'checkpoint'")
        found = kept.store.verify_trail(contents=False, hashes=[told.hashes]).fault
    assert found == TrailFault(11, "cut", str(told.hashes.count))


def test_what_is_no_witness_is_refused(kept: Kept, tmp_path: Path) -> None:
    changed = bytearray(kept.files["package"].read_bytes())
    changed[len(changed) // 2] ^= 1
    (tmp_path / "changed.zip").write_bytes(changed)
    (tmp_path / "text.txt").write_text("hello", encoding="utf-8")
    (tmp_path / "other.json").write_text("{}", encoding="utf-8")
    told = orjson.loads(kept.files["json"].read_bytes())
    told["checkpoint"]["record_hashes"] = "AAAA"
    (tmp_path / "short.json").write_bytes(orjson.dumps(told))
    codes = []
    for name in ("changed.zip", "text.txt", "other.json", "short.json"):
        with pytest.raises(UserError) as caught:
            read_outside(tmp_path / name)
        codes.append(caught.value.code)
    assert codes == ["witness_refused", "not_a_checkpoint", "not_a_witness", "hashes_do_not_fit"]
