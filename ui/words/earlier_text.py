"""Sentences for the alerts of other screenings that one screening has not."""

from screening.model.earlier import EarlierAlert
from screening.verdict import Ground
from ui import words
from ui.words.mark import N_
from ui.words.verdict_text import ground_text

WHYS = {
    "list_retired": N_("the list is not in force"),
    "entry_left": N_("the entry left the list"),
    "entry_changed": N_("the entry changed"),
    "value_absent": N_("not read here: another file, sheet or column"),
    "below_threshold": N_("below the threshold of this screening"),
    "rule_off": N_("the flag is switched off"),
    "judged_otherwise": N_("judged otherwise now"),
    "decided_otherwise": N_("let go here before that was said of it there"),
}
SHOWN = 3
"""Values that are named before the rest is counted."""


def why_text(alert: EarlierAlert) -> str:
    """Return why an alert is not in the screening."""
    return words._(WHYS[alert.why])


def standing_text(alert: EarlierAlert) -> str:
    """Return how an alert stands: undecided, awaiting approval, or what was decided."""
    if alert.standing == "undecided":
        return words._("undecided")
    if alert.standing == "pending":
        return words._("awaiting approval")
    if alert.standing == "licence_expired":
        return ground_text(Ground("licence_expired", 1))
    return words.disposition_name(alert.standing)


def values_text(alert: EarlierAlert) -> str:
    """Return what met the entry, the first few by name."""
    named = ", ".join(alert.values[:SHOWN])
    left = len(alert.values) - SHOWN
    return named + (" " + words.ngettext("and {n} more", "and {n} more", left).format(n=left) if left > 0 else "")


def entry_text(alert: EarlierAlert) -> str:
    """Return which entry of which list was met; where it is many, how many."""
    if alert.entries > 1:
        return words.ngettext("{n} entry of {list}", "{n} entries of {list}", alert.entries).format(
            n=alert.entries, list=alert.list_id
        )
    name = words.rule_name(alert.entry_id) if alert.kind.value in ("flag", "country") else alert.entry_name
    return f"{alert.list_id} {alert.entry_id}, {name}"


def earlier_text(alert: EarlierAlert, *, of_one_shipment: bool = False) -> str:
    """Return an alert that another screening has and this one has not, or has let go too early, as one sentence.

    Where one shipment is told of, a second says when the alert is not known to be of it and holds it all the same.
    """
    told = words._(
        "Alert of {date} ({file}, run {run}) on {values} against {entry}: {standing}; not in this screening: {why}"
    )
    if alert.why == "decided_otherwise":
        told = words._("Alert of {date} ({file}, run {run}) on {values} against {entry}: {standing}; {why}")
    told = told.format(
        date=words.format_date(alert.screened_at.date().isoformat()), file=alert.manifest_name, run=alert.run_id,
        values=values_text(alert), entry=entry_text(alert), standing=standing_text(alert), why=why_text(alert),
    )  # fmt: skip
    if of_one_shipment and not alert.shipments:
        told += ". " + words._("Which shipment of the file it is of is not known: it holds each of them.")
    return told
