"""What is too small to be meant."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from annotator.core.specks import without_pinholes, without_specks, without_whiskers

masks = arrays(bool, st.tuples(st.integers(1, 12), st.integers(1, 12)))


def block(size=(40, 40)):
    return np.ones(size, bool)


def test_a_pin_hole_is_covered_and_a_hole_is_not():
    mask = block((100, 100))
    mask[10:14, 10:14] = mask[40:60, 40:60] = False
    made = without_pinholes(mask)
    assert made[10:14, 10:14].all()
    assert not made[40:60, 40:60].any()


def test_a_notch_in_the_side_is_no_hole():
    mask = block()
    mask[0, 5] = False
    assert np.array_equal(without_pinholes(mask), mask)


def test_a_speck_goes_and_a_smaller_piece_stays():
    mask = np.zeros((60, 60), bool)
    mask[:40, :40] = mask[45:55, 45:55] = mask[58, 58] = True
    made = without_specks(mask)
    assert (made[:40, :40].all(), made[45:55, 45:55].all(), made[58, 58]) == (True, True, False)


@given(masks, st.data())
def test_without_whiskers_a_mask_loses_pixels_only_and_never_the_one_it_is_asked_about(mask, data):
    y, x = data.draw(st.sampled_from([*map(tuple, np.argwhere(mask).tolist())] or [(0, 0)]))
    made = without_whiskers(mask, x, y)
    assert (made <= mask).all()
    assert made[y, x] == mask[y, x]


@given(masks)
def test_holes_are_only_covered_and_specks_only_taken_away(mask):
    assert (without_pinholes(mask) >= mask).all()
    assert (without_specks(mask) <= mask).all()


@given(st.integers(2, 6), st.integers(2, 6))
def test_a_rectangle_two_pixels_wide_has_no_whiskers(width, height):
    mask = np.pad(block((height, width)), 2)
    assert np.array_equal(without_whiskers(mask, 2, 2), mask)
