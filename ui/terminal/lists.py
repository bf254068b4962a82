"""``tekser lists``: loading lists, and telling how old they are."""

import getpass
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from screening.casework.roles import Action
from screening.casework.second import LIST_KIND
from screening.lists.ages import age_data
from screening.lists.formats import FormatFacts
from screening.model.lists import GOODS_FORMATS, ListChange, ListFormat, ListInfo
from screening.ports import Store
from screening.workflow import import_lists, load_bundled, never_in_force
from ui import words
from ui.terminal.app import EXIT_BAD_INPUT, EXIT_DONE, Session
from ui.terminal.progress import TerminalProgress
from ui.terminal.rescreen import defer_option, rescreen_after_change
from ui.words import _, ngettext

READABLE = [f.value for f in ListFormat if f is not ListFormat.STARTER]


@click.group()
def lists() -> None:
    """Load lists of sanctioned parties and see how old they are."""


@lists.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "list_format", type=click.Choice(["auto", *READABLE]), default="auto", show_default=True)
@click.option("--name", default="", help="Name of a list of your own, or the id of a goods list (kz-106).")
@click.option("--map", "pairs", multiple=True, metavar="FIELD=HEADER", help="The column of a field, by its header.")
@click.option(
    "--kind", type=click.Choice(["block", "watch"]), help="A list of your own: parties to refuse, or to watch."
)
@click.option("--accept", "reason", default="", metavar="REASON", help="Take it even where a check would hold it.")
@defer_option
@click.pass_obj
def import_command(
    session: Session,
    paths: tuple[Path, ...],
    list_format: str,
    name: str,
    pairs: tuple[str, ...],
    kind: str | None,
    reason: str,
    defer: bool,
) -> int:
    """Read lists from files, folders or ZIP archives. What they are is found out by their content.

    Lists of your own and lists of goods are tables: CSV or Excel with a header row. Columns are found by their
    headers, or given with --map name=Контрагент --map tax=РНН. Goods lists go by customs code (--format goods), control
    lists by number (--format control).
    """
    progress = TerminalProgress()
    chosen = None if list_format == "auto" else ListFormat(list_format)
    mapping = _mapping(pairs)
    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.LIST_CONTROL if reason.strip() else Action.LISTS)
            load_bundled(store)
            by = getpass.getuser() if reason.strip() else ""
            changes = import_lists(
                store,
                paths,
                format=chosen,
                name=name,
                mapping=mapping,
                progress=progress,
                decided_by=by,
                reason=reason.strip(),
            )
            progress.close()
            for change in changes:
                if kind and change.info.format is ListFormat.OWN:
                    store.put_setting(f"{LIST_KIND}{change.info.list_id}", kind, getpass.getuser())
                click.echo(change_text(change))
            rescreen_after_change(store, progress, defer=defer)
        finally:
            progress.close()
            store.close()
    return EXIT_BAD_INPUT if any(change.problems for change in changes) else EXIT_DONE


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    """Return {field: header} from FIELD=HEADER texts; whether there is such a field, the list's reader knows."""
    found = {}
    for text in pairs:
        field, sign, header = text.partition("=")
        if not sign or not field.strip() or not header.strip():
            raise click.BadParameter(_("{text} is not of the form FIELD=HEADER").format(text=text), param_hint="--map")
        found[field.strip()] = header.strip()
    return found


