"""Asks the publishers for new lists by itself, while the window is open, as the settings say."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from screening.office import update_hours
from ui.desktop.desk import LISTS, Desk
from ui.words import _

if TYPE_CHECKING:
    # Fetching brings the network; the window starts without it.
    from screening.lists.update import ListUpdate

MINUTES = 10
"""Between two looks at whether a list is due."""


class ListTimer(QObject):
    """Looks at the clock now and then; never while other work runs."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._not_before: dict[str, datetime] = {}
        """Until when lists are left alone that failed or are held: asked for every ten minutes they would not be better."""
        self._timer = QTimer(self)
        self._timer.setInterval(MINUTES * 60_000)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> bool:
        """Fetch the lists that are due; returns whether anything was begun."""
        if self._desk.closed:
            return False
        from ui.desktop import page_work

        hours = update_hours(self._desk.store)
        if not hours or self._desk.jobs.busy:
            return False
        self._desk.jobs.run(
            partial(page_work.fetch_lists, older_than_hours=hours, not_before=dict(self._not_before)),
            partial(self._fetched, hours),
            lambda error: self._failed(error),
        )
        return True

    def _fetched(self, hours: int, updates: "list[ListUpdate]") -> None:
        from screening.lists.schedule import held_back
        from screening.lists.update import UpdateResult

        self._not_before |= held_back(updates, timedelta(hours=hours), datetime.now(UTC))
        if any(update.result is not UpdateResult.UNCHANGED for update in updates):
            self._desk.changed.emit(LISTS)
        failed = [update.list_id for update in updates if update.result is UpdateResult.FAILED]
        if failed:
            self._desk.told.emit(_("Not updated: {lists}. The versions in force stay.").format(lists=", ".join(failed)))

    def _failed(self, _error: BaseException) -> None:
        # Nobody asked for it just now: no dialog comes up over the officer's work.
        self._desk.told.emit(_("The lists could not be updated; see the page Lists."))
