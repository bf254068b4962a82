"""Versions of lists: put in place whole or not at all, held, refused, brought back, and compared.

Entries are laid aside in a file first (``db.staging``); only when the last one is in and checked does
one transaction swap them with those in force, which move to ``entry_past`` with the time they were in force until.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from db import codec, list_files, staging, told, trail
from db.connection import store_errors, writing
from db.lists import SELECT_LISTS
from db.part import StorePart
from db.reopened import reopen
from screening.casework.roles import Action
from screening.errors import UserError
from screening.goods.changes import goods_changes
from screening.goods.check import figures_of
from screening.lists.changes import change_of
from screening.lists.check import Figures
from screening.model.goods import GoodsRule
from screening.model.lists import GOODS_FORMATS, Entry, ListChange, ListFormat, ListInfo
from screening.model.versions import (
    FILE_DATE,
    NEWEST_ON,
    READ_BY,
    EntryChange,
    ForcePeriod,
    KeptFile,
    ListFigures,
    ListVersion,
    NewVersion,
    VersionState,
)
from screening.version import VERSION

_LIST_COLUMNS = (
    "list_id", "holds", "title", "format", "source", "sha256", "imported_at", "published_on",
    "entries", "names", "unread", "active", "checked_at", "file_date", "version_id",
)  # fmt: skip
_VERSION_COLUMNS = (
    "list_id", "holds", "state", "title", "format", "source", "files", "sha256", "headers", "received_at",
    "published_on", "figures", "unread", "notes", "problems", "decided_by", "decided_at", "reason",
)  # fmt: skip
_LONGEST_NUMBER = 63
"""Bits of the largest number that SQLite takes; somebody may type a longer one."""
_SELECT_VERSIONS = (
    "SELECT v.*, (l.version_id IS v.version_id AND l.active = 1) AS in_force"
    " FROM list_version AS v LEFT JOIN list AS l ON l.list_id = v.list_id"
)


class VersionTables(StorePart):
    """Implements the writing half of ``screening.ports.ListStore``."""

    def keep_list_file(self, path: Path) -> KeptFile:
        """See ``ListStore.keep_list_file``."""
        return list_files.keep(self.path.parent, path)

    def list_files(self, files: Sequence[KeptFile]) -> AbstractContextManager[list[Path]]:
        """See ``ListStore.list_files``."""
        return list_files.unpacked(self.path.parent, tuple(files))

    def stage_list(self, entries: Iterable[Entry]) -> ListFigures:
        """See ``ListStore.stage_list``."""
        figures = Figures()
        with store_errors(self.path):
            count = staging.lay(self.database.conn, self.path.parent, figures.watch(entries))
        return replace(figures.result(), entries=count)

    def put_staged(self, new: NewVersion, figures: ListFigures) -> ListChange:
        """See ``ListStore.put_staged``."""
        new = replace(new, decided_by=self._decider(new.decided_by, overrules=bool(new.problems or new.decided_by)))
        with writing(self.database, self.path) as connection:
            at = self._moment(connection)
            version_id = _add_version(connection, new, figures, VersionState.ACCEPTED, at)
            change = self._swap(connection, replace(new.info, version_id=version_id), figures, at, new)
        staging.clear(self.database.conn)
        return change

    def put_staged_again(
        self,
        version_id: int,
        decided_by: str,
        reason: str,
        figures: ListFigures,
        info: ListInfo | None = None,
        notes: tuple[tuple[str, int], ...] = (),
    ) -> ListChange:
        """See ``ListStore.put_staged_again``."""
        version = _read_again(self.version(version_id), figures, info, notes)
        decided_by = self._decider(decided_by, overrules=not version.in_force)
        with writing(self.database, self.path) as connection:
            at = self._moment(connection)
            if version.state is not VersionState.ACCEPTED:
                _decide(connection, version_id, VersionState.ACCEPTED, decided_by, at, reason)
            held = self.database.query(f"{SELECT_LISTS} WHERE list_id = ?", (version.list_id,))
            now = next((codec.list_from_row(row) for row in held), None)
            again = _info_of(version, figures)
            if now is not None and now.version_id == version_id:
                # The version keeps the day it came with; the list is as new as the file in which it came once more.
                file_date = info.file_date if info is not None else now.file_date
                again = replace(again, checked_at=now.checked_at, file_date=file_date)
            elif version.source.startswith("https://"):
                again = replace(again, checked_at=version.received_at)
            connection.execute(
                "UPDATE list_version SET headers = ?, published_on = ?, figures = ?, unread = ?, notes = ?"
                " WHERE version_id = ?",
                (
                    codec.dump(version.headers), version.published_on, codec.figures_to_text(figures), version.unread,
                    codec.dump(notes), version_id,
                ),
            )  # fmt: skip
            new = NewVersion(again, version.files, notes=notes, decided_by=decided_by, reason=reason)
            change = self._swap(connection, again, figures, at, new)
        staging.clear(self.database.conn)
        return change

    def _decider(self, name: str, *, overrules: bool) -> str:
        """Return the name that a person's decision on a version is kept under; nobody's stays nobody's."""
        actor = self.require(Action.LIST_CONTROL if overrules else Action.LISTS)
        return self.named(actor, name) if name else ""

    def _check_takes_away(self, info: ListInfo, gone: int, changed: int) -> None:
        """Raise UserError("list_takes_away") where a list from a file has less, and one person may not decide that.

        What came from its publisher's address is the publisher's word.
        """
        fetched = info.source.startswith("https://")
        if (gone or changed) and not fetched and not self.actor.may(Action.LIST_CONTROL):
            raise UserError("list_takes_away", list=info.list_id, gone=gone, changed=changed)

    def _swap(self, connection: Any, info: ListInfo, figures: ListFigures, at: datetime, new: NewVersion) -> ListChange:
        """Put the staged entries in place of those in force, inside the caller's transaction."""
        now, list_id = at.isoformat(), info.list_id
        info = replace(info, entries=figures.entries, names=figures.names, imported_at=new.info.imported_at)
        before = connection.execute("SELECT version_id FROM list WHERE list_id = ?", (list_id,)).fetchone()
        _put_list(connection, info)
        came, gone, changed = staging.swap(connection, list_id, now)
        if before is None or before[0] != info.version_id:
            self._check_takes_away(info, gone, changed)
        same = connection.execute(
            "SELECT 1 FROM list_force WHERE list_id = ? AND version_id = ? AND until IS NULL",
            (list_id, info.version_id),
        ).fetchone()
        if gone or changed or came or not same:
            _begin_period(connection, info, at, new.decided_by, new.reason)
        put = {**_version_data(info, info.version_id), "new": came, "gone": gone, "changed": changed}
        rows = _rows_told(connection, info, now)
        trail.record(connection, "list_put_in_force", {**put, "reason": new.reason, **rows}, new.decided_by)
        if changed or came:
            reopen(connection, date.today(), list_id)
        return ListChange(info, came, gone, changed, new.notes)

    def hold_version(self, new: NewVersion, figures: ListFigures) -> ListVersion:
        """See ``ListStore.hold_version``."""
        self.require(Action.LISTS)
        with writing(self.database, self.path) as connection:
            version_id = _add_version(connection, new, figures, VersionState.HELD, self._moment(connection))
            held = {**_version_data(new.info, version_id), "problems": [problem.code for problem in new.problems]}
            held[told.TOLD] = told.told(connection, ("list_version", version_id))
            trail.record(connection, "list_held", held)
        staging.clear(self.database.conn)
        return self.version(version_id)

    def refuse_version(self, version_id: int, decided_by: str, reason: str) -> ListVersion:
        """See ``ListStore.refuse_version``."""
        decided_by = self._decider(decided_by, overrules=True)
        self.version(version_id)
        with writing(self.database, self.path) as connection:
            _decide(connection, version_id, VersionState.REFUSED, decided_by, codec.now(), reason)
            refused = {
                "version": version_id,
                "reason": reason,
                told.TOLD: told.told(connection, ("list_version", version_id)),
            }
            trail.record(connection, "list_refused", refused, decided_by)
        return self.version(version_id)

    def replace_list(self, info: ListInfo, entries: Iterable[Entry]) -> ListChange:
        """See ``ListStore.replace_list``. An entry id that comes twice is kept once, the later one."""
        figures = self.stage_list(entries)
        return self.put_staged(NewVersion(info), figures)

    def replace_goods(self, list_id: str, rules: Iterable[GoodsRule], info: ListInfo) -> ListChange:
        """See ``ListStore.replace_goods``."""
        return self.put_goods(NewVersion(replace(info, list_id=list_id, format=ListFormat.GOODS)), rules)

    def put_goods(self, new: NewVersion, rules: Iterable[GoodsRule], version_id: int = 0) -> ListChange:
        """See ``ListStore.put_goods``."""
        overrules = bool(version_id or new.problems or new.decided_by)
        new = replace(new, decided_by=self._decider(new.decided_by, overrules=overrules))
        with writing(self.database, self.path) as connection:
            at = self._moment(connection)
            now, list_id = at.isoformat(), new.info.list_id
            rules = list(rules)
            rows = list(dict.fromkeys((rule.code, codec.rule_to_text(rule)) for rule in rules))
            figures = replace(figures_of(rules), entries=len(rows))
            if version_id:
                _decide(connection, version_id, VersionState.ACCEPTED, new.decided_by, at, new.reason)
            else:
                version_id = _add_version(connection, new, figures, VersionState.ACCEPTED, at)
            info = replace(new.info, entries=len(rows), names=0, version_id=version_id)
            _put_list(connection, info)
            held = connection.execute("SELECT code, content FROM goods_rule WHERE list_id = ?", (list_id,)).fetchall()
            before = set(map(tuple, held))
            gone, came = before - set(rows), [row for row in rows if row not in before]
            less = {code for code, _ in gone}
            self._check_takes_away(info, len(less - {code for code, _ in came}), len(less & {code for code, _ in came}))
            for code, content in gone:
                connection.execute(
                    "INSERT INTO goods_rule_past (list_id, code, content, since, until) SELECT list_id, code, content,"
                    " since, ? FROM goods_rule WHERE list_id = ? AND code = ? AND content = ?",
                    (now, list_id, code, content),
                )
                connection.execute(
                    "DELETE FROM goods_rule WHERE list_id = ? AND code = ? AND content = ?", (list_id, code, content)
                )
            connection.executemany(
                "INSERT INTO goods_rule (list_id, code, content, since) VALUES (?, ?, ?, ?)",
                [(list_id, code, content, now) for code, content in came],
            )
            _begin_period(connection, info, at, new.decided_by, new.reason)
            put = {**_version_data(info, version_id), "new": len(came), "gone": len(gone), "reason": new.reason}
            put.update(_rows_told(connection, info, now))
            trail.record(connection, "list_put_in_force", put, new.decided_by)
        changed = {code for code, _ in gone} & {code for code, _ in came}
        return ListChange(
            info,
            len({code for code, _ in came} - changed),
            len({code for code, _ in gone} - changed),
            len(changed),
            new.notes,
        )

    def set_active(self, list_id: str, active: bool) -> None:
        """See ``ListStore.set_active``."""
        self.require(Action.LISTS if active else Action.LIST_CONTROL)
        with writing(self.database, self.path) as connection:
            at = self._moment(connection)
            changed = connection.execute(
                "UPDATE list SET active = ? WHERE list_id = ? AND active <> ?", (int(active), list_id, int(active))
            ).rowcount
            if not changed:
                return
            row = next(self.database.query(f"{SELECT_LISTS} WHERE list_id = ?", (list_id,)))
            _begin_period(connection, codec.list_from_row(row), at, "", "")
            rows = told.told(connection, ("list", list_id), ("list_force", list_id))
            kind = "list_revived" if active else "list_retired"
            trail.record(connection, kind, {"list": list_id, told.TOLD: rows})

    def versions(self, list_id: str = "", state: VersionState | None = None) -> list[ListVersion]:
        """See ``ListStore.versions``."""
        with store_errors(self.path):
            rows = self.database.query(
                f"{_SELECT_VERSIONS} WHERE (:list = '' OR v.list_id = :list) AND (:state = '' OR v.state = :state)"
                " ORDER BY v.version_id DESC",
                {"list": list_id, "state": state.value if state else ""},
            )
            return [codec.version_from_row(row) for row in rows]

    def version(self, version_id: int) -> ListVersion:
        """See ``ListStore.version``."""
        if version_id.bit_length() > _LONGEST_NUMBER:
            raise KeyError(version_id)
        with store_errors(self.path):
            rows = list(self.database.query(f"{_SELECT_VERSIONS} WHERE v.version_id = ?", (version_id,)))
        if not rows:
            raise KeyError(version_id)
        return codec.version_from_row(rows[0])

    def version_in_force(self, list_id: str) -> ListVersion | None:
        """See ``ListStore.version_in_force``."""
        with store_errors(self.path):
            row = self.database.conn.execute("SELECT version_id FROM list WHERE list_id = ?", (list_id,)).fetchone()
        return self.version(row[0]) if row and row[0] else None

    def force_periods(self, list_id: str = "") -> list[ForcePeriod]:
        """See ``ListStore.force_periods``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT list_id, version_id, since, until, decided_by, reason FROM list_force"
                " WHERE ? IN ('', list_id) ORDER BY since DESC, id DESC",
                (list_id,),
            )
            return [
                ForcePeriod(
                    held, version, datetime.fromisoformat(since), datetime.fromisoformat(until) if until else None,
                    decided_by, reason,
                )
                for held, version, since, until, decided_by, reason in rows
            ]  # fmt: skip

    def changes(self, list_id: str, since: datetime, until: datetime | None = None) -> Iterator[EntryChange]:
        """See ``ListStore.changes``."""
        # What was in force just before the first change, against what is after the last one.
        first = codec.moment(since - timedelta(microseconds=1))
        last = codec.moment(until or codec.now())
        if self._holds_goods(list_id):
            yield from goods_changes(list_id, self._rules_then(list_id, first), self._rules_then(list_id, last))
            return
        touched = (
            "WITH touched AS (SELECT entry_id FROM entry WHERE list_id = :list AND since > :first AND since <= :last"
            " UNION SELECT entry_id FROM entry_past WHERE list_id = :list"
            " AND ((since > :first AND since <= :last) OR (until > :first AND until <= :last)))"
        )
        state = (
            f"{touched} SELECT entry_id, content FROM entry WHERE list_id = :list AND since <= :day"
            " AND entry_id IN touched UNION ALL SELECT entry_id, content FROM entry_past WHERE list_id = :list"
            " AND since <= :day AND until > :day AND entry_id IN touched"
        )
        with store_errors(self.path):
            named = {"list": list_id, "first": first, "last": last}
            before = dict(self.database.conn.execute(state, {**named, "day": first}))
            after = dict(self.database.conn.execute(state, {**named, "day": last}))
        for entry_id in sorted(before.keys() | after.keys()):
            old, new = before.get(entry_id), after.get(entry_id)
            if old != new:
                change = change_of(
                    list_id,
                    codec.entry_from_text(old) if old else None,
                    codec.entry_from_text(new) if new else None,
                )
                if change is not None:
                    yield change

    def _holds_goods(self, list_id: str) -> bool:
        with store_errors(self.path):
            row = self.database.conn.execute("SELECT holds FROM list WHERE list_id = ?", (list_id,)).fetchone()
        return row is not None and row[0] == "goods"

    def _rules_then(self, list_id: str, day: str) -> list[GoodsRule]:
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT 0, id, code, content FROM goods_rule_past WHERE list_id = :list AND since <= :day AND until > :day"
                " UNION ALL SELECT 1, id, code, content FROM goods_rule WHERE list_id = :list AND since <= :day ORDER BY 1, 2",
                {"list": list_id, "day": day},
            ).fetchall()
        return [codec.rule_from_text(list_id, code, content) for _past, _id, code, content in rows]

    def _moment(self, connection: Any) -> datetime:
        """Return now, or just after the last change where the clock was set back: periods never overlap."""
        last = connection.execute("SELECT max(max(since), max(coalesce(until, ''))) FROM list_force").fetchone()[0]
        now = codec.now()
        if last and now.isoformat() <= last:
            return datetime.fromisoformat(last) + timedelta(microseconds=1)
        return now


def _add_version(connection: Any, new: NewVersion, figures: ListFigures, state: VersionState, at: datetime) -> int:
    row = codec.version_to_row(new, figures, state, at)
    return int(
        connection.execute(
            f"INSERT INTO list_version ({', '.join(_VERSION_COLUMNS)})"
            f" VALUES ({', '.join('?' * len(_VERSION_COLUMNS))})",
            [row[column] for column in _VERSION_COLUMNS],
        ).lastrowid
    )


def _decide(connection: Any, version_id: int, state: VersionState, by: str, at: datetime, reason: str) -> None:
    connection.execute(
        "UPDATE list_version SET state = ?, decided_by = ?, decided_at = ?, reason = ? WHERE version_id = ?",
        (state.value, by, at.isoformat(), reason, version_id),
    )


def _put_list(connection: Any, info: ListInfo) -> None:
    holds = "goods" if info.format in GOODS_FORMATS else "parties"
    row = {**codec.list_to_row(info), "holds": holds}
    updates = ", ".join(f"{c} = excluded.{c}" for c in _LIST_COLUMNS if c != "list_id")
    connection.execute(
        f"INSERT INTO list ({', '.join(_LIST_COLUMNS)}) VALUES ({', '.join('?' * len(_LIST_COLUMNS))})"
        f" ON CONFLICT (list_id) DO UPDATE SET {updates}",
        [row[c] for c in _LIST_COLUMNS],
    )


def _begin_period(connection: Any, info: ListInfo, at: datetime, decided_by: str, reason: str) -> None:
    """End the list's period in force; begin another unless the list is retired."""
    connection.execute(
        "UPDATE list_force SET until = ? WHERE list_id = ? AND until IS NULL", (at.isoformat(), info.list_id)
    )
    if info.active:
        connection.execute(
            "INSERT INTO list_force (list_id, version_id, since, until, decided_by, reason)"
            " VALUES (?, ?, ?, NULL, ?, ?)",
            (info.list_id, info.version_id, at.isoformat(), decided_by, reason),
        )


