"""A watched folder: what arrives is screened once, put away, and nothing of it is forgotten over a kill."""

import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

import main
from screening.casework.roles import Role
from screening.errors import StoreUnavailable, UserError
from screening.model.batches import BatchFile, FileState
from tests.terminal.conftest import Tekser
from ui.terminal.watcher import WatchedFolder, Watcher, waits

ROOT = Path(__file__).parents[2]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    path = tmp_path / "inbox"
    path.mkdir()
    return path


def files_of(tmp_path: Path) -> list[BatchFile]:
    with main.data_folder(tmp_path / "data") as data:
        store = data.open()
        try:
            return [file for batch in store.batches() for file in store.batch_files(batch.batch_id)]
        finally:
            store.close()


def run_count(tmp_path: Path) -> int:
    with main.data_folder(tmp_path / "data") as data:
        store = data.open()
        try:
            return len(store.runs())
        finally:
            store.close()


def test_what_arrived_goes_to_done_or_failed(tekser: Tekser, manifest: Path, inbox: Path, tmp_path: Path) -> None:
    (inbox / "branch").mkdir()
    shutil.copy(manifest, inbox / "branch" / "good.xlsx")
    (inbox / "bad.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    (inbox / "notes.docx").write_text("left alone")
    (inbox / "~$good.xlsx").write_text("a lock of Excel")
    result = tekser("watch", inbox, "--once", "--settle", "0")
    assert result.code == 2
    assert "bad.xlsx" in result.err
    assert (inbox / "done" / "branch" / "good.xlsx").exists()
    assert (inbox / "failed" / "bad.xlsx").exists()
    assert "bad.xlsx" in (inbox / "failed" / "bad.xlsx.txt").read_text(encoding="utf-8")
    assert (inbox / "reports" / "branch-good.xlsx").exists()
    assert (inbox / "notes.docx").exists()
    states = {Path(file.path).name: (file.state, Path(file.moved_to).name) for file in files_of(tmp_path)}
    assert states == {"good.xlsx": (FileState.DONE, "good.xlsx"), "bad.xlsx": (FileState.FAILED, "bad.xlsx")}
    assert tekser("watch", inbox, "--once", "--settle", "0").code == 0
    assert run_count(tmp_path) == 1


def test_the_same_file_sent_again_is_screened_again(
    tekser: Tekser, manifest: Path, inbox: Path, tmp_path: Path
) -> None:
    for _ in range(2):
        shutil.copy(manifest, inbox / "same.xlsx")
        assert tekser("watch", inbox, "--once", "--settle", "0").code == 0
    assert run_count(tmp_path) == 2
    assert len(list((inbox / "done").iterdir())) == 2, "neither takes the place of the other"


def test_a_kill_between_screening_and_move_screens_nothing_twice(
    tekser: Tekser, manifest: Path, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(manifest, inbox / "a.xlsx")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "move", killed)
        tekser("watch", inbox, "--once", "--settle", "0")
    assert (inbox / "a.xlsx").exists()
    assert [file.state for file in files_of(tmp_path)] == [FileState.SCREENED]
    assert tekser("watch", inbox, "--once", "--settle", "0").code == 0
    assert (inbox / "done" / "a.xlsx").exists()
    assert run_count(tmp_path) == 1
    assert [file.state for file in files_of(tmp_path)] == [FileState.DONE]


def test_a_kill_between_move_and_its_note_is_mended(
    tekser: Tekser, manifest: Path, inbox: Path, tmp_path: Path
) -> None:
    shutil.copy(manifest, inbox / "a.xlsx")
    tekser("watch", inbox, "--once", "--settle", "0")
    with main.data_folder(tmp_path / "data") as data:
        store = data.open()
        batch = store.batches()[0]
        (file,) = store.batch_files(batch.batch_id)
        again = BatchFile(file.path, file.sha256, FileState.SCREENED, datetime.now(UTC), file.run_id)
        store.put_batch_file(batch.batch_id, again)
        store.close()
    shutil.copy(manifest, inbox / "b.xlsx")
    tekser("watch", inbox, "--once", "--settle", "0")
    last = {Path(f.path).name: f for f in files_of(tmp_path)}
    assert last["a.xlsx"].state is FileState.DONE
    assert last["a.xlsx"].moved_to == str(inbox / "done" / "a.xlsx")


def test_a_file_that_cannot_be_moved_is_told_and_not_screened_again(
    tekser: Tekser, manifest: Path, inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(manifest, inbox / "a.xlsx")

    def locked(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "move", locked)
        assert "a.xlsx" in tekser("watch", inbox, "--once", "--settle", "0").err
        tekser("watch", inbox, "--once", "--settle", "0")
    assert run_count(tmp_path) == 1


def test_a_file_counts_as_arrived_when_it_stands_still(inbox: Path) -> None:
    watcher = Watcher(WatchedFolder.at(inbox), settle=0.05)
    path = inbox / "a.csv"
    path.write_text("Consignee;Goods\n", encoding="utf-8")
    assert watcher.arrived() == []
    path.write_text("Consignee;Goods\nA;B\n", encoding="utf-8")
    assert watcher.arrived() == [], "it grew since"
    deadline = time.monotonic() + 30
    while not watcher.arrived() and time.monotonic() < deadline:
        pass
    assert watcher.arrived() == [path]


def test_a_folder_that_is_none_is_told(tekser: Tekser, tmp_path: Path) -> None:
    result = tekser("watch", tmp_path / "nowhere")
    assert result.code == 2
    assert "nowhere" in result.err


@pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM ends a process at once on Windows")
def test_it_goes_on_until_it_is_asked_to_stop_and_survives_a_kill(manifest: Path, inbox: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "main.py"), "--data-dir", str(tmp_path / "data"), "watch", str(inbox),
               "--settle", "0.2"]  # fmt: skip
    done = inbox / "done"

    def until(count: int) -> None:
        deadline = time.monotonic() + 120
        while len(list(done.glob("*.xlsx"))) < count:
            assert process.poll() is None, "the watcher ended by itself"
            assert time.monotonic() < deadline
            time.sleep(0.1)

    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    shutil.copy(manifest, inbox / "a.xlsx")
    until(1)
    process.kill()
    process.wait()
    shutil.copy(manifest, inbox / "b.xlsx")
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until(2)
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0
    assert run_count(tmp_path) == 2
    assert len(files_of(tmp_path)) == 2


def test_a_wrong_password_is_no_reason_to_try_again_and_again() -> None:
    assert waits(StoreUnavailable("store_in_use", file="x"))
    assert waits(UserError("disk_full", file="x"))
    for code in (
        "sign_in_wrong",
        "sign_in_needed",
        "no_password_given",
        "account_disabled",
        "key_wrong",
        "store_locked",
    ):
        assert not waits(StoreUnavailable(code))


@pytest.mark.skipif(sys.platform == "win32", reason="descriptors are given on in another way on Windows")
def test_watching_ends_with_a_wrong_password(manifest: Path, inbox: Path, tmp_path: Path) -> None:
    with main.data_folder(tmp_path / "data") as folder:
        store = folder.open()
        store.add_account("root", Role.ADMINISTRATOR, "a long enough secret")
        store.close()
    shutil.copy(manifest, inbox)
    command = [sys.executable, str(ROOT / "main.py"), "--data-dir", str(tmp_path / "data"), "--user", "root",
               "--password-fd", "0", "watch", str(inbox), "--settle", "0.2"]  # fmt: skip
    ended = subprocess.run(command, input=b"not the secret at all", capture_output=True, check=False, timeout=120)
    assert ended.returncode == 5
    assert b"password" in ended.stderr
    assert (inbox / manifest.name).exists()
