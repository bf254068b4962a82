"""The sheets of the Excel audit file that do not hold the sender's rows: lists and settings, decisions, integrity."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from screening.model.decisions import Decision
from screening.model.hits import HitKind
from screening.model.lists import ListInfo
from ui import words
from ui.report.cells import Cell
from ui.report.collect import AuditReport
from ui.report.input_told import columns_read, files_written, importer_text
from ui.report.risk import check_text, ownership_text, parts_text, shipment_name
from ui.report.settings_told import kept_settings
from ui.report.then import threshold_of
from ui.report.totals import Totals
from ui.report.words_of import utc, utc_text
from ui.report.workbook import Column, Sheet
from ui.words import _
from ui.words.earlier_text import earlier_text
from ui.words.verdict_text import verdict_text


def notices(sheet: Sheet, report: AuditReport) -> None:
    """Write the notices that starter parties were used, and that other screenings have alerts which this one has not."""
    for info in report.lists:
        if info.is_starter:
            sheet.cells([(words.starter_notice(info, report.run.started_at), "warning")])
    for alert in report.verdict.earlier:
        sheet.cells([(earlier_text(alert, of_one_shipment=report.of is not None), "warning")])


def lists_and_settings(sheet: Sheet, report: AuditReport) -> None:
    """Write which lists, in which versions and how old, and which settings and program judged the lines."""
    notices(sheet, report)
    sheet.table([
        Column(_("List"), 26, "label"), Column(_("Title"), 44, "wrap"), Column(_("Version"), 9), Column(_("Format"), 18),
        Column(_("Published"), 12, "date"), Column(_("Imported (UTC)"), 19, "moment"), Column(_("Last checked (UTC)"), 19, "moment"),
        Column(_("Age when screened"), 24, "wrap"), Column(_("Entries"), 9, "count"), Column(_("Names"), 9, "count"),
        Column(_("Not read"), 9, "count"), Column(_("SHA-256"), 66), Column(_("Source"), 50, "wrap"),
    ])  # fmt: skip
    _list_rows(sheet, report.lists, report.run.started_at)
    sheet.close_table()
    for later in report.later:
        sheet.skip()
        title = _("Lists of re-screening {n} of {when}, which added hits")
        sheet.cells([(title.format(n=later.rescreening_id, when=utc_text(later.raised_at)), "title")])
        _list_rows(sheet, later.lists, later.raised_at)
    run = report.run
    sheet.skip()
    sheet.cells([(_("Settings"), "title")])
    facts: list[tuple[str, Cell]] = [
        (_("Verdict"), verdict_text(report.verdict)),
        (_("Screening"), str(run.run_id)),
        (_("Started (UTC)"), utc(run.started_at)),
        (_("Finished (UTC)"), utc(run.finished_at)),
        (_("Zone of the computer"), run.zone or run.started_at.astimezone().strftime("UTC%z")),
        (_("Screened by"), run.user),
        (_("Role"), words.role_name(run.role) if run.role else ""),
        (_("Machine"), run.machine),
        (_("User of the system"), run.system_user),
        (_("Lists as of (UTC)"), utc(run.as_of)),
        (_("Threshold for parties"), threshold_of(run, HitKind.PARTY)),
        (_("Threshold for goods"), threshold_of(run, HitKind.GOODS)),
        (_("SHA-256 of the settings"), run.settings_sha256),
        (_("Program version"), run.program_version),
        *kept_settings(run.settings),
        (_("Settings as they were kept"), run.settings),
    ]
    for label, value in facts:
        look = "wrap" if isinstance(value, str) else "decimal" if isinstance(value, float) else "moment"
        sheet.cells([(label, "label"), (value, look)])
    columns_read(sheet, report)
    risk_and_ownership(sheet, report)
    if report.not_checked:
        sheet.skip()
        sheet.cells([(_("Not checked"), "head"), (_("for want of"), "head"), (_("Lines"), "head")])
        for item in report.not_checked:
            sheet.cells(
                [(words.rule_name(item.rule), "wrap"), (words.field_name(item.field), "wrap"), (item.lines, "count")]
            )


def _list_rows(sheet: Sheet, lists: Sequence[ListInfo], when: datetime) -> None:
    """Write lists as they were at a time."""
    for info in lists:
        age, level = age_at(info, when)
        sheet.cells([
            (info.list_id, "label"), (info.title, "wrap"), (str(info.version_id or ""), "text"), (info.format.value, "text"),
            published(info), (utc(info.imported_at), "moment"), (utc(info.checked_at), "moment"), (age, level),
            (info.entries, "count"), (info.names, "count"), (info.unread, "count"), (info.sha256, "text"), (info.source, "wrap"),
        ])  # fmt: skip


def risk_and_ownership(sheet: Sheet, report: AuditReport) -> None:
    """Write the explained risk of each flagged shipment, and whether the owners of parties were checked."""
    found = report.shipments()
    if found:
        sheet.skip()
        sheet.cells([(_("Risk of the shipments"), "title")])
        heads = (_("Shipment"), _("Parts of the risk"), _("Risk"), _("Worst line"), _("Lines"), _("Flagged lines"))
        sheet.cells([(head, "head") for head in heads])
        for one in found:
            sheet.cells([
                (shipment_name(one), "wrap"), (parts_text(one), "wrap"), (one.risk.score, "score"),
                (one.worst_line, "score"), (len(one.line_ids), "count"), (one.flagged, "count"),
            ])  # fmt: skip
    sheet.skip()
    sheet.cells([(_("Ownership checked?"), "label"), (ownership_text(report.ownership), "wrap")])
    for check in report.ownership.checks:
        sheet.cells([(check.party, "wrap"), (check_text(check), "wrap")])


def published(info: ListInfo) -> tuple[Cell, str]:
    """Return the day of publication as a cell: a day, or the publisher's own text where it is none."""
    day = day_or_text(info.published_on)
    return day, "text" if isinstance(day, str) else "date"


