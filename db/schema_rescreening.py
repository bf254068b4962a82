"""Tables for re-screening: the words of stored questions, what was found when, and which hits are alerts."""

STATEMENTS = """
ALTER TABLE question ADD COLUMN forms TEXT NOT NULL DEFAULT '';;
ALTER TABLE question ADD COLUMN stamp INTEGER NOT NULL DEFAULT 0;;
CREATE INDEX question_stamp ON question (kind, stamp);;
CREATE TRIGGER question_that_nobody_asks AFTER DELETE ON question_place
BEGIN DELETE FROM question WHERE question_id = OLD.question_id
    AND NOT EXISTS (SELECT 1 FROM question_place AS p WHERE p.question_id = OLD.question_id); END;;
ALTER TABLE manifest ADD COLUMN questions INTEGER NOT NULL DEFAULT 0;;
ALTER TABLE run ADD COLUMN as_of TEXT NOT NULL DEFAULT '';;
CREATE INDEX hit_entry ON hit (list_id, entry_id);;
CREATE INDEX entry_past_entry ON entry_past (list_id, entry_id);;
CREATE TABLE rescreening (
    rescreening_id INTEGER PRIMARY KEY AUTOINCREMENT,
    started_at TEXT NOT NULL,
    finished_at TEXT NOT NULL,
    since TEXT NOT NULL,
    program_version TEXT NOT NULL,
    settings TEXT NOT NULL,
    lists TEXT NOT NULL,
    figures TEXT NOT NULL
) STRICT;;
CREATE TABLE alert (
    hit_id INTEGER PRIMARY KEY REFERENCES hit (hit_id) ON DELETE CASCADE,
    rescreening_id INTEGER NOT NULL REFERENCES rescreening (rescreening_id) ON DELETE RESTRICT,
    why TEXT NOT NULL CHECK (why IN ('new', 'stronger'))
) STRICT;;
CREATE INDEX alert_rescreening ON alert (rescreening_id);;
CREATE TABLE hit_gone (
    hit_id INTEGER NOT NULL REFERENCES hit (hit_id) ON DELETE CASCADE,
    rescreening_id INTEGER NOT NULL REFERENCES rescreening (rescreening_id) ON DELETE RESTRICT,
    why TEXT NOT NULL CHECK (why IN ('left', 'changed')),
    PRIMARY KEY (hit_id, rescreening_id)
) STRICT, WITHOUT ROWID;;
CREATE INDEX hit_gone_rescreening ON hit_gone (rescreening_id);;
"""
