"""After a change of some pixels an outline keeps its corners wherever nothing has changed."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.annotations import Part, ring
from annotator.core.crossings import crosses_itself
from annotator.core.geometry import rectangle
from annotator.core.keeping import keeping_corners
from annotator.core.raster import LocalMask, local_mask, local_parts
from annotator.core.setops import NOTHING, difference, intersection, same, union

SIZE = 300, 200


def star(seed: int, corners: int, x: float, y: float, radius: float) -> Part:
    rng = np.random.default_rng(seed)
    turn = np.sort(rng.uniform(0, 2 * np.pi, corners))
    reach = radius * rng.uniform(0.4, 1, corners)
    return Part(ring(np.stack([x + reach * np.cos(turn), y + reach * np.sin(turn)], axis=1)))


def disc(x: int, y: int, radius: int) -> LocalMask:
    across = np.arange(-radius, radius + 1)
    whole = LocalMask(x - radius, y - radius, across[:, None] ** 2 + across**2 <= radius**2)
    frame = LocalMask(0, 0, np.ones(SIZE[::-1], bool))
    return difference(whole, [difference(whole, [frame])])


stars = st.builds(star, st.integers(0, 99), st.integers(3, 40), st.floats(40, 260), st.floats(40, 160),
                  st.floats(5, 90))  # fmt: skip
discs = st.builds(disc, st.integers(0, 299), st.integers(0, 199), st.integers(1, 30))


@settings(max_examples=150)
@given(st.lists(stars, min_size=1, max_size=3).map(tuple), discs, st.booleans())
def test_every_pixel_is_as_the_mask_says(before: tuple[Part, ...], other: LocalMask, paints: bool) -> None:
    covered = local_mask(before, *SIZE)
    after = union([covered, other]) if paints else difference(covered, [other])
    made = keeping_corners(before, after, *SIZE)
    assert same(local_mask(made, *SIZE), after)
    assert not any(crosses_itself(one) for part in made for one in part.rings)


@pytest.mark.parametrize("turned", [False, True])
def test_a_triangle_stays_a_triangle_but_for_the_dab(turned: bool) -> None:
    points = [[20, 20], [280, 60], [150, 180]]
    one = Part(ring(points[::-1] if turned else points))
    after = union([local_mask([one], *SIZE), disc(20, 20, 8)])
    [made] = keeping_corners([one], after, *SIZE)
    assert {(280, 60), (150, 180)} <= {tuple(corner) for corner in made.outer.tolist()}
    assert len(made.outer) < 100 < len(local_parts(after)[0].outer)


def test_a_dab_in_the_middle_of_an_edge_leaves_all_corners() -> None:
    one = Part(rectangle(20, 20, 280, 180))
    [made] = keeping_corners([one], difference(local_mask([one], *SIZE), [disc(150, 20, 8)]), *SIZE)
    assert {tuple(corner) for corner in one.outer.tolist()} <= {tuple(corner) for corner in made.outer.tolist()}


def test_what_overlaps_becomes_one_with_the_corners_of_both() -> None:
    one, other = Part(ring([[20, 20], [160, 50], [60, 180]])), Part(ring([[100, 60], [280, 30], [250, 170]]))
    after = local_mask([one, other], *SIZE)
    [made] = keeping_corners([one, other], after, *SIZE)
    assert len(made.outer) < 60 < len(local_parts(after)[0].outer)


def test_what_both_cover_has_the_corners_of_both_but_for_where_they_cross() -> None:
    one, other = Part(ring([[20, 20], [200, 30], [60, 180]])), Part(ring([[80, 60], [280, 10], [170, 190]]))
    after = intersection(local_mask([one], *SIZE), local_mask([other], *SIZE))
    [made] = keeping_corners([one, other], after, *SIZE)
    assert same(local_mask([made], *SIZE), after)
    assert (80, 60) in {tuple(corner) for corner in made.outer.tolist()}
    assert len(made.outer) < 40 < len(local_parts(after)[0].outer)


def test_what_is_cut_out_has_the_corners_of_what_cut_it_out() -> None:
    one, other = Part(rectangle(20, 20, 280, 180)), Part(ring([[150, 5], [200, 90], [110, 120]]))
    after = difference(local_mask([one], *SIZE), [local_mask([other], *SIZE)])
    [made] = keeping_corners([one, other], after, *SIZE)
    assert same(local_mask([made], *SIZE), after)
    corners = {tuple(corner) for corner in made.outer.tolist()}
    assert corners >= {(200, 90), (110, 120)} | {tuple(corner) for corner in one.outer.tolist()}
    assert len(corners) < 40 < len(local_parts(after)[0].outer)


def test_of_two_that_are_the_same_one_stays() -> None:
    one = Part(ring([[20, 20], [200, 50], [60, 180]]))
    [made] = keeping_corners([one, one], local_mask([one], *SIZE), *SIZE)
    assert sorted(map(tuple, made.outer.tolist())) == sorted(map(tuple, one.outer.tolist()))


def test_a_bow_tie_becomes_two_triangles() -> None:
    one = Part(ring([[20, 20], [280, 180], [280, 30], [20, 170]]))
    made = keeping_corners([one], local_mask([one], *SIZE), *SIZE)
    assert len(made) == 2
    assert {tuple(corner) for part in made for corner in part.outer.tolist()} >= set(map(tuple, one.outer.tolist()))
    assert sum(len(part.outer) for part in made) < 100


def test_of_nothing_nothing_is_left() -> None:
    assert keeping_corners([Part(rectangle(20, 20, 60, 60))], NOTHING, *SIZE) == ()
    assert keeping_corners([], NOTHING, *SIZE) == ()
