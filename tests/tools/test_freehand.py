"""A freehand line is simplified as it grows, and is as close to the hand as one that is simplified at its end."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.annotations import ring
from annotator.core.gesture import Point
from annotator.core.raster import simplified_line
from annotator.tools.freehand import FreehandLine

TOLERANCE = 1.2


def drawn(places, tolerance=TOLERANCE):
    line = FreehandLine(Point(*places[0]))
    for place in places[1:]:
        line.draw(Point(*place))
        line.simplify(tolerance)
    return line


def spiral(count, step=0.05):
    turn = np.arange(count) * step
    wobble = np.random.default_rng(3).normal(0, 0.3, (2, count))
    x, y = 500 + (40 + 9 * turn) * np.array([np.cos(turn), np.sin(turn)]) + wobble
    return np.stack([x, y], axis=1).tolist()


def farthest(places, corners):
    """The distance of the place that lies farthest from the line."""
    ends = np.concatenate([corners, corners[-1:]]).astype(float)
    a, b = ends[:-1], ends[1:]
    along, length = b - a, np.maximum(((b - a) ** 2).sum(axis=1), 1e-12)
    points = np.asarray(places, float)[:, None]
    share = np.clip(((points - a) * along).sum(axis=2) / length, 0, 1)
    return np.linalg.norm(points - (a + share[..., None] * along), axis=2).min(axis=1).max()


walks = st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), min_size=2, max_size=600)


@settings(max_examples=200, deadline=None)
@given(walks, st.floats(0.3, 6))
def test_every_place_of_the_hand_is_near_the_line(steps, tolerance):
    places = np.cumsum([(50, 50), *steps], axis=0).tolist()
    corners = drawn(places, tolerance).corners
    assert farthest(places, corners) <= tolerance + 1e-3
    assert corners[0].tolist() == places[0]
    assert corners[-1].tolist() == places[-1]


def test_a_long_line_has_hardly_more_corners_than_one_that_is_simplified_whole():
    places = spiral(3000)
    whole = simplified_line(ring(places), TOLERANCE)
    assert len(drawn(places).corners) <= 1.05 * len(whole)


def test_a_straight_line_keeps_its_two_ends_however_long_it_is():
    assert drawn([(x, 7) for x in range(1000)]).corners.tolist() == [[0, 7], [999, 7]]


def test_another_tolerance_holds_for_all_of_the_line():
    places = spiral(800)
    line = drawn(places)
    line.simplify(8.0)
    assert np.array_equal(line.corners, simplified_line(ring(places), 8.0))


def test_what_lies_well_behind_the_hand_is_not_looked_at_again(monkeypatch):
    seen = []

    def noting(points, tolerance_px):
        seen.append(len(points))
        return simplified_line(points, tolerance_px)

    monkeypatch.setattr("annotator.tools.freehand.simplified_line", noting)
    drawn(spiral(3000))
    assert max(seen) < 400


def test_a_line_that_ends_where_it_began_keeps_its_ends():
    loop = ring([(10, 10), (30, 11), (50, 10), (50, 40), (10, 10)])
    assert simplified_line(loop, 2.0).tolist() == [[10, 10], [50, 10], [50, 40], [10, 10]]
    assert simplified_line(ring([(5, 5)] * 4), 2.0).tolist() == [[5, 5], [5, 5]]
