"""Outlines carried over the frames of made clips, of which every mask is known."""

from collections.abc import Iterator, Sequence

import numpy as np
import pytest

from annotator.core import setops
from annotator.core.annotations import Part
from annotator.core.raster import LocalMask, iou, local_mask, local_parts
from annotator.inference.flow_propagation import FlowPropagator
from annotator.inference.model_propagation import MaskRCNNPropagator
from annotator.inference.predictor import MaskRCNNPredictor, load_predictor
from annotator.inference.propagation import Propagator, Step
from benchmarks.clips import SCENES, Moment, moments

WIDTH, HEIGHT = 256, 192


@pytest.fixture(scope="module")
def predictor() -> MaskRCNNPredictor:
    return load_predictor("starter-people", "cpu")


@pytest.fixture
def ours(predictor: MaskRCNNPredictor) -> MaskRCNNPropagator:
    return MaskRCNNPropagator(predictor)


def clip(scene: str, first: int, last: int) -> list[Moment]:
    return list(moments(SCENES[scene], WIDTH, HEIGHT, 60))[first:last]


def outlines(moment: Moment) -> list[tuple[Part, ...]]:
    return [local_parts(setops.trimmed(LocalMask(0, 0, one))) for one in moment.masks]


def carry(propagator: Propagator, clip: Sequence[Moment]) -> Iterator[list[Step]]:
    propagator.begin(clip[0].pixels, outlines(clip[0]))
    return (propagator.step(moment.pixels) for moment in clip[1:])


def ious(propagator: Propagator, clip: Sequence[Moment]) -> list[float]:
    """Of the first object, on each frame after the first."""
    steps = carry(propagator, clip)
    return [iou(local_mask(step[0].parts, WIDTH, HEIGHT), LocalMask(0, 0, moment.masks[0]))
            for step, moment in zip(steps, clip[1:], strict=True)]  # fmt: skip


@pytest.mark.parametrize("scene", ["rigid", "scale", "bending"])
def test_an_outline_does_not_fray(ours, scene):
    moving = clip(scene, 10, 20)
    by_us, by_flow = ious(ours, moving), ious(FlowPropagator(), moving)
    assert min(by_us) > 0.9
    assert np.mean(by_us) > np.mean(by_flow)


def test_backwards_is_as_good_as_forwards(ours):
    assert min(ious(ours, clip("rigid", 10, 18)[::-1])) > 0.9


def test_what_comes_out_from_behind_something_is_found_again(ours):
    behind = clip("occlusion", 18, 44)
    found = ious(ours, behind)
    assert found[-1] > 0.85
    assert np.mean(found) > 0.75


def test_what_hides_an_object_ends_it_and_says_so(ours):
    steps = [step[0] for step in carry(ours, clip("hidden", 16, 32))]
    lost = next(step for step in steps if not step.parts)
    assert lost.why in ("something hides it", "it cannot be made out any more")
    assert steps[0].confidence > 0.9
    assert not steps[-1].parts


def test_confidence_falls_while_less_can_be_seen(ours):
    steps = [step[0] for step in carry(ours, clip("occlusion", 18, 30))]
    assert steps[-1].confidence < steps[0].confidence - 0.1


def test_a_scene_change_ends_all(ours):
    [moment, *_] = clip("crossing", 5, 6)
    ours.begin(moment.pixels, outlines(moment))
    other = np.full_like(moment.pixels, 240)
    other[::3] = 200
    assert [step.why for step in ours.step(other)] == ["the scene changes"] * 2
    assert [step.parts for step in ours.step(moment.pixels)] == [(), ()]


def test_what_leaves_the_picture_is_said_to(ours):
    rng = np.random.default_rng(0)
    scene = np.repeat(np.repeat(rng.integers(0, 255, (48, 128, 3), np.uint8), 4, 0), 4, 1)
    there = np.zeros((HEIGHT, WIDTH), bool)
    there[60:120, 20:70] = True
    ours.begin(scene[:, :WIDTH], [local_parts(LocalMask(0, 0, there))])
    steps = [ours.step(np.ascontiguousarray(scene[:, by : WIDTH + by]))[0] for by in range(8, 88, 8)]
    assert steps[2].parts
    assert steps[-1].why == "it has left the picture"


def test_nothing_outlined_is_nothing_found(ours):
    [one, two] = clip("rigid", 5, 7)
    ours.begin(one.pixels, [()])
    assert ours.step(two.pixels)[0].parts == ()
