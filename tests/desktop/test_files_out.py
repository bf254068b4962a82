"""The files that leave the window, written by the real code in the working process."""

import zipfile
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from tests.desktop.steps import imported, settled
from ui.desktop.menus import _EXPORTS
from ui.desktop.window import MainWindow
from ui.report.export import FILES
from ui.report.letter_facts import LETTERS, REPORTS


def test_every_kind_of_file_has_its_place_in_the_menu() -> None:
    assert set(_EXPORTS) == {*FILES, *LETTERS, *REPORTS} - {"excel"}


def test_report_tables_and_letters_are_written(
    qtbot: QtBot, window: MainWindow, manifest: Path, tmp_path: Path
) -> None:
    imported(qtbot, window, manifest)
    window.files_out.write(["pdf", "json", "csv", "hold"], tmp_path)
    settled(qtbot, window)
    assert [box.text() for box in window.findChildren(QMessageBox)] == []
    endings = {path.suffix for path in tmp_path.iterdir()}
    assert {".pdf", ".json", ".csv", ".docx"} <= endings
    assert next(tmp_path.glob("*.pdf")).read_bytes().startswith(b"%PDF")


def test_without_a_manifest_nothing_is_written(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.files_out.write(["pdf"], tmp_path)
    window.files_out.ask_folder("pdf")
    window.files_out.ask_package()
    assert "Open a manifest" in window.statusBar().currentMessage()


def test_the_sealed_package_is_written_and_its_key_told(
    qtbot: QtBot, window: MainWindow, manifest: Path, tmp_path: Path
) -> None:
    imported(qtbot, window, manifest)
    path = tmp_path / "case.zip"
    window.files_out.package(path)
    settled(qtbot, window)
    (box,) = window.findChildren(QMessageBox)
    if path.exists():
        assert zipfile.is_zipfile(path)
        assert "+" in box.text()
    else:
        assert "key" in box.text().casefold()  # a computer without a keyring says so and writes nothing


def test_the_test_of_effectiveness_is_made_from_the_window(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "validation.xlsx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    window.menus.effectiveness.trigger()
    settled(qtbot, window)
    (box,) = window.findChildren(QMessageBox)
    (report,) = window.desk.store.effectiveness_reports()
    total = report.total()
    assert f"{total.found} of {total.tested} altered names found" in box.text()
    assert total.tested > 1000
    assert path.exists()
    assert path.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
