"""Cases that travel as sealed files: what they hold, who may answer them, and which answers are taken in."""

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from db.store import SqliteStore
from screening.audit.checkpoints import Signer, VerifyKey
from screening.audit.seal import make_key, signer_of
from screening.casework import case_attachments
from screening.casework.case_attachments import may_be_opened, safe_name, save_attachments
from screening.casework.case_file import Case, answer_case, export_case, import_answer, open_case, write_answer
from screening.casework.roles import Role
from screening.dossier import gather, shipment_around
from screening.errors import TekserError, UnreadableInput, UserError
from screening.model.decisions import Decision, Disposition
from screening.model.ownership import OwnershipAnswer
from screening.verdict import run_verdict
from tests.casework.conftest import PASSWORD, Office, hit_of, line_of
from tests.casework.test_second import SECRET, wait
from ui.desktop import theme
from ui.desktop.dossier_view import dossier_html
from ui.report.case_evidence import run_lines
from ui.terminal.review_text import dossier_lines
from ui.words.case_text import case_lines

D = Disposition


def outside(folder: Path) -> Signer:
    """Return the key of a person at another computer."""
    with SqliteStore(folder) as store:
        make_key(store, "their own passphrase")
        signer = signer_of(store)
    assert signer is not None
    return signer


@pytest.fixture
def signer(office: Office, tmp_path: Path) -> Signer:
    made = outside(tmp_path / "other")
    office.works("adminova").set_approver_key("timur", made.public)
    return made


def sealed(office: Office, path: Path) -> tuple[Decision, Case]:
    made = wait(office)
    export_case(office.store, [made], path, SECRET)
    return made, open_case(path, SECRET)


def test_a_case_travels_and_its_signed_answer_is_taken_in(office: Office, signer: Signer, tmp_path: Path) -> None:
    _, case = sealed(office, tmp_path / "case")
    assert "ТОО Алма".encode() not in (tmp_path / "case").read_bytes()
    assert case.decisions[0]["value"] == "ТОО Алма"
    assert case.decisions[0]["cells"] == ["ТОО Алма", "Bavaria GmbH", ""]
    write_answer(tmp_path / "answer", case, True, "agreed", "timur", "other machine", signer)
    (done,) = import_answer(office.works("aigul"), tmp_path / "answer")
    assert done.effective
    assert done.approval is not None
    assert (done.approval.user, done.approval.way, done.approval.machine) == ("timur", "file", "other machine")
    assert office.store.verify_trail().fault is None
    with pytest.raises(UserError) as caught:
        import_answer(office.store, tmp_path / "answer")
    assert caught.value.code == "not_waiting"


