"""What a power cut leaves: SIGKILL loses nothing that was written, a power cut loses whatever was not synced.

    python -m tests.reliability.powercut [--states 1000] [--seed N] [--keep FOLDER] [PHASE ...]

Each operation runs once under strace, which takes down its writes, syncs, renames and deletions. From them the folder
is built as a power cut at many moments could have left it, opened as the next start opens it, and judged.

The model: what a file had before its last fsync is there; of its later writes any subset is, whole or torn at an edge
of 512 bytes, with zeros for what is lost. Creations, renames and deletions reach the disk in their order; those up to
the last fsync of a folder are there. Four kinds of state in turn: all unsynced lost, all kept, some kept, some kept and
torn. Stricter than ext4, which writes a new file's name down together with its content. Writes through mapped memory
are not seen; SQLite's -shm is made anew, and a recording that does not give back the folder is refused.
"""

import argparse
import hashlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.reliability.forked import fresh, judged, warm_base
from tests.reliability.operations import PHASES

CALLS = (
    "open,openat,creat,close,dup,dup2,dup3,fcntl,write,pwrite64,writev,pwritev,lseek,ftruncate,truncate,fallocate,fsync,"
    "fdatasync,sync,syncfs,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,copy_file_range,sendfile,"
    "clone,clone3,fork,vfork"
)
BEGINS = frozenset({"clone", "clone3", "fork", "vfork"})
"""Calls that begin a thread, which shares the open files, or a process, whose closing of them is its own affair."""
KINDS = ("lose", "keep", "some", "torn")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')
_LINE = re.compile(r"^(\d+)\s+(\w+)\((.*)\)\s+=\s+(-?\d+)")


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a file's content, or a sync of it."""

    at: int
    kind: str
    """write, size or sync."""
    offset: int = 0
    data: bytes = b""


@dataclass(frozen=True, slots=True)
class NameEvent:
    """One change of names, or a sync of them."""

    at: int
    kind: str
    """create, rename, link, unlink, mkdir, sync."""
    path: str = ""
    target: str = ""
    file: int = 0


@dataclass(slots=True)
class Open:
    """An open file."""

    file: int | None
    path: str
    position: int = 0
    append: bool = False


