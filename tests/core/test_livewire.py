"""Lines along the edges of a picture."""

from functools import partial

import numpy as np
import pytest

from annotator.core.livewire import Livewire
from annotator.core.patch import patch_of


def disc(radius=60.0, middle=(100, 100), size=(200, 200)):
    y, x = np.mgrid[: size[1], : size[0]] + 0.5
    inside = np.hypot(x - middle[0], y - middle[1]) <= radius
    return np.where(inside[..., None], np.uint8([220, 210, 200]), np.uint8([40, 45, 50]))


def wire(picture, start, reach=150.0, **more):
    return Livewire(partial(patch_of, picture), start, reach, **more)


def off_the_circle(line, radius=60.0):
    return np.abs(np.hypot(*(line - 100).T) - radius)


def test_a_line_between_two_points_of_an_edge_follows_it():
    line = wire(disc(), (160, 100)).line_to((100, 160))
    assert off_the_circle(line).max() < 2
    assert np.hypot(*np.diff(line, axis=0).T).sum() == pytest.approx(60 * np.pi / 2, rel=0.2)


def test_a_line_begins_and_ends_exactly_where_it_is_wanted():
    line = wire(disc(), (160.25, 100.5)).line_to((100.75, 158.5))
    assert line[[0, -1]].tolist() == [[160.25, 100.5], [100.75, 158.5]]


def test_a_large_map_is_made_of_fewer_pixels_and_lies_where_the_picture_does():
    large = disc(600, (1000, 1000), (2000, 2000))
    made = wire(large, (1600, 1000), reach=1000)
    line = made.line_to((1000, 1600))
    assert made.pixel_px == 5
    assert np.abs(np.hypot(*(line - 1000).T) - 600).max() < 2 * made.pixel_px


def test_a_start_and_an_end_beside_the_edge_snap_to_it():
    made = wire(disc(), (156, 100), snap_px=6)
    assert off_the_circle(np.array([made.start]))[0] < 1.5
    assert off_the_circle(np.array([made.snapped((100, 164), 6)]))[0] < 1.5


def test_nothing_snaps_where_nothing_is_steep():
    made = wire(disc(), (100, 100), snap_px=6)
    assert made.start == (100, 100)
    assert made.snapped((105, 105), 6) == (105, 105)


def test_a_line_to_a_point_out_of_reach_is_straight_from_where_the_map_ends():
    line = wire(disc(), (160, 100), reach=50).line_to((160, 10))
    assert line[-1].tolist() == [160, 10]
    assert line[-2].tolist() == pytest.approx([160, 50], abs=2)


@pytest.mark.parametrize("size", [(1, 1), (3, 60), (60, 8), (9, 9)])
def test_the_smallest_pictures_give_lines_too(size):
    made = wire(np.zeros((*size[::-1], 3), np.uint8), (0.5, 0.5))
    assert made.line_to(size)[-1].tolist() == list(size)


def test_beside_the_picture_lines_are_straight():
    assert wire(disc(), (900, 900)).line_to((1000, 1000)).tolist() == [[900, 900], [1000, 1000]]
