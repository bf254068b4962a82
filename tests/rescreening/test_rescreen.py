"""Re-screening after a change of lists: exactly what a full screening would newly give, and what would not come again."""

import csv
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.effectiveness.manipulations import ALL
from screening.errors import Cancelled
from screening.model.decisions import Disposition
from screening.model.goods import GoodsRule
from screening.model.hits import Hit, HitKind
from screening.model.lists import Entry, EntryKind, EntryName, Identifier, ListFormat, ListInfo, Relation
from screening.model.rescreening import AlertKind, GoneKind
from screening.rescreen import rescreen
from screening.settings import ScreeningSettings
from screening.workflow import import_manifest, open_engine, screen_manifest
from tests.bench.bench_names import made_up_names

HEADER = ("No", "Consignor", "Consignee", "Consignee INN", "Description of goods", "HS code", "Destination")


def put(store: SqliteStore, entries: Sequence[Entry], list_id: str = "un", sha256: str = "ab") -> None:
    info = ListInfo(list_id, "A list", ListFormat.UN_XML, "a.xml", sha256 * 32, datetime.now(UTC))
    store.replace_list(info, entries)


def entry(entry_id: str, *names: str, kind: EntryKind = EntryKind.ORGANISATION, inn: str = "") -> Entry:
    numbers = (Identifier("inn", inn, "RU"),) if inn else ()
    return Entry(entry_id, kind, tuple(map(EntryName, names)), numbers)


def manifest(store: SqliteStore, path: Path, rows: Sequence[Sequence[object]]) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows)
    return import_manifest(store, path).manifest.manifest_id


def row(
    number: int, consignee: str, inn: str = "", goods: str = "Wooden chairs", code: str = "940161"
) -> tuple[object, ...]:
    return (number, "Anadolu Mobilya AS", consignee, inn, goods, code, "Kazakhstan")


def screened(store: SqliteStore, manifest_id: int) -> int:
    return screen_manifest(store, open_engine(store, ScreeningSettings()), manifest_id).run_id


def key(line_id: int, hit: Hit) -> tuple[object, ...]:
    return line_id, hit.kind, hit.list_id, hit.entry_id, hit.field, hit.row, hit.score, hit.evidence


def of_run(store: SqliteStore, run_id: int) -> set[tuple[object, ...]]:
    return {key(stored.line_id, stored.hit) for stored in store.hits(run_id)}


def test_alerts_are_what_a_full_screening_would_newly_give(store: SqliteStore, tmp_path: Path) -> None:
    rng = random.Random(11)
    names = made_up_names(900, rng)
    old = [entry(f"e{n}", *names[3 * n : 3 * n + 3]) for n in range(230)]
    new = [entry(f"e{n}", *names[3 * n : 3 * n + 3], inn="7704730655" if n == 250 else "") for n in range(20, 260)]
    new[5] = entry(new[5].entry_id, *names[800:803], kind=EntryKind.PERSON)
    put(store, old)
    alter = list(ALL.values())
    asked = [alter[n % len(alter)][0](rng.choice(names), rng) or names[n % 900] for n in range(1200)]
    asked += made_up_names(600, rng)
    manifests = [
        manifest(store, tmp_path / f"{part}.csv",
                 [row(n, name, "7704730655" if n == 3 else "") for n, name in enumerate(asked[part::3], 1)])
        for part in range(3)
    ]  # fmt: skip
    runs = {m: screened(store, m) for m in manifests}
    before = {m: {k[:6] for k in of_run(store, run)} for m, run in runs.items()}
    put(store, new, sha256="cd")
    done = rescreen(store)
    changed = store.changed_since(done.since)
    alerts = store.alerts()
    found = {key(a.stored.line_id, a.stored.hit) for a in alerts if a.why is AlertKind.NEW}
    assert done.alerts == len(alerts) > 50
    full = set()
    for m in manifests:
        complete = of_run(store, screened(store, m))
        full |= {k for k in complete if k[:6] not in before[m] and (k[2], k[3]) in changed.came}
    assert found == full
    assert {hit.entry_id for hit in (a.stored.hit for a in alerts) if hit.entry_id == "e250"} == {"e250"}
    assert done.asked < done.questions


