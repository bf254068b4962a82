"""A past screening that was run again as of its day, in words; for the window and the terminal."""

from screening.model.hits import Hit
from screening.rerun import HitChange, Rerun
from ui import words
from ui.words import _, ngettext

SHOWN = 20


def rerun_summary(done: Rerun) -> list[str]:
    """Return what running again gave, as lines, without the single hits."""
    lines = [
        _("Run {run} of {day}, made with version {then}, run again with version {now}:").format(
            run=done.run.run_id, day=words.format_datetime(done.run.started_at), then=done.run.program_version,
            now=done.program_now),
        ngettext("{n} line", "{n} lines", done.lines).format(n=done.lines) + ", "
        + ngettext("{n} hit", "{n} hits", done.hits_now).format(n=done.hits_now),
    ]  # fmt: skip
    if done.lists:
        named = ", ".join(
            _("{list} version {n}").format(list=info.list_id, n=info.version_id) if info.version_id else info.list_id
            for info in done.lists
        )
        lines.append(_("Lists as of that time: {lists}").format(lists=named))
    if done.joined:
        lines.append(
            ngettext(
                "{n} hit joined the run later by a re-screening; it is not compared.",
                "{n} hits joined the run later by re-screenings; they are not compared.",
                done.joined,
            ).format(n=done.joined)
        )
    if not done.lists_equal:
        lines.append(_("The lists in force at that time are not those that the run was made with."))
    if not done.tables_equal:
        lines.append(
            _("The office's own tables of goods and flags are not those of that time; what they say may differ.")
        )
    if done.equal:
        lines.append(_("Equal: every hit, every score, every line that could not be screened."))
        return lines
    lines.append(_("Different: {added} added, {gone} gone, {changed} judged differently.").format(
        added=done.added, gone=done.gone, changed=done.changed))  # fmt: skip
    if not done.unscreened_equal:
        lines.append(_("Could not be screened: {then} then, {now} now.").format(
            then=done.unscreened_then, now=done.unscreened_now))  # fmt: skip
    return lines


def rerun_lines(done: Rerun) -> list[str]:
    """Return what running again gave, as lines, with the first hits that differ."""
    lines = rerun_summary(done)
    lines += ["  " + change_text(change) for change in done.changes[:SHOWN]]
    if len(done.changes) > SHOWN:
        rest = len(done.changes) - SHOWN
        lines.append(
            "  " + ngettext("and {n} more; --json has all", "and {n} more; --json has all", rest).format(n=rest)
        )
    return lines


def hit_of(change: HitChange) -> Hit:
    """Return the hit as it is now, or as it was where it went."""
    hit = change.now or change.then
    assert hit is not None
    return hit


def score_text(hit: Hit | None) -> str:
    """Return the score of a hit, "-" where there is none."""
    return f"{hit.score:.1f}" if hit else "-"


def change_text(change: HitChange) -> str:
    """Return one hit that differs as a line."""
    hit = hit_of(change)
    return (
        f"{hit.line_row}: {hit.value} / {words.entry_title(hit)} ({hit.list_id}): "
        f"{score_text(change.then)} → {score_text(change.now)}"
    )
