"""Opens hostile files, each in a forked child, and tells what came of it.

python -m tests.hostile.opened [NAME ...]     a table: file, answer, seconds, memory
"""

import json
import os
import resource
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from screening.errors import TekserError
from screening.lists.read import detect, read_list
from screening.manifest.read import read_manifest
from tests.hostile.files import LISTS, MANIFESTS
from ui import words

HANG_SECONDS = 100
MEMORY_BYTES = 2 << 30
"""A child that asks for so much more address space than it was born with fails; the program is to stay far below."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What came of one file."""

    name: str
    answer: str
    """"read", or the code of our own error; anything else is a fault."""
    message: str
    seconds: float
    megabytes: int
    """The most of the program itself or of the child that reads workbooks."""


def open_manifest(path: Path) -> int:
    """Read a manifest to its end; returns the number of lines."""
    return sum(len(batch) for batch in read_manifest(path, count=False).batches)


def open_list(path: Path) -> int:
    """Read a list to its end; returns the number of entries."""
    return sum(1 for source in detect([path]) for _ in read_list(source).entries)


def opened(path: Path, kind: str) -> Opened:
    """Open a file in a child and return what came of it."""
    reader, writer = os.pipe()
    begin = time.monotonic()
    child = os.fork()
    if child == 0:
        os.setsid()
        # What the tests themselves have loaded (Qt, Arrow, numba) is not the file's doing.
        most = psutil.Process().memory_info().vms + MEMORY_BYTES
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            count = (open_manifest if kind == "manifests" else open_list)(path)
            told = ["read", str(count)]
        except TekserError as error:
            told = [error.code, words.error_text(error)]
        except BaseException as error:
            told = [f"FAULT {type(error).__name__}", str(error)[:300]]
        os.write(writer, json.dumps(told).encode())
        os._exit(0)
    os.close(writer)
    while True:
        done, status, usage = os.wait4(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() - begin > HANG_SECONDS:
            os.killpg(child, signal.SIGKILL)
            _, status, usage = os.wait4(child, 0)
            break
        time.sleep(0.005)
    with os.fdopen(reader) as said:
        text = said.read()
    answer, message = json.loads(text) if text else (f"FAULT ended with {os.waitstatus_to_exitcode(status)}", "")
    return Opened(path.name, answer, message, time.monotonic() - begin, usage.ru_maxrss >> 10)


def main(names: list[str]) -> int:
    """See the module."""
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        for kind, files in (("manifests", MANIFESTS), ("lists", LISTS)):
            for name, content in files.items():
                if names and name not in names:
                    continue
                path = Path(folder) / kind / name
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(content())
                found = opened(path, kind)
                faults += found.answer.startswith("FAULT") or found.seconds > 10
                print(
                    f"{kind[:-1]:8} {name:22} {found.answer:24} {found.seconds:6.2f} s {found.megabytes:5} MB  {found.message[:90]}",
                    flush=True,
                )
                path.unlink()
    print(f"{faults} faults or longer than 10 s")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
