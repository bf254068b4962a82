"""A sealed case as rich text: its decisions, and below them each question as Review shows it where the case is from."""

from html import escape

from screening.casework.case_file import Case
from ui.desktop.comparison import Marks
from ui.desktop.dossier_view import dossier_html
from ui.report.case_evidence import run_lines
from ui.words import _
from ui.words.case_text import case_lines


def case_html(case: Case, marks: Marks) -> str:
    """Return all of a case; links in it lead to attached files alone."""
    parts = ["<p>", "<br>".join(_line(line) for line in case_lines(case)), "</p>"]
    for seen in case.runs:
        parts += ["<hr><p><small>", "<br>".join(escape(line) for line in run_lines(seen)), "</small></p>"]
        for question in seen.questions:
            numbers = ", ".join(map(str, question.decisions))
            head = _("What decisions {numbers} rest on").format(numbers=numbers)
            parts += [f"<h2>{escape(head)}</h2>", dossier_html(question.dossier, marks, elsewhere=True)]
            entry = question.dossier.entry
            if entry is not None and entry.entry_text:
                told = "<br>".join(escape(line) for line in entry.entry_text.splitlines())
                record = escape(_("Record of the publisher"))
                parts.append(f"<p><b>{record}</b></p><p>{told}</p>")
    return "".join(parts)


def _line(line: str) -> str:
    text = line.lstrip(" ")
    return "&nbsp;" * (len(line) - len(text)) + escape(text)
