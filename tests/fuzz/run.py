"""Coverage-guided fuzzing of one parser with atheris (Linux):

    uv run python -m tests.fuzz.run TARGET [-max_total_time=3600] [more options of libFuzzer]
    uv run python -m tests.fuzz.run --all SECONDS       each target in turn, in a process of its own

A fault ends the run; libFuzzer writes the input that made it (crash-...). TARGET is one of tests.fuzz.targets.TARGETS.
"""

import subprocess
import sys
import tempfile
from pathlib import Path


def one(target: str, options: list[str]) -> None:
    """Fuzz one target; does not return."""
    import atheris

    with atheris.instrument_imports(include=["screening"]):
        from tests.fuzz.targets import TARGETS, seeds
    corpus = Path(tempfile.mkdtemp(prefix="tekser-corpus-"))
    for number, content in enumerate(seeds(target)):
        (corpus / str(number)).write_bytes(content)
    atheris.Setup(
        [sys.argv[0], str(corpus), "-timeout=20", "-rss_limit_mb=3000", "-max_len=20000", *options], TARGETS[target]
    )
    atheris.Fuzz()


def all_of_them(seconds: int) -> int:
    """Fuzz every target for so many seconds; returns the number that failed."""
    from tests.fuzz.targets import TARGETS

    failed = 0
    for target in TARGETS:
        done = subprocess.run(
            [sys.executable, "-m", "tests.fuzz.run", target, f"-max_total_time={seconds}", "-print_final_stats=1"],
            capture_output=True, text=True, errors="replace", check=False,
        )  # fmt: skip
        runs = next((line.split()[-1] for line in done.stderr.splitlines() if "number_of_executed_units" in line), "?")
        print(f"{target:24} {runs:>9} inputs  {'sound' if done.returncode == 0 else 'FAULT'}", flush=True)
        if done.returncode:
            failed += 1
            print(done.stderr[-3000:], done.stdout[-2000:], flush=True)
    return failed


if __name__ == "__main__":
    if sys.argv[1] == "--all":
        sys.exit(all_of_them(int(sys.argv[2])))
    one(sys.argv[1], sys.argv[2:])
