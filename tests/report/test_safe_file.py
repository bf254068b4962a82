"""A target that is open or locked, and a file that breaks off: one message, and what was there stays."""

from pathlib import Path

import pytest

from screening.errors import UserError
from tests.report.audit import report
from ui.report.excel import write_report
from ui.report.machine import write_json
from ui.report.machine_csv import write_hits_csv
from ui.report.pdf import write_pdf
from ui.report.safe_file import check_writable, new_file
from ui.words import error_text

WRITERS = (write_report, write_pdf, write_json, write_hits_csv)


@pytest.mark.parametrize("write", WRITERS)
def test_a_target_that_is_held_open_is_told_and_stays(
    write: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "report.out"
    path.write_bytes(b"old")

    def held(self: Path, target: Path) -> Path:
        # What Windows answers while a spreadsheet program has the file open.
        raise PermissionError(13, "The process cannot access the file because it is being used by another process")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(UserError) as caught:
        write(path, report())  # type: ignore[operator]
    assert caught.value.code == "cannot_write"
    assert "report.out" in error_text(caught.value)
    assert "close the file" in error_text(caught.value)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.out"]


def test_a_disk_that_is_full_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "report.xlsx"
    path.write_bytes(b"old")

    def half(temporary: Path) -> None:
        temporary.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(UserError), new_file(path) as temporary:
        half(temporary)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.xlsx"]


def test_a_folder_in_place_of_the_file_is_told_before_anything_is_made(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").mkdir()
    with pytest.raises(UserError) as caught:
        check_writable(tmp_path / "report.pdf")
    assert caught.value.code == "cannot_write"
