"""Distances, areas and places on outlines."""

import pytest

from annotator.core import geometry
from annotator.core.annotations import Part, ring
from tests.conftest import instance, square

DONUT = (Part(square(0, 0, 10)[0].outer, (square(3, 3, 4)[0].outer,)),)


def test_area_leaves_holes_out():
    assert geometry.area(DONUT) == 100 - 16


def test_a_hole_is_not_part_of_what_is_covered():
    assert geometry.covers(DONUT, 1, 1)
    assert not geometry.covers(DONUT, 5, 5)


def test_the_nearest_vertex_may_lie_on_a_hole():
    assert geometry.nearest_vertex(DONUT, 4, 4) == (0, 1, 0, pytest.approx(2**0.5))


def test_the_nearest_edge_is_named_by_its_first_vertex():
    assert geometry.nearest_edge(square(), 10.5, 5) == (0, 0, 1, 0.5)


def test_there_is_nothing_near_an_instance_without_parts():
    assert geometry.nearest_edge((), 0, 0) is None
    assert geometry.box_xyxy([]) == (0, 0, 0, 0)


def test_a_ring_is_replaced_in_its_place():
    [part] = geometry.with_ring(DONUT, 0, 1, ring([[4, 4], [6, 4], [6, 6]]))
    assert part.holes[0].tolist() == [[4, 4], [6, 4], [6, 6]]


def test_the_smallest_instance_under_the_cursor_is_on_top():
    large, small = instance(1, square(0, 0, 50)), instance(2, square(10, 10, 5))
    assert geometry.topmost_at([large, small], 12, 12) is small
    assert geometry.topmost_at([large, small], 40, 40) is large
    assert geometry.topmost_at([large, small], 90, 90) is None


def test_a_rectangle_runs_clockwise_from_the_top_left_however_it_was_dragged():
    assert geometry.rectangle(5, 6, 1, 2).tolist() == [[1, 2], [5, 2], [5, 6], [1, 6]]
    assert geometry.signed_area(geometry.rectangle(5, 6, 1, 2)) > 0
