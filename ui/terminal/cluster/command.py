"""``tekser screen --engine dask``: the options it has of its own, and what it prints."""

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from screening.engine_folder import save_engine_folder
from screening.ports import Store
from screening.progress import Progress
from screening.settings import ScreeningSettings
from screening.version import VERSION
from screening.workflow import open_engine
from ui import words
from ui.terminal.app import EXIT_BAD_INPUT, EXIT_DONE, EXIT_FAULT, EXIT_FLAGGED, EXIT_UNSCREENED, tell
from ui.terminal.cluster.driver import RECORD, ClusterRun, Driver, connected, done_before, record, write_json
from ui.terminal.cluster.partitions import Partition, partitions_of
from ui.terminal.cluster.work import Order, counted
from ui.words import _, ngettext


def screen_on_cluster(
    store: Store,
    paths: Sequence[str],
    out: str,
    settings: ScreeningSettings,
    progress: Progress,
    *,
    scheduler: str | None = None,
    workers: int = 0,
    memory: str = "3GB",
    storage: dict[str, Any] | None = None,
    quiet: bool = False,
    fail_on_hit: bool = False,
) -> int:
    """Screen paths with the lists of a store on a cluster, write hits and record into ``out``, return the exit code.

    ``storage`` are fsspec's options for input and output. Raises UserError, Cancelled.
    """
    partitions = partitions_of(paths, storage)
    engine = open_engine(store, settings, progress)
    with tempfile.TemporaryDirectory(prefix="tekser-engine-") as folder:
        digest, settings = save_engine_folder(engine, Path(folder)), engine.settings
        del engine
        order = Order(
            digest, folder, out, storage or {}, storage or {}, words.current_language(), rules_that_need_history()
        )
        key = _key(store, settings, order, partitions)
        order = replace(order, answers=key[:32])
        about = {
            "settings": json.loads(settings.to_json()),
            "scheduler": scheduler or "local processes",
            "lists": [
                {"list": info.list_id, "title": info.title, "version": info.version_id, "sha256": info.sha256,
                 "published_on": info.published_on, "entries": info.entries, "starter": info.is_starter}
                for info in store.lists()
                if info.active
            ],
        }  # fmt: skip
        done = done_before(order, partitions, key)
        if done and not quiet:
            count = ngettext("{n} partition was done before.", "{n} partitions were done before.", len(done))
            click.echo(count.format(n=len(done)))
        with connected(scheduler, workers, memory) as client:
            run = Driver(client, order, partitions, progress).run(done)
        write_json(order, RECORD, record(run, order, about))
    return _told(run, order, quiet=quiet, fail_on_hit=fail_on_hit)


def rules_that_need_history() -> tuple[str, ...]:
    """Return the codes of the rules that only the history of a store can answer."""
    from screening.route.definitions import definitions

    return tuple(code for code, definition in definitions().items() if definition.needs == "history")


def _key(store: Store, settings: ScreeningSettings, order: Order, partitions: Sequence[Partition]) -> str:
    """Return what tells this work from other work: lists and rules in force, settings, version, partitions."""
    rules = sorted(repr(rule) for rule in store.goods_rules())
    asked = {
        "parties": store.party_version(), "goods": hashlib.sha256("\n".join(rules).encode()).hexdigest(),
        "settings": settings.to_json(), "version": VERSION, "language": order.language,
        "partitions": [asdict(replace(p, headers=())) for p in partitions],
    }  # fmt: skip
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _told(run: ClusterRun, order: Order, *, quiet: bool, fail_on_hit: bool) -> int:
    total = counted(list(run.results.values()))
    if not quiet:
        click.echo(
            _("{lines} in {partitions}: {hits} hits on {flagged} lines, {unscreened} not screened; {seconds} s").format(
                lines=ngettext("{n} line", "{n} lines", total["lines"]).format(n=total["lines"]),
                partitions=ngettext("{n} partition", "{n} partitions", len(run.partitions)).format(
                    n=len(run.partitions)
                ),
                hits=total["hits"],
                flagged=total["flagged_lines"],
                unscreened=total["unscreened"],
                seconds=round(run.seconds),
            )
        )
        if total["further"]:
            click.echo("  " + words.further_text(total["further"]))
        click.echo("  " + _("written to {folder}").format(folder=order.out))
        if order.needs_history:
            names = ", ".join(words.rule_name(code) for code in order.needs_history)
            click.echo("  " + _("not asked, because a cluster has no history: {rules}").format(rules=names))
    for _partition, error in run.failed:
        tell(error)
    for item in run.poisoned:
        rows = str(item.first_row) if item.last_row in (0, item.first_row) else f"{item.first_row}-{item.last_row}"
        click.echo(
            _("NOT SCREENED: {file} {sheet}, rows {rows}: {error}").format(
                file=item.path, sheet=item.sheet, rows=rows if item.first_row else "*", error=item.error
            ),
            err=True,
        )
    if run.poisoned:
        return EXIT_FAULT
    if run.failed:
        return EXIT_BAD_INPUT
    if fail_on_hit and total["hits"]:
        return EXIT_FLAGGED
    return EXIT_UNSCREENED if total["unscreened"] else EXIT_DONE
