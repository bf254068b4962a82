"""``tekser settings``: the settings of the page Settings, read and put without the window; flags have their own command."""

import math
from contextlib import closing
from difflib import get_close_matches

import click

from screening.errors import UserError
from ui.setting_specs import GROUPS, OFF, ON, Number, Spec, Switch
from ui.terminal.app import Session
from ui.words import _


def _specs() -> dict[str, Spec]:
    return {spec.name: spec for group in GROUPS for spec in group.specs if not spec.name.startswith("flags.")}


@click.group()
def settings() -> None:
    """Show the settings of the office; put one (administrators)."""


@settings.command("list")
@click.pass_obj
def show(session: Session) -> None:
    """Show each setting: its name, its value, and what it is called."""
    with session.folder() as folder, closing(folder.open()) as store:
        held = store.settings()
    for name, spec in _specs().items():
        value = held.get(name)
        if value is None:
            value = _shipped(spec)
            told = _("as shipped")
        else:
            told = _("set")
        title = _(spec.title).replace("&", "")
        click.echo(f"{_line(name, value)}  [{told}]  {title}")


@settings.command("set")
@click.argument("name")
@click.argument("value")
@click.pass_obj
def put(session: Session, name: str, value: str) -> None:
    """Put VALUE for the setting NAME; an empty text ('') where the list says what it means."""
    spec = _specs().get(name)
    if spec is None:
        near = get_close_matches(name, _specs(), 1)
        raise UserError("no_such_setting", name=name, near=near[0] if near else next(iter(_specs())))
    _check(spec, value)
    with session.folder() as folder, closing(folder.open()) as store:
        store.put_setting(name, value, "")
    click.echo(_line(name, value))


def _line(name: str, value: str) -> str:
    return f"{name} = {value}" if value else _("{name} is empty").format(name=name)


def _shipped(spec: Spec) -> str:
    if isinstance(spec, Number):
        return f"{spec.default:g}"
    if isinstance(spec, Switch):
        return ON if spec.default else OFF
    return ""


def _check(spec: Spec, value: str) -> None:
    """Raise UserError("setting_value") for a value that the setting cannot have."""
    if isinstance(spec, Switch) and value not in (ON, OFF):
        raise UserError("setting_value", name=spec.name, value=value, values=f"{ON}, {OFF}")
    if isinstance(spec, Number) and not (value == "" and spec.empty is not None):
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not spec.lowest <= number <= spec.highest:
            values = f"{spec.lowest:g} – {spec.highest:g}"
            raise UserError("setting_value", name=spec.name, value=value, values=values)
