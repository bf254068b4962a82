"""The index of how patterns begin must never lose a match."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.goods.parts import bundled_parts
from screening.goods.starts import StartIndex, starts_of
from screening.goods.words import bundled_words


@pytest.mark.parametrize(
    ("pattern", "starts"),
    [
        ("abcd", {"abc"}),
        (r"(?<!\w)(?:ab|cd\w*)", {"ab", "cd"}),
        ("a?b", {"ab", "b"}),
        ("[ab]c", {"ac", "bc"}),
        ("a+b", {"a"}),
        (r"\w+b", set()),
        ("(?:ab)?", set()),
        ("[^a]b", set()),
    ],
)
def test_beginnings(pattern: str, starts: set[str]) -> None:
    assert starts_of(pattern) == starts


@pytest.mark.filterwarnings("ignore::FutureWarning")
@given(st.from_regex(r"[ab?+()|\[\]c]{1,8}", fullmatch=True), st.text(alphabet="abc", max_size=6))
def test_no_match_is_lost(pattern: str, text: str) -> None:
    try:
        compiled = re.compile(pattern)
    except re.error:
        return
    index = StartIndex([pattern])
    if compiled.search(text):
        assert index.within(text) == [0]
    if compiled.match(text):
        assert index.at_start(text) == [0]


@given(st.data())
def test_no_match_of_the_shipped_tables_is_lost(data: st.DataObject) -> None:
    table = bundled_words()
    index, words = table._index, table._patterns
    number = data.draw(st.integers(0, len(words) - 1))
    text = data.draw(st.from_regex(words[number][1]))
    assert number in index.within(text)
    parts = bundled_parts()
    index, families = parts._index, parts._families
    number = data.draw(st.integers(0, len(families) - 1))
    text = data.draw(st.from_regex(re.compile(rf"\A(?:{families[number][0].pattern})")))
    assert number in index.at_start(text)