def test_nothing_changed_is_nothing_kept(store: SqliteStore, tmp_path: Path) -> None:
    put(store, [entry("1", "Severnaya Zvezda Trading")])
    never = rescreen(store)
    assert (never.rescreening_id, never.never_screened) == (0, 0)
    made = manifest(store, tmp_path / "m.csv", [row(1, "Severnaya Zvezda Trading")])
    assert rescreen(store).never_screened == 1
    screened(store, made)
    put(store, [entry("1", "Severnaya Zvezda Trading")], sha256="cd")
    assert rescreen(store).rescreening_id == 0
    assert store.rescreenings() == []


def test_an_alert_is_an_open_hit_of_the_last_screening(store: SqliteStore, tmp_path: Path) -> None:
    put(store, [entry("1", "Severnaya Zvezda Trading"), entry("2", "Platon Dolgorukov")])
    made = manifest(store, tmp_path / "m.csv", [row(1, "Severnaya Zvezda Trading"), row(2, "Zvyozdny Put Logistics")])
    run = screened(store, made)
    (known,) = [stored for stored in store.hits(run) if stored.hit.kind is HitKind.PARTY]
    store.decide([known.hit_id], Disposition.FALSE_POSITIVE, "other_party", "another firm", "aigerim")
    put(store, [entry("1", "Severnaya Zvezda Trading"), entry("3", "Zvezdny Put Logistics")], sha256="cd")
    done = rescreen(store)
    (alert,) = store.alerts(open_only=True)
    assert (alert.manifest_id, alert.stored.run_id, alert.stored.hit.entry_id, alert.why) == (
        made, run, "3", AlertKind.NEW,
    )  # fmt: skip
    (count,) = store.alert_counts()
    assert (count.manifest_id, count.alerts, count.open) == (made, 1, 1)
    (told,) = [info for info in store.runs(made) if info.run_id == run]
    assert told.hits == len(store.hits(run))
    (kept,) = store.rescreenings()
    assert kept == done
    # Asked again nothing is new: the alert is known.
    assert rescreen(store).rescreening_id == 0
    store.decide([alert.stored.hit_id], Disposition.FALSE_POSITIVE, "other_party", "another firm", "aigerim")
    assert store.alerts(open_only=True) == []
    assert store.alerts(datetime.now(UTC)) == []
    assert len(store.alerts(done.started_at)) == 1


def test_who_left_the_list_is_told_and_the_decision_stays(store: SqliteStore, tmp_path: Path) -> None:
    put(store, [entry("1", "Severnaya Zvezda Trading"), entry("2", "Platon Dolgorukov", "Zvezda Kaspiya")])
    made = manifest(store, tmp_path / "m.csv", [row(1, "Severnaya Zvezda Trading"), row(2, "Zvezda Kaspiya")])
    run = screened(store, made)
    hits = {stored.hit.entry_id: stored.hit_id for stored in store.hits(run) if stored.hit.kind is HitKind.PARTY}
    store.decide([hits["1"]], Disposition.TRUE_MATCH, "same_party", "", "aigerim")
    put(store, [entry("2", "Platon Dolgorukov")], sha256="cd")
    done = rescreen(store)
    assert done.gone == 2
    gone = {g.stored.hit_id: g for g in store.gone_hits(manifest_id=made)}
    assert {hit_id: g.why for hit_id, g in gone.items()} == {hits["1"]: GoneKind.LEFT, hits["2"]: GoneKind.CHANGED}
    decision = gone[hits["1"]].stored.decision
    assert decision is not None
    assert decision.disposition is Disposition.TRUE_MATCH
    assert len(store.hits(run)) == told_hits(store, run)
    put(store, [entry("2", "Platon Dolgorukov"), entry("4", "Somebody Else")], sha256="ef")
    assert rescreen(store).gone == 0


def told_hits(store: SqliteStore, run_id: int) -> int:
    return next(info.hits for info in store.runs() if info.run_id == run_id)


