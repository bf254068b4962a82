"""Tables for the versions of lists: what came when, from when to when it was in force, and what entries were then."""

STATEMENTS = """
CREATE TABLE list_version (
    version_id INTEGER PRIMARY KEY AUTOINCREMENT,
    list_id TEXT NOT NULL,
    holds TEXT NOT NULL CHECK (holds IN ('parties', 'goods')),
    state TEXT NOT NULL CHECK (state IN ('accepted', 'held', 'refused')),
    title TEXT NOT NULL,
    format TEXT NOT NULL,
    source TEXT NOT NULL,
    files TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    headers TEXT NOT NULL,
    received_at TEXT NOT NULL,
    published_on TEXT NOT NULL,
    figures TEXT NOT NULL,
    unread INTEGER NOT NULL,
    notes TEXT NOT NULL,
    problems TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;;
CREATE INDEX list_version_list ON list_version (list_id, version_id);;
CREATE TABLE list_force (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    list_id TEXT NOT NULL,
    version_id INTEGER NOT NULL REFERENCES list_version (version_id) ON DELETE RESTRICT,
    since TEXT NOT NULL,
    until TEXT,
    decided_by TEXT NOT NULL,
    reason TEXT NOT NULL
) STRICT;;
CREATE INDEX list_force_list ON list_force (list_id, since);;
CREATE TABLE entry_past (
    id INTEGER PRIMARY KEY,
    list_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    content TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL
) STRICT;;
CREATE INDEX entry_past_list ON entry_past (list_id, until);;
CREATE TABLE goods_rule_past (
    id INTEGER PRIMARY KEY,
    list_id TEXT NOT NULL,
    code TEXT NOT NULL,
    content TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL
) STRICT;;
CREATE INDEX goods_rule_past_list ON goods_rule_past (list_id, until);;
ALTER TABLE entry ADD COLUMN since TEXT NOT NULL DEFAULT '';;
ALTER TABLE goods_rule ADD COLUMN since TEXT NOT NULL DEFAULT '';;
ALTER TABLE list ADD COLUMN checked_at TEXT NOT NULL DEFAULT '';;
ALTER TABLE list ADD COLUMN version_id INTEGER REFERENCES list_version (version_id) ON DELETE RESTRICT;;
CREATE INDEX entry_since ON entry (list_id, since);;
INSERT INTO list_version (list_id, holds, state, title, format, source, files, sha256, headers, received_at,
    published_on, figures, unread, notes, problems, decided_by, decided_at, reason)
  SELECT list_id, holds, 'accepted', title, format, source, '[]', sha256, '[]', imported_at,
    published_on, json_array(entries, names, json_object(), json_object()), unread, '[]', '[]', '', '', '' FROM list;;
UPDATE list SET version_id = (SELECT v.version_id FROM list_version AS v WHERE v.list_id = list.list_id),
    checked_at = imported_at;;
INSERT INTO list_force (list_id, version_id, since, until, decided_by, reason)
  SELECT list_id, version_id, imported_at, NULL, '', '' FROM list WHERE active = 1;;
UPDATE entry SET since = (SELECT imported_at FROM list WHERE list.list_id = entry.list_id);;
UPDATE goods_rule SET since = (SELECT imported_at FROM list WHERE list.list_id = goods_rule.list_id);;
CREATE TRIGGER list_version_is_never_deleted BEFORE DELETE ON list_version
BEGIN SELECT RAISE(ABORT, 'versions of lists are kept'); END;;
CREATE TABLE question (
    question_id INTEGER PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('party', 'goods')),
    digest BLOB NOT NULL UNIQUE,
    content TEXT NOT NULL
) STRICT;;
CREATE INDEX question_kind ON question (kind, question_id);;
CREATE TABLE question_place (
    question_id INTEGER NOT NULL REFERENCES question (question_id) ON DELETE CASCADE,
    manifest_id INTEGER NOT NULL REFERENCES manifest (manifest_id) ON DELETE CASCADE,
    line_ids BLOB NOT NULL,
    PRIMARY KEY (question_id, manifest_id)
) STRICT, WITHOUT ROWID;;
CREATE INDEX question_place_manifest ON question_place (manifest_id);;
"""

AGES = """
ALTER TABLE list ADD COLUMN file_date TEXT NOT NULL DEFAULT '';;
UPDATE list SET checked_at = '' WHERE fetched_at = '' AND source NOT LIKE 'https://%';;
ALTER TABLE run ADD COLUMN further INTEGER NOT NULL DEFAULT 0;;
"""
