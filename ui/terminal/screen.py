"""``tekser screen``: import, screening and export in one go."""

import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TextIO

import click

from screening.errors import StoreUnavailable, UnreadableInput, UserError
from screening.manifest.fields import known_fields
from screening.manifest.folder import manifests_in
from screening.model.hits import Hit, RunInfo
from screening.model.lists import OFFICIAL_FORMATS
from screening.ports import Store
from screening.settings import ScreeningSettings
from screening.workflow import Imported, import_manifest, load_bundled, open_engine, screen_manifest
from ui import words
from ui.report.safe_file import check_writable
from ui.terminal.app import EXIT_BAD_INPUT, EXIT_DONE, EXIT_FLAGGED, EXIT_UNSCREENED, Session, tell
from ui.terminal.progress import TerminalProgress
from ui.words import _, ngettext


@dataclass(slots=True)
class Outcome:
    """What the screening of all files came to."""

    flagged: int = 0
    unscreened: int = 0
    failed: int = 0
    hits: list[tuple[str, Hit]] = field(default_factory=list)


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path), help="Excel audit file to write; one for each FILE when several."
)
@click.option("--hits", "hits_path", type=click.Path(path_type=Path), help="CSV of all hits to write.")
@click.option("--min-score", type=click.FloatRange(0, 100), help="Lower threshold, for measurements.")
@click.option(
    "--max-hits", type=click.IntRange(min=1), default=5, show_default=True, help="Most entries for one value."
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
@click.pass_obj
def screen(
    session: Session,
    files: tuple[Path, ...],
    out: Path | None,
    hits_path: Path | None,
    min_score: float | None,
    max_hits: int,
    sheet: str | None,
    mappings: tuple[str, ...],
    remember: bool,
    password_file: TextIO | None,
    as_of: datetime | None,
    fail_on_hit: bool,
) -> int:
    """Screen manifests, or the folders that hold them: parties, vessels, goods and route."""
    then = end_of_day(as_of) if as_of else None
    password = password_file.readline().rstrip("\r\n") if password_file else ""
    mapping = parse_mappings(mappings)
    files = tuple(manifests_in(files))
    outputs = [*(report_paths(out, files) if out else ()), *([hits_path] if hits_path else [])]
    for path in outputs:
        # What cannot be written is told before anything is imported.
        check_writable(path)
    settings = ScreeningSettings(max_hits=max_hits)
    if min_score is not None:
        # 0 would stand for the shipped threshold.
        least = max(min_score, 0.01)
        settings = ScreeningSettings(least, least, max_hits)
    outcome = Outcome()
    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            load_bundled(store)
            engine = open_engine(store, settings, progress, then)
            for file, report in zip(files, report_paths(out, files) if out else [None] * len(files), strict=True):
                try:
                    read = partial(
                        import_manifest, store, file, sheet=sheet, mapping=mapping, progress=progress, remember=remember
                    )
                    imported = asking_password(read, password, progress)
                    run = screen_manifest(store, engine, imported.manifest.manifest_id, progress, then)
                    if report:
                        write_report_of(store, run, report)
                except UserError as error:
                    progress.close()
                    if isinstance(error, StoreUnavailable):
                        raise
                    tell(error)
                    outcome.failed += 1
                    continue
                progress.close()
                tell_run(store, run, file.name, bool(imported.earlier))
                outcome.flagged += run.flagged_lines
                outcome.unscreened += run.unscreened
                if hits_path:
                    outcome.hits += [(file.name, stored.hit) for stored in store.hits(run.run_id)]
        finally:
            progress.close()
            store.close()
    if hits_path and outcome.failed < len(files):
        from ui.report.hits import write_hits

        write_hits(hits_path, outcome.hits)
    return exit_code_of(outcome, fail_on_hit)


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
    """Return the exit code for what came out; unreadable input weighs most, then hits, then unscreened lines."""
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
    """Print what a run found, in a few lines."""
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
    reasons = Counter(item.reason for item in store.run_unscreened(run.run_id))
    for reason, count in sorted(reasons.items()):
        click.echo("  " + _("not screened: {reason} ({count})").format(reason=words.problem_text(reason), count=count))
    missing = store.not_checked(run.run_id)
    if missing:
        fields = dict.fromkeys(words.field_name(item.field) for item in missing)
        click.echo("  " + _("some route rules were not asked for want of: {fields}").format(fields="; ".join(fields)))
    if seen_before:
        click.echo("  " + _("This file was imported before; it was screened again."))
    for info in store.run_lists(run.run_id):
        if info.format in OFFICIAL_FORMATS and words.age_level(info, now) == "red":
            hours = int((now - (info.checked_at or info.imported_at)).total_seconds() // 3600)
            click.echo(
                "  "
                + _("OLD LIST: {list} was last compared with its publisher {n} hours ago; update it.").format(
                    list=info.list_id, n=hours
                )
            )
        if info.held:
            click.echo("  " + _("HELD: a newer version of {list} waits for a decision.").format(list=info.list_id))
        if info.is_starter:
            click.echo("  " + words.starter_notice(info, now))