def _version_data(info: ListInfo, version_id: int) -> dict[str, Any]:
    """Return what the trail says of a version: enough to tell it from every other."""
    return {
        "list": info.list_id,
        "version": version_id,
        "sha256": info.sha256,
        "published_on": info.published_on,
        "entries": info.entries,
        "source": info.source,
    }


def _rows_told(connection: Any, info: ListInfo, at: str) -> dict[str, Any]:
    """Return what the trail says of a list's rows once they are in place."""
    return {
        "at": at,
        told.ENTRIES: told.entries_sum(connection, info.list_id),
        told.TOLD: told.told_of_list(connection, info.list_id, int(info.version_id or 0)),
    }


def _read_again(
    version: ListVersion, figures: ListFigures, info: ListInfo | None, notes: tuple[tuple[str, int], ...]
) -> ListVersion:
    """Return a version as it was read now: the next one is compared with what this program reads of it."""
    version = replace(version, figures=figures, notes=notes)
    if info is None:
        return version
    file_date = min(filter(None, (dict(version.headers).get(FILE_DATE, ""), info.file_date)), default="")
    dated = tuple((name, day) for name, day in ((FILE_DATE, file_date), (NEWEST_ON, info.newest_on)) if day)
    others = tuple((name, value) for name, value in version.headers if name not in (FILE_DATE, NEWEST_ON, READ_BY))
    return replace(
        version,
        headers=(*others, *dated, (READ_BY, VERSION)),
        published_on=info.published_on or version.published_on,
        unread=info.unread,
    )


def _info_of(version: ListVersion, figures: ListFigures) -> ListInfo:
    return ListInfo(
        version.list_id,
        version.title,
        version.format,
        version.source,
        version.sha256,
        version.received_at,
        version.published_on,
        figures.entries,
        figures.names,
        version.unread,
        file_date=dict(version.headers).get(FILE_DATE, ""),
        newest_on=dict(version.headers).get(NEWEST_ON, ""),
        version_id=version.version_id,
    )
