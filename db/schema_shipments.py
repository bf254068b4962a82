"""Tables for the shipments of manifests: which lines travel together."""

# The lines of one document mostly follow each other: a run of them is one row, whatever its length.
STATEMENTS = """
CREATE TABLE shipment (
    shipment_id INTEGER PRIMARY KEY,
    manifest_id INTEGER NOT NULL REFERENCES manifest (manifest_id) ON DELETE CASCADE,
    field TEXT NOT NULL,
    number TEXT NOT NULL,
    UNIQUE (manifest_id, field, number)
) STRICT;;
CREATE TABLE shipment_lines (
    shipment_id INTEGER NOT NULL REFERENCES shipment (shipment_id) ON DELETE CASCADE,
    first_line INTEGER NOT NULL,
    last_line INTEGER NOT NULL,
    PRIMARY KEY (shipment_id, first_line)
) STRICT, WITHOUT ROWID;;
"""

NUMBER = "CREATE INDEX shipment_number ON shipment (number, field, manifest_id) WHERE field <> 'sheet'"
"""The same shipment in other manifests: every verdict asks whether another screening of it has an alert."""

BARE = "lower(replace(replace(replace(replace(number, ' ', ''), '-', ''), '/', ''), '.', ''))"
BARE_NUMBER = f"""
DROP INDEX shipment_number;;
CREATE INDEX shipment_bare_number ON shipment ({BARE}, field, manifest_id) WHERE field <> 'sheet';;
"""
"""The same, whatever signs and capitals a number is written with."""

MARKS = """
CREATE TABLE line_mark (
    line_id INTEGER PRIMARY KEY REFERENCES line (line_id) ON DELETE CASCADE,
    manifest_id INTEGER NOT NULL,
    who INTEGER NOT NULL,
    what INTEGER NOT NULL,
    number INTEGER NOT NULL,
    sent INTEGER NOT NULL,
    quantity REAL NOT NULL
) STRICT;;
CREATE INDEX line_mark_pair ON line_mark (who, what, manifest_id, number) WHERE who <> 0 AND what <> 0;;
CREATE INDEX line_mark_sent ON line_mark (sent, manifest_id, number) WHERE sent <> 0;;
"""
"""What each line is known again by when its file was saved again; filled when the history is."""
