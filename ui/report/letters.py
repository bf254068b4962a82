"""Letters to the shipper and drafts of reports to authorities, as documents that the officer goes on writing in.

They are .docx because they are drafts: the office puts them on its own paper, adds what it alone knows, and signs. The
templates are text files (resources/letters); an office has its own in the folder ``letters`` of its data folder.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from screening.deadlines import OFAC_BUSINESS_DAYS, add_business_days
from screening.errors import UserError
from screening.model.hits import Hit, HitKind
from screening.resources import resource_path
from ui import words
from ui.report.collect import AuditReport
from ui.report.letter_facts import (
    REPORTS,
    Addressee,
    Concerned,
    addressees,
    concerned,
    fitting_parts,
    lists_text,
    stopped_at,
    zone_of,
)
from ui.report.parts import Part
from ui.report.safe_file import new_file, numbered
from ui.report.words_of import utc_text
from ui.words import N_, _, in_language

BLANK = "________________"
REPLY_DAYS = 10
_SATURDAY = 5
_ROWS_SHOWN = 20
OFFICE_SETTINGS = ("office.name", "office.place", "office.contact")
"""Settings of the office that letters carry; without them a line is left to fill in."""

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who writes: what an office has put into its settings, and the officer."""

    office: str = ""
    place: str = ""
    contact: str = ""
    officer: str = ""


def write_letters(
    path: Path,
    report: AuditReport,
    name: str,
    language: str = "en",
    sender: Sender | None = None,
    folder: Path | None = None,
) -> list[Path]:
    """Write a letter or report of :data:`LETTERS` or :data:`REPORTS` as .docx; ``folder`` is the data folder.

    Where a manifest has several shippers each gets a letter of their own, with their own lines alone, whose file is
    named after them; returns the files. Raises UserError("nothing_to_write") when no part of the shipment calls for
    it, "no_template", "cannot_write".
    """
    language, template = find_template(name, language, folder)
    with in_language(language):
        parts = fitting_parts(report, name)
        if not parts:
            raise UserError("nothing_to_write", file=report.manifest.info.name, letter=name)
        if name in REPORTS:
            values = values_of(report, parts, sender or Sender(), None)
            with new_file(path) as temporary:
                _write(temporary, template, values, parts, concerned(report, parts))
            return [path]
        shippers = addressees(report, parts)
        written = []
        for number, shipper in enumerate(shippers, 1):
            own = path if len(shippers) == 1 else numbered(path, number, shipper.name)
            values = values_of(report, shipper.parts, sender or Sender(), shipper)
            with new_file(own) as temporary:
                _write(temporary, template, values, shipper.parts)
            written.append(own)
        return written


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


def values_of(report: AuditReport, parts: Sequence[Part], sender: Sender, to: Addressee | None) -> dict[str, str]:
    """Return the values that templates name; ``to`` is the shipper of a letter, None for reports to authorities.

    Days are those of the office, by the clock of its computer: the day on which property was blocked is said with the
    office's zone, and terms are counted from it.
    """
    run, info = report.run, report.manifest.info
    entries = [entry for entry in (report.entry(part.hits[0]) for part in parts) if entry is not None]
    programmes = dict.fromkeys(programme for entry in entries for programme in entry.programmes)
    today = report.written_at.astimezone().date()
    moment = stopped_at(report, parts)
    day = moment.astimezone().date() if moment else None
    shippers = [to.name] if to else [one.name for one in addressees(report, parts)]
    return {
        "file": info.name,
        "sha256": info.sha256,
        "run": str(run.run_id),
        "screened": utc_text(run.started_at),
        "lines": str(to.lines if to else run.lines),
        "documents": _documents(to.documents if to else ()),
        "today": _day(today),
        "reply_by": _day(_working_day(today + timedelta(days=REPLY_DAYS))),
        "shipper": "; ".join(filter(None, shippers)),
        "decided": f"{_day(day)} ({zone_of(moment)})" if day and moment else "",
        "due": add_business_days(day, OFAC_BUSINESS_DAYS).isoformat() if day else "",
        "programmes": "; ".join(programmes),
        "lists": lists_text(report, parts),
        "value": _value(parts),
        "dollars": _dollars(parts),
        "office": sender.office,
        "place": sender.place,
        "contact": sender.contact,
        "officer": sender.officer,
    }


