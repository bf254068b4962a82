"""A file that was saved again and altered is the same shipment by its lines; another month's file of the sender is not."""

import csv
import datetime
import random
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from db.store import SqliteStore
from screening.model.decisions import Disposition
from screening.model.manifests import Line, Value
from screening.resources import resource_path
from screening.route.same import Likeness, LineMark, are_one
from screening.settings import ScreeningSettings
from screening.verdict import VerdictKind, run_verdict
from screening.workflow import import_manifest, load_bundled, open_engine, screen_manifest
from tests.casework.conftest import PASSWORD, Office, hit_of
from tests.casework.test_earlier import screen

_Row = list[Any]
HEADER, BAD = 6, 60
"""Rows of the sample, counted from 0: the header, and the line of a listed party (Uralvagonzavod)."""
NUMBERS, SENDER, RECEIVER, GOODS = 2, 3, 5, 8
ENTRY = "uralvagonzavod"


def sample() -> list[_Row]:
    """Return the rows of the sample, without the numbers of its waybills."""
    book = load_workbook(resource_path("samples", "forwarder_register.xlsx"))
    return [[*row[:NUMBERS], None, *row[NUMBERS + 1 :]] for row in book.worksheets[0].iter_rows(values_only=True)]


def workbook(path: Path, rows: Sequence[_Row], sheet: str = "Реестр", further: Sequence[_Row] = ()) -> Path:
    book = Workbook()
    for title, part in ((sheet, rows), ("Ещё", further)):
        if part:
            page = book.create_sheet(title)
            for row in part:
                page.append(row)
    book.remove(book.worksheets[0])
    book.save(path)
    return path


def table(path: Path, rows: Sequence[_Row], separator: str, encoding: str) -> Path:
    with path.open("w", encoding=encoding, newline="", errors="replace") as file:
        csv.writer(file, delimiter=separator).writerows(
            [c.strftime("%d.%m.%Y") if isinstance(c, datetime.date) else c for c in row] for row in rows
        )
    return path


def last(rows: list[_Row]) -> int:
    """Return where the totals stand."""
    return next(n for n, row in enumerate(rows) if str(row[SENDER]).startswith("ИТОГО"))


def lines_of(rows: list[_Row]) -> list[_Row]:
    return rows[HEADER + 1 : last(rows)]


def put(rows: list[_Row], lines: Sequence[_Row]) -> list[_Row]:
    return [*rows[: HEADER + 1], *lines, *rows[last(rows) :]]


def each(rows: list[_Row], column: int, change: Callable[[Any], Any]) -> list[_Row]:
    return put(rows, [[*row[:column], change(row[column]), *row[column + 1 :]] for row in lines_of(rows)])


def without(rows: list[_Row]) -> list[_Row]:
    return [*rows[:BAD], *rows[BAD + 1 :]]


def with_column(rows: list[_Row], title: str, text: Any) -> list[_Row]:
    return [[*row, title if n == HEADER else text if HEADER < n < last(rows) else None] for n, row in enumerate(rows)]


def shuffled(rows: list[_Row]) -> list[_Row]:
    lines = lines_of(rows)
    random.Random(8).shuffle(lines)
    return put(rows, lines)


def another(rows: list[_Row]) -> list[_Row]:
    """The listed receiver gets another name."""
    return [[*row[:RECEIVER], "ТОО Алтын Дала", None, *row[RECEIVER + 2 :]] if n == BAD else row
            for n, row in enumerate(rows)]  # fmt: skip


def some(rows: list[_Row], few: int) -> list[_Row]:
    """Only the lines before the listed party's, the last few of them."""
    return put(rows, rows[BAD - few : BAD])


def spelled(text: Any) -> Any:
    return re.sub(r"\s+", "  ", str(text)).upper() if text else text


