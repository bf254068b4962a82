"""Power cuts and full disks: what had been said to be done is there, and nothing is half.

A sample here; the nightly run has a thousand states and more for each operation, and every 16 KiB (CONTRIBUTING.md).
"""

import os
import shutil
import sys
from pathlib import Path

import pytest

from tests.reliability.forked import warm_base
from tests.reliability.operations import FAULT, PHASES
from tests.reliability.powercut import cut_power
from tests.reliability.squeeze import can_mount, squeeze

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")
needs_strace = pytest.mark.skipif(shutil.which("strace") is None, reason="needs the tool strace")
needs_mount = pytest.mark.skipif(sys.platform == "linux" and not can_mount(), reason="needs the right to mount a tmpfs")

SEED = 20261125
CI_STATES = 24
CI_SIZES = 4


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return warm_base(tmp_path_factory.mktemp("base"))


@needs_strace
@pytest.mark.parametrize("phase", PHASES)
def test_a_power_cut_loses_nothing(phase: str, base: Path, tmp_path: Path) -> None:
    report = cut_power(base, tmp_path, phase, CI_STATES, SEED)
    assert report.findings == []
    assert report.syncs > 0
    assert report.distinct >= CI_STATES // 3


@needs_strace
@pytest.mark.parametrize("phase", ["decide", "export"])
def test_a_program_that_does_not_sync_is_found_out(
    phase: str, base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FAULT, "1")
    assert cut_power(base, tmp_path, phase, 60, SEED).findings != []


@needs_strace
@pytest.mark.long
@pytest.mark.parametrize("phase", PHASES)
def test_a_thousand_power_cuts_lose_nothing(phase: str, base: Path, tmp_path: Path) -> None:
    report = cut_power(base, tmp_path, phase, 1000, int.from_bytes(os.urandom(4), "big"))
    assert report.findings == []


@needs_mount
@pytest.mark.parametrize("phase", PHASES)
def test_a_full_disk_loses_nothing(phase: str, base: Path, tmp_path: Path) -> None:
    report = squeeze(base, tmp_path, phase, 16, CI_SIZES)
    assert report.findings == []
    assert report.failed > 0


@needs_mount
@pytest.mark.long
@pytest.mark.parametrize("phase", PHASES)
def test_a_disk_that_is_full_at_every_16_kib_loses_nothing(phase: str, base: Path, tmp_path: Path) -> None:
    report = squeeze(base, tmp_path, phase, 16)
    assert report.findings == []
    assert report.failed > 0
