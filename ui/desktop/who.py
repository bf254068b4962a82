"""Who works at this desk."""

import getpass
from collections.abc import Iterable
from typing import Protocol

from screening.casework.roles import Action
from screening.casework.session import SignIn
from screening.errors import UserError
from ui import words


class Offered(Protocol):
    """A button or an entry of a menu."""

    def setEnabled(self, arg__1: bool, /) -> None:
        """Let it be pressed, or not."""

    def setToolTip(self, arg__1: str, /) -> None:
        """Say what it does, or why it cannot be pressed."""


def current_user(session: SignIn) -> str:
    """Return the name that records are kept under: of the account that is signed in on the data folder.

    In an office of one person, where nobody signs in, it is the name at the computer; records then say so by the role.
    """
    if session.actor is not None:
        return session.actor.name
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        # A container may have no name for its user.
        return ""


def why_not(session: SignIn, action: Action) -> str:
    """Return why who works here may not do this, as a sentence; empty where they may."""
    actor = session.actor
    if actor is None or actor.may(action):
        return ""
    return words.error_text(UserError("role_may_not", user=actor.name, role=actor.role.value, action=action.value))


def offer(buttons: Iterable[Offered], session: SignIn, action: Action, tip: str = "", wanted: bool = True) -> None:
    """Offer buttons or entries of a menu where they are ``wanted`` and who works here may do it; a grey one says why."""
    why = why_not(session, action)
    for button in buttons:
        button.setEnabled(wanted and not why)
        button.setToolTip(why or tip)


def may(session: SignIn, action: Action) -> bool:
    """Whether who works here may do this, so that nothing is offered in vain; the store decides for itself."""
    return session.actor is None or session.actor.may(action)
