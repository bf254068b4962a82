"""The pages of the window, one line each, in the order of their tabs and of Ctrl+1, Ctrl+2, ..."""

from dataclasses import dataclass

from ui.words import N_


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its module is imported and the page made when it is first shown, so that the start stays quick."""

    name: str
    title: str
    """English source of the words on its tab."""
    module: str
    page: str
    """Name of the class; it takes the desk alone."""


PLACES = (
    Place("today", N_("Today"), "ui.desktop.today_page", "TodayPage"),
    Place("manifests", N_("Manifests"), "ui.desktop.manifests_page", "ManifestsPage"),
    Place("review", N_("Review"), "ui.desktop.review_page", "ReviewPage"),
    Place("quick", N_("Quick check"), "ui.desktop.quick_page", "QuickPage"),
    Place("lists", N_("Lists"), "ui.desktop.lists_page", "ListsPage"),
    Place("history", N_("History"), "ui.desktop.history_page", "HistoryPage"),
    Place("seeing", N_("Charts"), "ui.desktop.seeing_page", "SeeingPage"),
    Place("settings", N_("Settings"), "ui.desktop.settings_page", "SettingsPage"),
)
