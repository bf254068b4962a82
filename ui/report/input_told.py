"""What a report says of the file that came in: who imported it, and what each of its columns was taken for; and what went out."""

from ui import words
from ui.report.collect import AuditReport
from ui.report.words_of import utc
from ui.report.workbook import Sheet
from ui.words import _
from ui.words.mark import N_
from ui.words.page_tables import EXPORTS

_SURE = 1.0
HEADS = (N_("Sheet"), N_("Column"), N_("Taken for"), N_("Or for"), N_("Recognised by"), N_("How sure"))


def importer_text(report: AuditReport) -> str:
    """Return who imported the manifest, with role and machine; empty where the record is older than such records."""
    by = report.manifest.imported_by
    return ", ".join(filter(None, (by.user, words.role_name(by.role) if by.role else "", by.machine)))


def columns_read(sheet: Sheet, report: AuditReport) -> None:
    """Write what each column of the sender's tables was taken for, and by whose word."""
    if not any(one.columns for one in report.sheets):
        return
    sheet.skip()
    sheet.cells([(_("Columns of the file"), "title")])
    sheet.cells([(_(head), "head") for head in HEADS])
    for one in report.sheets:
        for column in one.columns:
            said = column.confidence >= _SURE
            by = _("a person, or columns kept for such tables") if said else _("the program")
            sheet.cells([
                (one.name, "wrap"), (column.header, "wrap"), (words.field_name(column.field), "wrap"),
                (words.field_name(column.second_field) if column.second_field else "", "wrap"), (by, "wrap"),
                (f"{column.confidence:.0%}", "text"),
            ])  # fmt: skip


def files_written(sheet: Sheet, report: AuditReport) -> None:
    """Write which files of the screening were written before this one: letters, reports for authorities, audit files."""
    if not report.written:
        return
    sheet.skip()
    sheet.cells([(_("Files written of this screening"), "title")])
    heads = (_("When (UTC)"), _("What"), _("Who"), _("File"), _("SHA-256"))
    sheet.cells([(head, "head") for head in heads])
    for made in report.written:
        for name, sha256 in made.files:
            sheet.cells([
                (utc(made.at), "moment"), (_(EXPORTS.get(made.kind, made.kind)), "wrap"), (made.by.user, "wrap"), (name, "wrap"),
                (sha256, "text"),
            ])  # fmt: skip
