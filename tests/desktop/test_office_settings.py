"""Settings beside the numbers: accounts, times of keeping, what letters name; read-only for whoever may not change them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytestqt.qtbot import QtBot

from screening.audit.checkpoints import Signer
from screening.casework.reasons import MIN_TEXT
from screening.casework.roles import Actor, Role
from screening.casework.session import LOCK_MINUTES, LOCK_MINUTES_DEFAULT
from screening.errors import UserError
from screening.keeping import DEFAULT, SETTING, KeepTime, keep_times
from screening.model.decisions import Disposition
from screening.model.rates import Rate
from screening.workflow import import_lists
from tests.desktop.steps import settled
from tests.desktop.test_places import made, window  # noqa: F401  # fixtures
from ui.desktop.desk import LISTS
from ui.desktop.lists_page import ListsPage
from ui.desktop.rates_panel import state_text
from ui.desktop.reason_dialog import ReasonDialog
from ui.desktop.settings_page import SettingsPage, setting_title
from ui.desktop.users_panel import AccountDialog
from ui.desktop.window import MainWindow

PASSWORD = "correct horse battery staple"


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> Iterator[SettingsPage]:  # noqa: F811
    window.show_page("settings")
    yield cast("SettingsPage", window.page("settings"))
    window.desk.folder.session.end()


def test_accounts_are_made_changed_and_closed(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    page: SettingsPage,
    tmp_path: Path,
) -> None:
    users = page.users
    assert users.model.rowCount() == 0
    users.ask_account()
    (dialog,) = users.findChildren(AccountDialog)
    assert dialog.roles.count() == 1
    dialog.name.setText("root")
    for box in (dialog.password, dialog.again):
        box.setText("short")
    assert not dialog.ok.isEnabled()
    assert "10" in dialog.wrong.text()
    dialog.password.setText(PASSWORD)
    assert not dialog.ok.isEnabled()
    dialog.again.setText(PASSWORD)
    dialog.ok.click()
    settled(qtbot, window)
    assert "root" in window.user.text()
    users.add_account("asel", Role.OFFICER, PASSWORD)
    settled(qtbot, window)
    assert users.model.rowCount() == 2
    users.set_role("asel", Role.APPROVER)
    users.set_password("asel", "another " + PASSWORD)
    settled(qtbot, window)
    users.table.selectRow(0)
    users.close_or_open()
    settled(qtbot, window)
    asel = next(one for one in window.desk.store.accounts() if one.name == "asel")
    assert (asel.role, asel.disabled) == (Role.APPROVER, True)
    users.close_or_open()
    settled(qtbot, window)
    assert not next(one for one in window.desk.store.accounts() if one.name == "asel").disabled
    assert window.desk.store.check_password("asel", "another " + PASSWORD).role is Role.APPROVER
    assert not users.key.isEnabled()
    window.desk.store.set_approver_key("asel", Signer("test", Ed25519PrivateKey.generate()).public)
    users.reload()
    account = users.table.current()
    users.export_key(account, tmp_path / "key.txt")
    assert (tmp_path / "key.txt").read_text(encoding="utf-8").strip() == account.public_key


@pytest.mark.parametrize("role", [Role.OFFICER, Role.APPROVER, Role.AUDITOR])
def test_others_read_settings_and_change_none(
    window: MainWindow,  # noqa: F811
    page: SettingsPage,
    role: Role,
) -> None:
    window.desk.store.add_account("root", Role.ADMINISTRATOR, PASSWORD)
    window.desk.store.sign_in("root", PASSWORD)
    window.desk.folder.session.begin(Actor("asel", role))
    page.reload()
    assert all(not editor.isEnabled() for panel in page.panels for editor in panel.editors.values())
    assert all(not years.isEnabled() for years in page.keeping.years.values())
    users = page.users
    assert users.model.rowCount() == 1
    assert not any(b.isEnabled() for b in (users.add, users.role, users.close_button, users.password))
    assert not page.addresses.keep.isEnabled()
    assert "administrator" in page.told.text()


def test_times_of_keeping_and_the_words_of_letters_are_saved_with_the_rest(
    window: MainWindow,  # noqa: F811
    page: SettingsPage,
) -> None:
    page.keeping.years["eu"].setValue(5)
    page.keeping.year_end["eu"].setChecked(True)
    page.keeping.years[DEFAULT].setValue(12)
    office = next(panel for panel in page.panels if "office.name" in panel.editors)
    office.editors["office.name"].setText("ТОО Алтын")  # type: ignore[union-attr]
    assert set(page.pending()) == {SETTING + "eu", SETTING + DEFAULT, "office.name"}
    page.keep()
    store = window.desk.store
    assert store.setting("office.name") == "ТОО Алтын"
    assert keep_times(store.settings()) == {DEFAULT: KeepTime(12), "eu": KeepTime(5, True)}
    assert page.pending() == {}
    page.keeping.years["eu"].setValue(0)
    page.keep()
    assert keep_times(store.settings()) == {DEFAULT: KeepTime(12)}


def test_a_legal_hold_is_released_with_a_reason(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    page: SettingsPage,
    made: dict[str, int],  # noqa: F811
) -> None:
    window.desk.store.put_legal_hold(made["open"], True, "a court", "aida")
    page.reload()
    keeping = page.keeping
    keeping.table.selectRow(0)
    assert keeping.release.isEnabled()
    keeping.release.click()
    (dialog,) = keeping.findChildren(ReasonDialog)
    dialog.reason.setPlainText("the court has decided")
    dialog.ok.click()
    settled(qtbot, window)
    assert [hold.placed for hold in window.desk.store.legal_holds(made["open"])] == [False, True]
    keeping.table.selectRow(1)
    assert not keeping.release.isEnabled()


def test_official_rates_are_taken_in_and_their_age_is_told(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    page: SettingsPage,
    tmp_path: Path,
) -> None:
    settled(qtbot, window)
    rates = page.rates
    assert "No official rates are held" in rates.state.text()
    path = tmp_path / "eurofxref-hist.csv"
    path.write_text("Date,USD,TRY,\n2024-05-03,1.0765,34.7965,\n2024-05-02,1.0698,N/A,\n", encoding="utf-8")
    rates.read(path)
    settled(qtbot, window)
    assert "3 rates read, 3 new or changed" in rates.told.text()
    assert rates.model.rowCount() == 3
    assert "European Central Bank" in rates.state.text()
    # Rates of 2024 tell nothing of shipments of today, and that is said.
    assert "days old" in rates.state.text()
    assert any(b"rates_imported" in record.body for record in window.desk.store.trail_records())
    path.write_text("<html>busy</html>", encoding="utf-8")
    rates.read(path)
    settled(qtbot, window)
    assert "is no table of rates" in rates.told.text()
    assert rates.model.rowCount() == 3


def test_the_state_of_rates_in_words() -> None:
    held = [Rate("2026-11-20", "USD", "EUR", 0.9, "a bank"), Rate("2026-11-01", "USD", "EUR", 0.9, "a bank")]
    assert "days old" not in state_text(held, date(2026, 11, 25))
    assert "They are 59 days old" in state_text(held, date(2027, 1, 18))


def test_the_office_says_how_long_a_text_must_be_and_when_the_session_locks(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    page: SettingsPage,
) -> None:
    office = next(panel for panel in page.panels if LOCK_MINUTES in panel.editors)
    assert office.editors[LOCK_MINUTES].text() == LOCK_MINUTES_DEFAULT
    assert office.editors[MIN_TEXT].text() == "none asked"
    office.editors[MIN_TEXT].setValue(20)  # type: ignore[union-attr]
    office.editors[LOCK_MINUTES].setValue(1)  # type: ignore[union-attr]
    page.keep()
    settled(qtbot, window)
    store = window.desk.store
    hits = [stored.hit_id for stored in store.hits(store.runs()[0].run_id)]
    with pytest.raises(UserError) as caught:
        store.decide(hits[:1], Disposition.HELD, "awaiting_documents", "too short", "aigul")
    assert caught.value.code == "text_too_short"
    session = window.desk.folder.session
    session.begin(Actor("Aigul", Role.OFFICER))
    session._touched -= 61
    window.lock.look()
    assert session.locked
    session.end()


def test_what_a_list_of_the_office_is_for_is_said_on_its_page(
    qtbot: QtBot,
    window: MainWindow,  # noqa: F811
    page: SettingsPage,
    tmp_path: Path,
) -> None:
    ours = tmp_path / "refused.csv"
    ours.write_text("name\nGamma Trading House\n", encoding="utf-8")
    import_lists(window.desk.store, [ours], name="refused")
    window.desk.changed.emit(LISTS)
    window.show_page("lists")
    settled(qtbot, window)
    lists = cast("ListsPage", window.page("lists"))
    lists.tabs.setCurrentWidget(lists.versions)
    rows = [lists.model.at(n) for n in range(lists.model.rowCount())]
    shown = {}
    for row, info in enumerate(rows):
        lists.table.selectRow(row)
        shown[info.list_id] = lists.versions.purpose.isVisible()  # type: ignore[union-attr]
    assert shown["own-refused"]
    assert not shown["chpl"]
    lists.table.selectRow(list(shown).index("own-refused"))
    lists.versions.put_purpose("block")
    settled(qtbot, window)
    assert window.desk.store.setting("list_kind.own-refused") == "block"
    assert lists.versions.purpose.currentText() == "own block list"
    assert setting_title("list_kind.own-refused") == "Use of the list own-refused"
    # An officer may say it of a new list; what was said once another one changes.
    window.desk.folder.session.begin(Actor("Aigul", Role.OFFICER))
    lists.reload()
    settled(qtbot, window)
    assert not lists.versions.purpose.isEnabled()
