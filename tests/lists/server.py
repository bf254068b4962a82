"""A publisher's server on this machine, over TLS, that answers as the test says."""

import hashlib
import http.server
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import trustme


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    """Close after so many bytes of the body."""


Script = Callable[[str, dict[str, str], int], Answer]
"""From path, request headers and the number of the request for that path (from 1) to the answer."""


@dataclass
class Publisher:
    address: str
    host: str
    certificate: Path
    requests: list[tuple[str, dict[str, str]]]


def serving(files: dict[str, bytes]) -> Script:
    """Answer as a good server does: ETag, conditional requests, ranges."""

    def answer(path: str, headers: dict[str, str], _: int) -> Answer:
        if path not in files:
            return Answer(404)
        body = files[path]
        tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
        if headers.get("if-none-match") == tag:
            return Answer(304, b"", {"ETag": tag})
        begin = headers.get("range", "")
        if begin.startswith("bytes=") and headers.get("if-range") == tag:
            start = int(begin[6:].rstrip("-"))
            return Answer(
                206, body[start:], {"ETag": tag, "Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
            )
        return Answer(200, body, {"ETag": tag})

    return answer


@contextmanager
def publisher(folder: Path, script: Script, certified_for: str = "localhost") -> Iterator[Publisher]:
    authority = trustme.CA()
    certificate = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(certified_for).configure_cert(context)
    requests: list[tuple[str, dict[str, str]]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            requests.append((self.path, headers))
            answer = script(self.path, headers, sum(path == self.path for path, _ in requests))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in answer.headers:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body if answer.cut is None else answer.body[: answer.cut])
            if answer.cut is not None:
                self.close_connection = True

    class Server(http.server.ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            pass  # clients that go away are what these tests are about

    server = Server(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    port = server.server_address[1]
    try:
        yield Publisher(f"https://localhost:{port}", f"localhost:{port}", certificate, requests)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
