"""Tables that the pages of the window search: names of parties and numbers of documents, by manifest."""

STATEMENTS = """
CREATE TABLE manifest_text (
    manifest_id INTEGER NOT NULL REFERENCES manifest (manifest_id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('party', 'document')),
    folded TEXT NOT NULL,
    PRIMARY KEY (manifest_id, kind, folded)
) STRICT, WITHOUT ROWID;;
CREATE INDEX run_finished ON run (manifest_id, run_id) WHERE finished_at IS NOT NULL;;
CREATE INDEX decision_at ON decision (decided_at);;
"""

AGREED_PROFILES = """
ALTER TABLE profile ADD COLUMN agreed INTEGER NOT NULL DEFAULT 0 CHECK (agreed IN (0, 1));;
UPDATE profile SET agreed = 1 WHERE NOT EXISTS (SELECT 1 FROM account);;
"""
