"""``tekser.toml``: options of the command line kept in a file.

Top-level keys are the options before the command, a table for each command holds its options, under the names they
have on the command line::

    data-dir = "D:/tekser"
    language = "ru"

    [screen]
    out = "reports/night.xlsx"
    fail-on-hit = true

    [lists.update]
    if-older = 20

What the command line says weighs more than the file.
"""

import tomllib
from pathlib import Path
from typing import Any

import click

from screening.errors import UserError

NAME = "tekser.toml"


def read_settings_file(context: click.Context, _parameter: click.Parameter, path: Path | None) -> None:
    """Take the options of a file as defaults; called by click before the other options are read.

    Raises UserError("settings_file_unreadable" | "settings_file_unknown" | "settings_file_value").
    """
    file = path or Path(NAME)
    if path is None and not file.is_file():
        return
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        # TOMLDecodeError and UnicodeDecodeError are both ValueErrors.
        raise UserError("settings_file_unreadable", file=str(file), detail=str(error)) from error
    context.default_map = _defaults(context.command, content, file, "")


def _defaults(command: click.Command, content: dict[str, Any], file: Path, above: str) -> dict[str, Any]:
    """Return the file's values under click's own names; what nobody asks for is an error, not silently lost."""
    options = {
        name.lstrip("-"): parameter
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
    }
    found: dict[str, Any] = {}
    for key, value in content.items():
        context = click.Context(command)
        inner = command.get_command(context, key) if isinstance(command, click.Group) else None
        if inner is not None and isinstance(value, dict):
            found[key] = _defaults(inner, value, file, f"{above}{key}.")
            continue
        parameter = options.get(key)
        if parameter is None or parameter.name is None or key in ("config", "help", "version"):
            raise UserError("settings_file_unknown", file=str(file), key=above + key)
        found[parameter.name] = _checked(parameter, value, file, above + key)
    return found


def _checked(parameter: click.Option, value: Any, file: Path, key: str) -> Any:  # noqa: ANN401  # TOML holds anything
    """Return a value of the file when the option can be that; click converts it when the command is called."""
    wrong = ""
    if parameter.is_flag and not parameter.count:
        wrong = "" if isinstance(value, bool) else "true, false"
    elif parameter.multiple:
        wrong = "" if isinstance(value, list) and all(isinstance(v, str) for v in value) else '["...", "..."]'
    elif isinstance(value, dict | list) or (isinstance(value, bool) and not parameter.is_flag):
        wrong = parameter.type.name
    if wrong:
        raise UserError("settings_file_value", file=str(file), key=key, detail=wrong)
    return value
