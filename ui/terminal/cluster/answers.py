"""Answers that workers share, so that a name which many partitions hold is matched about once in the whole run.

A worker that has asked the names enough new questions writes their answers as a file into the output folder, and
takes over those of the others before it asks more. Nothing rests on it: what is not there, or damaged, or comes too
late is asked by the worker itself and answered the same. A pass of its own that gathers the questions first would read
every line twice, which costs more than the few questions that two workers ask at the same moment.
"""

import hashlib
import logging
from collections.abc import Iterable
from typing import Any

import fsspec
import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from screening.answers import PartyAnswers
from screening.model.hits import Evidence, Reason
from screening.model.lists import EntryKind
from screening.names.types import NameMatch
from ui.terminal.cluster.files import write_whole

logger = logging.getLogger(__name__)

FOLDER = "answers"
SCHEMA = pa.schema([("key", pa.binary(16)), ("answer", pa.string())])
"""The key of a question, and its matches as JSON; null where there are none."""


class SharedAnswers:
    """The answers of one run as one worker sees them."""

    def __init__(self, answers: PartyAnswers, out: str, storage: dict[str, Any], of: str, least: int) -> None:
        """``of`` tells lists and settings from others; from ``least`` new answers on they are written."""
        answers.kept_for = []
        self._answers = answers
        self._system, folder = fsspec.core.url_to_fs(out, **storage)
        self._folder = f"{folder}/{FOLDER}/{of}"
        self._least = least
        self._known: set[str] = set()

    def give(self) -> None:
        """Write the answers that were found here since, when they are worth a file."""
        keys = self._answers.kept_for
        if keys is None or len(keys) < self._least:
            return
        table = pa.table([pa.array(keys, pa.binary(16)), [_text(self._answers[key]) for key in keys]], schema=SCHEMA)
        # Named by what was asked: a file that is there is whole and the same.
        name = hashlib.sha256(b"".join(keys)).hexdigest()[:32] + ".parquet"
        self._known.add(name)
        try:
            write_whole(
                self._system,
                f"{self._folder}/{name}",
                lambda file: pq.write_table(table, file, compression="zstd", write_page_checksum=True),
            )
        except OSError as error:
            # A disk that is full will be told where hits are written; answers can be missed.
            logger.warning("answers could not be shared: %s", error)
        keys.clear()

    def take(self) -> None:
        """Take over the answers that other workers have written since."""
        for name in self._new_files():
            self._known.add(name)
            try:
                with self._system.open(f"{self._folder}/{name}", "rb") as file:
                    table = pq.read_table(file, page_checksum_verification=True)
                keys, texts = table.column("key").to_pylist(), table.column("answer").to_pylist()
                found = [_matches(text) for text in texts]
            except (OSError, ValueError, KeyError, TypeError) as error:
                logger.warning("shared answers are not usable and are asked anew: %s: %s", name, error)
                continue
            if not self._answers.has_room(len(keys)):
                return
            self._answers.take_over(keys, found)

    def _new_files(self) -> list[str]:
        try:
            self._system.invalidate_cache(self._folder)
            names = [str(path).rpartition("/")[2] for path in self._system.ls(self._folder, detail=False)]
        except OSError:
            return []
        return sorted(name for name in names if name.endswith(".parquet") and name not in self._known)


def remove_answers(out: str, storage: dict[str, Any]) -> None:
    """Take the shared answers of a run away that needs them no more."""
    system, folder = fsspec.core.url_to_fs(out, **storage)
    try:
        if system.exists(f"{folder}/{FOLDER}"):
            system.rm(f"{folder}/{FOLDER}", recursive=True)
    except OSError as error:
        logger.warning("shared answers could not be removed: %s", error)


def _text(matches: Iterable[NameMatch]) -> str | None:
    matches = tuple(matches)
    return orjson.dumps(matches, option=orjson.OPT_SERIALIZE_NUMPY).decode() if matches else None


def _matches(text: str | None) -> tuple[NameMatch, ...]:
    if text is None:
        return ()
    return tuple(
        NameMatch(
            told["list_id"], told["entry_id"], EntryKind(told["entry_kind"]), told["entry_name"], told["matched_name"],
            told["score"], Reason(told["reason"]["code"], tuple((k, v) for k, v in told["reason"]["data"])),
            tuple(Evidence(**piece) for piece in told["evidence"]),
        )
        for told in orjson.loads(text)
    )  # fmt: skip
