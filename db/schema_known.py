"""Tables of hits that a known party kept from being asked, and of known parties that are to be looked at again."""

REOPENED = """
CREATE TABLE hit_reopened (
    hit_id INTEGER PRIMARY KEY REFERENCES hit (hit_id) ON DELETE CASCADE,
    run_id INTEGER NOT NULL,
    known_id INTEGER NOT NULL REFERENCES known_party (known_id) ON DELETE RESTRICT,
    why TEXT NOT NULL CHECK (why IN ('known_revoked', 'known_expired', 'known_entry_changed')),
    released INTEGER NOT NULL CHECK (released IN (0, 1)),
    at TEXT NOT NULL
) STRICT;;
CREATE INDEX hit_reopened_run ON hit_reopened (run_id, at);;
CREATE TRIGGER hit_reopened_is_never_changed BEFORE UPDATE ON hit_reopened
BEGIN SELECT RAISE(ABORT, 'what opened again is append-only'); END;;
"""
"""``released``: nothing kept the shipment from being released before. The hit itself says no more that it is
suppressed; by which known party it was stands here."""

TO_CHECK = """
CREATE TABLE known_to_check (known_id INTEGER PRIMARY KEY REFERENCES known_party (known_id)) STRICT;;
INSERT INTO known_to_check SELECT known_id FROM known_party WHERE known_id NOT IN (SELECT known_id FROM known_revoked);;
"""
"""Known parties that a program remembered which did not yet revoke what later decisions speak against: each is looked at
once, by the first that asks for known parties."""
