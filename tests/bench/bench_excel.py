"""The Excel audit file against one plain sheet of XlsxWriter, in the same run.

    python -m tests.bench.bench_excel [--lines 100000] [--columns 20] [--flagged 0.1 --flagged 1.0] [--workbook]

A manifest of that many lines is put into a store, with hits on a share of its lines and decisions on half of those; by
default once on one line in ten and once on all. Prints the seconds of XlsxWriter for one sheet of the same cells (as it is
used by default and with constant memory), and for each share those of the six sheets from the store, their ratio to the
faster of both, and their peak memory, each measured in a process of its own, all in the same run. With --workbook the
sender's file is a workbook whose numbers and days are given back as such; else a text, whose cells are all texts.
"""

import argparse
import hashlib
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from db.store import DataFolder
from screening.model.decisions import Disposition
from screening.model.hits import Evidence, Hit, HitKind, Reason
from screening.model.lists import Entry, EntryKind, EntryName, ListFormat, ListInfo
from screening.model.manifests import Line, ManifestInfo, SheetReading
from screening.version import VERSION

SEED = 8
RATIO, MEGABYTES = 3.0, 500.0
SHARES = (0.1, 1.0)


def cells_of(line: int, columns: int, rng: random.Random) -> tuple[str, ...]:
    """Return the cells of a line: numbers with zeros in front, names, descriptions, prices."""
    texts = (f"{line:07d}", f"TOO Firma {rng.randrange(40_000)} & Co", "Integrated circuits, memory, other than DRAM",
             "8542329000", "Almaty, ul. Abaya 150, office 12", f"{rng.random() * 10_000:.2f}", "Казахстан", "2026-03-12")  # fmt: skip
    return tuple(texts[n % len(texts)] if n else texts[0] for n in range(columns))


def send(path: Path, lines: int, columns: int) -> None:
    """Write the sender's workbook: the same cells, prices and days as numbers with their formats."""
    import xlsxwriter

    rng = random.Random(SEED)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("S")
        price, day = book.add_format({"num_format": "0.00"}), book.add_format({"num_format": "dd.mm.yyyy"})
        for n in range(lines):
            for column, text in enumerate(cells_of(n, columns, rng)):
                if text.startswith("2026-"):
                    sheet.write_datetime(n + 1, column, datetime.fromisoformat(text), day)
                elif text.replace(".", "", 1).isdigit() and "." in text:
                    sheet.write_number(n + 1, column, float(text), price)
                else:
                    sheet.write_string(n + 1, column, text)


def fill(folder: Path, lines: int, columns: int, flagged: float, workbook: bool) -> int:
    """Put a manifest and its screening into a store; returns the run's number."""
    rng = random.Random(SEED)
    now = datetime.now(UTC)
    form = "xlsx" if workbook else "csv"
    source = folder / f"source.{form}"
    if workbook:
        send(source, lines, columns)
    else:
        source.write_text("made by tests.bench.bench_excel", encoding="utf-8")
    sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
    sheet = SheetReading("S", (1,), 2, lines + 1, lines, (), lines + 1, tuple(f"Column {n}" for n in range(columns)))

    def batches() -> Iterator[list[Line]]:
        for start in range(0, lines, 5000):
            yield [Line("S", n + 2, (), cells_of(n, columns, rng)) for n in range(start, min(start + 5000, lines))]

    with DataFolder(folder / "data") as data:
        store = data.open()
        entries = [
            Entry(f"e{n}", EntryKind.ORGANISATION, (EntryName(f"Listed {n} Trading"),), entry_text="record " * 20)
            for n in range(500)
        ]
        store.replace_list(ListInfo("un", "UN", ListFormat.UN_XML, "un.xml", "ab" * 32, now), entries)
        manifest = store.add_manifest(
            ManifestInfo(source.name, str(source), sha256, source.stat().st_size, form), [sheet], batches(), [], source
        )
        with store.run(manifest.manifest_id, VERSION, "{}", store.lists()) as run:
            for batch in store.lines(manifest.manifest_id):
                hits = {}
                for line_id, line in batch:
                    if rng.random() >= flagged:
                        continue
                    n = rng.randrange(500)
                    value = line.cells[1]
                    hits[line_id] = [
                        Hit("S", line.row, line.row, "consignee", value, HitKind.PARTY, "un", f"e{n}",
                            f"Listed {n} Trading", f"Listed {n} Trading", 70 + rng.random() * 30,
                            Reason("name_match", (("name", f"Listed {n} Trading"),)),
                            (Evidence("word_similar", "firma", "listed", 40.0), Evidence("word_extra", "too", "", -3.0)))
                    ]  # fmt: skip
                run.add_hits(hits)
            info = run.finish(lines)
        ids = [stored.hit_id for stored in store.hits(info.run_id)]
        store.decide(ids[::2], Disposition.FALSE_POSITIVE, "other_party", "Another firm of a similar name", "aigul")
        store.close()
        return info.run_id


