"""The test of effectiveness: the same seed gives the same figures, and the figures are those of the answers."""

import random
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from db.store import DataFolder
from screening.effectiveness.innocent import innocent_names
from screening.effectiveness.manipulations import ALL
from screening.effectiveness.measure import KINDS, make_test
from screening.effectiveness.run import run_effectiveness
from screening.errors import UserError
from screening.model.effectiveness import AS_LISTED, PLACEBO, Count
from screening.model.lists import Entry, EntryKind, EntryName, ListFormat, ListInfo
from screening.settings import ScreeningSettings
from screening.workflow import load_bundled
from ui.report.effectiveness import write_effectiveness, write_effectiveness_pdf
from ui.words import alteration_name


def test_the_starter_parties_are_found_and_the_report_is_kept(tmp_path: Path) -> None:
    with DataFolder(tmp_path / "data") as folder, folder.open() as store:
        load_bundled(store)
        report = run_effectiveness(store, names=200, seed=3, user="aigul")
        again = run_effectiveness(store, names=200, seed=3, user="aigul")
        assert again.answers == report.answers
        assert run_effectiveness(store, names=200, seed=4).answers != report.answers
        assert [kept.effectiveness_id for kept in store.effectiveness_reports()] == [3, 2, 1]
        assert store.effectiveness_reports()[2] == report
        assert store.verify_trail().fault is None
        control = report.by_kind()[AS_LISTED]
        assert control.found == control.tested > 0
        total, placebos = report.total(), report.placebos()
        assert total.tested + control.tested == 200
        assert placebos.tested == 200
        assert total.share > 0.8
        assert placebos.share < 0.05
        assert sum(count.found for count in report.by_list().values()) == total.found
        assert {info["list"] for info in report.lists} >= {"starter", "chpl"}
        assert store.manifests() == []
        with pytest.raises(UserError) as caught:
            run_effectiveness(store, names=50, list_ids=["chpl"])
        assert caught.value.code == "no_such_list"

        path = tmp_path / "report.xlsx"
        write_effectiveness(path, report, store.effectiveness_reports(), "en")
        write_effectiveness_pdf(tmp_path / "report.pdf", report, "ru")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Result", "Missed", "Alerts on innocent names", "Test manifest"]
    assert book["Test manifest"].max_row == 401
    assert book["Missed"].max_row - 1 == sum(not a.found for a in report.answers if a.name.kind != PLACEBO)
    shown = {row[0].value: row[1].value for row in book["Result"].iter_rows(max_col=2)}
    assert str(shown["Altered names found"]).startswith(f"{total.found} / {total.tested}")
    assert "Подписи" in "".join(page.extract_text() for page in PdfReader(tmp_path / "report.pdf").pages)


def test_a_screening_that_finds_nothing_is_seen(tmp_path: Path) -> None:
    with DataFolder(tmp_path) as folder, folder.open() as store:
        load_bundled(store)
        blind = run_effectiveness(store, names=60, settings=ScreeningSettings(100.0, 100.0))
        assert blind.total().share < 0.3
        assert blind.placebos().found == 0


def test_one_list_alone(tmp_path: Path) -> None:
    entries = [
        Entry(f"h{n}", EntryKind.ORGANISATION, (EntryName(f"Severnaya Zvezda {n} Trading LLC"),)) for n in range(30)
    ]
    with DataFolder(tmp_path) as folder, folder.open() as store:
        load_bundled(store)
        info = ListInfo("own-house", "House", ListFormat.OWN, "h.csv", "ab", datetime.now(UTC))
        store.replace_list(info, entries)
        report = run_effectiveness(store, names=100, list_ids=["own-house"])
        assert set(report.by_list()) == {"own-house"}
        assert "from_cyrillic" in report.skipped


def test_every_kind_of_alteration_has_a_name() -> None:
    assert [kind for kind in (*KINDS, PLACEBO) if alteration_name(kind) == kind] == []
    assert set(ALL) < set(KINDS)


def test_innocent_names_are_many_and_none_is_listed() -> None:
    names = innocent_names(2000, random.Random(1), set())
    assert len(set(names)) == 2000
    listed = {name.casefold() for name in names[:50]}
    assert not listed & {name.casefold() for name in innocent_names(2000, random.Random(1), listed)}


def test_an_empty_list_gives_no_test() -> None:
    names, skipped = make_test([], 40, 1)
    assert {name.kind for name in names} == {PLACEBO}
    assert len(skipped) == min(40, len(KINDS))


@given(st.integers(1, 5000), st.data())
def test_the_interval_holds_the_share(tested: int, data: st.DataObject) -> None:
    count = Count(tested, data.draw(st.integers(0, tested)))
    low, high = count.interval()
    assert 0 <= low <= count.share + 1e-9
    assert count.share - 1e-9 <= high <= 1
