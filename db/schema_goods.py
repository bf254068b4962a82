"""Tables for goods and route: exchange rates, the history of lines, contacts of listed parties, checks of ownership."""

RATES = (
    "CREATE TABLE rate (day TEXT NOT NULL, currency TEXT NOT NULL, base TEXT NOT NULL,"
    " worth REAL NOT NULL CHECK (worth > 0), source TEXT NOT NULL, PRIMARY KEY (currency, base, day)) STRICT"
)

# What a rate was before each change; no worth: there was none. Screenings are made again with the rates they had.
RATES_BEFORE = (
    "CREATE TABLE rate_before (currency TEXT NOT NULL, base TEXT NOT NULL, day TEXT NOT NULL, until TEXT NOT NULL,"
    " worth REAL, source TEXT, PRIMARY KEY (currency, base, day, until)) STRICT, WITHOUT ROWID"
)

HISTORY = """
CREATE TABLE history_done (
    manifest_id INTEGER PRIMARY KEY REFERENCES manifest (manifest_id) ON DELETE CASCADE
) STRICT;;
CREATE TABLE history_line (
    line_id INTEGER PRIMARY KEY REFERENCES line (line_id) ON DELETE CASCADE,
    manifest_id INTEGER NOT NULL,
    consignor TEXT NOT NULL,
    consignee TEXT NOT NULL,
    notify TEXT NOT NULL,
    hs6 TEXT NOT NULL,
    destination TEXT NOT NULL,
    document TEXT NOT NULL,
    day TEXT NOT NULL,
    currency TEXT NOT NULL,
    value REAL,
    kg REAL
) STRICT;;
CREATE INDEX history_line_manifest ON history_line (manifest_id);;
CREATE INDEX history_line_code ON history_line (hs6, manifest_id);;
CREATE INDEX history_line_consignee ON history_line (consignee, manifest_id);;
CREATE INDEX history_line_document ON history_line (document, manifest_id) WHERE document <> '';;
CREATE TABLE history_contact (
    kind TEXT NOT NULL,
    contact TEXT NOT NULL,
    party TEXT NOT NULL,
    manifest_id INTEGER NOT NULL REFERENCES manifest (manifest_id) ON DELETE CASCADE,
    PRIMARY KEY (kind, contact, party, manifest_id)
) STRICT, WITHOUT ROWID;;
CREATE TABLE listed_contact (
    kind TEXT NOT NULL,
    contact TEXT NOT NULL,
    list_id TEXT NOT NULL,
    entry_id TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (kind, contact, list_id, entry_id)
) STRICT, WITHOUT ROWID;;
CREATE TABLE listed_contact_version (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), party_version TEXT NOT NULL) STRICT;;
"""

# A check outlives its run, as decisions do: what was looked at stays on record when the lines are deleted.
OWNERSHIP = """
CREATE TABLE ownership_check (
    check_id INTEGER PRIMARY KEY AUTOINCREMENT,
    run_id INTEGER NOT NULL,
    party TEXT NOT NULL,
    answer TEXT NOT NULL,
    source TEXT NOT NULL,
    user TEXT NOT NULL,
    checked_at TEXT NOT NULL
) STRICT;;
CREATE INDEX ownership_check_run ON ownership_check (run_id, party);;
CREATE TRIGGER ownership_check_is_never_changed BEFORE UPDATE ON ownership_check
BEGIN SELECT RAISE(ABORT, 'checks of ownership are append-only'); END;;
CREATE TRIGGER ownership_check_is_never_deleted BEFORE DELETE ON ownership_check
BEGIN SELECT RAISE(ABORT, 'checks of ownership are append-only'); END;;
"""

VIA = "ALTER TABLE history_line ADD COLUMN via TEXT NOT NULL DEFAULT ''"
"""Countries of transit and of border offices; empty for lines whose facts were taken before."""
