"""The report of the test of effectiveness, as Excel and as PDF: the yearly model validation that regulators ask for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from screening.model.effectiveness import PLACEBO, Count, Effectiveness
from ui import words
from ui.report.excel_rest import day_or_text
from ui.report.safe_file import new_file
from ui.report.settings_told import settings_in
from ui.report.words_of import utc, utc_text
from ui.report.workbook import Column, SheetOptions, Workbook
from ui.words import _, in_language


def write_effectiveness(
    path: Path, report: Effectiveness, history: Sequence[Effectiveness] = (), language: str = "en"
) -> None:
    """Write the workbook: figures by kind and list, missed names, alerts on innocent ones, all test names, history."""
    with in_language(language), new_file(path) as temporary, Workbook(_("Test of effectiveness")) as book:
        _summary(book, report, history)
        _missed(book, report)
        _all_names(book, report)
        book.save(temporary)


def write_both(
    path: Path, report: Effectiveness, history: Sequence[Effectiveness] = (), language: str = "en"
) -> list[Path]:
    """Write the workbook and, beside it, the PDF to be signed; returns both."""
    pdf = path.with_suffix(".pdf")
    write_effectiveness(path, report, history, language)
    write_effectiveness_pdf(pdf, report, language)
    return [path, pdf]


def _summary(book: Workbook, report: Effectiveness, history: Sequence[Effectiveness]) -> None:
    sheet = book.sheet(_("Result"), SheetOptions(_("Test of effectiveness"), widths=(46, 14, 14, 14, 24, 60)))
    sheet.cells([(_("Test of effectiveness"), "title")])
    for label, value in facts_of(report):
        sheet.cells([(label, "label"), (value, "text")])
    for title, first, counts in (
        (_("By kind of alteration"), _("Alteration"), by_kind(report)),
        (_("By list"), _("List"), report.by_list()),
    ):
        sheet.skip()
        sheet.cells([(title, "title")])
        sheet.cells([(text, "head") for text in (first, _("Tested"), _("Found"), _("Recall, %"), _("95 % interval"))])
        for name, count in counts.items():
            sheet.cells([(name, "text"), (count.tested, "count"), (count.found, "count"), (count.share * 100, "score"),
                         (interval_text(count), "beside")])  # fmt: skip
    sheet.skip()
    sheet.cells([(_("Lists"), "title")])
    sheet.cells(
        [(text, "head") for text in (_("List"), _("Version"), _("Published"), _("Entries"), _("Title"), _("SHA-256"))]
    )
    for info in report.lists:
        day = day_or_text(info["published_on"])
        sheet.cells([(info["list"], "text"), (str(info["version"]), "text"), (day, "text" if isinstance(day, str) else "date"),
                     (info["entries"], "count"), (info["title"], "wrap"), (info["sha256"], "text")])  # fmt: skip
    if history:
        sheet.skip()
        sheet.cells([(_("Earlier tests"), "title")])
        head = (
            _("When (UTC)"),
            _("Tested"),
            _("Found"),
            _("Recall, %"),
            _("Alerts on innocent names"),
            _("Program version"),
        )
        sheet.cells([(text, "head") for text in head])
        for old in history:
            total, placebos = old.total(), old.placebos()
            sheet.cells([(utc(datetime.fromisoformat(old.made_at)), "moment"), (total.tested, "count"), (total.found, "count"),
                         (total.share * 100, "score"), (f"{placebos.found} / {placebos.tested}", "beside"),
                         (old.program_version, "text")])  # fmt: skip


def _missed(book: Workbook, report: Effectiveness) -> None:
    sheet = book.sheet(_("Missed"), SheetOptions(_("Test of effectiveness")))
    sheet.table([
        Column(_("Test name"), 44, "wrap"), Column(_("Listed name"), 44, "wrap"), Column(_("Alteration"), 30, "wrap"),
        Column(_("List"), 16), Column(_("Entry id"), 18), Column(_("Best other hit"), 50, "wrap"), Column(_("Score"), 8, "score"),
    ])  # fmt: skip
    for a in report.answers:
        if a.name.kind != PLACEBO and not a.found:
            name = a.name
            sheet.add(
                [
                    name.text,
                    name.original,
                    words.alteration_name(name.kind),
                    name.list_id,
                    name.entry_id,
                    a.best,
                    a.score or None,
                ]
            )
    alerts = book.sheet(_("Alerts on innocent names"), SheetOptions(_("Test of effectiveness")))
    alerts.table([Column(_("Innocent name"), 50, "wrap"), Column(_("Alerts"), 9, "count"), Column(_("Best hit"), 60, "wrap"),
                  Column(_("Score"), 8, "score")])  # fmt: skip
    for a in report.answers:
        if a.name.kind == PLACEBO and a.alerts:
            alerts.add([a.name.text, a.alerts, a.best, a.score])


def _all_names(book: Workbook, report: Effectiveness) -> None:
    sheet = book.sheet(_("Test manifest"), SheetOptions(_("Test of effectiveness")))
    sheet.table([
        Column(_("Row"), 8, "count"), Column(_("Test name"), 50, "wrap"), Column(_("Alteration"), 30, "wrap"),
        Column(_("Listed name"), 44, "wrap"), Column(_("List"), 16), Column(_("Entry id"), 18), Column(_("Found"), 10),
        Column(_("Alerts"), 9, "count"), Column(_("Best hit"), 50, "wrap"), Column(_("Score"), 8, "score"),
    ])  # fmt: skip
    for row, a in enumerate(report.answers, 2):
        found = "" if a.name.kind == PLACEBO else _("yes") if a.found else _("no")
        sheet.add([row, a.name.text, words.alteration_name(a.name.kind), a.name.original, a.name.list_id, a.name.entry_id,
                   found, a.alerts, a.best, a.score or None])  # fmt: skip


def write_effectiveness_pdf(path: Path, report: Effectiveness, language: str = "en") -> None:
    """Write the report as a PDF to be signed."""
    from reportlab.platypus import Flowable, Spacer

    from ui.report.pdf_frame import build_pdf
    from ui.report.pdf_parts import Looks, facts_table, grid, signatures
    from ui.report.pdf_text import paragraph

    with in_language(language), new_file(path) as temporary:
        looks = Looks()
        title = _("Test of effectiveness")
        story: list[Flowable] = [paragraph(title, looks.title), facts_table(facts_of(report), looks)]
        for name, first, counts in (
            (_("By kind of alteration"), _("Alteration"), by_kind(report)),
            (_("By list"), _("List"), report.by_list()),
        ):
            head = [first, _("Tested"), _("Found"), _("Recall, %"), _("95 % interval")]
            story += [paragraph(name, looks.head), grid(head, _rows(counts), (0.4, 0.13, 0.13, 0.14, 0.2), looks)]
        named = _("{list}, version {n}")
        lists = [
            [
                i["title"],
                named.format(list=i["list"], n=i["version"]),
                words.format_date(i["published_on"]),
                i["sha256"],
            ]
            for i in report.lists
        ]
        story += [
            paragraph(_("Lists"), looks.head),
            grid([_("Title"), _("List"), _("Published"), _("SHA-256")], lists, (0.3, 0.18, 0.14, 0.38), looks),
            paragraph(_("What this test does not show"), looks.head),
            paragraph(limits(), looks.text),
            Spacer(1, 6),
            *signatures([(_("Made by"), report.user), (_("Approver"), "")], looks),
        ]
        when = utc_text(datetime.fromisoformat(report.made_at))
        build_pdf(temporary, story, title=title, head=f"{title} · {when}", foot=f"Tekser {report.program_version}")


def _rows(counts: Mapping[str, Count]) -> list[list[str]]:
    return [[n, str(c.tested), str(c.found), f"{c.share * 100:.1f}", interval_text(c)] for n, c in counts.items()]


def by_kind(report: Effectiveness) -> dict[str, Count]:
    """Return the counts by the names of the kinds."""
    return {words.alteration_name(kind): count for kind, count in report.by_kind().items()}


def facts_of(report: Effectiveness) -> list[tuple[str, str]]:
    """Return what is told above all tables."""
    total, placebos = report.total(), report.placebos()
    skipped = "; ".join(words.alteration_name(kind) for kind in report.skipped)
    facts = [
        (_("Number"), str(report.effectiveness_id)),
        (_("When"), utc_text(datetime.fromisoformat(report.made_at))),
        (_("Who"), report.user),
        (_("Program version"), report.program_version),
        *settings_in(report.settings, report.program_version),
        (_("Seed"), str(report.seed)),
        (_("Altered names found"), f"{total.found} / {total.tested} = {total.share * 100:.1f} % ({interval_text(total)})"),
        (_("Innocent names with an alert"), f"{placebos.found} / {placebos.tested} = {placebos.share * 100:.1f} % ({interval_text(placebos)})"),
    ]  # fmt: skip
    return [*facts, (_("Alterations that apply to no name of these lists"), skipped)] if skipped else facts


def versions_line(report: Effectiveness) -> str:
    """Return the versions of program and lists that a test was made with, as a line."""
    named = _("{list} version {n} ({date})")
    lists = ", ".join(
        named.format(list=info["list"], n=info["version"], date=words.format_date(info["published_on"]))
        for info in report.lists
    )
    return _("program {version}; lists: {lists}").format(version=report.program_version, lists=lists)


def result_line(report: Effectiveness) -> str:
    """Return one test as a line."""
    total, placebos = report.total(), report.placebos()
    return _("{n}  {when}: {found} of {tested} altered names found ({recall:.1f} %), {alerts} of {placebos} innocent names with an alert").format(
        n=report.effectiveness_id, when=utc_text(datetime.fromisoformat(report.made_at)), found=total.found,
        tested=total.tested, recall=total.share * 100, alerts=placebos.found, placebos=placebos.tested,
    )  # fmt: skip


def interval_text(count: Count) -> str:
    """Return the 95 % interval of a share in percent."""
    low, high = count.interval()
    return f"{low * 100:.1f}–{high * 100:.1f} %"


def limits() -> str:
    """Return what the test cannot show."""
    return _(
        "Names are altered by rules known to the makers of the program; people who hide think of others. The test asks whether"
        " listed names are found, not whether the lists hold everybody they should. Innocent names are made up: the rate of"
        " alerts on your own customers is seen in the screenings themselves."
    )
