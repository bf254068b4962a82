"""Every dialog of the window in the three languages: none is cut off, none keeps an English text, all have names."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

import ui.desktop
from screening.errors import UserError
from screening.keeping import kept_now
from screening.manifest.read import preview
from screening.model.batches import BatchKind
from screening.model.decisions import Decision, Disposition
from screening.model.hits import NotChecked
from screening.model.ownership import OwnershipAnswer
from screening.rerun import rerun_recorded
from tests.desktop.office import ENTRIES
from tests.desktop.test_comfort import SOURCES, cut_off, texts_of
from tests.desktop.test_places import made, settled, window  # noqa: F401  # fixtures
from ui import words
from ui.desktop import qt_words
from ui.desktop.approvals import ApprovalsDialog, SecondPersonDialog
from ui.desktop.batch_dialog import BatchDialog
from ui.desktop.case_answer import AnswerDialog
from ui.desktop.case_files import SealDialog
from ui.desktop.entry_dialog import EntryDialog
from ui.desktop.entry_page import EntryWindow
from ui.desktop.help_window import HelpWindow
from ui.desktop.import_dialog import ImportDialog
from ui.desktop.licences import LicencesDialog
from ui.desktop.manifest_actions import DeletionDialog
from ui.desktop.not_checked import NotCheckedDialog
from ui.desktop.ownership_dialog import OwnershipDialog
from ui.desktop.reason_dialog import ReasonDialog
from ui.desktop.recovery import RecoveryDialog
from ui.desktop.rerun_dialog import RerunDialog
from ui.desktop.sign_in import PasswordDialog, SignInDialog, UnlockDialog
from ui.desktop.signing_key import SigningKeyDialog
from ui.desktop.users_panel import AccountDialog
from ui.desktop.verify_records import VerifyDialog
from ui.desktop.window import MainWindow

LANGUAGES = [code for code, _name in words.LANGUAGES]
Open = Callable[[MainWindow, dict[str, int], Path], QDialog]


def _batch(window: MainWindow) -> BatchDialog:  # noqa: F811
    return BatchDialog(window.desk, window.desk.store.begin_batch(BatchKind.WATCH, "key", "/srv/incoming"), window)


def _rerun(window: MainWindow, made: dict[str, int]) -> RerunDialog:  # noqa: F811
    return RerunDialog(rerun_recorded(window.desk.store, window.desk.store.runs(made["open"])[0].run_id), window)


def _owner(window: MainWindow, made: dict[str, int]) -> OwnershipDialog:  # noqa: F811
    store, run = window.desk.store, window.desk.store.runs(made["open"])[0].run_id
    noted = store.put_ownership_check(run, "Gamma GmbH", OwnershipAnswer.NOT_FOUND, "kompra.kz", "aida")
    return OwnershipDialog("Gamma GmbH", [noted], window)


def _message(window: MainWindow) -> QDialog:  # noqa: F811
    window.failed(ValueError("x"))
    return next(box for box in window.findChildren(QMessageBox) if box.isVisible())


def _keys(window: MainWindow) -> QDialog:  # noqa: F811
    window.show_keys()
    return next(box for box in window.findChildren(QMessageBox) if box.isVisible())


def _account(window: MainWindow) -> QDialog:  # noqa: F811
    window.page("settings").users.ask_account()  # type: ignore[attr-defined]
    return next(d for d in window.findChildren(AccountDialog) if d.isVisible())


WAITING = Decision(
    1, 1, Disposition.TRUE_MATCH, "same_party", "the passport says so", "asel", datetime.now(UTC), second="true_match"
)

DIALOGS: dict[type, Open] = {
    ApprovalsDialog: lambda w, _m, _p: ApprovalsDialog(w.desk, w),
    SecondPersonDialog: lambda w, _m, _p: SecondPersonDialog(w.desk, [WAITING], False, "no", w),
    AnswerDialog: lambda w, _m, path: AnswerDialog(w.desk, path.with_name("case.tekser-case"), w),
    SealDialog: lambda w, _m, path: SealDialog(w.desk, path.with_name("case.tekser-case"), [1, 2], w),
    BatchDialog: lambda w, _m, _p: _batch(w),
    EntryDialog: lambda w, _m, _p: EntryDialog(ENTRIES[0], None, w),
    EntryWindow: lambda w, _m, _p: EntryWindow(w.desk.store, "test-list", "1", w),
    HelpWindow: lambda w, _m, _p: HelpWindow("review", w),
    ImportDialog: lambda w, _m, path: ImportDialog(path, preview(path), w),
    LicencesDialog: lambda w, _m, _p: LicencesDialog(w.desk.folder, w),
    DeletionDialog: lambda w, _m, _p: DeletionDialog(kept_now(w.desk.store), w),
    NotCheckedDialog: lambda w, _m, _p: NotCheckedDialog([NotChecked("ownership", "consignee", 7)], w),
    OwnershipDialog: lambda w, m, _p: _owner(w, m),
    ReasonDialog: lambda w, _m, _p: ReasonDialog(words._("Release the legal hold"), "x", w),
    RecoveryDialog: lambda w, _m, _p: RecoveryDialog(w.desk.folder, UserError("no_such_run", run=1), w),
    RerunDialog: lambda w, m, _p: _rerun(w, m),
    SigningKeyDialog: lambda w, _m, _p: SigningKeyDialog(w.desk, w),
    SignInDialog: lambda w, _m, _p: SignInDialog(w.desk.folder, w),
    UnlockDialog: lambda w, _m, _p: UnlockDialog(w.desk, "aida", w),
    AccountDialog: lambda w, _m, _p: _account(w),
    VerifyDialog: lambda w, _m, _p: VerifyDialog(w.desk, w),
}
"""How each dialog is opened with something in it."""

BOXES: dict[str, Open] = {"keys": lambda w, _m, _p: _keys(w), "unforeseen": lambda w, _m, _p: _message(w)}


@pytest.fixture(autouse=True)
def qt_in_english() -> Iterator[None]:
    yield
    qt_words.use("en")


def check(dialog: QDialog, language: str) -> None:
    """Hold a dialog that is shown to its words: whole, in one language, and said to a screen reader."""
    assert dialog.width() <= 1280
    assert dialog.height() <= 720
    assert cut_off(dialog) == []
    if language != "en":
        assert set(texts_of(dialog)) & SOURCES <= {"OK"}  # Qt writes it so in every language
        buttons = {button.text().replace("&", "") for button in dialog.findChildren(QAbstractButton)}
        assert not buttons & {"Close", "Cancel", "Help", "Save", "Open", "Yes", "No"}
    for widget in dialog.findChildren(QWidget):
        if not (widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus):
            continue
        if isinstance(widget, QAbstractItemView | QLineEdit | QPlainTextEdit | QTextEdit | QComboBox):
            inside = isinstance(widget.parentWidget(), QComboBox) or widget.objectName().startswith("qt_")
            assert inside or widget.accessibleName() or _labelled(dialog, widget), type(widget).__name__


def _labelled(dialog: QDialog, widget: QWidget) -> bool:
    from PySide6.QtWidgets import QLabel

    return any(label.buddy() is widget for label in dialog.findChildren(QLabel))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [*DIALOGS, *BOXES], ids=lambda kind: getattr(kind, "__name__", kind))
def test_a_dialog_is_whole_and_in_one_language(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    made: dict[str, int],  # noqa: F811
    manifest: Path,
    kind: "type | str",
    language: str,
) -> None:
    window.use_language(language)
    opened = (DIALOGS[kind] if isinstance(kind, type) else BOXES[kind])(window, made, manifest)
    opened.show()
    qtbot.waitUntil(opened.isVisible)
    settled(qtbot, window)
    check(opened, language)
    opened.reject()


def test_no_dialog_is_left_out() -> None:
    found = set()
    for module in pkgutil.iter_modules(ui.desktop.__path__):
        loaded = importlib.import_module(f"ui.desktop.{module.name}")
        found |= {
            cls
            for _name, cls in inspect.getmembers(loaded, inspect.isclass)
            if issubclass(cls, QDialog) and cls.__module__ == loaded.__name__ and not cls.__name__.startswith("_")
        }
    assert found - {PasswordDialog} == set(DIALOGS)  # PasswordDialog is shown as what it is made into


def test_the_words_of_qt_itself_follow_the_language(window: MainWindow) -> None:  # noqa: F811
    def said() -> tuple[str, ...]:
        pairs = (("QFileDialog", "&Look in:"), ("QPlatformTheme", "Cancel"), ("QWidgetTextControl", "&Copy"))
        return tuple(QCoreApplication.translate(context, text) for context, text in pairs)

    english = said()
    for language in ("ru", "kk"):
        window.use_language(language)
        assert not set(said()) & set(english), language
        assert window.locale().bcp47Name().startswith(language)
    window.use_language("en")
    assert said() == english == ("&Look in:", "Cancel", "&Copy")


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_the_file_dialog_of_this_qt_keeps_no_english_word(qtbot: QtBot, language: str) -> None:
    try:
        words.use_language(language)
        qt_words.use(language)
        dialog = QFileDialog()
        qtbot.addWidget(dialog)
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        shown = [label.text() for label in dialog.findChildren(QLabel) if label.buddy() is not None]
        shown += [button.text() for button in dialog.findChildren(QPushButton)]
        assert len(shown) >= 4
        assert [text for text in shown if re.search("[A-Za-z]", text)] == []
    finally:
        words.use_language("en")
        qt_words.use("en")
