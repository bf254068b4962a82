"""The history of lines in the database: gathered once for each manifest, asked in batches."""

import statistics
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from db import codec, trail
from db.connection import store_errors, writing
from db.line_marks import mark_row, put_marks
from db.lists import ListTables
from db.shipments import ShipmentRuns, runs_of
from db.told import GATHERED, TOLD, told_of_manifest
from screening.model.flags import LEAST_MONTHS, LEAST_SAMPLES, LOT_DAYS, LineHistory, SharedContact
from screening.model.lists import Entry
from screening.model.manifests import Line
from screening.progress import Progress, Silent, check
from screening.route.facts import LineFacts, contact_of, facts_of
from screening.route.same import mark_of

_INSERT = f"INSERT INTO history_line VALUES ({', '.join('?' * 13)})"
_OF_PAPERS = ("consignee", "destination_country", "notify_party", "transit_country")
"""What of a shipment's document is compared with the same document in earlier manifests."""
_EARLIER = (
    "(SELECT e.manifest_id FROM manifest AS e, manifest AS m WHERE m.manifest_id = :m AND e.complete = 1"
    " AND e.manifest_id < :m AND e.sha256 <> m.sha256)"
)
"""Manifests before one, without other copies of the same file."""

_Contact = tuple[str, str]
_MOST_SAMPLES = 5000
"""Values of one code and currency of which the median is taken, the newest ones."""


class HistoryTables(ListTables):
    """Implements ``screening.ports.HistoryStore``."""

    def history(
        self, manifest_id: int, progress: Progress | None = None, as_of: datetime | None = None
    ) -> "SqliteHistory":
        """See ``HistoryStore.history``."""
        progress = progress or Silent()
        self._gather(manifest_id, progress)
        self._gather_shipments()
        self._gather_marks(progress)
        self._gather_listed(progress, as_of)
        return SqliteHistory(self, manifest_id)

    def _gather(self, manifest_id: int, progress: Progress) -> None:
        """Take the facts of lines of every manifest up to this one that were not yet taken."""
        with store_errors(self.path):
            missing = [
                row[0]
                for row in self.database.conn.execute(
                    "SELECT manifest_id FROM manifest WHERE complete = 1 AND manifest_id <= ?"
                    " AND manifest_id NOT IN (SELECT manifest_id FROM history_done) ORDER BY manifest_id",
                    (manifest_id,),
                )
            ]
        for done, one in enumerate(missing):
            check(progress, "gather_history", done, len(missing))
            self._gather_one(one)

    def _gather_one(self, manifest_id: int) -> None:
        shipments = ShipmentRuns()
        with writing(self.database, self.path) as connection:
            # In one transaction: half a manifest would tell of a customer that he never came.
            connection.execute(
                "DELETE FROM line_mark WHERE line_id IN (SELECT line_id FROM history_line WHERE manifest_id = ?)",
                (manifest_id,),
            )
            connection.execute("DELETE FROM history_line WHERE manifest_id = ?", (manifest_id,))
            for lines in _lines(connection, manifest_id):
                for line_id, line in lines:
                    shipments.add(line_id, line)
                facts = [(line_id, facts_of(line)) for line_id, line in lines]
                connection.executemany(_INSERT, [_row(line_id, manifest_id, fact) for line_id, fact in facts])
                put_marks(connection, _mark_rows(manifest_id, lines, [fact for _, fact in facts]))
                connection.executemany(
                    "INSERT OR IGNORE INTO history_contact VALUES (?, ?, ?, ?)",
                    {
                        (kind, contact, fact.consignee, manifest_id)
                        for _, fact in facts
                        for _, kind, contact in fact.contacts
                        if fact.consignee
                    },
                )
            shipments.put(connection, manifest_id)
            connection.execute("INSERT INTO history_done VALUES (?)", (manifest_id,))
            _tell(connection, manifest_id)

    def _gather_shipments(self) -> None:
        """Take the shipments of manifests whose facts a program took that kept none: alerts are known by them too."""
        with store_errors(self.path):
            without = self.database.conn.execute(
                "SELECT manifest_id FROM history_done WHERE manifest_id NOT IN (SELECT manifest_id FROM shipment)"
                " AND manifest_id NOT IN (SELECT manifest_id FROM manifest_deleted)"
            ).fetchall()
        for (manifest_id,) in without:
            with writing(self.database, self.path) as connection:
                runs_of(pair for lines in _lines(connection, manifest_id) for pair in lines).put(
                    connection, manifest_id
                )
                _tell(connection, manifest_id)

    def _gather_marks(self, progress: Progress) -> None:
        """Take what lines are known again by of manifests whose facts a program took that kept no such thing."""
        with store_errors(self.path):
            without = self.database.conn.execute(
                "SELECT d.manifest_id FROM history_done AS d JOIN history_line AS h ON h.line_id ="
                " (SELECT min(line_id) FROM history_line AS f WHERE f.manifest_id = d.manifest_id)"
                " LEFT JOIN line_mark AS m USING (line_id) WHERE m.line_id IS NULL"
                " AND d.manifest_id NOT IN (SELECT manifest_id FROM manifest_deleted)"
            ).fetchall()
        for done, (manifest_id,) in enumerate(without):
            check(progress, "gather_history", done, len(without))
            with writing(self.database, self.path) as connection:
                for lines in _lines(connection, manifest_id):
                    facts = [facts_of(line) for _, line in lines]
                    put_marks(connection, _mark_rows(manifest_id, lines, facts))
                _tell(connection, manifest_id)

    def _gather_listed(self, progress: Progress, as_of: datetime | None) -> None:
        """Take the addresses, phones and mails of listed parties anew where those held are of other lists."""
        version = self.party_version(as_of)
        with store_errors(self.path):
            held = self.database.conn.execute("SELECT party_version FROM listed_contact_version").fetchone()
        if held and held[0] == version:
            return
        check(progress, "gather_history", 0)
        with writing(self.database, self.path) as connection:
            connection.execute("DELETE FROM listed_contact")
            connection.executemany(
                "INSERT OR IGNORE INTO listed_contact VALUES (?, ?, ?, ?, ?)",
                (
                    (kind, contact, listed.list_id, listed.entry.entry_id, listed.entry.name)
                    for listed in self.entries(as_of=as_of)
                    for kind, contact in _contacts(listed.entry)
                ),
            )
            connection.execute("INSERT OR REPLACE INTO listed_contact_version VALUES (1, ?)", (version,))


