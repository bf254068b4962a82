"""Data classes to and from the JSON texts that the tables hold."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import orjson

from screening.model.goods import Direction, GoodsRule
from screening.model.hits import Evidence, Reason
from screening.model.lists import (
    GOODS_FORMATS,
    Entry,
    EntryAddress,
    EntryKind,
    EntryName,
    Identifier,
    ListFormat,
    ListInfo,
    NameQuality,
    Relation,
)
from screening.model.manifests import Column, Line, SheetReading, Unscreened, Value
from screening.model.versions import (
    FILE_DATE,
    NEWEST_ON,
    KeptFile,
    ListFigures,
    ListVersion,
    NewVersion,
    VersionState,
)

_QUALITIES = {quality.value: quality for quality in NameQuality}


def dump(value: Any) -> str:
    """Return compact JSON that keeps every script readable."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        # Half a surrogate pair, as damaged files have them.
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def load(text: str | bytes) -> Any:
    """Read what :func:`dump` wrote."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text if isinstance(text, str) else text.decode("utf-8", "surrogatepass"))


def hash_of(text: str) -> str:
    """Return the SHA-256 of a text as hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def now() -> datetime:
    """Return the time now in UTC, to the microsecond."""
    return datetime.now(UTC)


def moment(when: datetime) -> str:
    """Return a time as the tables keep it: ISO, UTC, in an order that is the texts' own."""
    return when.astimezone(UTC).isoformat()


def entry_to_text(entry: Entry) -> str:
    """Return an entry as JSON; equal entries give equal texts.

    What an entry does not have of the later fields (script, label, former, details, ...) is left out, so that texts
    of earlier programs are the same still and no entry seems changed by a newer program.
    """
    content: dict[str, Any] = {
        "id": entry.entry_id,
        "kind": entry.kind.value,
        "names": [
            [n.text, n.quality.value, n.language, n.script] if n.script else [n.text, n.quality.value, n.language]
            for n in entry.names
        ],
        "identifiers": [
            [i.kind, i.value, i.country, i.label] if i.label else [i.kind, i.value, i.country]
            for i in entry.identifiers
        ],
        "addresses": [[a.text, a.country] for a in entry.addresses],
        "countries": entry.countries,
        "birth_dates": entry.birth_dates,
        "programmes": entry.programmes,
        "measures": entry.measures,
        "relations": [
            [
                r.kind,
                r.target_id,
                r.target_name,
                r.share,
                *([r.label, r.former] if r.label or r.former or r.holder_id else ()),
                *([r.holder_id, r.holder_name] if r.holder_id else ()),
            ]
            for r in entry.relations
        ],
        "remarks": entry.remarks,
        "listed_on": entry.listed_on,
        "source": entry.source,
        "entry_text": entry.entry_text,
    }
    if entry.updated_on:
        content["updated_on"] = entry.updated_on
    if entry.details:
        content["details"] = entry.details
    return dump(content)


def entry_from_text(text: str) -> Entry:
    """Read what :func:`entry_to_text` wrote."""
    data = load(text)
    return Entry(
        entry_id=data["id"],
        kind=EntryKind(data["kind"]),
        names=tuple(EntryName(t, _QUALITIES[q], *rest) for t, q, *rest in data["names"]),
        identifiers=tuple(Identifier(*i) for i in data["identifiers"]),
        addresses=tuple(EntryAddress(*a) for a in data["addresses"]),
        countries=tuple(data["countries"]),
        birth_dates=tuple(data["birth_dates"]),
        programmes=tuple(data["programmes"]),
        measures=tuple(data["measures"]),
        relations=tuple(Relation(*r) for r in data["relations"]),
        remarks=data["remarks"],
        listed_on=data["listed_on"],
        source=data["source"],
        entry_text=data["entry_text"],
        updated_on=data.get("updated_on", ""),
        details=tuple((code, text) for code, text in data.get("details", ())),
    )


