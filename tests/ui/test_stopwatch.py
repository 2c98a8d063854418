"""The time that a person has spent."""

from annotator.core.annotations import added
from annotator.core.frames import FrameKey
from annotator.ui.state.stopwatch import AWAY_AFTER_S, Stopwatch
from tests.conftest import instance


def seconds_after(passed: float) -> float:
    clock = iter([1000.0, 1000.0 + passed])
    stamped = Stopwatch(lambda: next(clock)).stamped(added("Draw", FrameKey(1), instance(1)))
    return stamped.after[1].seconds


def test_the_time_since_the_last_edit_is_counted() -> None:
    assert seconds_after(7) == 7


def test_a_long_pause_counts_as_a_short_one() -> None:
    assert seconds_after(5000) == AWAY_AFTER_S


def test_a_clock_that_is_set_back_takes_no_time_away() -> None:
    assert seconds_after(-600) == 0
