"""One window for one data folder: a second start shows the first one's window and ends."""

import getpass
import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ANSWER_MS = 1000
"""How long a second start waits for the first one."""
_SHOW, _SHOWN = b"show", b"shown"


def server_name(folder: Path) -> str:
    """Return the name of the local socket of a data folder: of this user and this folder alone."""
    whose = f"{getpass.getuser()}\n{os.path.realpath(folder)}"
    return f"tekser-{hashlib.sha256(whose.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"


def show_first(folder: Path, manifest_id: int | None = None) -> bool:
    """Ask the window that works in this folder to come to the front; whether there is one that did."""
    socket = QLocalSocket()
    socket.connectToServer(server_name(folder))
    if not socket.waitForConnected(ANSWER_MS):
        return False
    if sys.platform == "win32":
        # Windows lets a program to the front only with leave of the one that has the user's attention.
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
    socket.write(_SHOW + (f" {manifest_id}" if manifest_id is not None else "").encode() + b"\n")
    socket.flush()
    while not socket.canReadLine():
        if not socket.waitForReadyRead(ANSWER_MS):
            return False
    return bytes(socket.readLine().data()).strip() == _SHOWN


class Instance(QObject):
    """Listens for second starts. To be made only by the process that has the data folder's lock."""

    def __init__(self, folder: Path, show: Callable[[int | None], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show = show
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        name = server_name(folder)
        # Whoever had it before is gone: this process has the lock.
        QLocalServer.removeServer(name)
        self._server.listen(name)

    def close(self) -> None:
        """Stop listening."""
        self._server.close()

    def _connected(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda socket=socket: self._read(socket))
            socket.disconnected.connect(socket.deleteLater)
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        word, _, number = bytes(socket.readLine(64).data()).strip().partition(b" ")
        if word != _SHOW:
            socket.disconnectFromServer()
            return
        self._show(int(number) if number.isdigit() else None)
        socket.write(_SHOWN + b"\n")
        socket.flush()
