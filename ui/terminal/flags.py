"""``tekser flags``: the diversion flags with their switch, severity and threshold."""

import getpass
from difflib import get_close_matches

import click

from screening.errors import UserError
from screening.route.definitions import definitions, flag_settings
from ui import words
from ui.terminal.app import Session
from ui.words import _, ngettext


@click.group()
def flags() -> None:
    """Show the diversion flags; switch them, weigh them, set their thresholds."""


@flags.command("list")
@click.pass_obj
def show(session: Session) -> None:
    """Show each flag: its switch, severity, threshold, what it needs, its fields and its source."""
    with session.folder() as folder:
        store = folder.open()
        try:
            settings = flag_settings(store.settings())
        finally:
            store.close()
    severities, thresholds = dict(settings.severities), dict(settings.thresholds)
    for code, definition in definitions().items():
        state = _("off") if code in settings.off else _("on")
        threshold = thresholds.get(code, definition.threshold)
        shown = "" if threshold is None else f"  {threshold:g}"
        severity = severities.get(code, definition.severity)
        click.echo(f"{code}  {state}  {severity:g}{shown}  {words.rule_name(code)}")
        fields = "; ".join(words.field_name(field) for field in definition.fields)
        needs = ""
        if definition.needs == "history":
            needs = "  " + _("needs earlier manifests")
        click.echo(f"    {fields}{needs}  [{definition.source}]")


@flags.command("missing")
@click.argument("run", type=int, required=False)
@click.pass_obj
def missing(session: Session, run: int | None) -> None:
    """Show which rules RUN (without it the newest) could not ask of some lines, of how many, and what was missing."""
    with session.folder() as folder:
        store = folder.open()
        try:
            chosen = next((r for r in store.runs() if run is None or r.run_id == run), None)
            if chosen is None:
                raise UserError("no_such_run", run=run or 0)
            items = store.not_checked(chosen.run_id)
        finally:
            store.close()
    for item in items:
        lines = ngettext("{n} line", "{n} lines", item.lines).format(n=item.lines)
        click.echo(f"{words.rule_name(item.rule)}: {words.field_name(item.field)}  ({lines})")
    if not items:
        click.echo(_("Every rule was asked of every line."))


@flags.command("set")
@click.argument("code")
@click.option("--on/--off", "switch", default=None, help="Ask for it or not.")
@click.option("--severity", type=click.FloatRange(0, 100), help="Its weight, 0-100.")
@click.option("--threshold", type=float, help="Its threshold, where it has one.")
@click.option("--user", default="", help="Who does it; without it the name at the computer.")
@click.pass_obj
def change(
    session: Session, code: str, switch: bool | None, severity: float | None, threshold: float | None, user: str
) -> None:
    """Change flag CODE (tekser flags list); the next runs use it, and each run keeps what it used."""
    if code not in definitions():
        near = get_close_matches(code, definitions(), 1)
        told = _("there is no flag {flag}; tekser flags list shows them all").format(flag=code)
        if near:
            told = _("there is no flag {flag}; did you mean {near}?").format(flag=code, near=near[0])
        raise click.BadParameter(told, param_hint="CODE")
    if threshold is not None and definitions()[code].threshold is None:
        raise click.BadParameter(_("{flag} has no threshold").format(flag=code), param_hint="--threshold")
    if threshold is not None and threshold <= 0:
        raise click.BadParameter(_("a threshold is above 0"), param_hint="--threshold")
    changes = {
        f"flags.{code}": None if switch is None else "on" if switch else "off",
        f"flags.{code}.severity": None if severity is None else f"{severity:g}",
        f"flags.{code}.threshold": None if threshold is None else repr(threshold),
    }
    with session.folder() as folder:
        store = folder.open()
        try:
            for name, value in changes.items():
                if value is not None:
                    store.put_setting(name, value, user or getpass.getuser())
        finally:
            store.close()
    for name, value in changes.items():
        if value is not None:
            click.echo(f"{name} = {value}")
