"""What stands out in a box."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from annotator.core import cutout as module
from annotator.core.cutout import Stroke, cutout
from annotator.core.patch import Patch, patch_of
from annotator.core.raster import LocalMask, full_mask
from tests.core.test_livewire import disc

SAMPLES = Path(__file__).parent.parent.parent / "resources" / "samples"
BOX = (30, 30, 170, 170)


def noisy(picture, seed=1):
    noise = np.random.default_rng(seed).integers(-12, 13, picture.shape)
    return (picture + noise).clip(0, 255).astype(np.uint8)


def whole(picture):
    return Patch(0, 0, picture)


def found(picture, box, *strokes):
    return full_mask(cutout(whole(picture), box, strokes), *picture.shape[1::-1])


def iou(one, other):
    return (one & other).sum() / (one | other).sum()


def block(x, y, side=6):
    return LocalMask(x, y, np.ones((side, side), bool))


def test_a_disc_in_a_box_is_found_to_the_pixel_though_it_is_solved_on_fewer():
    picture = disc(150, (250, 250), (500, 500))
    assert iou(found(noisy(picture), (80, 80, 420, 420)), (picture > 100).all(axis=2)) > 0.99


def test_a_picture_beyond_a_megapixel_is_refined_on_fewer_pixels(monkeypatch):
    monkeypatch.setattr(module, "MOST_PX", 60_000)
    picture = disc(150, (250, 250), (500, 500))
    assert iou(found(noisy(picture), (80, 80, 420, 420)), (picture > 100).all(axis=2)) > 0.97


def test_nothing_outside_of_the_box_is_covered():
    covered = found(noisy(disc()), (30, 30, 150, 170))
    assert not covered[:, 150:].any()
    assert covered[:, :150].any()


def test_what_is_painted_is_covered_and_what_is_painted_away_is_not():
    covered = found(noisy(disc()), BOX, Stroke(block(2, 2), True), Stroke(block(97, 97), False))
    assert covered[2:8, 2:8].all()
    assert not covered[97:103, 97:103].any()


def test_the_same_box_gives_the_same_mask():
    picture = noisy(disc())
    assert np.array_equal(found(picture, BOX), found(picture, BOX))


@pytest.mark.parametrize("box", [(0, 0, 200, 200), (300, 300, 400, 400), (10.2, 10.2, 10.4, 10.4)])
def test_boxes_without_surroundings_or_without_pixels_do_no_harm(box):
    found(noisy(disc()), box)


def test_where_all_looks_alike_strokes_still_count():
    flat = np.full((60, 60, 3), 90, np.uint8)
    assert found(flat, (10, 10, 50, 50), Stroke(block(20, 20), True))[20:26, 20:26].all()


def test_a_rocket_stands_out_from_the_wall_behind_it():
    picture = np.asarray(Image.open(SAMPLES / "astronaut.png").convert("RGB"))
    box = (350, 0, 460, 300)
    mask = cutout(patch_of(picture, (290, -60, 520, 360)), box)
    covered = full_mask(mask, 512, 512)
    assert covered[10:120, 412:424].all()  # the brown tank
    assert not covered[:240, 352:360].any()  # the wall beside it
