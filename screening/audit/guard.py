"""What fails on rows that Tekser did not write ends in a sentence that names them, not in an error of Python."""

from collections.abc import Iterator
from contextlib import contextmanager

from screening.errors import Cancelled, DamagedValue, InternalFault, StoreUnavailable, TekserError
from screening.ports import Store
from screening.progress import Progress

_NOT_OURS = (
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    InternalFault,
    DamagedValue,
)


@contextmanager
def told_if_altered(store: Store, progress: Progress | None = None) -> Iterator[None]:
    """Look, when something fails that Tekser does not expect, whether the records were altered.

    Raises StoreUnavailable("store_altered") with what verification found (``record``, ``fault``, ``detail``); what
    fails on records that hold is our own mistake and is raised as it was.
    """
    try:
        yield
    except Cancelled:
        raise
    except _NOT_OURS as error:
        try:
            fault = store.verify_trail(progress=progress).fault
        except TekserError:
            raise error from None
        if fault is None:
            raise
        raise StoreUnavailable("store_altered", record=fault.record, fault=fault.code, detail=fault.detail) from error