def test_a_hit_that_rose_is_told_again(store: SqliteStore, tmp_path: Path) -> None:
    put(store, [entry("1", "Platon Evgrafovich Dolgorukov", kind=EntryKind.PERSON)])
    made = manifest(store, tmp_path / "m.csv", [row(1, "Dolgoruki Platon Evgrafov")])
    run = screened(store, made)
    (before,) = [stored.hit.score for stored in store.hits(run) if stored.hit.kind is HitKind.PARTY]
    assert before < 95
    names = "Platon Evgrafovich Dolgorukov", "Dolgoruki Platon Evgrafov"
    put(store, [entry("1", *names, kind=EntryKind.PERSON)], sha256="cd")
    rescreen(store)
    (alert,) = store.alerts()
    assert (alert.why, alert.stored.hit.score) == (AlertKind.STRONGER, 100.0)


def goods(store: SqliteStore, *codes: str, sha256: str = "ab") -> None:
    info = ListInfo("own-bank", "Bank", ListFormat.GOODS, "b.csv", sha256 * 32, datetime.now(UTC))
    store.replace_goods("own-bank", [GoodsRule("own-bank", code, "own", targets=("KZ",)) for code in codes], info)


def test_a_changed_goods_list_is_asked_too(store: SqliteStore, tmp_path: Path) -> None:
    put(store, [entry("1", "Severnaya Zvezda Trading")])
    goods(store, "640110", "940161")
    made = manifest(
        store, tmp_path / "m.csv",
        [row(1, "Alma", goods="Wooden chairs", code="940161"), row(2, "Alma", goods="Ceramic tiles", code="690721")],
    )  # fmt: skip
    run = screened(store, made)
    before = of_run(store, run)
    goods(store, "640110", "690721", sha256="cd")
    done = rescreen(store)
    assert [(a.stored.hit.kind, a.stored.hit.entry_id) for a in store.alerts()] == [(HitKind.GOODS, "690721")]
    assert [(g.stored.hit.entry_id, g.why) for g in store.gone_hits()] == [("940161", GoneKind.LEFT)]
    assert done.parties == 1
    full = of_run(store, screened(store, made))
    assert full - before == of_run(store, run) - before


def test_a_manifest_of_before_questions_were_kept_is_found(store: SqliteStore, tmp_path: Path) -> None:
    put(store, [entry("1", "Severnaya Zvezda Trading")])
    made = manifest(store, tmp_path / "m.csv", [row(1, "Zvezdny Put Logistics")])
    screened(store, made)
    store.database.conn.execute("UPDATE manifest SET questions = 0")
    store.database.conn.execute("DELETE FROM question_place")
    assert store.database.conn.execute("SELECT count(*) FROM question").fetchone()[0] == 0
    put(store, [entry("3", "Zvezdny Put Logistics")], sha256="cd")
    assert rescreen(store).alerts == 1


def test_a_screening_as_of_a_day_is_not_what_alerts_join(store: SqliteStore, tmp_path: Path) -> None:
    put(store, [entry("1", "Severnaya Zvezda Trading")])
    day = store.force_periods("un")[0].since
    made = manifest(store, tmp_path / "m.csv", [row(1, "Zvezdny Put Logistics")])
    run = screened(store, made)
    put(store, [entry("3", "Zvezdny Put Logistics")], sha256="cd")
    then = screen_manifest(store, open_engine(store, ScreeningSettings(), as_of=day), made, as_of=day)
    assert then.as_of == day
    assert not [h for h in store.hits(then.run_id) if h.hit.kind is HitKind.PARTY]
    rescreen(store)
    assert [a.stored.run_id for a in store.alerts()] == [run]


