"""A misbehaving server before the updater: each fault ends in the whole new version or in the unchanged old one."""

import hashlib
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from db.store import SqliteStore
from screening.errors import Cancelled
from screening.lists.fetch import Fetcher, Limits
from screening.lists.sources import Source, SourceFile
from screening.lists.update import ListUpdate, UpdateResult, update_lists
from screening.model.lists import ListFormat
from tests.lists.flaky_https import CERTIFICATES, FLAGS, Flaky, flaky, packed_zeros
from tests.lists.test_formats import FILES
from tests.lists.test_update import NEW, OLD, source
from ui.words import error_text

LIMITS = Limits(connect=5, read=0.4, whole=600, tries=3, backoff=2, longest_wait=10, size=4 << 20)

STAYS = (
    "status=500", "status=403", "status=404", "status=429&retry_after=99999", "chance=1&status=503",
    "redirect=https://example.org/list.csv", "redirect=http://localhost/list.csv", "redirect=https://localhost/list.csv",
    "redirect=//localhost:1/list.csv", "redirect=", "loop=1", "hops=6",
    "reset=1", "stall=60", "stall=60@2000", "cut=0", "cut=1000", "nolen=1&cut=30000",
    "truncate=20000", "truncate=20000&first=1", "nolen=1&truncate=30000", "lines=0", "lines=0.5", "lines=0.8",
    "corrupt=50", "empty=1", "html=1", "bomb=64", "liar304=1", "date=-864000", "ctype=text/html&html=1",
)  # fmt: skip
COMES = (
    "", "status=503&first=2", "status=429&retry_after=7&first=1", "chance=0&status=500", "hops=5", "reset=1&first=2",
    "stall=60&first=1", "stall=60@2000&first=1", "cut=1000&first=1", "cut=1000&first=2", "cut=1000&first=1&noetag=1",
    "noetag=1", "nolen=1", "drip=400000", "ctype=text/html", "date=7200", "nolen=1&noetag=1",
)  # fmt: skip


@dataclass
class Served:
    server: Flaky
    folder: Path
    """What it serves: list.csv."""
    data: Path
    """A data folder in which the old version came from it."""
    old: str
    new: str
    """What the store's parties are in the whole old and the whole new version."""


def asked(store: SqliteStore, server: Flaky, query: str = "", fetcher: Fetcher | None = None) -> ListUpdate:
    wanted = source(server.address, server.host, f"/list.csv?{query}" if query else "/list.csv")
    (outcome,) = update_lists(store, [wanted], fetcher=fetcher or Fetcher(LIMITS, sleep=lambda _: None))
    return outcome


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("flaky")
    folder, data = place / "served", place / "data"
    folder.mkdir()
    packed_zeros(64)
    with pytest.MonkeyPatch.context() as patch, flaky(folder, place) as server:
        patch.setenv("SSL_CERT_FILE", str(server.authority))
        versions = []
        for name, content in (("other", NEW), ("data", OLD)):
            (folder / "list.csv").write_bytes(content)
            with SqliteStore(place / name) as store:
                assert asked(store, server).result is UpdateResult.UPDATED
                versions.append(store.party_version())
        (folder / "list.csv").write_bytes(NEW)
        yield Served(server, folder, data, versions[1], versions[0])


@pytest.fixture
def store(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteStore]:
    """A store in which the old version is in force."""
    monkeypatch.setenv("SSL_CERT_FILE", str(served.server.authority))
    served.server.state.seen.clear()
    served.server.state.log.clear()
    served.server.state.stalled.clear()
    served.server.state.went_on.clear()
    shutil.copytree(served.data, tmp_path / "data")
    with SqliteStore(tmp_path / "data") as opened:
        assert opened.party_version() == served.old
        yield opened


def in_force(store: SqliteStore) -> str:
    version = store.version_in_force("own-watch")
    assert version is not None
    assert [v.version_id for v in store.versions() if v.in_force] == [version.version_id]
    with store.list_files(version.files) as (path,):
        return hashlib.sha256(path.read_bytes()).hexdigest()


OLD_BYTES, NEW_BYTES = hashlib.sha256(OLD).hexdigest(), hashlib.sha256(NEW).hexdigest()


def test_every_fault_that_the_server_knows_is_tried() -> None:
    tried = {name for query in (*STAYS, *COMES) for name, _ in parse_qsl(query, keep_blank_values=True)}
    assert tried == FLAGS


