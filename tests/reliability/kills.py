"""Kills the program at random moments of each of its operations, and judges what the next start finds.

    python -m tests.reliability.kills [--rounds 1200] [--seed N] [--keep FOLDER]

The moments are drawn from the time since the operation began (0 to 1.2 times what it takes whole), half of them close
after one of its own acknowledgements. After each kill the folder is opened as the next start opens it.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tests.reliability.forked import ended, fresh, judged, kill_group, start, wait_line, warm_base
from tests.reliability.operations import PHASES, work_round

RENEWED = 24
"""Rounds after which the folder begins anew, so that it does not grow without end."""


@dataclass
class Report:
    killed: Counter[str] = field(default_factory=Counter)
    """Kills by operation."""
    late: int = 0
    """Rounds that had ended by themselves."""
    findings: list[str] = field(default_factory=list)


def kill_rounds(rounds: int, seed: int, keep: Path | None = None) -> Report:
    """Do so many rounds."""
    report, chance = Report(), random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="kills-") as name:
        place = Path(name)
        base = warm_base(place)
        takes = {phase: _whole(base, place, phase) for phase in PHASES}
        work, said = place / "work", place / "said"
        so_far = ""
        number = 0
        while sum(report.killed.values()) < rounds:
            phase = tuple(PHASES)[number % len(PHASES)]
            if number % RENEWED == 0:
                fresh(base, work)
                so_far = ""
            number += 1
            said.unlink(missing_ok=True)
            child = start(partial(work_round, work, number, (phase,)), said)
            wait_line(said, f"PHASE {phase}", child, 20)
            if chance.random() < 0.5:
                time.sleep(chance.uniform(0, takes[phase] * 1.2))
            else:
                wait_line(said, "ACK", child, takes[phase])
                time.sleep(chance.uniform(0, 0.004))
            if ended(child):
                report.late += 1
            else:
                kill_group(child)
                report.killed[phase] += 1
            so_far += said.read_text(errors="replace")
            problems = judged(work, so_far)
            if problems:
                report.findings.append(f"round {number}, {phase}: {'; '.join(problems)}")
                if keep is not None:
                    shutil.copytree(work, keep / f"round-{number}", dirs_exist_ok=True)
                fresh(base, work)
                so_far = ""
    return report


def _whole(base: Path, place: Path, phase: str) -> float:
    """Return how long an operation takes that nothing interrupts, and see that it is then sound."""
    work, said = place / "whole", place / "whole-said"
    fresh(base, work)
    said.unlink(missing_ok=True)
    child = start(lambda: work_round(work, 1, (phase,)), said)
    wait_line(said, f"PHASE {phase}", child, 30)
    begin = time.monotonic()
    while not ended(child):
        time.sleep(0.001)
    problems = judged(work, said.read_text())
    assert "CLOSED" in said.read_text(), Path(f"{said}.err").read_text()
    assert not problems, problems
    return time.monotonic() - begin


def main(arguments: list[str]) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args(arguments)
    report = kill_rounds(options.rounds, options.seed, options.keep)
    for finding in report.findings:
        print("FINDING", finding)
    kills = ", ".join(f"{phase} {number}" for phase, number in sorted(report.killed.items()))
    print(f"{sum(report.killed.values())} kills ({kills}), {len(report.findings)} findings, seed {options.seed}")
    return bool(report.findings)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
