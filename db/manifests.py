"""Manifests and their lines in the database; the original files beside it."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from db import codec, sealed, trail
from db.actors import ActorTables
from db.connection import store_errors, writing
from db.leftovers import forget_original
from db.line_texts import put_line_texts
from db.manifest_texts import put_texts, texts_of
from db.questions import Asked, put_questions
from db.told import TOLD, told_of_manifest
from screening.casework.roles import Action
from screening.disk import make_folder, put_in_place
from screening.errors import UserError
from screening.model.manifests import PARTY_FIELDS, Line, ManifestInfo, Profile, SheetReading, Unscreened
from screening.ports import StoredManifest, Who

_INSERT_LINE = "INSERT INTO line (manifest_id, sheet, row, party, goods, route, content) VALUES (?, ?, ?, ?, ?, ?, ?)"
_MANIFEST = (
    "SELECT * FROM manifest WHERE complete = 1 AND manifest_id NOT IN (SELECT manifest_id FROM manifest_deleted)"
)


class ManifestTables(ActorTables):
    """Implements ``screening.ports.ManifestStore``."""

    def add_manifest(
        self,
        info: ManifestInfo,
        sheets: Sequence[SheetReading],
        batches: Iterable[Sequence[Line]],
        unscreened: Sequence[Unscreened],
        original: Path,
        asked: Asked | None = None,
        question_format: int = 0,
    ) -> StoredManifest:
        """See ``ManifestStore.add_manifest``.

        Lines are written in batches so that a decision never waits for a large import; the manifest is seen only
        when its last line is in, and what a killed import left is removed when the store is next opened.
        """
        self.require(Action.IMPORT)
        imported_at = codec.now()
        with writing(self.database, self.path) as connection:
            manifest_id = int(
                connection.execute(
                    "INSERT INTO manifest (name, path, sha256, size, format, encoding, separator, imported_at, lines,"
                    " sheets, unscreened, complete) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, '[]', '[]', 0)",
                    (
                        info.name,
                        info.path,
                        info.sha256,
                        info.size,
                        info.format,
                        info.encoding,
                        info.separator,
                        imported_at.isoformat(),
                    ),
                ).lastrowid
            )
        count = 0
        lines = hashlib.sha256()
        try:
            # After the row that names it: what a kill leaves of either is found and removed.
            self._keep_original(info, original)
            for batch in batches:
                rows = [_line_row(manifest_id, line) for line in batch]
                texts = texts_of(batch)
                with writing(self.database, self.path) as connection:
                    first = _next_line_id(connection)
                    trail.digest_lines(lines, ((first + n, *row[1:]) for n, row in enumerate(rows)))
                    connection.executemany(_INSERT_LINE, rows)
                    put_line_texts(connection, ((first + n, manifest_id, *row[3:6]) for n, row in enumerate(rows)))
                    put_texts(connection, manifest_id, texts)
                    if asked:
                        put_questions(connection, manifest_id, enumerate(batch, first), asked)
                count += len(rows)
            with writing(self.database, self.path) as connection:
                connection.execute(
                    "UPDATE manifest SET lines = ?, sheets = ?, unscreened = ?, questions = ?, complete = 1"
                    " WHERE manifest_id = ?",
                    (
                        count,
                        codec.sheets_to_text(sheets),
                        codec.unscreened_to_text(unscreened),
                        question_format if asked else 0,
                        manifest_id,
                    ),
                )
                imported = {"manifest": manifest_id, "name": info.name, "sha256": info.sha256, "size": info.size}
                told: dict[str, Any] = {
                    "lines": count,
                    "lines_sha256": lines.hexdigest(),
                    "unscreened": len(unscreened),
                }
                told["columns"] = 2
                told["reading_sha256"] = trail.digest(
                    [(codec.sheets_to_text(sheets), codec.unscreened_to_text(unscreened))]
                )
                told[TOLD] = told_of_manifest(connection, manifest_id, ("manifest", "manifest_text"))
                trail.record(connection, "manifest_imported", {**imported, **told})
        except BaseException:
            forget_original(self.path.parent, self.database, info.sha256)
            with writing(self.database, self.path) as connection:
                connection.execute("DELETE FROM manifest WHERE manifest_id = ?", (manifest_id,))
            raise
        return StoredManifest(manifest_id, info, imported_at, count, self.importers().get(manifest_id, Who()))

    def _keep_original(self, info: ManifestInfo, original: Path) -> None:
        """Copy the sender's file into the data folder, once for each content, whole or not at all."""
        target = self.original_path(info)
        if target.exists():
            return
        temporary = ""
        try:
            make_folder(target.parent)
            with (
                original.open("rb") as source,
                tempfile.NamedTemporaryFile(dir=target.parent, prefix=".part-", delete=False) as copy,
            ):
                temporary = copy.name
                sealed.keep(source, copy, self.key)
            put_in_place(Path(temporary), target)
        except OSError as error:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
            raise UserError("cannot_keep_original", file=str(original), detail=error.strerror or "") from error

    def read_original(self, info: ManifestInfo) -> bytes:
        """See ``ManifestStore.read_original``."""
        return sealed.content_of(self.original_path(info), self.key, info.name, info.sha256)

    def original(self, manifest_id: int) -> Path:
        """See ``ManifestStore.original``."""
        return self.original_path(self.manifest(manifest_id).info)

    def original_path(self, info: ManifestInfo) -> Path:
        """Return where the sender's file is kept; encrypted where the store is."""
        return self.path.parent / "originals" / info.sha256

    def find_by_hash(self, sha256: str) -> list[StoredManifest]:
        """See ``ManifestStore.find_by_hash``."""
        return self._manifests(f"{_MANIFEST} AND sha256 = ? ORDER BY manifest_id DESC", (sha256,))

    def manifests(self) -> list[StoredManifest]:
        """See ``ManifestStore.manifests``."""
        return self._manifests(f"{_MANIFEST} ORDER BY manifest_id DESC", ())

    def manifest(self, manifest_id: int) -> StoredManifest:
        """See ``ManifestStore.manifest``."""
        found = self._manifests(f"{_MANIFEST} AND manifest_id = ?", (manifest_id,))
        if not found:
            raise KeyError(manifest_id)
        return found[0]

    def _manifests(self, query: str, values: tuple[Any, ...]) -> list[StoredManifest]:
        importers = self.importers()
        with store_errors(self.path):
            return [
                StoredManifest(
                    row["manifest_id"],
                    ManifestInfo(
                        row["name"], row["path"], row["sha256"], row["size"], row["format"], row["encoding"],
                        row["separator"],
                    ),
                    datetime.fromisoformat(row["imported_at"]),
                    row["lines"],
                    importers.get(row["manifest_id"], Who()),
                )
                for row in self.database.query(query, values)
            ]  # fmt: skip

    def sheets(self, manifest_id: int) -> list[SheetReading]:
        """See ``ManifestStore.sheets``."""
        return codec.sheets_from_text(self._text("sheets", manifest_id))

    def unscreened(self, manifest_id: int) -> list[Unscreened]:
        """See ``ManifestStore.unscreened``."""
        return codec.unscreened_from_text(self._text("unscreened", manifest_id))

    def _text(self, column: str, manifest_id: int) -> str:
        with store_errors(self.path):
            row = self.database.conn.execute(
                f"SELECT {column} FROM manifest WHERE manifest_id = ?", (manifest_id,)
            ).fetchone()
        if row is None:
            raise KeyError(manifest_id)
        return str(row[0])

    def lines(self, manifest_id: int, batch: int = 5000) -> Iterator[list[tuple[int, Line]]]:
        """See ``ManifestStore.lines``."""
        last = 0
        while True:
            with store_errors(self.path):
                rows = self.database.conn.execute(
                    "SELECT line_id, sheet, row, content FROM line WHERE manifest_id = ? AND line_id > ?"
                    " ORDER BY line_id LIMIT ?",
                    (manifest_id, last, batch),
                ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield [(line_id, codec.line_from_text(sheet, row, content)) for line_id, sheet, row, content in rows]

    def line_widths(self, manifest_id: int) -> dict[str, int]:
        """See ``ManifestStore.line_widths``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT sheet, max(json_array_length(content, '$[0]')) FROM line WHERE manifest_id = ? GROUP BY sheet",
                (manifest_id,),
            )
            return dict(rows.fetchall())

    def keep_profile(self, profile: Profile) -> None:
        """See ``ManifestStore.keep_profile``."""
        agreed = self.require(Action.IMPORT).may(Action.LIST_CONTROL)
        with writing(self.database, self.path) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO profile (shape, name, mapping, made_at, agreed) VALUES (?, ?, ?, ?, ?)",
                (profile.shape, profile.name, codec.dump(profile.mapping), profile.made_at, int(agreed)),
            )
            told = {
                "shape": profile.shape, "name": profile.name, "mapping": [list(pair) for pair in profile.mapping],
                "agreed": agreed,
            }  # fmt: skip
            trail.record(connection, "profile_kept", told)

    def profile(self, shape: str) -> Profile | None:
        """See ``ManifestStore.profile``."""
        return next((profile for profile in self.profiles() if profile.shape == shape), None)

    def profiles(self) -> list[Profile]:
        """See ``ManifestStore.profiles``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT shape, name, mapping, made_at, agreed FROM profile ORDER BY made_at DESC, shape"
            ).fetchall()
        return [
            Profile(shape, name, tuple((field, column) for field, column in codec.load(mapping)), made_at, bool(agreed))
            for shape, name, mapping, made_at, agreed in rows
        ]

    def line(self, line_id: int) -> Line:
        """See ``ManifestStore.line``."""
        with store_errors(self.path):
            row = self.database.conn.execute(
                "SELECT sheet, row, content FROM line WHERE line_id = ?", (line_id,)
            ).fetchone()
        if row is None:
            raise KeyError(line_id)
        return codec.line_from_text(*row)


def _next_line_id(connection: Any) -> int:
    """Return the id that the next line gets: the one after the highest ever given, as AUTOINCREMENT counts them."""
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'line'").fetchone()
    return (row[0] if row else 0) + 1


def _line_row(manifest_id: int, line: Line) -> tuple[int, str, int, str, str, str, str]:
    """Return the columns of a line, with the short texts that the table of lines shows."""
    texts: dict[str, str] = {}
    for value in line.values:
        if value.text:
            texts.setdefault(value.field, value.text)
    parties = " → ".join(dict.fromkeys(texts[f] for f in PARTY_FIELDS if f in texts))
    goods = " ".join(texts[f] for f in ("hs_code", "description") if f in texts)
    places = ("origin_country", "dispatch_country", "transit_country", "destination_country")
    route = " → ".join(dict.fromkeys(texts[f] for f in places if f in texts))
    return (manifest_id, line.sheet, line.row, parties, goods, route, codec.line_to_text(line))
