"""Of a history of which too much is missing no pattern is told, and none is ruled out."""

from auditor.frames.frames import Frames
from auditor.measure.measures import Measured, measure_all
from auditor.measure.spec import MISSING_AT_MOST
from tests.auditor.measure.adders_by_hand import a_chat
from tests.auditor.measure.crowd_frames import crowd_frames
from tests.auditor.measure.test_coordination import TEXT, chat, together, with_facts


def measured(frames: Frames, missing: int) -> Measured:
    return measure_all(with_facts(frames, missing=missing), "desktop-export")


def at_most(frames: Frames) -> int:
    """How many messages may be missing."""
    read = len(frames.messages) + len(frames.arrivals)
    return int(MISSING_AT_MOST * read / (1 - MISSING_AT_MOST))


def test_copies_are_told_up_to_a_twentieth_missing_and_no_further() -> None:
    frames = crowd_frames(chat(*together(TEXT, 1_000, 3, 5, 7)))
    whole, less, more = (measured(frames, missing) for missing in (0, at_most(frames), at_most(frames) + 1))
    name = "coordination.copies"
    assert whole.measures[name].count == less.measures[name].count == 1
    assert ("insufficient", "history-missing") == (more.measures[name].outcome, more.measures[name].why)
    assert name not in more.evidence
    assert {"cannot tell"} == {finding.strength for finding in more.findings}
    assert all(finding.facts["why"] for finding in more.findings)


def test_nothing_is_ruled_out_either() -> None:
    told = a_chat()
    told.adds(40, gone=2, silent=22)
    frames = told.frames()
    assert measured(frames, 0).measures["arrivals.forced"].outcome == "measured"
    found = measured(frames, at_most(frames) + 1)
    assert "history-missing" == found.measures["arrivals.forced"].why
    assert "history-missing" != found.measures["arrivals.added_silent"].why
    assert found.evidence == {}