def day_or_text(text: str) -> date | str:
    """Return a day that Excel knows as one, or the text where it is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return text


def age_at(info: ListInfo, when: datetime) -> tuple[str, str]:
    """Return how old a list was when lines were judged by it, and the look of the cell: fresh, amber or red."""
    text = words.list_since_text(info, when)
    level = words.age_level(info, when)
    if level == "not_judged":
        told = _("your own list, its age is not judged")
        return f"{told}; {text}", "wrap"
    name = {"fresh": _("fresh"), "amber": _("AMBER: older than a day"), "red": _("RED: older than three days")}[level]
    if words.list_age_unknown(info, when):
        name = _("AMBER: its age is not known")
    return f"{name}; {text}", level


def decision_log(sheet: Sheet, report: AuditReport, links: Mapping[int, int]) -> None:
    """Write every decision in the order of time, replaced ones included; ``links`` are the lines of hits."""
    sheet.table([
        Column(_("Number"), 9), Column(_("Hit"), 9), Column(_("Link id"), 9), Column(_("Disposition"), 18, "wrap"),
        Column(_("Reason"), 28, "wrap"), Column(_("Text"), 50, "wrap"), Column(_("Licence"), 16, "wrap"),
        Column(_("Valid until"), 12, "date"), Column(_("Attachments"), 40, "wrap"), Column(_("Who"), 16, "wrap"),
        Column(_("Role"), 16, "wrap"), Column(_("Machine"), 16, "wrap"), Column(_("When (UTC)"), 19, "moment"),
        Column(_("Replaces"), 9), Column(_("Second person needed"), 18, "wrap"), Column(_("Approver"), 16, "wrap"),
        Column(_("Agreed"), 18, "wrap"), Column(_("Comment"), 40, "wrap"), Column(_("Approved (UTC)"), 19, "moment"),
        Column(_("Decision older than the list"), 40, "wrap"),
    ])  # fmt: skip
    for decision in report.decisions:
        approval = decision.approval
        files = "\n".join(f"{file.name} (SHA-256 {file.sha256})" for file in decision.attachments)
        sheet.add([
            str(decision.decision_id), str(decision.hit_id), str(links.get(decision.hit_id, "")),
            words.disposition_name(decision.disposition.value), words.reason_code_name(decision.reason_code),
            decision.text, decision.licence, day_or_text(decision.licence_until), files, decision.user, words.role_name(decision.role),
            decision.machine, utc(decision.decided_at), str(decision.replaces or ""),
            words.second_reason(decision.second) if decision.second else "", approval.user if approval else "",
            _agreed(decision), approval.comment if approval else "", utc(approval.at) if approval else None,
            older_text(report, decision.decision_id),
        ])  # fmt: skip
    files_written(sheet, report)


def _agreed(decision: Decision) -> str:
    """Return whether a second person agreed, where one is needed."""
    if not decision.second:
        return ""
    if decision.approval is None:
        return _("waits")
    agreed = _("agreed") if decision.approval.agreed else _("returned, without effect")
    return agreed if decision.approval.way == "here" else f"{agreed}; " + _("signed on another computer")


def older_text(report: AuditReport, decision_id: int) -> str:
    """Return a warning where a decision in force is older than the list it rests on, else an empty text."""
    older = report.older.get(decision_id)
    if older is None:
        return ""
    when = utc_text(older.changed_at)
    if older.entry_changed:
        return _("The listed entry CHANGED on {when}, after this decision; decide again.").format(when=when)
    return _("A newer version of the list came into force on {when}; this entry is the same in it.").format(when=when)


def integrity(sheet: Sheet, report: AuditReport, totals: Totals, altered: int, fault: str = "") -> None:
    """Write what the file can be checked by, and what it cannot protect against."""
    info, run = report.manifest.info, report.run
    sheet.cells([(_("Integrity"), "title")])
    sheet.skip()
    facts: list[tuple[str, Cell]] = [
        (_("File"), info.name),
        (_("SHA-256 of the file"), info.sha256),
        (_("Bytes"), info.size),
        (_("Imported (UTC)"), utc(report.manifest.imported_at)),
        (_("Imported by"), importer_text(report)),
        (_("Format"), ", ".join(filter(None, (info.format, info.encoding, info.separator)))),
        (_("Screening"), str(run.run_id)),
        (_("Lines"), run.lines),
        (_("Flagged lines"), run.flagged_lines),
        (_("Hits"), run.hits),
        (_("Hits of known parties"), run.suppressed),
        (_("Entries met beyond the most for one value"), run.further),
        (_("Not screened"), run.unscreened),
        (_("Decisions"), len(report.decisions)),
        (_("This file was written (UTC)"), utc(report.written_at)),
        (_("Cells cut for Excel"), altered),
    ]
    if fault:
        told = _("all as text: the sender's file could not be opened again for its numbers and days ({fault})")
        facts.append((_("The sender's cells"), told.format(fault=fault)))
    for label, value in facts:
        sheet.cells([(label, "label"), (value, _look(value))])
    sheet.skip()
    sheet.cells([(_("Totals"), "title")])
    for label, number in totals.labelled():
        sheet.cells([(label, "label"), (number, "whole")])
    sheet.cells([(_("Rows and lines add up"), "label"), (_("yes") if totals.tie else _("NO: ask the maker of this file"), "wrap")])  # fmt: skip
    sheet.skip()
    sheet.cells([(_("Decisions older than their list"), "label"), (len(report.older), "whole")])
    if report.seal:
        sheet.skip()
        for label, text in report.seal.labelled():
            sheet.cells([(label, "label"), (text, "wrap")])
    sheet.skip()
    for label, text in notes():
        sheet.cells([(label, "label"), (text, "wrap")])


def notes() -> list[tuple[str, str]]:
    """Return how a report is checked, and what it cannot protect against."""
    return [
        (_("How to check"), _(
            "Take the SHA-256 of the sender's file (Windows: certutil -hashfile FILE SHA256; Linux and macOS: sha256sum or"
            " shasum -a 256): it must be the one above. The file is kept unchanged in the data folder and in the sealed package."
        )),
        (_("How to check the lists"), _(
            "The SHA-256 of each list is that of the publisher's file, which is kept; the publisher's own copy of that day"
            " must have the same."
        )),
        (_("What this cannot protect against"), _(
            "Anybody can change an Excel file. It is a copy to work with: what counts is the signed record in the data"
            " folder and in a sealed package, which shows every change made after its checkpoint. Nothing shows that"
            " something was left out before it was recorded."
        )),
    ]  # fmt: skip


def _look(value: Cell) -> str:
    if isinstance(value, str):
        return "wrap"
    return "whole" if isinstance(value, int) else "moment"
