"""The whole way in one process in which every use of the network is taken down: python -m tests.reliability.offline WORK.

Import, screening, decisions and exports by the commands, then the same by the window. Prints each address that was
asked for; none is what is wanted. ``test_offline.py`` runs it under strace too, where Qt's own calls are seen.
"""

import contextlib
import os
import socket
import sys
from pathlib import Path

ASKED: list[str] = []
EVENTS = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request",
          "http.client.connect")  # fmt: skip


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """Take down what leaves this machine; the socket that tells a second start of the first is of this machine."""
    if event in EVENTS:
        held = arguments[0] if arguments else None
        if isinstance(held, socket.socket) and held.family == getattr(socket, "AF_UNIX", None):
            return
        ASKED.append(f"{event} {arguments!r}")


def by_commands(work: Path) -> None:
    """Lists, screening and export at the terminal."""
    import main
    from tests.reliability.operations import write_list, write_manifest
    from ui.terminal.app import Services, run

    write_list(work / "house.csv", 0)
    write_manifest(work / "manifest.csv", 1)
    services = Services(data_folder=main.data_folder, open_window=lambda folder, manifest_id=None: 0)
    for arguments in (
        ["lists", "import", str(work / "house.csv")],
        ["screen", str(work / "manifest.csv"), "--out", str(work / "out.xlsx"), "--hits", str(work / "hits.csv")],
        ["demo", "--no-window", "--out", str(work / "demo.xlsx")],
        ["lists", "status"],
    ):
        code = run(["--data-dir", str(work / "data"), *arguments], services)
        assert code in (0, 4), (arguments, code)


def by_window(work: Path) -> None:
    """The sample in the window: import, screening, every page, a decision, the Excel file."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    import main
    from screening.model.decisions import Disposition
    from ui.desktop.places import PLACES
    from ui.desktop.window import MainWindow
    from ui.report.collect import collect
    from ui.report.excel import write_report

    application = QApplication.instance() or QApplication([])

    def settle(milliseconds: int = 400) -> None:
        """Let the window work until it is idle (not by processEvents: that of PySide6 6.12 loses references to None)."""
        loop = QEventLoop()
        timer = QTimer()
        timer.timeout.connect(lambda: None if window.jobs.busy else loop.quit())
        timer.start(milliseconds)
        loop.exec()

    with main.data_folder(work / "data") as folder:
        window = MainWindow(folder)
        window.show()
        window.files_in.sample()
        settle()
        for place in PLACES:
            window.show_page(place.name)
            settle()
        with folder.open() as store:  # type: ignore[attr-defined]
            run = store.runs()[0]
            store.decide(
                [store.hits(run.run_id)[0].hit_id], Disposition.FALSE_POSITIVE, "other_birth_date", "x", "aigul"
            )
            write_report(work / "window.xlsx", collect(store, run), "kk")
        window.close()
    assert application is not None


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.addaudithook(watch)
    place = Path(sys.argv[1])
    by_commands(place)
    by_window(place)
    if sys.argv[2:] == ["--and-ask"]:
        # The test of the tester: this must be seen.
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", 9), 0.2)
    print("\n".join(f"ASKED {line}" for line in ASKED))
    print("DONE", len(ASKED))
