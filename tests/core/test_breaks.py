"""Breaks of tracks, worst first."""

from collections.abc import Iterator

import pytest

from annotator.core.annotations import Part
from annotator.core.breaks import Break, breaks
from tests.conftest import square

WIDTH, HEIGHT = 400, 300
Outlines = dict[int, tuple[Part, ...]]


def moving(x: float, y: float, step: float, side: float = 30) -> Outlines:
    """Ten frames of a square on its way to the right."""
    return {place: square(x + step * place, y, side) for place in range(10)}


def found(*tracks: Outlines) -> list[Break]:
    return breaks(enumerate(tracks, 1), WIDTH, HEIGHT)


def test_steady_motion_has_no_break_from_its_second_step_on() -> None:
    assert found(moving(10, 10, 3), moving(10, 100, 8)) == []


def test_what_moves_fast_is_where_it_was_going() -> None:
    assert all(one.place == 1 for one in found(moving(0, 10, 35, 30)))


def test_what_stops_is_no_break() -> None:
    assert found(moving(10, 10, 8) | {place: square(10 + 8 * 5, 10, 30) for place in range(5, 10)}) == []


def test_a_jump_of_the_area() -> None:
    worst = found(moving(10, 10, 2) | {6: square(22, 10, 20)})
    assert [(one.place, one.badness) for one in worst if one.kind == "area"] == [(6, 1 - 4 / 9), (7, 1 - 4 / 9)]
    assert {one.place for one in worst} == {6, 7}


def test_two_that_change_places_are_the_worst() -> None:
    upper, lower = moving(10, 10, 4), moving(10, 60, 4)
    later = range(5, 10)
    swapped = upper | {place: lower[place] for place in later}, lower | {place: upper[place] for place in later}
    worst = found(*swapped)
    assert {(one.track, one.place, one.kind, one.other) for one in worst if one.kind == "switch"} == {
        (1, 5, "switch", 2), (2, 5, "switch", 1),
    }  # fmt: skip
    assert {one.place for one in worst} == {5}
    assert worst == sorted(worst, key=lambda one: -one.badness)


def test_over_a_long_gap_nothing_is_said() -> None:
    assert found({0: square(10, 10), 20: square(300, 200, 40)}) == []


def test_the_search_can_be_ended_between_two_tracks() -> None:
    begun: list[int] = []

    def go_on() -> None:
        if len(begun) == 2:
            raise InterruptedError

    def read() -> Iterator[tuple[int, Outlines]]:
        for track in range(1, 9):
            begun.append(track)
            yield track, moving(10, 10, 3)

    with pytest.raises(InterruptedError):
        breaks(read(), WIDTH, HEIGHT, go_on)
    assert begun == [1, 2]
