"""Who imported each manifest, and which files were written of each screening: the records of the audit trail tell it."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any

from db import codec
from db.connection import store_errors
from db.part import StorePart
from db.schema_trail import EXPORTED, IMPORTED
from screening.ports import Who, WrittenFiles


class ActorTables(StorePart):
    """Implements ``screening.ports.ActorStore``."""

    @cached_property
    def _importers(self) -> dict[int, Who]:
        """What was read so far; records are only ever added."""
        return {}

    _read_to = 0

    def importers(self) -> dict[int, Who]:
        """See ``ActorStore.importers``."""
        with store_errors(self.path):
            for seq, body in _records(self.database.conn, "trail_imported", IMPORTED, self._read_to):
                self._read_to = seq
                if body.get("kind") == "manifest_imported":
                    self._importers[body["data"]["manifest"]] = _who(body)
        return self._importers

    def importers_with(self, text: str) -> list[int]:
        """Return the manifests that were imported by somebody whose name has a text in it."""
        sought = " ".join(text.casefold().split())
        return [manifest for manifest, who in self.importers().items() if sought in who.user.casefold()]

    def files_written(self, run_id: int) -> list[WrittenFiles]:
        """See ``ActorStore.files_written``."""
        with store_errors(self.path):
            return [
                WrittenFiles(
                    datetime.fromisoformat(body["at"]), _who(body), str(body["data"].get("kind", "")),
                    tuple((str(one["name"]), str(one["sha256"])) for one in body["data"].get("files", ())),
                )
                for _seq, body in _records(self.database.conn, "trail_exported", EXPORTED, 0)
                if body.get("kind") == "exported" and body["data"].get("run") == run_id
            ]  # fmt: skip


def _records(connection: Any, index: str, where: str, after: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the records that an index holds; what somebody altered until it is none is left to verification."""
    rows = connection.execute(
        f"SELECT seq, body FROM trail INDEXED BY {index} WHERE {where} AND seq > ? ORDER BY seq", (after,)
    )
    for seq, raw in rows:
        try:
            body = codec.load(bytes(raw).decode("utf-8", "surrogatepass"))
        except ValueError:
            continue
        if isinstance(body, dict) and isinstance(body.get("data"), dict):
            yield seq, body


def _who(body: dict[str, Any]) -> Who:
    who = body.get("who")
    told = who if isinstance(who, dict) else {}
    return Who(str(body.get("actor", "")), *(str(told.get(name, "")) for name in ("role", "machine", "system_user")))
