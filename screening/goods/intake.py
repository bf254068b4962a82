"""Taking lists of goods in: by customs code, and control lists by number. The same checks as for lists of parties."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from screening.errors import UnreadableInput, UserError
from screening.goods.check import edition_day, figures_of
from screening.goods.lists import rows_text
from screening.goods.regimes import regimes, rules_for
from screening.lists.check import problems_of, problems_of_decisions
from screening.lists.intake import takes_away
from screening.lists.parsed import MOST_KINDS_OF_NOTE, mapping_headers, mapping_of, sha256_of
from screening.lists.read import slug
from screening.lists.stated import problems_of_hashes
from screening.model.goods import GoodsRule
from screening.model.hits import Reason
from screening.model.lists import GOODS_FORMATS, ListChange, ListFormat, ListInfo
from screening.model.versions import ListVersion, NewVersion
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
    bad: list[tuple[int, str]] = []
    rules = rules_for(list_id, [path], mapping, by_number=format is ListFormat.CONTROL, bad=bad)
    if not rules:
        raise UnreadableInput("list_without_entries", file=str(path))
    rules = list(dict.fromkeys(rules))
    regime = regimes().get(list_id)
    info = ListInfo(
        list_id, title or (regime.title if regime else path.stem), format, str(path.absolute()), sha256_of([path]),
        datetime.now(UTC), edition_day(rules), len(rules), unread=len(bad),
    )  # fmt: skip
    accepted = store.version_in_force(list_id)
    in_force = [rule for rule in store.goods_rules() if rule.list_id == list_id]
    if accepted is not None and accepted.sha256 == info.sha256 and set(in_force) == set(rules):
        return ListChange(replace(info, version_id=accepted.version_id), 0, 0, 0, accepted.notes)
    kept = (store.keep_list_file(path),)
    earlier = [version for version in store.versions(list_id) if version.sha256 == info.sha256]
    columns = tuple((mapping or {}).items())
    alike = [v for v in earlier if v.format is format and mapping_of(v.headers) == columns]
    figures = figures_of(rules)
    # By what is in force as it is read now: versions kept before figures were have none.
    before = replace(accepted, figures=figures_of(in_force)) if accepted and in_force else accepted
    problems = (
        *problems_of(figures, len(bad), info.published_on, before),
        *problems_of_hashes([path]),
        *problems_of_decisions(earlier, alike, accepted),
    )
    if bad and problems:
        problems = (*problems, Reason("goods_rows_unread", (("detail", rows_text(bad)),)))
    notes = tuple((f"unread:{number}: {problem}", 1) for number, problem in bad[:MOST_KINDS_OF_NOTE])
    new = NewVersion(info, kept, mapping_headers(columns), notes, problems, decided_by, reason)
    if not problems or decided_by:
        try:
            return store.put_goods(new, rules)
        except UserError as error:
            # Who loads it may not say alone that codes are no longer to be asked for.
            new = replace(new, problems=(takes_away(error),))
    # Only one that was read in the same way: who accepts it has its file read by its own columns.
    version = next((v for v in alike if not v.in_force), None) or store.hold_version(new, figures)
    held = replace(info, version_id=version.version_id)
    return ListChange(held, 0, 0, 0, notes, new.problems, in_force=accepted is not None)


def take_bundled(store: ListStore, info: ListInfo, path: Path, rules: Sequence[GoodsRule]) -> None:
    """Put a list of goods that comes with the program in force; where the officer has put another, hold it."""
    new = NewVersion(info, (store.keep_list_file(path),))
    accepted = store.version_in_force(info.list_id)
    if accepted is None or is_bundled(accepted):
        store.put_goods(new, rules)
        return
    why = (Reason("goods_bundled_other", (("entries", str(len(rules))), ("before", str(accepted.figures.entries)))),)
    store.hold_version(replace(new, problems=why), figures_of(rules))


def is_bundled(version: ListVersion) -> bool:
    """Whether a version of a goods list came with the program: its source is the name of a file, not a path."""
    return version.source == Path(version.source).name


def accept_goods(store: ListStore, version: ListVersion, decided_by: str, reason: str) -> ListChange:
    """Put a kept version of a list of goods in force. Raises UserError("version_without_files")."""
    rules = rules_of(store, version)
    info = ListInfo(
        version.list_id, version.title, version.format, version.source, version.sha256, version.received_at,
        version.published_on, len(rules), unread=version.unread,
    )  # fmt: skip
    new = NewVersion(info, version.files, decided_by=decided_by, reason=reason)
    return store.put_goods(new, rules, version.version_id)


def rules_of(store: ListStore, version: ListVersion) -> list[GoodsRule]:
    """Read the rules of a kept version again. Raises UserError("version_without_files")."""
    if not version.files:
        raise UserError("version_without_files", version=version.version_id)
    by_number = version.format is ListFormat.CONTROL
    with store.list_files(version.files) as paths:
        return rules_for(version.list_id, paths, dict(mapping_of(version.headers)), by_number=by_number, bad=[])
