"""Tables that follow from the trail: days of work never raise a false alarm, and whatever is altered outside is named."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db.store import DataFolder, SqliteStore
from screening.audit.checkpoints import VerifyKey
from screening.casework.known import Scope
from screening.casework.reasons import REASONS
from screening.casework.roles import Role
from screening.errors import TekserError
from screening.model.batches import BatchFile, BatchKind, FileState
from screening.model.decisions import Disposition
from screening.model.hits import HitKind
from screening.model.lists import ListFormat
from screening.model.manifests import Line, Profile, Value
from screening.model.rescreening import AlertKind, Found, GoneKind, Rescreening
from tests.audit.forging import altered, columns, fault_after, forged, keys_of
from tests.casework.conftest import PASSWORD, Office, hit_of, line_of, quick_hashing
from tests.db.test_store import entry, list_info

__all__ = ["quick_hashing"]

PARTIES = ("ТОО Алма", "АО Алма", "Alma Trade LLP", "Степной Ветер", "Fifth AG", "Sixth AG")
DECIDERS = ("aigul", "bolat", "timur", "dana")


def with_number(line: Line, number: str) -> Line:
    """Return a line with the number of an invoice."""
    return replace(line, values=(*line.values, Value("invoice_no", number, number, line.row, 3)))


class Walk:
    """People who work at random in one office; what they may not do is refused, and they go on."""

    def __init__(self, office: Office, folder: Path, seed: int) -> None:
        self.office, self.store, self.folder = office, office.store, folder
        self.chance = random.Random(seed)
        self.done: list[str] = []
        self.files = 0

    def step(self) -> None:
        names = ("decide", "decide", "decide", "answer", "answer", "withdraw", "remember", "revoke", "setting", "screen",
                 "change_list", "account", "alert", "hold", "batch", "asked")  # fmt: skip
        name = self.chance.choice(names)
        try:
            getattr(self, name)()
        except TekserError:
            return
        self.done.append(name)

    def decider(self) -> SqliteStore:
        return self.office.works(self.chance.choice(DECIDERS))

    def hits(self) -> list[int]:
        run = self.chance.choice(self.store.runs()).run_id
        hits = [stored.hit_id for stored in self.store.hits(run)]
        return self.chance.sample(hits, min(len(hits), self.chance.randint(1, 3)))

    def decide(self) -> None:
        hits, disposition = self.hits(), self.chance.choice(list(Disposition))
        reason = self.chance.choice(REASONS[disposition])
        self.decider().decide(hits, disposition, reason, "because of the papers, KZ-1 until 2999-01-01")

    def answer(self) -> None:
        waiting = self.store.approvals()
        if waiting:
            chosen = self.chance.sample(waiting, self.chance.randint(1, min(3, len(waiting))))
            self.decider().approve([d.decision_id for d in chosen], self.chance.random() < 0.6, "seen")

    def withdraw(self) -> None:
        run = self.chance.choice(self.store.runs()).run_id
        made = self.store.decisions(run)
        if made:
            self.decider().withdraw([self.chance.choice(made).decision_id])

    def remember(self) -> None:
        run = self.chance.choice(self.store.runs()).run_id
        made = [d for d in self.store.decisions(run) if d.disposition is Disposition.FALSE_POSITIVE]
        if made:
            until = self.chance.choice(("", "2999-01-01", "2020-01-01"))
            scope = self.chance.choice(list(Scope))
            self.decider().remember([self.chance.choice(made).decision_id], scope, "another party", until)
            self.store.reopen_known()

    def revoke(self) -> None:
        known = self.store.known_parties()
        if known:
            self.decider().revoke_known(self.chance.choice(known).known_id, "no longer")

    def setting(self) -> None:
        names = ("four_eyes.true_match", "four_eyes.goods", "four_eyes.overrides", "list_kind.un", "language")
        value = self.chance.choice(("on", "off", "block", "ru"))
        self.office.works("adminova").put_setting(self.chance.choice(names), value, "")

    def known_again(self) -> None:
        """A party is cleared by two and remembered, comes again, and is known no longer: what it kept quiet opens."""
        party = f"Known {self.files} LLP"
        self.screen(party)
        hit = next(one.hit_id for one in self.store.hits(self.office.run_id) if one.hit.kind is HitKind.PARTY)
        (made,) = self.office.works("aigul").decide([hit], Disposition.FALSE_POSITIVE, "other_party", "another company")
        if made.pending:
            self.office.works("timur").approve([made.decision_id], True, "seen")
        self.office.works("timur").remember([made.decision_id], Scope.ALL, "another party", "")
        self.screen(party)
        self.office.works("timur").revoke_known(self.store.known_parties()[-1].known_id, "no longer")

    def screen(self, party: str = "") -> None:
        self.decider()
        self.files += 1
        lines = [
            with_number(line_of(row, party or self.chance.choice(PARTIES)), f"KZ-{self.files}") for row in range(2, 7)
        ]
        kinds = (HitKind.PARTY, HitKind.PARTY, HitKind.PARTY, HitKind.GOODS, HitKind.FLAG)
        hits = [hit_of(line.row, line.cells[0], self.chance.choice(kinds)) for line in lines]
        self.office.import_and_screen(self.folder, lines, hits, f"{self.files:064x}")
        # As the screening itself asks it: shipments and earlier lines are gathered.
        self.store.history(self.office.manifest_id)

    def change_list(self) -> None:
        self.decider()
        name = self.chance.choice(("ALMA", "ALMA LLC"))
        self.store.replace_list(list_info("un", ListFormat.UN_XML), [entry("7", name), entry("8", "OTHER")])

    def account(self) -> None:
        store = self.office.works("adminova")
        what = self.chance.randrange(3)
        if what == 0:
            self.files += 1
            store.add_account(f"person {self.files}", self.chance.choice((Role.OFFICER, Role.AUDITOR)), PASSWORD)
        elif what == 1:
            store.set_password(self.chance.choice(DECIDERS), PASSWORD)
        else:
            store.disable_account("saule", self.chance.random() < 0.5)

    def alert(self) -> None:
        store = self.decider()
        run = next(iter(store.latest_runs().values()))[0]
        stored = self.chance.choice(store.hits(run))
        now = store.runs()[0].started_at
        gone = [(stored.hit_id, self.chance.choice(list(GoneKind)))] if self.chance.random() < 0.5 else []
        found = Found({run: [(stored.line_id, hit_of(9, "ТОО Алма"), AlertKind.NEW, 1)]}, gone)
        store.keep_rescreening(Rescreening(0, now, now, now, alerts=1), found, store.lists(), "{}", "0.1", (70.0, 50.0))
        if self.chance.random() < 0.5:
            store.make_questions(run)

    def batch(self) -> None:
        store = self.decider()
        batch = store.begin_batch(BatchKind.SCREEN, f"k{len(self.done)}", "folder")
        run = self.chance.choice(self.store.runs())
        for number in range(self.chance.randint(1, 3)):
            read = BatchFile(f"/in/{number}.csv", f"{number:064x}", FileState.SCREENED, run.started_at, run.run_id)
            store.put_batch_file(batch.batch_id, read)
            store.put_batch_file(batch.batch_id, replace(read, state=FileState.DONE, report="r.xlsx"))
        store.put_batch_file(batch.batch_id, BatchFile("/in/x", "", FileState.FAILED, run.started_at, error_code="x"))
        store.finish_batch(batch.batch_id)

    def asked(self) -> None:
        self.decider().note_checked("un", self.store.runs()[0].started_at, whole=self.chance.random() < 0.5)

    def hold(self) -> None:
        manifest = self.chance.choice(self.store.manifests()).manifest_id
        held = bool(self.store.legal_holds(manifest)) and self.store.legal_holds(manifest)[0].placed
        self.office.works("adminova").put_legal_hold(manifest, not held, "a letter", "")


@contextmanager
def walked(folder: Path, seed: int, steps: int) -> Iterator[Walk]:
    with DataFolder(folder / "data") as opened, opened.open() as store:
        office = Office(opened, store)
        store.replace_list(list_info("un", ListFormat.UN_XML), [entry("7", "ALMA"), entry("8", "OTHER")])
        office.hire()
        store.add_account("bolat", Role.OFFICER, PASSWORD)
        store.add_account("dana", Role.APPROVER, PASSWORD)
        walk = Walk(office, folder, seed)
        walk.screen()
        for _ in range(steps):
            walk.step()
        yield walk


@pytest.mark.parametrize("seed", range(6))
def test_days_of_work_never_raise_a_false_alarm(tmp_path: Path, seed: int) -> None:
    with walked(tmp_path, seed, 120) as walk:
        assert walk.store.verify_trail().fault is None, walk.done
        assert len(set(walk.done)) > 8


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 160))
def test_months_of_work_never_raise_a_false_alarm(tmp_path: Path, seed: int) -> None:
    with walked(tmp_path, seed, 400) as walk:
        assert walk.store.verify_trail().fault is None, walk.done


TABLES = ("hit_state", "hit_question", "review_question", "setting", "account", "known_party", "known_revoked", "decision",
          "approval", "hit_reopened", "legal_hold", "run", "hit", "alert", "manifest", "line", "run_unscreened", "shipment",
          "shipment_lines", "history_line", "line_mark", "manifest_text", "hit_gone", "batch_file")  # fmt: skip
MAY_BE_EMPTY = ("run_unscreened",)
NOT_TOLD = {
    # Who failed to sign in when is no consequence; the key is the folded name.
    "account": {"failures", "failed_at", "account_id", "key"},
    "review_question": {"first_hit", "risk"},
    "legal_hold": {"id"},
    "approval": {"approval_id"},
    "manifest": {"questions"},
    "setting": {"id"},
}  # fmt: skip
"""Columns that no record tells of; verification says so."""


def ways(connection: Any, chance: random.Random) -> Iterator[tuple[str, str, str, tuple[Any, ...]]]:
    """Yield a change of every told column of every table, and a removed row: table, what, statement and its values."""
    for table in TABLES:
        where, rows = keys_of(connection, table)
        if table == "hit_state":
            # One without a decision, as a withdrawal leaves it, says no more than none.
            query = "SELECT hit_id FROM hit_state WHERE decision_id IS NOT NULL OR pending_id IS NOT NULL"
            rows = connection.execute(query).fetchall()
        assert rows or table in MAY_BE_EMPTY, table
        if not rows:
            continue
        for name, kind in columns(connection, table):
            if name in NOT_TOLD.get(table, ()):
                continue
            row = chance.choice(rows)
            (value,) = connection.execute(f"SELECT {name} FROM {table} WHERE {where}", row).fetchone()
            yield table, name, f"UPDATE OR IGNORE {table} SET {name} = ? WHERE {where}", (altered(kind, value), *row)
        yield table, "removed", f"DELETE FROM {table} WHERE {where}", tuple(chance.choice(rows))


def test_every_altered_column_and_removed_row_is_found_and_named(tmp_path: Path) -> None:
    missed = []
    with walked(tmp_path, 7, 250) as walk:
        store = walk.store
        assert store.verify_trail().fault is None
        # Each kind of row is there once at least.
        for _ in range(600):
            empty = {table for table in TABLES if not keys_of(store.database.conn, table)[1]} - {*MAY_BE_EMPTY}
            if not empty:
                break
            walk.step()
            if "hit_reopened" in empty:
                walk.known_again()
        # What one person remembered suppresses nothing of a block list, so that nothing of it opens again either.
        for _ in range(600):
            if store.database.conn.execute("SELECT 1 FROM hit_reopened LIMIT 1").fetchone():
                break
            walk.step()
        chance = random.Random(7)
        with forged(store) as connection:
            for table, name, statement, values in list(ways(connection, chance)):
                connection.execute("SAVEPOINT one")
                before = connection.total_changes
                connection.execute(statement, values)
                if connection.total_changes > before:
                    fault = store.verify_trail().fault
                    if fault is None:
                        missed.append((table, name))
                connection.execute("ROLLBACK TO one")
                connection.execute("RELEASE one")
    assert missed == []


PUT_IN = {
    "decision": "INSERT INTO decision (hit_id, disposition, reason_code, text, user, decided_at) SELECT hit_id,"
    " 'false_positive', 'other_party', '', 'aigul', '2999-01-01' FROM hit",
    "approval": "INSERT INTO approval (decision_id, agreed, comment, user, at, way, machine, signature)"
    " VALUES (999999, 1, '', 'timur', '2999-01-01', 'here', '', '')",
    "setting": "INSERT INTO setting (name, value, user, changed_at) VALUES ('four_eyes.goods', 'off', 'x', '2999-01-01')",
    "account": "INSERT INTO account (name, key, role, password, made_at) VALUES ('m', 'm', 'approver', 'x', '2999-01-01')",
    "known_party": "INSERT INTO known_party SELECT 999, party_key, party_data, party_name, list_id, entry_id, entry_name,"
    " entry_hash, scope, scope_value, reason_code, text, decision_id, user, made_at, expires_on FROM known_party LIMIT 1",
    "known_revoked": "INSERT INTO known_revoked SELECT max(known_id) + 1, 'x', '2999-01-01', 'y' FROM known_party",
    "hit_state": "INSERT OR REPLACE INTO hit_state SELECT max(hit_id) + 1, 1, NULL FROM hit",
    "legal_hold": "INSERT INTO legal_hold (manifest_id, placed, reason, user, at) VALUES (1, 0, 'x', 'y', '2999-01-01')",
    "run": "INSERT INTO run (manifest_id, started_at, finished_at, program_version, settings, lists, starter)"
    " VALUES (1, '2999-01-01', '2999-01-01', '0', '{}', '[]', 0)",
    "shipment": "INSERT INTO shipment (manifest_id, field, number) SELECT manifest_id, 'invoice_no', 'x' FROM shipment",
    "shipment_lines": "INSERT INTO shipment_lines SELECT shipment_id, last_line + 1, last_line + 1 FROM shipment_lines",
    "manifest_text": "INSERT INTO manifest_text SELECT manifest_id, 'document', 'forged' FROM manifest_text LIMIT 1",
    "history_line": "INSERT INTO history_line SELECT max(line_id) + 1, 99, '', '', '', '', '', '', '', '', 1, 1, ''"
    " FROM history_line",
    "line_mark": "INSERT INTO line_mark SELECT 999, manifest_id, who, what, number, sent, quantity FROM line_mark LIMIT 1",
    "batch_file": "INSERT INTO batch_file (batch_id, path, sha256, state, at, report, moved_to, error_code, error_data,"
    " fault) VALUES (1, 'x', '', 'done', '', '', '', '', '[]', 0)",
    "hit_gone": "INSERT INTO hit_gone SELECT max(hit_id), 1, 'left' FROM hit",
    "alert": "INSERT INTO alert SELECT (SELECT max(hit_id) FROM hit WHERE hit_id NOT IN (SELECT hit_id FROM alert)),"
    " 77, 'new'",
}


@pytest.mark.parametrize("table", PUT_IN)
def test_a_row_that_was_put_in_is_found(tmp_path: Path, table: str) -> None:
    with walked(tmp_path, 7, 250) as walk:
        fault = fault_after(walk.store, PUT_IN[table])
        assert fault is not None
        assert fault.code != "hash"
        if fault.code in ("row", "table"):
            assert table in fault.detail


def test_an_account_whose_password_was_replaced_is_named(tmp_path: Path) -> None:
    with walked(tmp_path, 1, 0) as walk:
        fault = fault_after(
            walk.store,
            "UPDATE account SET password = (SELECT password FROM account WHERE name = 'aigul') WHERE name = 'timur'",
        )
        assert fault is not None
        assert (fault.code, fault.detail) == ("table", "account timur (password)")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry_snapshot SET content = replace(content, 'ALMA', 'ALBA')",
        "DELETE FROM entry_snapshot",
        f"INSERT INTO trail_key (name, public_key, made_at) VALUES ('n', '{VerifyKey('n', bytes(32)).text()}', '')",
        "UPDATE checkpoint SET size = 1",
        "UPDATE checkpoint SET root = zeroblob(32)",
    ],
)
def test_entries_as_they_stood_keys_and_checkpoints_are_compared(tmp_path: Path, statement: str) -> None:
    with walked(tmp_path, 1, 30) as walk:
        walk.store.put_checkpoint(None)
        assert walk.store.verify_trail().fault is None
        fault = fault_after(walk.store, statement)
        assert fault is not None
        table = next(t for t in ("entry_snapshot", "trail_key", "checkpoint") if t in statement)
        assert (fault.code in ("table", "damaged"), fault.detail.partition(" ")[0]) == (True, table)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE profile SET agreed = 1 WHERE shape = 'officer'", "profile officer"),
        ("UPDATE profile SET mapping = '[[\"other\",\"Carrier\"]]' WHERE shape = 'approver'", "profile approver"),
        ("DELETE FROM profile WHERE shape = 'approver'", "profile approver"),
        ("INSERT INTO profile SELECT 'third', name, mapping, made_at, 1 FROM profile LIMIT 1", "profile third"),
        ("UPDATE profile SET made_at = made_at", ""),
    ],
)
def test_columns_that_somebody_else_is_made_to_have_said_are_found(tmp_path: Path, statement: str, found: str) -> None:
    with walked(tmp_path, 1, 0) as walk:
        for name, shape in (("aigul", "officer"), ("timur", "approver"), ("timur", "approver")):
            walk.office.works(name).keep_profile(Profile(shape, "a.csv", (("consignee", "C"),), "2026-01-01T00:00:00"))
        assert walk.store.verify_trail().fault is None
        fault = fault_after(walk.store, statement)
        assert (fault.detail if fault else "") == found
