"""Sentences and names that the pages beside Review show."""

from datetime import datetime

from screening.model.lists import ListInfo
from ui import words
from ui.words.codes import age_level
from ui.words.page_tables import ENTRY_KINDS, IDENTIFIER_KINDS, NAME_QUALITIES, RELATION_KINDS


def list_state_text(info: ListInfo, now: datetime) -> str:
    """Return whether a list is in force and how old it is, by sign and word."""
    if not info.active:
        return words._("retired")
    return {
        "fresh": "● " + words._("fresh"),
        "amber": "◐ " + words._("over a day old"),
        "red": "○ " + words._("over three days old"),
    }[age_level(info, now)]


def waiting_text(since: datetime, now: datetime) -> str:
    """Return how long something has waited, in words."""
    hours = max(0.0, (now - since).total_seconds() / 3600)
    if hours < 1:
        return words._("less than an hour")
    if hours < 48:
        n = int(hours)
        return words.ngettext("{n} hour", "{n} hours", n).format(n=n)
    n = int(hours // 24)
    return words.ngettext("{n} day", "{n} days", n).format(n=n)


def entry_kind_name(kind: str) -> str:
    """Return what a list entry is."""
    return words._(ENTRY_KINDS.get(kind, kind))


def name_quality_name(quality: str) -> str:
    """Return how far the publisher trusts a name, empty where it does."""
    return words._(NAME_QUALITIES.get(quality, quality))


def identifier_kind_name(kind: str) -> str:
    """Return what a number of a party is."""
    return words._(IDENTIFIER_KINDS.get(kind, kind))


def relation_kind_name(kind: str) -> str:
    """Return how two entries belong together."""
    return words._(RELATION_KINDS.get(kind, kind))
