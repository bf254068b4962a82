"""Questions to the store in the background: the order in which they are answered."""

from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

import pytest

from db.store import DataFolder
from ui.desktop.reading import Reader, Writer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot


class _AtOnce:
    """An executor that is done before it is asked to tell: what a thread can be on a busy machine."""

    def submit(self, work: "Callable[..., Any]", *values: object) -> "Future[Any]":
        done: Future[Any] = Future()
        done.set_result(work(*values))
        return done

    def shutdown(self, wait: bool = True) -> None:
        """Nothing runs."""


@pytest.mark.parametrize("kind", [Reader, Writer])
def test_nobody_is_answered_while_still_asking(qtbot: "QtBot", tmp_path: "Path", kind: type[Reader]) -> None:
    with DataFolder(tmp_path / "data") as folder:
        folder.open().close()
        asking = kind(folder)
        asking._executor = _AtOnce()  # type: ignore[assignment]
        told: list[str] = []
        asking.ask("key", lambda store: len(store.lists()), lambda count: told.append(f"{count} lists"))
        told.append("asked")
        qtbot.waitUntil(lambda: not asking.busy)
        asking.shut_down()
    assert told == ["asked", "0 lists"]
