"""Fetching publishers' files: the only place of the program that opens a connection.

HTTPS alone, checked against the system's own trust store (truststore), to the hosts that the source names and no
others, on redirects too. A request tells the publisher nothing but the program's name and which file is asked for.
"""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from screening.errors import UserError
from screening.lists.check import day_of
from screening.lists.transfer import USER_AGENT, Transfer
from screening.progress import Progress, Silent, check

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

KEPT_HEADERS = ("etag", "last-modified", "date", "content-length", "repr-digest", "digest", "content-md5")
_REDIRECTS = (301, 302, 303, 307, 308)
_PASSING = (408, 425, 429, 500, 502, 503, 504)
"""Answers that may be better in a while."""
_LOOK = 0.1
"""Seconds between two looks at whether the person who waits has cancelled."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how much; times in seconds."""

    connect: float = 20.0
    read: float = 60.0
    """Longest silence of the server."""
    whole: float = 3600.0
    """Longest time for one file, all tries together."""
    tries: int = 5
    backoff: float = 2.0
    """Wait after the first failure; it doubles with each."""
    longest_wait: float = 120.0
    redirects: int = 5
    size: int = 2 << 30
    """Most bytes of one file, unpacked."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of one request."""

    changed: bool
    """False when the publisher says that the file is as it was (304)."""
    headers: Mapping[str, str]
    """Lower-case names, those of :data:`KEPT_HEADERS`."""

    @property
    def published_on(self) -> str:
        """The day of Last-Modified as an ISO date, or empty."""
        return day_of(self.headers.get("last-modified", ""))