def change_text(change: ListChange) -> str:
    """Return one import as a line: entries read, new, gone and changed, and what was met on the way.

    A version that is held gets a line for each reason, and how to accept it.
    """
    if change.problems:
        if change.in_force:
            told = _("{list}: HELD, {entries} entries read; the version in force stays. Version {number} looks wrong:")
            todo = _("Look at it: tekser lists diff {number}; then: tekser lists accept {number} --reason ...")
        else:
            told = _(
                "{list}: HELD, {entries} entries read; NOTHING IS IN FORCE, this list is not screened against. Version {number} looks wrong:"
            )
            todo = _("Load a whole file; or, where it is right all the same: tekser lists accept {number} --reason ...")
        values = {
            "list": change.info.list_id, "entries": change.info.entries, "number": change.info.version_id,
        }  # fmt: skip
        reasons = (words.reason_text(problem) for problem in change.problems)
        met = words.list_notes_text(change.notes)
        return "\n  ".join((told.format(**values), *reasons, *met, todo.format(**values)))
    text = _("{list}: {entries} entries read, {new} new, {gone} gone, {changed} changed").format(
        list=change.info.list_id, entries=change.info.entries, new=change.new, gone=change.gone, changed=change.changed
    )
    return "\n".join([text, *(f"  {note}" for note in words.list_notes_text(change.notes))])


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
            waiting = never_in_force(store)
            met = _met(store, infos)
            kinds = {
                name[len(LIST_KIND) :]: kind for name, kind in store.settings().items() if name.startswith(LIST_KIND)
            }
        finally:
            store.close()
    if as_json:
        told = [_as_json(info, met.get(info.list_id, ())) for info in infos]
        told += [{"list": info.list_id, "active": False, "held_versions": info.held} for info in waiting]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    from screening.lists.formats import FORMATS, FORMATS_MET, formats_not_met

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
        if info.active and not info.is_starter:
            click.echo("  " + words.list_check_text(info, today))
        if info.held:
            click.echo(
                "  "
                + ngettext(
                    "{n} newer version is HELD; see tekser lists versions {list}",
                    "{n} newer versions are HELD; see tekser lists versions {list}",
                    info.held,
                ).format(n=info.held, list=info.list_id)
            )
        for note in words.list_notes_text(met.get(info.list_id, ())):
            click.echo("  " + note)
        if info.format not in (*FORMATS_MET, *GOODS_FORMATS, ListFormat.STARTER):
            click.echo("  " + _("This format has not met a real file of the publisher yet; compare its figures."))
            click.echo(f"  {info.format.value}: {_tried(FORMATS[info.format])}")
        if info.is_starter and info.active:
            click.echo("  " + words.starter_notice(info, today))
    for info in waiting:
        click.echo(
            ngettext(
                "{list}: NOT IN FORCE, not screened against; its only version is HELD; see tekser lists versions {list}",
                "{list}: NOT IN FORCE, not screened against; all its {n} versions are HELD; see tekser lists versions {list}",
                info.held,
            ).format(list=info.list_id, n=info.held)
        )
    click.echo(
        _("Formats that have not met a real file of their publisher yet: {formats}.").format(
            formats=", ".join(formats_not_met())
        )
    )


@lists.command("formats")
def formats_command() -> None:
    """Show every format that can be read, the list it makes, and whether it has met a real file."""
    from screening.lists.formats import FORMATS

    for kind, facts in FORMATS.items():
        click.echo(f"{kind.value:20} {facts.list_id or 'own-NAME':14} {_tried(facts)}  {facts.title}".rstrip())
    click.echo(f"{ListFormat.GOODS.value:20} {'NAME':14} " + _("goods by customs code, CSV or Excel"))
    click.echo(f"{ListFormat.CONTROL.value:20} {'NAME':14} " + _("control list by number, CSV or Excel"))


def _tried(facts: FormatFacts) -> str:
    """Return what a format's reader was tried on or compared with."""
    state = _("tried on a real file") if facts.met else _("not tried on a whole real file yet")
    if facts.compared is None:
        return state
    with_what = {
        "records": _("compared with records of the file of {day}"),
        "structure": _("compared with all elements of the file of {day}"),
        "readers": _("compared with what other programs read of it"),
    }[facts.compared.with_what]
    return f"{state}, {with_what.format(day=facts.compared.of_day)}"


def _met(store: Store, infos: Iterable[ListInfo]) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return what was met while the versions in force were read, by list."""
    return {info.list_id: store.version(info.version_id).notes for info in infos if info.version_id}


def _as_json(info: ListInfo, notes: Iterable[tuple[str, int]]) -> dict[str, object]:
    from screening.lists.formats import FORMATS_MET

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
        "notes": dict(notes),
        "active": info.active,
        "checked_at": info.checked_at.isoformat() if info.checked_at else None,
        "fetched_at": info.fetched_at.isoformat() if info.fetched_at else None,
        **age_data(info, datetime.now(UTC)),
        "version": info.version_id,
        "held_versions": info.held,
        "starter": info.is_starter,
    }


from ui.terminal import list_entries, list_versions  # noqa: E402, F401  # their commands join the group above
