"""Tables for the checkpoints of the audit trail and for the name and public keys of the store."""

STATEMENTS = """
CREATE TABLE checkpoint (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    size INTEGER NOT NULL,
    root BLOB NOT NULL CHECK (length(root) = 32),
    at TEXT NOT NULL,
    program TEXT NOT NULL,
    signed INTEGER NOT NULL CHECK (signed IN (0, 1)),
    note TEXT NOT NULL,
    peaks BLOB NOT NULL
) STRICT;;
CREATE TRIGGER checkpoint_is_never_changed BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;;
CREATE TRIGGER checkpoint_is_never_deleted BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;;
CREATE TABLE trail_key (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    public_key TEXT NOT NULL,
    made_at TEXT NOT NULL
) STRICT;;
CREATE TRIGGER trail_key_is_never_changed BEFORE UPDATE ON trail_key
BEGIN SELECT RAISE(ABORT, 'keys are append-only'); END;;
CREATE TRIGGER trail_key_is_never_deleted BEFORE DELETE ON trail_key
BEGIN SELECT RAISE(ABORT, 'keys are append-only'); END;;
CREATE TABLE store_identity (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    name TEXT NOT NULL
) STRICT;;
INSERT INTO store_identity (id, name) VALUES (1, 'tekser-' || lower(hex(randomblob(6))));;
CREATE TRIGGER store_identity_is_never_changed BEFORE UPDATE ON store_identity
BEGIN SELECT RAISE(ABORT, 'the name of a store stays'); END;;
CREATE TRIGGER store_identity_is_never_deleted BEFORE DELETE ON store_identity
BEGIN SELECT RAISE(ABORT, 'the name of a store stays'); END;;
"""
