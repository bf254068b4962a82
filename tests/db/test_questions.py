"""Questions of a screening, and the table of lines, in a real store."""

from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.model.decisions import Disposition
from screening.model.hits import Evidence, Hit, HitKind, Reason
from screening.model.manifests import Line, ManifestInfo, Value
from screening.model.questions import LineOrder, LineQuery, QuestionQuery, QuestionState


def line(row: int, party: str, goods: str, route: str) -> Line:
    texts = (("consignee", party), ("description", goods), ("destination_country", route))
    values = tuple(Value(field, text, text, row, n) for n, (field, text) in enumerate(texts))
    return Line("s", row, values, tuple(text for _field, text in texts))


def hit(row: int, value: str, kind: HitKind = HitKind.PARTY, entry: str = "1", score: float = 90.0,
        evidence: tuple[Evidence, ...] = (), field: str = "consignee") -> Hit:  # fmt: skip
    return Hit("s", row, row, field, value, kind, "l", entry, "Listed", "Listed", score, Reason("r"), evidence)


LINES = (
    ("ООО Ромашка", "Стулья", "KZ"),
    ("Ромашка, ООО", "Столы", "KZ"),
    ("Steppe Wind LLP", "Memory chips", "KZ"),
    ("Steppe Wind LLP", "Memory chips", "KG"),
    ("Никто", "Шкафы", "KZ"),
)


def screened(store: SqliteStore, tmp_path: Path, name: str = "a.csv") -> int:
    """Store a manifest of five lines and a screening of it; returns the run."""
    original = tmp_path / name
    original.write_text(name)
    lines = [line(n, *texts) for n, texts in enumerate(LINES, 2)]
    info = ManifestInfo(name, str(original), name * 8, 1, "csv")
    manifest = store.add_manifest(info, [], [lines], [], original)
    ids = [line_id for batch in store.lines(manifest.manifest_id) for line_id, _line in batch]
    with store.run(manifest.manifest_id, "0", "{}", []) as run:
        run.add_hits({
            ids[0]: [hit(2, LINES[0][0])],
            ids[1]: [hit(3, LINES[1][0], score=85.0)],
            ids[2]: [hit(4, "Memory chips", HitKind.GOODS, "8542", 100.0, field="description")],
            ids[3]: [hit(5, "Memory chips", HitKind.GOODS, "8542", 100.0, field="description")],
        })  # fmt: skip
        return run.finish(5).run_id


def test_spellings_of_one_party_are_one_question_and_goods_on_two_routes_are_two(
    store: SqliteStore, tmp_path: Path
) -> None:
    run = screened(store, tmp_path)
    rows = store.question_rows(store.question_ids(run, QuestionQuery()))
    assert [(row.kind, row.lines, row.hits, row.open_hits) for row in rows] == [
        (HitKind.PARTY, 2, 2, 2), (HitKind.GOODS, 1, 1, 1), (HitKind.GOODS, 1, 1, 1),
    ]  # fmt: skip
    party = rows[0]
    assert party.score == 90.0
    assert party.risk == pytest.approx(90.0)
    assert rows[1].risk == pytest.approx(60.0)
    lines = store.question_lines(party.question_id)
    assert len(lines) == 2
    hits = store.question_hits(party.question_id)
    assert store.hits_on_lines(party.question_id, lines[1:]) == hits[1:]
    assert {store.question_of(hit_id) for hit_id in hits} == {party.question_id}


def test_a_value_that_meets_an_entry_by_name_and_by_number_is_asked_once(store: SqliteStore, tmp_path: Path) -> None:
    run = screened(store, tmp_path)
    manifest = store.runs()[0].manifest_id
    line_id = store.find_lines(run, LineQuery())[-1]
    number = (Evidence("identifier_equal", "1", "1", 100.0),)
    with store.run(manifest, "0", "{}", []) as again:
        again.add_hits({line_id: [hit(6, "Никто", score=80.0), hit(6, "Никто", score=100.0, evidence=number)]})
        second = again.finish(5).run_id
    (question,) = store.question_rows(store.question_ids(second, QuestionQuery()))
    assert (question.hits, question.lines, question.score) == (2, 1, 100.0)


def test_a_question_is_decided_when_all_its_hits_are(store: SqliteStore, tmp_path: Path) -> None:
    run = screened(store, tmp_path)
    first = store.question_rows(store.question_ids(run, QuestionQuery()))[0]
    hits = store.question_hits(first.question_id)
    store.decide(hits[:1], Disposition.FALSE_POSITIVE, "other_party", "", "u")
    assert first.question_id in store.question_ids(run, QuestionQuery(state=QuestionState.OPEN))
    made = store.decide(hits[1:], Disposition.FALSE_POSITIVE, "other_party", "", "u")
    assert store.question_ids(run, QuestionQuery(state=QuestionState.DECIDED)) == [first.question_id]
    tally = store.run_tally(run)
    assert (tally.hits, tally.open_hits, tally.questions, tally.open_questions) == (4, 2, 3, 2)
    assert tally.dispositions == {Disposition.FALSE_POSITIVE: 2}
    store.withdraw([decision.decision_id for decision in made], "u")
    assert store.run_tally(run).open_questions == 3
    assert store.question_rows([first.question_id])[0].dispositions == (Disposition.FALSE_POSITIVE,)


