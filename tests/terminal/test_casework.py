"""Accounts, second persons, known parties and running again, as a person at the terminal does them."""

import json
from pathlib import Path

import pytest

from db.store import DataFolder
from screening.casework.known import Scope
from screening.model.decisions import Disposition
from tests.terminal.conftest import PASSWORD, Tekser, descriptor, signed


def test_without_signing_in_every_command_ends_with_five(office: Tekser, manifest: Path, tmp_path: Path) -> None:
    for arguments in (["lists", "status"], ["screen", manifest], ["audit", "verify"], ["users", "list"]):
        done = office(*arguments)
        assert done.code == 5, arguments
        assert "Sign in" in done.err
    code, _, err = signed(office, "aigul", "lists", "status", password="a wrong one")
    assert (code, "wrong" in err) == (5, True)
    code, out, _ = signed(office, "aigul", "screen", manifest)
    assert (code, bool(out)) == (0, True)


@pytest.mark.parametrize("option", [("--min-score", 100), ("--max-hits", 1)])
def test_no_option_hides_hits_from_an_office_with_accounts(
    office: Tekser, manifest: Path, option: tuple[str, int]
) -> None:
    code, _, err = signed(office, "aigul", "screen", manifest, *option)
    assert code == 2
    assert "would hide hits" in err
    assert signed(office, "aigul", "screen", manifest, "--min-score", 50, "--max-hits", 9)[0] == 0


def test_roles_hold_at_the_terminal(office: Tekser, manifest: Path, tmp_path: Path) -> None:
    code, _, err = signed(office, "saule", "screen", manifest)
    assert code == 2
    assert "saule (auditor) may not do this: screen" in err
    with DataFolder(tmp_path / "data") as data:
        data.sign_in("saule", PASSWORD)
        with data.open() as store:
            assert [count for count in store.batch_counts(9) if count.failed] == []  # who only reads leaves nothing
    assert signed(office, "saule", "audit", "verify")[0] == 0
    assert signed(office, "saule", "lists", "status")[0] == 0
    for user, expected in (("aigul", 2), ("timur", 2), ("saule", 2), ("adminova", 0)):
        assert (
            signed(office, user, "audit", "key", "--new", "--key-password-fd", descriptor("a secret phrase"))[0]
            == expected
        )
    code, out, _ = signed(office, "adminova", "users", "list")
    assert out.splitlines() == ["adminova: administrator", "aigul: officer", "saule: auditor", "timur: approver"]
    assert signed(office, "aigul", "users", "disable", "timur")[0] == 2
    assert signed(office, "adminova", "users", "disable", "timur")[0] == 0
    assert signed(office, "timur", "lists", "status")[0] == 5
    assert signed(office, "adminova", "users", "enable", "timur")[0] == 0
    assert signed(office, "adminova", "users", "role", "timur", "officer")[0] == 0
    assert (
        signed(office, "timur", "users", "password", "timur", "--new-password-fd", descriptor("a newer password"))[0]
        == 0
    )
    assert signed(office, "timur", "lists", "status", password="a newer password")[0] == 0


def decide(folder: Path, disposition: Disposition, reason: str) -> int:
    """Decide the first hit as the officer; returns the decision's number."""
    with DataFolder(folder) as data:
        data.sign_in("aigul", PASSWORD)
        with data.open() as store:
            first = next(s for s in store.hits(store.runs()[0].run_id) if s.hit.list_id == "own-house")
            (folder / "licence.pdf").write_bytes(b"%PDF a licence")
            files = [store.keep_attachment(folder / "licence.pdf")]
            return store.decide([first.hit_id], disposition, reason, "seen", attachments=files)[0].decision_id


