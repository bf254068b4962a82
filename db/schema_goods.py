"""Tables for goods and route: exchange rates."""

RATES = (
    "CREATE TABLE rate (day TEXT NOT NULL, currency TEXT NOT NULL, base TEXT NOT NULL,"
    " worth REAL NOT NULL CHECK (worth > 0), source TEXT NOT NULL, PRIMARY KEY (currency, base, day)) STRICT"
)