def _documents(numbers: Sequence[str]) -> str:
    return ", ".join(numbers[:_ROWS_SHOWN]) + (" …" if len(numbers) > _ROWS_SHOWN else "")


def _value(parts: Sequence[Part]) -> str:
    """Return the value of the goods with its currency, where all parts stand on one line; else it is left to fill in."""
    if len({place for part in parts for place in part.rows}) != 1:
        return ""
    line = parts[0].line
    dollars = line.text("value.usd")
    return f"{dollars} USD" if dollars else f"{line.text('value')} {line.text('currency')}".strip()


def _dollars(parts: Sequence[Part]) -> str:
    """Return the value in US dollars; of another currency a place to fill in, with what the manifest says."""
    value = _value(parts)
    if not value or value.upper().endswith((" USD", " US$", "$")):
        return value
    return f"{BLANK} " + _("(the manifest says {value})").format(value=value)


def _working_day(day: date) -> date:
    """Return a day, or the Monday after where it falls on a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= _SATURDAY else day


def _day(day: date) -> str:
    return words.format_date(day.isoformat())


def _write(
    path: Path, template: str, values: Mapping[str, str], parts: Sequence[Part],
    parties: Sequence[Concerned] | None = None,
) -> None:  # fmt: skip
    """Write a template with its values; ``parties`` are those of a report to an authority, None in a letter to a shipper."""
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
            _table(document, parts, to_shipper=parties is None)
        elif text == "{parties}":
            _parties(document, parties or ())
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
_AMOUNT = N_("how the value and the quantity come about")


def _table(document: Any, parts: Sequence[Part], *, to_shipper: bool) -> None:  # noqa: ANN401  # python-docx has no types
    last = _("To be cleared") if to_shipper else _("What it met")
    rows: list[tuple[str, str, str, str]] = []
    if to_shipper:
        # Once for each value, whatever entries it met: that is not for the shipper to know.
        asked: dict[tuple[str, str, str], list[int]] = {}
        for part in parts:
            hit = part.hit
            place = (words.field_name(hit.field), " ".join(hit.value.split()), _(_to_clear(hit)))
            asked.setdefault(place, []).extend(row for _sheet, row in part.rows)
        rows = [(_rows(list(dict.fromkeys(found))), *place) for place, found in asked.items()]
    else:
        for part in parts:
            hit = part.hit
            met = f"{words.entry_title(hit)} ({hit.list_id} {hit.entry_id}). {words.reason_text(hit.reason)}"
            rows.append((_rows([row for _sheet, row in part.rows]), words.field_name(hit.field), hit.value, met))
    _grid(document, (_("Lines"), _("Field"), _("Value"), last), rows, (2.2, 3.4, 5.0, 6.0))


def _to_clear(hit: Hit) -> str:
    if hit.kind is HitKind.FLAG and hit.field.split(".")[0] in ("value", "quantity", "net_weight", "gross_weight"):
        return _AMOUNT
    return TO_CLEAR[hit.kind]


def _parties(document: Any, parties: Sequence[Concerned]) -> None:  # noqa: ANN401
    head = (_("Role"), _("Name"), _("Address, country, number"), _("Lines"))
    rows = [(one.roles, one.name, one.facts or BLANK, _rows(one.rows)) for one in parties]
    _grid(document, head, rows, (3.4, 5.0, 6.0, 2.2))


def _rows(rows: Sequence[int]) -> str:
    return ", ".join(map(str, rows[:_ROWS_SHOWN])) + (" …" if len(rows) > _ROWS_SHOWN else "")


def _grid(
    document: Any, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[float]  # noqa: ANN401
) -> None:  # fmt: skip
    from docx.oxml import OxmlElement
    from docx.shared import Cm, Pt

    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        # LibreOffice goes by the columns, Word by the cells.
        column.width = Cm(width)
    # The head comes again on each page, and no row is torn over two.
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  # python-docx has no other way
    for cells in (head, *rows):
        row = table.rows[0] if cells is head else table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001
        for cell, text, width in zip(row.cells, cells, widths, strict=True):
            cell.width = Cm(width)
            run = cell.paragraphs[0].add_run(_clean(text))
            cell.paragraphs[0].paragraph_format.space_before = cell.paragraphs[0].paragraph_format.space_after = Pt(1.5)
            run.font.size = Pt(9)
            run.bold = cells is head
    document.add_paragraph()


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
