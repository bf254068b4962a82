"""``tekser lists find | show``: any entry of the lists in force, offline, with all that its publisher says of it."""

import json
from collections.abc import Iterator
from dataclasses import asdict

import click

from screening.errors import UserError
from screening.model.lists import Entry, ListInfo
from screening.ports import Store
from screening.workflow import load_bundled
from ui.report.words_of import rules_text
from ui.terminal.app import Session
from ui.terminal.lists import lists
from ui.terminal.progress import TerminalProgress
from ui.words import _, ngettext
from ui.words.entry_text import entry_facts
from ui.words.page_words import entry_kind_name


@lists.command("find")
@click.argument("text", nargs=-1, required=True)
@click.option("--list", "list_id", default="", help="Only entries of this list.")
@click.option("--most", type=click.IntRange(min=1), default=50, show_default=True, help="How many to show.")
@click.pass_obj
def find_command(session: Session, text: tuple[str, ...], list_id: str, most: int) -> None:
    """Find entries by the words of TEXT: of names, numbers, addresses, remarks. Spelling counts; see tekser check."""
    from screening.lists.search import EntrySearch

    progress = TerminalProgress()
    with session.folder() as folder:
        store = folder.open()
        try:
            load_bundled(store)
            if list_id:
                _listed(store, list_id)
            search = EntrySearch.open(store, store.folder / "index", progress)
            found = search.find(" ".join(text), most, list_id, progress)
        finally:
            progress.close()
            store.close()
    for entry in found.entries:
        click.echo(f"{entry.list_id} {entry.entry_id}: {entry.name}")
    told = ngettext("{n} entry", "{n} entries", len(found.entries)).format(n=len(found.entries))
    if found.more:
        told = _("{n} entries and more: type more words.").format(n=len(found.entries))
    click.echo(told if found.entries else _("No entry of the lists in force."))


@lists.command("show")
@click.argument("list_id", metavar="NAME")
@click.argument("entry_id", metavar="ENTRY")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_obj
def show_command(session: Session, list_id: str, entry_id: str, as_json: bool) -> None:
    """Show an ENTRY of the list NAME, by the publisher's id or the customs code: all names, numbers, links, remarks."""
    with session.folder() as folder:
        store = folder.open()
        try:
            load_bundled(store)
            info = _listed(store, list_id)
            entry = store.entry(list_id, entry_id)
            rules = [r for r in store.goods_rules() if r.list_id == list_id and r.code == entry_id] if not entry else []
        finally:
            store.close()
    if entry is None and not rules:
        raise UserError("no_such_entry", list=list_id, entry=entry_id)
    if as_json:
        told = asdict(entry) if entry else [asdict(rule) for rule in rules]
        click.echo(json.dumps(told, ensure_ascii=False, indent=2, default=str))
    elif entry is None:
        click.echo(rules_text(rules))
    else:
        click.echo("\n".join(_lines(entry, info)))


def _listed(store: Store, list_id: str) -> ListInfo:
    found = next((info for info in store.lists() if info.list_id == list_id), None)
    if found is None:
        raise UserError("no_such_list", list=list_id)
    return found


def _lines(entry: Entry, info: ListInfo) -> Iterator[str]:
    yield entry.name
    yield f"{entry_kind_name(entry.kind.value)} · {info.title} ({info.list_id}) · {entry.entry_id}"
    for label, values in entry_facts(entry):
        shown = [value for value in values if value]
        if shown:
            yield f"{label}:"
            yield from (f"  {line}" for value in shown for line in value.splitlines())
    if entry.entry_text:
        yield _("Record as published") + ":"
        yield from (f"  {line}" for line in entry.entry_text.splitlines())
