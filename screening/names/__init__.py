"""Matching of names and numbers of parties, vessels and aircraft: ``index`` is the way in."""