def test_a_cancelled_rescreening_keeps_nothing_and_comes_again(store: SqliteStore, tmp_path: Path) -> None:
    class Impatient:
        def report(self, step: str, done: int, total: int) -> None:
            self.step = step

        def cancelled(self) -> bool:
            return self.step == "rescreen_manifests"

    put(store, [entry("1", "Severnaya Zvezda Trading")])
    made = manifest(store, tmp_path / "m.csv", [row(1, "Zvezdny Put Logistics")])
    screened(store, made)
    put(store, [entry("3", "Zvezdny Put Logistics")], sha256="cd")
    with pytest.raises(Cancelled):
        rescreen(store, progress=Impatient())
    assert store.alerts() == []
    assert rescreen(store).alerts == 1


def test_everything_again_finds_what_other_settings_would(store: SqliteStore, tmp_path: Path) -> None:
    put(store, [entry("1", "Severnaya Zvezda Trading")])
    made = manifest(store, tmp_path / "m.csv", [row(1, "Severnaya Zvezda Trading")])
    engine = open_engine(store, ScreeningSettings(party_threshold=99.9, max_hits=1))
    put(store, [entry("1", "Severnaya Zvezda Trading Ltd"), entry("2", "Severnaya Zvezda Tradings")], sha256="cd")
    screen_manifest(store, engine, made)
    done = rescreen(store, everything=True)
    assert done.alerts >= 1


def test_removing_a_manifest_removes_what_only_it_asked(store: SqliteStore, tmp_path: Path) -> None:
    first = manifest(store, tmp_path / "a.csv", [row(1, "Alma"), row(2, "Zvezdny Put")])
    manifest(store, tmp_path / "b.csv", [row(1, "Alma"), row(2, "Kaspiy")])
    store.database.conn.execute("DELETE FROM manifest WHERE manifest_id = ?", (first,))
    kept = {content for (content,) in store.database.conn.execute("SELECT content FROM question WHERE kind = 'party'")}
    assert any("Alma" in content for content in kept)
    assert not any("Zvezdny" in content for content in kept)


def test_the_trail_tells_of_a_rescreening_and_of_alerts_that_were_altered(store: SqliteStore, tmp_path: Path) -> None:
    put(store, [entry("1", "Severnaya Zvezda Trading")])
    made = manifest(store, tmp_path / "m.csv", [row(1, "Zvezdny Put Logistics"), row(2, "Severnaya Zvezda Trading")])
    screened(store, made)
    put(store, [entry("1", "Severnaya Zvezda Trading"), entry("3", "Zvezdny Put Logistics")], sha256="cd")
    rescreen(store)
    assert store.verify_trail().fault is None
    store.database.conn.execute("UPDATE hit SET score = 1 WHERE hit_id IN (SELECT hit_id FROM alert)")
    fault = store.verify_trail().fault
    assert fault is not None
    assert (fault.detail, fault.code) == ("rescreened", "hits")


def alerts_of(store: SqliteStore) -> set[tuple[int, str]]:
    return {(alert.manifest_id, alert.stored.hit.entry_id) for alert in store.alerts()}


def test_a_screening_under_way_while_lists_changed_is_looked_at_later(store: SqliteStore, tmp_path: Path) -> None:
    put(store, [entry("1", "Platon Dolgorukov")])
    first = manifest(store, tmp_path / "a.csv", [row(1, "Alma")])
    slow = manifest(store, tmp_path / "b.csv", [row(1, "Zvezdny Put Logistics")])
    screened(store, first)
    engine = open_engine(store, ScreeningSettings())
    line_ids = [(number, line) for batch in store.lines(slow) for number, line in batch]
    with store.run(slow, "0", ScreeningSettings().to_json(), store.lists()) as run:
        put(store, [entry("1", "Platon Dolgorukov"), entry("3", "Zvezdny Put Logistics")], sha256="cd")
        assert rescreen(store).alerts == 0
        hits = engine.screen([line for _, line in line_ids]).hits
        run.add_hits({number: found for (number, _), found in zip(line_ids, hits, strict=True)})
        run.finish(len(line_ids))
    rescreen(store)
    assert alerts_of(store) == {(slow, "3")}


