"""Letters to the shipper and drafts of reports to authorities, as documents that the officer goes on writing in.

They are .docx because they are drafts: the office puts them on its own paper, adds what it alone knows, and signs. The
templates are text files (resources/letters); an office has its own in the folder ``letters`` of its data folder.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from pathlib import Path
from typing import Any

from screening.deadlines import OFAC_BUSINESS_DAYS, add_business_days
from screening.errors import UserError
from screening.model.decisions import Disposition
from screening.model.hits import HitKind
from screening.ports import StoredHit
from screening.resources import resource_path
from ui import words
from ui.report.collect import AuditReport
from ui.report.parts import Part, parts_of
from ui.report.safe_file import new_file
from ui.report.words_of import utc_text
from ui.words import N_, _, in_language

LETTERS = ("hold", "rfi")
REPORTS = ("blocking", "reject", "afm")
BLANK = "________________"
REPLY_DAYS = 10
OFFICE_SETTINGS = ("office.name", "office.place", "office.contact")
"""Settings of the office that letters carry; without them a line is left to fill in."""

_STOPPED = {Disposition.TRUE_MATCH, Disposition.REJECTED}
_CLEARED = {Disposition.FALSE_POSITIVE, Disposition.RELEASED, Disposition.LICENCE_HELD}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: what an office has put into its settings, and the officer."""

    office: str = ""
    place: str = ""
    contact: str = ""
    officer: str = ""


def write_letter(
    path: Path,
    report: AuditReport,
    name: str,
    language: str = "en",
    sender: Sender | None = None,
    folder: Path | None = None,
) -> None:
    """Write a letter or report of :data:`LETTERS` or :data:`REPORTS` as .docx; ``folder`` is the data folder.

    Raises UserError("nothing_to_write") when no part of the shipment calls for it, "no_template", "cannot_write".
    """
    language, template = find_template(name, language, folder)
    with in_language(language), new_file(path) as temporary:
        parts = fitting_parts(report, name)
        if not parts:
            raise UserError("nothing_to_write", file=report.manifest.info.name)
        values = values_of(report, parts, sender or Sender(), language)
        _write(temporary, template, values, parts, to_shipper=name in LETTERS)


def find_template(name: str, language: str, folder: Path | None) -> tuple[str, str]:
    """Return the template, the office's own first, and its language: that asked for, or the next best there is."""
    for choice in dict.fromkeys((language, "ru", "en") if name == "afm" else (language, "en", "ru")):
        file = f"{name}.{choice}.txt"
        for place in (*((folder / "letters" / file,) if folder else ()), resource_path("letters", file)):
            try:
                return choice, place.read_text(encoding="utf-8-sig")
            except FileNotFoundError:
                continue
            except (OSError, UnicodeDecodeError) as error:
                raise UserError("no_template", file=str(place)) from error
    raise UserError("no_template", file=f"{name}.txt")


def fitting_parts(report: AuditReport, name: str) -> list[Part]:
    """Return the parts that a letter speaks of: what is not cleared, and for reports to authorities what was stopped."""
    parts = parts_of(report)
    if name in LETTERS:
        return [p for p in parts if not all(_cleared(stored) for stored in p.hits)]
    stopped = [p for p in parts if any(s.decision and s.decision.disposition in _STOPPED for s in p.hits)]
    return [p for p in stopped if p.hit.kind in (HitKind.PARTY, HitKind.VESSEL)] or stopped


def _cleared(stored: StoredHit) -> bool:
    if stored.hit.suppressed_by is not None and stored.decision is None and stored.pending is None:
        return True
    return stored.decision is not None and stored.decision.disposition in _CLEARED and stored.pending is None


def values_of(report: AuditReport, parts: Sequence[Part], sender: Sender, language: str) -> dict[str, str]:
    """Return the values that templates name."""
    run, info = report.run, report.manifest.info
    line = parts[0].line
    decided = [
        s.decision.decided_at for p in parts for s in p.hits if s.decision and s.decision.disposition in _STOPPED
    ]
    entries = [entry for entry in (report.entry(part.hits[0]) for part in parts) if entry is not None]
    programmes = dict.fromkeys(programme for entry in entries for programme in entry.programmes)
    today = report.written_at.astimezone().date()
    day = min(decided).astimezone(UTC).date() if decided else None
    return {
        "file": info.name,
        "sha256": info.sha256,
        "run": str(run.run_id),
        "screened": utc_text(run.started_at),
        "lines": str(run.lines),
        "today": _day(today),
        "reply_by": _day(today + timedelta(days=REPLY_DAYS)),
        "shipper": line.text("consignor") or line.text("seller"),
        "decided": _day(day) if day else "",
        "due": add_business_days(day, OFAC_BUSINESS_DAYS).isoformat() if day else "",
        "programmes": "; ".join(programmes),
        "value": _value(parts),
        "office": sender.office,
        "place": sender.place,
        "contact": sender.contact,
        "officer": sender.officer,
    }


def _value(parts: Sequence[Part]) -> str:
    """Return the value of the goods with its currency, where all parts stand on one line; else it is left to fill in."""
    if len({place for part in parts for place in part.rows}) != 1:
        return ""
    line = parts[0].line
    dollars = line.text("value.usd")
    return f"{dollars} USD" if dollars else f"{line.text('value')} {line.text('currency')}".strip()


def _day(day: date) -> str:
    return words.format_date(day.isoformat())


def _write(path: Path, template: str, values: Mapping[str, str], parts: Sequence[Part], *, to_shipper: bool) -> None:
    from docx import Document
    from docx.shared import Cm, Pt

    document = Document()
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(10.5)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    for line in template.splitlines():
        text = line.strip()
        if not text:
            continue
        if text == "{table}":
            _table(document, parts, to_shipper)
        elif text.startswith("# "):
            document.add_heading(_filled(text[2:], values), level=2)
        elif text.startswith("- "):
            document.add_paragraph(_filled(text[2:], values), style="List Bullet")
        else:
            document.add_paragraph(_filled(text, values))
    document.save(str(path))


def _filled(text: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda m: _clean(values.get(m[1], "")) or BLANK, text)


TO_CLEAR = {
    HitKind.PARTY: N_("who this party is"),
    HitKind.VESSEL: N_("which vessel or aircraft this is"),
    HitKind.GOODS: N_("what these goods are, and whether they are controlled"),
    HitKind.COUNTRY: N_("the route and the destination"),
    HitKind.FLAG: N_("the route, the end use and the end user"),
}
"""What a shipper is asked to clear. Which list or rule was met is not for the shipper to know."""


def _table(document: Any, parts: Sequence[Part], to_shipper: bool) -> None:  # noqa: ANN401  # python-docx has no types
    last = _("To be cleared") if to_shipper else _("What it met")
    head = (_("Lines"), _("Field"), _("Value"), last)
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(text).bold = True
    for part in parts:
        hit = part.hit
        rows = ", ".join(str(row) for _sheet, row in part.rows[:20]) + (" …" if len(part.rows) > 20 else "")
        met = _(TO_CLEAR[hit.kind])
        if not to_shipper:
            met = f"{words.entry_title(hit)} ({hit.list_id} {hit.entry_id}). {words.reason_text(hit.reason)}"
        for cell, text in zip(table.add_row().cells, (rows, words.field_name(hit.field), hit.value, met), strict=True):
            cell.text = _clean(text)
    document.add_paragraph()


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
