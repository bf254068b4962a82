"""Tables for accounts, second persons, known parties, and what a record needs to be defended."""

STATEMENTS = """
CREATE TABLE account (
    account_id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('officer', 'approver', 'auditor', 'administrator')),
    password TEXT NOT NULL,
    public_key TEXT NOT NULL DEFAULT '',
    disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
    failures INTEGER NOT NULL DEFAULT 0,
    failed_at TEXT NOT NULL DEFAULT '',
    made_at TEXT NOT NULL
) STRICT;;
CREATE TRIGGER account_is_never_deleted BEFORE DELETE ON account
BEGIN SELECT RAISE(ABORT, 'accounts are disabled, never deleted'); END;;
ALTER TABLE decision ADD COLUMN licence TEXT NOT NULL DEFAULT '';;
ALTER TABLE decision ADD COLUMN licence_until TEXT NOT NULL DEFAULT '';;
ALTER TABLE decision ADD COLUMN attachments TEXT NOT NULL DEFAULT '[]';;
ALTER TABLE decision ADD COLUMN role TEXT NOT NULL DEFAULT 'single_user';;
ALTER TABLE decision ADD COLUMN machine TEXT NOT NULL DEFAULT '';;
ALTER TABLE decision ADD COLUMN system_user TEXT NOT NULL DEFAULT '';;
ALTER TABLE decision ADD COLUMN second TEXT NOT NULL DEFAULT '';;
CREATE TABLE approval (
    approval_id INTEGER PRIMARY KEY AUTOINCREMENT,
    decision_id INTEGER NOT NULL UNIQUE REFERENCES decision (decision_id) ON DELETE RESTRICT,
    agreed INTEGER NOT NULL CHECK (agreed IN (0, 1)),
    comment TEXT NOT NULL,
    user TEXT NOT NULL,
    at TEXT NOT NULL,
    way TEXT NOT NULL CHECK (way IN ('here', 'file')),
    machine TEXT NOT NULL,
    signature TEXT NOT NULL
) STRICT;;
CREATE TRIGGER approval_is_never_changed BEFORE UPDATE ON approval
BEGIN SELECT RAISE(ABORT, 'approvals are append-only'); END;;
CREATE TRIGGER approval_is_never_deleted BEFORE DELETE ON approval
BEGIN SELECT RAISE(ABORT, 'approvals are append-only'); END;;
CREATE TABLE hit_state (
    hit_id INTEGER PRIMARY KEY REFERENCES hit (hit_id) ON DELETE CASCADE,
    decision_id INTEGER REFERENCES decision (decision_id) ON DELETE RESTRICT,
    pending_id INTEGER REFERENCES decision (decision_id) ON DELETE RESTRICT
) STRICT;;
CREATE INDEX hit_state_pending ON hit_state (pending_id) WHERE pending_id IS NOT NULL;;
INSERT INTO hit_state (hit_id, decision_id)
  SELECT d.hit_id, d.decision_id FROM decision AS d WHERE d.disposition <> 'withdrawn'
  AND d.decision_id = (SELECT max(n.decision_id) FROM decision AS n WHERE n.hit_id = d.hit_id);;
CREATE TABLE case_file (
    case_id TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    decisions TEXT NOT NULL,
    user TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT;;
CREATE TRIGGER case_file_is_never_changed BEFORE UPDATE ON case_file
BEGIN SELECT RAISE(ABORT, 'case files are append-only'); END;;
CREATE TABLE known_party (
    known_id INTEGER PRIMARY KEY AUTOINCREMENT,
    party_key TEXT NOT NULL,
    party_data TEXT NOT NULL,
    party_name TEXT NOT NULL,
    list_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    entry_name TEXT NOT NULL,
    entry_hash TEXT NOT NULL,
    scope TEXT NOT NULL CHECK (scope IN ('all', 'sender', 'manifest')),
    scope_value TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    text TEXT NOT NULL,
    decision_id INTEGER NOT NULL REFERENCES decision (decision_id) ON DELETE RESTRICT,
    user TEXT NOT NULL,
    made_at TEXT NOT NULL,
    expires_on TEXT NOT NULL
) STRICT;;
CREATE TRIGGER known_party_is_never_changed BEFORE UPDATE ON known_party
BEGIN SELECT RAISE(ABORT, 'known parties are append-only'); END;;
CREATE TRIGGER known_party_is_never_deleted BEFORE DELETE ON known_party
BEGIN SELECT RAISE(ABORT, 'known parties are append-only'); END;;
CREATE TABLE known_revoked (
    known_id INTEGER PRIMARY KEY REFERENCES known_party (known_id) ON DELETE RESTRICT,
    user TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;;
CREATE TRIGGER known_revoked_is_never_changed BEFORE UPDATE ON known_revoked
BEGIN SELECT RAISE(ABORT, 'known parties are append-only'); END;;
CREATE TRIGGER known_revoked_is_never_deleted BEFORE DELETE ON known_revoked
BEGIN SELECT RAISE(ABORT, 'known parties are append-only'); END;;
ALTER TABLE hit ADD COLUMN suppressed_by INTEGER;;
ALTER TABLE hit ADD COLUMN known_note TEXT NOT NULL DEFAULT '';;
ALTER TABLE hit ADD COLUMN place INTEGER NOT NULL DEFAULT 0;;
ALTER TABLE hit ADD COLUMN threshold REAL NOT NULL DEFAULT 0;;
ALTER TABLE hit ADD COLUMN entry_hash TEXT NOT NULL DEFAULT '';;
CREATE INDEX hit_suppressed ON hit (suppressed_by) WHERE suppressed_by IS NOT NULL;;
CREATE TABLE entry_snapshot (
    content_hash TEXT PRIMARY KEY,
    content TEXT NOT NULL
) STRICT, WITHOUT ROWID;;
ALTER TABLE run ADD COLUMN record TEXT NOT NULL DEFAULT '{}';;
ALTER TABLE run ADD COLUMN suppressed INTEGER NOT NULL DEFAULT 0;;
"""

STOPPING = "CREATE INDEX decision_stopping ON decision (hit_id) WHERE disposition IN ('true_match', 'rejected')"
HEAVY = (
    "CREATE INDEX decision_heavy ON decision (hit_id) WHERE second <> '' OR disposition IN ('true_match', 'rejected')"
)