def test_any_changed_byte_of_a_case_is_refused(office: Office, tmp_path: Path) -> None:
    sealed(office, tmp_path / "case")
    whole = (tmp_path / "case").read_bytes()
    with pytest.raises(UnreadableInput) as caught:
        open_case(tmp_path / "case", "another passphrase")
    assert caught.value.code == "case_not_opened"
    for place in range(0, len(whole), len(whole) // 40):
        changed = bytearray(whole)
        changed[place] ^= 1
        (tmp_path / "changed").write_bytes(bytes(changed))
        with pytest.raises(UnreadableInput):
            open_case(tmp_path / "changed", SECRET)


def test_tampered_answers_are_refused(office: Office, signer: Signer, tmp_path: Path) -> None:
    made, case = sealed(office, tmp_path / "case")
    path = tmp_path / "answer"
    write_answer(path, case, False, "no", "timur", "m", signer)
    answer = json.loads(path.read_text())
    store = office.works("aigul")
    changes: dict[str, object] = {
        "agreed": True, "comment": "yes", "decisions": [made.decision_id, 1], "case_sha256": "00" * 32, "name": "saule",
        "case_id": "other", "at": "2020-01-01", "machine": "x", "signature": "AAAA", "kind": "tekser-case-1",
    }  # fmt: skip
    for name, value in changes.items():
        path.write_text(json.dumps({**answer, name: value}))
        with pytest.raises(TekserError) as caught:
            import_answer(store, path)
        assert caught.value.code in ("answer_not_signed", "no_such_approver", "not_an_answer"), name
    for text in ("", "{}", "[1]", "not json", json.dumps({"kind": "tekser-answer-1"})):
        path.write_text(text)
        with pytest.raises(UnreadableInput):
            import_answer(store, path)
    assert store.approvals() == [made]


def test_an_answer_signed_with_another_key_is_refused(office: Office, signer: Signer, tmp_path: Path) -> None:
    made, case = sealed(office, tmp_path / "case")
    stranger = Signer(signer.name, Ed25519PrivateKey.generate())
    write_answer(tmp_path / "answer", case, True, "", "timur", "m", stranger)
    with pytest.raises(UserError) as caught:
        import_answer(office.store, tmp_path / "answer")
    assert caught.value.code == "answer_not_signed"
    changed = Case("never-sent", case.sha256, case.content)
    write_answer(tmp_path / "answer", changed, True, "", "timur", "m", signer)
    with pytest.raises(UserError) as caught:
        import_answer(office.store, tmp_path / "answer")
    assert caught.value.code == "answer_of_unknown_case"
    office.works("adminova").set_role("timur", Role.OFFICER)
    write_answer(tmp_path / "answer", case, True, "", "timur", "m", signer)
    with pytest.raises(UserError) as caught:
        import_answer(office.works("aigul"), tmp_path / "answer")
    assert caught.value.code == "no_such_approver"
    assert office.store.approvals() == [made]


def test_the_first_person_cannot_answer_their_own_case(office: Office, signer: Signer, tmp_path: Path) -> None:
    _, case = sealed(office, tmp_path / "case")
    with pytest.raises(UserError) as caught:
        write_answer(tmp_path / "answer", case, True, "", "Aigul", "m", signer)
    assert caught.value.code == "same_person"
    with pytest.raises(UserError):
        write_answer(tmp_path / "answer", case, False, "", "timur", "m", signer)


def test_a_case_needs_a_passphrase_and_something_that_waits(office: Office, tmp_path: Path) -> None:
    made = wait(office)
    with pytest.raises(UserError) as caught:
        export_case(office.store, [made], tmp_path / "case", "short")
    assert caught.value.code == "passphrase_too_short"
    with pytest.raises(UserError) as caught:
        export_case(office.store, [], tmp_path / "case", SECRET)
    assert caught.value.code == "nothing_waits"


def attached(office: Office, folder: Path, files: dict[str, bytes]) -> Decision:
    """Have the officer say "true match", resting on files."""
    store = office.works("aigul")
    kept = []
    for name, content in files.items():
        (folder / name).write_bytes(content)
        kept.append(store.keep_attachment(folder / name))
    (made,) = store.decide(office.hits[:1], D.TRUE_MATCH, "same_party", "see the papers", attachments=kept)
    return made


def test_a_case_holds_what_review_shows_field_by_field(office: Office, tmp_path: Path) -> None:
    """The dossier, the lists, the settings and the verdict that the approver sees here are those that they see there."""
    store = office.works("aigul")
    store.put_ownership_check(office.run_id, "ТОО Алма", OwnershipAnswer.NOT_OWNED, "a register", "")
    store.decide(office.hits[5:], D.FALSE_POSITIVE, "route_explained", "seen")
    office.works("adminova").put_setting("four_eyes.clear_score", "80", "")
    store = office.works("aigul")
    store.decide(office.hits[:1], D.HELD, "awaiting_documents", "the papers come on another day")
    made = [store.decide([hit], D.FALSE_POSITIVE, "other_party", "another one")[0] for hit in office.hits[:2]]
    # Screened again: what was said before stands beside the alert, and is in the case too.
    lines = [line_of(2, "ТОО Алма", "990140000385"), line_of(3, "Alma Trade LLP")]
    hits = [hit_of(2, "ТОО Алма", score=99.0, number="990140000385"), hit_of(3, "Alma Trade LLP")]
    office.import_and_screen(tmp_path, lines, hits, "ab" * 32)
    made += store.decide(office.hits[:1], D.FALSE_POSITIVE, "other_party", "another number")
    export_case(store, made, tmp_path / "case", SECRET)
    case = open_case(tmp_path / "case", SECRET)
    assert [number for run in case.runs for q in run.questions for number in q.decisions] == [
        one.decision_id for one in made
    ]
    for seen in case.runs:
        run = store.find_run(seen.run.run_id)
        assert run is not None
        assert seen.run == run
        assert list(seen.lists) == list(store.run_lists(run.run_id))
        assert seen.verdict == run_verdict(store, run.run_id)
        assert seen.manifest_sha256 == store.manifest(run.manifest_id).info.sha256
        for question in seen.questions:
            told = question.dossier
            here = gather(store, run, told.question.question_id, told.stored.line_id)
            assert here is not None
            shipment, around = shipment_around(store, run, told.stored.line_id)
            assert told == replace(here, shipment=shipment, shipment_lines=tuple(around), shipment_asked=True)
            assert dossier_html(told, theme.MARKS["light"]) == dossier_html(
                replace(here, shipment=shipment, shipment_lines=tuple(around), shipment_asked=True),
                theme.MARKS["light"],
            )
            assert "href" not in dossier_html(told, theme.MARKS["light"], elsewhere=True)
            text = "\n".join(dossier_lines(question.dossier))
            for wanted in (told.stored.hit.value, told.entry.entry_text if told.entry else "", "another"):
                assert wanted in text
    dossiers = [question.dossier for seen in case.runs for question in seen.questions]
    assert dossiers[0].ownership.checks
    assert dossiers[0].entry is not None
    assert dossiers[-1].earlier
    assert any(piece.code == "identifier_equal" for piece in dossiers[-1].stored.hit.evidence)
    text = "\n".join(line for seen in case.runs for line in run_lines(seen))
    assert "0.1" in text
    assert "un" in text


def test_the_files_travel_in_the_case_and_are_saved_under_safe_names(office: Office, tmp_path: Path) -> None:
    files = {"licence.pdf": b"%PDF a licence", "..run.exe": b"MZ", "letter .txt": "Хат".encode()}
    made = attached(office, tmp_path, files)
    export_case(office.store, [made], tmp_path / "case", SECRET)
    assert b"a licence" not in (tmp_path / "case").read_bytes()
    case = open_case(tmp_path / "case", SECRET)
    assert {one.file.name: one.content for one in case.attachments} == files
    assert case.left_out == ()
    written = save_attachments(case.attachments, tmp_path / "out")
    again = save_attachments(case.attachments, tmp_path / "out")  # nothing is written over
    assert {path.read_bytes() for path in written} == set(files.values()) == {path.read_bytes() for path in again}
    assert len({*written, *again}) == 6
    assert {path.name for path in written} == {"licence.pdf", "run.exe.file", "letter .txt"}


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd.file"),
        ("..\\..\\Windows\\start.bat", "start.bat.file"),
        ("/root/.bashrc", "bashrc.file"),
        ("CON.pdf", "_CON.pdf"),
        ("lpt1", "_lpt1.file"),
        ("a\u202efdp.exe", "a_fdp.exe.file"),
        ("a\nb\x00c.txt", "a_b_c.txt"),
        ("run.desktop", "run.desktop.file"),
        ("macro.xlsm", "macro.xlsm.file"),
        ("page.html", "page.html.file"),
        ("", "file.file"),
        ("...", "file.file"),
        ("Лицензия №5.PDF", "Лицензия №5.PDF"),
        ("x" * 500 + ".pdf", "x" * 116 + ".pdf"),
        ("a:b|c?.png", "a_b_c_.png"),
    ],
)
def test_names_of_files_do_no_harm(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert not may_be_opened(safe_name(name)) or safe.lower().endswith((".pdf", ".txt", ".png"))


def test_files_that_find_no_room_are_named_and_the_case_goes_out(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(case_attachments, "MOST_BYTES", 100)
    made = attached(office, tmp_path, {"large.pdf": b"L" * 101, "small.pdf": b"S" * 60, "also.pdf": b"A" * 50})
    sealed_case = export_case(office.store, [made], tmp_path / "case", SECRET)
    case = open_case(tmp_path / "case", SECRET)
    for one in (sealed_case, case):
        assert {left.file.name for left in one.left_out} == {"large.pdf", "small.pdf"}
    told = "\n".join(case_lines(case))
    assert "large.pdf" in told
    assert "stay out of it" in told
    assert [path.name for path in save_attachments(case.attachments, tmp_path / "out")] == ["also.pdf"]


def test_a_file_that_was_changed_is_neither_sealed_nor_shown(office: Office, tmp_path: Path) -> None:
    made = attached(office, tmp_path, {"licence.pdf": b"%PDF a licence"})
    export_case(office.store, [made], tmp_path / "case", SECRET)
    case = open_case(tmp_path / "case", SECRET)
    files = {made.attachments[0].sha256: base64.b64encode(b"another licence").decode()}
    with pytest.raises(UnreadableInput) as caught:
        case_attachments.unpacked(case.decisions, files, tmp_path / "case")
    assert caught.value.code == "case_file_differs"
    office.store.attachment_path(made.attachments[0].sha256).write_bytes(b"another licence")
    with pytest.raises(TekserError) as damaged:
        export_case(office.store, [made], tmp_path / "case2", SECRET)
    assert damaged.value.code == "kept_file_damaged"
    assert not (tmp_path / "case2").exists()


def test_where_people_sign_in_the_answer_is_theirs_and_no_other_name_s(
    office: Office, signer: Signer, tmp_path: Path
) -> None:
    """The same office answers its own case, so that all roles are at hand."""
    _, case = sealed(office, tmp_path / "case")
    path = tmp_path / "answer"
    for name, code in (("aigul", "role_may_not"), ("saule", "role_may_not"), ("adminova", "role_may_not")):
        for typed in ("timur", name, ""):
            with pytest.raises(UserError) as caught:
                answer_case(office.works(name), case, path, True, "", typed, signer)
            assert caught.value.code == code
    store = office.works("timur")
    with pytest.raises(UserError) as caught:
        answer_case(store, case, path, True, "", "dana", signer)
    assert caught.value.code == "answer_in_other_name"
    assert not path.exists()
    answer_case(store, case, path, True, "", "", signer)
    answer = json.loads(path.read_text())
    assert (answer["name"], answer["signed_in"]) == ("timur", True)
    (done,) = import_answer(office.works("aigul"), path)
    assert done.effective
    kinds = [json.loads(record.body) for record in office.store.trail_records()]
    assert [one["data"]["signed_in"] for one in kinds if one["kind"] == "approved"] == [True]


def test_where_nobody_signs_in_the_name_is_told_as_unproved(office: Office, signer: Signer, tmp_path: Path) -> None:
    _, case = sealed(office, tmp_path / "case")
    with SqliteStore(tmp_path / "other") as elsewhere:
        with pytest.raises(UserError) as caught:
            answer_case(elsewhere, case, tmp_path / "answer", True, "", " ", signer)
        assert caught.value.code == "name_needed"
        answer_case(elsewhere, case, tmp_path / "answer", True, "seen", "timur", signer)
    assert json.loads((tmp_path / "answer").read_text())["signed_in"] is False
    import_answer(office.works("aigul"), tmp_path / "answer")
    approved = [json.loads(r.body)["data"] for r in office.store.trail_records() if b'"approved"' in r.body]
    assert [one["signed_in"] for one in approved] == [False]


def _answered(office: Office, case: Case, path: Path, name: str, signer: Signer) -> None:
    write_answer(path, case, True, "", name, "m", signer)
    import_answer(office.store, path)


def test_one_key_is_one_approver_s(office: Office, signer: Signer, tmp_path: Path) -> None:
    """Under another approver's name, by another approver's key, or by the office's own: refused."""
    store = office.works("adminova")
    store.add_account("dana", Role.APPROVER, PASSWORD)
    with pytest.raises(UserError) as caught:
        store.set_approver_key("dana", signer.public)
    assert caught.value.code == "key_of_another"
    renamed = VerifyKey("another name", signer.public.key)
    with pytest.raises(UserError) as caught:
        store.set_approver_key("dana", renamed)
    assert caught.value.code == "key_of_another"
    own = make_key(store, "the office's own passphrase")
    with pytest.raises(UserError) as caught:
        store.set_approver_key("dana", own)
    assert caught.value.code == "key_of_this_office"
    store.set_approver_key("timur", signer.public)  # the same again is no other
    _, case = sealed(office, tmp_path / "case")
    for name, code in (("dana", "no_such_approver"), ("aigul ", "same_person"), ("nobody", "no_such_approver")):
        with pytest.raises(UserError) as caught:
            _answered(office, case, tmp_path / "answer", name, signer)
        assert caught.value.code == code
    hers = outside(tmp_path / "third")
    office.works("adminova").set_approver_key("dana", hers.public)
    for name, key in (("dana", signer), ("timur", hers)):
        write_answer(tmp_path / "answer", case, True, "", name, "m", key)
        with pytest.raises(UserError) as caught:
            import_answer(office.works("aigul"), tmp_path / "answer")
        assert caught.value.code == "answer_not_signed"
    assert len(office.store.approvals()) == 1


@pytest.mark.parametrize("since", ["taken back", "made anew", "answered here", "returned by another case"])
def test_an_answer_to_what_has_changed_since_is_refused(
    office: Office, signer: Signer, tmp_path: Path, since: str
) -> None:
    made, case = sealed(office, tmp_path / "case")
    write_answer(tmp_path / "answer", case, True, "", "timur", "m", signer)
    store = office.works("aigul")
    if since == "taken back":
        store.withdraw([made.decision_id])
    elif since == "made anew":
        store.decide([made.hit_id], D.TRUE_MATCH, "same_number", "after a second look")
    elif since == "answered here":
        office.works("timur").approve([made.decision_id], False, "the birth dates")
    else:
        again = export_case(store, [made], tmp_path / "again", SECRET)
        write_answer(tmp_path / "no", again, False, "the birth dates", "timur", "m", signer)
        import_answer(store, tmp_path / "no")
    before = office.store.stored_hit(made.hit_id)
    for _ in range(2):
        with pytest.raises(UserError) as caught:
            import_answer(office.works("aigul"), tmp_path / "answer")
        assert caught.value.code == "not_waiting"
    assert office.store.stored_hit(made.hit_id) == before
    assert before.decision is None