def test_an_entry_that_went_and_came_back_alerts_what_was_screened_in_between(
    store: SqliteStore, tmp_path: Path
) -> None:
    both = [entry("1", "Platon Dolgorukov"), entry("3", "Zvezdny Put Logistics")]
    put(store, both)
    screened(store, manifest(store, tmp_path / "a.csv", [row(1, "Zvezdny Put Logistics")]))
    put(store, both[:1], sha256="cd")
    between = manifest(store, tmp_path / "b.csv", [row(2, "Zvezdny Put Logistics")])
    screened(store, between)
    put(store, both)
    rescreen(store)
    assert alerts_of(store) == {(between, "3")}


def test_a_list_that_was_switched_off_alerts_what_was_screened_in_between(store: SqliteStore, tmp_path: Path) -> None:
    put(store, [entry("1", "Platon Dolgorukov")])
    put(store, [entry("3", "Zvezdny Put Logistics")], "eu")
    screened(store, manifest(store, tmp_path / "a.csv", [row(1, "Zvezdny Put Logistics")]))
    store.set_active("eu", False)
    between = manifest(store, tmp_path / "b.csv", [row(2, "Zvezdny Put Logistics")])
    screened(store, between)
    store.set_active("eu", True)
    rescreen(store)
    assert alerts_of(store) == {(between, "3")}


def test_goods_that_went_and_came_back_alert_what_was_screened_in_between(store: SqliteStore, tmp_path: Path) -> None:
    put(store, [entry("1", "Severnaya Zvezda Trading")])
    goods(store, "640110", "940161")
    screened(store, manifest(store, tmp_path / "a.csv", [row(1, "Alma")]))
    goods(store, "640110", sha256="cd")
    between = manifest(store, tmp_path / "b.csv", [row(2, "Alma")])
    screened(store, between)
    goods(store, "640110", "940161")
    rescreen(store)
    assert alerts_of(store) == {(between, "940161")}


def test_a_company_that_a_listed_one_now_owns_is_an_alert(store: SqliteStore, tmp_path: Path) -> None:
    def owner(share: float) -> Entry:
        relation = Relation("owns", "x", "Zvezdny Put Logistics", share)
        return Entry("1", EntryKind.ORGANISATION, (EntryName("Platon Dolgorukov"),), relations=(relation,))

    put(store, [owner(20.0)])
    made = manifest(store, tmp_path / "m.csv", [row(1, "Zvezdny Put Logistics"), row(2, "Alma")])
    run = screened(store, made)
    put(store, [owner(60.0)], sha256="cd")
    rescreen(store)
    (alert,) = store.alerts()
    assert (alert.stored.hit.list_id, alert.stored.hit.reason.code) == ("ownership", "owned_by_listed")
    full = of_run(store, screened(store, made))
    assert {k[:6] for k in full} == {k[:6] for k in of_run(store, run)}
    put(store, [owner(20.0)], sha256="ef")
    assert rescreen(store).gone == 1


def test_lists_that_tell_of_owners_count_as_asked_though_they_own_nothing(store: SqliteStore) -> None:
    relation = Relation("owns", "x", "Zvezdny Put Logistics", 20.0)
    put(store, [Entry("1", EntryKind.PERSON, (EntryName("Platon Dolgorukov"),), relations=(relation,))])
    engine = open_engine(store, ScreeningSettings())
    assert engine.ownership.told
    assert len(engine.ownership) == 0


def test_alerts_follow_the_thresholds_of_the_office(store: SqliteStore, tmp_path: Path) -> None:
    put(store, [entry("1", "Somebody Else")])
    made = manifest(store, tmp_path / "m.csv", [row(1, "Dolgoruki Platon Evgrafov")])
    screened(store, made)
    store.put_setting("screening.party_threshold", "99", "aigul")
    put(store, [entry("2", "Platon Evgrafovich Dolgorukov", kind=EntryKind.PERSON)], sha256="cd")
    assert rescreen(store).alerts == 0
    store.put_setting("screening.party_threshold", "0", "aigul")
    put(store, [entry("3", "Platon Evgrafovich Dolgorukov", kind=EntryKind.PERSON)], sha256="ef")
    assert rescreen(store).alerts == 1
