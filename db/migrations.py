"""The schema, as named steps that are applied once each, in order, each in a transaction of its own.

A step that has been released is never edited: a change of the schema is a new step. All tables are STRICT.
"""

from typing import Any

from db import (
    before_trail,
    codec,
    schema_audit,
    schema_batches,
    schema_casework,
    schema_goods,
    schema_keeping,
    schema_known,
    schema_pages,
    schema_questions,
    schema_rescreening,
    schema_shipments,
    schema_trail,
    schema_versions,
)
from db.line_texts import put_line_texts
from db.manifest_texts import put_texts, texts_of
from db.schema_steps import SCHEMA_STEPS
from db.sqlite_tools import Migrations

__all__ = ["SCHEMA_STEPS", "migrations"]

migrations = Migrations("tekser")


@migrations()
def m001_first_tables(db: Any) -> None:
    """Lists, goods rules, manifests, lines, runs, hits, decisions."""
    _run(db, _FIRST_TABLES)


@migrations()
def m002_not_checked(db: Any) -> None:
    """Rules that could not be asked of lines for want of a field."""
    db.conn.execute(
        "CREATE TABLE run_not_checked ("
        " run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE,"
        " rule TEXT NOT NULL, field TEXT NOT NULL, lines INTEGER NOT NULL,"
        " PRIMARY KEY (run_id, rule, field)) STRICT"
    )


@migrations()
def m003_profiles(db: Any) -> None:
    """Columns that an officer corrected, by the shape of the table."""
    db.conn.execute(
        "CREATE TABLE profile (shape TEXT PRIMARY KEY, name TEXT NOT NULL, mapping TEXT NOT NULL,"
        " made_at TEXT NOT NULL) STRICT"
    )


@migrations()
def m004_versions(db: Any) -> None:
    """Versions of lists, the periods they were in force, and the stored questions that a changed list is asked by."""
    _run(db, schema_versions.STATEMENTS)


@migrations()
def m005_trail(db: Any) -> None:
    """The audit trail and the settings."""
    _run(db, schema_trail.STATEMENTS)


@migrations()
def m006_batches(db: Any) -> None:
    """Batches of files and watched folders."""
    _run(db, schema_batches.STATEMENTS)


@migrations()
def m007_rates(db: Any) -> None:
    """Exchange rates by day."""
    db.conn.execute(schema_goods.RATES)


@migrations()
def m008_checkpoints(db: Any) -> None:
    """Checkpoints of the audit trail, and the public keys they are signed with."""
    _run(db, schema_audit.STATEMENTS)


@migrations()
def m009_questions(db: Any) -> None:
    """Questions of screenings, and the folded texts of lines."""
    _run(db, schema_questions.STATEMENTS)
    _run(db, schema_questions.LINE_TEXTS)
    put_line_texts(db.conn, db.conn.execute("SELECT line_id, manifest_id, party, goods, route FROM line"))


@migrations()
def m010_keeping(db: Any) -> None:
    """Legal holds, deleted manifests, and reports of the test of effectiveness."""
    _run(db, schema_keeping.STATEMENTS)


@migrations()
def m011_rescreening(db: Any) -> None:
    """Re-screenings and their alerts, and the words of stored questions."""
    _run(db, schema_rescreening.STATEMENTS)


@migrations()
def m012_pages(db: Any) -> None:
    """What manifests are found again by: names of parties and numbers of documents."""
    _run(db, schema_pages.STATEMENTS)
    for manifest_id, sheet, row, content in db.conn.execute("SELECT manifest_id, sheet, row, content FROM line"):
        put_texts(db.conn, manifest_id, texts_of([codec.line_from_text(sheet, row, content)]))


@migrations()
def m013_history(db: Any) -> None:
    """What the flags ask of earlier manifests, and the contacts of listed parties; filled when they are asked for."""
    _run(db, schema_goods.HISTORY)


@migrations()
def m014_ownership(db: Any) -> None:
    """Checks of ownership by officers."""
    _run(db, schema_goods.OWNERSHIP)


@migrations()
def m015_casework(db: Any) -> None:
    """Accounts, second persons, known parties, and what a record needs to be defended."""
    _run(db, schema_casework.STATEMENTS)


