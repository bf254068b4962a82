"""The record of a hit in Review: every decision on it with its grounds and files, and what a second person said."""

from html import escape
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from screening.dossier import Dossier
from screening.errors import UserError
from screening.model.decisions import Approval, Attachment, Decision
from screening.ports import Store
from ui import words
from ui.desktop.desk import Desk
from ui.words import _
from ui.words.question_text import decision_standing

ATTACHMENT = "attachment"
"""Scheme of the links that lead to a file; the path is decision, number of the file."""


def record_html(dossier: Dossier) -> str:
    """Return all decisions on the hit that is shown, the newest first; empty where there is none."""
    decisions = dossier.decisions
    if not decisions:
        return ""
    rows = []
    for decision in reversed(decisions):
        sign, state = decision_standing(dossier.stored, decision)
        rows.append(f"<li>{sign} {_decision(decision, state)}</li>")
    head = _("Record of decisions")
    return f"<p><b>{escape(head)}</b></p><ul>{''.join(rows)}</ul>"


def _decision(decision: Decision, state: str) -> str:
    number = _("Decision {n}").format(n=decision.decision_id)
    if decision.replaces is not None:
        number += " " + _("(follows {n})").format(n=decision.replaces)
    what = [words.disposition_name(decision.disposition.value), words.reason_code_name(decision.reason_code)]
    who = f"{decision.user} ({words.role_name(decision.role)}), {words.format_datetime(decision.decided_at)}"
    lines = [f"<b>{escape(' · '.join(what))}</b> · {escape(state)}", escape(f"{number} · {who}")]
    if decision.text:
        lines.append(f"«{escape(decision.text)}»")
    if decision.licence:
        until = words.format_date(decision.licence_until)
        lines.append(escape(_("licence {number} until {date}").format(number=decision.licence, date=until)))
    for place, file in enumerate(decision.attachments):
        link = f'<a href="{ATTACHMENT}:{decision.decision_id}/{place}">{escape(file.name)}</a>'
        about = f"{words.file_size(file.size)}, SHA-256 {file.sha256[:16]}…"
        lines.append(f"▤ {link} <small>({escape(about)})</small>")
    if decision.approval is not None:
        lines.append(_approval(decision.approval))
    return "<br>".join(lines)


def _approval(approval: Approval) -> str:
    said = _("agreed by {user}, {at}") if approval.agreed else _("returned by {user}, {at}")
    told = escape(said.format(user=approval.user, at=words.format_datetime(approval.at)))
    if approval.way == "file":
        told += escape(" · " + _("decided on another computer"))
    sign = "✓" if approval.agreed else "↩"
    return f"{sign} <b>{told}</b>" + (f"<br>«{escape(approval.comment)}»" if approval.comment else "")


class AttachmentSaver(QObject):
    """Saves a copy of a file that a decision rests on; its hash is checked and the taking out is recorded."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window

    def ask(self, dossier: Dossier, link: str) -> None:
        """Ask where to; ``link`` is the path of a link of :func:`record_html`."""
        number, place = map(int, link.split("/"))
        decision = next((one for one in dossier.decisions if one.decision_id == number), None)
        if decision is None:
            return
        file = decision.attachments[place]
        name, _filter = QFileDialog.getSaveFileName(self._window, _("Save a copy of the attachment"), file.name)
        if name:
            self.save(decision, file, Path(name))

    def save(self, decision: Decision, file: Attachment, path: Path) -> None:
        """Write the copy in the background."""

        def work(store: Store) -> None:
            content = store.read_attachment(file)
            try:
                path.write_bytes(content)
            except OSError as error:
                raise UserError("cannot_write", file=str(path), detail=error.strerror or "") from error
            told = {"decision": decision.decision_id, "attachment": file.sha256, "file": path.name}
            store.record_consequence("attachment_saved", told)

        def done(_nothing: None) -> None:
            self._desk.told.emit(_("Written to {file}.").format(file=path))

        self._desk.writer.write(work, done)
