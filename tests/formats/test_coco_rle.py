"""Run lengths from outside: what is read, what is refused, and that nothing bad reaches C."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as coco_mask

from annotator.core.raster import parts_mask
from tests.formats.files import annotation, document, imported, reexported, said

MASK = np.zeros((80, 100), np.uint8)
MASK[10:30, 10:40] = 1
MASK[15:20, 15:20] = 0
MASK[50, 99] = MASK[79, 0] = 1
RLE = coco_mask.encode(np.asfortranarray(MASK))
COMPRESSED = RLE["counts"].decode()


def runs(mask: np.ndarray) -> list[int]:
    """Uncompressed run lengths."""
    flat = np.concatenate([[0], mask.T.ravel(), [2]])
    edges = np.nonzero(np.diff(flat))[0]
    return np.diff(edges, prepend=0).tolist()


def decoded(rle: dict[str, object]) -> np.ndarray:
    """The mask that pycocotools sees."""
    return coco_mask.decode(coco_mask.frPyObjects(rle, 80, 100) if isinstance(rle["counts"], list) else rle)


def rle(counts: object, size: object = (80, 100)) -> dict[str, object]:
    """A document of one annotation with this mask."""
    return document(annotation(segmentation={"size": size, "counts": counts}, bbox=..., area=...))


@pytest.mark.parametrize("counts", [COMPRESSED, runs(MASK), [float(v) for v in runs(MASK)], str(COMPRESSED.encode())])
def test_run_lengths_in_any_spelling_are_the_mask(tmp_path, counts):
    [instance], _ = imported(tmp_path, rle(counts))
    assert np.array_equal(parts_mask(instance.parts, 100, 80), MASK)
    [record] = reexported(tmp_path, rle(counts))["annotations"]
    assert np.array_equal(decoded(record["segmentation"]), MASK)


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ([10, 5], "run lengths for 15 pixels"),
        ([8000, 5], "run lengths for 8005 pixels"),
        ([8010, -10], "negative"),
        ([7999.5, 0.5], "not whole"),
        ([1e300, 2], "not whole"),
        ([2**63, 2], "not whole"),
        ([], "no run lengths"),
        ("", "no run lengths"),
        (None, "no run lengths"),
        ({}, "no run lengths"),
        (["x"], "not numbers"),
        ("\u00e9", "letters"),
        ("PPPP", "end in the middle"),
        ("b'", "letters"),
        ("0000", "run lengths for 0 pixels"),
        ("oooooooooooooooooooo0", "larger than any picture"),
    ],
)
def test_run_lengths_that_are_no_mask_are_refused_with_the_reason(tmp_path, counts, why):
    instances, report = imported(tmp_path, rle(counts))
    assert not instances
    assert why in said(report)[-1]
    assert said(report)[-1].startswith("skipped annotation 1:")


@pytest.mark.parametrize(
    ("size", "why"),
    [
        ([100, 80], "size swapped"),
        ([2000000, 2000000], "2e+06 x 2e+06"),
        ([80], "no size"),
        (None, "no size"),
        (["a", "b"], "no size"),
    ],
)
def test_a_mask_of_another_size_is_refused_before_anything_is_allocated(tmp_path, size, why):
    instances, report = imported(tmp_path, rle(COMPRESSED, size))
    assert not instances
    assert why in said(report)[-1]


def test_run_lengths_nobody_touched_go_out_as_they_came_in(tmp_path):
    content = document(annotation(segmentation={"size": [80, 100], "counts": runs(MASK)}))
    assert reexported(tmp_path, content)["annotations"][0]["segmentation"]["counts"] == runs(MASK)


@given(st.text(st.characters(min_codepoint=40, max_codepoint=115), max_size=30))
def test_any_letters_are_refused_or_the_mask_of_pycocotools(tmp_path_factory, letters):
    [*instances], _ = imported(tmp_path_factory.getbasetemp(), rle(letters))
    for instance in instances:
        expected = coco_mask.decode({"size": [80, 100], "counts": letters.encode()})
        assert np.array_equal(parts_mask(instance.parts, 100, 80), expected)