def _tell(connection: Any, manifest_id: int) -> None:
    """Record what was made of a manifest's lines: alerts of the same shipment elsewhere are found by it."""
    rows = told_of_manifest(connection, manifest_id, GATHERED)
    trail.record(connection, "lines_gathered", {"manifest": manifest_id, TOLD: rows})


def _lines(connection: Any, manifest_id: int) -> Iterator[list[tuple[int, Line]]]:
    """Yield the lines of a manifest (line id, line) in their order, some thousands at a time."""
    last = 0
    while True:
        rows = connection.execute(
            "SELECT line_id, sheet, row, content FROM line WHERE manifest_id = ? AND line_id > ?"
            " ORDER BY line_id LIMIT 5000",
            (manifest_id, last),
        ).fetchall()
        if not rows:
            return
        last = rows[-1][0]
        yield [(line_id, codec.line_from_text(sheet, at, text)) for line_id, sheet, at, text in rows]


def _mark_rows(
    manifest_id: int, lines: Sequence[tuple[int, Line]], facts: Sequence[LineFacts]
) -> Iterator[tuple[Any, ...]]:
    for (line_id, line), fact in zip(lines, facts, strict=True):
        yield mark_row(line_id, manifest_id, mark_of(line, fact))


def _contacts(entry: Entry) -> Iterable[_Contact]:
    for address in entry.addresses:
        contact = contact_of("address", address.text)
        if contact:
            yield "address", contact
    for number in entry.identifiers:
        if number.kind in ("phone", "email"):
            contact = contact_of(number.kind, number.value)
            if contact:
                yield number.kind, contact


def _row(line_id: int, manifest_id: int, fact: LineFacts) -> tuple[Any, ...]:
    return (
        line_id, manifest_id, fact.consignor, fact.consignee, fact.notify, fact.hs6, fact.destination, fact.document,
        fact.day, fact.currency, fact.value, fact.kg, fact.via,
    )  # fmt: skip