def test_the_approver_answers_at_the_terminal_and_by_file(office: Tekser, tmp_path: Path) -> None:
    number = decide(tmp_path / "data", Disposition.TRUE_MATCH, "same_party")
    code, out, _ = signed(office, "timur", "approvals", "list")
    assert f"{number}: true match" in out
    assert signed(office, "aigul", "approvals", "agree", number)[0] == 2
    code, out, _ = signed(office, "timur", "approvals", "return", number, "--comment", "compare again")
    assert (code, "returned" in out) == (0, True)
    number = decide(tmp_path / "data", Disposition.TRUE_MATCH, "same_party")
    case, other = tmp_path / "case.tekser", ["--data-dir", tmp_path / "other"]
    secret = "between the two of us"
    code, out, err = signed(office, "aigul", "approvals", "export", case, "--passphrase-fd", descriptor(secret))
    assert (code, "1 decision sealed" in out) == (0, True), err
    key = office(*other, "audit", "key", "--new", "--key-password-fd", descriptor("their own words")).out.strip()
    shown = office(*other, "approve", case, "--name", "timur", "--passphrase-fd", descriptor(secret))
    assert (shown.code, "true match" in shown.out) == (0, True)
    # What Review shows where the case is from, and the file that it rests on.
    for wanted in ("SHA-256", "Why ", "On the list", "The whole line", "Threshold for parties", "licence.pdf"):
        assert wanted in shown.out, wanted
    saved = office(
        *other, "approve", case, "--passphrase-fd", descriptor(secret), "--save-files", tmp_path / "papers"
    )  # fmt: skip
    assert saved.code == 0, saved.err
    assert (tmp_path / "papers" / "licence.pdf").read_bytes() == b"%PDF a licence"
    unnamed = office(
        *other, "approve", case, "--agree", "--passphrase-fd", descriptor(secret), "--key-password-fd",
        descriptor("their own words"),
    )  # fmt: skip
    assert (unnamed.code, "--name" in unnamed.err) == (2, True)
    assert not case.with_name("case.tekser.answer").exists()
    done = office(
        *other, "approve", case, "--name", "timur", "--agree", "--passphrase-fd", descriptor(secret),
        "--key-password-fd", descriptor("their own words"),
    )  # fmt: skip
    assert done.code == 0, done.err
    answer = case.with_name("case.tekser.answer")
    assert signed(office, "aigul", "approvals", "import", answer)[0] == 2  # their key is not known yet
    assert signed(office, "adminova", "users", "key", "timur", key)[0] == 0
    told = json.loads(answer.read_text())
    answer.write_text(json.dumps({**told, "comment": "changed on the way"}))
    code, _, err = signed(office, "aigul", "approvals", "import", answer)
    assert (code, "not taken in" in err) == (2, True)
    answer.write_text(json.dumps(told))
    code, out, err = signed(office, "aigul", "approvals", "import", answer)
    assert (code, f"{number}: agreed" in out) == (0, True), err
    assert "Nothing waits" in signed(office, "aigul", "approvals", "list")[1]
    assert office(*other, "approve", case, "--name", "timur", "--passphrase-fd", descriptor("guessed")).code == 2
    assert signed(office, "saule", "audit", "verify")[0] == 0


def test_known_parties_are_listed_and_revoked(tekser: Tekser, own_list: Path, manifest: Path, tmp_path: Path) -> None:
    tekser("lists", "import", own_list)
    tekser("screen", manifest)
    assert "No match is remembered" in tekser("known", "list").out
    with DataFolder(tmp_path / "data") as data, data.open() as store:
        first = next(s for s in store.hits(store.runs()[0].run_id) if s.hit.list_id == "own-house")
        (made,) = store.decide([first.hit_id], Disposition.FALSE_POSITIVE, "other_party", "", "aigul")
        store.remember([made.decision_id], Scope.ALL, "another firm", "2999-01-01")
    screened = tekser("screen", manifest)
    assert "known" in screened.out
    listed = tekser("known", "list").out
    assert "another firm" in listed
    assert "1 hit suppressed" in listed
    assert tekser("known", "revoke", 1, "--reason", "no longer sure").code == 0
    assert tekser("known", "revoke", 1, "--reason", "again").code == 2
    assert "revoked by" in tekser("known", "list", "--all").out


def test_a_run_is_made_again(tekser: Tekser, own_list: Path, manifest: Path) -> None:
    tekser("lists", "import", own_list)
    tekser("screen", manifest)
    own_list.write_text("id,name\nh-9,Quite Another Firm\n", encoding="utf-8")
    assert tekser("lists", "import", own_list, "--accept", "it is shorter").code == 0
    done = tekser("rerun", 1, "--fail-on-difference")
    assert done.code == 0, done.out
    assert "Equal" in done.out
    told = json.loads(tekser("rerun", 1, "--json").out)
    assert (told["equal"], told["lists_equal"], told["changes"]) == (True, True, [])
    missing = tekser("rerun", 7)
    assert (missing.code, "no screening 7" in missing.err) == (2, True)


