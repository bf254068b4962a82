"""A trail with records, signed and exported, and the verifier as the stranger who gets it runs it."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from db.store import SqliteStore
from screening.audit.seal import ExportedTrail, export_trail, make_key
from screening.resources import resource_path

PASSPHRASE = "a passphrase of the tests"


def load_verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_trail", resource_path("verifier", "verify_trail.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def verifier() -> ModuleType:
    return load_verifier()


@pytest.fixture
def exported(store: SqliteStore, tmp_path: Path) -> ExportedTrail:
    make_key(store, PASSPHRASE)
    for number in range(40):
        store.put_setting(f"s.{number % 7}", str(number), "айгуль")
    return export_trail(store, tmp_path / "out", PASSPHRASE)
