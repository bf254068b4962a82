"""A text without the shape of a table is told as such, and not taken for a manifest of rows nobody can screen."""

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