def rule_to_text(rule: GoodsRule) -> str:
    """Return a goods rule as JSON."""
    return dump([
        rule.regime, rule.annex, rule.tier, rule.direction.value, rule.targets, rule.ex, rule.edition,
        rule.price_floor, rule.currency, rule.valid_from, rule.valid_to, rule.names, rule.source, rule.retrieved,
        rule.exceptions, rule.exemption,
    ])  # fmt: skip


def rule_from_text(list_id: str, code: str, text: str) -> GoodsRule:
    """Read what :func:`rule_to_text` wrote."""
    (regime, annex, tier, direction, targets, ex, edition,
     floor, currency, valid_from, valid_to, names, source, retrieved, *later) = load(text)  # fmt: skip
    # Rules kept before there were exceptions have none.
    exceptions, exemption = later or ((), "")
    return GoodsRule(
        list_id, code, regime, annex, tier, Direction(direction), tuple(targets), ex, edition, floor, currency,
        valid_from, valid_to, tuple((language, name) for language, name in names), source, retrieved,
        tuple(exceptions), exemption,
    )  # fmt: skip


def list_to_row(info: ListInfo) -> dict[str, Any]:
    """Return a list's description as the columns of the table ``list`` (without ``holds``)."""
    return {
        "list_id": info.list_id,
        "title": info.title,
        "format": info.format.value,
        "source": info.source,
        "sha256": info.sha256,
        "imported_at": info.imported_at.isoformat(),
        "published_on": info.published_on,
        "entries": info.entries,
        "names": info.names,
        "unread": info.unread,
        "active": int(info.active),
        "checked_at": info.checked_at.isoformat() if info.checked_at else "",
        "file_date": info.file_date,
        "newest_on": info.newest_on,
        "version_id": info.version_id or None,
    }


def list_from_row(row: dict[str, Any]) -> ListInfo:
    """Read a list's description from such columns; ``headers`` are those of its version, where it has one."""
    headers = dict(load(row["headers"])) if row.get("headers") else {}
    return ListInfo(
        list_id=row["list_id"],
        title=row["title"],
        format=ListFormat(row["format"]),
        source=row["source"],
        sha256=row["sha256"],
        imported_at=datetime.fromisoformat(row["imported_at"]),
        published_on=row["published_on"],
        entries=row["entries"],
        names=row["names"],
        unread=row["unread"],
        active=bool(row["active"]),
        checked_at=datetime.fromisoformat(row["checked_at"]) if row.get("checked_at") else None,
        fetched_at=datetime.fromisoformat(row["fetched_at"]) if row.get("fetched_at") else None,
        file_date=row.get("file_date") or headers.get(FILE_DATE, ""),
        newest_on=row.get("newest_on") or headers.get(NEWEST_ON, ""),
        version_id=row.get("version_id") or 0,
        held=row.get("held") or 0,
    )


def line_to_text(line: Line) -> str:
    """Return a line as JSON. A raw or repaired value that repeats its cell is not written twice."""
    cells = line.cells
    values = []
    for v in line.values:
        raw: str | None = v.raw
        if 0 <= v.column < len(cells) and v.row == line.row and cells[v.column] == v.raw:
            raw = None
        values.append([v.field, raw, None if v.text == v.raw else v.text, v.row, v.column, *v.repairs])
    return dump([cells, values, line.problems])


def line_from_text(sheet: str, row: int, text: str) -> Line:
    """Read what :func:`line_to_text` wrote."""
    cells, values, problems = load(text)
    read = []
    for field, raw, repaired, value_row, column, *repairs in values:
        if raw is None:
            raw = cells[column]
        read.append(Value(field, raw, raw if repaired is None else repaired, value_row, column, tuple(repairs)))
    return Line(sheet, row, tuple(read), tuple(cells), tuple(problems))


def sheets_to_text(sheets: Any) -> str:
    """Return sheet readings as JSON."""
    return dump([
        [
            s.name, s.header_rows, s.first_data_row, s.last_data_row, s.data_rows,
            [[c.index, c.header, c.field, c.confidence, c.second_field, c.second_confidence] for c in s.columns],
            s.rows, s.headers, s.problems, s.skipped,
        ]
        for s in sheets
    ])  # fmt: skip


