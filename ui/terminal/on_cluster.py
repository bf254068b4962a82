"""``--engine dask`` of ``tekser screen``: its options, and the way to the cluster where its libraries are installed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from screening.casework.roles import Action
from screening.errors import UserError
from screening.office import office_settings
from screening.ports import Store
from screening.settings import ScreeningSettings
from screening.workflow import load_bundled
from ui.terminal.app import Session
from ui.terminal.held import tell_held
from ui.terminal.progress import TerminalProgress
from ui.words import _


@dataclass(frozen=True, slots=True)
class ClusterOptions:
    """Options that only a cluster has."""

    scheduler: str | None
    workers: int
    memory: str
    storage: dict[str, Any]


LOCAL_OPTIONS = {
    "hits_path": "--hits", "sheet": "--sheet", "mappings": "--map", "remember": "--remember", "as_of": "--as-of",
    "password_file": "--password-file", "summary_path": "--summary", "together": "--together", "afresh": "--afresh",
}  # fmt: skip
"""Options that the cluster does not take, by parameter."""


def refuse_local_options(context: click.Context) -> None:
    """Raise a usage error for options that would be silently without effect on a cluster."""
    for name, option in LOCAL_OPTIONS.items():
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise click.UsageError(_("{option} does not go with --engine dask").format(option=option))
    if context.params["out"] is None:
        raise click.UsageError(_("--engine dask needs --out FOLDER"))


def parse_storage(text: str | None) -> dict[str, Any]:
    """Return fsspec's options; raises a usage error when they are no JSON object."""
    try:
        found = json.loads(text) if text else {}
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--storage-options") from error
    if not isinstance(found, dict):
        raise click.BadParameter(_("this is no JSON object"), param_hint="--storage-options")
    return found


def on_cluster(
    session: Session,
    files: Sequence[Path],
    out: Path | None,
    cluster: ClusterOptions,
    min_score: float | None,
    max_hits: int | None,
    *,
    fail_on_hit: bool,
) -> int:
    """Screen on a Dask cluster."""
    try:
        from ui.terminal.cluster.command import screen_on_cluster
    except ImportError as error:
        raise UserError("cluster_not_installed", detail=str(error)) from error
    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.SCREEN)
            load_bundled(store)
            tell_held(store)
            return screen_on_cluster(
                store, [as_url(path) for path in files], as_url(out or Path()),
                settings_of(store, min_score, max_hits), progress,
                scheduler=cluster.scheduler, workers=cluster.workers, memory=cluster.memory, storage=cluster.storage,
                quiet=session.quiet, fail_on_hit=fail_on_hit,
            )  # fmt: skip
        finally:
            progress.close()
            store.close()


def as_url(path: Path) -> str:
    """Return a path as fsspec takes it; click has made a path of an address and folded its slashes."""
    scheme, colon, rest = str(path).replace("\\", "/").partition(":/")
    if colon and len(scheme) > 1:
        return f"{scheme}://{rest.lstrip('/')}" if scheme != "file" else "/" + rest.lstrip("/")
    return str(path.absolute())


def settings_of(store: Store, min_score: float | None, max_hits: int | None) -> ScreeningSettings:
    """Return the office's settings with what the options say over them.

    Raises UserError("looser_than_office"): in an office with accounts nobody finds less by an option than the
    administrator has set.
    """
    settings = set_by_office = office_settings(store)
    if min_score is not None:
        # 0 would stand for the shipped threshold.
        least = max(min_score, 0.01)
        settings = replace(settings, party_threshold=least, goods_threshold=least)
    if max_hits is not None:
        settings = replace(settings, max_hits=max_hits)
    if store.accounts() and not settings.finds_all_of(set_by_office):
        raise UserError("looser_than_office")
    return settings