ALTERED: dict[str, Callable[[Path, list[_Row]], Path]] = {
    "one row deleted": lambda p, r: workbook(p, without(r)),
    "one party renamed": lambda p, r: workbook(p, another(r)),
    "semicolons": lambda p, r: table(p.with_suffix(".csv"), without(r), ";", "utf-8-sig"),
    "tabs, another encoding": lambda p, r: table(p.with_suffix(".txt"), without(r), "\t", "utf-16"),
    "a remark column added": lambda p, r: workbook(p, with_column(without(r), "Комментарий", "проверено")),
    "a column that is read added": lambda p, r: workbook(p, with_column(without(r), "Страна транзита", "Грузия")),
    "another order of the rows": lambda p, r: workbook(p, shuffled(without(r))),
    "another order of the columns": lambda p, r: workbook(p, [row[::-1] for row in without(r)]),
    "another name of the sheet": lambda p, r: workbook(p, without(r), "Sheet1"),
    "no title and no totals": lambda p, r: workbook(p, [r[HEADER], *lines_of(without(r))]),
    "capitals and blanks": lambda p, r: workbook(
        p, each(each(without(r), RECEIVER, spelled), GOODS, spelled)
    ),
    "amounts as texts": lambda p, r: workbook(
        p, each(without(r), 15, lambda c: f"{c:,.2f}".replace(",", " ").replace(".", ","))
    ),
    "dates as texts": lambda p, r: workbook(p, each(without(r), 1, lambda c: f"{c:%d.%m.%Y}")),
    "the dates taken out": lambda p, r: workbook(p, [[row[0], *row[2:]] for row in without(r)]),
    "the values taken out": lambda p, r: workbook(p, [[*row[:15], *row[16:]] for row in without(r)]),
    "the quantities corrected": lambda p, r: workbook(p, each(without(r), 11, lambda c: (c or 0) + 1)),
    "numbers given to all": lambda p, r: workbook(p, with_column(without(r), "№ инвойса", "INV-2024-001")),
    "the sender renamed in all rows": lambda p, r: workbook(p, each(without(r), SENDER, lambda c: f"Group {c}")),
    "the goods reworded in all rows": lambda p, r: workbook(p, each(without(r), GOODS, lambda c: f"товар: {c}")),
    "split into two sheets": lambda p, r: workbook(p, without(r)[:200], "A", [r[HEADER], *without(r)[200:]]),
    "half of the rows deleted": lambda p, r: workbook(p, put(r, r[BAD + 1 : BAD + 120])),
    "three rows left": lambda p, r: workbook(p, some(r, 3)),
    "one row left": lambda p, r: workbook(p, some(r, 1)),
    "as many rows of something else added": lambda p, r: workbook(
        p, put(r, [*lines_of(without(r)), *([*row[:5], f"ТОО Новый {n}", *row[6:11], 7 * n, *row[12:15], 31 * n, *row[16:]]
                                            for n, row in enumerate(lines_of(without(r)), 500))])
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an office that screened the sample without numbers of documents."""
    folder = tmp_path_factory.mktemp("office")
    with SqliteStore(folder / "data") as store:
        load_bundled(store)
        done = import_manifest(store, workbook(folder / "sample.xlsx", sample()))
        screen_manifest(store, open_engine(store, ScreeningSettings()), done.manifest.manifest_id)
    return folder / "data"


@pytest.mark.parametrize("how", ALTERED)
def test_an_altered_copy_of_the_sample_is_held(screened: Path, tmp_path: Path, how: str) -> None:
    shutil.copytree(screened, tmp_path / "data")
    altered = ALTERED[how](tmp_path / "again.xlsx", sample())
    with SqliteStore(tmp_path / "data") as store:
        done = import_manifest(store, altered)
        run = screen_manifest(store, open_engine(store, ScreeningSettings()), done.manifest.manifest_id)
        judged = run_verdict(store, run.run_id)
        assert judged.kind is not VerdictKind.RELEASE
        assert [alert.standing for alert in judged.earlier if alert.entry_id == ENTRY] == ["undecided"]
        assert next(alert for alert in judged.earlier if alert.entry_id == ENTRY).manifest_name == "sample.xlsx"


GOODS_SENT = (
    ("Мебель деревянная для спален", "9403500000"), ("Плитка керамическая", "6907210000"), ("Стулья", "9401690000"),
    ("Ткани хлопчатобумажные", "5208520000"), ("Обои бумажные", "4814200000"), ("Светильники потолочные", "9405119001"),
)  # fmt: skip
CUSTOMERS = tuple(
    f"ТОО {a}{b}" for a in ("Алтын", "Береке", "Дала", "Жетысу", "Каспий") for b in ("", " Торг", " Плюс")
)
PROFILES = (
    "everything", "short numbers and weights", "short numbers alone", "days without numbers", "the same weights every month",
    "the same weights under other numbers", "containers that come again", "two loads of one day", "every customer every month",
    "many alike",
)  # fmt: skip
"""What a sender's files are like; five pairs of each are fifty."""


def month(profile: str, seed: int, number: int) -> list[Line]:
    """Return the lines of one of two successive manifests of a sender."""
    made = random.Random(f"{profile} {seed} {number}")
    usual = random.Random(f"{profile} {seed}")
    pairs = [(customer, usual.choice(GOODS_SENT)) for customer in CUSTOMERS]
    weights = {pair: usual.randrange(80, 900) / 2 for pair in pairs}
    sent = (
        pairs if profile == "every customer every month" else [made.choice(pairs) for _ in range(made.randrange(8, 30))]
    )
    if profile == "many alike":
        sent = [pairs[0]] * len(sent)
    lines = []
    for row, (customer, (text, code)) in enumerate(sent, 2):
        kg = made.randrange(100, 20_000) / 2
        told: dict[str, Any] = {"consignor": "Anadolu Mobilya A.Ş.", "consignee": customer, "description": text}
        told["hs_code"] = code
        date = f"{made.randrange(1, 28):02}.{number:02}.2026"
        if profile in ("short numbers and weights", "short numbers alone"):
            told["invoice_no"] = str(row - 1)
        elif profile in ("everything", "the same weights under other numbers", "every customer every month"):
            told["invoice_no"] = f"ANM2026{number:02}{row:04}"
        elif profile == "containers that come again":
            told["container_no"] = f"MSKU12345{row % 7}5"
        elif profile == "two loads of one day":
            told["transport_doc_no"], date = f"CMR 2026{number}{row:03}", "14.03.2026"
        elif profile == "many alike":
            told["transport_id"], kg = f"5{number}{row:06}", 68000
        if profile.startswith("the same weights"):
            kg = weights[customer, (text, code)]
        if profile not in ("short numbers alone", "short numbers and weights", "the same weights under other numbers"):
            told["date"] = date
        if profile != "short numbers alone":
            told |= {"net_weight": str(kg), "quantity": str(round(kg / 20) + 1), "value": f"{kg * 4:.2f}"}
        lines.append(
            Line("Лист1", row, tuple(Value(f, str(t), str(t), row, n) for n, (f, t) in enumerate(told.items())))
        )
    return lines


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("profile", PROFILES)
def test_the_next_manifest_of_the_same_sender_is_not(office: Office, tmp_path: Path, profile: str, seed: int) -> None:
    office.works("aigul")
    before, after = month(profile, seed, 3), month(profile, seed, 4)
    hits = [hit_of(line.row, line.text("consignee")) for line in before[::2]]
    screen(office, tmp_path, before, hits, "ea" * 32)
    assert screen(office, tmp_path, after, [], "eb" * 32) == []
    # The same file with a row altered is: what stands here is not too little to be known again.
    copy = [*before[1:-1], *after[-1:]]
    assert screen(office, tmp_path, copy, [], "ec" * 32)


CHANGES = ("consignor", "consignee", "description", "value", "net_weight", "quantity")


@st.composite
def copies(draw: st.DrawFn) -> tuple[int, list[int], dict[int, dict[str, str]]]:
    """Draw which line is the bad one, which lines are left and in which order, and what of them is altered.

    Half of what is left at least is left as it was; the bad line is deleted, or altered until it says nothing.
    """
    count = draw(st.integers(2, 12))
    bad = draw(st.integers(0, count - 1))
    kept = [n for n in range(count) if n != bad]
    left = draw(st.permutations(draw(st.lists(st.sampled_from(kept), min_size=1, unique=True))))
    changed = draw(st.lists(st.sampled_from(left), max_size=len(left) // 2, unique=True))
    altered = {n: draw(st.dictionaries(st.sampled_from(CHANGES), st.sampled_from(("Иное", "7", "")))) for n in changed}
    if 2 * (len(changed) + 1) <= len(left) + 1 and draw(st.booleans()):
        left = [*left, bad]
        altered[bad] = dict.fromkeys((*CHANGES, "date"), "ТОО Алтын Дала")
    return bad, left, altered


def test_no_copy_without_the_bad_line_is_released(office: Office, tmp_path: Path) -> None:
    """Whatever rows of a copy are deleted, put elsewhere or altered: the alert of the first file holds it."""
    store = office.works("aigul")

    def line(row: int, number: int, kept: int, altered: dict[str, str]) -> Line:
        made = random.Random(f"{row} {number}")
        told = {
            "consignor": "Anadolu Mobilya A.Ş.", "consignee": CUSTOMERS[row], "description": GOODS_SENT[row % 6][0],
            "date": f"{made.randrange(1, 28):02}.03.2026", "net_weight": str(made.randrange(100, 20_000) / 2),
            "value": f"{made.randrange(100, 90_000)}.50", "quantity": str(row + 1),
        }  # fmt: skip
        values = enumerate((told | altered).items())
        return Line("1", kept, tuple(Value(f, t, t, kept, n) for n, (f, t) in values if t))

    numbers = iter(range(1, 10_000))

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(copy=copies(), stopped=st.booleans())
    def never(copy: tuple[int, list[int], dict[int, dict[str, str]]], stopped: bool) -> None:
        bad, left, altered = copy
        number = next(numbers)
        count = max(bad, *left) + 1
        first = [line(n, number, n + 2, {}) for n in range(count)]
        store.sign_in("aigul", PASSWORD)
        screen(office, tmp_path, first, [hit_of(bad + 2, CUSTOMERS[bad])], f"{number:063}a")
        if stopped:
            (made,) = store.decide(office.hits, Disposition.TRUE_MATCH, "same_party", "")
            office.works("timur").approve([made.decision_id], True)
            office.works("aigul")
        screen(
            office,
            tmp_path,
            [line(n, number, row, altered.get(n, {})) for row, n in enumerate(left, 2)],
            [],
            f"{number:063}b",
        )
        judged = run_verdict(store, office.run_id)
        assert (judged.kind, len(judged.earlier)) == (VerdictKind.HOLD, 1)
        store.decide([judged.earlier[0].hit_id], Disposition.FALSE_POSITIVE, "other_party", "")
        if stopped:
            waiting = [one.decision_id for one in store.approvals()]
            office.works("timur").approve(waiting, True)
        assert run_verdict(store, office.run_id).kind is VerdictKind.RELEASE

    never()


@pytest.mark.parametrize(("alike", "one"), [(4, True), (3, False), (0, False)])
def test_half_of_the_lines_must_be_alike(alike: int, one: bool) -> None:
    marks = [LineMark(n, n, 0, n, "2026-11-25", 100.0 + n, 7.0, 0.0) for n in range(1, alike + 1)]
    assert are_one([(mark, Likeness.TELLING) for mark in marks], 8) is one
