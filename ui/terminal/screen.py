"""``tekser screen``: import, screening and export in one go."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

import click

from screening.audit.seal import daily_checkpoint
from screening.casework.roles import Action
from screening.casework.typed import one_line
from screening.errors import UnreadableInput
from screening.manifest.fields import known_fields
from screening.manifest.folder import manifests_in
from screening.model.batches import BatchKind, FileState
from screening.model.hits import RunInfo
from screening.model.lists import GOODS_FORMATS, ListInfo
from screening.ports import Store
from screening.workflow import Imported, load_bundled, open_engine
from ui import words
from ui.report.hits import write_hits
from ui.report.safe_file import check_writable
from ui.report.summary import write_summary
from ui.report.together import write_together
from ui.terminal.app import EXIT_BAD_INPUT, EXIT_DONE, EXIT_FAULT, EXIT_FLAGGED, EXIT_UNSCREENED, Session, tell
from ui.terminal.batch import BatchRunner, Outcome, ReadingOptions, batch_key, hits_of
from ui.terminal.held import tell_held
from ui.terminal.on_cluster import ClusterOptions, on_cluster, parse_storage, refuse_local_options, settings_of
from ui.terminal.progress import TerminalProgress
from ui.words import _, ngettext
from ui.words.earlier_text import earlier_text


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), help="Excel audit file to write; one for each FILE when several."
)
@click.option("--hits", "hits_path", type=click.Path(path_type=Path), help="CSV of all hits to write.")
@click.option("--min-score", type=click.FloatRange(0, 100), help="Lower threshold, for measurements.")
@click.option(
    "--max-hits", type=click.IntRange(min=1), help="Most entries for one value; the office's setting without it."
)
@click.option("--sheet", help="Screen this sheet alone.")
@click.option("--map", "mappings", multiple=True, metavar="FIELD=HEADER", help="Say which column holds a field.")
@click.option("--remember", is_flag=True, help="Keep --map as the profile of tables with these headers.")
@click.option("--password-file", type=click.File("r"), help="First line: password of locked workbooks; - for stdin.")
@click.option(
    "--as-of",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="Screen with the lists that were in force then (UTC; a day means its end).",
)
@click.option("--fail-on-hit", is_flag=True, help="Exit with 1 when anything was flagged.")
@click.option("--summary", "summary_path", type=click.Path(path_type=Path), help="JSON of what came of each file.")
@click.option("--together", is_flag=True, help="Write one workbook for all files instead of one for each.")
@click.option("--afresh", is_flag=True, help="Do not go on where a killed run of the same files stopped.")
@click.option(
    "--engine", "engine_name", type=click.Choice(["local", "dask"]), default="local", show_default=True,
    help="dask: on a cluster (pip install tekser[cluster]); FILES may be any fsspec path, --out is a folder for Parquet.",
)  # fmt: skip
@click.option("--scheduler", help="Address of a Dask scheduler; without it a cluster of processes here is made.")
@click.option("--workers", type=click.IntRange(min=0), default=0, help="Processes of the local cluster; 0: all.")
@click.option("--worker-memory", default="3GB", show_default=True, help="What each local process may take.")
@click.option("--storage-options", help="fsspec's options for the paths, as JSON.")
@click.pass_obj
def screen(
    session: Session,
    files: tuple[Path, ...],
    out: Path | None,
    hits_path: Path | None,
    min_score: float | None,
    max_hits: int | None,
    sheet: str | None,
    mappings: tuple[str, ...],
    remember: bool,
    password_file: TextIO | None,
    as_of: datetime | None,
    fail_on_hit: bool,
    summary_path: Path | None,
    together: bool,
    afresh: bool,
    engine_name: str,
    scheduler: str | None,
    workers: int,
    worker_memory: str,
    storage_options: str | None,
) -> int:
    """Screen manifests, the folders that hold them, or patterns: parties, vessels, goods and route."""
    if engine_name == "dask":
        refuse_local_options(click.get_current_context())
        cluster = ClusterOptions(scheduler, workers, worker_memory, parse_storage(storage_options))
        return on_cluster(session, files, out, cluster, min_score, max_hits, fail_on_hit=fail_on_hit)
    then = end_of_day(as_of) if as_of else None
    password = password_file.readline().rstrip("\r\n") if password_file else ""
    options = ReadingOptions(sheet, parse_mappings(mappings), remember, then)
    files = tuple(manifests_in(files))
    reports: list[Path | None] = [None] * len(files)
    if out and not together:
        reports = list(report_paths(out, files))
    outputs = [*(path for path in reports if path), *(p for p in (hits_path, summary_path) if p)]
    outputs += [out] if out and together else []
    for path in outputs:
        # What cannot be written is told before anything is imported.
        check_writable(path)
    started_at = datetime.now(UTC)
    outcome = Outcome()
    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            store.require(Action.SCREEN)
            load_bundled(store)
            engine = open_engine(store, settings_of(store, min_score, max_hits), progress, then)
            settings = engine.settings
            key = batch_key(files, store, settings.to_json(), options, outputs)
            earlier = None if afresh else store.unfinished_batch(key)
            batch = earlier or store.begin_batch(BatchKind.SCREEN, key, title_of(files))
            runner = BatchRunner(
                store, engine, batch, options, progress,
                lambda read: asking_password(read, password, progress),
                lambda run, path: write_report_of(store, run, path),
            )  # fmt: skip
            for file, report in zip(files, reports, strict=True):
                done = runner.done_before(file) if earlier else None
                if done:
                    outcome.add(*done)
                    continue
                came, run, seen_before = runner.run_file(file, report)
                outcome.add(came, run)
                progress.close()
                if run is not None and fail_on_hit:
                    outcome.flagged += len(store.earlier_alerts(run.run_id))
                if run is None:
                    tell(outcome.error(came))
                elif not session.quiet:
                    tell_run(store, run, one_line(file.name), seen_before)
            if earlier and not session.quiet:
                click.echo(_("An earlier run of this stopped on the way; it was taken up again."))
            if hits_path and outcome.runs:
                write_hits(hits_path, hits_of(store, outcome))
            if out and together and outcome.runs:
                write_together(out, store, outcome.files, outcome.runs, words.current_language())
            progress.close()
            tell_held(store)
            code = exit_code_of(outcome, fail_on_hit)
            if summary_path:
                write_summary(summary_path, store, outcome.files, outcome.runs, started_at, settings, then, code)
            store.finish_batch(batch.batch_id)
            daily_checkpoint(store)
        finally:
            progress.close()
            store.close()
    if len(files) > 1:
        tell_failures(outcome)
    return code


def title_of(files: Sequence[Path]) -> str:
    """Return the first file's name, and how many there are more."""
    return files[0].name + (f" + {len(files) - 1}" if len(files) > 1 else "")


