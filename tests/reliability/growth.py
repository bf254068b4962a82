"""What a thousand imports leave in memory: python -m tests.reliability.growth [--imports 1000]

The real window, offscreen: each manifest is imported, screened and shown in Review. Prints the memory and the open
files after a tenth of the imports and after all, and how long the window was away from its user meanwhile.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import psutil


def grow(work: Path, imports: int) -> dict[str, float]:
    """Import so many manifests in one window; returns the figures."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QApplication

    import main
    from tests.reliability.operations import prepare, write_manifest
    from ui.desktop.heartbeat import Heartbeat
    from ui.desktop.window import MainWindow

    application = QApplication.instance() or QApplication([])
    assert application is not None
    prepare(work)
    process, figures = psutil.Process(), {}
    with main.data_folder(work / "data") as folder:
        window = MainWindow(folder)
        window.show()
        heart = Heartbeat(beat_ms=20)
        heart.begin()
        heart.keeping = True

        def wait() -> None:
            """Until the work is done (not by processEvents: that of PySide6 6.12 loses references to None)."""
            loop = QEventLoop()
            timer = QTimer()
            timer.timeout.connect(lambda: None if window.jobs.busy else loop.quit())
            timer.start(5)
            loop.exec()

        for number in range(1, imports + 1):
            path = work / "manifest.csv"
            write_manifest(path, number)
            window.files_in.screen(path, {})
            wait()
            if number in (imports // 10, imports):
                label = "all" if number == imports else "tenth"
                figures[f"megabytes_{label}"] = process.memory_info().rss / (1 << 20)
                figures[f"files_{label}"] = process.num_fds()
        heart.end()
        gaps = sorted(heart.gaps)
        figures["gap_p99_ms"], figures["gap_max_ms"] = gaps[int(len(gaps) * 0.99)], gaps[-1]
        figures["manifests"] = len(window.desk.store.manifests())
        window.close()
    figures["growth_percent"] = (figures["megabytes_all"] / figures["megabytes_tenth"] - 1) * 100
    return figures


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    parser = argparse.ArgumentParser()
    parser.add_argument("--imports", type=int, default=1000)
    with tempfile.TemporaryDirectory() as name:
        for label, value in grow(Path(name), parser.parse_args().imports).items():
            print(f"{label:18} {value:10.1f}", flush=True)
    sys.exit(0)
