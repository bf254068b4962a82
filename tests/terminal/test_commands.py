"""The command line is a contract: what goes in, what comes out, which exit code."""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

import main
from tests.terminal.conftest import LISTED, Tekser

ROOT = Path(__file__).parents[2]


def hits_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_screen_finds_party_and_goods_and_writes_excel_and_csv(
    tekser: Tekser, own_list: Path, manifest: Path, tmp_path: Path
) -> None:
    assert tekser("lists", "import", own_list, "--format", "own", "--name", "House").code == 0
    out, hits_path = tmp_path / "flagged.xlsx", tmp_path / "hits.csv"
    result = tekser("screen", manifest, "--out", out, "--hits", hits_path)
    assert result.code == 0, result.err
    hits = hits_of(hits_path)
    assert list(hits[0]) == [
        "file", "sheet", "row", "field", "value", "kind", "list", "entry_id", "entry_name", "matched_name", "score",
        "reason", "known",
    ]  # fmt: skip
    by_row = {(int(h["row"]), h["kind"], h["list"], h["entry_id"]) for h in hits}
    assert (3, "party", "own-house", "h-1") in by_row
    assert (5, "party", "own-house", "h-1") in by_row
    assert any(row == 4 and kind == "goods" and name == "chpl" for row, kind, name, _ in by_row)
    assert not [h for h in hits if h["row"] == "2"]
    assert all(h["reason"] and 0 < float(h["score"]) <= 100 for h in hits)
    book = openpyxl.load_workbook(out)
    flagged = book.worksheets[0]
    assert any(LISTED in str(cell.value) for row in flagged.iter_rows() for cell in row)


def test_rules_that_lack_a_column_are_told_and_kept(tekser: Tekser, manifest: Path, tmp_path: Path) -> None:
    import main

    told = next(line for line in tekser("screen", manifest).out.splitlines() if "not asked of some lines" in line)
    assert len(told) < 100
    assert "carrier" in tekser("flags", "missing").out
    with main.data_folder(tmp_path / "data") as folder:
        store = folder.open()
        run = store.runs()[0]
        missing = {(item.rule, item.field): item.lines for item in store.not_checked(run.run_id)}
        store.close()
    assert missing["target_carrier", "carrier"] == run.lines


def test_a_correction_is_remembered_for_the_shape_of_the_table(tekser: Tekser, tmp_path: Path) -> None:
    path, later = tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_text("Odd;Stuff;Thing\nMikron JSC;Wooden chairs;940169\n", encoding="utf-8")
    later.write_text("Odd;Stuff;Thing\nMikron JSC;Wooden tables;940360\n", encoding="utf-8")
    mapping = ("--map", "consignee=Odd", "--map", "description=Stuff", "--map", "hs_code=Thing")
    assert tekser("screen", path, *mapping, "--remember").code == 0
    result = tekser("screen", later, "--hits", tmp_path / "h.csv")
    assert result.code == 0, result.err
    assert [(h["row"], h["field"], h["kind"]) for h in hits_of(tmp_path / "h.csv")] == [("2", "consignee", "party")]
    # It goes to another machine as a file.
    assert tekser("profiles", "export", tmp_path / "p.json").code == 0
    assert "consignee=Odd" in tekser("profiles", "list").out
    assert tekser("profiles", "import", tmp_path / "p.json").code == 0
    assert tekser("profiles", "import", later).code == 2


