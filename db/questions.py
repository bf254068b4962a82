"""The distinct questions of stored manifests, and which lines ask them."""

import hashlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from db.connection import store_errors, writing
from db.part import StorePart
from screening.model.manifests import Line
from screening.model.rescreening import QuestionKind

Asked = Callable[[Line], Iterable[tuple[QuestionKind, str]]]
_PAGE = 500


def put_questions(connection: Any, manifest_id: int, lines: Iterable[tuple[int, Line]], asked: Asked) -> None:
    """Keep what some lines of a manifest ask, inside the caller's transaction."""
    new: dict[bytes, tuple[QuestionKind, str]] = {}
    places: dict[bytes, array[int]] = {}
    digests: dict[tuple[QuestionKind, str], bytes] = {}
    for line_id, line in lines:
        for question in asked(line):
            digest = digests.get(question)
            if digest is None:
                digest = _digest(*question)
                digests[question] = digest
                new[digest] = question
                places[digest] = array("q")
            places[digest].append(line_id)
    connection.executemany(
        "INSERT OR IGNORE INTO question (kind, digest, content) VALUES (?, ?, ?)",
        [(kind.value, digest, content) for digest, (kind, content) in new.items()],
    )
    connection.executemany(
        "INSERT INTO question_place (question_id, manifest_id, line_ids)"
        " VALUES ((SELECT question_id FROM question WHERE digest = ?), ?, ?)"
        " ON CONFLICT (question_id, manifest_id) DO UPDATE SET line_ids = CAST(line_ids || excluded.line_ids AS BLOB)",
        [(digest, manifest_id, ids.tobytes()) for digest, ids in places.items()],
    )


def _digest(kind: QuestionKind, content: str) -> bytes:
    return hashlib.blake2b(f"{kind.value} {content}".encode(), digest_size=16).digest()


class QuestionTables(StorePart):
    """Implements the questions of ``screening.ports.RescreeningStore``."""

    def manifests_without_questions(self, question_format: int) -> list[int]:
        """See ``RescreeningStore.manifests_without_questions``."""
        with store_errors(self.path):
            rows = self.database.conn.execute(
                "SELECT manifest_id FROM manifest WHERE complete = 1 AND questions <> ? ORDER BY manifest_id",
                (question_format,),
            )
            return [row[0] for row in rows]

    def put_manifest_questions(
        self, manifest_id: int, batches: Iterable[Sequence[tuple[int, Line]]], asked: Asked, question_format: int
    ) -> None:
        """See ``RescreeningStore.put_manifest_questions``."""
        with writing(self.database, self.path) as connection:
            connection.execute("UPDATE manifest SET questions = 0 WHERE manifest_id = ?", (manifest_id,))
            connection.execute("DELETE FROM question_place WHERE manifest_id = ?", (manifest_id,))
        for batch in batches:
            with writing(self.database, self.path) as connection:
                put_questions(connection, manifest_id, batch, asked)
        with writing(self.database, self.path) as connection:
            connection.execute(
                "UPDATE manifest SET questions = ? WHERE manifest_id = ?", (question_format, manifest_id)
            )

    def questions_without_forms(self, stamp: int, limit: int) -> list[tuple[int, str]]:
        """See ``RescreeningStore.questions_without_forms``."""
        with store_errors(self.path):
            return self.database.conn.execute(
                "SELECT question_id, content FROM question WHERE kind = 'party' AND (stamp < ? OR stamp > ?) LIMIT ?",
                (stamp, stamp, limit),
            ).fetchall()

    def put_forms(self, forms: Iterable[tuple[int, str]], stamp: int) -> None:
        """See ``RescreeningStore.put_forms``."""
        with writing(self.database, self.path) as connection:
            connection.executemany(
                "UPDATE question SET forms = ?, stamp = ? WHERE question_id = ?",
                [(text, stamp, question_id) for question_id, text in forms],
            )

    def questions(self, kind: QuestionKind, batch: int = 50_000) -> Iterator[list[tuple[int, str]]]:
        """See ``RescreeningStore.questions``."""
        column = "forms" if kind is QuestionKind.PARTY else "content"
        last = 0
        while True:
            with store_errors(self.path):
                rows = self.database.conn.execute(
                    f"SELECT question_id, {column} FROM question WHERE kind = ? AND question_id > ?"
                    " ORDER BY question_id LIMIT ?",
                    (kind.value, last, batch),
                ).fetchall()
            if not rows:
                return
            last = rows[-1][0]
            yield rows

    def question_texts(self, question_ids: Sequence[int]) -> dict[int, str]:
        """See ``RescreeningStore.question_texts``."""
        found: dict[int, str] = {}
        for page in _pages(question_ids):
            marks = ", ".join("?" * len(page))
            with store_errors(self.path):
                found.update(
                    self.database.conn.execute(
                        f"SELECT question_id, content FROM question WHERE question_id IN ({marks})", page
                    ).fetchall()
                )
        return found

    def lines_asking(self, question_ids: Sequence[int]) -> Mapping[int, set[int]]:
        """See ``RescreeningStore.lines_asking``."""
        found: dict[int, set[int]] = {}
        for page in _pages(question_ids):
            marks = ", ".join("?" * len(page))
            with store_errors(self.path):
                rows = self.database.conn.execute(
                    f"SELECT manifest_id, line_ids FROM question_place WHERE question_id IN ({marks})", page
                )
                for manifest_id, ids in rows:
                    found.setdefault(manifest_id, set()).update(array("q", ids))
        return found


def _pages(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _PAGE):
        yield list(ids[start : start + _PAGE])
