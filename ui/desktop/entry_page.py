"""All facts of a list entry, as a page; nothing of what the publisher gave is left out."""

from collections.abc import Iterator
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from screening.countries import country_name
from screening.model.goods import GoodsRule
from screening.model.lists import Entry, ListInfo
from screening.ports import Store
from ui import words
from ui.words import _
from ui.words.entry_text import entry_facts
from ui.words.page_words import entry_kind_name


def entry_page(entry: Entry, info: ListInfo | None) -> str:
    """Return an entry as HTML."""
    parts = [f"<h2>{escape(entry.name)}</h2>"]
    source = f"{info.title} ({info.list_id})" if info else ""
    about = " · ".join(filter(None, (entry_kind_name(entry.kind.value), source, entry.entry_id)))
    parts.append(f"<p>{escape(about)}</p>")
    parts.append(_table(entry_facts(entry)))
    if entry.entry_text:
        heading = escape(_("Record as published"))
        parts.append(f"<h4>{heading}</h4><pre style='white-space:pre-wrap'>{escape(entry.entry_text)}</pre>")
    return "".join(parts)


def rule_page(rules: list[GoodsRule], info: ListInfo | None) -> str:
    """Return the rules of a code on a goods list as HTML."""
    source = f"{info.title} ({info.list_id})" if info else ""
    parts = [
        f"<h2>{escape(rules[0].code)} {escape(rules[0].name(words.current_language()))}</h2><p>{escape(source)}</p>"
    ]
    for rule in rules:
        floor = f"{rule.price_floor:g} {rule.currency}" if rule.price_floor is not None else ""
        facts = [
            (_("Names"), [name for _language, name in rule.names]),
            (_("Regime"), [" ".join(filter(None, (rule.regime, rule.annex, rule.tier)))]),
            (_("Target countries"), [_country(code) for code in rule.targets]),
            (_("Edition of the codes"), [rule.edition]),
            (_("From this price on"), [floor]),
            (_("Valid"), [" – ".join(words.format_date(day) for day in (rule.valid_from, rule.valid_to) if day)]),
            (_("Only a part of the code"), [_("yes")] if rule.ex else []),
            (_("Source"), [rule.source]),
        ]
        parts.append(_table(iter(facts)))
    return "".join(parts)


def page_of(store: Store, list_id: str, entry_id: str) -> str:
    """Return the page of an entry or of a goods code, or a sentence that says it is on no list in force."""
    info = next((info for info in store.lists() if info.list_id == list_id), None)
    entry = store.entry(list_id, entry_id)
    if entry is not None:
        return entry_page(entry, info)
    rules = [rule for rule in store.goods_rules() if rule.list_id == list_id and rule.code == entry_id]
    if rules:
        return rule_page(rules, info)
    told = _("{entry} is not on the list {list} as it is in force now.").format(entry=entry_id, list=list_id)
    return f"<p>{escape(told)}</p>"


def _table(facts: Iterator[tuple[str, list[str]]]) -> str:
    rows = []
    for label, values in facts:
        shown = [escape(value) for value in values if value]
        if shown:
            text = "<br>".join(shown)
            rows.append(f"<tr><td valign='top'><b>{escape(label)}</b></td><td>{text}</td></tr>")
    return f"<table cellpadding='4'>{''.join(rows)}</table>"


def _country(code: str) -> str:
    return country_name(code, words.current_language())


class EntryWindow(QDialog):
    """An entry in a window of its own, beside which one goes on working."""

    def __init__(self, store: Store, list_id: str, entry_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Entry {entry} of {list}").format(entry=entry_id, list=list_id))
        self.page = QTextBrowser()
        self.page.setAccessibleName(_("Entry"))
        self.page.setHtml(page_of(store, list_id, entry_id))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.page)
        layout.addWidget(buttons)
        self.resize(640, 560)
