"""The whole record of a list entry, as its publisher gave it."""

from html import escape

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from screening.model.lists import Entry, ListInfo
from ui import words
from ui.words import _


class EntryDialog(QDialog):
    """Shows an entry: its facts, then the publisher's own text."""

    def __init__(self, entry: Entry, info: ListInfo | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(entry.name)
        letter = self.fontMetrics().averageCharWidth()
        self.resize(letter * 100, letter * 80)
        self.text = QTextBrowser()
        self.text.setOpenExternalLinks(False)
        self.text.setAccessibleName(_("Entry"))
        self.text.setHtml(entry_html(entry, info))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(_("Close"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text, 1)
        layout.addWidget(buttons)


def entry_html(entry: Entry, info: ListInfo | None) -> str:
    """Return all that a list says of an entry."""
    facts = [
        (_("List"), info.title if info else ""),
        (_("Number on the list"), entry.entry_id),
        (_("Names"), "\n".join(name.text for name in entry.names)),
        (_("Programmes"), ", ".join(entry.programmes)),
        (_("Measures"), ", ".join(entry.measures)),
        (_("Numbers"), "\n".join(f"{i.kind} {i.value} {i.country}".strip() for i in entry.identifiers)),
        (_("Addresses"), "\n".join(f"{a.text} {a.country}".strip() for a in entry.addresses)),
        (_("Countries"), ", ".join(entry.countries)),
        (_("Born"), "; ".join(entry.birth_dates)),
        (_("Listed"), words.format_date(entry.listed_on)),
        (_("Legal act"), entry.source),
        (_("Remarks"), entry.remarks),
        (_("Relations of the entry"), "\n".join(r.target_name or r.target_id for r in entry.relations)),
        (_("The publisher's record"), entry.entry_text),
    ]
    rows = "".join(
        f"<tr><td><b>{escape(label)}</b></td><td>{escape(value).replace(chr(10), '<br>')}</td></tr>"
        for label, value in facts
        if value
    )
    return f'<h3>{escape(entry.name)}</h3><table cellpadding="3">{rows}</table>'