@migrations()
def m016_known_questions(db: Any) -> None:
    """Which hits of a question are of known parties."""
    _run(db, schema_questions.KNOWN)


@migrations()
def m017_fetched(db: Any) -> None:
    """When a list was last fetched whole."""
    db.conn.execute("ALTER TABLE list ADD COLUMN fetched_at TEXT NOT NULL DEFAULT ''")


@migrations()
def m018_rates_before(db: Any) -> None:
    """What exchange rates were before they changed."""
    db.conn.execute(schema_goods.RATES_BEFORE)


@migrations()
def m019_question_order(db: Any) -> None:
    """The order in which Review lists questions, as an index."""
    _run(db, schema_questions.ORDER)


@migrations()
def m020_shipments(db: Any) -> None:
    """Which lines of a manifest travel together; filled when it is screened."""
    _run(db, schema_shipments.STATEMENTS)


@migrations()
def m021_heavy_decisions(db: Any) -> None:
    """Decisions that a second person had to look at, as an index: every clearance asks for them."""
    db.conn.execute(schema_casework.HEAVY)


@migrations()
def m022_reopened(db: Any) -> None:
    """Hits of known parties that opened again."""
    _run(db, schema_known.REOPENED)


@migrations()
def m023_ages_and_further(db: Any) -> None:
    """The dates of files that lists came from, and how many entries a run met beyond the most for one value.

    Taking a file counted as asking its publisher before.
    """
    _run(db, schema_versions.AGES)


@migrations()
def m024_stopping_decisions(db: Any) -> None:
    """Decisions that stop a shipment, as an index: every clearance asks for those on the same name."""
    db.conn.execute(schema_casework.STOPPING)


@migrations()
def m025_history_via(db: Any) -> None:
    """The countries that a line goes through, among what is remembered of it."""
    db.conn.execute(schema_goods.VIA)


@migrations()
def m026_trail_head(db: Any) -> None:
    """The last record of the trail, kept a second time, so that a record taken off its end is missed."""
    _run(db, schema_trail.HEAD)


@migrations()
def m027_shipment_numbers(db: Any) -> None:
    """The numbers of shipments, as an index: other files of the same shipment are found by them."""
    db.conn.execute(schema_shipments.NUMBER)


@migrations()
def m028_agreed_profiles(db: Any) -> None:
    """Whether corrected columns were kept by somebody who may say alone that one is not screened.

    Before there are accounts everybody is the one person who may.
    """
    _run(db, schema_pages.AGREED_PROFILES)


@migrations()
def m029_known_to_check(db: Any) -> None:
    """Known parties that may rest on a clearance which was contradicted before that revoked them."""
    _run(db, schema_known.TO_CHECK)


@migrations()
def m030_bare_numbers(db: Any) -> None:
    """The numbers of shipments without signs and capitals, as an index."""
    _run(db, schema_shipments.BARE_NUMBER)


@migrations()
def m031_rows_before_trail(db: Any) -> None:
    """A record of the rows that are older than the trail, so that no clock tells which they are."""
    before_trail.put_record(db.conn)


@migrations()
def m032_line_marks(db: Any) -> None:
    """What lines are known again by when their file was saved again; of older manifests taken at the next screening."""
    _run(db, schema_shipments.MARKS)


@migrations()
def m033_rows_taken(db: Any) -> None:
    """A record of rows that no program told of before, as they stand: shipments, earlier lines, files of batches ..."""
    before_trail.take_rows(db.conn)


@migrations()
def m034_actors(db: Any) -> None:
    """The records of imports and exports, as indexes: pages and reports tell who did them."""
    _run(db, schema_trail.ACTORS)


def _run(db: Any, statements: str) -> None:
    """Run statements that ";;" separates: a trigger has single semicolons of its own."""
    for statement in statements.split(";;"):
        if statement.strip():
            db.conn.execute(statement)


