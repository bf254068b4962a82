"""The frame of every page of a PDF: head, foot, page x of y."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from ui.report.pdf_text import SANS, marked_up, register_fonts, style
from ui.words import _

MARGIN = 16 * mm
WIDTH = A4[0] - 2 * MARGIN
"""Of what stands on a page."""
_TOP, _FOOT = 14 * mm, 17 * mm
"""How far the lines of head and foot stand from the edges."""
_GREY, _SMALL = "#5A6472", 7.5


def numbered(head: str, foot: str) -> Callable[..., Canvas]:
    """Return a kind of canvas that writes head, foot and "page x of y" on each page once all pages are known."""

    class Numbered(Canvas):
        def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  # reportlab's own
            super().__init__(*arguments, **options)
            self._pages: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802  # reportlab's name
            self._pages.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]  # reportlab's way to number pages

        def save(self) -> None:
            total = len(self._pages)
            for number, page in enumerate(self._pages, 1):
                self.__dict__.update(page)
                _margins(self, head, foot, _("page {n} of {total}").format(n=number, total=total))
                super().showPage()
            super().save()

    return Numbered


def _margins(canvas: Canvas, head: str, foot: str, page: str) -> None:
    from reportlab.platypus import Paragraph

    look = style(_SMALL, textColor=_GREY)
    shown = Paragraph(marked_up(head), look)
    shown.wrap(WIDTH, _TOP)
    shown.drawOn(canvas, MARGIN, A4[1] - _TOP + 2 * mm)
    shown = Paragraph(marked_up(foot), look)
    # Hung from the line, not stood on the edge: a foot of two or three lines never meets the line.
    _, height = shown.wrap(WIDTH - 28 * mm, _FOOT)
    shown.drawOn(canvas, MARGIN, _FOOT - 1 * mm - height)
    canvas.setFont(SANS, _SMALL)
    canvas.setFillColor(_GREY)
    canvas.drawRightString(A4[0] - MARGIN, _FOOT - 4 * mm, page)
    canvas.setStrokeColor("#C5CBD3")
    canvas.line(MARGIN, A4[1] - _TOP, A4[0] - MARGIN, A4[1] - _TOP)
    canvas.line(MARGIN, _FOOT, A4[0] - MARGIN, _FOOT)


def build_pdf(path: Path, story: Sequence[Flowable], *, title: str, head: str, foot: str) -> None:
    """Lay the story out on pages of A4 and write the file."""
    register_fonts()
    document = BaseDocTemplate(
        str(path), pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=_TOP + 3 * mm, bottomMargin=_FOOT + 2 * mm,
        title=title, author="Tekser", creator="Tekser", lang="",
    )  # fmt: skip
    height = A4[1] - _TOP - _FOOT - 5 * mm
    frame = Frame(MARGIN, _FOOT + 2 * mm, WIDTH, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    document.addPageTemplates([PageTemplate(frames=[frame])])
    document.build(list(story), canvasmaker=numbered(head, foot))
