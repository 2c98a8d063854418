"""Self-crossings, slivers, duplicates and what is outside."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core import findings
from annotator.core.annotations import Part, ring
from annotator.core.crossings import crosses_itself, self_crossings
from annotator.core.operations import mend
from annotator.core.raster import local_mask, mask_parts, parts_iou
from tests.conftest import frame, instance, square

BOW_TIE = ring([[0, 0], [10, 10], [10, 0], [0, 10]])
floats = st.tuples(st.floats(-50, 50, width=32), st.floats(-50, 50, width=32))
whole = st.tuples(st.integers(0, 5), st.integers(0, 5))


def test_a_bow_tie_crosses_itself_in_its_middle():
    assert self_crossings(BOW_TIE).tolist() == [[5, 5]]


@pytest.mark.parametrize("points", [
    [[0, 0], [10, 0], [10, 10], [5, 0], [0, 10]],  # a corner on an edge, from inside
    [[0, 0], [4, 0], [4, 4], [8, 4], [8, 8], [4, 8], [4, 4], [0, 4]],  # two pixels that meet at a corner
    [[0, 0], [10, 0], [10, 10], [10, 10], [0, 10]],  # a corner given twice
    [[0, 0], [10, 0], [15, 0], [10, 0], [10, 10], [0, 10]],  # there and back
])  # fmt: skip
def test_an_outline_that_only_touches_itself_does_not_cross(points):
    assert not crosses_itself(ring(points))


@pytest.mark.parametrize("points", [
    [[0, 0], [10, 0], [10, 10], [5, 0], [0, -10]],  # out through a corner on an edge
    [[0, 0], [5, 5], [10, 10], [10, 0], [5, 5], [0, 10]],  # through a corner that both ways share
])  # fmt: skip
def test_an_outline_that_passes_through_its_own_corner_crosses(points):
    assert len(self_crossings(ring(points))) == 1


def test_a_crossing_by_a_hair_is_seen_and_a_miss_by_a_hair_is_not():
    hair = float(np.spacing(np.float32(1)))
    through = ring([[-2, 1], [2, 1], [2, -3], [hair, 1 + hair], [-2, -3]])
    below = ring([[-2, 1], [2, 1], [2, -3], [hair, 1 - hair], [-2, -3]])
    assert len(self_crossings(through)) == 2
    assert not crosses_itself(below)


@given(st.lists(st.one_of(floats, whole), min_size=4, max_size=9))
def test_edges_that_cross_are_those_that_exact_arithmetic_says(points):
    made = ring(points)
    expected = sum(crossing(made, i, j) for i in range(len(made)) for j in range(i + 2, len(made)))
    degenerate = any(on_edge(made, i, j) for i in range(len(made)) for j in range(len(made)))
    found = len(self_crossings(made))
    assert found >= expected if degenerate else found == expected


def exact(one, i: int) -> tuple[Fraction, Fraction]:
    x, y = one[i % len(one)].tolist()
    return Fraction(x), Fraction(y)


def turn(a, b, c) -> Fraction:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def crossing(one, i: int, j: int) -> bool:
    a, b, c, d = exact(one, i), exact(one, i + 1), exact(one, j), exact(one, j + 1)
    return turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0


def on_edge(one, corner: int, edge: int) -> bool:
    if corner in (edge, (edge + 1) % len(one)):
        return False
    a, b, c = exact(one, edge), exact(one, edge + 1), exact(one, corner)
    within = min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])
    return within and turn(a, b, c) == 0


def test_an_outline_that_goes_twice_around_its_middle_crosses_itself():
    angle = np.arange(5) * 4 * np.pi / 5
    assert len(self_crossings(ring(np.stack([50 + 20 * np.cos(angle), 50 + 20 * np.sin(angle)], axis=1)))) == 5


def test_an_outline_made_from_a_mask_never_crosses():
    mask = np.random.default_rng(1).random((60, 60)) > 0.4
    assert not any(crosses_itself(one) for part in mask_parts(mask) for one in part.rings)


def test_a_crossing_is_listed_with_its_place_and_gone_when_mended():
    crossed = instance(3, (*square(30, 30), Part(BOW_TIE)))
    assert findings.crossings([instance(1), crossed]) == [(3, 1, 0, 5, 5)]
    edit = mend(frame(), [instance(1), crossed])
    assert findings.crossings(edit.after.values()) == []
    assert edit.after[3].parts[0] == square(30, 30)[0]
    assert edit.text == "Mend 1 instance"


def test_parts_that_cover_hardly_anything_are_listed():
    thin = Part(ring([[10, 10], [60, 10.2], [60, 10.4]]))
    listed = findings.slivers(frame(), [instance(1), instance(2, (*square(0, 0, 3), thin))])
    assert listed == [(2, 0, 9), (2, 1, local_mask((thin,), 100, 80).area)]


def test_what_is_partly_or_wholly_outside_of_the_picture_is_listed_and_is_no_sliver():
    beside, edge, astride = square(-30, -30, 20), square(90, 70), square(95, 0)
    instances = [instance(1, beside), instance(2, edge), instance(3, astride), instance(4, (*beside, *edge))]
    assert findings.outside(frame(), instances) == [(1, True), (3, False), (4, False)]
    assert findings.slivers(frame(), instances) == []
    assert findings.outside(frame(), [instance(5, square(90.3, 20)), instance(6, ())]) == []


def test_nearly_the_same_twice_is_a_duplicate():
    instances = [instance(5, square(0, 0, 20)), instance(2, square(0, 0, 20.6)), instance(3, square(10, 0, 20))]
    [found] = findings.duplicates(frame(), instances)
    assert found == (2, 5, parts_iou(instances[0].parts, instances[1].parts, 100, 80))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 9)), max_size=8), st.floats(0.2, 1))
def test_duplicates_are_all_pairs_of_that_overlap(places, least):
    instances = [instance(id, square(*place)) for id, place in enumerate(places, 1)]
    covered = [local_mask(one.parts, 100, 80).area for one in instances]
    pairs = [(one.id, other.id) for i, one in enumerate(instances) for other in instances[i + 1 :]
             if covered[i] and parts_iou(one.parts, other.parts, 100, 80) >= least]  # fmt: skip
    assert [found[:2] for found in findings.duplicates(frame(), instances, least)] == pairs
