"""Holds a data folder that something happened to against what the program had acknowledged.

    python -m tests.reliability.judge WORK FILE     FILE: what the program had printed

The folder is opened as the next start opens it. Returns problems in words; none means that no acknowledged work is
lost, no import, list or file is half, and the counts tie.
"""

import csv
import hashlib
import sys
import zipfile
from pathlib import Path

from db.backups import backups
from db.list_files import unpacked
from db.names import DATABASE_NAME
from db.store import DataFolder, SqliteStore
from db.trail import FIRST, chain_hash
from screening.errors import StoreUnavailable, TekserError, UserError
from screening.names.index import NameIndex

FULL = ("disk_full", "store_io_error", "folder_not_writable", "cannot_back_up", "store_busy")
"""What a start may say while the disk is still full; nothing is judged then."""


def judge(work: Path, said: str, *, full: bool = False) -> list[str]:
    """Return what is wrong with a folder after the program printed ``said``; ``full``: its disk has no room yet."""
    lines = [line.split() for line in said[: said.rfind("\n") + 1].splitlines()]
    acks = [line[1:] for line in lines if line[:1] == ["ACK"]]
    problems: list[str] = []
    try:
        with DataFolder(work / "data", wait=20) as folder, folder.open() as store:
            problems += store_problems(store)
            problems += lost(store, acks)
    except TekserError as error:
        if full and error.code in FULL:
            return []
        return [f"the store does not open: {error}"]
    problems += export_problems(work / "exports", acks)
    for line in lines:
        if line[:1] == ["LAID"] and line[1].startswith("old"):
            problems += migration_problems(work / line[1], ["migrate", line[1]] in acks, full=full)
        elif line[:1] == ["LAID"]:
            problems += restore_problems(work / line[1], line[2], ["restore", line[1]] in acks, full=full)
    return problems


def store_problems(store: SqliteStore) -> list[str]:
    """Return what does not tie in a store, whatever was promised."""
    ask = store.database.conn.execute
    found = [f"quick_check: {row[0]}" for row in ask("PRAGMA quick_check") if row[0] != "ok"]
    found += [f"foreign key: {tuple(row)}" for row in ask("PRAGMA foreign_key_check")]
    ties = {
        "half a manifest": "SELECT m.manifest_id FROM manifest AS m WHERE m.complete = 0 OR m.lines <>"
        " (SELECT count(*) FROM line WHERE line.manifest_id = m.manifest_id)",
        "lines of no manifest": "SELECT line_id FROM line WHERE manifest_id NOT IN (SELECT manifest_id FROM manifest)",
        "half a run": "SELECT run_id FROM run WHERE finished_at IS NULL OR"
        " hits <> (SELECT count(*) FROM hit WHERE hit.run_id = run.run_id) OR flagged_lines <>"
        " (SELECT count(DISTINCT line_id) FROM hit WHERE hit.run_id = run.run_id) OR unscreened <>"
        " (SELECT count(*) FROM run_unscreened AS u WHERE u.run_id = run.run_id)",
        "a run that screened not all": "SELECT run_id FROM run JOIN manifest USING (manifest_id)"
        " WHERE run.lines <> manifest.lines",
        "half a list": "SELECT list_id FROM list WHERE holds = 'parties' AND entries <>"
        " (SELECT count(*) FROM entry WHERE entry.list_id = list.list_id)",
        "a list without its version": "SELECT list_id FROM list WHERE version_id IS NULL",
        "two versions in force": "SELECT list_id FROM list_force WHERE until IS NULL GROUP BY list_id HAVING count(*) > 1",
        "a decision on no hit": "SELECT decision_id FROM decision WHERE hit_id NOT IN (SELECT hit_id FROM hit)",
    }
    for what, query in ties.items():
        found += [f"{what}: {row[0]}" for row in ask(query)]
    previous, expected = FIRST, 1
    for seq, body, before, kept in ask("SELECT seq, body, previous, hash FROM trail ORDER BY seq"):
        if seq != expected or bytes(before) != previous or bytes(kept) != chain_hash(previous, bytes(body)):
            found.append(f"the trail breaks at {seq}")
            break
        previous, expected = bytes(kept), seq + 1
    originals = {m.info.sha256 for m in store.manifests()}
    kept_files = set()
    for path in (store.folder / "originals").glob("*"):
        kept_files.add(path.name)
        if path.name not in originals:
            found.append(f"an original of no manifest: {path.name}")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            found.append(f"half an original: {path.name}")
    found += [f"a manifest without its original: {sha256}" for sha256 in originals - kept_files]
    for version in store.versions():
        try:
            with unpacked(store.folder, version.files):
                pass
        except TekserError as error:
            found.append(f"version {version.version_id}: {error}")
    for index in (store.folder / "index").glob("*"):
        try:
            NameIndex.open(index)
        except Exception as error:
            found.append(f"half an index: {index.name}: {error!r}")
    found += [
        f"left over: {p.name}" for p in store.folder.rglob("*") if p.name.startswith(".part-") or p.suffix == ".part"
    ]
    return found


