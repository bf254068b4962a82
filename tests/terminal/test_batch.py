"""Batches: past bad files, on from where a killed one stopped, a summary for schedulers, options from a file."""

import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

import main
from tests.terminal.conftest import LISTED, Tekser

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path, manifest: Path) -> Path:
    """Two good manifests and one that is damaged."""
    path = tmp_path / "in"
    path.mkdir()
    shutil.copy(manifest, path / "a.xlsx")
    shutil.copy(manifest, path / "c.xlsx")
    (path / "b.xlsx").write_bytes(b"PK\x03\x04 no workbook")
    return path


def runs_of(tmp_path: Path) -> list[tuple[str, int]]:
    """Return (file name, number of its runs) of a data folder."""
    with main.data_folder(tmp_path / "data") as data:
        store = data.open()
        try:
            return sorted((m.info.name, len(store.runs(m.manifest_id))) for m in store.manifests())
        finally:
            store.close()


def test_a_bad_file_does_not_stop_the_others(tekser: Tekser, own_list: Path, folder: Path, tmp_path: Path) -> None:
    tekser("lists", "import", own_list)
    summary = tmp_path / "summary.json"
    result = tekser("screen", folder, "--summary", summary, "--out", tmp_path / "out.xlsx")
    assert result.code == 2
    assert result.err.rstrip().endswith(str(folder / "b.xlsx")), "told once more, at the end"
    told = json.loads(summary.read_text(encoding="utf-8"))
    assert [(Path(f["path"]).name, f["state"]) for f in told["files"]] == [
        ("a.xlsx", "done"), ("b.xlsx", "failed"), ("c.xlsx", "done"),
    ]  # fmt: skip
    assert told["files"][0]["lines"] == 4
    assert told["files"][0]["hits"]["party"] == 2
    assert "b.xlsx" in told["files"][1]["error"]["text"]
    totals = {"files": 3, "done": 2, "failed": 1, "lines": 8, "flagged_lines": 6, "unscreened": 0, "further": 0}
    assert told["totals"] == totals
    assert told["exit_code"] == 2
    assert {info["list"] for info in told["lists"]} >= {"own-house", "chpl"}
    assert (tmp_path / "out-a.xlsx").exists()
    assert (tmp_path / "out-c.xlsx").exists()
    assert not (tmp_path / "out-b.xlsx").exists()


def test_one_workbook_for_all(tekser: Tekser, own_list: Path, folder: Path, tmp_path: Path) -> None:
    tekser("lists", "import", own_list)
    out = tmp_path / "night.xlsx"
    tekser("screen", folder, "--out", out, "--together")
    book = openpyxl.load_workbook(out)
    files, flagged, hits, _unscreened = book.worksheets
    assert [(Path(str(row[0])).name, row[1]) for row in files.iter_rows(min_row=2, values_only=True)] == [
        ("a.xlsx", "screened"), ("b.xlsx", "not screened"), ("c.xlsx", "screened"),
    ]  # fmt: skip
    assert [row[0] for row in flagged.iter_rows(min_row=2, values_only=True)] == ["a.xlsx"] * 3 + ["c.xlsx"] * 3
    assert any(LISTED in str(row[4]) for row in hits.iter_rows(min_row=2, values_only=True))


def test_a_pattern_stands_for_the_files_it_meets(tekser: Tekser, folder: Path) -> None:
    assert "a.xlsx" in tekser("screen", folder / "[ac].xlsx").out
    assert "c.xlsx" in tekser("screen", folder.parent / "**" / "c.*").out
    nothing = tekser("screen", folder / "*.ods")
    assert nothing.code == 2
    assert "*.ods" in nothing.err


def test_a_killed_batch_is_taken_up_where_it_stopped(
    tekser: Tekser, own_list: Path, manifest: Path, tmp_path: Path
) -> None:
    tekser("lists", "import", own_list)
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(12):
        shutil.copy(manifest, folder / f"{number:02}.xlsx")
    summary = tmp_path / "summary.json"
    command = [sys.executable, str(ROOT / "main.py"), "--data-dir", str(tmp_path / "data"), "screen", str(folder),
               "--out", str(tmp_path / "out.xlsx"), "--summary", str(summary)]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    database = tmp_path / "data" / "tekser.sqlite3"
    done = 0
    deadline = time.monotonic() + 120
    while done < 2 and process.poll() is None and time.monotonic() < deadline:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=10) as connection:
            done = connection.execute("SELECT count(*) FROM batch_file WHERE state = 'done'").fetchone()[0]
        connection.close()
    process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    process.wait()
    assert done >= 2, "the batch must have been under way"
    assert not summary.exists()
    result = tekser(*command[4:])
    assert result.code == 0, result.err
    assert "taken up again" in result.out
    assert runs_of(tmp_path) == [(f"{number:02}.xlsx", 1) for number in range(12)]
    assert json.loads(summary.read_text(encoding="utf-8"))["totals"]["done"] == 12
    assert all((tmp_path / f"out-{number:02}.xlsx").exists() for number in range(12))
    # A batch that came to its end is no reason to leave anything out.
    tekser(*command[4:])
    assert sum(runs for _name, runs in runs_of(tmp_path)) == 24


def test_options_come_from_a_file(tekser: Tekser, own_list: Path, manifest: Path, tmp_path: Path) -> None:
    tekser("lists", "import", own_list)
    settings = tmp_path / "tekser.toml"
    hits = tmp_path / "hits.csv"
    settings.write_text(f'[screen]\nhits = "{hits.as_posix()}"\nfail-on-hit = true\nmax-hits = 1\n', encoding="utf-8")
    result = tekser("--config", settings, "screen", manifest)
    assert result.code == 1
    assert hits.exists()


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("[screen]\nhitz = 'a'\n", "screen.hitz"),
        ("[scan]\nout = 'a'\n", "scan"),
        ("[screen]\nfail-on-hit = 'yes'\n", "screen.fail-on-hit"),
        ("[screen\n", "line 1"),
    ],
)
def test_a_settings_file_that_is_wrong_is_told(tekser: Tekser, manifest: Path, tmp_path: Path, content: str, named: str) -> None:  # fmt: skip
    settings = tmp_path / "tekser.toml"
    settings.write_text(content, encoding="utf-8")
    result = tekser("--config", settings, "screen", manifest)
    assert result.code == 2
    assert named in result.err
    assert str(settings) in result.err
    assert len(result.err.splitlines()) == 1


def test_quiet_prints_only_what_went_wrong(tekser: Tekser, folder: Path) -> None:
    result = tekser("--quiet", "screen", folder)
    assert result.out == ""
    assert "b.xlsx" in result.err


def test_the_log_is_json_on_request_and_names_no_party(tekser: Tekser, own_list: Path, manifest: Path) -> None:
    tekser("lists", "import", own_list)
    result = tekser("--quiet", "--log-format", "json", "--verbose", "screen", manifest)
    told = [json.loads(line) for line in result.err.splitlines()]
    assert any("manifest.xlsx" in line["message"] and line["level"] == "info" for line in told)
    assert LISTED not in result.err
    assert {"time", "level", "logger", "message"} <= set(told[0])
