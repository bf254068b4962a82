"""Review: on the left what to decide, in the middle both sides and why, on the right the decision. Made for keys."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QUrl
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QTextDocument
from PySide6.QtWidgets import (
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from screening.casework.choice import Choice
from screening.casework.roles import Action
from screening.dossier import Dossier
from screening.model.hits import RunInfo
from screening.today import first_to_review
from screening.verdict import Verdict, run_verdict
from ui.desktop.approvals import ApprovalsDialog, Approver
from ui.desktop.decider import Decider
from ui.desktop.decision_panel import DecisionPanel
from ui.desktop.decision_record import ATTACHMENT, AttachmentSaver
from ui.desktop.desk import DECISIONS, USERS, Desk
from ui.desktop.dossier_pane import DossierPane
from ui.desktop.earlier_notice import EarlierNotice
from ui.desktop.entry_dialog import EntryDialog
from ui.desktop.lines_pane import LinesPane
from ui.desktop.ownership_dialog import OwnerNotes
from ui.desktop.paged_view import PagedView
from ui.desktop.questions_pane import QuestionsPane
from ui.desktop.review_head import ReviewHead
from ui.desktop.review_keys import KEYS
from ui.desktop.who import why_not
from ui.words import _


class ReviewPage(QWidget):
    """The questions of one screening, and the decisions on them."""

    help_topic = "review"

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.run: RunInfo | None = None
        self.verdict: Verdict | None = None
        self._manifest_name = ""
        self._deciding = False
        self._given_back: tuple[int, Choice] | None = None
        self._build()
        self._keys()
        self.setFocusProxy(self.questions.table)
        self.retranslate()

    def _build(self) -> None:
        self.head = ReviewHead(self._desk)
        self.not_checked = self.head.not_checked
        self.earlier = EarlierNotice(self._desk)
        self.head.view.clicked.connect(self.toggle_view)
        self.questions = QuestionsPane(self._desk)
        self.lines = LinesPane(self._desk, self._desk.layout)
        self.left = QStackedWidget()
        self.left.addWidget(self.questions)
        self.left.addWidget(self.lines)
        self.detail = DossierPane(self._desk, self._nothing)
        self.detail.anchorClicked.connect(self._link)
        self.detail.came.connect(self._dossier_came)
        self.panel = DecisionPanel()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for part in (self.left, self.detail, self.panel):
            self.splitter.addWidget(part)
        for place, stretch in enumerate((5, 6, 0)):
            self.splitter.setStretchFactor(place, stretch)
        self.splitter.setCollapsible(2, False)
        self.cheat_sheet = QLabel()
        self.cheat_sheet.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 2, 8, 2)
        layout.setSpacing(4)
        layout.addWidget(self.head)
        layout.addWidget(self.earlier)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(self.cheat_sheet)
        for pane in (self.questions, self.lines):
            pane.chosen.connect(partial(self._pane_chose, pane))
            pane.scope_changed.connect(self._offer)
        self.questions.opened.connect(self._tally)
        self._desk.person_left.connect(self._drop_drafts)
        self._desk.changed.connect(lambda kind: self._offer() if kind == USERS else None)
        self.panel.decided.connect(self._decided)
        self.panel.lacks.connect(self._desk.told)
        self.panel.approved.connect(self._approve)
        self.decider = Decider(self._desk, self)
        self.decider.recorded.connect(self._after)
        self.decider.refused.connect(self._refused)
        self.decider.withdrawn.connect(self._withdrawn)
        self.owners = OwnerNotes(self._desk, self)
        self.owners.noted.connect(self._noted)
        self._files = AttachmentSaver(self._desk, self)
        self._approver = Approver(self._desk, self)
        self._approver.recorded.connect(self._after_approval)
        for widget in (self.questions.table, self.questions.lines, self.lines.table, self.lines.hit_list,
                       self.panel.reasons, self.detail, *self.panel.buttons, *self.panel.extras.fields()):  # fmt: skip
            widget.installEventFilter(self)

    def _keys(self) -> None:
        # Boxes of text keep the letters and digits that are typed into them; everywhere else they decide.
        around = Qt.ShortcutContext.WidgetWithChildrenShortcut
        slots = (
            *((str(n), lambda n=n: self._digit(n)) for n in range(10)),
            ("J", lambda: self.active.next_open(1) if self.active is self.questions else self._next_line(1)),
            ("K", lambda: self.active.next_open(-1) if self.active is self.questions else self._next_line(-1)),
            ("L", self.toggle_view),
            ("O", self.open_entry),
            ("W", self.ask_owner),
            ("A", self.show_approvals),
            ("Ctrl+Z", self.undo),
            ("Ctrl+F", lambda: self.active.search.setFocus()),
            ("F2", self.panel.comment.setFocus),
            *((keys, self.panel.confirm) for keys in ("Ctrl+Return", "Ctrl+Enter")),
            ("Escape", self.back),
        )
        for keys, slot in slots:
            shortcut = QShortcut(QKeySequence(keys), self, context=around)
            shortcut.setAutoRepeat(keys in "JK")  # a key held down must not decide question after question unseen
            shortcut.activated.connect(slot)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter give the usual reason while a decision waits for one, wherever the focus is."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and self.panel.waiting
            and not event.isAutoRepeat()
        ):
            self.panel.confirm()
            return True
        return super().eventFilter(watched, event)

    @property
    def active(self) -> "QuestionsPane | LinesPane":
        """The left side that is shown."""
        return self.lines if self.left.currentWidget() is self.lines else self.questions

    @property
    def dossier(self) -> Dossier | None:
        """What is shown of a question; until it comes nothing can be decided."""
        return self.detail.dossier

    def retranslate(self) -> None:
        """Put all words into the language in use."""
        for part in (self.questions, self.lines, self.panel, self.head, self.detail):
            part.retranslate()
        keys = [*((_("1–8"), _("decide")),), *self.shortcuts()[len(self.panel.buttons) :]]
        self.cheat_sheet.setText(" · ".join(f"<b>{keys}</b>&nbsp;{what}" for keys, what in keys))
        self._show_title()
        self._offer()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of this page."""
        return (*self.panel.shortcuts(), *((keys, _(what)) for keys, what in KEYS))

    # What is shown

    def show_run(self, run: RunInfo) -> None:
        """Show a screening, its riskiest open question first."""
        self.run = run
        self.decider.begin()
        self.detail.dossier = None
        self.verdict = None
        self._manifest_name = self._desk.store.manifest(run.manifest_id).info.name
        self._show_lines(False)
        self.questions.show_run(run)  # the verdict is counted when its first question is shown
        self.lines.show_run(run)
        self.not_checked.show_run(run)
        self._show_title()

    def open_waiting(self) -> None:
        """Show the screening that waits longest for decisions, where none was chosen yet; else the newest."""

        def came(run: RunInfo | None) -> None:
            if run is not None and self.run is None:
                self.show_run(run)

        self._desk.counter.ask((self, "waiting"), first_to_review, came)

    def show_hit(self, run: RunInfo, hit_id: int) -> None:
        """Show a screening at the question of a hit."""
        self.show_run(run)
        self._desk.reader.ask(
            (self, "hit"),
            lambda store: store.question_of(hit_id),
            lambda question: self.questions.load(question or None),
        )

    def reload(self) -> None:
        """Ask for the questions anew; the one that is chosen stays so."""
        if self.run is None or self._deciding:
            return  # what this page decides itself it shows without losing its place
        self.questions.load()
        self.lines.load()
        self._tally()

    def _show_title(self) -> None:
        self.head.tell(self.run, self._manifest_name, self.verdict)
        self.earlier.tell(self.verdict.earlier if self.verdict is not None else ())

    def _tally(self) -> None:
        run = self.run
        if run is None:
            return

        self._desk.reader.ask((self, "tally"), lambda store: run_verdict(store, run.run_id), self._judged)

    def _judged(self, judged: Verdict) -> None:
        self.verdict = judged
        self._show_title()

    def toggle_view(self) -> None:
        """Change between the questions and all lines."""
        lines = self.active is self.questions
        self._show_lines(lines)
        self._chosen(self.questions.current() if not lines else None, None)
        if lines:
            self.lines.tell()
        self.active.table.setFocus()

    def _show_lines(self, lines: bool) -> None:
        self.left.setCurrentWidget(self.lines if lines else self.questions)
        self.setFocusProxy(self.active.table)
        self.head.view.setChecked(lines)

    def _pane_chose(self, pane: "QuestionsPane | LinesPane", question_id: int | None, line_id: int | None) -> None:
        """Follow what is chosen on the side that is shown; the other one also tells while it is brought up to date."""
        if pane is self.active:
            self._chosen(question_id, line_id)

    def _chosen(self, question_id: int | None, line_id: int | None) -> None:
        """Ask for the dossier of a question on a line; until it comes nothing can be decided."""
        if line_id is not None and self.detail.shows(question_id, line_id):
            return
        if question_id is None or self.run is None:
            self.detail.clear_dossier()
        else:
            self.detail.ask(self.run, question_id, line_id)
        self._offer()

    def _dossier_came(self, dossier: Dossier | None) -> None:
        if dossier is not None and self.active is self.questions:
            self.questions.show_lines(dossier.line_ids, dossier.question.lines)
        self._offer()
        self._give_back()

    def _nothing(self) -> str:
        """Return what the middle shows where there is no dossier."""
        if self.run is None:
            return ""
        nothing = _("Nothing was found on this line.") if self.active is self.lines else _("Nothing to decide here.")
        if self.questions.opening:
            nothing = _("The screening is being opened…")
        return f"<p>{nothing}</p>"

    def _offer(self) -> None:
        """Tell the panel what a decision would cover now."""
        dossier = self.dossier
        self.panel.show_waiting(dossier.stored.pending if dossier is not None else None)
        refusal = why_not(self._desk.folder.session, Action.DECIDE)
        if dossier is None or refusal:
            self.panel.offer((), 0, 0, refusal)
            return
        questions, lines = self._scope(dossier)
        count = len(lines) if lines is not None else dossier.question.lines
        kinds = self.questions.kinds() if len(questions) > 1 else {dossier.question.kind}
        self.panel.offer(kinds, len(questions), count)

    def _scope(self, dossier: Dossier) -> tuple[list[int], list[int] | None]:
        """Return the questions, and the lines of a single one, that a decision covers."""
        if self.active is self.lines:
            return [dossier.question.question_id], self.lines.line_ids()
        return self.questions.questions(), self.questions.line_ids()

    # Deciding

    def _digit(self, number: int) -> None:
        if number in (0, 9) and not self.panel.waiting:
            self._approve(number == 9)
        else:
            self.panel.number(number)

    def _approve(self, agreed: bool) -> None:
        """Record the second person's word on what waits on the question that is shown."""
        if self.run is None or self.dossier is None or self.dossier.stored.pending is None:
            return
        comment = self.panel.comment.toPlainText().strip()
        if not agreed and not comment:
            self.panel.comment.setFocus()
            self._desk.told.emit(_("Say in the comment why you return it."))
            return
        self._approver.say(self.run.run_id, self.dossier.question.question_id, agreed, comment)

    def _after_approval(self) -> None:
        self.panel.take_text()
        self._after()
        self.questions.load()

    def show_approvals(self) -> None:
        """Open the queue of what waits for a second person."""
        dialog = ApprovalsDialog(self._desk, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _decided(self, choice: Choice) -> None:
        """Record a decision on what is chosen, and go on to the next open question at once."""
        dossier = self.dossier
        if dossier is None:
            return
        self._given_back = None
        questions, lines = self._scope(dossier)
        self._desk.told.emit("")  # what was said to be missing is given
        self.decider.record(questions, lines, choice)
        self.panel.take_text()
        if self.active is self.questions:
            if lines is None:
                self.questions.open_ids.difference_update(questions)
            if not self.questions.next_open():
                self._chosen(self.questions.current(), None)
        else:
            self._next_line(1)
        self.active.table.setFocus()

    def _refused(self, questions: list[int], choice: Choice) -> None:
        self.questions.open_ids.update(questions)
        if self.active is self.questions:
            self.questions.go_to(questions[0])
        self._given_back = questions[0], choice
        self._give_back()

    def _give_back(self) -> None:
        """Put a decision that was refused back as it was given, once its question is shown again."""
        if self._given_back is not None and self.dossier is not None:
            question, choice = self._given_back
            if self.dossier.question.question_id == question:
                self._given_back = None
                self.panel.give_back(choice)

    def _after(self) -> None:
        self.questions.refresh()
        self.lines.refresh()
        self._tally()
        self._deciding = True
        self._desk.changed.emit(DECISIONS)
        self._deciding = False

    def draft(self) -> str:
        """Return what was begun here and is recorded nowhere yet."""
        return _("a decision with its comment, licence or files (Review)") if self.panel.begun else ""

    def _drop_drafts(self) -> None:
        """Forget what one person began: the next one neither signs their words nor takes their decisions back."""
        self.decider.begin()
        self._given_back = None
        self.panel.take_text()
        self.panel.step_back()

    def undo(self) -> None:
        """Take back the last decision and go to it; the record of it stays."""
        self.decider.undo()

    def _withdrawn(self, questions: list[int]) -> None:
        self.questions.open_ids.update(questions)
        self._after()
        if self.active is self.questions and not self.questions.go_to(questions[0]):
            self.questions.load(questions[0])
        self._chosen(self.questions.current() if self.active is self.questions else None, None)
        if self.active is self.lines:
            self.lines.refresh()

    def _next_line(self, step: int) -> None:
        count = self.lines.model.rowCount()
        row = self.lines.table.currentIndex().row() + step
        if 0 <= row < count:
            self.lines.table.go_to(row)

    # Moving about

    def back(self) -> None:
        """Step back: from a box to the reasons, from the reasons to the decision, from the lines to the list."""
        if self.panel.waiting and self.panel.writing:
            self.panel.reasons.setFocus()  # with what was written there the reason is only to be confirmed
            return
        if self.panel.waiting:
            self.panel.step_back()
            return
        if self.active is self.questions and self.questions.lines.hasFocus():
            self.questions.lines.clearSelection()
        self.active.table.setFocus()

    def open_entry(self) -> None:
        """Show the whole record of the list entry."""
        if self.dossier is not None and self.dossier.entry is not None:
            dialog = EntryDialog(self.dossier.entry, self.dossier.list_info, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def ask_owner(self) -> None:
        """Ask what came of looking who owns the party that is shown, and note it in the record of the screening."""
        if self.run is not None:
            self.owners.ask(self.run.run_id, self.dossier)

    def _noted(self) -> None:
        shown, self.detail.dossier = self.dossier, None
        if shown is not None:
            self._chosen(shown.question.question_id, shown.stored.line_id)

    def _link(self, url: QUrl) -> None:
        if url.scheme() == "owner":
            self.ask_owner()
        if url.scheme() == ATTACHMENT and self.dossier is not None:
            self._files.ask(self.dossier, url.path())
        if url.scheme() not in ("line", "hit") or self.run is None or self.dossier is None:
            return
        number, run = int(url.path()), self.run.run_id
        line = number if url.scheme() == "line" else self.dossier.stored.line_id
        first = url.scheme() == "line"
        self._desk.reader.ask(
            (self, "hit"),
            lambda store: store.question_of(store.hits(run, line)[0].hit_id if first else number),
            lambda question: self._go_to(question, line),
        )

    def _go_to(self, question_id: int, line_id: int) -> None:
        if self.dossier is not None and self.dossier.question.question_id == question_id:
            self._chosen(question_id, line_id)
            return
        if self.active is self.questions and self.questions.go_to(question_id):
            return
        self._chosen(question_id, line_id)

    def printable(self) -> QTextDocument | None:
        """Return what Print prints: the question that is shown."""
        return self.detail.document() if self.dossier is not None else None

    def restore_layout(self) -> None:
        """Arrange the page as it was."""
        for name, part in self._arranged():
            state = self._desk.layout.state(f"review/{name}")
            if not state.isEmpty():
                part.restoreState(state)
        for name, table in self._tables():
            table.widths.restore(self._desk.layout, f"review/{name}")

    def keep_layout(self) -> None:
        """Keep how the page is arranged."""
        for name, part in self._arranged():
            self._desk.layout.keep_state(f"review/{name}", part.saveState())
        for name, table in self._tables():
            table.widths.keep(self._desk.layout, f"review/{name}")

    def _arranged(self) -> tuple[tuple[str, QSplitter], ...]:
        return ("panes", self.splitter), ("lines", self.questions.splitter)

    def _tables(self) -> tuple[tuple[str, PagedView], ...]:
        return ("questions", self.questions.table), ("all_lines", self.lines.table)
