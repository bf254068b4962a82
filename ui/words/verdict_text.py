"""Sentences for the verdict on a shipment."""

from screening.verdict import Ground, Verdict, VerdictKind
from ui import words
from ui.words.mark import N_

VERDICTS = {
    VerdictKind.RELEASE: N_("RELEASE"),
    VerdictKind.HOLD: N_("HOLD"),
    VerdictKind.ESCALATE: N_("ESCALATE"),
}
SIGNS = {VerdictKind.RELEASE: "✓", VerdictKind.HOLD: "■", VerdictKind.ESCALATE: "▲▲"}


def verdict_name(kind: VerdictKind) -> str:
    """Return the verdict as one word."""
    return words._(VERDICTS[kind])


def verdict_text(verdict: Verdict) -> str:
    """Return the verdict with what it rests on and what is still open, as one line."""
    text = f"{SIGNS[verdict.kind]} {verdict_name(verdict.kind)}"
    if verdict.because:
        text += " – " + ", ".join(ground_text(ground) for ground in verdict.because)
    if verdict.open:
        still = ", ".join(ground_text(ground) for ground in verdict.open)
        text += " · " + words._("still open: {what}").format(what=still)
    return text


def ground_text(ground: Ground) -> str:
    """Return one thing that a verdict rests on, with its count."""
    count = ground.count
    if ground.code == "undecided":
        return words.ngettext("{n} question undecided", "{n} questions undecided", count).format(n=count)
    if ground.code == "pending":
        return words.ngettext("{n} decision awaits approval", "{n} decisions await approval", count).format(n=count)
    if ground.code == "unscreened":
        return words.ngettext("{n} row not screened", "{n} rows not screened", count).format(n=count)
    if ground.code == "licence_expired":
        return words.ngettext("{n} licence expired", "{n} licences expired", count).format(n=count)
    if ground.code == "lists_changed":
        return words.ngettext(
            "{n} list changed since: screen again", "{n} lists changed since: screen again", count
        ).format(n=count)
    return f"{words.disposition_name(ground.code)}: {count}"
