"""What the disk has to be told so that a power cut takes nothing back."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Have the names in a folder written down: a file that is synced can still lose its new name.

    Windows has no such call; NTFS keeps names in its own journal.
    """
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(temporary: Path, target: Path) -> None:
    """Sync a whole file under a temporary name, and let it take the place of ``target`` so that it stays there."""
    with temporary.open("rb+") as written:
        os.fsync(written.fileno())
    temporary.replace(target)
    sync_folder(target.absolute().parent)


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner can enter, and have its name written down. Raises OSError."""
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for made in missing:
        sync_folder(made.parent)