@pytest.mark.parametrize("query", STAYS)
def test_a_fault_leaves_the_old_version_whole(store: SqliteStore, served: Served, query: str) -> None:
    outcome = asked(store, served.server, query)
    assert outcome.result in (UpdateResult.FAILED, UpdateResult.HELD)
    assert (store.party_version(), in_force(store)) == (served.old, OLD_BYTES)
    # A fault has no after-effects: once the server is well the new version comes.
    assert asked(store, served.server).result is UpdateResult.UPDATED
    assert (store.party_version(), in_force(store)) == (served.new, NEW_BYTES)


@pytest.mark.parametrize("query", COMES)
def test_a_passing_fault_ends_in_the_new_version_whole(store: SqliteStore, served: Served, query: str) -> None:
    assert asked(store, served.server, query).result is UpdateResult.UPDATED
    assert (store.party_version(), in_force(store)) == (served.new, NEW_BYTES)


@pytest.mark.parametrize("kind", CERTIFICATES)
def test_a_bad_certificate_is_refused_before_anything_is_asked(
    store: SqliteStore, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    with flaky(served.folder, tmp_path, kind) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(server.authority))
        outcome = asked(store, server)
        requests = list(server.state.log)
    if kind == "good":
        assert (outcome.result, in_force(store)) == (UpdateResult.UPDATED, NEW_BYTES)
        return
    assert outcome.error is not None
    assert (outcome.error.code, requests) == ("fetch_refused", [])
    assert (store.party_version(), in_force(store)) == (served.old, OLD_BYTES)


def test_the_rest_alone_is_asked_for_after_a_break(store: SqliteStore, served: Served) -> None:
    asked(store, served.server, "cut=1000&first=1")
    assert [headers.get("range") for _, headers in served.server.state.log] == [None, "bytes=1000-"]


@pytest.mark.parametrize(
    ("query", "waits"),
    [("status=503", 2 + 4), ("status=429&retry_after=3", 3 + 3), ("status=503&retry_after=99999", 10 + 10),
     ("reset=1", 2 + 4), ("status=403", 0), ("cut=1000&first=1", 2)],
)  # fmt: skip
def test_a_server_is_given_time_before_it_is_asked_again(
    store: SqliteStore, served: Served, query: str, waits: float
) -> None:
    slept: list[float] = []
    asked(store, served.server, query, Fetcher(LIMITS, sleep=slept.append))
    assert sum(slept) == waits


def test_a_drip_does_not_go_on_for_ever(store: SqliteStore, served: Served) -> None:
    hours = iter(range(100))
    fetcher = Fetcher(LIMITS, clock=lambda: 3600.0 * next(hours))
    outcome = asked(store, served.server, "drip=50", fetcher)
    assert outcome.error is not None
    assert outcome.error.code == "fetch_failed"
    assert store.party_version() == served.old


@dataclass
class Impatient:
    """Cancels when something has happened."""

    happened: Callable[[], bool]

    def report(self, step: str, done: int, total: int) -> None:
        pass

    def cancelled(self) -> bool:
        return self.happened()


@pytest.mark.parametrize("query", ["stall=60", "stall=60@2000", "drip=50&stall=60@30"])
def test_cancelling_does_not_wait_for_a_server_that_is_silent(store: SqliteStore, served: Served, query: str) -> None:
    state = served.server.state
    wanted = source(served.server.address, served.server.host, f"/list.csv?{query}")
    patient = Fetcher(Limits(read=600))
    with pytest.raises(Cancelled):
        update_lists(store, [wanted], fetcher=patient, progress=Impatient(state.stalled.is_set))
    # The server was still silent when the person had the window back.
    assert not state.went_on.is_set()
    assert (store.party_version(), in_force(store)) == (served.old, OLD_BYTES)
    state.seen.clear()


def test_cancelling_does_not_wait_for_a_handshake(store: SqliteStore) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]

        def asking() -> bool:
            return any(thread.name == "tekser-fetch" for thread in threading.enumerate())

        wanted = source(f"https://localhost:{port}", f"localhost:{port}")
        with pytest.raises(Cancelled):
            update_lists(store, [wanted], fetcher=Fetcher(Limits(connect=600)), progress=Impatient(asking))
        assert asking()
    for thread in threading.enumerate():
        if thread.name == "tekser-fetch":
            thread.join(60)