class SqliteHistory:
    """Implements ``screening.ports.History``: every question is asked once for the whole manifest."""

    def __init__(self, tables: HistoryTables, manifest_id: int) -> None:
        self._tables = tables
        self._values = {"m": manifest_id}
        self.manifests = int(self._all(f"SELECT count(*) FROM {_EARLIER}")[0][0])
        # A repeat of a document or address within the manifest itself is asked of it alone.
        self._known = {
            row[0]
            for row in self._all(
                "SELECT DISTINCT consignee FROM history_line WHERE manifest_id = :m AND consignee <> ''"
                f" AND consignee IN (SELECT consignee FROM history_line WHERE manifest_id IN {_EARLIER})"
            )
        }
        self._per_kg = self._medians()
        self._formerly = {
            (consignor, hs6): (country, day)
            for consignor, hs6, country, day in self._all(
                "SELECT consignor, hs6, destination, max(day) FROM history_line WHERE destination IN ('RU', 'BY')"
                f" AND consignor <> '' AND hs6 <> '' AND manifest_id IN {_EARLIER}"
                " AND (consignor, hs6) IN (SELECT consignor, hs6 FROM history_line WHERE manifest_id = :m)"
                " GROUP BY consignor, hs6"
            )
        }
        self._papers = self._earlier_papers()
        self._months = self._usual_months()
        self._totals = {
            tuple(row[:3]): row[3]
            for row in self._all(
                "SELECT hs6, destination, currency, sum(value) FROM history_line WHERE manifest_id = :m"
                " AND value IS NOT NULL AND hs6 <> '' AND destination <> '' GROUP BY 1, 2, 3"
            )
        }
        self._lots = self._consignments()
        self._parties = {
            (kind, contact): count
            for kind, contact, count in self._all(
                "SELECT kind, contact, count(DISTINCT party) FROM history_contact"
                f" WHERE (manifest_id = :m OR manifest_id IN {_EARLIER}) AND (kind, contact) IN"
                " (SELECT kind, contact FROM history_contact WHERE manifest_id = :m) GROUP BY 1, 2"
            )
        }
        self._listed = {
            (kind, contact): (list_id, entry_id, name)
            for kind, contact, list_id, entry_id, name in self._all(
                "SELECT kind, contact, list_id, entry_id, name FROM listed_contact JOIN"
                " (SELECT DISTINCT kind, contact FROM history_contact WHERE manifest_id = :m) USING (kind, contact)"
            )
        }

    def _all(self, query: str) -> list[Any]:
        with store_errors(self._tables.path):
            return list(self._tables.database.conn.execute(query, self._values).fetchall())

    def _medians(self) -> dict[tuple[str, str], float]:
        samples: dict[tuple[str, str], list[float]] = {}
        for hs6, currency, per_kg in self._all(
            "SELECT hs6, currency, value / kg FROM history_line WHERE value IS NOT NULL AND kg IS NOT NULL"
            f" AND hs6 <> '' AND manifest_id IN {_EARLIER}"
            " AND hs6 IN (SELECT DISTINCT hs6 FROM history_line WHERE manifest_id = :m) ORDER BY line_id DESC"
        ):
            held = samples.setdefault((hs6, currency), [])
            if len(held) < _MOST_SAMPLES:
                held.append(per_kg)
        return {key: statistics.median(held) for key, held in samples.items() if len(held) >= LEAST_SAMPLES}

    def _earlier_papers(self) -> dict[str, dict[str, set[str]]]:
        """Return what earlier manifests say of the documents of this one: {document: {field: values}}."""
        found: dict[str, dict[str, set[str]]] = {}
        for document, consignee, notify, destination, via in self._all(
            f"SELECT document, consignee, notify, destination, via FROM history_line WHERE manifest_id IN {_EARLIER}"
            " AND document IN (SELECT DISTINCT document FROM history_line WHERE manifest_id = :m AND document <> '')"
        ):
            held = found.setdefault(document, {field: set() for field in _OF_PAPERS})
            for field, value in zip(_OF_PAPERS, (consignee, destination, notify, via), strict=True):
                if value:
                    held[field].add(value)
        return found

    def _usual_months(self) -> dict[tuple[str, str, str], float]:
        months: dict[tuple[str, str, str], list[float]] = {}
        for hs6, destination, currency, total in self._all(
            "SELECT hs6, destination, currency, sum(value) FROM history_line WHERE value IS NOT NULL AND hs6 <> ''"
            f" AND destination <> '' AND day <> '' AND manifest_id IN {_EARLIER}"
            " AND hs6 IN (SELECT DISTINCT hs6 FROM history_line WHERE manifest_id = :m)"
            " GROUP BY hs6, destination, currency, substr(day, 1, 7)"
        ):
            months.setdefault((hs6, destination, currency), []).append(total)
        return {key: statistics.fmean(held) for key, held in months.items() if len(held) >= LEAST_MONTHS}

    def _consignments(self) -> dict[tuple[str, str], list[tuple[str, float]]]:
        """Return (day, value) of each consignment by receiver and heading; a document is one consignment."""
        found: dict[tuple[str, str], list[tuple[str, float]]] = {}
        for consignee, heading, day, total in self._all(
            "SELECT consignee, substr(hs6, 1, 4), day, sum(value) FROM history_line WHERE value IS NOT NULL"
            " AND hs6 <> '' AND consignee <> '' AND day <> ''"
            f" AND (manifest_id = :m OR manifest_id IN {_EARLIER})"
            " AND consignee IN (SELECT DISTINCT consignee FROM history_line WHERE manifest_id = :m)"
            " GROUP BY consignee, substr(hs6, 1, 4), day, document"
        ):
            found.setdefault((consignee, heading), []).append((day, total))
        return found

    def of(self, batch: Sequence[tuple[int, Line]]) -> list[LineHistory]:
        """See ``History.of``."""
        return [self._of(facts_of(line), line) for _, line in batch]

    def _of(self, fact: LineFacts, line: Line) -> LineHistory:
        key = (fact.hs6, fact.destination, fact.currency)
        told = bool(fact.hs6 and fact.destination and fact.value)
        return LineHistory(
            manifests=self.manifests,
            customer_known=fact.consignee in self._known if fact.consignee else None,
            per_kg=fact.value / fact.kg if fact.value and fact.kg and fact.hs6 else None,
            usual_per_kg=self._per_kg.get((fact.hs6, fact.currency)),
            formerly=self._formerly.get((fact.consignor, fact.hs6), ("", "")),
            paper_known=fact.document in self._papers if fact.document else None,
            changed=self._changed(fact),
            month_total=self._totals.get(key) if told else None,
            usual_month=self._months.get(key),
            lots=self._near(fact),
            shared=tuple(self._shared(fact, line)),
        )

    def _changed(self, fact: LineFacts) -> tuple[tuple[str, str], ...]:
        before = self._papers.get(fact.document)
        if not fact.document or before is None:
            return ()
        now = zip(_OF_PAPERS, (fact.consignee, fact.destination, fact.notify, fact.via), strict=True)
        return tuple(
            (field, "; ".join(sorted(before[field])))
            for field, value in now
            if value and before[field] and value not in before[field]
        )

    def _near(self, fact: LineFacts) -> tuple[tuple[str, float], ...]:
        if not (fact.day and fact.hs6 and fact.consignee):
            return ()
        day = date.fromisoformat(fact.day)
        first, last = (day - timedelta(LOT_DAYS)).isoformat(), (day + timedelta(LOT_DAYS)).isoformat()
        lots = self._lots.get((fact.consignee, fact.hs6[:4]), ())
        return tuple(lot for lot in lots if first <= lot[0] <= last)

    def _shared(self, fact: LineFacts, line: Line) -> Iterable[SharedContact]:
        for field, kind, contact in fact.contacts:
            listed = self._listed.get((kind, contact))
            parties = self._parties.get((kind, contact), 0)
            if listed:
                yield SharedContact(field, line.text(field), parties, *listed)
            if parties > 1:
                yield SharedContact(field, line.text(field), parties)
