"""Fetching publishers' files: the only place of the program that opens a connection.

HTTPS alone, checked against the system's own trust store (truststore), to the hosts that the source names and no
others, on redirects too. A request tells the publisher nothing but the program's name and which file is asked for.
"""

import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO
from urllib.parse import urljoin, urlsplit

from screening.errors import UserError
from screening.progress import Progress, Silent, check
from screening.version import VERSION

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

USER_AGENT = f"Mozilla/5.0 (compatible; Tekser/{VERSION})"
"""Some publishers turn unknown programs away (the Australian one does)."""

KEPT_HEADERS = ("etag", "last-modified", "date", "content-length", "repr-digest", "digest", "content-md5")
_REDIRECTS = (301, 302, 303, 307, 308)
_PASSING = (408, 425, 429, 500, 502, 503, 504)
"""Answers that may be better in a while."""


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
        with suppress(ValueError, TypeError):
            return parsedate_to_datetime(self.headers.get("last-modified", "")).date().isoformat()
        return ""


class Fetcher:
    """Fetches files one after the other; connections are kept between them. One thread at a time."""

    def __init__(self, limits: Limits | None = None, sleep: Callable[[float], None] = time.sleep) -> None:
        self.limits = limits or Limits()
        self._sleep = sleep
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

        ``hosts`` are "name" or "name:port"; ``most`` is the largest size in bytes, 0 that of the limits. Raises UserError("address_not_allowed" | "fetch_failed" | "fetch_refused" |
        "fetch_too_large" | "fetch_not_whole") naming the address, and Cancelled; ``target`` is then not to be used.
        """
        progress = progress or Silent()
        end = time.monotonic() + self.limits.whole
        size = min(most or self.limits.size, self.limits.size)
        trial = _Trial(address, target, dict(known or {}), progress, end, size)
        for number in range(1, self.limits.tries + 1):
            try:
                return self._once(trial, hosts)
            except _Passing as error:
                last = error
            if number == self.limits.tries or time.monotonic() > end:
                break
            self._wait(min(last.wait or self.limits.backoff * 2 ** (number - 1), self.limits.longest_wait), trial)
        raise UserError("fetch_failed", address=address, detail=last.detail)

    def close(self) -> None:
        """Close the connections."""
        if self._pool is not None:
            self._pool.clear()

    def _wait(self, seconds: float, trial: "_Trial") -> None:
        # In short steps, so that a person who cancels does not wait too.
        left = seconds
        while left > 0:
            check(trial.progress, "fetch_list", trial.received)
            self._sleep(min(0.25, left))
            left -= 0.25

    def _once(self, trial: "_Trial", hosts: frozenset[str]) -> Fetched:
        import urllib3

        address = trial.address
        for _hop in range(self.limits.redirects + 1):
            _check_address(address, hosts)
            try:
                response = self._manager().request(
                    "GET", address, headers=trial.headers(), preload_content=False, redirect=False, retries=False
                )
            except urllib3.exceptions.SSLError as error:
                # A certificate does not get better by asking again.
                raise UserError("fetch_refused", address=address, detail=_short(error)) from error
            except (urllib3.exceptions.HTTPError, OSError) as error:
                raise _Passing(_short(error)) from error
            try:
                if response.status in _REDIRECTS:
                    address = urljoin(address, response.headers.get("Location", ""))
                    continue
                return self._answer(trial, response, address)
            finally:
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

    def _answer(self, trial: "_Trial", response: "BaseHTTPResponse", address: str) -> Fetched:
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

    def _body(self, trial: "_Trial", response: "BaseHTTPResponse", headers: Mapping[str, str]) -> None:
        import urllib3

        packed = response.headers.get("Content-Encoding", "identity") != "identity"
        promised = _promised(response)
        if response.status == 206 and not _goes_on(response, trial, headers):
            trial.restart()
            raise _Passing("Content-Range")
        if response.status == 200:
            trial.restart()
        trial.validator = headers.get("etag") or headers.get("last-modified", "")
        total = trial.received + promised if promised is not None else 0
        if total > trial.size:
            raise UserError("fetch_too_large", address=trial.address, size=total)
        # The length is compared below; compared by the library, the last block of a broken transfer would be lost.
        response.enforce_content_length = False  # type: ignore[attr-defined]
        with trial.open() as file:
            try:
                for block in response.stream(1 << 16, decode_content=True):
                    _write(file, block, trial.target)
                    trial.received += len(block)
                    check(trial.progress, "fetch_list", trial.received, total)
                    if trial.received > trial.size:
                        raise UserError("fetch_too_large", address=trial.address, size=trial.received)
                    if time.monotonic() > trial.end:
                        raise UserError("fetch_failed", address=trial.address, detail=f"{self.limits.whole:.0f} s")
            except (urllib3.exceptions.HTTPError, OSError) as error:
                if packed:
                    trial.restart()
                raise _Passing(_short(error)) from error
        if promised is not None and not packed and trial.received != total:
            raise _Passing(f"{trial.received}/{total}")


class _Trial:
    """A file that is being fetched, over several tries."""

    def __init__(
        self, address: str, target: Path, known: dict[str, str], progress: Progress, end: float, size: int
    ) -> None:
        self.address, self.target, self.known, self.progress = address, target, known, progress
        self.end, self.size = end, size
        self.received = 0
        self.validator = ""
        """What must be unchanged for the rest to fit the part that is there."""

    def headers(self) -> dict[str, str]:
        headers = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"}
        if self.received and self.validator:
            headers["Range"] = f"bytes={self.received}-"
            headers["If-Range"] = self.validator
            return headers
        if self.known.get("etag"):
            headers["If-None-Match"] = self.known["etag"]
        elif self.known.get("last-modified"):
            headers["If-Modified-Since"] = self.known["last-modified"]
        return headers

    def restart(self) -> None:
        self.received = 0

    def open(self) -> BinaryIO:
        return self.target.open("ab" if self.received else "wb")


class _Passing(Exception):
    """Something that may go better on another try."""

    def __init__(self, detail: str, wait: float = 0.0) -> None:
        super().__init__(detail)
        self.detail, self.wait = detail, wait


def _write(file: BinaryIO, block: bytes, target: Path) -> None:
    try:
        file.write(block)
    except OSError as error:
        raise UserError("disk_full", file=str(target)) from error


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


def _goes_on(response: "BaseHTTPResponse", trial: _Trial, headers: Mapping[str, str]) -> bool:
    """Return whether a part is the rest of the file that was begun."""
    found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", response.headers.get("Content-Range", ""))
    validator = headers.get("etag") or headers.get("last-modified", "")
    return found is not None and int(found[1]) == trial.received and validator == trial.validator


def _retry_after(text: str) -> float:
    if text.isdigit():
        return float(text)
    with suppress(ValueError, TypeError):
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time())
    return 0.0


def _short(error: BaseException) -> str:
    reason = getattr(error, "reason", None)
    return " ".join(str(reason or error).split())[:200]
