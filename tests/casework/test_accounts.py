"""Accounts, passwords, the lock, and attachments."""

from datetime import timedelta
from pathlib import Path

import pytest

from db import codec
from screening.casework import passwords
from screening.casework.roles import Actor, Role
from screening.casework.session import SignIn
from screening.errors import StoreUnavailable, TekserError, UserError
from screening.model.decisions import Attachment, Disposition
from screening.model.ownership import OwnershipAnswer
from screening.model.rates import Rate
from tests.casework.conftest import PASSWORD, Office


def test_the_first_account_is_an_administrator(single: Office) -> None:
    with pytest.raises(UserError) as caught:
        single.store.add_account("aigul", Role.OFFICER, PASSWORD)
    assert caught.value.code == "first_administrator"
    single.store.add_account("adminova", Role.ADMINISTRATOR, PASSWORD)
    with pytest.raises(StoreUnavailable):
        single.store.add_account("other", Role.OFFICER, PASSWORD)  # from now on one signs in


@pytest.mark.parametrize(
    ("name", "role", "password", "code"),
    [
        ("Айгуль", Role.OFFICER, "short", "password_too_short"),
        (" ", Role.OFFICER, PASSWORD, "bad_account"),
        ("a\nb", Role.OFFICER, PASSWORD, "bad_account"),
        ("x", Role.SINGLE, PASSWORD, "bad_account"),
        ("AIGUL", Role.OFFICER, PASSWORD, "account_exists"),
    ],
)
def test_an_account_that_cannot_be_is_refused(office: Office, name: str, role: Role, password: str, code: str) -> None:
    with pytest.raises(UserError) as caught:
        office.works("adminova").add_account(name, role, password)
    assert caught.value.code == code


def test_the_last_administrator_stays(office: Office) -> None:
    store = office.works("adminova")
    with pytest.raises(UserError) as caught:
        store.disable_account("adminova")
    assert caught.value.code == "last_administrator"
    with pytest.raises(UserError) as caught:
        store.set_role("adminova", Role.AUDITOR)
    assert caught.value.code == "last_administrator"
    store.set_role("timur", Role.ADMINISTRATOR)
    store.disable_account("adminova")
    with pytest.raises(StoreUnavailable) as refused:
        store.put_setting("x", "1", "")
    assert refused.value.code == "account_disabled"  # at once, not from the next sign-in on
    with pytest.raises(StoreUnavailable) as refused:
        office.works("adminova")
    assert refused.value.code == "sign_in_wrong"
    office.works("timur").disable_account("adminova", False)
    assert [a.disabled for a in store.accounts()] == [False] * 4


def test_passwords_are_changed_by_oneself_or_by_an_administrator(office: Office) -> None:
    store = office.works("aigul")
    store.set_password("aigul", "another long one")
    with pytest.raises(UserError) as caught:
        store.set_password("timur", "another long one")
    assert caught.value.code == "role_may_not"
    assert store.sign_in("AIGUL ", "another long one").name == "aigul"
    with pytest.raises(StoreUnavailable):
        store.sign_in("aigul", PASSWORD)
    with pytest.raises(StoreUnavailable) as refused:
        store.sign_in("nobody", PASSWORD)
    assert refused.value.code == "sign_in_wrong"


