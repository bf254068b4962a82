"""Tables for batches and watched folders."""

STATEMENTS = """
CREATE TABLE batch (
    batch_id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('screen', 'watch')),
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT
) STRICT;;
CREATE INDEX batch_key ON batch (key, batch_id);;
CREATE TABLE batch_file (
    batch_id INTEGER NOT NULL REFERENCES batch (batch_id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('screened', 'done', 'failed')),
    at TEXT NOT NULL,
    run_id INTEGER REFERENCES run (run_id) ON DELETE SET NULL,
    report TEXT NOT NULL,
    moved_to TEXT NOT NULL,
    error_code TEXT NOT NULL,
    error_data TEXT NOT NULL,
    fault INTEGER NOT NULL CHECK (fault IN (0, 1)),
    id INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;;
CREATE INDEX batch_file_batch ON batch_file (batch_id, path);;
CREATE INDEX batch_file_run ON batch_file (run_id);;
"""
