"""The store. SQLite lives here and nowhere else; everything is reached through the Protocols of screening.ports."""
