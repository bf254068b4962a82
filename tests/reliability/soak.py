"""A day of work in twenty minutes, with faults: python -m tests.reliability.soak [--minutes 20] [--seed N]

One data folder from beginning to end. In turn, at random: imports, screenings, decisions, list updates, exports,
backups; three of ten meet a fault: killed, no file may grow, the clock a day back or ten years on, the file to be
written is a folder, a damaged manifest or list. After every twentieth the store is judged against all that was
acknowledged since the beginning; at the end the counts have to tie.
"""

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from db import codec
from db.store import DataFolder
from screening.errors import TekserError
from screening.workflow import import_lists, import_manifest
from tests.reliability.forked import ended, fresh, judged, kill_group, start, wait_line, warm_base
from tests.reliability.operations import say, work_round

PHASES = ("import", "screen", "decide", "export", "list", "backup")
FAULTS = (
    "kill",
    "kill",
    "kill",
    "file size",
    "clock back",
    "clock on",
    "export blocked",
    "damaged manifest",
    "damaged list",
)
OWN_ERROR = 7
JUDGED_EVERY = 20


@dataclass
class Report:
    """What came of the day."""

    rounds: int = 0
    done: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    ties: dict[str, tuple[int, int]] = field(default_factory=dict)
    """By table: acknowledged, kept."""


def soak(seconds: float, seed: int, most_rounds: int = 1 << 30) -> Report:
    """Work for so long."""
    chance, report = random.Random(seed), Report()
    with tempfile.TemporaryDirectory(prefix="soak-") as name:
        place = Path(name)
        base = warm_base(place)
        work, said = place / "work", place / "said"
        fresh(base, work)
        so_far = ""
        until = time.monotonic() + seconds
        while time.monotonic() < until and report.rounds < most_rounds and not report.findings:
            report.rounds += 1
            phase = chance.choice(PHASES)
            fault = chance.choice(FAULTS) if chance.random() < 0.3 else ""
            said.unlink(missing_ok=True)
            child = start(partial(_round, work, report.rounds, phase, fault), said)
            if fault == "kill":
                wait_line(said, "PHASE", child, 20)
                time.sleep(chance.uniform(0, 0.05))
                if not ended(child):
                    kill_group(child)
                code = 0
            else:
                code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            report.faults[fault or "none"] += 1
            report.done[phase] += 1
            so_far += said.read_text(errors="replace")
            if code not in (0, OWN_ERROR) or (code == OWN_ERROR and not fault):
                told = Path(f"{said}.err").read_text(errors="replace")[-1500:]
                report.findings.append(f"round {report.rounds}, {phase}, {fault or 'no fault'}: exit {code}: {told}")
            if report.rounds % JUDGED_EVERY == 0:
                report.findings += [f"after round {report.rounds}: {p}" for p in judged(work, so_far)]
        report.findings += judged(work, so_far)
        report.ties = ties(work, so_far)
        for what, (acknowledged, kept) in report.ties.items():
            # A kill may come between the commit and the acknowledgement; then one more is kept than was told of.
            if not acknowledged <= kept <= acknowledged + report.faults["kill"] * (2 if what == "decide" else 1):
                report.findings.append(f"{what}: {acknowledged} acknowledged, {kept} kept")
    return report


def ties(work: Path, said: str) -> dict[str, tuple[int, int]]:
    """Return what was acknowledged and what the store holds beyond what it began with."""
    acks = Counter(line.split()[1] for line in said.splitlines() if line.startswith("ACK "))
    with DataFolder(work / "data") as folder, folder.open() as store:
        kept = {
            what: int(store.database.conn.execute(query).fetchone()[0])
            for what, query in (
                ("import", "SELECT count(*) - 1 FROM manifest"),
                ("screen", "SELECT count(*) - 1 FROM run"),
                ("decide", "SELECT count(*) FROM decision"),
            )
        }
    return {what: (acks[what], number) for what, number in kept.items()}


def _round(work: Path, number: int, phase: str, fault: str) -> None:
    """One piece of work with one fault; in the child."""
    if fault == "file size":
        resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
    elif fault in ("clock back", "clock on"):
        shift = timedelta(days=-1 if fault == "clock back" else 3650)
        codec.now = lambda: datetime.now(UTC) + shift
    blocked = work / "exports" / "flagged.xlsx"
    held = blocked.with_suffix(".held")
    try:
        if fault == "export blocked":
            if blocked.exists():
                blocked.replace(held)
            blocked.mkdir(exist_ok=True)
        if fault.startswith("damaged"):
            _damaged(work, number, fault)
        else:
            work_round(work, number, (phase,))
    except TekserError as error:
        os.write(2, f"{error}\n".encode())
        _unblock(blocked, held)
        os._exit(OWN_ERROR)
    _unblock(blocked, held)


def _unblock(blocked: Path, held: Path) -> None:
    if blocked.is_dir():
        blocked.rmdir()
    if held.exists():
        held.replace(blocked)


def _damaged(work: Path, number: int, fault: str) -> None:
    """Give the program a file that cannot be read."""
    path = work / ("broken.xlsx" if fault == "damaged manifest" else "broken.xml")
    path.write_bytes(random.Random(number).randbytes(3000) if number % 2 else b"PK\x03\x04 nothing")
    say("PHASE damaged")
    with DataFolder(work / "data") as folder, folder.open() as store:
        read: Callable[[], object] = (
            partial(import_manifest, store, path)
            if fault == "damaged manifest"
            else partial(import_lists, store, [path])
        )
        read()


def main(arguments: list[str]) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    options = parser.parse_args(arguments)
    report = soak(options.minutes * 60, options.seed)
    for finding in report.findings:
        print("FINDING", finding)
    print(f"{report.rounds} rounds: {dict(report.done)}; faults {dict(report.faults)}; seed {options.seed}")
    print("; ".join(f"{what}: {a} acknowledged, {k} kept" for what, (a, k) in report.ties.items()))
    print(f"{len(report.findings)} findings")
    return bool(report.findings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
