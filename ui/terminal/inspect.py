"""``tekser inspect``: what was recognised in a manifest."""

import json
from pathlib import Path

import click

from ui import words
from ui.report.cells import column_letters
from ui.words import _


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--sheet", help="Read this sheet alone.")
def inspect(file: Path, as_json: bool, sheet: str | None) -> None:
    """Show the sheets, header, columns and quality of a manifest."""
    from screening.manifest.inspect import inspection
    from screening.manifest.read import read_manifest

    reading = read_manifest(file, sheet=sheet)
    if as_json:
        click.echo(json.dumps(inspection(reading), ensure_ascii=False, indent=2))
        return
    for found in reading.sheets:
        if found.skipped:
            click.echo(f"{found.name}: {words.problem_text(found.skipped)}")
            continue
        click.echo(
            _("{sheet}: header in row {header}, {lines} lines in rows {first}-{last}").format(
                sheet=found.name,
                header=", ".join(map(str, found.header_rows)) or "-",
                lines=found.data_rows,
                first=found.first_data_row,
                last=found.last_data_row,
            )
        )
        for column in found.columns:
            click.echo(
                f"  {column_letters(column.index):>3}  {column.header!r:40.40}  "
                f"{words.field_name(column.field)} ({column.confidence:.0%})"
            )
        for code, count in found.problems:
            click.echo(f"  {words.problem_text(code)}: {count}")
