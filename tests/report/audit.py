"""A small audit report in memory, for tests of what is written of it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from screening.model.decisions import Decision, Disposition
from screening.model.hits import Evidence, Hit, HitKind, NotChecked, Reason, RunInfo
from screening.model.lists import Entry, EntryKind, EntryName, ListFormat, ListInfo, NameQuality
from screening.model.manifests import Line, ManifestInfo, SheetReading, Unscreened
from screening.model.questions import RunTally
from screening.ports import StoredHit, StoredManifest
from screening.verdict import verdict
from ui.report.collect import AuditReport

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HOSTILE = (
    "=1+1", "+7 701 000", "-5", "@SUM(A1)", "0012345", "12345678901234567890", "{=A1}", "https://x.example", "'quoted",
    " two  spaces ", "line\nbreak", "<r><t>rich</t></r>", "a & b < c > d", "10.5", "2026-01-02", "TRUE", "#N/A",
)  # fmt: skip
ENTRY = Entry("7", EntryKind.ORGANISATION, (EntryName("ALMA LLC"), EntryName("ALMA", NameQuality.WEAK)),
              programmes=("TEST",), entry_text="7;ALMA LLC;a.k.a. ALMA (weak)")  # fmt: skip


def report(
    cells: tuple[str, ...] = HOSTILE, starter: bool = False, lines: Sequence[Line] = (), **changes: object
) -> AuditReport:
    """Return a report of two lines, the first of them flagged, the second not screened whole."""
    both = list(lines) or [Line("S", 2, (), cells), Line("S", 3, (), ("clean",))]
    hit = Hit("S", 2, 2, "consignee", "ALMA", HitKind.PARTY, "un", "7", "ALMA LLC", "ALMA", 91.5,
              Reason("name_match", (("name", "ALMA"),)),
              (Evidence("word_equal", "alma", "alma", 93.0), Evidence("country_differs", "KZ", "RU", -1.5)))  # fmt: skip
    decision = Decision(5, 11, Disposition.FALSE_POSITIVE, "other_party", "=evil()", "aigul", NOW)
    info = ListInfo("starter", "Starter", ListFormat.STARTER, "s.csv", "ab", NOW, "2026-01-01", 237, 400)
    official = ListInfo("un", "UN", ListFormat.UN_XML, "un.xml", "cd", NOW, "2026-02-27", 1003, 4193, version_id=4)
    headers = tuple(f"H{n}" for n in range(len(cells)))
    sheet = SheetReading("S", (1,), 2, len(both) + 1, len(both), (), rows=len(both) + 1, headers=headers)

    def source() -> Iterator[tuple[int, Line]]:
        yield from enumerate(both, 1)

    def hits() -> Iterator[list[StoredHit]]:
        yield [StoredHit(11, 3, 1, hit, decision)]

    cleared = RunTally(1, 0, 1, 0, 1, {decision.disposition: 1})
    parts: dict[str, object] = {
        "manifest": StoredManifest(1, ManifestInfo("m.xlsx", "m.xlsx", "ef" * 32, 10, "xlsx"), NOW, len(both)),
        "sheets": [sheet],
        "run": RunInfo(
            3, 1, NOW, NOW, "0.1.0", '{"max_hits": 5, "party_threshold": 70.0}', len(both), 1, 1, 1, starter
        ),
        "lists": [info, official] if starter else [official],
        "lines": source,
        "hits": hits,
        "unscreened": [Unscreened("S", 3, "party", "no_party")],
        "not_checked": [NotChecked("target_carrier", "carrier", 2)],
        "decisions": [decision],
        "verdict": verdict(cleared),
        "entry": lambda hit: ENTRY,
        "written_at": NOW,
        **changes,
    }
    return AuditReport(**parts)  # type: ignore[arg-type]
