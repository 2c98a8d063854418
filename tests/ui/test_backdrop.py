"""A view that is drawn again is kept, and what is taken from memory is what drawing it would have given."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.adjustment import Adjustment
from annotator.ui.canvas import render
from annotator.ui.canvas.backdrop import Backdrop
from annotator.ui.canvas.look import Look
from annotator.ui.canvas.manner import USUAL, Manner
from annotator.ui.canvas.outlines import Outlines
from annotator.ui.canvas.picture import Pyramid
from annotator.ui.canvas.plan import Plan
from annotator.ui.canvas.scratch import Scratch
from annotator.ui.canvas.viewport import Rect, Viewport

PICTURE = Pyramid(np.random.default_rng(1).integers(0, 256, (70, 90, 3), np.uint8))
VIEW = Viewport(120, 100, 1.25, -9, 4)
GROUND = 77


def part_of(picture, place, view=VIEW, manner=USUAL):
    into = np.full((place.height, place.width, 4), GROUND, np.uint8)
    picture.draw(into, view.cut(place), manner)
    return into


class Counted(Pyramid):
    def __init__(self):
        super().__init__(PICTURE.levels[0])
        self.rows = 0

    def draw(self, into, view, manner=USUAL):
        self.rows += view.height
        super().draw(into, view, manner)


def drawn(backdrop, pyramid):
    backdrop.turn_to(pyramid, VIEW, USUAL)
    for top in range(0, VIEW.height, 30):
        part_of(backdrop, Rect(0, top, VIEW.width, min(top + 30, VIEW.height)))


def filled(pyramid):
    backdrop = Backdrop()
    for _ in range(2):
        drawn(backdrop, pyramid)
    return backdrop


@settings(max_examples=60, deadline=None)
@given(st.integers(-130, 130), st.integers(-130, 130), st.sampled_from([0.3, 0.5, 1.0, 1.25, 3.5]))
def test_beside_the_picture_is_the_ground(left, top, scale):
    view, look = Viewport(120, 100, scale, left, top), Look(fill=0)

    def over(before):
        into = np.full((100, 120, 4), before, np.uint8)
        for _ in render.draw(into, Plan(view, Outlines(), look), PICTURE, look, Scratch()):
            pass
        return into

    expected = np.full((100, 120, 4), (*look.ground, 255), np.uint8)
    PICTURE.draw(expected, view)
    assert np.array_equal(over(9), expected)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(render, "_AT_ONCE", 120 * 30)  # in strips, each of which rounds the picture's edge by itself
        assert np.array_equal(over(9), over(200))


edges = st.tuples(st.integers(-30, 140), st.integers(1, 60))


@settings(max_examples=60, deadline=None)
@given(edges, edges)
def test_any_part_is_as_it_would_be_drawn(across, down):
    (left, width), (top, height) = across, down
    place = Rect(left, top, left + width, top + height)
    difference = part_of(filled(PICTURE), place).astype(int) - part_of(PICTURE, place)
    assert np.abs(difference).max() <= 1  # a cut view's numbers are rounded otherwise


def test_a_view_that_is_drawn_again_is_kept():
    pyramid, backdrop = Counted(), Backdrop()
    for rows in (VIEW.height, 2 * VIEW.height, 2 * VIEW.height):
        drawn(backdrop, pyramid)
        assert pyramid.rows == rows
    part_of(backdrop, VIEW.rect)
    part_of(backdrop, Rect(10, 10, 50, 40))
    assert pyramid.rows == 2 * VIEW.height


def test_what_is_left_out_is_drawn_by_itself():
    """A part far down is wanted before the view has been drawn so far."""
    pyramid, backdrop = Counted(), Backdrop()
    for _ in range(2):
        backdrop.turn_to(pyramid, VIEW, USUAL)
    part_of(backdrop, Rect(10, 60, 40, 80))
    assert pyramid.rows == 20
    part_of(backdrop, VIEW.rect)
    assert pyramid.rows == 20 + VIEW.height


@pytest.mark.parametrize(
    ("view", "manner"),
    [(VIEW.panned(3, 0), USUAL), (VIEW.zoomed(2.0, 0, 0), USUAL), (VIEW, Manner(Adjustment(brightness=0.5)))],
)
def test_another_view_or_manner_is_drawn_anew(view, manner):
    backdrop = filled(PICTURE)
    expected = part_of(PICTURE, view.rect, view, manner)
    assert np.array_equal(part_of(backdrop, view.rect, view, manner), expected)
    backdrop.turn_to(PICTURE, view, manner)
    assert np.array_equal(part_of(backdrop, view.rect, view, manner), expected)


def test_a_picture_that_comes_piece_by_piece_is_drawn_as_it_is_now():
    pyramid = Counted()
    pyramid.settled = False
    part_of(filled(pyramid), VIEW.rect)
    assert pyramid.rows == 3 * VIEW.height


def test_without_a_picture_nothing_is_painted():
    backdrop = Backdrop()
    backdrop.turn_to(None, VIEW, USUAL)
    assert (part_of(backdrop, VIEW.rect) == GROUND).all()
