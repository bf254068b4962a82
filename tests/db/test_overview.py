"""What the pages ask of many manifests: counts that add up, and every way a manifest or an event is found again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from db.store import DataFolder, SqliteStore
from screening.model.decisions import Disposition
from screening.model.hits import Hit, HitKind, Reason
from screening.model.manifests import Line, ManifestInfo, Value
from screening.model.overview import HistoryKind, HistoryQuery, ManifestQuery, ManifestState


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    with DataFolder(tmp_path / "data") as folder, folder.open() as opened:
        yield opened


def line(row: int, party: str, document: str) -> Line:
    values = (
        Value("consignee", party, party, row, 0),
        Value("transport_doc_no", document, document, row, 1),
        Value("consignee.tax_id", "770 473 0655", "770 473 0655", row, 2),
        Value("dispatch_country", "Germany", "Germany", row, 3),
        Value("destination_country", "Казахстан", "Казахстан", row, 4),
    )
    return Line("s", row, values, (party, document, "770 473 0655", "Germany", "Казахстан"))


def hit(row: int, score: float, kind: HitKind = HitKind.PARTY, value: str = "ТОО Алма") -> Hit:
    return Hit("s", row, row, "consignee", value, kind, "un", "7", "ALMA LLP", "ALMA LLP", score, Reason("name_match"))


def add(store: SqliteStore, folder: Path, name: str, lines: list[Line], hits: dict[int, list[Hit]] | None) -> int:
    path = folder / name
    path.write_bytes(name.encode())
    info = ManifestInfo(name, str(path), name.encode().hex().ljust(64, "0")[:64], 4, "xlsx")
    manifest = store.add_manifest(info, [], [lines], [], path).manifest_id
    if hits is not None:
        ids = {stored.row: line_id for batch in store.lines(manifest) for line_id, stored in batch}
        with store.run(manifest, "1", "{}", []) as run:
            run.add_hits({ids[row]: found for row, found in hits.items()})
            run.finish(len(lines))
    return manifest


@pytest.fixture
def four(store: SqliteStore, tmp_path: Path) -> tuple[int, int, int, int]:
    """Return manifests: never screened, nothing found, open, decided."""
    lines = [line(2, "ТОО «Алма»", "AB-123/45"), line(3, "Gamma GmbH", "XY 9")]
    never = add(store, tmp_path, "never.xlsx", [line(2, "Никто", "N-1")], None)
    clear = add(store, tmp_path, "clear.xlsx", [line(2, "Beta Ltd", "B-2")], {})
    waits = add(
        store, tmp_path, "Waits_100%.xlsx", lines, {2: [hit(2, 91), hit(2, 60, HitKind.GOODS)], 3: [hit(3, 91)]}
    )
    done = add(store, tmp_path, "done.xlsx", [line(2, "Delta", "D-4")], {2: [hit(2, 75, value="Delta")]})
    (found,) = store.hits(store.runs(done)[0].run_id)
    store.decide([found.hit_id], Disposition.FALSE_POSITIVE, "other_birth_date", "not they", "aida")
    return never, clear, waits, done


def test_a_manifest_is_found_by_its_state(store: SqliteStore, four: tuple[int, int, int, int]) -> None:
    states = (ManifestState.NOT_SCREENED, ManifestState.NOTHING_FOUND, ManifestState.OPEN, ManifestState.DECIDED)
    for manifest, state in zip(four, states, strict=True):
        assert store.manifest_ids(ManifestQuery(state=state)) == [manifest]
        (row,) = store.manifest_rows([manifest])
        assert row.state is state
    (row,) = store.manifest_rows([four[2]])
    assert (row.hits, row.open_hits, row.flagged_lines, row.lines) == (3, 3, 2, 2)
    assert store.manifest_ids(ManifestQuery()) == sorted(four, reverse=True)


@pytest.mark.parametrize("text", ["waits_100%", "алма", "ab-123", "AB 123 45", "gamma gmbh", "XY9"])
def test_a_manifest_is_found_by_file_party_and_document(
    store: SqliteStore, four: tuple[int, int, int, int], text: str
) -> None:
    assert store.manifest_ids(ManifestQuery(text=text)) == [four[2]]


def test_a_manifest_is_found_by_the_number_of_a_party(store: SqliteStore, four: tuple[int, int, int, int]) -> None:
    assert set(store.manifest_ids(ManifestQuery(text="7704730655"))) == set(four)
    assert store.manifest_ids(ManifestQuery(text="nobody at all")) == []


def test_a_manifest_is_found_by_its_day(store: SqliteStore, four: tuple[int, int, int, int]) -> None:
    today = datetime.now().astimezone().date()
    assert len(store.manifest_ids(ManifestQuery(since=today, until=today))) == 4
    assert store.manifest_ids(ManifestQuery(since=today + timedelta(days=1))) == []
    assert store.manifest_ids(ManifestQuery(until=today - timedelta(days=1))) == []


def test_a_withdrawn_decision_leaves_the_hit_open(store: SqliteStore, four: tuple[int, int, int, int]) -> None:
    (found,) = store.hits(store.runs(four[3])[0].run_id)
    assert found.decision is not None
    store.withdraw([found.decision.decision_id], "aida")
    (row,) = store.manifest_rows([four[3]])
    assert row.state is ManifestState.OPEN


def test_alerts_are_counted_each_way(store: SqliteStore, four: tuple[int, int, int, int]) -> None:
    by_kind = {c.key: (c.lines, c.hits, c.open_hits) for c in store.alerts_by("kind")}
    assert by_kind == {"party": (3, 3, 2), "goods": (1, 1, 1)}
    assert [(c.key, c.hits) for c in store.alerts_by("list")] == [("un", 4)]
    assert [(c.key, c.hits) for c in store.alerts_by("route")] == [("Germany → Казахстан", 4)]
    assert [(c.key, c.hits) for c in store.alerts_by("month")] == [(f"{datetime.now(UTC):%Y-%m}", 4)]


def test_only_the_last_screening_of_a_manifest_counts(store: SqliteStore, four: tuple[int, int, int, int]) -> None:
    with store.run(four[2], "1", "{}", []) as run:
        run.finish(2)
    assert [(c.key, c.hits) for c in store.alerts_by("kind")] == [("party", 1)]


def test_the_queue_tells_how_long_it_waits(store: SqliteStore, four: tuple[int, int, int, int]) -> None:
    now = datetime.now(UTC)
    assert [(a.days, a.manifests, a.open_hits) for a in store.queue_ages(now)] == [(0, 1, 3)]
    assert [a.days for a in store.queue_ages(now + timedelta(days=5))] == [5]


def test_work_is_counted_by_the_day(store: SqliteStore, four: tuple[int, int, int, int]) -> None:
    (today,) = store.day_work(date(2000, 1, 1))
    assert (today.raised, today.decided) == (4, 1)


def test_one_question_counts_once_however_many_lines_have_it(
    store: SqliteStore, four: tuple[int, int, int, int]
) -> None:
    found = {(d.score, d.disposition, d.lines) for d in store.scored_decisions(["party"])}
    assert found == {(91.0, "", 2), (75.0, "false_positive", 1)}
    assert [d.score for d in store.scored_decisions(["party"], "aida")] == [75.0]
    assert store.scored_decisions(["party"], "somebody else") == []


def test_the_routes_of_a_manifest(store: SqliteStore, four: tuple[int, int, int, int]) -> None:
    (route,) = store.route_counts(four[2])
    assert (route.route, route.lines, route.score) == ("Germany → Казахстан", 2, 91.0)


def test_history_tells_every_event_once_and_newest_first(store: SqliteStore, four: tuple[int, int, int, int]) -> None:
    events = store.events(store.event_ids(HistoryQuery()))
    assert [e.kind for e in events].count(HistoryKind.IMPORT) == 4
    assert [e.kind for e in events].count(HistoryKind.SCREENING) == 3
    (decision,) = [e for e in events if e.kind is HistoryKind.DECISION]
    assert (decision.user, decision.code, decision.subject, decision.count) == (
        "aida",
        "false_positive",
        "Delta / ALMA LLP",
        1,
    )
    assert [e.at for e in events] == sorted((e.at for e in events), reverse=True)


def test_what_names_nothing_else_names_its_file(store: SqliteStore, four: tuple[int, int, int, int]) -> None:
    store.put_legal_hold(four[1], True, "an inquiry", "aida")
    run = store.runs(four[2])[0]
    store.record_consequence("run_again", {"run": run.run_id})
    told = {
        e.code: e.subject for e in store.events(store.event_ids(HistoryQuery(kinds=frozenset({HistoryKind.OTHER}))))
    }
    assert told["legal_hold_placed"] == store.manifest(four[1]).info.name
    assert told["run_again"] == store.manifest(four[2]).info.name


def test_decisions_made_at_once_are_one_event(store: SqliteStore, four: tuple[int, int, int, int]) -> None:
    hits = store.hits(store.runs(four[2])[0].run_id)
    store.decide([h.hit_id for h in hits], Disposition.TRUE_MATCH, "same_party", "", "aida")
    events = store.events(store.event_ids(HistoryQuery(kinds=frozenset({HistoryKind.DECISION}))))
    assert [(e.code, e.count) for e in events] == [("true_match", 3), ("false_positive", 1)]


def test_history_is_found_by_name_document_setting_and_day(store: SqliteStore, four: tuple[int, int, int, int]) -> None:
    store.put_setting("threshold.party", "80", "boss")

    def kinds(text: str) -> list[str]:
        return sorted(e.kind.value for e in store.events(store.event_ids(HistoryQuery(text=text))))

    assert kinds("AB12345") == ["import", "screening"]
    assert kinds("delta") == ["decision", "import", "screening"]
    assert kinds("threshold.party") == ["setting"]
    tomorrow = datetime.now().astimezone().date() + timedelta(days=1)
    assert store.event_ids(HistoryQuery(since=tomorrow)) == []


def test_a_store_from_before_finds_its_manifests_too(store: SqliteStore, four: tuple[int, int, int, int]) -> None:
    from db import migrations

    store.database.conn.execute("DROP TABLE manifest_text")
    store.database.conn.execute("DROP INDEX run_finished")
    store.database.conn.execute("DROP INDEX decision_at")
    migrations.m012_pages(store.database)
    assert store.manifest_ids(ManifestQuery(text="AB12345")) == [four[2]]
