"""The keys of Review besides those of the decisions, as its sheet of keys names them."""

from ui.words import N_

KEYS = (
    ("J / K", N_("next, previous open")),
    ("Enter", N_("into the lines")),
    ("Esc", N_("back")),
    ("F2", N_("comment")),
    ("Ctrl+Enter", N_("decide from the comment")),
    ("Ctrl+Z", N_("undo")),
    ("Ctrl+F", N_("find")),
    ("O", N_("open entry")),
    ("W", N_("who owns the party")),
    ("9 / 0", N_("agree, return")),
    ("A", N_("approvals")),
    ("L", N_("questions or lines")),
    ("Ctrl+C", N_("copy as table")),
    ("Ctrl+E", N_("export")),
)
