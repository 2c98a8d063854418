"""The predictor with real networks of random weights, against torchvision's own path and under want of memory."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from annotator.core.errors import PredictionFailed
from annotator.core.opencv import cv2
from annotator.core.raster import LocalMask, iou
from annotator.inference import maskrcnn
from annotator.inference.architecture import build
from annotator.inference.cards import Card
from annotator.inference.maskrcnn import Pixels
from annotator.inference.masks import mask_in_box, padded_boxes
from annotator.inference.predictor import MaskRCNNPredictor
from annotator.inference.quick import quickened
from tests.inference.tiny import CARD, tiny_model


def picture(width: int = 192, height: int = 128, seed: int = 0) -> Pixels:
    """Smooth blotches of colour."""
    noise = np.random.default_rng(seed).normal(size=(height, width, 3))
    blurred = cv2.GaussianBlur(noise, (0, 0), 6)
    return np.clip(128 + 600 * blurred, 0, 255).astype(np.uint8)


@pytest.fixture
def predictor() -> MaskRCNNPredictor:
    return MaskRCNNPredictor(tiny_model(), CARD, "0" * 12, "cpu")


def test_boxes_scores_and_masks_are_those_of_torchvision_s_own_path():
    model, pixels = tiny_model(), picture(192, 128)  # a size at which neither path resizes
    with torch.inference_mode():
        [theirs] = model([torch.from_numpy(pixels).permute(2, 0, 1).float() / 255])
    [ours] = maskrcnn.detect(quickened(model), [pixels], CARD.lowest_score)
    full = [LocalMask(0, 0, (one[0] > 0.5).numpy()) for one in theirs["masks"]]
    boxes = padded_boxes(ours.boxes_xyxy, 28)
    local = [mask_in_box(mask, box, 192, 128) for mask, box in zip(ours.masks, boxes, strict=True)]
    assert len(local) == len(full) > 10
    assert np.allclose(ours.boxes_xyxy, theirs["boxes"], atol=1e-2)
    assert np.allclose(ours.scores, theirs["scores"], atol=1e-4)
    assert min(iou(one, other) for one, other in zip(local, full, strict=True)) >= 0.999


def test_resizing_before_normalising_changes_the_input_by_less_than_one_level():
    model, pixels = tiny_model(), picture(640, 480)
    with torch.inference_mode():
        theirs, _ = model.transform([torch.from_numpy(pixels).permute(2, 0, 1).float() / 255])
    ours = maskrcnn.prepare(model, [pixels], maskrcnn.input_size(model, pixels))
    assert ours.image_sizes == theirs.image_sizes
    assert ours.tensors.shape == theirs.tensors.shape
    assert float((ours.tensors - theirs.tensors).abs().max()) * CARD.std[0] * 255 < 1


@pytest.mark.parametrize("architecture", ["maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2", "lite0_fpn"])
def test_a_quickened_network_sees_the_same_features(architecture):
    card = Card(name="one", architecture=architecture, categories=("thing",), shorter_side=64, longer_side=96)
    torch.manual_seed(0)
    model = build(card)
    for norm in (one for one in model.modules() if isinstance(one, torch.nn.BatchNorm2d)):
        torch.nn.init.uniform_(norm.running_mean, -0.2, 0.2)
        torch.nn.init.uniform_(norm.running_var, 0.5, 2)
    before = maskrcnn.features(model, picture(96, 64)).maps
    after = maskrcnn.features(quickened(model), picture(96, 64)).maps
    assert all(
        torch.allclose(before[key], after[key], rtol=1e-3, atol=1e-3 * before[key].abs().max()) for key in before
    )


def test_a_picture_s_detections_do_not_depend_on_its_batch(predictor):
    pictures = [picture(192, 128), picture(100, 180), picture(192, 128, seed=1), picture(640, 480)]
    alone = [predictor.predict([one], 0.05)[0] for one in pictures]
    predictor._effort = predictor._full = predictor._full.__class__("cpu", 4)
    together = predictor.predict(pictures, 0.05)
    assert [[one.category for one in found] for found in together] == [
        [one.category for one in found] for found in alone
    ]
    assert np.allclose(*([one.score for found in run for one in found] for run in (together, alone)), atol=1e-4)


def test_the_same_picture_gives_the_same_detections_every_time(predictor):
    assert predictor.predict([picture()], 0.05) == predictor.predict([picture()], 0.05)


def test_detections_are_sorted_named_and_above_the_score(predictor):
    [found] = predictor.predict([picture()], 0.1)
    scores = [one.score for one in found]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) >= 0.1
    assert all(one.parts and 0 <= one.category < len(CARD.categories) for one in found)
    assert all(one.soft.grid.shape == (28, 28) for one in found)


def test_labels_that_the_card_does_not_name_are_never_given():
    card = Card(
        **{name: getattr(CARD, name) for name in CARD.__struct_fields__ if name != "categories"},
        categories=("", "speck"),
    )
    [found] = MaskRCNNPredictor(tiny_model(card=card), card, "0" * 12, "cpu").predict([picture()], 0.05)
    assert {one.category for one in found} == {1}


@pytest.mark.parametrize(("width", "height"), [(1, 1), (1, 2000), (3000, 2), (33, 31)])
def test_pictures_of_any_size_go_through(predictor, width, height):
    [found] = predictor.predict([np.full((height, width, 3), 90, np.uint8)], 0.05)
    assert all(part.outer.min() >= 0 and part.outer[:, 0].max() <= width for one in found for part in one.parts)


def test_no_pictures_give_no_detections(predictor):
    assert predictor.predict([], 0.05) == []


def test_boxes_of_a_person_get_the_masks_that_the_whole_pass_gives_them(predictor):
    [raw] = maskrcnn.detect(predictor._model, [picture()], 0.05)
    seen = predictor.features(picture())
    again = maskrcnn.masks_for_boxes(predictor._model, seen, raw.boxes_xyxy)
    place = {box.tobytes(): k for k, box in enumerate(again.boxes_xyxy)}
    pairs = [(k, place[box.tobytes()]) for k, box in enumerate(raw.boxes_xyxy)]
    alike = [(k, j) for k, j in pairs if raw.labels[k] == again.labels[j]]
    assert len(alike) > 5
    assert all(np.allclose(raw.masks[k], again.masks[j], atol=1e-3) for k, j in alike)


def test_a_card_may_weigh_scores_by_how_sure_the_masks_are(predictor):
    [plain] = maskrcnn.detect(predictor._model, [picture()], 0.05)
    [weighed] = maskrcnn.detect(predictor._model, [picture()], 0.05, mask_weight=1.0)
    means = {box.tobytes(): mask[mask > 0.5].mean() if (mask > 0.5).any() else 0.0
             for box, mask in zip(plain.boxes_xyxy, plain.masks, strict=True)}  # fmt: skip
    before = {box.tobytes(): score for box, score in zip(plain.boxes_xyxy, plain.scores, strict=True)}
    assert 5 < len(weighed.scores) <= len(plain.scores)
    assert (np.diff(weighed.scores) <= 0).all()
    assert weighed.scores.min() >= 0.05
    for box, score in zip(weighed.boxes_xyxy, weighed.scores, strict=True):
        assert score == pytest.approx(before[box.tobytes()] * means[box.tobytes()], abs=1e-5)


class Elsewhere(MaskRCNNPredictor):
    """Believes that it runs on CUDA; the network stays on the CPU."""

    def _move(self, device: str) -> None:
        self.moves = [*getattr(self, "moves", []), device]


@pytest.fixture
def elsewhere() -> MaskRCNNPredictor:
    return Elsewhere(tiny_model(), CARD, "0" * 12, "cuda")


@pytest.fixture
def refuse(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make passes fail as they do when memory runs out: those that the condition (call, batch, scale) names."""
    real = maskrcnn.detect
    calls = iter(range(1, 1000))

    def install(condition: Callable[[int, int, float], bool], error: Callable[[], None]) -> None:
        def detect(model, pictures, score, scale=1.0, mask_weight=0.0):
            if condition(next(calls), len(pictures), scale):
                error()
            return real(model, pictures, score, scale)

        monkeypatch.setattr(maskrcnn, "detect", detect)

    return install


