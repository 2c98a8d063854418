"""What can be wrong with the outline of an annotation, and what is made of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as coco_mask

from annotator.core.raster import parts_mask, parts_rle
from annotator.formats.coco_annotation import in_few_digits
from annotator.formats.coco_geometry import fifths, in_same_fifths
from tests.formats.files import SQUARE, annotation, document, imported, reexported, said

HOLE = [15.0, 15.0, 25.0, 15.0, 25.0, 25.0, 15.0, 25.0]


@pytest.mark.parametrize("token", ["NaN", "Infinity", "-Infinity", "1e308", "2e8", "1e999", "1" + "0" * 300])
def test_a_polygon_with_such_a_number_is_kept_from_pycocotools(tmp_path, token):
    text = (
        '{"images":[{"id":1,"file_name":"a","width":100,"height":80}],"categories":[],"annotations":['
        '{"id":7,"image_id":1,"category_id":3,"segmentation":[[10,10,%s,10,30,30]],"area":1,"bbox":[1,1,2,2]},'
        '{"id":8,"image_id":1,"category_id":3,"segmentation":[[10,10,30,10,30,30]],"area":1,"bbox":[10,10,20,20]}]}'
    )
    instances, report = imported(tmp_path, text % token)
    assert [one.id for one in instances] == [8]
    assert any(line.startswith("skipped annotation 7") for line in said(report))


def test_an_endless_outline_is_kept_from_pycocotools(tmp_path):
    zigzag = [-1900.0, 0.0, 1900.0, 1.0] * 1000
    instances, report = imported(tmp_path, document(annotation(segmentation=[zigzag])))
    assert not instances
    assert "pixels long" in said(report)[-1]


def test_a_ring_of_two_points_goes_and_the_others_stay(tmp_path):
    instances, report = imported(tmp_path, document(annotation(segmentation=[[1, 1, 5, 5], SQUARE])))
    assert len(instances[0].parts) == 1
    assert said(report) == ["repaired annotation 1: a ring of 2 points was left out"]


@pytest.mark.parametrize("segmentation", [[[3, 4]], [[]], [], None, ..., [[1, 2, 3, 4]]])
def test_an_annotation_without_an_outline_keeps_its_box(tmp_path, segmentation):
    content = document(annotation(segmentation=segmentation))
    [instance], report = imported(tmp_path, content)
    assert instance.parts == ()
    assert "noted annotation 1: it has a box but no outline" in said(report)
    assert reexported(tmp_path, content)["annotations"][0]["bbox"] == [10, 10, 20, 20]


def test_neither_outline_nor_box_is_nothing(tmp_path):
    instances, report = imported(tmp_path, document(annotation(segmentation=[], bbox=[])))
    assert not instances
    assert said(report)[-1] == "skipped annotation 1: it has neither an outline nor a box"


def test_an_odd_number_is_dropped_where_three_points_remain(tmp_path):
    instances, report = imported(tmp_path, document(annotation(segmentation=[[*SQUARE, 5]])))
    assert instances[0].parts[0].outer.ravel().tolist() == SQUARE
    assert "odd count" in said(report)[0]
    instances, _ = imported(tmp_path, document(annotation(segmentation=[[1, 1, 2, 2, 3]])))
    assert instances[0].parts == ()


def test_numbers_as_strings_are_read_and_written_as_numbers(tmp_path):
    content = document(annotation(segmentation=[[str(v) for v in SQUARE]]))
    instances, report = imported(tmp_path, content)
    assert instances[0].parts[0].outer.ravel().tolist() == SQUARE
    assert "strings" in said(report)[0]
    assert reexported(tmp_path, content)["annotations"][0]["segmentation"] == [SQUARE]


def test_a_polygon_outside_any_list_is_one_polygon(tmp_path):
    [instance], report = imported(tmp_path, document(annotation(segmentation=SQUARE)))
    assert instance.parts[0].outer.ravel().tolist() == SQUARE
    assert "not in a list" in said(report)[0]


def test_an_outline_outside_the_picture_is_kept_and_flagged(tmp_path):
    outside = [v + 200 for v in SQUARE]
    content = document(annotation(segmentation=[outside], bbox=[210, 210, 20, 20]))
    _, report = imported(tmp_path, content)
    assert said(report) == ["noted annotation 1: it lies outside the picture"]
    assert reexported(tmp_path, content)["annotations"][0]["segmentation"] == [outside]


def test_an_outline_partly_outside_keeps_its_vertices_and_is_clipped_in_the_mask(tmp_path):
    partly = [v - 20 for v in SQUARE]
    content = document(annotation(segmentation=[partly], bbox=[-10, -10, 20, 20]))
    [instance], report = imported(tmp_path, content)
    assert parts_mask(instance.parts, 100, 80).sum() == 100
    assert reexported(tmp_path, content)["annotations"][0]["segmentation"] == [partly]
    assert not report.findings


@pytest.mark.parametrize(
    ("ring", "flag"),
    [
        ([0, 0, 20, 20, 20, 0, 0, 20], "crosses itself"),
        (SQUARE + SQUARE, "covers no pixel"),
        ([5, 5, 40, 5, 5, 5], "covers no pixel"),
    ],
)
def test_a_degenerate_outline_is_kept_and_flagged(tmp_path, ring, flag):
    content = document(annotation(segmentation=[ring], bbox=...))
    _, report = imported(tmp_path, content)
    assert any(flag in line for line in said(report))
    assert reexported(tmp_path, content)["annotations"][0]["segmentation"] == [ring]


def test_several_polygons_are_one_instance_of_several_parts(tmp_path):
    other = [v + 30 for v in SQUARE]
    [instance], _ = imported(tmp_path, document(annotation(segmentation=[SQUARE, other], bbox=...)))
    assert parts_mask(instance.parts, 100, 80).sum() == 800


def test_a_ring_in_a_ring_is_a_part_unless_told_to_be_a_hole(tmp_path):
    content = document(annotation(segmentation=[SQUARE, HOLE]))
    [part], report = imported(tmp_path, content)
    assert parts_mask(part.parts, 100, 80).sum() == 400
    assert "taken as a part" in said(report)[0]
    [hole], report = imported(tmp_path, content, inner_rings="hole")
    assert parts_mask(hole.parts, 100, 80).sum() == 300
    assert "taken as a hole" in said(report)[0]


def test_a_hole_is_exported_as_run_lengths_of_one_object(tmp_path):
    content = document(annotation(segmentation=[HOLE, SQUARE, [18, 18, 22, 18, 22, 22, 18, 22]]))
    [record] = reexported(tmp_path, content, inner_rings="hole")["annotations"]
    assert record["iscrowd"] == 0
    assert record["area"] == 400 - 100 + 16
    assert coco_mask.decode(record["segmentation"]).sum() == record["area"]


@given(st.lists(st.floats(-2000, 9000), min_size=6, max_size=60))
def test_a_ring_rounds_like_the_numbers_in_the_file(numbers):
    exact = np.array(numbers[: len(numbers) // 2 * 2])
    ring = in_same_fifths(exact)
    assert np.array_equal(fifths(ring.ravel().astype(np.float64)), fifths(exact))
    assert np.abs(ring.ravel() - exact).max() <= 1e-3


@given(st.lists(st.floats(-300, 3000, width=32), min_size=6, max_size=60))
def test_written_numbers_are_the_ring_and_round_like_it(numbers):
    ring = in_same_fifths(np.array(numbers[: len(numbers) // 2 * 2]))
    back = np.array(in_few_digits(ring))
    assert np.array_equal(back.astype(np.float32), ring.ravel())
    assert np.array_equal(fifths(back), fifths(ring.ravel().astype(np.float64)))


@given(st.lists(st.tuples(st.floats(-50, 700), st.floats(-50, 500)), min_size=3, max_size=20))
def test_the_canvas_shows_the_mask_that_pycocotools_makes_of_the_file(points):
    from annotator.core.annotations import Part

    flat = np.array(points).ravel()
    expected = coco_mask.merge(coco_mask.frPyObjects([flat.tolist()], 480, 640))
    assert parts_rle([Part(in_same_fifths(flat))], 640, 480) == expected
