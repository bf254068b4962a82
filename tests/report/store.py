"""A store with the sample screened and some of its hits decided, for tests of what leaves the house."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from db.store import DataFolder, SqliteStore
from screening.audit.seal import make_key
from screening.casework.known import Scope
from screening.casework.roles import Role
from screening.model.decisions import Decision, Disposition
from screening.model.hits import RunInfo
from screening.model.lists import ListFormat
from screening.model.ownership import OwnershipAnswer
from screening.ports import StoredHit
from screening.rescreen import rescreen
from screening.resources import resource_path
from screening.settings import ScreeningSettings
from screening.workflow import import_lists, import_manifest, load_bundled, open_engine, screen_manifest

SAMPLE = resource_path("samples", "forwarder_register.xlsx")


@contextmanager
def screened_sample(folder: Path, *, decide: bool = True) -> Iterator[tuple[SqliteStore, RunInfo]]:
    """Screen the bundled sample; its first party is a true match, its second a false positive, the rest is open."""
    with DataFolder(folder) as data, data.open() as store:
        load_bundled(store)
        engine = open_engine(store, ScreeningSettings())
        manifest = import_manifest(store, SAMPLE).manifest
        run = screen_manifest(store, engine, manifest.manifest_id)
        parties = [stored for stored in store.hits(run.run_id) if stored.hit.kind == "party"]
        if decide:
            store.decide([parties[0].hit_id], Disposition.TRUE_MATCH, "same_number", "The number is equal.", "aigul")
            store.decide([parties[1].hit_id], Disposition.FALSE_POSITIVE, "other_party", "=Another one", "aigul")
        yield store, run


PASSWORD = "a long password"


@contextmanager
def office(folder: Path) -> Iterator[tuple[SqliteStore, RunInfo]]:
    """Screen the sample in an office with accounts, and have all happen to it that a record can tell of.

    Decisions of every kind, agreed to, returned and waiting, corrected, with an attachment, a licence that ran out, a
    known party, a list of one's own that a re-screening adds, and decisions older than their list.
    """
    with DataFolder(folder) as data, data.open() as store:
        load_bundled(store)
        make_key(store, "a passphrase")
        store.add_account("adminova", Role.ADMINISTRATOR, PASSWORD)
        store.sign_in("adminova", PASSWORD)
        store.add_account("Айгүл", Role.OFFICER, PASSWORD)
        store.add_account("timur", Role.APPROVER, PASSWORD)
        store.sign_in("Айгүл", PASSWORD)
        manifest = import_manifest(store, SAMPLE).manifest
        first = screen_manifest(store, open_engine(store, ScreeningSettings()), manifest.manifest_id)
        goods = [stored for stored in store.hits(first.run_id) if stored.hit.kind == "goods"]
        parties = [stored for stored in store.hits(first.run_id) if stored.hit.kind == "party"]
        cleared = store.decide([parties[0].hit_id], Disposition.FALSE_POSITIVE, "other_party", "=Another one")
        store.remember([cleared[0].decision_id], Scope.ALL, "Checked in the register", "2099-12-31")
        run = screen_manifest(store, open_engine(store, ScreeningSettings()), manifest.manifest_id)
        parties = [stored for stored in store.hits(run.run_id) if stored.hit.kind == "party"]
        goods = [stored for stored in store.hits(run.run_id) if stored.hit.kind == "goods"]
        flags = [stored for stored in store.hits(run.run_id) if stored.hit.kind == "flag"]
        (folder / "letter.pdf").write_bytes(b"the letter")
        letter = store.keep_attachment(folder / "letter.pdf")

        def decide(stored: StoredHit, disposition: Disposition, reason: str, text: str, **more: Any) -> Decision:
            return store.decide([stored.hit_id], disposition, reason, text, **more)[0]

        agreed = decide(parties[1], Disposition.TRUE_MATCH, "same_number", "The number is equal.", attachments=[letter])
        waits = decide(parties[2], Disposition.TRUE_MATCH, "same_party", "=They say so")
        decide(parties[3], Disposition.REJECTED, "same_party", "Refused")
        decide(parties[4], Disposition.NEEDS_INFORMATION, "asked_sender", "Asked on Monday")
        decide(parties[5], Disposition.HELD, "asked_authority", "Asked the agency")
        decide(parties[6], Disposition.FALSE_POSITIVE, "other_party", "")
        decide(parties[6], Disposition.HELD, "awaiting_documents", "A correction")
        licence = decide(
            goods[0], Disposition.LICENCE_HELD, "licence", "", licence="KZ-7", licence_until="2099-01-31"
        )  # fmt: skip
        returned = decide(goods[1], Disposition.FALSE_POSITIVE, "goods_not_covered", "A household article")
        decide(goods[2], Disposition.LICENCE_NEEDED, "goods_covered", "")
        decide(flags[0], Disposition.RELEASED, "documents_complete", "Papers are complete")
        store.put_ownership_check(run.run_id, "ТОО Завод", OwnershipAnswer.NOT_OWNED, "stat.gov.kz 7", "Айгүл")
        store.sign_in("timur", PASSWORD)
        store.approve([agreed.decision_id, licence.decision_id], True, "Agreed by me.")
        store.approve([returned.decision_id], False, "Where is the data sheet?")
        assert waits.decision_id in {one.decision_id for one in store.approvals()}
        store.sign_in("adminova", PASSWORD)
        _change_lists(store, folder, run, parties[0].hit.entry_id)
        store.sign_in("Айгүл", PASSWORD)
        rescreen(store)
        yield store, next(one for one in store.runs(manifest.manifest_id) if one.run_id == run.run_id)


def _change_lists(store: SqliteStore, folder: Path, run: RunInfo, left: str) -> None:
    """Put a newer version of the starter list in force, and a list of one's own that a party of the sample is on.

    The entry ``left``, whose match is a known party, stays as it was.
    """
    starter = next(info for info in store.lists() if info.is_starter)
    met = {stored.hit.entry_id: store.entry(starter.list_id, stored.hit.entry_id) for stored in store.hits(run.run_id)}
    changed = [
        one if entry_id == left else replace(one, remarks="changed") for entry_id, one in met.items() if one is not None
    ]
    store.replace_list(replace(starter, sha256="77" * 32, imported_at=datetime.now(UTC)), changed)
    table = folder / "own.csv"
    table.write_text("name\nNordlicht Industriebedarf GmbH\n", encoding="utf-8")
    import_lists(store, [table], format=ListFormat.OWN, name="House list")
