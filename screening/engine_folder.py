"""An engine as a folder: what a process elsewhere needs to judge lines, and nothing of the store.

The arrays of the names lie there as files that are mapped into memory, so that several processes of one machine
share them; goods rules, route rules and settings lie beside them in ``engine.pickle``. The folder's hash is what an
engine is known by; :func:`open_engine_folder` refuses a folder whose hash is another. The pickle is only ever opened
when its hash is the one that the asking side gave, which made it itself.
"""

import hashlib
import json
import pickle
from pathlib import Path

from screening.errors import InternalFault
from screening.names.index import NameIndex
from screening.screen import Engine
from screening.version import VERSION

PARTS = "engine.pickle"


def save_engine_folder(engine: Engine, folder: Path) -> str:
    """Write an engine into an empty folder and return the folder's hash (SHA-256, hexadecimal). Raises OSError."""
    engine.names.save(folder)
    parts = {
        "version": VERSION,
        "goods": engine.goods,
        "route": engine.route,
        "settings": engine.settings,
        "ownership": engine.ownership,
    }
    (folder / PARTS).write_bytes(pickle.dumps(parts, protocol=5))
    return engine_folder_hash(folder)


def engine_folder_hash(folder: Path) -> str:
    """Return what an engine is known by: over the sums of its arrays and the bytes of its other parts.

    Raises OSError when a part is missing, ValueError when the list of sums is damaged.
    """
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    digest = hashlib.sha256(json.dumps(about, sort_keys=True).encode())
    digest.update((folder / PARTS).read_bytes())
    return digest.hexdigest()


def engine_folder_files(folder: Path) -> list[Path]:
    """Return the files that make up the folder, by name."""
    return sorted(path for path in folder.iterdir() if path.is_file())


def open_engine_folder(folder: Path, expected: str, threads: int = 0) -> Engine:
    """Open the engine of a folder whose hash is ``expected``; ``threads`` 0 takes as many as there are processors.

    Raises InternalFault("index_unusable") when it is another or damaged; the sums of the arrays are compared too.
    """
    try:
        if engine_folder_hash(folder) != expected:
            raise InternalFault("index_unusable", folder=str(folder), detail="hash")
        parts = pickle.loads((folder / PARTS).read_bytes())  # its hash is the asking side's
    except (OSError, ValueError, KeyError) as error:
        raise InternalFault("index_unusable", folder=str(folder), detail=type(error).__name__) from error
    if parts["version"] != VERSION:
        raise InternalFault("index_unusable", folder=str(folder), detail=parts["version"])
    names = NameIndex.open(folder)
    if threads:
        names.threads = threads
    return Engine(names, parts["goods"], parts["route"], parts["settings"], parts["ownership"])