def tell_failures(outcome: Outcome) -> None:
    """Print the files that could not be screened once more, at the end, where they are seen."""
    failed = [file for file in outcome.files if file.state is FileState.FAILED]
    if failed:
        count = ngettext("{n} file could not be screened:", "{n} files could not be screened:", len(failed))
        click.echo(count.format(n=len(failed)), err=True)
        for file in failed:
            click.echo(f"  {file.path}", err=True)


def end_of_day(moment: datetime) -> datetime:
    """Return a time in UTC; a day without a time means its last moment."""
    if (moment.hour, moment.minute) == (0, 0):
        moment += timedelta(days=1, microseconds=-1)
    return moment.replace(tzinfo=UTC)


def asking_password(read: Callable[..., Imported], password: str, progress: TerminalProgress) -> Imported:
    """Read a file with a password; a person at the terminal is asked for it, three times at most."""
    for _attempt in range(3):
        try:
            return read(password=password)
        except UnreadableInput as error:
            if error.code not in ("password_needed", "password_wrong") or not sys.stdin.isatty():
                raise
            progress.close()
            tell(error)
            password = click.prompt(_("Password"), hide_input=True, err=True)
    return read(password=password)


def exit_code_of(outcome: Outcome, fail_on_hit: bool) -> int:
    """Return the exit code for what came out; our faults weigh most, then unreadable input, hits, unscreened lines."""
    if outcome.faults:
        return EXIT_FAULT
    if outcome.failed:
        return EXIT_BAD_INPUT
    if fail_on_hit and outcome.flagged:
        return EXIT_FLAGGED
    return EXIT_UNSCREENED if outcome.unscreened else EXIT_DONE


def parse_mappings(mappings: Sequence[str]) -> dict[str, str]:
    """Return {field: header} from FIELD=HEADER texts; raises a usage error for others."""
    parsed = {}
    for text in mappings:
        name, sign, header = text.partition("=")
        if not (name and sign and header):
            raise click.BadParameter(_("{text} is not of the form FIELD=HEADER").format(text=text), param_hint="--map")
        if name.strip() not in known_fields():
            message = _("{field} is no field; tekser inspect shows those of a file").format(field=name.strip())
            raise click.BadParameter(message, param_hint="--map")
        parsed[name.strip()] = header.strip()
    return parsed