def test_after_five_wrong_passwords_one_waits(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(5):
        with pytest.raises(StoreUnavailable) as caught:
            office.store.sign_in("aigul", "wrong password")
        assert caught.value.code == "sign_in_wrong"
    with pytest.raises(StoreUnavailable) as caught:
        office.store.sign_in("aigul", PASSWORD)
    assert caught.value.code == "sign_in_wait"
    later = codec.now() + timedelta(seconds=31)
    monkeypatch.setattr(codec, "now", lambda: later)
    assert office.store.sign_in("aigul", PASSWORD).name == "aigul"


def test_no_password_is_kept_or_recorded(office: Office) -> None:
    office.works("aigul")
    office.store.set_password("aigul", "never written anywhere")
    office.store.database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    raw = office.store.path.read_bytes()
    assert PASSWORD.encode() not in raw
    assert b"never written anywhere" not in raw
    assert b"$argon2id$" in raw


def test_the_hashes_are_those_of_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    kept = passwords.hash_password(PASSWORD)
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert passwords.password_fits(kept, PASSWORD)
    assert not passwords.password_fits(kept, PASSWORD + " ")
    assert not passwords.password_fits("no hash", PASSWORD)
    assert passwords.password_fits(passwords.hash_password("пароль с й"), "пароль с й")


def test_the_session_locks_when_idle() -> None:
    time = [0.0]
    session = SignIn(lambda: time[0])
    time[0] = 10_000.0
    assert not session.lock_if_idle(15)  # nobody is signed in
    session.begin(Actor("aigul", Role.OFFICER))
    time[0] += 14 * 60
    assert not session.lock_if_idle(15)
    session.touch()
    time[0] += 14 * 60
    assert not session.lock_if_idle(15)
    assert not session.lock_if_idle(0)
    time[0] += 60
    assert session.lock_if_idle(15)
    assert session.locked
    session.touch()
    assert session.lock_if_idle(15)  # input does not open it


def test_a_locked_session_changes_nothing_until_the_password_is_given(office: Office) -> None:
    store = office.works("aigul")
    store.session.lock()
    with pytest.raises(StoreUnavailable) as caught:
        store.decide(office.hits[:1], Disposition.HELD, "awaiting_documents", "")
    assert caught.value.code == "locked"
    with pytest.raises(StoreUnavailable):
        store.unlock("wrong password")
    store.unlock(PASSWORD)
    assert len(store.decide(office.hits[:1], Disposition.HELD, "awaiting_documents", "")) == 1


def test_attachments_are_kept_once_by_their_hash(single: Office, tmp_path: Path) -> None:
    store = single.store
    papers = tmp_path / "papers.pdf"
    papers.write_bytes(b"the papers")
    first, second = store.keep_attachment(papers), store.keep_attachment(papers)
    assert first == second
    assert store.attachment_path(first.sha256).read_bytes() == b"the papers"
    assert len(list(store.attachment_path(first.sha256).parent.iterdir())) == 1
    (made,) = store.decide(
        single.hits[:1], Disposition.LICENCE_HELD, "licence", "", "aigul", licence=" KZ-1 ",
        licence_until="2999-01-01", attachments=[first],
    )  # fmt: skip
    found = store.stored_hit(made.hit_id).decision
    assert found is not None
    assert (found.licence, found.licence_until, found.attachments) == ("KZ-1", "2999-01-01", (first,))
    with pytest.raises(UserError) as caught:
        store.decide(single.hits[:1], Disposition.HELD, "other", "text", attachments=[Attachment("x", "00" * 32, 1)])
    assert caught.value.code == "attachment_not_kept"
    with pytest.raises(UserError) as caught:
        store.keep_attachment(tmp_path / "no such file")
    assert caught.value.code == "cannot_keep_attachment"


def test_a_text_is_asked_for_where_the_settings_do(single: Office) -> None:
    single.store.put_setting("decisions.min_text", "20", "aigul")
    with pytest.raises(UserError) as caught:
        single.store.decide(single.hits[:1], Disposition.FALSE_POSITIVE, "other_party", "too short", "aigul")
    assert caught.value.code == "text_too_short"
    assert single.store.decisions(single.run_id) == []


def test_who_may_not_decide_notes_no_owner_and_takes_in_no_rates(office: Office) -> None:
    rate = Rate("2026-01-05", "USD", "EUR", 1.1)
    for store in (office.store, office.works("saule")):
        with pytest.raises(TekserError) as caught:
            store.put_ownership_check(office.run_id, "ALMA", OwnershipAnswer.NOT_OWNED, "stat.gov.kz", "timur")
        assert caught.value.code in ("sign_in_needed", "role_may_not")
        with pytest.raises(TekserError) as caught:
            store.put_rates([rate], "timur", "rates.csv")
        assert caught.value.code in ("sign_in_needed", "role_may_not")
    told = office.works("aigul").put_ownership_check(
        office.run_id, "ALMA", OwnershipAnswer.NOT_OWNED, "stat.gov.kz", "timur"
    )
    assert told.user == "aigul"
