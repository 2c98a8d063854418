"""Interpolation while a video plays is close to the exact one."""

import numpy as np
import pytest

from annotator.core.annotations import Part, ring
from annotator.core.interpolation import Between
from annotator.core.raster import parts_iou
from annotator.core.sketching import Sketch
from tests.conftest import square

SIZE = 400, 300
RING = (Part(square(100, 80, 120)[0].outer, (square(130, 110, 50)[0].outer,)),)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize(
    ("before", "after"), [(square(20, 20, 60), square(200, 120, 90)), (RING, square(150, 100, 120)), (RING, RING)]
)
def test_it_is_close(before: tuple[Part, ...], after: tuple[Part, ...], share: float) -> None:
    exact, sketch = (kind(before, after, *SIZE).at(share) for kind in (Between, Sketch))
    assert parts_iou(exact, sketch, *SIZE) > 0.9
    assert [len(part.holes) for part in exact] == [len(part.holes) for part in sketch]


def test_at_the_ends_it_is_what_it_was_made_from() -> None:
    sketch = Sketch(RING, square(10, 10, 50), *SIZE)
    assert sketch.at(0) == RING
    assert sketch.at(1) == square(10, 10, 50)


def test_what_is_thinner_than_a_pixel_is_not_lost() -> None:
    hair = (Part(ring(np.array([[10, 10], [90, 10], [90, 10.4], [10, 10.4]]))),)
    assert Sketch(hair, hair, *SIZE).at(0.5)
