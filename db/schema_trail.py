"""Tables for the audit trail and for the settings, both append-only."""

STATEMENTS = """
CREATE TABLE trail (
    seq INTEGER PRIMARY KEY,
    body BLOB NOT NULL,
    previous BLOB NOT NULL CHECK (length(previous) = 32),
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32)
) STRICT;;
CREATE TRIGGER trail_is_never_changed BEFORE UPDATE ON trail
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;;
CREATE TRIGGER trail_is_never_deleted BEFORE DELETE ON trail
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;;
CREATE TABLE setting (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    user TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;;
CREATE INDEX setting_name ON setting (name, id);;
CREATE TRIGGER setting_is_never_changed BEFORE UPDATE ON setting
BEGIN SELECT RAISE(ABORT, 'settings are append-only'); END;;
CREATE TRIGGER setting_is_never_deleted BEFORE DELETE ON setting
BEGIN SELECT RAISE(ABORT, 'settings are append-only'); END;;
"""

HEAD = """
CREATE TABLE trail_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;;
INSERT INTO trail_head (id, seq, hash) SELECT 1, seq, hash FROM trail ORDER BY seq DESC LIMIT 1;;
INSERT OR IGNORE INTO trail_head (id, seq, hash) VALUES (1, 0, zeroblob(32));;
CREATE TRIGGER trail_head_only_grows BEFORE UPDATE ON trail_head
WHEN NEW.id <> OLD.id OR NEW.seq <= OLD.seq OR NOT EXISTS (SELECT 1 FROM trail WHERE seq = NEW.seq AND hash = NEW.hash)
BEGIN SELECT RAISE(ABORT, 'the head of the audit trail only grows'); END;;
CREATE TRIGGER trail_head_is_never_deleted BEFORE DELETE ON trail_head
BEGIN SELECT RAISE(ABORT, 'the head of the audit trail stays'); END;;
"""

IMPORTED = 'instr(body, CAST(\'"kind":"manifest_imported"\' AS BLOB)) > 0'
EXPORTED = 'instr(body, CAST(\'"kind":"exported"\' AS BLOB)) > 0'
ACTORS = f"""
CREATE INDEX trail_imported ON trail (seq) WHERE {IMPORTED};;
CREATE INDEX trail_exported ON trail (seq) WHERE {EXPORTED};;
"""
"""Who imported which manifest, and what was written of a screening, is read from the records themselves."""