_FIRST_TABLES = """
CREATE TABLE list (
    list_id TEXT PRIMARY KEY,
    holds TEXT NOT NULL CHECK (holds IN ('parties', 'goods')),
    title TEXT NOT NULL,
    format TEXT NOT NULL,
    source TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    published_on TEXT NOT NULL,
    entries INTEGER NOT NULL,
    names INTEGER NOT NULL,
    unread INTEGER NOT NULL,
    active INTEGER NOT NULL CHECK (active IN (0, 1))
) STRICT;;
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    list_id TEXT NOT NULL REFERENCES list (list_id) ON DELETE CASCADE,
    entry_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    UNIQUE (list_id, entry_id)
) STRICT;;
CREATE TABLE goods_rule (
    id INTEGER PRIMARY KEY,
    list_id TEXT NOT NULL REFERENCES list (list_id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;;
CREATE INDEX goods_rule_code ON goods_rule (code);;
CREATE TABLE manifest (
    manifest_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size INTEGER NOT NULL,
    format TEXT NOT NULL,
    encoding TEXT NOT NULL,
    separator TEXT NOT NULL,
    imported_at TEXT NOT NULL,
    lines INTEGER NOT NULL,
    sheets TEXT NOT NULL,
    unscreened TEXT NOT NULL,
    complete INTEGER NOT NULL CHECK (complete IN (0, 1))
) STRICT;;
CREATE INDEX manifest_sha256 ON manifest (sha256);;
CREATE TABLE line (
    line_id INTEGER PRIMARY KEY AUTOINCREMENT,
    manifest_id INTEGER NOT NULL REFERENCES manifest (manifest_id) ON DELETE CASCADE,
    sheet TEXT NOT NULL,
    row INTEGER NOT NULL,
    party TEXT NOT NULL,
    goods TEXT NOT NULL,
    route TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;;
CREATE INDEX line_manifest ON line (manifest_id);;
CREATE TABLE run (
    run_id INTEGER PRIMARY KEY AUTOINCREMENT,
    manifest_id INTEGER NOT NULL REFERENCES manifest (manifest_id) ON DELETE CASCADE,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    program_version TEXT NOT NULL,
    settings TEXT NOT NULL,
    lists TEXT NOT NULL,
    lines INTEGER NOT NULL DEFAULT 0,
    flagged_lines INTEGER NOT NULL DEFAULT 0,
    hits INTEGER NOT NULL DEFAULT 0,
    unscreened INTEGER NOT NULL DEFAULT 0,
    starter INTEGER NOT NULL CHECK (starter IN (0, 1))
) STRICT;;
CREATE INDEX run_manifest ON run (manifest_id);;
CREATE TABLE hit (
    hit_id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE,
    line_id INTEGER NOT NULL REFERENCES line (line_id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    list_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    entry_name TEXT NOT NULL,
    matched_name TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    sheet TEXT NOT NULL,
    line_row INTEGER NOT NULL,
    row INTEGER NOT NULL,
    score REAL NOT NULL CHECK (score BETWEEN 0 AND 100),
    reason TEXT NOT NULL,
    evidence TEXT NOT NULL
) STRICT;;
CREATE INDEX hit_run_line ON hit (run_id, line_id, score);;
CREATE INDEX hit_line ON hit (line_id);;
CREATE TABLE run_unscreened (
    id INTEGER PRIMARY KEY,
    run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE,
    sheet TEXT NOT NULL,
    row INTEGER NOT NULL,
    field TEXT NOT NULL,
    reason TEXT NOT NULL,
    value TEXT NOT NULL
) STRICT;;
CREATE INDEX run_unscreened_run ON run_unscreened (run_id, row);;
CREATE TABLE decision (
    decision_id INTEGER PRIMARY KEY AUTOINCREMENT,
    hit_id INTEGER NOT NULL REFERENCES hit (hit_id) ON DELETE RESTRICT,
    disposition TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    text TEXT NOT NULL,
    user TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    replaces INTEGER REFERENCES decision (decision_id) ON DELETE RESTRICT
) STRICT;;
CREATE INDEX decision_hit ON decision (hit_id, decision_id);;
CREATE TRIGGER decision_is_never_changed BEFORE UPDATE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;;
CREATE TRIGGER decision_is_never_deleted BEFORE DELETE ON decision
BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;;
"""
