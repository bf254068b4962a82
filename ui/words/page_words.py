"""Sentences and names that the pages beside Review show."""

from datetime import datetime

from screening.casework.known import Reopened
from screening.model.lists import ListChange, ListInfo
from screening.model.overview import HistoryEvent, HistoryKind
from ui import words
from ui.words.codes import age_level
from ui.words.page_tables import (
    ENTRY_KINDS,
    HISTORY_DATA,
    IDENTIFIER_KINDS,
    INNER_LISTS,
    NAME_QUALITIES,
    TRAIL_KINDS,
)


def list_state_text(info: ListInfo, now: datetime) -> str:
    """Return whether a list is in force and how old it is, by sign and word."""
    if not info.active and info.held and not info.version_id:
        return "▲ " + words._("HELD; nothing in force, not screened against")
    if not info.active:
        return words._("retired")
    if words.list_age_unknown(info, now):
        return "◐ " + words._("age not known")
    return {
        "not_judged": "◇ " + words._("your own; not judged"),
        "fresh": "● " + words._("fresh"),
        "amber": "◐ " + words._("over a day old"),
        "red": "○ " + words._("over three days old"),
    }[age_level(info, now)]


def list_change_text(change: ListChange) -> str:
    """Return what came of taking a list in, on one line: what changed, or that it is held and what that means."""
    if not change.problems:
        return words._("{list}: {entries} entries read, {new} new, {gone} gone, {changed} changed").format(
            list=change.info.list_id, entries=change.info.entries, new=change.new, gone=change.gone,
            changed=change.changed,
        )  # fmt: skip
    told = words._("{list}: HELD until you decide; the version in force stays. {why}")
    if not change.in_force:
        told = words._("{list}: HELD until you decide; NOTHING IS IN FORCE, it is not screened against. {why}")
    return told.format(list=change.info.list_id, why=words.reason_text(change.problems[0]))


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


def history_text(event: HistoryEvent) -> str:
    """Return what came of an event, in a few words."""
    if event.kind is HistoryKind.IMPORT:
        return words.ngettext("{n} line", "{n} lines", event.count).format(n=event.count)
    if event.kind is HistoryKind.SCREENING:
        flagged = int(str(event.data.get("flagged_lines", 0)))
        told = words.ngettext("{n} line flagged", "{n} lines flagged", flagged).format(n=flagged)
        unscreened = int(str(event.data.get("unscreened", 0)))
        if unscreened:
            told += " · " + words._("{n} not screened").format(n=unscreened)
        return told
    if event.kind is HistoryKind.DECISION and event.code not in TRAIL_KINDS:
        name = words.disposition_name(event.code)
        return name if event.count <= 1 else f"{name} ({event.count})"
    told = words._(TRAIL_KINDS.get(event.code, event.code))
    back = words._("the clock was set back")
    return f"{told} · ⚠ {back}" if event.data.get("clock_back") else told


def history_data_name(name: str) -> str:
    """Return what a piece of data of an event is called."""
    return words._(HISTORY_DATA.get(name, name))


def list_name(list_id: str) -> str:
    """Return what a list is called where alerts are counted: the rules of the program by words, lists by their ids."""
    return words._(INNER_LISTS.get(list_id, list_id))


def reopened_text(found: Reopened) -> str:
    """Return what opened again in a screening, and whether the shipment had been released before."""
    text = words.ngettext("{n} open alert", "{n} open alerts", found.open).format(n=found.open)
    why = words.known_note_text(found.why)
    if found.released:
        return "▲▲ " + words._("{alerts}; the shipment HAD BEEN RELEASED: stop it where it is. {why}").format(
            alerts=text, why=why
        )
    return f"▲ {text}. {why}"
