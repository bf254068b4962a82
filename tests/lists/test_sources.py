"""Every bundled address makes the list that a file of its format makes."""

from screening.lists.formats import FORMATS
from screening.lists.read import detect
from screening.lists.sources import sources
from tests.lists.test_formats import FILES


def test_bundled_sources_fit_their_formats() -> None:
    found = {source.list_id: source for source in sources()}
    assert {"ofac-sdn", "ofac-cons", "un", "eu", "uk", "us-csl", "ch-seco", "ca-sema", "au-dfat"} <= set(found)
    for source in found.values():
        assert source.list_id in (FORMATS[source.format].list_id, "ofac-cons")
        assert all(file.address.startswith("https://") for file in source.files)


def test_files_under_the_names_of_the_sources_are_those_lists() -> None:
    by_format = {detect([path])[0].format: path for path in FILES.iterdir()}
    for source in sources():
        if source.format in by_format:
            (made,) = detect([by_format[source.format]])
            assert (made.list_id, made.title) == (source.list_id, source.title)
