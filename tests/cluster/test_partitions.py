"""Cutting the input: every record in exactly one partition, under its own row."""

import csv
import io
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.errors import UnreadableInput, UserError
from ui.terminal.cluster import partitions as module
from ui.terminal.cluster.partitions import partitions_of
from ui.terminal.cluster.work import lines_of

HEADERS = ("consignee", "description", "hs_code")
cells = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(cells, cells, cells).filter(any), max_size=40),
    size=st.integers(1, 300),
    block=st.integers(1, 200),
    ended=st.booleans(),
    separator=st.sampled_from([",", ";", "\t"]),
)
def test_every_record_is_in_one_partition(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, str, str]],
    size: int,
    block: int,
    ended: bool,
    separator: str,
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows([HEADERS, *rows])
    path = tmp_path_factory.mktemp("csv") / "lines.csv"
    data = text.getvalue().encode()
    path.write_bytes(data if ended else data.removesuffix(b"\r\n"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PARTITION_BYTES", size)
        patch.setattr(module, "CSV_BLOCK", block)
        parts = partitions_of([str(path)])
    got: list[tuple[int, tuple[str, ...]]] = []
    count = 0
    for part in parts:
        assert part.first_row == 2 + count
        count += part.rows
        with lines_of(part, {}) as (batches, _left):
            got += [(line.row, line.cells) for batch in batches for line in batch]
    assert count == len(rows)
    assert got == [(number, row) for number, row in enumerate(rows, 2) if any(row)]


def test_row_groups_of_parquet_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = pa.table(
        {"consignee": [f"Party {n}" for n in range(95)], "description": ["chairs"] * 95, "row": range(10, 105)}
    )
    path = tmp_path / "lines.parquet"
    pq.write_table(table, path, row_group_size=10)
    monkeypatch.setattr(module, "PARTITION_ROWS", 25)
    parts = partitions_of([str(path)])
    assert [(p.start, p.stop, p.rows, p.first_row) for p in parts] == [
        (0, 2, 20, 2), (2, 4, 20, 22), (4, 6, 20, 42), (6, 8, 20, 62), (8, 10, 15, 82),
    ]  # fmt: skip
    lines = []
    for part in parts:
        with lines_of(part, {}) as (batches, _left):
            lines += [line for batch in batches for line in batch]
    assert [(line.row, line.text("consignee")) for line in lines] == [(n + 10, f"Party {n}") for n in range(95)]


def test_what_is_no_normalised_table_is_a_manifest(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text("Получатель;Товар\nАлтын Дала;стулья\n", encoding="utf-8")
    (part,) = partitions_of([str(tmp_path)])
    assert (part.kind, part.path) == ("manifest", str(path))


def test_paths_that_hold_nothing_are_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.csv", tmp_path / "*.parquet"):
        with pytest.raises(UserError) as caught:
            partitions_of([str(path)])
        assert str(path) in str(caught.value)
    bad = tmp_path / "bad.parquet"
    bad.write_bytes(b"PAR1 and nothing more")
    with pytest.raises(UnreadableInput, match="damaged_parquet"):
        partitions_of([str(bad)])
    other = tmp_path / "other.parquet"
    pq.write_table(pa.table({"colour": ["red"]}), other)
    with pytest.raises(UnreadableInput, match="not_normalised"):
        partitions_of([str(other)])


def test_any_file_system_of_fsspec_will_do() -> None:
    import fsspec

    with fsspec.open("memory://in/lines.csv", "wb") as file:
        file.write(b"consignee,description\nAltyn Dala,chairs\n")
    (part,) = partitions_of(["memory://in"])
    assert part.path == "memory://in/lines.csv" or part.path == "memory:///in/lines.csv"
    with lines_of(part, {}) as (batches, _left):
        assert [line.text("consignee") for batch in batches for line in batch] == ["Altyn Dala"]