class Fetcher:
    """Fetches files one after the other; connections are kept between them. One thread at a time."""

    def __init__(
        self,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.limits = limits or Limits()
        self._sleep, self._clock = sleep, clock
        self._pool: PoolManager | None = None

    def fetch(
        self,
        address: str,
        target: Path,
        hosts: frozenset[str],
        *,
        known: Mapping[str, str] | None = None,
        most: int = 0,
        progress: Progress | None = None,
    ) -> Fetched:
        """Fetch an address into ``target``; ``known`` are the headers of the version that is held already.

        ``hosts`` are "name" or "name:port"; ``most`` is the largest size in bytes, 0 that of the limits. Raises
        UserError("address_not_allowed" | "fetch_failed" | "fetch_refused" | "fetch_too_large" | "fetch_not_whole" |
        "disk_full") naming the address, and Cancelled; ``target`` is then not to be used.
        """
        progress = progress or Silent()
        end = self._clock() + self.limits.whole
        trial = Transfer(address, target, dict(known or {}), min(most or self.limits.size, self.limits.size))
        for number in range(1, self.limits.tries + 1):
            try:
                return self._watched(trial, hosts, progress, end)
            except _Passing as error:
                last = error
            if number == self.limits.tries or self._clock() > end:
                break
            wait = min(last.wait or self.limits.backoff * 2 ** (number - 1), self.limits.longest_wait)
            self._wait(wait, trial, progress)
        raise UserError("fetch_failed", address=address, detail=last.detail)

    def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            self._pool.clear()

    def _wait(self, seconds: float, trial: Transfer, progress: Progress) -> None:
        # In short steps, so that a person who cancels does not wait too.
        left = seconds
        while left > 0:
            check(progress, "fetch_list", trial.received, trial.total)
            self._sleep(min(0.25, left))
            left -= 0.25

    def _watched(self, trial: Transfer, hosts: frozenset[str], progress: Progress, end: float) -> Fetched:
        """Ask once, in a thread of its own: a silent server would keep a person who cancels waiting."""
        pool = self._manager()
        outcome: SimpleQueue[Fetched | BaseException] = SimpleQueue()

        def ask() -> None:
            try:
                outcome.put(self._once(pool, trial, hosts))
            except BaseException as error:
                # It is raised below, where somebody waits for it.
                outcome.put(error)

        asking = Thread(target=ask, name="tekser-fetch", daemon=True)
        asking.start()
        came: Fetched | BaseException | None = None
        try:
            while came is None:
                with suppress(Empty):
                    came = outcome.get(timeout=_LOOK)
                check(progress, "fetch_list", trial.received, trial.total)
                if came is None and self._clock() > end:
                    raise UserError("fetch_failed", address=trial.address, detail=f"{self.limits.whole:.0f} s")
        except BaseException:
            self._pool = None
            trial.leave()
            # The file that it writes is about to be removed.
            asking.join(1.0)
            raise
        if isinstance(came, BaseException):
            raise came
        return came

    def _once(self, pool: "PoolManager", trial: Transfer, hosts: frozenset[str]) -> Fetched:
        import urllib3

        address = trial.address
        for _hop in range(self.limits.redirects + 1):
            _check_address(address, hosts)
            try:
                response = pool.request(
                    "GET", address, headers=trial.headers(), preload_content=False, redirect=False, retries=False
                )
            except urllib3.exceptions.SSLError as error:
                # A certificate does not get better by asking again.
                raise UserError("fetch_refused", address=address, detail=_short(error)) from error
            except (urllib3.exceptions.HTTPError, OSError) as error:
                raise _Passing(_short(error)) from error
            trial.response = response
            try:
                if response.status in _REDIRECTS:
                    address = urljoin(address, response.headers.get("Location", ""))
                    continue
                return self._answer(trial, response, address)
            finally:
                trial.response = None
                response.close()
        raise UserError("fetch_refused", address=trial.address, detail="redirects")

    def _manager(self) -> "PoolManager":
        if self._pool is None:
            import ssl

            import truststore
            import urllib3

            context = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            self._pool = urllib3.PoolManager(
                ssl_context=context,
                headers={"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
                timeout=urllib3.Timeout(connect=self.limits.connect, read=self.limits.read),
                maxsize=2,
            )
        return self._pool

    def _answer(self, trial: Transfer, response: "BaseHTTPResponse", address: str) -> Fetched:
        headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
        if response.status == 304:
            if not trial.known:
                raise UserError("fetch_refused", address=address, detail="304")
            return Fetched(False, {**trial.known, **headers})
        if response.status in _PASSING:
            raise _Passing(f"HTTP {response.status}", _retry_after(response.headers.get("Retry-After", "")))
        if response.status == 416:
            trial.restart()
            raise _Passing("HTTP 416")
        if response.status not in (200, 206):
            raise UserError("fetch_refused", address=address, detail=f"HTTP {response.status}")
        self._body(trial, response, headers)
        if trial.received == 0:
            raise UserError("fetch_not_whole", address=address, detail="0")
        return Fetched(True, headers)

    def _body(self, trial: Transfer, response: "BaseHTTPResponse", headers: Mapping[str, str]) -> None:
        import urllib3

        packed = response.headers.get("Content-Encoding", "identity") != "identity"
        promised = _promised(response)
        if response.status == 206 and not trial.goes_on(response.headers.get("Content-Range", ""), headers):
            trial.restart()
            raise _Passing("Content-Range")
        if response.status == 200:
            trial.restart()
        trial.validator = headers.get("etag") or headers.get("last-modified", "")
        trial.total = trial.received + promised if promised is not None else 0
        if trial.total > trial.size:
            raise UserError("fetch_too_large", address=trial.address, size=trial.total)
        # The length is compared below; compared by the library, the last block of a broken transfer would be lost.
        response.enforce_content_length = False  # type: ignore[attr-defined]
        with trial.open() as file:
            try:
                # What is there, not until a block is full: a slow server is seen to move.
                while block := response.read1(1 << 16, decode_content=True):
                    trial.add(file, block)
                    if trial.received > trial.size:
                        raise UserError("fetch_too_large", address=trial.address, size=trial.received)
            except (urllib3.exceptions.HTTPError, OSError) as error:
                if packed:
                    trial.restart()
                raise _Passing(_short(error)) from error
        if promised is not None and not packed and trial.received != trial.total:
            raise _Passing(f"{trial.received}/{trial.total}")


class _Passing(Exception):
    """Something that may go better on another try."""

    def __init__(self, detail: str, wait: float = 0.0) -> None:
        super().__init__(detail)
        self.detail, self.wait = detail, wait


def _check_address(address: str, hosts: frozenset[str]) -> None:
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        port = parts.port
    except ValueError:
        port = -1
    allowed = host if port in (None, 443) else f"{host}:{port}"
    if parts.scheme != "https" or allowed not in hosts or parts.username is not None:
        raise UserError("address_not_allowed", address=address)


def _promised(response: "BaseHTTPResponse") -> int | None:
    text = response.headers.get("Content-Length", "")
    return int(text) if text.isdigit() else None


def _retry_after(text: str) -> float:
    if text.isdigit():
        return float(text)
    with suppress(ValueError, TypeError):
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    return 0.0


def _short(error: BaseException) -> str:
    """Return what went wrong in the words of what failed first, without the library's wrappings around it."""
    while inner := _inner(error):
        error = inner
    text = getattr(error, "verify_message", "") or (error.strerror if isinstance(error, OSError) else "") or str(error)
    return " ".join(text.split())[:200] or type(error).__name__


def _inner(error: BaseException) -> BaseException | None:
    """Return the error that an error wraps."""
    wrapped = (getattr(error, "reason", None), *error.args, error.__cause__)
    return next((one for one in wrapped if isinstance(one, BaseException)), None)
