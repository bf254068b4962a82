"""Tables of questions: hits that are one decision, counted once for each screening."""

STATEMENTS = """
CREATE TABLE review_question (
    question_id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL REFERENCES run (run_id) ON DELETE CASCADE,
    key BLOB NOT NULL,
    kind TEXT NOT NULL,
    list_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    entry_name TEXT NOT NULL,
    field TEXT NOT NULL,
    value TEXT NOT NULL,
    folded TEXT NOT NULL,
    score REAL NOT NULL,
    risk REAL NOT NULL,
    hits INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    first_hit INTEGER NOT NULL,
    UNIQUE (run_id, key)
) STRICT;;
CREATE INDEX review_question_key ON review_question (key);;
CREATE INDEX review_question_entry ON review_question (list_id, entry_id);;
CREATE TABLE hit_question (
    hit_id INTEGER PRIMARY KEY REFERENCES hit (hit_id) ON DELETE CASCADE,
    question_id INTEGER NOT NULL REFERENCES review_question (question_id) ON DELETE CASCADE
) STRICT;;
CREATE INDEX hit_question_question ON hit_question (question_id, hit_id);;
CREATE TABLE run_questions (
    run_id INTEGER PRIMARY KEY REFERENCES run (run_id) ON DELETE CASCADE,
    last_hit INTEGER NOT NULL
) STRICT;;
"""
"""``run_questions`` says up to which hit the questions of a screening are made; a screening of an older program, and
hits that came to it later, are caught up with when it is opened."""

LINE_TEXTS = """
CREATE TABLE line_text (
    line_id INTEGER PRIMARY KEY REFERENCES line (line_id) ON DELETE CASCADE,
    manifest_id INTEGER NOT NULL,
    party TEXT NOT NULL,
    goods TEXT NOT NULL,
    route TEXT NOT NULL
) STRICT;;
"""
"""The texts of the table of lines in folded letters, apart from the lines themselves: a filter reads a tenth of the
bytes, and needs no function of ours for Cyrillic letters."""

KNOWN = """
ALTER TABLE hit_question ADD COLUMN suppressed INTEGER NOT NULL DEFAULT 0 CHECK (suppressed IN (0, 1));;
"""
"""Whether the hit is not asked because the party is known, as on the hit itself: it is asked of all of them at once."""

ORDER = """
CREATE INDEX review_question_risk ON review_question (run_id, risk DESC, lines DESC, question_id);;
"""
"""The first questions of a screening are shown before its hundred thousand others are read."""
