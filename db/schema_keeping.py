"""Tables for legal holds and for manifests whose time of keeping is over and that were deleted."""

STATEMENTS = """
CREATE TABLE legal_hold (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    manifest_id INTEGER NOT NULL,
    placed INTEGER NOT NULL CHECK (placed IN (0, 1)),
    reason TEXT NOT NULL,
    user TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;;
CREATE INDEX legal_hold_manifest ON legal_hold (manifest_id, id);;
CREATE TRIGGER legal_hold_is_never_changed BEFORE UPDATE ON legal_hold
BEGIN SELECT RAISE(ABORT, 'legal holds are append-only'); END;;
CREATE TRIGGER legal_hold_is_never_deleted BEFORE DELETE ON legal_hold
BEGIN SELECT RAISE(ABORT, 'legal holds are append-only'); END;;
CREATE TABLE manifest_deleted (
    manifest_id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    user TEXT NOT NULL
) STRICT;;
CREATE TABLE effectiveness (
    effectiveness_id INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at TEXT NOT NULL,
    user TEXT NOT NULL,
    program_version TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;;
CREATE TRIGGER effectiveness_is_never_changed BEFORE UPDATE ON effectiveness
BEGIN SELECT RAISE(ABORT, 'reports of effectiveness are append-only'); END;;
CREATE TRIGGER effectiveness_is_never_deleted BEFORE DELETE ON effectiveness
BEGIN SELECT RAISE(ABORT, 'reports of effectiveness are append-only'); END;;
"""
