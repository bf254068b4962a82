"""Updating over HTTPS: every fault ends in the complete new version or the unchanged old one."""

import base64
import csv
import gzip
import hashlib
import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from db.store import SqliteStore
from screening.errors import Cancelled, UserError
from screening.lists.fetch import Fetcher, Limits
from screening.lists.sources import OWN_SOURCES, Source, SourceFile, sources
from screening.lists.update import ListUpdate, UpdateResult, update_from_folder, update_lists
from screening.model.lists import ListFormat
from tests.lists.server import Answer, Script, publisher, serving

Ask = Callable[[Script], tuple[ListUpdate, list[tuple[str, dict[str, str]]]]]
QUICK = Limits(connect=3, read=0.4, whole=20, tries=3, backoff=0.01, longest_wait=0.05, size=4 << 20)


def quick() -> Fetcher:
    return Fetcher(QUICK)


def table(entries: int, first: int = 0) -> bytes:
    """A list of one's own as its publisher would serve it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("id", "name", "inn", "country", "remarks"))
    writer.writerows((n, f"Party number {n}", "7704730655", "RU", "a remark") for n in range(first, first + entries))
    return text.getvalue().encode()


OLD, NEW = table(1000), table(1050, 10)


def source(address: str, host: str, path: str = "/list.csv", name: str = "list.csv") -> Source:
    file = SourceFile(name, address + path, frozenset({host}), 4 << 20)
    return Source("own-watch", "Watch", ListFormat.OWN, (file,))


@pytest.fixture
def update(store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Load the old version from a good server, then ask a server that follows a script; returns the outcome."""
    with publisher(tmp_path, serving({"/list.csv": OLD})) as good:
        monkeypatch.setenv("SSL_CERT_FILE", str(good.certificate))
        (first,) = update_lists(store, [source(good.address, good.host)], fetcher=quick())
        assert first.result is UpdateResult.UPDATED

    def ask(script: Script) -> tuple[ListUpdate, list[tuple[str, dict[str, str]]]]:
        with publisher(tmp_path, script) as asked:
            monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
            (outcome,) = update_lists(store, [source(asked.address, asked.host)], fetcher=quick())
            return outcome, asked.requests

    return ask


def count(store: SqliteStore) -> int:
    return next(i.entries for i in store.lists() if i.list_id == "own-watch")


def test_a_new_version_comes_whole(update: Ask, store: SqliteStore) -> None:
    outcome, _ = update(serving({"/list.csv": NEW}))
    assert (outcome.result, outcome.change and (outcome.change.new, outcome.change.gone)) == (
        UpdateResult.UPDATED, (60, 10),
    )  # fmt: skip
    version = store.version_in_force("own-watch")
    assert version is not None
    headers = dict(version.headers)
    assert headers["list.csv etag"] == f'"{hashlib.sha256(NEW).hexdigest()[:16]}"'
    assert headers["list.csv address"].endswith("/list.csv")
    assert version.files[0].sha256 == hashlib.sha256(NEW).hexdigest()


