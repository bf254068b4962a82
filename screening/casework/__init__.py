"""Casework: who may do what, which decision may follow which, when a second person is needed, what is remembered."""