@dataclass
class Recording:
    """What a program did below a folder, each event with its number."""

    root: Path
    cwd: Path
    files: dict[int, list[Event]] = field(default_factory=lambda: defaultdict(list))
    names: list[NameEvent] = field(default_factory=list)
    said: list[tuple[int, bytes]] = field(default_factory=list)
    base: dict[str, tuple[int | None, bytes]] = field(default_factory=dict)
    now: dict[str, int] = field(default_factory=dict)
    at: int = 0
    _open: dict[int, Open] = field(default_factory=dict)
    """Open files of the process or thread that is looked at, by number."""
    _tables: dict[str, dict[int, Open]] = field(default_factory=dict)
    _files: int = 0

    def __post_init__(self) -> None:
        for path in sorted(self.root.rglob("*")):
            name = str(path.relative_to(self.root))
            if path.is_file():
                self.now[name] = self._new()
                self.base[name] = (self.now[name], path.read_bytes())
            else:
                self.base[name] = (None, b"")

    def _new(self) -> int:
        self._files += 1
        return self._files

    def _inside(self, raw: bytes) -> str | None:
        """Return a path relative to the folder, None outside of it."""
        path = Path(self.cwd, raw.decode("utf-8", "surrogateescape"))
        parts: list[str] = []
        for part in path.parts:
            if part == "..":
                parts.pop()
            elif part != ".":
                parts.append(part)
        whole = Path(*parts)
        return str(whole.relative_to(self.root)) if self.root in whole.parents else "" if whole == self.root else None

    def read(self, log: Path) -> None:
        """Take down what strace saw."""
        for who, sharer, name, arguments, result in _calls(log):
            self.at += 1
            if who not in self._tables:
                self._tables[who] = self._tables.get(sharer, {})
            self._open = self._tables[who]
            self._take(name, arguments, result)

    def _take(self, name: str, text: str, result: int) -> None:
        at = self.at
        strings = [bytes.fromhex(m[1].replace("\\x", "")) for m in _TEXT.finditer(text)]
        numbers = [int(n) for n in re.findall(r"(?<![\w\\])-?\d+(?![\w\\])", _TEXT.sub('""', text))]
        handle = numbers[0] if numbers and not text.lstrip().startswith(("AT_", '"')) else -1
        held = self._open.get(handle)
        if name in ("open", "openat", "creat"):
            self._opened(strings[0], text, name, result)
        elif name == "close":
            self._open.pop(handle, None)
        elif name.startswith("dup") or (name == "fcntl" and "F_DUPFD" in text):
            self._open.pop(result, None)
            if held:
                self._open[result] = held
        elif name == "lseek" and held:
            held.position = result
        elif name in ("write", "writev", "pwrite64", "pwritev"):
            self._written(name, b"".join(strings)[:result], result, handle, held, numbers)
        elif name == "ftruncate" and held and held.file is not None:
            self.files[held.file].append(Event(at, "size", numbers[1]))
        elif name == "truncate" and (path := self._inside(strings[0])) in self.now:
            self.files[self.now[str(path)]].append(Event(at, "size", numbers[-1]))
        elif name in ("fsync", "fdatasync") and held:
            if held.file is not None:
                self.files[held.file].append(Event(at, "sync"))
            elif held.path is not None and self._inside(held.path.encode()) is not None:
                self.names.append(NameEvent(at, "sync"))
        elif name in ("sync", "syncfs"):
            for file in self.now.values():
                self.files[file].append(Event(at, "sync"))
            self.names.append(NameEvent(at, "sync"))
        elif name in ("copy_file_range", "sendfile", "fallocate"):
            inside = [self._open[n].file for n in numbers if n in self._open and self._open[n].file is not None]
            if inside and name != "fallocate":
                raise SystemExit(f"{name} into the folder is not followed")
        elif name.startswith(("rename", "link")):
            source, target = self._inside(strings[0]), self._inside(strings[1])
            if target is not None and source is not None:
                self._renamed("link" if name.startswith("link") else "rename", source, target)
        elif name.startswith("unlink") or name == "rmdir":
            path = self._inside(strings[0])
            if path is not None:
                self.now.pop(path, None)
                self.names.append(NameEvent(at, "unlink", path))
        elif name.startswith("mkdir"):
            path = self._inside(strings[0])
            if path is not None:
                self.names.append(NameEvent(at, "mkdir", path))

    def _opened(self, raw: bytes, text: str, name: str, result: int) -> None:
        path = self._inside(raw)
        whole = str(Path(self.cwd, raw.decode("utf-8", "surrogateescape")))
        file = None
        if path and "O_DIRECTORY" not in text and not (self.root / path).is_dir():
            file = self.now.get(path)
            if file is None and ("O_CREAT" in text or name == "creat"):
                file = self.now[path] = self._new()
                self.names.append(NameEvent(self.at, "create", path, file=file))
            elif file is not None and ("O_TRUNC" in text or name == "creat"):
                self.files[file].append(Event(self.at, "size", 0))
        self._open[result] = Open(file, whole, append="O_APPEND" in text)

    def _written(self, name: str, data: bytes, result: int, handle: int, held: Open | None, numbers: list[int]) -> None:
        if len(data) < result:
            raise SystemExit("strace cut a write short: raise its -s")
        if held is None:
            if handle == 1:
                self.said.append((self.at, data))
            return
        if held.file is None:
            return
        if name.startswith("pwrite"):
            offset = numbers[-1]
        else:
            offset = self._size(held.file) if held.append else held.position
            held.position = offset + result
        self.files[held.file].append(Event(self.at, "write", offset, data))

    def _renamed(self, kind: str, source: str, target: str) -> None:
        if source in self.now:
            file = self.now[source] if kind == "link" else self.now.pop(source)
            self.now[target] = file
            self.names.append(NameEvent(self.at, kind, source, target, file))
            return
        # A folder, with all that is in it.
        self.names.append(NameEvent(self.at, "rename", source, target))
        for path in [p for p in self.now if p.startswith(f"{source}/")]:
            self.now[target + path[len(source) :]] = self.now.pop(path)

    def _size(self, file: int) -> int:
        size = next((len(data) for held, data in self.base.values() if held == file), 0)
        for event in self.files[file]:
            if event.kind == "write":
                size = max(size, event.offset + len(event.data))
            elif event.kind == "size":
                size = event.offset
        return size

    def moments(self) -> list[int]:
        """Return every number at which something changed or was said."""
        seen = {event.at for events in self.files.values() for event in events}
        return sorted(seen | {event.at for event in self.names} | {at for at, _ in self.said})

    def said_by(self, moment: int) -> str:
        """Return what the program had printed by then."""
        return b"".join(data for at, data in self.said if at <= moment).decode()

    def content(self, file: int, moment: int, kind: str, chance: random.Random) -> bytes:
        """Return what a power cut at a moment may have left of a file."""
        data = bytearray(next((base for held, base in self.base.values() if held == file), b""))
        events = [event for event in self.files[file] if event.at <= moment]
        synced = max((n for n, event in enumerate(events) if event.kind == "sync"), default=-1)
        share = chance.random()
        for number, event in enumerate(events):
            loose = number > synced
            if event.kind == "sync" or (loose and kind == "lose"):
                continue
            if loose and kind in ("some", "torn") and chance.random() < share:
                continue
            if event.kind == "size":
                del data[event.offset :]
                data.extend(bytes(event.offset - len(data)))
                continue
            offset, block = event.offset, event.data
            if loose and kind == "torn" and len(block) > 512 and chance.random() < 0.5:
                cut = 512 * chance.randrange(1, (len(block) + 511) // 512)
                offset, block = (offset, block[:cut]) if chance.random() < 0.5 else (offset + cut, block[cut:])
            if len(data) < offset:
                data.extend(bytes(offset - len(data)))
            data[offset : offset + len(block)] = block
        return bytes(data)

    def tree(self, moment: int, kind: str, chance: random.Random) -> dict[str, int | None]:
        """Return the names that a power cut at a moment may have left; None for folders."""
        events = [event for event in self.names if event.at <= moment]
        safe = max((n for n, event in enumerate(events) if event.kind == "sync"), default=-1)
        last = {"keep": len(events) - 1, "lose": safe}.get(kind, chance.randint(safe, max(safe, len(events) - 1)))
        tree: dict[str, int | None] = {path: file for path, (file, _) in self.base.items()}
        for event in events[: last + 1]:
            if event.kind == "create":
                tree[event.path] = event.file
            elif event.kind == "mkdir":
                tree[event.path] = None
            elif event.kind == "unlink":
                tree.pop(event.path, None)
            elif event.kind == "link" or (event.kind == "rename" and event.file):
                if event.kind == "rename":
                    tree.pop(event.path, None)
                tree[event.target] = event.file
            elif event.kind == "rename":
                tree[event.target] = tree.pop(event.path, None)
                for path in [p for p in tree if p.startswith(f"{event.path}/")]:
                    tree[event.target + path[len(event.path) :]] = tree.pop(path)
        return tree

    def state(self, moment: int, kind: str, chance: random.Random) -> dict[str, bytes | None]:
        """Return one possible state: contents by path, None for folders."""
        tree = self.tree(moment, kind, chance)
        return {p: None if f is None else self.content(f, moment, kind, chance) for p, f in sorted(tree.items())}


def _calls(log: Path) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield (who, whose open files it shares, name, arguments, result) of the calls that went well.

    Those that strace had to split are joined.
    """
    parts: dict[str, str] = {}
    sharers: dict[str, str] = {}
    """By thread, who began it; empty for a process."""
    begun: list[tuple[str, bool]] = []
    """Who is just beginning a thread or process, whose number is not told yet, and whether it will share open files."""
    with log.open(errors="replace") as file:
        for raw in file:
            line = raw.rstrip("\n")
            who, call = line.split(None, 1)
            if who not in sharers:
                parent, shares = begun[0] if begun else ("", False)
                sharers[who] = parent if shares else ""
            if line.endswith("<unfinished ...>"):
                parts[who] = line.removesuffix("<unfinished ...>").rstrip()
                if call.partition("(")[0] in BEGINS:
                    begun.append((who, "CLONE_FILES" in call))
                continue
            resumed = re.match(r"^\d+\s+<\.\.\. (\w+) resumed>\s*(.*)$", line)
            if resumed:
                line = parts.pop(who, "") + resumed[2]
                if resumed[1] in BEGINS:
                    begun = [one for one in begun if one[0] != who]
            match = _LINE.match(line)
            if not match or int(match[4]) < 0:
                continue
            if match[2] in BEGINS:
                sharers.setdefault(match[4], who if "CLONE_FILES" in match[3] else "")
            else:
                yield who, sharers[who], match[2], match[3], int(match[4])


def lay_out(state: dict[str, bytes | None], where: Path) -> None:
    """Write a state to the disk."""
    shutil.rmtree(where, ignore_errors=True)
    where.mkdir(parents=True)
    for name, data in state.items():
        path = where / name
        if data is None:
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def record(work: Path, phase: str, log: Path) -> Recording:
    """Run one operation under strace and return what it did."""
    recording = Recording(work.resolve(), Path.cwd())
    done = subprocess.run(
        ["strace", "-f", "-qq", "-xx", "-s", "16777216", "-e", f"trace={CALLS}", "-e", "signal=none", "-o", str(log),
         sys.executable, "-m", "tests.reliability.operations", str(work), phase],
        capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{phase} itself failed: {done.stderr.decode(errors='replace')[-2000:]}")
    recording.read(log)
    whole = recording.state(recording.at, "keep", random.Random(0))
    for path in work.rglob("*"):
        if (
            path.is_file()
            and not path.name.endswith("-shm")
            and whole.get(str(path.relative_to(work))) != path.read_bytes()
        ):
            raise SystemExit(f"the recording does not give back {path.relative_to(work)}")
    return recording


@dataclass
class Report:
    """What came of one operation."""

    phase: str
    states: int = 0
    distinct: int = 0
    writes: int = 0
    syncs: int = 0
    findings: list[str] = field(default_factory=list)


def cut_power(base: Path, place: Path, phase: str, states: int, seed: int, keep: Path | None = None) -> Report:
    """Judge so many states that a power cut during an operation could leave."""
    work = place / f"recorded-{phase}"
    fresh(base, work)
    recording = record(work, phase, place / f"{phase}.log")
    events = [event for found in recording.files.values() for event in found]
    report = Report(phase, writes=sum(e.kind == "write" for e in events), syncs=sum(e.kind == "sync" for e in events))
    chance, moments = random.Random(seed), recording.moments()
    seen: set[bytes] = set()
    for number in range(states):
        moment, kind = chance.choice(moments), KINDS[number % len(KINDS)]
        state, said = recording.state(moment, kind, chance), recording.said_by(moment)
        report.states += 1
        digest = hashlib.sha256(said.encode())
        for name, data in state.items():
            digest.update(name.encode() + b"\0" + hashlib.sha256(data or b"").digest())
        if digest.digest() in seen:
            continue  # judged before, with the same promises
        seen.add(digest.digest())
        report.distinct += 1
        lay_out(state, place / "state")
        problems = judged(place / "state", said)
        if problems:
            report.findings.append(f"{phase}, state {number} ({kind}, at call {moment}): {'; '.join(problems)}")
            if keep is not None:
                lay_out(state, keep / f"{phase}-{number}")
    return report


def main(arguments: list[str]) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("phases", nargs="*", default=list(PHASES))
    parser.add_argument("--states", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args(arguments)
    found = 0
    with tempfile.TemporaryDirectory(prefix="powercut-") as name:
        base = warm_base(Path(name))
        for phase in options.phases:
            report = cut_power(base, Path(name), phase, options.states, options.seed, options.keep)
            for finding in report.findings[:20]:
                print("FINDING", finding)
            print(
                f"{phase}: {report.writes} writes, {report.syncs} syncs; {report.states} states, {report.distinct} of them"
                f" distinct, {len(report.findings)} findings, seed {options.seed}",
                flush=True,
            )
            found += len(report.findings)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
