"""A disk that is full at every step: each operation on a tmpfs that has no more room than so many bytes.

    python -m tests.reliability.squeeze [--step 16] [--sizes N] [PHASE ...]     KiB; needs the right to mount

For every size from none to what the operation needs whole, the operation runs until it fails or ends. The folder is
judged twice: while the disk is still full, and as an officer would who has freed some space. A failure has to be one of
our own errors, never a traceback.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from screening.errors import TekserError
from tests.reliability.forked import fresh, judged, start, warm_base
from tests.reliability.operations import PHASES, work_round

EXIT_OWN_ERROR = 7
MOST_KIB = 64 << 10


def can_mount() -> bool:
    """Whether this process may mount a tmpfs."""
    with tempfile.TemporaryDirectory(prefix="squeeze-") as name:
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", name], capture_output=True, check=False
        )
        if done.returncode == 0:
            subprocess.run(["umount", name], check=True)
        return done.returncode == 0


@contextmanager
def small_disk(kib: int) -> Iterator[Path]:
    """Yield a folder on a disk of that size."""
    folder = Path(tempfile.mkdtemp(prefix="squeeze-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kib}k,mode=0700", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
        folder.rmdir()


@dataclass
class Report:
    """What came of one operation."""

    phase: str
    sizes: int = 0
    failed: int = 0
    """Sizes at which there was too little room."""
    findings: list[str] = field(default_factory=list)


def leave(disk: Path, kib: int) -> None:
    """Fill a disk until only so much is free."""
    about = os.statvfs(disk)
    (disk / "ballast").write_bytes(bytes(about.f_bavail * about.f_bsize - kib * 1024))


def taken_kib(folder: Path) -> int:
    """Return what a folder takes on a tmpfs: whole pages."""
    return sum(-(-path.stat().st_size // 4096) * 4 + 4 for path in [folder, *folder.rglob("*")])


def squeeze(base: Path, place: Path, phase: str, step_kib: int, sizes: int = 0) -> Report:
    """Run an operation with 0, 1, 2 ... steps of free space until it has enough; with ``sizes`` only so many of them."""
    report = Report(phase)
    seed = taken_kib(base)
    steps: list[int] = list(range(0, MOST_KIB, step_kib))
    enough = 0
    needed = 0
    if sizes:
        # How much it takes whole first, so that the few sizes are spread over it.
        fresh(base, place / "whole")
        os.waitpid(start(lambda: work_round(place / "whole", 1, (phase,)), place / "whole-said"), 0)
        needed = max(step_kib * sizes, (taken_kib(place / "whole") - seed) * 2)
        steps = [needed * n // sizes // step_kib * step_kib for n in range(sizes)]
    for free in steps:
        with small_disk(seed + free + 1024) as disk:
            work, said, roomy = disk / "work", place / "said", place / "roomy"
            shutil.copytree(base, work)
            leave(disk, free)
            said.unlink(missing_ok=True)
            os.environ["TMPDIR"] = str(place)
            child = start(partial(attempt, work, phase), said)
            _, status = os.waitpid(child, 0)
            code = os.waitstatus_to_exitcode(status)
            report.sizes += 1
            printed = said.read_text(errors="replace")
            where = f"{phase} with {free} KiB free"
            if code not in (0, EXIT_OWN_ERROR):
                report.findings.append(f"{where}: exit {code}: {Path(f'{said}.err').read_text()[-800:]}")
            shutil.rmtree(roomy, ignore_errors=True)
            shutil.copytree(work, roomy)
            report.findings += [f"{where}, still full: {p}" for p in judged(work, printed, full=True)]
            report.findings += [f"{where}, freed: {p}" for p in judged(roomy, printed)]
            if code == 0:
                enough += 1
                if enough > 2 and not sizes:
                    break
            else:
                report.failed += 1
                enough = 0
    return report


def attempt(work: Path, phase: str) -> None:
    """Do an operation; our own errors end it with an exit code of their own."""
    try:
        work_round(work, 1, (phase,))
    except TekserError as error:
        os.write(2, f"{error}\n".encode())
        os._exit(EXIT_OWN_ERROR)


def main(arguments: list[str]) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("phases", nargs="*", default=list(PHASES))
    parser.add_argument("--step", type=int, default=16)
    parser.add_argument("--sizes", type=int, default=0)
    options = parser.parse_args(arguments)
    if not can_mount():
        print("no right to mount; run it as root or under: unshare -Urm")
        return 2
    found = 0
    with tempfile.TemporaryDirectory(prefix="squeeze-") as name:
        base = warm_base(Path(name))
        for phase in options.phases:
            report = squeeze(base, Path(name), phase, options.step, options.sizes)
            for finding in report.findings[:20]:
                print("FINDING", finding)
            print(
                f"{phase}: {report.sizes} sizes, {report.failed} too small, {len(report.findings)} findings", flush=True
            )
            found += len(report.findings)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
