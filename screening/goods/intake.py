"""Taking lists of goods in: by customs code, and control lists by number. The same checks as for lists of parties."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from screening.errors import UnreadableInput, UserError
from screening.goods.regimes import regimes, rules_for
from screening.lists.check import problems_of
from screening.lists.parsed import mapping_headers, mapping_of, sha256_of
from screening.lists.read import slug
from screening.model.lists import GOODS_FORMATS, ListChange, ListFormat, ListInfo
from screening.model.versions import ListFigures, ListVersion, NewVersion
from screening.ports import ListStore


def take_in_goods(
    store: ListStore,
    path: Path,
    list_id: str = "",
    title: str = "",
    *,
    format: ListFormat = ListFormat.GOODS,  # noqa: A002  # the command line's own word
    mapping: Mapping[str, str] | None = None,
    decided_by: str = "",
    reason: str = "",
) -> ListChange:
    """Read one list of goods and put it in place of its earlier version, or hold it where it looks wrong.

    ``list_id`` is one of ``screening.goods.regimes`` or one's own; without it the list is named after its file.
    Raises UnreadableInput naming file and rows, UserError("list_of_parties"); the store is then as it was.
    """
    list_id = list_id or f"own-{slug(path.stem)}"
    # The starter parties have no kept version.
    known = {info.format for info in store.lists() if info.list_id == list_id}
    if (known | {version.format for version in store.versions(list_id)}) - GOODS_FORMATS:
        raise UserError("list_of_parties", list=list_id)
    by_number = format is ListFormat.CONTROL
    rules = rules_for(list_id, [path], mapping, by_number=by_number)
    if not rules:
        raise UnreadableInput("list_without_entries", file=str(path))
    regime = regimes().get(list_id)
    published = max((rule.retrieved for rule in rules), default="")
    info = ListInfo(
        list_id, title or (regime.title if regime else path.stem), format, str(path), sha256_of([path]),
        datetime.now(UTC), published, len(rules),
    )  # fmt: skip
    kept = (store.keep_list_file(path),)
    accepted = store.version_in_force(list_id)
    # What came with the program (its source is a name, no path) may be replaced by more or less, as the officer likes.
    bundled = accepted is not None and accepted.source == Path(accepted.source).name
    compared = None if bundled else accepted
    problems = problems_of(ListFigures(len(rules), 0), 0, published, compared)
    new = NewVersion(info, kept, mapping_headers((mapping or {}).items()), (), problems, decided_by, reason)
    if problems and not decided_by:
        version = store.hold_version(new, ListFigures(len(rules), 0))
        kept_info = replace(info, version_id=version.version_id)
        return ListChange(kept_info, 0, 0, 0, (), problems, in_force=accepted is not None)
    return store.put_goods(new, rules)


def accept_goods(store: ListStore, version: ListVersion, decided_by: str, reason: str) -> ListChange:
    """Put a kept version of a list of goods in force. Raises UserError("version_without_files")."""
    if not version.files:
        raise UserError("version_without_files", version=version.version_id)
    by_number = version.format is ListFormat.CONTROL
    with store.list_files(version.files) as paths:
        rules = rules_for(version.list_id, paths, dict(mapping_of(version.headers)), by_number=by_number)
    info = ListInfo(
        version.list_id, version.title, version.format, version.source, version.sha256, version.received_at,
        version.published_on, len(rules), unread=version.unread,
    )  # fmt: skip
    new = NewVersion(info, version.files, decided_by=decided_by, reason=reason)
    return store.put_goods(new, rules, version.version_id)