def test_an_own_list_is_a_block_list_or_a_watch_list(tekser: Tekser, own_list: Path, tmp_path: Path) -> None:
    assert tekser("lists", "import", own_list, "--kind", "block").code == 0
    assert "block list" in tekser("lists", "status").out
    with DataFolder(tmp_path / "data") as data, data.open() as store:
        assert store.setting("list_kind.own-house") == "block"
    assert tekser("lists", "import", own_list, "--kind", "watch").code == 0
    assert "watch list" in tekser("lists", "status").out


def test_what_was_done_to_an_account_is_told(office: Tekser) -> None:
    for arguments, told in (
        (("users", "disable", "timur"), "timur can no longer sign in."),
        (("users", "enable", "timur"), "timur can sign in again."),
        (("users", "role", "timur", "auditor"), "timur: auditor"),
        (("users", "password", "timur", "--new-password-fd", descriptor("a newer password")), "has a new password"),
    ):
        code, out, err = signed(office, "adminova", *arguments)
        assert code == 0, err
        assert told in out


def test_times_of_keeping_are_those_of_regimes_there_are(office: Tekser) -> None:
    code, _, err = signed(office, "adminova", "keep", "years", "zz", 12)
    assert code == 2
    assert "zz is neither a regime nor a list that is loaded" in err
    code, out, err = signed(office, "adminova", "keep", "years", "OFAC", 5)
    assert (code, "ofac: 5 years" in out, "Below 10 years" in err) == (0, True, True)
    code, _, err = signed(office, "aigul", "keep", "hold", 1, "--reason", "court")
    assert code == 0, err
    code, _, err = signed(office, "aigul", "keep", "release", 1, "--reason", "over")
    assert (code, "release a legal hold" in err) == (2, True)


def test_who_looks_at_the_queue_sees_the_grounds(office: Tekser, tmp_path: Path) -> None:
    paper = tmp_path / "licence.pdf"
    paper.write_bytes(b"paper")
    with DataFolder(tmp_path / "data") as data:
        data.sign_in("aigul", PASSWORD)
        with data.open() as store:
            hit = next(s for s in store.hits(store.runs()[0].run_id) if s.hit.list_id == "own-house")
            files = [store.keep_attachment(paper)]
            store.decide([hit.hit_id], Disposition.TRUE_MATCH, "same_number", "the same BIN", attachments=files)
    _, out, _ = signed(office, "timur", "approvals", "list")
    assert "the same number" in out
    assert "the same BIN" in out
    assert f"attached: licence.pdf, 1 KB, SHA-256 {files[0].sha256}" in out


def test_settings_are_shown_and_put_by_the_administrator(office: Tekser) -> None:
    code, out, _ = signed(office, "aigul", "settings", "list")
    assert code == 0
    assert "four_eyes.clear_score = 95  [as shipped]" in out
    assert "&" not in out
    code, _, err = signed(office, "aigul", "settings", "set", "four_eyes.clear_score", "101")
    assert (code, "may not do this" in err) == (2, True)
    for name, value in (
        ("four_eyes.clear_score", "102"), ("four_eyes.clear_score", "much"), ("four_eyes.clear_score", "nan"),
        ("four_eyes.goods", "yes"), ("four_eyes.goods", ""), ("decisions.min_text", ""),
    ):  # fmt: skip
        code, _, err = signed(office, "adminova", "settings", "set", name, value)
        assert (code, "cannot be" in err) == (2, True), (name, value)
    code, _, err = signed(office, "adminova", "settings", "set", "four_eyes.clearscore", "90")
    assert (code, "four_eyes.clear_score" in err) == (2, True)
    for value, shown in (("90", "= 90"), ("", "is empty")):
        assert signed(office, "adminova", "settings", "set", "four_eyes.clear_score", value)[0] == 0
        assert f"four_eyes.clear_score {shown}  [set]" in signed(office, "saule", "settings", "list")[1]
