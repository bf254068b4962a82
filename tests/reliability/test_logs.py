"""Logs hold neither names nor secrets, whatever is done and whatever goes wrong."""

import logging
import sys
from pathlib import Path

import openpyxl
import pytest

import main
from screening.errors import UserError
from screening.lists.read import read_starter
from tests.terminal.conftest import LISTED
from ui.logs import FILE, FOLDER, FolderLog, log_to_folder
from ui.terminal.app import Services, run

SAMPLE = Path(__file__).parents[2] / "resources" / "samples" / "forwarder_register.xlsx"


@pytest.fixture(autouse=True)
def handlers() -> object:
    """Give the root logger back as it was."""
    root = logging.getLogger()
    held, level = list(root.handlers), root.level
    yield None
    for handler in list(root.handlers):
        if handler not in held:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)


def tekser(folder: Path, *arguments: object) -> int:
    services = Services(data_folder=main.data_folder, open_window=lambda folder, manifest_id=None: 0)
    return run(["--data-dir", str(folder), *map(str, arguments)], services)


def words_of(path: Path) -> set[str]:
    """Return the texts of a workbook's cells that are long enough to be nobody else's."""
    book = openpyxl.load_workbook(path, read_only=True)
    cells = {str(c) for sheet in book for row in sheet.iter_rows(values_only=True) for c in row if isinstance(c, str)}
    book.close()
    return {cell for cell in cells if len(cell) >= 8}


def test_a_full_run_logs_no_name_of_manifest_or_list(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.xlsx"
    assert tekser(tmp_path / "data", "-v", "demo", "--no-window", "--out", out) == 0
    assert tekser(tmp_path / "data", "-v", "--log-format", "json", "screen", SAMPLE, "--out", out) in (0, 4)
    err = capfd.readouterr().err
    log = (tmp_path / "data" / FOLDER / FILE).read_text(encoding="utf-8")
    assert "demo" in log
    names = words_of(SAMPLE) | {n.text for e in read_starter().entries for n in e.names if len(n.text) >= 8}
    assert len(names) > 500
    told = log + err
    assert [name for name in names if name in told] == []


def test_an_error_logs_no_cell(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "data").mkdir()
    log_to_folder(tmp_path / "data")
    logger = logging.getLogger("tests")
    try:
        try:
            raise KeyError(LISTED)
        except KeyError as first:
            raise UserError("cannot_open", file=f"{LISTED}.xlsx") from first
    except UserError as error:
        logger.exception("it went wrong")
        logger.error("with the error as a value: %s", error)
        logger.error("%(what)s", {"what": error})
    log = (tmp_path / "data" / FOLDER / FILE).read_text(encoding="utf-8")
    assert LISTED not in log
    assert log.count("UserError cannot_open") == 3
    assert "KeyError" in log
    assert "test_logs.py:" in log


def test_the_password_of_a_workbook_is_logged_nowhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "secret"
    secret.write_text("Kökserek-1906\n", encoding="utf-8")
    path = tmp_path / "m.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000))
    tekser(tmp_path / "data", "-vv", "screen", path, "--password-file", secret)
    err = capfd.readouterr().err
    assert "Kökserek" not in err
    log = tmp_path / "data" / FOLDER / FILE
    assert log.exists()
    assert "Kökserek" not in log.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="rights of Windows are those of the user's folder")
def test_the_log_is_its_owners_and_turns_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ui.logs.MOST_BYTES", 2000)
    log = FolderLog(tmp_path)
    for number in range(300):
        log.handle(logging.makeLogRecord({"msg": f"line {number}", "levelno": logging.INFO, "levelname": "INFO"}))
    log.close()
    files = sorted((tmp_path / FOLDER).iterdir())
    assert len(files) == 6
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)
    assert all(file.stat().st_size <= 2000 for file in files)


def test_without_a_data_folder_nothing_is_written(tmp_path: Path) -> None:
    log = FolderLog(tmp_path / "Dropbox")
    log.handle(logging.makeLogRecord({"msg": "x", "levelno": logging.INFO, "levelname": "INFO"}))
    assert not (tmp_path / "Dropbox").exists()
