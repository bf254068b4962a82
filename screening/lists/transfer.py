"""A file on its way from a publisher: what of it is there, over several tries, and what is asked for next."""

import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from screening.errors import UserError
from screening.version import VERSION

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

USER_AGENT = f"Mozilla/5.0 (compatible; Tekser/{VERSION})"
"""Some publishers turn unknown programs away (the Australian one does)."""


class Transfer:
    """One thread writes it; another may look at how far it is, and leave it."""

    def __init__(self, address: str, target: Path, known: dict[str, str], size: int) -> None:
        self.address, self.target, self.known = address, target, known
        self.size = size
        """Most bytes that are taken."""
        self.received = 0
        self.total = 0
        """Bytes that the server promised, 0 when it did not."""
        self.validator = ""
        """What must be unchanged for the rest to fit the part that is there."""
        self.response: BaseHTTPResponse | None = None
        self._left = False

    def headers(self) -> dict[str, str]:
        """Return the headers of the next request: for the rest, or whether anything changed."""
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
        """Drop what is there."""
        self.received = 0

    def goes_on(self, content_range: str, headers: Mapping[str, str]) -> bool:
        """Return whether a part is the rest of the file that was begun."""
        found = re.fullmatch(r"bytes (\d+)-(\d+)/(\d+|\*)", content_range)
        validator = headers.get("etag") or headers.get("last-modified", "")
        return found is not None and int(found[1]) == self.received and validator == self.validator

    def open(self) -> BinaryIO:
        """Open the file for what comes next."""
        return self.target.open("ab" if self.received else "wb")

    def add(self, file: BinaryIO, block: bytes) -> None:
        """Write a block. Raises UserError("disk_full"), ConnectionAbortedError when nobody waits for it any more."""
        if self._left:
            raise ConnectionAbortedError
        try:
            file.write(block)
        except OSError as error:
            raise UserError("disk_full", file=str(self.target)) from error
        self.received += len(block)

    def leave(self) -> None:
        """Wait for the rest no longer: the thread that reads it is woken and ends."""
        self._left = True
        response = self.response
        if response is not None:
            # It may be over at this very moment, or not have a socket any more.
            with suppress(Exception):
                response.shutdown()