def test_questions_are_found_by_text_and_kind(store: SqliteStore, tmp_path: Path) -> None:
    run = screened(store, tmp_path)
    assert len(store.question_ids(run, QuestionQuery(text="РОМАШКА"))) == 1
    assert len(store.question_ids(run, QuestionQuery(kinds=frozenset({HitKind.GOODS})))) == 2
    every = store.question_ids(run, QuestionQuery())
    assert store.question_ids(run, QuestionQuery(), 2) == every[:2]
    plan = store.database.conn.execute(
        "EXPLAIN QUERY PLAN SELECT question_id FROM review_question WHERE run_id = 1"
        " ORDER BY risk DESC, lines DESC, question_id"
    ).fetchall()
    assert "review_question_risk" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
    assert store.question_ids(run, QuestionQuery(text="100%")) == []


def test_earlier_decisions_on_the_same_party_are_found_in_other_screenings(store: SqliteStore, tmp_path: Path) -> None:
    before = screened(store, tmp_path)
    (first, *_rest) = store.question_ids(before, QuestionQuery())
    store.decide(store.question_hits(first), Disposition.TRUE_MATCH, "same_party", "seen", "u")
    again = screened(store, tmp_path, "b.csv")
    (same, goods, *_others) = store.question_ids(again, QuestionQuery())
    (earlier,) = store.earlier_decisions(same)
    assert (earlier.run_id, earlier.same_question, earlier.disposition, earlier.hits) == (
        before, True, Disposition.TRUE_MATCH, 2,
    )  # fmt: skip
    assert earlier.manifest_name == "a.csv"
    assert store.earlier_decisions(goods) == []
    assert store.earlier_decisions(first) == []  # the one above is its own decision; the new one is not decided


def test_hits_that_come_later_join_their_questions(store: SqliteStore, tmp_path: Path) -> None:
    run = screened(store, tmp_path)
    with store.run(store.runs()[0].manifest_id, "0", "{}", []) as other:
        other.finish(0)
    line_id = store.find_lines(run, LineQuery())[-1]
    connection = store.database.conn
    connection.execute(
        "INSERT INTO hit (run_id, line_id, kind, list_id, entry_id, entry_name, matched_name, field, value, sheet,"
        " line_row, row, score, reason, evidence) SELECT run_id, ?, kind, list_id, entry_id, entry_name, matched_name,"
        " field, value, sheet, line_row, row, 99.0, reason, evidence FROM hit WHERE run_id = ? ORDER BY hit_id LIMIT 1",
        (line_id, run),
    )
    assert store.make_questions(run) == 1
    assert store.make_questions(run) == 0
    first = store.question_rows(store.question_ids(run, QuestionQuery()))[0]
    assert (first.lines, first.hits, first.score) == (3, 3, 99.0)
    assert first.first_hit == store.question_hits(first.question_id)[-1]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        (LineQuery(), [4, 5, 2, 3, 6]),
        (LineQuery(descending=False), [3, 2, 4, 5, 6]),
        (LineQuery(flagged=True), [4, 5, 2, 3]),
        (LineQuery(text="РОМАШКА"), [2, 3]),
        (LineQuery(text="стол", flagged=True), [3]),
        (LineQuery(party="steppe", route="kg"), [5]),
        (LineQuery(goods="chips", order=LineOrder.ROW), [5, 4]),
        (LineQuery(order=LineOrder.ROW, descending=False), [2, 3, 4, 5, 6]),
        (LineQuery(order=LineOrder.GOODS, descending=False), [4, 5, 3, 2, 6]),
        (LineQuery(text="%"), []),
    ],
)
def test_lines_are_filtered_and_sorted(store: SqliteStore, tmp_path: Path, query: LineQuery, rows: list[int]) -> None:
    run = screened(store, tmp_path)
    screened(store, tmp_path, "other.csv")
    ids = store.find_lines(run, query)
    assert [row.row for row in store.line_rows(run, ids)] == rows


def test_a_deleted_manifest_takes_its_texts_and_questions_along(store: SqliteStore, tmp_path: Path) -> None:
    screened(store, tmp_path)
    store.database.conn.execute("DELETE FROM manifest")
    for table in ("line_text", "review_question", "hit_question", "run_questions"):
        assert store.database.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 0
