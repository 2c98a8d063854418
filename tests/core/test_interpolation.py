"""Between two keyframes: exact at the ends, moved with the object, holes and parts kept."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.annotations import Part, ring
from annotator.core.geometry import translated
from annotator.core.interpolation import Between
from annotator.core.opencv import cv2
from annotator.core.raster import full_mask, local_mask, parts_iou
from tests.conftest import square

WIDTH, HEIGHT = 320, 300

shapes = st.builds(
    lambda corners, x, y, radius, turn, growth, lobe, hole: blob(corners, x, y, radius, turn, growth, lobe, hole),
    st.integers(8, 60), st.floats(80, 150), st.floats(80, 150), st.floats(15, 45), st.floats(0, 6), st.floats(0.9, 1.1),
    st.floats(0.1, 0.3), st.booleans(),
)  # fmt: skip


moves = st.integers(-5, 60)
"""Pixels by which no shape leaves the frame, where it would be cut off."""


def blob(corners: int, x: float, y: float, radius: float, turn: float = 0, growth: float = 1, lobe: float = 0.25,
         hole: bool = True) -> tuple[Part, ...]:  # fmt: skip
    """A lobed outline with a hole beside its middle."""
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    reach = radius * growth * (1 + lobe * np.cos(3 * angles) + 0.5 * lobe * np.cos(2 * angles + 1))
    outer = np.stack([reach * np.cos(angles + turn) + x, reach * np.sin(angles + turn) + y], 1)
    inner = 0.35 * radius * growth * np.stack([np.cos(angles[::2]), np.sin(angles[::2])], 1)
    aside = 0.2 * radius * growth * np.array([np.cos(turn), np.sin(turn)])
    return (Part(ring(outer), (ring(inner + aside + (x, y)),) if hole else ()),)


def iou(one: tuple[Part, ...], other: tuple[Part, ...]) -> float:
    return parts_iou(one, other, WIDTH, HEIGHT)


@settings(max_examples=40, deadline=None)
@given(shapes, shapes)
def test_it_begins_and_ends_with_the_keyframes(before: tuple[Part, ...], after: tuple[Part, ...]) -> None:
    between = Between(before, after, WIDTH, HEIGHT)
    assert between.at(0) is before
    assert between.at(1) is after
    assert iou(between.at(1e-3), before) > 0.9
    assert iou(between.at(1 - 1e-3), after) > 0.9


@settings(max_examples=40, deadline=None)
@given(shapes, shapes, moves, moves, st.floats(0.05, 0.95))
def test_what_is_moved_is_interpolated_moved(
    before: tuple[Part, ...], after: tuple[Part, ...], dx: int, dy: int, share: float
) -> None:
    here = Between(before, after, WIDTH, HEIGHT).at(share)
    moved = Between(translated(before, dx, dy), translated(after, dx, dy), WIDTH, HEIGHT).at(share)
    assert iou(moved, translated(here, dx, dy)) > 0.95  # corners are left out up to half a pixel off, here and there


@settings(max_examples=40, deadline=None)
@given(shapes, st.floats(0.05, 0.95))
def test_what_does_not_change_stays(parts: tuple[Part, ...], share: float) -> None:
    made = Between(parts, parts, WIDTH, HEIGHT).at(share)
    assert iou(made, parts) > 0.95
    was, now = (full_mask(local_mask(one, WIDTH, HEIGHT), WIDTH, HEIGHT).view(np.uint8) for one in (parts, made))
    around = np.ones((3, 3), np.uint8)
    at_the_edge = cv2.dilate(was, around) != cv2.erode(was, around)
    assert at_the_edge[was != now].all()


@pytest.mark.parametrize("corners", [16, 23, 90])
@pytest.mark.parametrize("step", range(1, 10))
def test_smooth_motion_is_followed_over_ten_frames(step: int, corners: int) -> None:
    share = step / 10
    between = Between(blob(16, 90, 90, 40), blob(corners, 150, 130, 40, 0.6, 1.3), WIDTH, HEIGHT)
    true = blob(400, 90 + 60 * share, 90 + 40 * share, 40, 0.6 * share, 1 + 0.3 * share)
    made = between.at(share)
    assert iou(made, true) > 0.9
    assert [len(part.holes) for part in made] == [1]


def test_a_half_turn_of_something_long_is_a_turn() -> None:
    bar = (Part(ring([[50, 90], [150, 90], [150, 110], [50, 100]])),)
    centre, turn = bar[0].outer.mean(axis=0), np.array([[0, -1], [1, 0]], np.float32)
    upright = (Part(ring((bar[0].outer - centre) @ turn.T + centre)),)
    assert iou(Between(bar, upright, WIDTH, HEIGHT).at(0.5), bar) < 0.5
    [part] = Between(bar, upright, WIDTH, HEIGHT).at(0.5)
    assert np.ptp(part.outer, axis=0).min() > 60


def test_parts_stay_parts() -> None:
    before = (*square(20, 20, 20), *square(60, 20, 30))
    after = (*square(40, 60, 24), *square(88, 60, 36))
    assert len(Between(before, after, WIDTH, HEIGHT).at(0.5)) == 2


def test_two_parts_may_become_one() -> None:
    before, after = (*square(20, 20, 20), *square(42, 20, 20)), (Part(ring([[20, 20], [62, 20], [62, 40], [20, 40]])),)
    assert iou(Between(before, after, WIDTH, HEIGHT).at(0.5), after) > 0.9


def test_what_covers_no_pixel_stays_as_it_is() -> None:
    nothing = (Part(ring([[10.1, 10.1], [10.2, 10.1], [10.2, 10.2]])),)
    between = Between(nothing, square(50, 50), WIDTH, HEIGHT)
    assert between.at(0.2) is nothing
    assert between.at(0.8) == square(50, 50)


def test_thin_things_that_miss_each_other_do_not_vanish() -> None:
    cross = Part(ring([[10, 100], [110, 100], [110, 101], [10, 101]]))
    other = Part(ring([[10, 100], [110, 130], [110, 131], [10, 101]]))
    assert Between((cross,), (other,), WIDTH, HEIGHT).at(0.5)


def test_something_large_is_followed_on_a_coarser_grid() -> None:
    before, after = blob(60, 900, 700, 600), blob(60, 1000, 760, 600, 0.1)
    middle = blob(400, 950, 730, 600, 0.05)
    assert parts_iou(Between(before, after, 2000, 1500).at(0.5), middle, 2000, 1500) > 0.98


def test_it_ends_at_the_border_of_the_frame() -> None:
    made = Between(square(5, 5, 30), square(-20, 5, 30), WIDTH, HEIGHT).at(0.5)
    assert min(part.outer.min() for part in made) >= 0
