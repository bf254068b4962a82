"""The names of the files in a data folder."""

DATABASE_NAME = "tekser.sqlite3"
LOCK_NAME = "tekser.lock"
BACKUPS = "backups"
DAMAGED = "damaged"
"""Where a database goes that a backup took the place of."""
RESTORED = "tekser.sqlite3.restored"
"""A backup that is about to take the database's place; one that is met at a start finishes what was broken off."""
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite keeps beside its database."""