def report_paths(out: Path, files: Sequence[Path]) -> list[Path]:
    """Return where the report of each file goes: ``out`` itself for one file, else one beside it for each file."""
    if len(files) == 1:
        return [out]
    names = Counter(file.stem for file in files)
    return [
        out.with_name(f"{out.stem}-{file.stem}{f'-{n}' if names[file.stem] > 1 else ''}{out.suffix}")
        for n, file in enumerate(files, 1)
    ]


def write_report_of(store: Store, run: RunInfo, path: Path) -> None:
    """Write the Excel audit file of a run."""
    from ui.report.collect import collect
    from ui.report.excel import write_report

    write_report(path, collect(store, run), words.current_language())


def tell_run(store: Store, run: RunInfo, name: str, seen_before: bool) -> None:
    """Print what a run found, and what other screenings of the shipment have that it has not, in a few lines."""
    now = datetime.now(UTC)
    click.echo(
        _("{file}: {lines}, {flagged} flagged, {unscreened} not screened").format(
            file=name,
            lines=ngettext("{n} line", "{n} lines", run.lines).format(n=run.lines),
            flagged=run.flagged_lines,
            unscreened=run.unscreened,
        )
    )
    lines_by_kind: dict[str, set[int]] = {}
    for stored in store.hits(run.run_id):
        lines_by_kind.setdefault(stored.hit.kind.value, set()).add(stored.line_id)
    for kind, lines in sorted(lines_by_kind.items()):
        shown = ngettext("{n} line", "{n} lines", len(lines)).format(n=len(lines))
        click.echo(f"  {words.kind_name(kind)}: {shown}")
    if run.suppressed:
        known = ngettext("{n} hit of a known party, not asked again", "{n} hits of known parties, not asked again",
                         run.suppressed)  # fmt: skip
        click.echo("  " + known.format(n=run.suppressed))
    if run.further:
        click.echo("  " + words.further_text(run.further))
    for alert in store.earlier_alerts(run.run_id):
        click.echo("  " + _("OPEN IN ANOTHER SCREENING: {alert}").format(alert=earlier_text(alert)))
    reasons = Counter(item.reason for item in store.run_unscreened(run.run_id))
    for reason, count in sorted(reasons.items()):
        click.echo("  " + _("not screened: {reason} ({count})").format(reason=words.problem_text(reason), count=count))
    missing = store.not_checked(run.run_id)
    floors = sum(item.lines for item in missing if item.rule == "price_floor" and item.field.endswith("rate"))
    if floors:
        floor_lines = ngettext("{n} line", "{n} lines", floors).format(n=floors)
        told = _("PRICE FLOORS: {lines} without an official exchange rate of their day: tekser rates import FILE")
        click.echo("  " + told.format(lines=floor_lines))
    if missing:
        count = len({item.rule for item in missing})
        told = ngettext("{n} rule not asked of some lines", "{n} rules not asked of some lines", count).format(n=count)
        click.echo("  " + _("{what}: tekser flags missing {run}").format(what=told, run=run.run_id))
    if seen_before:
        click.echo("  " + _("This file was imported before; it was screened again."))
    for text in _old_lists(store.run_lists(run.run_id), now if run.as_of is None else run.as_of):
        click.echo("  " + text)


def _old_lists(infos: Sequence[ListInfo], now: datetime) -> Iterator[str]:
    """Yield what is to be said of the ages of the lists of a screening; the goods lists, which are many, on one line."""
    goods = []
    for info in infos:
        level = words.age_level(info, now)
        if info.is_starter:
            yield words.starter_notice(info, now)
        elif info.format in GOODS_FORMATS and level in ("amber", "red"):
            goods.append(f"{info.list_id} ({words.format_date(info.published_on)})")
        elif level == "red":
            why = words.list_since_text(info, now)
            yield _("OLD LIST: {list}, {why}; update it.").format(list=info.list_id, why=why)
        elif level == "amber":
            yield f"{info.list_id}: {words.list_check_text(info, now)}"
    if goods:
        yield _("OLD GOODS LISTS, by their edition: {lists}; look for newer ones: tekser goods places.").format(
            lists=", ".join(goods)
        )