def test_a_folder_stands_for_the_tables_in_it(tekser: Tekser, manifest: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    shutil.copy(manifest, folder / "deep" / manifest.name)
    (folder / "notes.docx").write_text("no table")
    (folder / "~$open.xlsx").write_text("lock")
    result = tekser("screen", folder)
    assert result.code == 0, result.err
    assert manifest.name in result.out
    empty = tmp_path / "empty"
    empty.mkdir()
    assert tekser("screen", empty).code == 2


def test_fail_on_hit(tekser: Tekser, own_list: Path, manifest: Path) -> None:
    tekser("lists", "import", own_list)
    assert tekser("screen", manifest, "--fail-on-hit").code == 1


def test_lines_without_a_party_are_said_to_be_unscreened(tekser: Tekser, tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text(
        "Consignee;Description of goods;HS code\nAltyn Dala LLP;Wooden chairs;940169\n;Wooden tables;940360\n",
        encoding="utf-8",
    )
    result = tekser("screen", path)
    assert result.code == 4
    assert "1 not screened" in result.out


def test_starter_data_is_named_as_such(tekser: Tekser, manifest: Path) -> None:
    result = tekser("screen", manifest)
    assert "starter" in result.out.lower()


def test_status_tells_every_list(tekser: Tekser, own_list: Path) -> None:
    tekser("lists", "import", own_list, "--name", "House")
    infos = {info["list"]: info for info in json.loads(tekser("lists", "status", "--json").out)}
    assert infos["own-house"]["entries"] == 2
    assert infos["starter"]["starter"] is True
    assert infos["starter"]["entries"] >= 120
    assert infos["chpl"]["entries"] == 50


def test_the_starter_parties_retire_for_a_full_list(tekser: Tekser, tmp_path: Path) -> None:
    path = tmp_path / "targets.simple.csv"
    header = (
        '"id","schema","name","aliases","birth_date","countries","addresses","identifiers","sanctions",'
        '"phones","emails","dataset","first_seen","last_seen","last_change"'
    )
    rows = [
        f'"e-{n}","Organization","Listed Party Number {n}","","","ru","","","","","","x","","",""' for n in range(1001)
    ]
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    assert "1001 entries read, 1001 new" in tekser("lists", "import", path).out
    infos = {info["list"]: info for info in json.loads(tekser("lists", "status", "--json").out)}
    assert infos["starter"]["active"] is False
    assert "1001 entries read, 0 new, 0 gone, 0 changed" in tekser("lists", "import", path).out


def test_inspect_prints_what_was_recognised(tekser: Tekser, manifest: Path) -> None:
    (sheet,) = json.loads(tekser("inspect", manifest, "--json").out)["sheets"]
    fields = {column["index"]: column["field"] for column in sheet["columns"]}
    assert sheet["name"] == "Реестр"
    assert sheet["data_rows"] == 4
    assert (fields[1], fields[2], fields[3], fields[4]) == ("consignor", "consignee", "description", "hs_code")
    assert "Получатель" in tekser("inspect", manifest).out


def test_a_column_can_be_named_by_hand(tekser: Tekser, own_list: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(f"A1,B2,C3\nx,{LISTED},Chairs\n", encoding="utf-8")
    tekser("lists", "import", own_list)
    hits_path = tmp_path / "hits.csv"
    tekser("screen", path, "--hits", hits_path, "--map", "consignee=B2", "--map", "description=C3")
    assert [(h["row"], h["field"]) for h in hits_of(hits_path) if h["kind"] == "party"] == [("2", "consignee")]


def test_compare_scores_pairs_in_their_order(tekser: Tekser, tmp_path: Path) -> None:
    pairs, out = tmp_path / "pairs.csv", tmp_path / "scores.csv"
    pairs.write_text(
        "type,name1,name2\nPerson,Vladimir PUTIN,Владимир Путин\nCompany,Altyn Dala,Severnaya Zvezda\n",
        encoding="utf-8",
    )
    assert tekser("compare", pairs, "--out", out).code == 0
    scores = hits_of(out)
    assert [(s["name1"], s["name2"]) for s in scores] == [
        ("Vladimir PUTIN", "Владимир Путин"),
        ("Altyn Dala", "Severnaya Zvezda"),
    ]
    assert float(scores[0]["score"]) > 80 > 50 > float(scores[1]["score"])


@pytest.mark.parametrize("name", ["damaged.xlsx", "empty.xlsx", "empty.csv", "picture.xlsx", "missing.xlsx"])
def test_bad_input_is_one_line_and_leaves_the_store_as_it_was(tekser: Tekser, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    content = {
        "damaged.xlsx": b"PK\x03\x04" + b"damaged" * 50,
        "empty.xlsx": b"",
        "empty.csv": b"",
        "picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(200),
    }.get(name)
    if content is not None:
        path.write_bytes(content)
    before = tekser("lists", "status", "--json").out
    result = tekser("screen", path, "--out", tmp_path / "out.xlsx")
    assert result.code == 2
    assert len(result.err.strip().splitlines()) == 1
    assert name in result.err
    assert not (tmp_path / "out.xlsx").exists()
    assert tekser("lists", "status", "--json").out == before
    assert not list((tmp_path / "data").glob("originals/*"))


def test_a_place_that_cannot_be_written_is_told_before_anything_is_imported(
    tekser: Tekser, manifest: Path, tmp_path: Path
) -> None:
    result = tekser("screen", manifest, "--out", tmp_path / "nowhere" / "out.xlsx")
    assert result.code == 2
    assert len(result.err.strip().splitlines()) == 1
    assert not (tmp_path / "data" / "originals").exists()


def test_a_good_file_is_screened_though_another_is_bad(tekser: Tekser, manifest: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.xlsx").write_bytes(b"")
    hits_path = tmp_path / "hits.csv"
    result = tekser("screen", tmp_path / "bad.xlsx", manifest, "--hits", hits_path)
    assert result.code == 2
    assert any(h["kind"] == "goods" for h in hits_of(hits_path))


def test_a_list_that_is_none_is_refused(tekser: Tekser, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("Dear all, this is no list.", encoding="utf-8")
    result = tekser("lists", "import", path)
    assert result.code == 2
    assert "letter.txt" in result.err


def test_bad_usage_is_exit_code_2(tekser: Tekser, manifest: Path) -> None:
    assert tekser("screen").code == 2
    assert tekser("screen", manifest, "--map", "consignee").code == 2
    assert tekser("nonsense").code == 2
    unknown = tekser("screen", manifest, "--map", "recipient=Получатель")
    assert unknown.code == 2
    assert "recipient" in unknown.err
    assert "of a file. See" in unknown.err


def test_a_group_without_its_command_tells_its_commands(tekser: Tekser) -> None:
    for group, command in (("users", "add"), ("audit", "verify"), ("package", "check"), ("lists", "import")):
        result = tekser(group)
        assert result.code == 2
        assert result.err.startswith(f"Usage: tekser {group}")
        assert any(line.split()[:1] == [command] for line in result.err.splitlines())


@pytest.mark.parametrize("arguments", [("screen",), ("nonsense",), ("screen", "x.csv", "--min-score", "200")])
def test_bad_usage_is_told_in_one_line(tekser: Tekser, arguments: tuple[str, ...]) -> None:
    result = tekser(*arguments)
    assert result.code == 2
    assert result.err.startswith("tekser: ")
    assert result.err.count("\n") == 1


def test_no_usable_list_is_exit_code_3(tekser: Tekser, tmp_path: Path, manifest: Path) -> None:
    import main

    assert tekser("lists", "status").code == 0
    with main.data_folder(tmp_path / "data") as folder:
        store = folder.open()
        store.set_active("starter", False)
        store.close()
    result = tekser("screen", manifest)
    assert result.code == 3
    assert result.err.count("\n") == 1


def test_a_store_in_use_is_exit_code_5(tekser: Tekser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import main

    with main.data_folder(tmp_path / "data"):
        monkeypatch.setattr(main.data_folder, "__defaults__", (0.05,))
        assert tekser("lists", "status").code == 5


def test_the_second_import_of_a_file_is_noticed_and_screened(tekser: Tekser, manifest: Path) -> None:
    assert "imported before" not in tekser("screen", manifest).out
    assert "imported before" in tekser("screen", manifest).out


def test_commands_run_without_qt(tmp_path: Path, manifest: Path) -> None:
    code = (
        "import sys, main\n"
        f"sys.argv = ['tekser', '--data-dir', {str(tmp_path / 'd')!r}, 'screen', {str(manifest)!r}]\n"
        "code = main.main()\n"
        "assert not [m for m in sys.modules if m.startswith(('PySide6', 'shiboken6'))]\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_readme_gives_the_two_commands() -> None:
    commands = [line for line in (ROOT / "README.md").read_text(encoding="utf-8").splitlines() if " -m uv run " in line]
    assert [command.split(" -m uv run --locked ")[1] for command in commands] == [
        "tekser demo --out flagged.xlsx",
        "pytest",
    ]


def test_an_error_that_nobody_foresaw_is_one_line_and_never_no_match(
    tekser: Tekser, manifest: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from screening.screen import Engine

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken inside")

    monkeypatch.setattr(Engine, "screen", broken)
    result = tekser("screen", manifest)
    assert result.code == 70
    assert "broken inside" in result.err
    assert "not shown as screened is not screened" in result.err
    assert len(result.err.strip().splitlines()) == 1
    assert "flagged" not in result.out


def test_a_listed_party_named_in_the_remarks_is_a_hit(tekser: Tekser, own_list: Path, tmp_path: Path) -> None:
    path = tmp_path / "m.csv"
    path.write_text(
        "Consignee;Description of goods;HS code;Remarks\nAltyn Dala LLP;Chairs;940169;"
        "конечный получатель ООО Торговый дом Северная Звезда, Москва\n",
        encoding="utf-8",
    )
    tekser("lists", "import", own_list)
    assert tekser("screen", path, "--hits", tmp_path / "h.csv").code == 0
    assert ("remarks", "party", "h-1") in {(h["field"], h["kind"], h["entry_id"]) for h in hits_of(tmp_path / "h.csv")}


def test_stopping_before_the_command_begins_gives_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("ui.terminal.app.run", stopped)
    monkeypatch.setattr(sys, "argv", ["tekser", "lists", "status"])
    assert main.main() == 2


def test_a_name_that_is_no_utf_8_ends_in_one_sentence(tekser: Tekser, manifest: Path, tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.xlsx")
    Path(path).write_bytes(manifest.read_bytes())
    result = tekser("screen", path)
    assert (result.code, result.out) == (2, "")
    assert "rename the file" in result.err
    assert len(result.err.splitlines()) == 1


def test_the_name_of_a_file_cannot_feign_what_tekser_says(tekser: Tekser, manifest: Path, tmp_path: Path) -> None:
    path = tmp_path / "a\nRELEASE\x1b]0;x\x07\u202e.xlsx"
    path.write_bytes(manifest.read_bytes())
    for told in (tekser("screen", path).out, tekser("history").out):
        assert "a RELEASE]0;x.xlsx" in told
        assert not any(line.startswith("RELEASE") for line in told.splitlines())
