"""A store with the sample screened and some of its hits decided, for tests of what leaves the house."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from db.store import DataFolder, SqliteStore
from screening.model.decisions import Disposition
from screening.model.hits import RunInfo
from screening.resources import resource_path
from screening.settings import ScreeningSettings
from screening.workflow import import_manifest, load_bundled, open_engine, screen_manifest

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
