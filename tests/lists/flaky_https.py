"""A publisher's server on this machine that misbehaves as the query of the address asks.

After shared/reliability/tools/flaky_https.py, with certificates from trustme. Flags of the query, several at once:
status=CODE, retry_after=S, first=N (the fault for the first N requests alone), chance=P (seeded), redirect=URL, loop=1,
hops=N, reset=1, stall=S[@N], drip=BYTES_A_SECOND, cut=N, truncate=N, lines=F, corrupt=K, empty=1, html=1, nolen=1,
bomb=MIB, ctype=T, noetag=1, liar304=1, date=SECONDS. It otherwise answers as a good server does: strong ETag,
If-None-Match, If-Modified-Since, a single Range.
"""

import email.utils
import gzip
import hashlib
import http.server
import os
import random
import socket
import ssl
import struct
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import trustme

STEP = 16384
FLAGS = frozenset({
    "status", "retry_after", "first", "chance", "redirect", "loop", "hops", "reset", "stall", "drip", "cut", "truncate",
    "lines", "corrupt", "empty", "html", "nolen", "bomb", "ctype", "noetag", "liar304", "date",
})  # fmt: skip
"""Every fault it knows; a test that all of them are tried compares with it."""
CERTIFICATES = ("good", "expired", "not yet", "wrong host", "unknown authority")


@dataclass
class State:
    folder: Path
    random: random.Random
    seen: dict[str, int] = field(default_factory=dict)
    log: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)
    """Set when the server closes: nothing stalls beyond it."""
    stalled: threading.Event = field(default_factory=threading.Event)
    """Set when somebody is kept waiting."""
    went_on: threading.Event = field(default_factory=threading.Event)
    """Set when a stall was over."""


@dataclass
class Flaky:
    address: str
    host: str
    authority: Path
    state: State


@cache
def packed_zeros(mebibytes: int) -> bytes:
    """Return so many zeros packed, made once: while a busy machine packs them a client would stop waiting."""
    return gzip.compress(bytes(mebibytes << 20), 9)