def sheets_from_text(text: str) -> list[SheetReading]:
    """Read what :func:`sheets_to_text` wrote."""
    return [
        SheetReading(
            name, tuple(header_rows), first, last, data_rows, tuple(Column(*c) for c in columns),
            rows, tuple(headers), tuple((code, count) for code, count in problems), skipped,
        )
        for name, header_rows, first, last, data_rows, columns, rows, headers, problems, skipped in load(text)
    ]  # fmt: skip


def unscreened_to_text(items: Any) -> str:
    """Return unscreened items as JSON."""
    return dump([[u.sheet, u.row, u.field, u.reason, u.value] for u in items])


def unscreened_from_text(text: str) -> list[Unscreened]:
    """Read what :func:`unscreened_to_text` wrote."""
    return [Unscreened(*u) for u in load(text)]


def reason_to_text(reason: Reason) -> str:
    """Return a reason as JSON."""
    return dump([reason.code, reason.data])


def reason_from_text(text: str) -> Reason:
    """Read what :func:`reason_to_text` wrote."""
    code, data = load(text)
    return Reason(code, tuple((name, value) for name, value in data))


def evidence_to_text(evidence: Any) -> str:
    """Return pieces of evidence as JSON."""
    return dump([[e.code, e.left, e.right, e.weight] for e in evidence])


def evidence_from_text(text: str) -> tuple[Evidence, ...]:
    """Read what :func:`evidence_to_text` wrote."""
    return tuple(Evidence(*e) for e in load(text))


def figures_to_text(figures: ListFigures) -> str:
    """Return the figures of a version as JSON."""
    return dump([figures.entries, figures.names, dict(figures.fills), dict(figures.kinds)])


def figures_from_text(text: str) -> ListFigures:
    """Read what :func:`figures_to_text` wrote."""
    return ListFigures(*load(text))


def version_to_row(new: NewVersion, figures: ListFigures, state: VersionState, received_at: datetime) -> dict[str, Any]:
    """Return a version as columns of the table ``list_version``."""
    decided = bool(new.decided_by)
    return {
        "list_id": new.info.list_id,
        "holds": "goods" if new.info.format in GOODS_FORMATS else "parties",
        "state": state.value,
        "title": new.info.title,
        "format": new.info.format.value,
        "source": new.info.source,
        "files": dump([[f.name, f.sha256, f.size] for f in new.files]),
        "sha256": new.info.sha256,
        "headers": dump(new.headers),
        "received_at": received_at.isoformat(),
        "published_on": new.info.published_on,
        "figures": figures_to_text(figures),
        "unread": new.info.unread,
        "notes": dump(new.notes),
        "problems": dump([[p.code, p.data] for p in new.problems]),
        "decided_by": new.decided_by,
        "decided_at": received_at.isoformat() if decided else "",
        "reason": new.reason,
    }


def version_from_row(row: dict[str, Any]) -> ListVersion:
    """Read a version from such columns and ``in_force``."""
    return ListVersion(
        version_id=row["version_id"],
        list_id=row["list_id"],
        state=VersionState(row["state"]),
        title=row["title"],
        format=ListFormat(row["format"]),
        source=row["source"],
        files=tuple(KeptFile(*f) for f in load(row["files"])),
        sha256=row["sha256"],
        headers=tuple((name, value) for name, value in load(row["headers"])),
        received_at=datetime.fromisoformat(row["received_at"]),
        published_on=row["published_on"],
        figures=figures_from_text(row["figures"]),
        unread=row["unread"],
        notes=tuple((code, count) for code, count in load(row["notes"])),
        problems=tuple(Reason(code, tuple((n, v) for n, v in data)) for code, data in load(row["problems"])),
        decided_by=row["decided_by"],
        decided_at=datetime.fromisoformat(row["decided_at"]) if row["decided_at"] else None,
        reason=row["reason"],
        in_force=bool(row["in_force"]),
    )