def cuda_is_full() -> None:
    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB.")


def cpu_is_full() -> None:
    torch.empty(2**46)


TEN = [picture(seed=k) for k in range(10)]
THREE = TEN[:3]


@pytest.mark.parametrize("call", [1, 2])
def test_one_pass_without_memory_halves_the_batch_and_loses_no_picture(elsewhere, refuse, call):
    refuse(lambda k, batch, scale: k == call, cuda_is_full)
    assert len(elsewhere.predict(TEN, 0.3)) == 10
    assert (elsewhere._effort.batch, elsewhere.device) == (4, "cuda")
    assert len(elsewhere.notes()) == 1


def test_batches_of_one_that_do_not_fit_are_made_smaller(elsewhere, refuse):
    refuse(lambda k, batch, scale: scale > 0.6, cuda_is_full)
    assert len(elsewhere.predict(THREE, 0.3)) == 3
    assert elsewhere.device == "cuda"
    [note] = elsewhere.notes()
    assert "continues with a smaller input, so that small objects may be missed." in note


def test_a_card_without_memory_hands_over_to_the_cpu_and_the_next_job_tries_it_again(elsewhere, refuse):
    refuse(lambda k, batch, scale: elsewhere.device == "cuda", cuda_is_full)
    assert len(elsewhere.predict(THREE, 0.3)) == len(elsewhere.predict(THREE, 0.3)) == 3
    assert elsewhere.device == "cpu"
    assert elsewhere.notes() == ("The memory of the device (cuda) ran out: this job continues on the CPU.",)
    elsewhere.begin()
    assert elsewhere.moves == ["cuda", "cpu", "cuda"]


def test_a_cpu_without_memory_says_so_in_a_sentence(predictor, refuse):
    refuse(lambda k, batch, scale: True, cpu_is_full)
    with pytest.raises(PredictionFailed, match="not enough memory to run tiny on a picture of 192 x 128 pixels"):
        predictor.predict([picture()], 0.3)


def test_a_cpu_that_is_short_of_memory_sees_a_smaller_picture(predictor, refuse):
    scales: list[float] = []

    def too_large(k: int, batch: int, scale: float) -> bool:
        scales.append(scale)
        return scale == 1

    refuse(too_large, cpu_is_full)
    [found] = predictor.predict([picture()], 0.05)
    assert scales == [1, 0.7]
    assert found


def test_other_errors_are_not_taken_for_want_of_memory(predictor, refuse):
    def break_down() -> None:
        raise RuntimeError("shapes do not match")

    refuse(lambda k, batch, scale: True, break_down)
    with pytest.raises(RuntimeError, match="shapes do not match"):
        predictor.predict([picture()], 0.3)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_a_real_card_that_is_full_is_made_do_with():
    torch.cuda.set_per_process_memory_fraction(0.002)
    try:
        predictor = MaskRCNNPredictor(tiny_model(), CARD, "0" * 12, "cuda")
        assert len(predictor.predict(TEN, 0.3)) == 10
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
