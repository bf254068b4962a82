"""The command ``tekser``: its options, its commands by name, and its exit codes.

The commands themselves are imported when they are called, so that each starts at once.
"""

import importlib
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import click

from screening.errors import Cancelled, InternalFault, NoUsableList, StoreUnavailable, TekserError, UserError
from screening.ports import StoreFolder
from screening.version import VERSION
from ui import words
from ui.logs import log_to_folder
from ui.terminal.logs import log_to_terminal
from ui.terminal.settings_file import read_settings_file
from ui.words import _

logger = logging.getLogger(__name__)

EXIT_DONE = 0
EXIT_FLAGGED = 1
EXIT_BAD_INPUT = 2
EXIT_NO_LIST = 3
EXIT_UNSCREENED = 4
EXIT_STORE = 5
EXIT_FAULT = 70
"""Our own fault; EX_SOFTWARE of sysexits."""

COMMANDS = {
    "demo": "ui.terminal.demo:demo",
    "lists": "ui.terminal.lists:lists",
    "screen": "ui.terminal.screen:screen",
    "check": "ui.terminal.check:check_command",
    "inspect": "ui.terminal.inspect:inspect",
    "profiles": "ui.terminal.profiles:profiles",
    "encrypt": "ui.terminal.encrypt:encrypt",
    "decrypt": "ui.terminal.encrypt:decrypt",
    "restore": "ui.terminal.restore:restore",
    "review": "ui.terminal.review:review",
    "history": "ui.terminal.history:history",
    "export": "ui.terminal.export:export",
    "package": "ui.terminal.package:package",
    "older": "ui.terminal.older:older",
    "keep": "ui.terminal.keep:keep",
    "effectiveness": "ui.terminal.effectiveness:effectiveness",
    "compare": "ui.terminal.compare:compare",
    "watch": "ui.terminal.watch:watch",
    "audit": "ui.terminal.audit:audit",
    "users": "ui.terminal.users:users",
    "approvals": "ui.terminal.approvals:approvals",
    "approve": "ui.terminal.approvals:approve",
    "known": "ui.terminal.known:known",
    "rerun": "ui.terminal.rerun:rerun_command",
    "rates": "ui.terminal.rates:rates",
    "goods": "ui.terminal.goods:goods",
    "flags": "ui.terminal.flags:flags",
    "settings": "ui.terminal.settings:settings",
    "risk": "ui.terminal.risk:risk",
    "ownership": "ui.terminal.ownership:ownership",
    "rescreen": "ui.terminal.rescreen:rescreen_command",
}


class OpenFolder(Protocol):
    """Gives the data folder, or the platform's own for None."""

    def __call__(self, folder: Path | None, wait: float = 10.0) -> StoreFolder:
        """Return the folder; ``wait`` is in seconds."""


class OpenWindow(Protocol):
    """Opens the window on a data folder and one manifest in it; returns its exit code."""

    def __call__(self, folder: Path | None, manifest_id: int | None = None) -> int:
        """Open the window."""


@dataclass(frozen=True, slots=True)
class Services:
    """What ``main`` puts into the terminal."""

    data_folder: OpenFolder
    open_window: OpenWindow


@dataclass(slots=True)
class Session:
    """What every command finds in its context."""

    services: Services
    data_dir: Path | None = None
    quiet: bool = False
    """Only errors are printed."""
    user: str = ""
    password_fd: int | None = None
    passphrase_fd: int | None = None
    """Where the passphrase of an encrypted store is read from."""
    _read: dict[int, str] = field(default_factory=dict)
    """Secrets by their file descriptors: a pipe gives its text once, and commands that stay open the store again."""

    def folder(self) -> StoreFolder:
        """Return the data folder of this call."""
        folder = self.services.data_folder(self.data_dir)
        folder.credentials = self.credentials
        log_to_folder(folder.path)
        logger.info("tekser %s: %s", VERSION, click.get_current_context().info_name)
        if folder.locked:
            folder.unlock(self.passphrase(_("Passphrase or recovery key of the store")))
        return folder

    def credentials(self) -> tuple[str, str]:
        """Return name and password for a folder with accounts: as they were given, or asked of a person."""
        from ui.terminal.passwords import read_secret

        asking = sys.stdin.isatty()
        if not asking and (not self.user or self.password_fd is None):
            raise StoreUnavailable("sign_in_needed", file=str(self.data_dir or ""))
        name = self.user or click.prompt(_("User"), err=True)
        if self.password_fd is None:
            return name, click.prompt(_("Password"), hide_input=True, err=True)
        if self.password_fd not in self._read:
            self._read[self.password_fd] = read_secret(self.password_fd)
        return name, self._read[self.password_fd]

    def passphrase(self, prompt: str, *, confirm: bool = False) -> str:
        """Return a passphrase from the file descriptor that was named, else asked for at the terminal.

        Raises StoreUnavailable("store_locked") where there is neither.
        """
        if self.passphrase_fd is not None:
            try:
                with os.fdopen(os.dup(self.passphrase_fd), encoding="utf-8") as file:
                    return file.readline().rstrip("\r\n")
            except (OSError, UnicodeDecodeError) as error:
                raise StoreUnavailable("store_locked", file=str(self.data_dir or "")) from error
        if not sys.stdin.isatty():
            raise StoreUnavailable("store_locked", file=str(self.data_dir or ""))
        return str(click.prompt(prompt, hide_input=True, confirmation_prompt=confirm, err=True))