def test_the_publisher_is_asked_whether_anything_changed(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with publisher(tmp_path, serving({"/list.csv": OLD})) as asked:
        monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
        wanted = [source(asked.address, asked.host)]
        update_lists(store, wanted, fetcher=quick())
        checked = store.lists()[0].checked_at
        (again,) = update_lists(store, wanted, fetcher=quick())
    assert again.result is UpdateResult.UNCHANGED
    assert asked.requests[1][1]["if-none-match"] == f'"{hashlib.sha256(OLD).hexdigest()[:16]}"'
    assert len(store.versions()) == 1
    now = store.lists()[0].checked_at
    assert checked is not None
    assert now is not None
    assert now > checked
    # Nothing but the program's name and the file that is asked for leaves the machine.
    assert set(asked.requests[0][1]) == {"host", "user-agent", "accept-encoding"}


def test_a_broken_transfer_goes_on_where_it_stopped(update: Ask, store: SqliteStore) -> None:
    good = serving({"/list.csv": NEW})

    def script(path: str, headers: dict[str, str], number: int) -> Answer:
        answer = good(path, headers, number)
        answer.cut = 20_000 if number == 1 else None
        return answer

    outcome, requests = update(script)
    assert outcome.result is UpdateResult.UPDATED
    assert requests[1][1]["range"] == "bytes=20000-"
    assert count(store) == 1050


def test_a_file_that_changed_meanwhile_is_fetched_from_its_beginning(update: Ask, store: SqliteStore) -> None:
    def script(path: str, headers: dict[str, str], number: int) -> Answer:
        if number == 1:
            return Answer(200, table(900), {"ETag": '"a"'}, cut=10_000)
        return serving({"/list.csv": NEW})(path, headers, number)

    outcome, _ = update(script)
    assert outcome.result is UpdateResult.UPDATED
    version = store.version_in_force("own-watch")
    assert version is not None
    assert version.files[0].sha256 == hashlib.sha256(NEW).hexdigest()


def test_the_rest_of_another_file_is_not_put_behind_the_beginning_of_this(update: Ask, store: SqliteStore) -> None:
    """A server that heeds no If-Range sends the rest of what it has now."""

    def script(path: str, headers: dict[str, str], number: int) -> Answer:
        if number == 1:
            return Answer(200, table(1040, 5), {"ETag": '"a"'}, cut=10_000)
        if "range" in headers:
            begin = int(headers["range"][6:].rstrip("-"))
            part = f"bytes {begin}-{len(NEW) - 1}/{len(NEW)}"
            return Answer(206, NEW[begin:], {"ETag": '"b"', "Content-Range": part})
        return Answer(200, NEW, {"ETag": '"b"'})

    outcome, requests = update(script)
    assert outcome.result is UpdateResult.UPDATED
    assert ["range" in headers for _, headers in requests] == [False, True, False]
    version = store.version_in_force("own-watch")
    assert version is not None
    assert version.files[0].sha256 == hashlib.sha256(NEW).hexdigest()


def test_a_server_that_is_busy_is_asked_again(update: Ask) -> None:
    good = serving({"/list.csv": NEW})
    outcome, requests = update(lambda p, h, n: Answer(503, b"", {"Retry-After": "0"}) if n < 3 else good(p, h, n))
    assert (outcome.result, len(requests)) == (UpdateResult.UPDATED, 3)


def redirecting(target: str) -> Script:
    return lambda path, headers, number: (
        Answer(302, b"", {"Location": target}) if path == "/list.csv" else Answer(200, NEW)
    )


FAULTS: dict[str, Script] = {
    "busy for ever": lambda p, h, n: Answer(503),
    "gone": lambda p, h, n: Answer(404),
    "empty": lambda p, h, n: Answer(200, b""),
    "cut every time": lambda p, h, n: Answer(200, NEW, cut=5000),
    "a sign-in page": lambda p, h, n: Answer(200, b"<html><body>Please sign in</body></html>"),
    "another host": redirecting("https://example.org/list.csv"),
    "no longer https": redirecting("http://localhost/list.csv"),
    "round and round": redirecting("/list.csv"),
    "too large": lambda p, h, n: Answer(200, NEW, {"Content-Length": str(1 << 40)}),
    "a bomb": lambda p, h, n: Answer(200, gzip.compress(bytes(64 << 20)), {"Content-Encoding": "gzip"}),
    "not what its hash says": lambda p, h, n: Answer(
        200, NEW[:-1] + b" ", {"Repr-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(NEW).digest()).decode()}:"}
    ),
    "half of the rows": lambda p, h, n: Answer(200, table(500)),
    "cut and called whole": lambda p, h, n: Answer(200, NEW[:-100]),
    "an older day": lambda p, h, n: Answer(200, NEW, {"Last-Modified": "Mon, 01 Jan 2001 00:00:00 GMT"}),
    "bytes flipped": lambda p, h, n: Answer(200, NEW.replace(b"number 700", b"number\x00700")),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_the_old_version(update: Ask, store: SqliteStore, fault: str) -> None:
    if fault == "an older day":
        outcome, _ = update(lambda p, h, n: Answer(200, OLD + b"1000,One more,7704730655,RU,x\n",
                                                   {"Last-Modified": "Mon, 01 Jan 2024 00:00:00 GMT"}))  # fmt: skip
        assert outcome.result is UpdateResult.UPDATED
    before = store.party_version()
    outcome, _ = update(FAULTS[fault])
    assert outcome.result in (UpdateResult.FAILED, UpdateResult.HELD)
    assert (outcome.error is None) == (outcome.result is UpdateResult.HELD)
    assert store.party_version() == before


@pytest.mark.parametrize("fault", ["unknown authority", "another name"])
def test_a_bad_certificate_is_refused(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    name = "elsewhere.example" if fault == "another name" else "localhost"
    with publisher(tmp_path, serving({"/list.csv": NEW}), certified_for=name) as asked:
        if fault == "another name":
            monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
        (outcome,) = update_lists(store, [source(asked.address, asked.host)], fetcher=quick())
    assert outcome.error is not None
    assert (outcome.result, outcome.error.code) == (UpdateResult.FAILED, "fetch_refused")
    assert asked.requests == []


def test_a_server_that_wrongly_says_unchanged_is_found_out_within_a_week(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"/list.csv": OLD}

    def lying(path: str, headers: dict[str, str], number: int) -> Answer:
        if number > 1 and "if-none-match" in headers:
            return Answer(304)
        return serving(files)(path, headers, number)

    with publisher(tmp_path, lying) as asked:
        monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
        wanted = [source(asked.address, asked.host)]
        update_lists(store, wanted, fetcher=quick())
        fetched = store.lists()[0].fetched_at
        assert fetched is not None
        files["/list.csv"] = NEW
        for age, result in (
            (timedelta(days=6, hours=23), UpdateResult.UNCHANGED),
            (timedelta(days=7), UpdateResult.UPDATED),
            (timedelta(), UpdateResult.UNCHANGED),
        ):
            if age:
                store.note_checked("own-watch", datetime.now(UTC) - age, whole=True)
            (outcome,) = update_lists(store, wanted, fetcher=quick())
            assert outcome.result is result, age
    assert ["if-none-match" in headers for _, headers in asked.requests] == [False, True, False, True]
    assert count(store) == 1050
    now = store.lists()[0].fetched_at
    assert now is not None
    assert now > fetched


def test_the_week_begins_anew_only_when_all_files_came(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with publisher(tmp_path, serving({"/list.csv": OLD})) as asked:
        monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
        wanted = [source(asked.address, asked.host)]
        update_lists(store, wanted, fetcher=quick())
        then = datetime.now(UTC) - timedelta(days=3)
        store.note_checked("own-watch", then, whole=True)
        update_lists(store, wanted, fetcher=quick())
    info = store.lists()[0]
    assert info.fetched_at == then
    assert info.checked_at is not None
    assert info.checked_at > then


SDN = b'%d,"PARTY %d","-0- ","SDGT","-0- ","-0- ","-0- ","-0- ","-0- ","-0- ","-0- ","-0- "\r\n'
ADD = b'%d,%d,"Street %d","Minsk","Belarus","-0- "\r\n'


def ofac(host: str, address: str) -> Source:
    files = tuple(SourceFile(name, f"{address}/{name}", frozenset({host}), 4 << 20) for name in ("SDN.CSV", "ADD.CSV"))
    return Source("ofac-sdn", "OFAC", ListFormat.OFAC_CSV, files)


def vintage(first: int, last: int) -> dict[str, bytes]:
    numbers = range(first, last)
    return {
        "/SDN.CSV": b"".join(SDN % (n, n) for n in numbers),
        "/ADD.CSV": b"".join(ADD % (n, n, n) for n in numbers),
    }


def test_files_that_change_between_two_requests_end_as_files_of_one_day(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = vintage(100, 200), vintage(101, 201)
    published = dict(old)

    def script(path: str, headers: dict[str, str], number: int) -> Answer:
        answer = serving(published)(path, headers, number)
        if path == "/SDN.CSV":
            # The publisher puts the next version up while ours is under way.
            published.update(new)
        return answer

    with publisher(tmp_path, script) as asked:
        monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
        (outcome,) = update_lists(store, [ofac(asked.host, asked.address)], fetcher=quick())
    assert outcome.result is UpdateResult.UPDATED
    version = store.version_in_force("ofac-sdn")
    assert version is not None
    assert [file.sha256 for file in version.files] == [hashlib.sha256(body).hexdigest() for body in new.values()]
    assert all(listed.entry.addresses for listed in store.entries(["ofac-sdn"]))


def test_files_that_never_stand_still_are_not_taken(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(path: str, headers: dict[str, str], number: int) -> Answer:
        return serving(vintage(100, 200 + number))(path, headers, number)

    with publisher(tmp_path, script) as asked:
        monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
        (outcome,) = update_lists(store, [ofac(asked.host, asked.address)], fetcher=quick())
    assert outcome.error is not None
    assert outcome.error.code == "fetch_not_whole"
    assert store.lists() == []


def test_an_old_file_among_new_ones_is_held(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, days = vintage(100, 200), {"/SDN.CSV": "02 Nov 2026", "/ADD.CSV": "02 Nov 2026"}

    def script(path: str, headers: dict[str, str], number: int) -> Answer:
        answer = serving(files)(path, headers, number)
        answer.headers["Last-Modified"] = f"Mon, {days[path]} 10:00:00 GMT"
        return answer

    with publisher(tmp_path, script) as asked:
        monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
        wanted = [ofac(asked.host, asked.address)]
        assert update_lists(store, wanted, fetcher=quick())[0].result is UpdateResult.UPDATED
        files.update(vintage(100, 201))
        days.update({"/SDN.CSV": "09 Nov 2026", "/ADD.CSV": "26 Oct 2026"})
        (held,) = update_lists(store, wanted, fetcher=quick())
        assert held.result is UpdateResult.HELD
        assert held.change is not None
        (problem,) = held.change.problems
        assert (problem.code, dict(problem.data)["file"]) == ("list_file_older", "ADD.CSV")
        days["/ADD.CSV"] = "09 Nov 2026"
        assert update_lists(store, wanted, fetcher=quick())[0].result is UpdateResult.UPDATED


def test_one_publisher_that_fails_does_not_stop_the_next(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with publisher(tmp_path, serving({"/list.csv": NEW})) as asked:
        monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
        gone = Source("own-a", "A", ListFormat.OWN, source(asked.address, asked.host, "/no.csv").files)
        outcomes = update_lists(store, [gone, source(asked.address, asked.host)], fetcher=quick())
    assert [o.result for o in outcomes] == [UpdateResult.FAILED, UpdateResult.UPDATED]


def test_an_update_can_be_cancelled(store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Impatient:
        def report(self, step: str, done: int, total: int) -> None:
            self.fetching = step.startswith("fetch_list") and done > 0

        def cancelled(self) -> bool:
            return self.fetching

    with publisher(tmp_path, serving({"/list.csv": NEW})) as asked:
        monkeypatch.setenv("SSL_CERT_FILE", str(asked.certificate))
        with pytest.raises(Cancelled):
            update_lists(store, [source(asked.address, asked.host)], fetcher=quick(), progress=Impatient())
    assert store.lists() == []


def test_a_stick_has_the_same_checks(store: SqliteStore, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    un = '<CONSOLIDATED_LIST dateGenerated="2026-0{month}-01T00:00:00Z"><INDIVIDUALS/><ENTITIES>{entities}</ENTITIES></CONSOLIDATED_LIST>'
    entity = "<ENTITY><DATAID>{n}</DATAID><FIRST_NAME>Party {n}</FIRST_NAME></ENTITY>"

    def put(month: int, entries: int) -> ListUpdate:
        entities = "".join(entity.format(n=n) for n in range(entries))
        (stick / "consolidated.xml").write_text(un.format(month=month, entities=entities))
        (outcome,) = update_from_folder(store, stick)
        return outcome

    assert put(2, 100).result is UpdateResult.UPDATED
    assert put(2, 100).result is UpdateResult.UNCHANGED
    assert put(3, 80).result is UpdateResult.HELD
    assert put(1, 100).result is UpdateResult.HELD
    assert put(4, 101).result is UpdateResult.UPDATED
    assert store.lists()[0].entries == 101


def test_a_stick_may_hold_archives(store: SqliteStore, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (stick / "read me.txt").write_text("lists of Monday")
    for last in (200, 201):
        with zipfile.ZipFile(stick / "sdn.zip", "w") as archive:
            for name, body in vintage(100, last).items():
                archive.writestr(name.lstrip("/"), body)
        (outcome,) = update_from_folder(store, stick)
        assert outcome.result is UpdateResult.UPDATED
    (info,) = store.lists()
    assert (info.list_id, info.entries) == ("ofac-sdn", 101)
    assert "sdn.zip: SDN.CSV" in info.source or "sdn.zip: ADD.CSV" in info.source
    (again,) = update_from_folder(store, stick, ["ofac-sdn"])
    assert again.result is UpdateResult.UNCHANGED
    assert update_from_folder(store, stick, ["un"]) == []


def test_the_bundled_sources_are_https_and_of_known_formats() -> None:
    found = {s.list_id: s for s in sources()}
    assert {"ofac-sdn", "un"} <= set(found)
    assert found["ofac-sdn"].files[0].name == "SDN.CSV"


@pytest.mark.parametrize(
    "row",
    ["un\tUN\tun-xml\tc.xml\thttp://example.org/c.xml\t\t", "un\tUN\tno-such\tc.xml\thttps://example.org/c.xml\t\t",
     "un\tUN\tun-xml\tc.xml\thttps://example.org/c.xml\t\tmany", "un"],
)  # fmt: skip
def test_a_wrong_row_in_the_officers_sources_is_named(tmp_path: Path, row: str) -> None:
    path = tmp_path / OWN_SOURCES
    path.write_text("list\ttitle\tformat\tfile\taddress\thosts\tmost\n" + row + "\n", encoding="utf-8")
    with pytest.raises(UserError, match="bad_sources") as caught:
        sources(tmp_path)
    assert caught.value.data["row"] == 2


def test_the_officers_mirror_replaces_the_publishers_address(tmp_path: Path) -> None:
    (tmp_path / OWN_SOURCES).write_text(
        "list\ttitle\tformat\tfile\taddress\thosts\tmost\nun\tUN\tun-xml\tc.xml\thttps://mirror.bank.kz:8443/c.xml\t\t5\n",
        encoding="utf-8",
    )
    found = {s.list_id: s for s in sources(tmp_path)}
    assert found["un"].files[0].hosts == {"mirror.bank.kz:8443"}
    assert "ofac-sdn" in found
