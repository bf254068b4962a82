"""``tekser lists``: loading lists, and telling how old they are."""

import getpass
import json
from datetime import UTC, datetime
from pathlib import Path

import click

from screening.casework.second import LIST_KIND
from screening.model.lists import ListChange, ListFormat, ListInfo
from screening.workflow import import_lists, load_bundled
from ui import words
from ui.terminal.app import EXIT_BAD_INPUT, EXIT_DONE, Session
from ui.terminal.progress import TerminalProgress
from ui.words import _, ngettext

READABLE = [f.value for f in ListFormat if f not in (ListFormat.STARTER, ListFormat.GOODS)]


@click.group()
def lists() -> None:
    """Load lists of sanctioned parties and see how old they are."""


@lists.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "list_format", type=click.Choice(["auto", *READABLE]), default="auto", show_default=True)
@click.option("--name", default="", help="Name of a list of your own.")
@click.option(
    "--kind", type=click.Choice(["block", "watch"]), help="A list of your own: parties to refuse, or to watch."
)
@click.option("--accept", "reason", default="", metavar="REASON", help="Take it even where a check would hold it.")
@click.pass_obj
def import_command(
    session: Session, paths: tuple[Path, ...], list_format: str, name: str, kind: str | None, reason: str
) -> int:
    """Read lists from files or folders."""
    progress = TerminalProgress()
    chosen = None if list_format == "auto" else ListFormat(list_format)
    with session.folder() as folder:
        store = folder.open()
        try:
            load_bundled(store)
            by = getpass.getuser() if reason.strip() else ""
            changes = import_lists(
                store, paths, format=chosen, name=name, progress=progress, decided_by=by, reason=reason.strip()
            )
            for change in changes:
                if kind and change.info.format is ListFormat.OWN:
                    store.put_setting(f"{LIST_KIND}{change.info.list_id}", kind, getpass.getuser())
        finally:
            progress.close()
            store.close()
    for change in changes:
        click.echo(change_text(change))
    return EXIT_BAD_INPUT if any(change.problems for change in changes) else EXIT_DONE


def change_text(change: ListChange) -> str:
    """Return one import as a line: entries read, new, gone and changed, and what was met on the way.

    A version that is held gets a line for each reason, and how to accept it.
    """
    if change.problems:
        lines = [
            _("{list}: HELD, {entries} entries read; the version in force stays. Version {number} looks wrong:").format(
                list=change.info.list_id, entries=change.info.entries, number=change.info.version_id
            ),
            *("  " + words.reason_text(problem) for problem in change.problems),
            "  " + _("Look at it: tekser lists diff; then: tekser lists accept {number} --reason ...").format(
                number=change.info.version_id
            ),
        ]  # fmt: skip
        return "\n".join(lines)
    text = _("{list}: {entries} entries read, {new} new, {gone} gone, {changed} changed").format(
        list=change.info.list_id, entries=change.info.entries, new=change.new, gone=change.gone, changed=change.changed
    )
    notes = "; ".join(f"{code} {count}" for code, count in change.notes if count)
    return f"{text} ({notes})" if notes else text


@lists.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def status_command(session: Session, as_json: bool) -> None:
    """Show every list with its age."""
    with session.folder() as folder:
        store = folder.open()
        try:
            load_bundled(store)
            infos = store.lists()
            kinds = {
                name[len(LIST_KIND) :]: kind for name, kind in store.settings().items() if name.startswith(LIST_KIND)
            }
        finally:
            store.close()
    if as_json:
        click.echo(json.dumps([_as_json(info) for info in infos], ensure_ascii=False, indent=2))
        return
    from screening.lists.read import FORMATS_MET

    today = datetime.now(UTC)
    for info in infos:
        state = "" if info.active else " " + _("(retired)")
        if info.list_id in kinds:
            state += f" ({words.list_kind_name(kinds[info.list_id])})"
        click.echo(
            _("{list}{state}: {title}, {entries} entries, {names} names; {age}").format(
                list=info.list_id,
                state=state,
                title=info.title,
                entries=info.entries,
                names=info.names,
                age=words.list_age_text(info, today),
            )
        )
        if info.held:
            click.echo(
                "  "
                + ngettext(
                    "{n} newer version is HELD; see tekser lists versions {list}",
                    "{n} newer versions are HELD; see tekser lists versions {list}",
                    info.held,
                ).format(n=info.held, list=info.list_id)
            )
        if info.format not in (*FORMATS_MET, ListFormat.GOODS, ListFormat.STARTER):
            click.echo("  " + _("This format has not met a real file of the publisher yet; compare its figures."))
        if info.is_starter and info.active:
            click.echo("  " + words.starter_notice(info, today))


def _as_json(info: ListInfo) -> dict[str, object]:
    from screening.lists.read import FORMATS_MET

    return {
        "list": info.list_id,
        "title": info.title,
        "format": info.format.value,
        "format_met_a_real_file": info.format in FORMATS_MET,
        "source": info.source,
        "sha256": info.sha256,
        "imported_at": info.imported_at.isoformat(),
        "published_on": info.published_on,
        "entries": info.entries,
        "names": info.names,
        "unread": info.unread,
        "active": info.active,
        "checked_at": info.checked_at.isoformat() if info.checked_at else None,
        "age": words.age_level(info, datetime.now(UTC)),
        "version": info.version_id,
        "held_versions": info.held,
        "starter": info.is_starter,
    }


from ui.terminal import list_versions  # noqa: E402, F401  # its commands join the group above
