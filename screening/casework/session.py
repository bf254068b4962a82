"""Who is signed in on this data folder, and the lock when nobody has touched it for a while.

One :class:`SignIn` belongs to a data folder and is shared by all its stores. The window calls :meth:`SignIn.touch` on
input, :meth:`SignIn.lock_if_idle` from a timer, covers itself while ``locked`` is true, and calls ``store.unlock``
with the password. While it is locked the store refuses every change with StoreUnavailable("locked").
"""

import time
from collections.abc import Callable

from screening.casework.roles import Actor

LOCK_MINUTES = "lock.minutes"
"""Setting: minutes without input after which the session is locked; 0 never."""
LOCK_MINUTES_DEFAULT = "15"


class SignIn:
    """Who works here. ``actor`` is None when nobody is signed in, as in an office of one person."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._touched = clock()
        self.actor: Actor | None = None
        self.locked = False

    def begin(self, actor: Actor) -> None:
        """Somebody has signed in."""
        self.actor = actor
        self.locked = False
        self.touch()

    def end(self) -> None:
        """Nobody is signed in any more."""
        self.actor = None
        self.locked = False

    def touch(self) -> None:
        """There was input."""
        self._touched = self._clock()

    def idle_seconds(self) -> float:
        """Return the seconds since the last input."""
        return self._clock() - self._touched

    def lock(self) -> None:
        """Lock at once; without a signed-in person there is nothing to unlock with, and nothing happens."""
        self.locked = self.actor is not None

    def lock_if_idle(self, minutes: float) -> bool:
        """Lock when there was no input for so long; returns whether the session is locked now."""
        if not self.locked and minutes > 0 and self.idle_seconds() >= minutes * 60:
            self.lock()
        return self.locked