def plain(path: Path, lines: int, columns: int, constant: bool) -> None:
    """Write the same cells as one plain sheet with XlsxWriter."""
    import xlsxwriter

    rng = random.Random(SEED)
    with xlsxwriter.Workbook(str(path), {"constant_memory": constant}) as book:
        sheet = book.add_worksheet()
        for n in range(lines):
            for column, text in enumerate(cells_of(n, columns, rng)):
                sheet.write_string(n, column, text)


def six_sheets(folder: Path, run_id: int) -> None:
    """Write the audit file."""
    from ui.report.collect import collect
    from ui.report.excel import write_report

    with DataFolder(folder / "data") as data, data.open() as store:
        run = store.find_run(run_id)
        assert run is not None
        write_report(folder / "audit.xlsx", collect(store, run))


def measured(what: str, **options: object) -> dict[str, float]:
    """Do one thing in a process of its own; returns its seconds and its peak memory in MB."""
    given = [f"--{name}={value}" for name, value in options.items()]
    command = [sys.executable, "-m", "tests.bench.bench_excel", f"--do={what}", *given]
    out = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout
    result: dict[str, float] = json.loads(out)
    return result


def figures(lines: int, columns: int, shares: Sequence[float], workbook: bool = False) -> dict[str, float]:
    """Measure all of it, the shares between two measurements of the plain sheet, of which the faster counts."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = {"folder": folder, "lines": lines, "columns": columns}
        plain_runs = [measured("plain", **size, constant=constant) for constant in (1, 0)]
        ours = {}
        for share in shares:
            of_share = folder / f"flagged-{share:g}"
            of_share.mkdir()
            run_id = fill(of_share, lines, columns, share, workbook)
            ours[share] = measured("six", folder=of_share, run=run_id)
            found[f"file_mb ({share:g} flagged)"] = (of_share / "audit.xlsx").stat().st_size / 1e6
        plain_runs.append(measured("plain", **size, constant=1))
    for name, run in zip(("constant memory", "as usual", "constant memory again"), plain_runs, strict=True):
        found[f"plain_s ({name})"], found[f"plain_cpu_s ({name})"] = run["seconds"], run["cpu"]
    for share, figure in ours.items():
        found[f"six_sheets_s ({share:g} flagged)"] = figure["seconds"]
        found[f"six_sheets_cpu_s ({share:g} flagged)"] = figure["cpu"]
        found[f"ratio ({share:g} flagged)"] = figure["seconds"] / min(run["seconds"] for run in plain_runs)
        # On a machine with other work the clock of each run is another; processor time is what the work itself takes.
        found[f"ratio_cpu ({share:g} flagged)"] = figure["cpu"] / min(run["cpu"] for run in plain_runs)
        found[f"peak_mb ({share:g} flagged)"] = figure["peak_mb"]
    return found


@pytest.mark.bench
def test_six_sheets_in_three_times_one() -> None:
    found = figures(100_000, 20, SHARES)
    print(found)
    for share in SHARES:
        assert found[f"ratio ({share:g} flagged)"] <= RATIO
        assert found[f"peak_mb ({share:g} flagged)"] <= MEGABYTES


def main() -> None:
    """Print the figures, or do one of the things that are measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--columns", type=int, default=20)
    parser.add_argument("--flagged", type=float, action="append", help="share of the lines; may be repeated")
    parser.add_argument("--workbook", action="store_true", help="the sender's file is a workbook")
    parser.add_argument("--do", choices=["plain", "six"])
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--run", type=int)
    parser.add_argument("--constant", type=int, default=0)
    options = parser.parse_args()
    if options.do is None:
        for name, value in figures(options.lines, options.columns, options.flagged or SHARES, options.workbook).items():
            print(f"{name:34s} {value:10.2f}")
        return
    start = time.perf_counter()
    if options.do == "plain":
        plain(options.folder / "plain.xlsx", options.lines, options.columns, bool(options.constant))
    else:
        six_sheets(options.folder, options.run)
    seconds = time.perf_counter() - start
    import resource

    print(
        json.dumps(
            {
                "seconds": seconds,
                "cpu": time.process_time() + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]),
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3,
            }
        )
    )


if __name__ == "__main__":
    main()