def certificate(folder: Path, kind: str) -> tuple[Path, ssl.SSLContext]:
    """Return the authority to trust, and a server's side with a certificate of one of :data:`CERTIFICATES`."""
    authority, other = trustme.CA(), trustme.CA()
    now = datetime.now(UTC)
    name = "wrong.invalid" if kind == "wrong host" else "localhost"
    signer = other if kind == "unknown authority" else authority
    if kind == "expired":
        issued = signer.issue_cert(name, not_before=now - timedelta(30), not_after=now - timedelta(1))
    elif kind == "not yet":
        issued = signer.issue_cert(name, not_before=now + timedelta(1), not_after=now + timedelta(30))
    else:
        issued = signer.issue_cert(name)
    path = folder / "flaky-authority.pem"
    authority.cert_pem.write_to_path(str(path))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    return path, context


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    state: State

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        url = urllib.parse.urlsplit(self.path)
        flags = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        with self.state.lock:
            number = self.state.seen[self.path] = self.state.seen.get(self.path, 0) + 1
            dice = self.state.random.random()
            self.state.log.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        first, chance = flags.pop("first", None), flags.pop("chance", None)
        if (first is not None and number > int(first)) or (chance is not None and dice > float(chance)):
            flags = {}
        self.serve(urllib.parse.unquote(url.path), flags)

    def small(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if code != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if code != 304:
            self.wfile.write(body)

    def serve(self, path: str, flags: dict[str, str]) -> None:
        if "reset" in flags:
            self.reset()
        elif "status" in flags:
            extra = {"Retry_After": flags["retry_after"]} if "retry_after" in flags else {}
            self.small(int(flags["status"]), b"flaky: as asked\n", **extra)
        elif "loop" in flags:
            self.small(302, Location=self.path)
        elif "redirect" in flags:
            self.small(302, Location=flags["redirect"])
        elif int(flags.get("hops", 0)) > 0:
            left = {**flags, "hops": str(int(flags["hops"]) - 1)}
            self.small(302, Location=path + "?" + urllib.parse.urlencode(left))
        elif "liar304" in flags:
            self.small(304)
        elif not (file := self.state.folder / Path(path).name).is_file():
            self.small(404, b"no such file\n")
        else:
            self.send(file, flags)

    def reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        # A TLS wrapper holds the same descriptor: it is closed under the wrapper.
        os.close(self.connection.detach())
        self.close_connection = True
        self.rfile = self.wfile = Path(os.devnull).open("r+b")  # noqa: SIM115  # closed with the request

    def send(self, file: Path, flags: dict[str, str]) -> None:
        data, headers = self.altered(file.read_bytes(), flags)
        code = 200
        if "noetag" not in flags:
            tag = '"' + hashlib.sha256(data).hexdigest()[:32] + '"'
            modified = int(file.stat().st_mtime) + int(flags.get("date", 0))
            headers |= {"ETag": tag, "Last-Modified": email.utils.formatdate(modified, usegmt=True)}
            if self.unchanged(tag, modified):
                self.small(304, ETag=tag)
                return
        wanted = self.headers.get("Range", "").removeprefix("bytes=").partition("-")
        if wanted[0].isdigit() and int(wanted[0]) < len(data) and "bomb" not in flags:
            begin = int(wanted[0])
            headers["Content-Range"] = f"bytes {begin}-{len(data) - 1}/{len(data)}"
            data, code = data[begin:], 206
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        if "nolen" in flags:
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.body(data, flags)

    def altered(self, data: bytes, flags: dict[str, str]) -> tuple[bytes, dict[str, str]]:
        headers = {"Content-Type": flags.get("ctype", "application/octet-stream")}
        if "html" in flags:
            data, headers["Content-Type"] = b"<html><title>Sign in</title>Please sign in</html>", "text/html"
        if "empty" in flags:
            data = b""
        if "lines" in flags:
            rows = data.splitlines(keepends=True)
            data = b"".join(rows[: int(len(rows) * float(flags["lines"]))])
        if "corrupt" in flags and data:
            buffer, dice = bytearray(data), random.Random(1)
            for place in dice.sample(range(len(buffer)), min(int(flags["corrupt"]), len(buffer))):
                buffer[place] ^= 1 + dice.randrange(255)
            data = bytes(buffer)
        if "truncate" in flags:
            data = data[: int(flags["truncate"])]
        if "bomb" in flags:
            data, headers["Content-Encoding"] = packed_zeros(int(flags["bomb"])), "gzip"
        return data, headers

    def unchanged(self, tag: str, modified: int) -> bool:
        asked, since = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        if asked is not None:
            return tag in [part.strip() for part in asked.split(",")]
        return bool(since) and modified <= email.utils.parsedate_to_datetime(str(since)).timestamp()

    def body(self, data: bytes, flags: dict[str, str]) -> None:
        stop = min(int(flags["cut"]), len(data)) if "cut" in flags else len(data)
        seconds, _, place = flags.get("stall", "").partition("@")
        stall_at = min(int(place or 0), stop) if seconds else -1
        rate = float(flags.get("drip", 0))
        sent = 0
        while sent < stop or sent == stall_at:
            if sent == stall_at:
                self.wfile.flush()
                self.state.stalled.set()
                self.state.over.wait(float(seconds))
                self.state.went_on.set()
                stall_at = -1
                continue
            end = min(stop, sent + (max(1, int(rate / 20)) if rate else STEP))
            if sent < stall_at < end:
                end = stall_at
            self.wfile.write(data[sent:end])
            if rate:
                self.wfile.flush()
                if self.state.over.wait((end - sent) / rate):
                    return
            sent = end
        if "cut" in flags:
            self.wfile.flush()
            self.close_connection = True


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    tls: ssl.SSLContext

    def finish_request(self, request: object, client_address: object) -> None:
        # The handshake belongs in the request's own thread: a client that stalls in it must not hold up the others.
        assert isinstance(request, socket.socket)
        request.settimeout(30)
        wrapped = self.tls.wrap_socket(request, server_side=True)
        wrapped.settimeout(None)
        try:
            super().finish_request(wrapped, client_address)
        finally:
            self.shutdown_request(wrapped)

    def handle_error(self, *_: object) -> None:
        pass  # The client went away, or we broke it on purpose.


@contextmanager
def flaky(folder: Path, certificates: Path, kind: str = "good") -> Iterator[Flaky]:
    """Serve the files of a folder with a certificate of a kind until the context ends."""
    authority, context = certificate(certificates, kind)
    state = State(folder, random.Random(7))
    server = Server(("127.0.0.1", 0), type("Bound", (Handler,), {"state": state}))
    server.tls = context
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    port = server.server_address[1]
    try:
        yield Flaky(f"https://localhost:{port}", f"localhost:{port}", authority, state)
    finally:
        state.over.set()
        server.shutdown()
        server.server_close()
        thread.join()
