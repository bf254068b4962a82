"""Every parser on bytes that hypothesis makes of real beginnings: lines, or an error of ours, and nothing else.

Hours of it, guided by coverage: ``python -m tests.fuzz.run`` (CONTRIBUTING.md).
"""

import re
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, seeds


@st.composite
def spoiled(draw: st.DrawFn, target: str) -> bytes:
    """Draw a file as it should be with a few pieces cut out, doubled, changed or put in."""
    data = bytearray(draw(st.sampled_from(seeds(target))))
    for _ in range(draw(st.integers(0, 5))):
        at = draw(st.integers(0, max(0, len(data))))
        kind = draw(st.sampled_from(("cut", "double", "change", "insert")))
        size = draw(st.integers(1, 40))
        if kind == "cut":
            del data[at : at + size]
        elif kind == "double":
            data[at:at] = data[at : at + size] * draw(st.integers(1, 3))
        else:
            piece = draw(
                st.sampled_from(
                    (b"\0", b"\xff\xfe", b'"', b"&", b"<", b"]]>", b"<!--", b"\r", b"\xed\xa0\x80", b"-1", b"9" * 30)
                )
                | st.binary(max_size=12)
            )
            data[at : at + (len(piece) if kind == "change" else 0)] = piece
    return bytes(data)


@pytest.mark.parametrize("target", TARGETS)
def test_a_spoiled_file_ends_in_lines_or_in_an_error_of_ours(target: str) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(content=spoiled(target) | st.binary(max_size=300))
    def check(content: bytes) -> None:
        TARGETS[target](content)

    check()


def test_a_day_that_is_no_number_is_no_fault() -> None:
    """Found by atheris: the last day of a period of OFAC's reads "0;"."""
    (content,) = [seed for seed in seeds("ofac-advanced-xml") if b"<Day>" in seed]
    for day in (b"0;", b"x", "٣".encode(), b"-1", b"99", b""):
        TARGETS["ofac-advanced-xml"](re.sub(rb"<Day>\d+</Day>", b"<Day>" + day + b"</Day>", content))


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="atheris is for Linux")
def test_five_minutes_of_atheris_on_each_parser() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.run", "--all", "300"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