def lost(store: SqliteStore, acks: list[list[str]]) -> list[str]:
    """Return the acknowledgements that the store does not keep."""
    ask = store.database.conn.execute
    found = []
    for what, *values in acks:
        if what == "import":
            row = ask("SELECT lines, sha256 FROM manifest WHERE manifest_id = ?", (int(values[0]),)).fetchone()
            kept = row is not None and (str(row[0]), row[1]) == (values[1], values[2])
        elif what == "screen":
            row = ask("SELECT lines, hits FROM run WHERE run_id = ?", (int(values[0]),)).fetchone()
            kept = row is not None and (str(row[0]), str(row[1])) == (values[1], values[2])
        elif what == "decide":
            kept = bool(
                ask("SELECT 1 FROM decision WHERE decision_id = ? AND hit_id = ?", tuple(map(int, values))).fetchone()
            )
        elif what == "list":
            row = ask("SELECT sha256 FROM list_version WHERE version_id = ?", (int(values[0]),)).fetchone()
            kept = row is not None and row[0] == values[2]
        elif what == "backup":
            # Only the newest: older ones have their own time.
            newest = [a for a in acks if a[0] == "backup"][-1]
            kept = [what, *values] != newest or values[0] in {b.path.name for b in backups(store.folder)}
        else:
            continue
        if not kept:
            found.append(f"acknowledged and lost: {what} {' '.join(values)}")
    return found


def export_problems(folder: Path, acks: list[list[str]]) -> list[str]:
    """Return the files that left the house half, or not as they were acknowledged."""
    found = []
    promised = {values[1]: values[2] for values in acks if values[0] == "export"}
    for name, digest in promised.items():
        path = folder / name
        if not path.exists():
            found.append(f"an export is gone: {name}")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != digest and not whole(path):
            found.append(f"an export is damaged: {name}")
    found += [f"half an export: {path.name}" for path in folder.glob("[!.]*") if not whole(path)]
    return found


def whole(path: Path) -> bool:
    """Whether an exported file is complete."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        return len(rows) > 1 and len({len(row) for row in rows}) == 1
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except zipfile.BadZipFile:
        return False


def migration_problems(folder: Path, acknowledged: bool, *, full: bool) -> list[str]:
    """Return what an upgrade of the schema lost; not acknowledged it may have to be done again, and then is."""
    try:
        with DataFolder(folder, wait=20) as opened, opened.open() as store:
            found = [p for p in store_problems(store) if "without its original" not in p and "version" not in p]
            if [i.entries for i in store.lists()] != [2] or len(store.decisions(store.runs()[0].run_id)) != 2:
                found.append(f"the upgrade lost something (acknowledged: {acknowledged})")
    except TekserError as error:
        return [] if full and error.code in FULL else [f"the upgraded store does not open: {error}"]
    return found


def restore_problems(folder: Path, damaged: str, acknowledged: bool, *, full: bool) -> list[str]:
    """Return what a restore lost: either the damaged store is still there, or the backup is in its place, both whole."""
    places = [folder / DATABASE_NAME, *(folder / "damaged").glob(f"*/{DATABASE_NAME}")]
    if damaged not in {hashlib.sha256(path.read_bytes()).hexdigest() for path in places if path.exists()}:
        return ["the damaged original is gone"]
    try:
        with DataFolder(folder, wait=20) as opened, opened.open() as store:
            return [] if store.lists() and store.manifests() else ["the restored store is empty"]
    except StoreUnavailable as error:
        if error.code == "store_damaged" and not acknowledged:
            return []
        return [] if full and error.code in FULL else [f"the restored store does not open: {error}"]
    except UserError as error:
        return [] if full and error.code in FULL else [f"the restored store does not open: {error}"]


if __name__ == "__main__":
    told = judge(Path(sys.argv[1]), Path(sys.argv[2]).read_text(encoding="utf-8"))
    print("\n".join(told))
    sys.exit(bool(told))