def test_cancelling_ends_the_wait_before_the_next_try(store: SqliteStore, served: Served) -> None:
    slept: list[float] = []
    wanted = source(served.server.address, served.server.host, "/list.csv?status=503")
    fetcher = Fetcher(LIMITS, sleep=slept.append)
    with pytest.raises(Cancelled):
        update_lists(store, [wanted], fetcher=fetcher, progress=Impatient(lambda: len(slept) == 2))
    assert len(slept) == 2


def test_a_redirect_off_the_list_of_hosts_is_not_followed_even_where_somebody_answers(
    store: SqliteStore, served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with flaky(served.folder, tmp_path) as other:
        both = tmp_path / "both.pem"
        both.write_bytes(served.server.authority.read_bytes() + other.authority.read_bytes())
        monkeypatch.setenv("SSL_CERT_FILE", str(both))
        target = f"{other.address}/list.csv"
        outcome = asked(store, served.server, f"redirect={target}")
        assert outcome.error is not None
        assert (outcome.error.code, outcome.error.data["address"]) == ("address_not_allowed", target)
        assert other.state.log == []
        assert in_force(store) == OLD_BYTES
        # The same address is followed when the source allows its host.
        file = SourceFile(
            "list.csv", f"{served.server.address}/list.csv?redirect={target}",
            frozenset({served.server.host, other.host}), 4 << 20,
        )  # fmt: skip
        allowed = Source("own-watch", "Watch", ListFormat.OWN, (file,))
        (outcome,) = update_lists(store, [allowed], fetcher=Fetcher(LIMITS))
        assert (outcome.result, len(other.state.log)) == (UpdateResult.UPDATED, 1)


@pytest.mark.parametrize(
    ("query", "code"),
    [("redirect=http://localhost/list.csv", "address_not_allowed"), ("redirect=//localhost:1/x", "address_not_allowed"),
     ("redirect=https://user@localhost/x", "address_not_allowed"), ("redirect=file:///etc/passwd", "address_not_allowed"),
     ("loop=1", "fetch_refused"), ("hops=6", "fetch_refused"), ("status=403", "fetch_refused"),
     ("liar304=1", "fetch_refused"), ("status=503", "fetch_failed"), ("cut=1000", "fetch_failed"),
     ("empty=1", "fetch_not_whole"), ("bomb=64", "fetch_too_large"), ("html=1", "not_the_list")],
)  # fmt: skip
def test_why_a_list_was_not_updated_is_told_by_its_right_name(
    store: SqliteStore, served: Served, query: str, code: str
) -> None:
    outcome = asked(store, served.server, query)
    assert outcome.error is not None
    assert outcome.error.code == code


@pytest.mark.parametrize("query", ["", "nolen=1", "nolen=1&noetag=1", "drip=400000"])
def test_no_more_is_taken_than_a_list_can_have(store: SqliteStore, served: Served, query: str) -> None:
    address = f"{served.server.address}/list.csv?{query}"
    file = SourceFile("list.csv", address, frozenset({served.server.host}), 20_000)
    (outcome,) = update_lists(
        store, [Source("own-watch", "Watch", ListFormat.OWN, (file,))], fetcher=Fetcher(LIMITS, sleep=lambda _: None)
    )
    assert outcome.error is not None
    assert outcome.error.code == "fetch_too_large"
    assert in_force(store) == OLD_BYTES


def test_a_failure_names_the_address_in_plain_words(store: SqliteStore, served: Served) -> None:
    outcome = asked(store, served.server, "reset=1")
    assert outcome.error is not None
    assert served.server.address in error_text(outcome.error)
    assert "Error(" not in error_text(outcome.error)
    whole = (FILES / "un.xml").read_bytes()
    (served.folder / "un.xml").write_bytes(whole[: len(whole) // 2])
    address = f"{served.server.address}/un.xml"
    file = SourceFile("un.xml", address, frozenset({served.server.host}), 1 << 20)
    fetcher = Fetcher(LIMITS, sleep=lambda _: None)
    (outcome,) = update_lists(store, [Source("un", "UN", ListFormat.UN_XML, (file,))], fetcher=fetcher)
    assert outcome.error is not None
    assert outcome.error.data["file"] == address
