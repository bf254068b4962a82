"""Quick check: one name, or a pasted paragraph, asked of the lists at once; recorded like a manifest if wished."""

import re
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from screening.model.hits import Hit, HitKind, RunInfo
from screening.model.manifests import Column, Line, ManifestInfo, SheetReading, Value
from screening.names.index import NameIndex
from screening.names.parse import names_in
from screening.names.types import NameMatch, PartyQuery
from screening.ports import Store
from screening.progress import Progress, Silent, check
from screening.screen import Engine
from screening.version import VERSION
from screening.workflow import usable_lists

FORMAT = "quick"
"""``ManifestInfo.format`` of a quick check that was recorded."""

SHEET = "quick check"

MOST_PIECES = 60
"""Most pieces of a paragraph that are asked; what is left out is said."""

_SHORT = 80
_LEAST_LETTERS = 3
_BREAKS = re.compile(r"[;|\t\n•·；。、，]+|\s[-–—]\s|(?<=[\w)»\"”])[.:!?](?=\s|$)")
_CONNECTS = r"(?:of|and|the|de|da|del|der|di|la|le|van|von|bin|ibn|al|el|и|&)"
_NAMED = re.compile(
    rf"(?:[«\"“(]?[^\W\d_a-zа-яёәғқңөұүһі][\w'’.\-]*[»\"”)]?)(?:\s+(?:{_CONNECTS}\s+)?[«\"“(]?[^\W\d_a-zа-яёәғқңөұүһі][\w'’.\-]*[»\"”)]?)+"
)


@dataclass(frozen=True, slots=True)
class QuickAnswer:
    """An entry that a piece of the text met."""

    piece: str
    kind: HitKind
    match: NameMatch


@dataclass(frozen=True, slots=True)
class QuickAnswers:
    """What a quick check gave."""

    pieces: tuple[str, ...]
    """What was asked, in the order of the text."""
    answers: tuple[QuickAnswer, ...]
    """Best first; an entry once, with the piece that met it best."""
    left_out: int
    """Pieces that were not asked, because the text has more than :data:`MOST_PIECES`."""


def pieces_of(text: str) -> list[str]:
    """Return the pieces of a text that may be names: its lines, and in prose the runs of capitalised words."""
    found: dict[str, None] = {}
    for line in text.splitlines():
        line = " ".join(line.split()).strip("-–—*• ")
        if not line:
            continue
        if len(line) <= _SHORT and not _BREAKS.search(line):
            found[line] = None
            continue
        parts = [part.strip(" ,.:") for part in _BREAKS.split(line)]
        for part in parts:
            if 0 < len(part) <= _SHORT:
                found[part] = None
            for name in names_in(part):
                found[name] = None
            if len(part) > _SHORT or "," in part:
                for named in (*_NAMED.findall(part), *(p.strip() for p in part.split(",") if len(p) <= _SHORT)):
                    found[named.strip(" .,")] = None
    return [piece for piece in found if sum(c.isalnum() for c in piece) >= _LEAST_LETTERS]


def quick_check(
    index: NameIndex,
    text: str,
    *,
    min_score: float = 0.0,
    max_hits: int = 10,
    progress: Progress | None = None,
) -> QuickAnswers:
    """Ask the lists for every piece of a text, as a party and as a vessel. Raises Cancelled."""
    pieces = pieces_of(text)
    asked = pieces[:MOST_PIECES]
    progress = progress or Silent()
    check(progress, "match_names", 0, len(asked))
    queries = [PartyQuery(piece, vessel=vessel) for piece in asked for vessel in (False, True)]
    best: dict[tuple[str, str], QuickAnswer] = {}
    for query, matches in zip(
        queries, index.match(queries, min_score=min_score, max_hits=max_hits, progress=progress), strict=True
    ):
        for match in matches:
            key = (match.list_id, match.entry_id)
            if key not in best or match.score > best[key].match.score:
                best[key] = QuickAnswer(query.text, HitKind.VESSEL if query.vessel else HitKind.PARTY, match)
    answers = sorted(best.values(), key=lambda answer: -answer.match.score)
    return QuickAnswers(tuple(asked), tuple(answers), len(pieces) - len(asked))


def record_quick(store: Store, engine: Engine, text: str, progress: Progress | None = None) -> RunInfo:
    """Keep a quick check as a small manifest with a screening of its own: it can be decided, exported and run again.

    Nothing of a cancelled or failed check is kept. Raises NoUsableList.
    """
    progress = progress or Silent()
    lists = usable_lists(store)
    lines = _lines(pieces_of(text))
    content = text.encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory(prefix="tekser-quick-") as folder:
        path = Path(folder, f"{SHEET} {datetime.now():%Y-%m-%d %H-%M-%S}.txt")
        path.write_bytes(content)
        info = ManifestInfo(path.name, "", sha256(content).hexdigest(), len(content), FORMAT, "utf-8")
        columns = (Column(0, "", "party.foreign", 1.0), Column(0, "", "vessel", 1.0))
        sheet = SheetReading(SHEET, (), 1, len(lines), len(lines), columns, len(lines))
        manifest = store.add_manifest(info, [sheet], [lines], [], path)
    with store.run(manifest.manifest_id, VERSION, engine.settings.to_json(), lists) as run:
        batch = next(store.lines(manifest.manifest_id), [])
        screened = engine.screen([line for _, line in batch], progress)
        run.add_hits({line_id: kept for (line_id, _), hits in zip(batch, screened.hits, strict=True)
                      if (kept := _names_alone(hits))})  # fmt: skip
        return run.finish(len(lines))


def _names_alone(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits of names: what a quick check has no goods and no route for is not asked."""
    return [hit for hit in hits if hit.kind in (HitKind.PARTY, HitKind.VESSEL)]


def _lines(pieces: Sequence[str]) -> list[Line]:
    return [
        Line(
            SHEET,
            row,
            (Value("party.foreign", piece, piece, row, 0), Value("vessel", piece, piece, row, 0)),
            (piece,),
        )
        for row, piece in enumerate(pieces, 1)
    ]
