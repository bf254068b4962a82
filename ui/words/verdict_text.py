"""Sentences for the verdict on a shipment."""

from screening.verdict import Ground, Verdict, VerdictKind
from ui import words
from ui.words.mark import N_

VERDICTS = {
    VerdictKind.RELEASE: N_("RELEASE"),
    VerdictKind.HOLD: N_("HOLD"),
    VerdictKind.ESCALATE: N_("ESCALATE"),
}
SENTENCES = {
    "stop": N_("STOP: a true match or a rejection is recorded. Do not ship, do not pay, do not return goods or funds."),
    "open": N_("NOT DECIDED: hits are open. Do not release."),
    "hold": N_("HOLD: information or a licence is awaited. Do not release."),
    "unscreened": N_("NOT FULLY SCREENED: nothing that was found stops the shipment, but not everything could be screened. Do not release before that is checked."),
    "earlier_alerts": N_("OPEN IN ANOTHER SCREENING: this one has nothing that stops the shipment, but another screening of it has alerts that nobody let go. Do not release before each is decided."),
    "columns_left_out": N_("COLUMNS LEFT OUT: columns that would be screened, or whose price, day, code or number can take an alert away, were said to hold other than what was recognised. Do not release before an approver or administrator keeps these columns for such tables, and the file is imported again."),
    "narrowed": N_("ASKED TOO LITTLE: this screening asked for less than the office does. Do not release before the shipment is screened by the office's settings."),
    "lists_changed": N_("LISTS CHANGED: what was found is decided, but by lists that changed since. Do not release before the shipment is screened again."),
    "released": N_("RELEASED: every hit is decided and none of them stops the shipment."),
    "no_hit": N_("NO HIT to decide: nothing that was screened met a list or a rule, but for known parties."),
}  # fmt: skip
"""What may be done with the shipment, for those who get a report: they have no window to look into."""
_LESSER = ("earlier_alerts", "unscreened", "columns_left_out", "narrowed", "lists_changed")
"""What holds a shipment of which everything found is decided, the gravest first."""
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
    if verdict.told:
        text += " · " + words._("not asked: {what}").format(
            what=", ".join(ground_text(ground) for ground in verdict.told)
        )
    return text


def verdict_sentence(verdict: Verdict) -> str:
    """Return what may be done with the shipment, as one sentence: the gravest of what is open rules."""
    still = {ground.code for ground in verdict.open}
    if verdict.kind is VerdictKind.ESCALATE:
        code = "stop"
    elif verdict.kind is VerdictKind.RELEASE:
        code = "released" if verdict.because else "no_hit"
    elif still & {"undecided", "pending"}:
        code = "open"
    elif still - set(_LESSER):
        code = "hold"
    else:
        code = next(code for code in _LESSER if code in still)
    return words._(SENTENCES[code])


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
    if ground.code == "earlier_alerts":
        return words.ngettext(
            "{n} alert of another screening is not in this one",
            "{n} alerts of another screening are not in this one",
            count,
        ).format(n=count)
    if ground.code == "narrowed":
        return words.ngettext(
            "{n} setting asks for less than the office's", "{n} settings ask for less than the office's", count
        ).format(n=count)
    if ground.code in ("columns_left_out", "columns_agreed"):
        return words.ngettext(
            "{n} column was said to hold something else than is screened",
            "{n} columns were said to hold something else than is screened",
            count,
        ).format(n=count)
    if ground.code == "further":
        return words.ngettext(
            "{n} further entry beyond the most for one value",
            "{n} further entries beyond the most for one value",
            count,
        ).format(n=count)
    if ground.code == "lists_changed":
        return words.ngettext(
            "{n} list changed since: screen again", "{n} lists changed since: screen again", count
        ).format(n=count)
    hits = words.ngettext("{n} hit", "{n} hits", count).format(n=count)
    return f"{words.disposition_name(ground.code)}: {hits}"