class LazyGroup(click.Group):
    """A group whose commands are imported when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command."""
        place = COMMANDS.get(cmd_name)
        if place is None:
            return None
        module, name = place.split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--data-dir", type=click.Path(path_type=Path, file_okay=False), help="Folder that holds all of Tekser's data."
)
@click.option(
    "--language",
    type=click.Choice([code for code, _ in words.LANGUAGES]),
    help="Language of what is printed and exported.",
)
@click.option(
    "--config", type=click.Path(path_type=Path, dir_okay=False, exists=True), is_eager=True, callback=read_settings_file,
    expose_value=False, help="File of settings; without it tekser.toml in the working folder, where there is one.",
)  # fmt: skip
@click.option(
    "--user", default="", envvar="TEKSER_USER", help="Account to sign in with, where the office has accounts."
)
@click.option("--password-fd", type=int, help="File descriptor that holds the password; else it is asked for.")
@click.option("--passphrase-fd", type=int, help="File descriptor to read the passphrase of an encrypted store from.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("-v", "--verbose", count=True, help="Log to standard error what is done; twice: everything.")
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", help="Form of the log.")
@click.version_option(VERSION, prog_name="tekser")
@click.pass_context
def cli(
    context: click.Context,
    data_dir: Path | None,
    language: str | None,
    user: str,
    password_fd: int | None,
    passphrase_fd: int | None,
    quiet: bool,
    verbose: int,
    log_format: str,
) -> None:
    """Screen shipments against sanctions. Without a command the window opens."""
    session: Session = context.obj
    session.data_dir = data_dir
    session.passphrase_fd = passphrase_fd
    session.quiet = quiet
    session.user, session.password_fd = user, password_fd
    log_to_terminal(verbose, quiet, log_format)
    if language:
        words.use_language(language)
    if context.invoked_subcommand is None:
        context.exit(session.services.open_window(data_dir))


def run(arguments: Sequence[str], services: Services) -> int:
    """Run one command line and return its exit code; errors are told in one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A name that the terminal's code page cannot show must not end the program.
            stream.reconfigure(errors="backslashreplace")
    for argument in arguments:
        if any("\ud800" <= letter <= "\udfff" for letter in argument):
            # Bytes of a name that no text can hold: neither the store nor a report could name the file.
            said = _("{argument} is no UTF-8; rename the file, or write the text in letters.").format(argument=argument)
            click.echo(f"tekser: {said}", err=True)
            return EXIT_BAD_INPUT
    try:
        result = cli.main(list(arguments), prog_name="tekser", obj=Session(services), standalone_mode=False)
    except click.exceptions.Exit as stop:
        return int(stop.exit_code)
    except click.Abort:
        click.echo(_("Stopped. What was done before is kept; what was under way is not."), err=True)
        return EXIT_BAD_INPUT
    except click.exceptions.NoArgsIsHelpError as error:
        # A group without its command: what is told is its help, of many lines.
        click.echo(error.format_message(), err=True)
        return EXIT_BAD_INPUT
    except click.UsageError as error:
        asked = error.ctx.command_path if error.ctx else "tekser"
        said = " ".join(error.format_message().split())
        if not said.endswith((".", "?", "!")):
            said += "."
        click.echo(f"tekser: {said} " + _("See {command} --help.").format(command=asked), err=True)
        return EXIT_BAD_INPUT
    except click.ClickException as error:
        click.echo(f"tekser: {' '.join(error.format_message().split())}", err=True)
        return EXIT_BAD_INPUT
    except TekserError as error:
        return tell(error)
    except Exception as error:
        # Never "no match" after an error that nobody foresaw: one line, and an exit code of its own.
        logger.debug("uncaught error", exc_info=True)
        fault = InternalFault("uncaught", detail=f"{type(error).__name__}: {error}")
        return tell(fault)
    return result if isinstance(result, int) else EXIT_DONE


def tell(error: TekserError) -> int:
    """Print an error as one line and return the exit code that belongs to it."""
    if isinstance(error, Cancelled):
        click.echo(words.error_text(error), err=True)
        return EXIT_BAD_INPUT
    if not isinstance(error, UserError):
        logger.debug("internal fault", exc_info=error)
    click.echo(f"tekser: {words.error_text(error)}", err=True)
    return exit_code(error)


def exit_code(error: TekserError) -> int:
    """Return the exit code of an error."""
    if isinstance(error, NoUsableList):
        return EXIT_NO_LIST
    if isinstance(error, StoreUnavailable):
        return EXIT_STORE
    if isinstance(error, UserError | Cancelled):
        return EXIT_BAD_INPUT
    return EXIT_FAULT
