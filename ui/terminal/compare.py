"""``tekser compare``: scores of pairs of names."""

import csv
from pathlib import Path

import click

from screening.errors import UnreadableInput
from ui import words
from ui.report.safe_file import text_file


@click.command()
@click.argument("pairs", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="CSV of scores to write.")
@click.option("--explain", is_flag=True, help="Print what agreed and what did not for every pair.")
def compare(pairs: Path, out: Path, explain: bool) -> None:
    """Score pairs of names: columns name1, name2 and, if there, type."""
    from screening.names.compare import compare as compare_names

    try:
        with pairs.open(encoding="utf-8-sig", newline="") as source:
            reader = csv.DictReader(source)
            rows = list(reader)
            columns = reader.fieldnames or ()
    except OSError as error:
        raise UnreadableInput("cannot_open", file=str(pairs), detail=error.strerror or "") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnreadableInput("not_a_csv", file=str(pairs), detail=str(error)) from error
    missing = [name for name in ("name1", "name2") if name not in columns]
    if missing:
        raise UnreadableInput("column_missing", file=str(pairs), column=missing[0])
    with text_file(out) as target:
        writer = csv.writer(target, lineterminator="\n")
        writer.writerow(("name1", "name2", "score"))
        for row in rows:
            name1, name2 = row["name1"] or "", row["name2"] or ""
            result = compare_names(name1, name2, row.get("type") or "")
            writer.writerow((name1, name2, f"{result.score:.2f}"))
            if explain:
                click.echo(f"{result.score:6.2f}  {name1} | {name2}")
                for evidence in result.evidence:
                    click.echo(f"        {words.evidence_text(evidence)}")
