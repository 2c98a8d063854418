import numpy as np
import pytest
from numpy.random import default_rng

from annotator.training.augment import Recipe, paste, random_view, recolour, view
from annotator.training.data import Object, Sample

PLAIN = Recipe(side=64, shorter_side=64, scale=(0.7, 1.4), colour=0.0, paste=0.0)


def scene(seed: int, size: int = 80, value: int = 250) -> Sample:
    """A dark picture with an L-shaped bright object, whose mask has no symmetry."""
    random = default_rng(seed)
    x, y = (int(n) for n in random.integers(10, 30, 2))
    mask = np.zeros((24, 18), np.uint8)
    mask[:, :8] = mask[16:] = 1
    picture = np.zeros((size, size + 16, 3), np.uint8)
    picture[y : y + 24, x : x + 18][mask > 0] = value
    return Sample(picture, (Object(1, x, y, mask),))


def disagreement(sample: Sample) -> int:
    """Pixels on which the picture and its masks differ."""
    masks = np.zeros(sample.picture.shape[:2], bool)
    for found in sample.objects:
        height, width = found.mask.shape
        masks[found.y : found.y + height, found.x : found.x + width] |= found.mask > 0
    bright = sample.picture[..., 0] > 128
    return int(np.count_nonzero(bright != masks))


@pytest.mark.parametrize("turns", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_flips_turns_scales_and_crops_move_picture_and_masks_alike(seed: int, turns: bool) -> None:
    recipe = Recipe(side=64, shorter_side=64, scale=(0.7, 1.4), turns=turns, colour=0.0, paste=0.0)
    example = view(scene(seed), recipe, default_rng(seed))
    outline_pixels = sum(2 * sum(found.mask.shape) for found in example.objects)
    assert disagreement(example) <= 0.6 * outline_pixels + 8


def test_without_turns_up_stays_up() -> None:
    for seed in range(10):
        [found] = view(scene(3), PLAIN, default_rng(seed)).objects or [None]
        if found is not None and found.mask.shape[0] > 12:
            assert found.mask[-2].sum() > found.mask[2].sum()


def test_turns_give_all_eight_ways() -> None:
    recipe = Recipe(side=120, shorter_side=80, scale=(1.0, 1.0001), turns=True, colour=0.0, paste=0.0)
    masks = {view(scene(1), recipe, default_rng(seed)).objects[0].mask.tobytes() for seed in range(80)}
    assert len(masks) >= 8


def test_pasted_objects_bring_their_pixels_and_cover_what_is_behind() -> None:
    behind, front = scene(1, value=250), scene(1, value=230)
    pasted = paste(behind, front, most=1, random=default_rng(0))
    assert len(pasted.objects) == 1  # the one behind is hidden wholly
    shifted = Sample(front.picture, tuple(Object(1, o.x + 6, o.y, o.mask) for o in front.objects))
    both = paste(behind, shifted, most=1, random=default_rng(0))
    assert len(both.objects) == 2
    cover = np.zeros(behind.picture.shape[:2], int)
    for found in both.objects:
        cover[found.y : found.y + found.mask.shape[0], found.x : found.x + found.mask.shape[1]] += found.mask
    assert cover.max() == 1


def test_a_pasted_object_looks_as_it_did() -> None:
    pasted = paste(Sample(np.zeros((80, 96, 3), np.uint8), ()), scene(2), most=1, random=default_rng(0))
    assert disagreement(pasted) <= 60  # the soft edge


def test_colour_changes_leave_no_value_outside_and_move_nothing() -> None:
    recipe = Recipe(colour=0.5, invert=0.0)
    picture = scene(1).picture
    changed = recolour(picture, recipe, default_rng(4))
    assert changed.shape == picture.shape
    assert changed.dtype == np.uint8
    assert not np.array_equal(changed, picture)


def test_the_same_seed_gives_the_same_example() -> None:
    samples = [scene(1), scene(2)]
    one, other = (random_view(samples, 0, Recipe(side=64, shorter_side=64), default_rng(5)) for _ in range(2))
    assert np.array_equal(one.picture, other.picture)
    assert [found.mask.tobytes() for found in one.objects] == [found.mask.tobytes() for found in other.objects]


def test_objects_have_tight_boxes_inside_the_canvas() -> None:
    for seed in range(30):
        for found in view(scene(seed), PLAIN, default_rng(seed)).objects:
            height, width = found.mask.shape
            assert 0 <= found.x <= found.x + width <= 64
            assert 0 <= found.y <= found.y + height <= 64
            assert all(edge.any() for edge in (found.mask[0], found.mask[-1], found.mask[:, 0], found.mask[:, -1]))
