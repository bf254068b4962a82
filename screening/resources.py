"""Where the bundled files are, installed, in a checkout or in a frozen program."""

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """Return the path of a file below ``resources/``; it is not checked to exist."""
    frozen = getattr(sys, "_MEIPASS", None)
    root = Path(frozen) if frozen else Path(__file__).resolve().parent.parent
    return root.joinpath("resources", *parts)
