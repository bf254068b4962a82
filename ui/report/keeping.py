"""How long manifests are kept, in words; for the window and the terminal."""

from screening.keeping import DEFAULT
from screening.model.keeping import KeepState, Kept
from ui import words
from ui.words import _


def state_name(item: Kept) -> str:
    """Return whether a manifest may be deleted, in words."""
    if item.state is KeepState.HELD and item.facts.hold is not None:
        return _("LEGAL HOLD: {reason}").format(reason=item.facts.hold.reason)
    states = {
        KeepState.KEPT: _("kept"),
        KeepState.PAST: _("past its time"),
        KeepState.HELD: _("LEGAL HOLD: {reason}").format(reason=""),
        KeepState.BLOCKED: _("blocked or held by a decision in force"),
    }
    return states[item.state]


def kept_text(item: Kept) -> str:
    """Return one manifest with how long it is kept, as a line."""
    rule = _("default") if item.rule == DEFAULT else item.rule
    return _("{n}  {file}: until {date} ({rule}), {state}").format(
        n=item.facts.manifest_id,
        file=item.facts.name,
        date=words.format_date(item.until.isoformat()),
        rule=rule,
        state=state_name(item),
    )
