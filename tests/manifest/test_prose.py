"""A text without the shape of a table is told as such, and not taken for a manifest of rows nobody can screen."""

import random
from pathlib import Path

import pytest

from screening.errors import UnreadableInput
from screening.manifest.read import read_manifest

README = Path(__file__).parents[2] / "README.md"


def test_a_markdown_file_is_no_manifest() -> None:
    with pytest.raises(UnreadableInput, match="not_a_table") as caught:
        read_manifest(README)
    assert str(README) in str(caught.value)


@pytest.mark.parametrize("ending", [".md", ".log", ".txt", ".csv"])
def test_a_table_is_read_whatever_its_ending(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"register{ending}"
    path.write_text("Consignee;Description;HS code\nAltyn Dala;chairs;940350\nBolat;tables;940360\n", encoding="utf-8")
    assert [line.text("consignee") for line in read_manifest(path).lines()] == ["Altyn Dala", "Bolat"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".dat"])
@pytest.mark.parametrize("seed", [149, 185, 229, 401, 505, 653])
def test_bytes_at_random_are_no_manifest(tmp_path: Path, ending: str, seed: int) -> None:
    """Some code page fits any bytes; found by the soak, which had five lines of such a file imported."""
    path = tmp_path / f"broken{ending}"
    path.write_bytes(random.Random(seed).randbytes(3000))
    with pytest.raises(UnreadableInput, match="not_a_table") as caught:
        list(read_manifest(path).lines())
    assert str(path) in str(caught.value)


def test_stray_control_characters_do_not_make_a_table_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(
        "Consignee;Description;HS code\n\x1dAltyn Dala;chairs\x02;940350\nBolat;tables;940360\n\x1a", "utf-8"
    )
    assert "Altyn Dala" in [line.text("consignee").strip("\x1d ") for line in read_manifest(path).lines()]
