"""``tekser review list | show | decide | verdict``: the questions of a screening, decided without the window."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from screening.audit.seal import checkpoint
from screening.casework.choice import Choice, record_choice
from screening.casework.known import Scope
from screening.casework.reasons import REASONS
from screening.casework.roles import Action
from screening.dossier import gather
from screening.errors import UserError
from screening.model.decisions import Disposition
from screening.model.hits import HitKind
from screening.model.questions import QuestionQuery, QuestionRow, QuestionState
from screening.ports import Store
from screening.verdict import run_verdict
from ui import words
from ui.report.export import find_run
from ui.terminal.app import EXIT_DONE, EXIT_FLAGGED, Session, tell
from ui.terminal.review_text import dossier_lines
from ui.words import _, ngettext
from ui.words.earlier_text import earlier_text
from ui.words.question_text import named, question_title, status_text
from ui.words.verdict_text import verdict_sentence, verdict_text


@click.group()
def review() -> None:
    """Look at the questions of a screening, decide them, and see what becomes of the shipment."""


@review.command("list")
@click.argument("screening")
@click.option(
    "--state", type=click.Choice([state.value for state in QuestionState]), help="Only these; all without it."
)
@click.option("--kind", "kinds", multiple=True, type=click.Choice([kind.value for kind in HitKind]), help="Only these.")
@click.option("--text", default="", help="Only those with this in the manifest's value or the entry's name.")
@click.option("--most", type=click.IntRange(min=1), default=200, show_default=True, help="Most questions to show.")
@click.pass_obj
def list_command(
    session: Session, screening: str, state: str | None, kinds: Sequence[str], text: str, most: int
) -> None:
    """Show the questions of SCREENING, the riskiest first: its manifest's number or file name, or run:NUMBER."""
    query = QuestionQuery(text, QuestionState(state) if state else None, frozenset(map(HitKind, kinds)))
    with session.folder() as folder, closing(folder.open()) as store:
        run = find_run(store, screening)
        store.make_questions(run.run_id)
        found = store.question_ids(run.run_id, query)
        rows = named(store, store.question_rows(found[:most]))
        told = verdict_text(run_verdict(store, run.run_id))
    for row in rows:
        click.echo(_question_line(row))
    if len(found) > most:
        click.echo(_("… and {n} more; --most {all} shows all.").format(n=len(found) - most, all=len(found)))
    click.echo(told)


def _question_line(row: QuestionRow) -> str:
    lines = ngettext("{n} line", "{n} lines", row.lines).format(n=row.lines)
    return f"{row.question_id}: {row.risk:.0f}  {words.kind_name(row.kind.value)}  {row.value} / {question_title(row)} ({row.list_id}), {lines}  {status_text(row)}"  # fmt: skip


@review.command("show")
@click.argument("question", type=int)
@click.pass_obj
def show_command(session: Session, question: int) -> None:
    """Show all that a QUESTION (its number) is decided on: both sides, why this score, what was decided before."""
    with session.folder() as folder, closing(folder.open()) as store:
        run = next(iter(_runs_of(store, [question])))
        found = gather(store, find_run(store, f"run:{run}"), question)
    if found is None:
        raise UserError("no_such_question", question=question)
    click.echo("\n".join(dossier_lines(found)))


@review.command("decide")
@click.argument("questions", nargs=-1, required=True, type=int)
@click.option(
    "--as", "disposition", required=True, type=click.Choice([one.value for one in Disposition]),
    help="The decision; \"withdrawn\" takes the one before back.",
)  # fmt: skip
@click.option(
    "--reason", default="", help="Its reason code; the usual one without it. A wrong one names those there are."
)
@click.option("--text", default="", help="Why, in your own words.")
@click.option("--licence", default="", help="Number of the licence.")
@click.option("--until", default="", help="Last day of the licence, or of what is remembered: YYYY-MM-DD.")
@click.option(
    "--attach", "files", multiple=True, type=click.Path(path_type=Path, dir_okay=False),
    help="A file that the decision rests on; may be repeated.",
)  # fmt: skip
@click.option(
    "--remember", type=click.Choice([scope.value for scope in Scope]),
    help="Remember the cleared match: everywhere, for this sender, or for this manifest.",
)  # fmt: skip
@click.option(
    "--row", "rows", multiple=True, type=int, help="Only this row of the manifest, for one question; may be repeated."
)
@click.pass_obj
def decide_command(
    session: Session, questions: Sequence[int], disposition: str, reason: str, text: str, licence: str, until: str,
    files: Sequence[Path], remember: str | None, rows: Sequence[int],
) -> int:  # fmt: skip
    """Decide QUESTIONS (their numbers), with all their lines; those that need a second person wait for them."""
    decided = Disposition(disposition)
    if reason and reason not in REASONS[decided]:
        raise UserError("no_such_reason", reason=reason, disposition=disposition, reasons=", ".join(REASONS[decided]))
    choice = Choice(
        decided, reason or REASONS[decided][0], text, licence, until if decided is Disposition.LICENCE_HELD else "",
        tuple(files), (Scope(remember), until) if remember else None,
    )  # fmt: skip
    with session.folder() as folder, closing(folder.open()) as store:
        store.require(Action.DECIDE)
        runs = _runs_of(store, questions)
        lines = _lines_of(store, questions, rows) if rows else None
        made, not_remembered = record_choice(store, questions, lines, choice, "")
        checkpoint(store)
        told = [verdict_text(run_verdict(store, run)) for run in runs]
    if not made and not_remembered is None:
        click.echo(_("Remembered; two had agreed to it already."))
    for one in made:
        state = _("in force")
        if one.pending:
            state = _("waits for a second person, because: {why}").format(why=words.second_reason(one.second))
        click.echo(f"{one.decision_id}: {words.disposition_name(disposition)}, {state}")
    if not made and not_remembered is None:
        click.echo(_("Remembered; two had agreed to it already."))
    click.echo("\n".join(told))
    return tell(not_remembered) if not_remembered is not None else EXIT_DONE


def _runs_of(store: Store, questions: Sequence[int]) -> list[int]:
    """Return the screenings of questions, each once. Raises UserError("no_such_question")."""
    rows = {row.question_id: row.run_id for row in store.question_rows(questions)}
    for question in questions:
        if question not in rows:
            raise UserError("no_such_question", question=question)
    return sorted(set(rows.values()))


def _lines_of(store: Store, questions: Sequence[int], rows: Sequence[int]) -> list[int]:
    """Return the lines of a question on those rows. Raises UserError("rows_of_one_question" | "row_not_of_question")."""
    if len(questions) != 1:
        raise UserError("rows_of_one_question")
    found = {line_id: store.line(line_id).row for line_id in store.question_lines(questions[0])}
    for row in rows:
        if row not in found.values():
            raise UserError("row_not_of_question", row=row, question=questions[0])
    return [line_id for line_id, row in found.items() if row in rows]


@review.command("verdict")
@click.argument("screening")
@click.pass_obj
def verdict_command(session: Session, screening: str) -> int:
    """Say what becomes of SCREENING now, and what is still open; exit code 1 unless it may be released."""
    with session.folder() as folder, closing(folder.open()) as store:
        found = run_verdict(store, find_run(store, screening).run_id)
    click.echo(verdict_text(found))
    click.echo(verdict_sentence(found))
    for alert in found.earlier:
        click.echo("  " + earlier_text(alert))
    return EXIT_DONE if found.kind.value == "release" else EXIT_FLAGGED
