"""Every transition of a decision, by every role; and what each role may do."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from db.names import DATABASE_NAME
from db.store import DataFolder
from screening.casework.reasons import REASONS, check_decision, licence_in
from screening.casework.roles import MAY, Action, Actor, Role
from screening.casework.second import is_certain, second_needed
from screening.casework.transitions import AFTER, OPEN, may_follow
from screening.errors import StoreUnavailable, TekserError, UserError
from screening.model.decisions import Disposition
from screening.model.hits import HitKind
from screening.model.ownership import OwnershipAnswer
from screening.model.rates import Rate
from tests.casework.conftest import PASSWORD, Office, hit_of, line_of
from tests.db.test_store import entry, list_info
from ui.words.tables import REASON_CODES

D = Disposition
STATES = (OPEN, *[d for d in D if d is not D.WITHDRAWN])

FORBIDDEN = {
    (OPEN, D.WITHDRAWN),
    (D.TRUE_MATCH, D.RELEASED),
    (D.LICENCE_NEEDED, D.RELEASED),
    (D.REJECTED, D.RELEASED),
    (D.REJECTED, D.LICENCE_NEEDED),
    (D.REJECTED, D.LICENCE_HELD),
}
"""Written down beside the table, not read from it."""


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("before", STATES)
@pytest.mark.parametrize("after", list(D))
def test_every_transition_by_every_role(before: D | None, after: D, role: Role) -> None:
    allowed = (before, after) not in FORBIDDEN and role in (Role.OFFICER, Role.APPROVER, Role.SINGLE)
    assert may_follow(before, after, role) is allowed
    # What is no longer listed may be released whatever was decided; when two agree is another question.
    delisted = allowed if after is not D.RELEASED else role in (Role.OFFICER, Role.APPROVER, Role.SINGLE)
    assert may_follow(before, after, role, "no_longer_listed") is delisted


def test_the_table_knows_every_state() -> None:
    assert set(AFTER) == set(STATES)


def decide(office: Office, hit: int, disposition: D) -> None:
    held = disposition is D.LICENCE_HELD
    office.store.decide(
        [hit], disposition, REASONS[disposition][0], "because", "aigul", licence="KZ-1" if held else "",
        licence_until="2999-01-01" if held else "",
    )  # fmt: skip


@pytest.mark.parametrize("before", STATES)
def test_the_store_keeps_to_the_table(single: Office, tmp_path: Path, before: D | None) -> None:
    lines = [line_of(row, f"Party {row}") for row in range(len(D))]
    single.import_and_screen(tmp_path, lines, [hit_of(line.row, line.cells[0]) for line in lines])
    for hit, after in zip(single.hits, D, strict=True):
        if before is not None:
            decide(single, hit, before)
        if (before, after) in FORBIDDEN:
            with pytest.raises(UserError) as caught:
                decide(single, hit, after)
            assert caught.value.code == "transition_forbidden"
        else:
            decide(single, hit, after)
        in_force = single.store.stored_hit(hit).decision
        expected = before if (before, after) in FORBIDDEN else (None if after is D.WITHDRAWN else after)
        assert (in_force.disposition if in_force else None) == expected
    assert single.store.verify_trail().fault is None


MAY_DO = {
    Role.OFFICER: "read import screen decide known ownership lists export",
    Role.APPROVER: "read import screen decide approve known ownership lists list_control rates export",
    Role.AUDITOR: "read export",
    Role.ADMINISTRATOR: "read lists list_control rates settings users export keys delete restore encrypt",
    Role.SINGLE: "read import screen decide known ownership lists list_control rates settings users export keys delete"
    " restore encrypt",
    Role.PROGRAM: "read lists list_control",
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("action", list(Action))
def test_who_may_do_what(role: Role, action: Action) -> None:
    assert Actor("x", role).may(action) is (action.value in MAY_DO[role].split())
    assert set(MAY) == set(Role)


DEEDS: dict[Action, Callable[[Office, Path], object]] = {
    Action.IMPORT: lambda o, p: o.store.add_manifest(o.store.manifests()[0].info, [], [], [], p),
    Action.SCREEN: lambda o, p: o.store.run(o.manifest_id, "0", "{}", []),
    Action.DECIDE: lambda o, p: o.store.decide(o.hits[:1], D.HELD, "awaiting_documents", ""),
    Action.APPROVE: lambda o, p: o.store.approve([1], True),
    Action.KNOWN: lambda o, p: o.store.revoke_known(1, "why"),
    Action.LISTS: lambda o, p: o.store.replace_list(list_info("eu"), [entry("1")]),
    Action.LIST_CONTROL: lambda o, p: o.store.set_active("un", False),
    Action.SETTINGS: lambda o, p: o.store.put_setting("language", "ru", ""),
    Action.USERS: lambda o, p: o.store.disable_account("nobody"),
    Action.OWNERSHIP: lambda o, p: o.store.put_ownership_check(
        o.run_id, "ТОО", OwnershipAnswer.NOT_OWNED, "a register", ""
    ),
    Action.RATES: lambda o, p: o.store.put_rates([Rate("2026-01-05", "KZT", "EUR", 0.0017)], "", "a bank"),
}


@pytest.mark.parametrize("name", ["adminova", "aigul", "timur", "saule"])
def test_the_store_keeps_to_the_roles(office: Office, tmp_path: Path, name: str) -> None:
    original = tmp_path / "again.xlsx"
    original.write_bytes(b"bytes")
    store = office.works(name)
    for action, deed in DEEDS.items():
        code = ""
        try:
            deed(office, original)
        except TekserError as error:
            code = error.code
        assert (code == "role_may_not") is (action.value not in MAY_DO[store.actor.role].split()), (action, code)


def hired(path: Path) -> DataFolder:
    """Return the data folder of an office with accounts, with a backup, where nobody is signed in or at work."""
    folder = DataFolder(path)
    with folder, folder.open() as store:
        Office(folder, store).hire()
    folder.session.end()
    with folder:
        pass
    return folder


@pytest.mark.parametrize("name", ["adminova", "aigul", "timur", "saule"])
def test_backups_and_encryption_are_the_administrator_s(tmp_path: Path, name: str) -> None:
    folder = hired(tmp_path)
    backup = folder.backups()[0].path
    for credentials, code in (
        (None, "sign_in_needed"),
        (("adminova", "wrong"), "sign_in_wrong"),
        ((name, PASSWORD), ""),
    ):
        folder.session.end()
        folder.credentials = (lambda given=credentials: given) if credentials else None
        if not code and name != "adminova":
            code = "role_may_not"
        deeds: list[Callable[[], object]] = [
            lambda: folder.restore(backup, "somebody else"), lambda: folder.encrypt("a long passphrase"), folder.decrypt,
        ]  # fmt: skip
        for deed in deeds:
            if not code:
                deed()
                continue
            with pytest.raises(TekserError) as caught:
                deed()
            assert caught.value.code == code
    if name == "adminova":
        with folder, folder.open() as store:
            told = [json.loads(record.body) for record in store.trail_records()]
        done = {one["kind"]: one["actor"] for one in told if one["kind"] in ("restored", "encrypted", "decrypted")}
        assert done == dict.fromkeys(("restored", "encrypted", "decrypted"), "adminova")


@pytest.mark.parametrize("gone", [False, True])
def test_a_store_that_cannot_be_read_asks_the_accounts_of_its_backup(tmp_path: Path, gone: bool) -> None:
    folder = hired(tmp_path)
    backup = folder.backups()[0].path
    database = folder.path / DATABASE_NAME
    database.unlink() if gone else database.write_bytes(b"noise" * 1000)
    for name, code in (("", "sign_in_needed"), ("nobody", "sign_in_wrong"), ("aigul", "role_may_not")):
        folder.credentials = (lambda name=name: (name, PASSWORD)) if name else None
        with pytest.raises(TekserError) as caught:
            folder.restore(backup)
        assert caught.value.code == code
    folder.credentials = lambda: ("adminova", PASSWORD)
    folder.restore(backup)
    with folder, folder.open() as store:
        assert len(store.accounts()) == 4


def test_records_name_the_account_and_not_whoever_is_told(office: Office) -> None:
    store = office.works("timur")
    check = store.put_ownership_check(office.run_id, "ТОО", OwnershipAnswer.NOT_OWNED, "a register", "root")
    store.put_rates([Rate("2026-01-05", "KZT", "EUR", 0.0017)], "root", "a bank")
    assert check.user == "timur"
    *_, first, second = (json.loads(record.body) for record in store.trail_records())
    assert (first["kind"], second["kind"]) == ("ownership_checked", "rates_imported")
    assert {first["actor"], second["actor"]} == {"timur"}


def test_nobody_reads_or_writes_without_signing_in(office: Office) -> None:
    assert office.folder.needs_sign_in()
    with pytest.raises(StoreUnavailable) as caught:
        office.folder.open()
    assert caught.value.code == "sign_in_needed"
    with pytest.raises(StoreUnavailable):
        office.store.decide(office.hits[:1], D.HELD, "awaiting_documents", "")
    office.folder.credentials = lambda: ("aigul", PASSWORD)
    with office.folder.open() as store:
        assert store.actor.name == "aigul"
        assert not office.folder.needs_sign_in()


@pytest.mark.parametrize("disposition", list(D))
def test_reasons_have_names_and_go_with_their_decisions(disposition: D) -> None:
    assert set(REASONS[disposition]) <= set(REASON_CODES)
    for code in REASON_CODES:
        licence = ("KZ-1", "2026-12-01") if disposition is D.LICENCE_HELD else ("", "")
        if code in REASONS[disposition]:
            check_decision(disposition, code, "text", *licence, 0, date(2026, 12, 1))
        else:
            with pytest.raises(UserError) as caught:
                check_decision(disposition, code, "text", *licence, 0, date(2026, 12, 1))
            assert caught.value.code == "reason_not_for_disposition"


@pytest.mark.parametrize(
    ("text", "number", "until"),
    [
        ("KZ-123 until 2027-01-31", "KZ-123", "2027-01-31"),
        ("лицензия № 45/АБ-2 до 31.01.2027", "45/АБ-2", "2027-01-31"),
        ("2027-01-31", "", "2027-01-31"),
        ("licence is there", "", ""),
        ("KZ-123", "KZ-123", ""),
    ],
)
def test_a_licence_is_read_from_the_text(single: Office, text: str, number: str, until: str) -> None:
    assert licence_in(text) == (number, until)
    if number and until:
        (made,) = single.store.decide(single.hits[:1], D.LICENCE_HELD, "licence", text, "aigul")
        assert (made.licence, made.licence_until) == (number, until)
    else:
        with pytest.raises(UserError):
            single.store.decide(single.hits[:1], D.LICENCE_HELD, "licence", text, "aigul")


@pytest.mark.parametrize(
    ("disposition", "reason", "text", "licence", "until", "least", "code"),
    [
        (D.FALSE_POSITIVE, "other", "", "", "", 0, "text_too_short"),
        (D.FALSE_POSITIVE, "other_party", "short", "", "", 20, "text_too_short"),
        (D.FALSE_POSITIVE, "other_party", " " * 30, "", "", 20, "text_too_short"),
        (D.LICENCE_HELD, "licence", "", " ", "2027-01-01", 0, "licence_missing"),
        (D.LICENCE_HELD, "licence", "", "KZ-1", "soon", 0, "licence_date"),
        # Days of another form would stand behind every day of their year, and so never be over in it.
        (D.LICENCE_HELD, "licence", "", "KZ-1", "20270131", 0, "licence_date"),
        (D.LICENCE_HELD, "licence", "", "KZ-1", "2027-W05-7", 0, "licence_date"),
        (D.LICENCE_HELD, "licence", "", "KZ-1", "2026-11-30", 0, "licence_expired"),
    ],
)
def test_a_decision_that_lacks_something_is_refused(
    disposition: D, reason: str, text: str, licence: str, until: str, least: int, code: str
) -> None:
    with pytest.raises(UserError) as caught:
        check_decision(disposition, reason, text, licence, until, least, date(2026, 12, 1))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("disposition", "kind", "before", "had", "risk", "blocked", "settings", "why"),
    [
        (D.TRUE_MATCH, HitKind.PARTY, None, False, 0, False, {}, "true_match"),
        (D.TRUE_MATCH, HitKind.PARTY, None, False, 0, False, {"four_eyes.true_match": "off"}, ""),
        (D.FALSE_POSITIVE, HitKind.PARTY, None, False, 99, False, {}, ""),
        (D.FALSE_POSITIVE, HitKind.GOODS, None, False, 0, False, {}, "goods"),
        (D.HELD, HitKind.GOODS, None, False, 0, False, {}, ""),
        (D.NEEDS_INFORMATION, HitKind.GOODS, None, False, 0, False, {}, ""),
        (D.FALSE_POSITIVE, HitKind.GOODS, None, False, 0, False, {"four_eyes.goods": "off"}, ""),
        (D.FALSE_POSITIVE, HitKind.PARTY, D.TRUE_MATCH, False, 0, False, {}, "override"),
        (D.WITHDRAWN, HitKind.PARTY, D.TRUE_MATCH, True, 0, False, {}, "override"),
        (D.WITHDRAWN, HitKind.PARTY, D.FALSE_POSITIVE, False, 0, False, {}, ""),
        (D.WITHDRAWN, HitKind.GOODS, D.FALSE_POSITIVE, True, 0, False, {}, "override"),
        (D.HELD, HitKind.PARTY, D.TRUE_MATCH, True, 0, False, {}, ""),
        (D.RELEASED, HitKind.PARTY, D.REJECTED, False, 0, False, {"four_eyes.overrides": "off"}, ""),
        (D.RELEASED, HitKind.PARTY, None, False, 51, False, {}, "risk"),
        (D.RELEASED, HitKind.PARTY, None, False, 50, False, {}, ""),
        (D.RELEASED, HitKind.PARTY, None, False, 90, False, {"four_eyes.release_risk": ""}, ""),
        (D.RELEASED, HitKind.PARTY, None, False, 1, False, {"four_eyes.release_risk": "much"}, "risk"),
        (D.FALSE_POSITIVE, HitKind.PARTY, None, False, 0, True, {}, "override"),
        (D.LICENCE_HELD, HitKind.PARTY, None, False, 0, False, {}, "licence"),
        (D.LICENCE_HELD, HitKind.FLAG, D.LICENCE_NEEDED, False, 0, False, {}, "licence"),
        (D.LICENCE_HELD, HitKind.PARTY, D.LICENCE_HELD, False, 0, False, {"four_eyes.overrides": "off"}, "licence"),
        (D.LICENCE_HELD, HitKind.PARTY, D.LICENCE_HELD, True, 0, False, {}, "override"),
        (D.LICENCE_HELD, HitKind.PARTY, None, False, 0, False, {"four_eyes.true_match": "off"}, ""),
        (D.LICENCE_NEEDED, HitKind.PARTY, D.LICENCE_HELD, True, 0, False, {}, ""),
        # What cannot be read asks for the second person.
        (D.TRUE_MATCH, HitKind.PARTY, None, False, 0, False, {"four_eyes.true_match": "yes"}, "true_match"),
        (D.FALSE_POSITIVE, HitKind.GOODS, None, False, 0, False, {"four_eyes.goods": ""}, "goods"),
        (D.WITHDRAWN, HitKind.PARTY, D.TRUE_MATCH, True, 0, False, {"four_eyes.overrides": "no"}, "override"),
        (D.RELEASED, HitKind.PARTY, None, False, 1, False, {"four_eyes.release_risk": "nan"}, "risk"),
        (D.RELEASED, HitKind.PARTY, None, False, 1, False, {"four_eyes.release_risk": "inf"}, "risk"),
    ],
)
def test_when_a_second_person_is_needed(
    disposition: D, kind: HitKind, before: D | None, had: bool, risk: float, blocked: bool, settings: dict[str, str],
    why: str,
) -> None:  # fmt: skip
    assert second_needed(settings, disposition, kind, before, had, risk, blocked, False) == why
    # In an office of one person nobody can be second, unless cases go out as files.
    assert second_needed(settings, disposition, kind, before, had, risk, blocked, True) == ""
    outside = {**settings, "four_eyes.single_user": "on"}
    assert second_needed(outside, disposition, kind, before, had, risk, blocked, True) == why
    certain = second_needed(settings, disposition, kind, before, had, risk, blocked, False, certain=True)
    lets_go = disposition in (D.FALSE_POSITIVE, D.RELEASED, D.LICENCE_HELD)
    assert certain == (why or ("certain" if lets_go else ""))
    if disposition is D.RELEASED:
        # That it is listed no more is looked at by two, whatever the settings spare.
        delisted = second_needed(
            settings, disposition, kind, before, had, risk, blocked, False, False, "no_longer_listed"
        )
        assert delisted == "delisted"


@pytest.mark.parametrize(
    ("setting", "kind", "score", "equal_number", "certain"),
    [
        (None, HitKind.PARTY, 95, False, True),
        (None, HitKind.PARTY, 94.99, False, False),
        (None, HitKind.VESSEL, 20, True, True),
        (None, HitKind.FLAG, 95, False, True),
        (None, HitKind.COUNTRY, 90, False, False),
        # Goods have a setting of their own.
        (None, HitKind.GOODS, 100, False, False),
        ("80", HitKind.PARTY, 80, False, True),
        ("101", HitKind.PARTY, 100, False, False),
        ("101", HitKind.PARTY, 100, True, True),
        ("", HitKind.PARTY, 100, False, False),
        ("", HitKind.PARTY, 20, True, True),
        *[(unread, HitKind.PARTY, 1, False, True) for unread in (" ", "ninety", "nan", "inf", "-inf", "9O")],
    ],
)
def test_which_alerts_nobody_lets_go_alone(
    setting: str | None, kind: HitKind, score: float, equal_number: bool, certain: bool
) -> None:
    settings = {} if setting is None else {"four_eyes.clear_score": setting}
    assert is_certain(settings, kind, score, equal_number) is certain


TWO_AGREED: set[D | None] = {D.TRUE_MATCH, D.LICENCE_HELD, D.RELEASED}
"""What stands only when two agreed to it, on a party of score 90 alone on its line, by the settings as shipped."""
BEFORE_ASKS_TWO: dict[D, set[D | None]] = {
    D.FALSE_POSITIVE: TWO_AGREED | {D.REJECTED},
    D.REJECTED: set(TWO_AGREED),
    D.WITHDRAWN: TWO_AGREED | {D.REJECTED},
    **{d: set(STATES) for d in (D.TRUE_MATCH, D.LICENCE_HELD, D.RELEASED)},
}
"""Which states before a decision make it one for two; written down beside the rule, not read from it."""


@pytest.mark.parametrize("before", STATES)
def test_every_decision_by_every_role_on_every_state(office: Office, tmp_path: Path, before: D | None) -> None:
    """In an office with accounts: who is refused, what takes effect at once, and what waits for a second person."""
    for place, name in enumerate(("aigul", "timur", "saule", "adminova")):
        office.works("aigul")
        lines = [line_of(row, f"Party {name} {row}") for row in range(len(D))]
        office.import_and_screen(
            tmp_path, lines, [hit_of(line.row, line.cells[0]) for line in lines], f"{place:02}" * 32
        )
        if before is not None:
            made = office.store.decide(
                office.hits, before, REASONS[before][0], "because", licence="KZ-1", licence_until="2999-01-01"
            )
            assert {one.pending for one in made} == {before in TWO_AGREED}
            if before in TWO_AGREED:
                office.works("timur").approve([one.decision_id for one in made], True)
        store = office.works(name)
        for hit, after in zip(office.hits, D, strict=True):
            code = ""
            try:
                store.decide(
                    [hit], after, REASONS[after][0], "because", licence="KZ-1", licence_until="2999-01-01"
                )  # fmt: skip
            except UserError as error:
                code = error.code
            stored = store.stored_hit(hit)
            in_force = stored.decision.disposition if stored.decision else None
            if name in ("saule", "adminova"):
                assert code == "role_may_not"
            elif (before, after) in FORBIDDEN:
                assert code == "transition_forbidden"
            else:
                assert code == ""
                if before in BEFORE_ASKS_TWO.get(after, set()):
                    assert stored.pending is not None, (before, after)
                    assert (stored.pending.disposition, stored.pending.user, in_force) == (after, name, before)
                else:
                    assert stored.pending is None, (before, after)
                    assert in_force is (None if after is D.WITHDRAWN else after)
                continue
            assert (in_force, stored.pending) == (before, None)
