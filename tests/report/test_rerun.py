"""A past screening run again, as an officer reads it."""

from pathlib import Path

from screening.rerun import rerun
from tests.report.store import office
from ui.report.rerun import rerun_summary
from ui.words import in_language


def test_lists_of_that_time_are_named_and_hits_that_joined_later_explained(tmp_path: Path) -> None:
    """Else the reader of the Excel, which has the later hits too, finds another number than the run again."""
    with office(tmp_path / "data") as (store, run):
        done = rerun(store, run.run_id)
        kept = {info.list_id: info.version_id for info in store.run_lists(run.run_id)}
        hits = len(store.hits(run.run_id))
    assert done.equal
    assert done.lists_equal
    assert {info.list_id: info.version_id for info in done.lists} == kept
    assert done.joined > 0
    assert done.hits_now + done.joined == hits
    for language, word in (("en", "joined the run later"), ("ru", "позднее"), ("kk", "кейін")):
        with in_language(language):
            text = "\n".join(rerun_summary(done))
        assert word in text
        assert str(done.joined) in text
        assert all(list_id in text for list_id in kept)
