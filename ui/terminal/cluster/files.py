"""Files of the output folder, on any file system that fsspec opens: whole or not at all."""

import os
import socket
from collections.abc import Callable
from typing import Any


def write_whole(system: Any, target: str, write: Callable[[Any], None]) -> None:  # noqa: ANN401  # fsspec has no types
    """Have ``write`` fill a file that takes the name ``target`` when it is whole. Raises OSError."""
    system.makedirs(target.rpartition("/")[0], exist_ok=True)
    temporary = f"{target}.{socket.gethostname()}-{os.getpid()}.part"
    with system.open(temporary, "wb") as file:
        write(file)
    system.mv(temporary, target)
