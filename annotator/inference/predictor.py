"""Predictors: pictures in, detections out, whatever the device has to spare."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torchvision.models.detection import MaskRCNN

from annotator.core.annotations import SoftMask
from annotator.core.errors import PredictionFailed
from annotator.inference import maskrcnn, models
from annotator.inference.cards import Card
from annotator.inference.detections import Detection
from annotator.inference.device import choose, out_of_memory
from annotator.inference.effort import Effort, full_effort
from annotator.inference.maskrcnn import Features, Pixels, Raw
from annotator.inference.masks import fit_outlines, mask_in_box, padded_boxes
from annotator.inference.model_propagation import MaskRCNNPropagator
from annotator.inference.propagation import Propagator
from annotator.inference.quick import quickened


class Predictor(Protocol):
    """A model that is ready to run."""

    card: Card
    version: str
    """The first 12 hex digits of the weights' SHA-256."""

    @property
    def device(self) -> str:
        """Where it runs now: `cuda`, `mps` or `cpu`."""
        ...

    def begin(self) -> None:
        """A new job: what an earlier one had to do without is tried again."""
        ...

    def predict(self, pictures: Sequence[Pixels], score: float) -> list[list[Detection]]:
        """The detections of each picture (uint8 RGB), best first; PredictionFailed where no device has the memory."""
        ...

    def notes(self) -> tuple[str, ...]:
        """Sentences for the person that have come up since the last call."""
        ...

    def propagator(self) -> Propagator:
        """A way to follow objects with this model."""
        ...

    def looks(self, pixels: Pixels, boxes_xyxy: NDArray[np.float32]) -> NDArray[np.float32]:
        """(N, D), of length 1 each: near for boxes (N, 4) of picture pixels with the same thing in them."""
        ...


def load_predictor(name: str, device: str = "auto") -> MaskRCNNPredictor:
    """A model of the table or a model folder, ready to run; ModelError says what is wrong with either."""
    chosen = choose(device)
    model = models.find(name)
    network = model.load()
    return MaskRCNNPredictor(network, model.card, version_of(model.weights), str(chosen))


def version_of(weights: Path) -> str:
    """The first 12 hex digits of the file's SHA-256."""
    with weights.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:12]


class MaskRCNNPredictor:
    """Mask R-CNN on a device, which makes do with less when the memory runs out."""

    def __init__(self, model: MaskRCNN, card: Card, version: str, device: str) -> None:
        self.card, self.version = card, version
        self._model = quickened(model)
        self._full = self._effort = full_effort(device)
        self._notes: list[str] = []
        self._said: set[str] = set()
        self._move(device)

    @property
    def device(self) -> str:
        """Where it runs now."""
        return self._effort.device

    def begin(self) -> None:
        """A new job: the device and the batch of the start again."""
        self._said.clear()
        self._use(self._full)

    def predict(self, pictures: Sequence[Pixels], score: float) -> list[list[Detection]]:
        """The detections of each picture, best first."""
        raws: dict[int, Raw] = {}
        before = self._effort
        while waiting := [k for k in range(len(pictures)) if k not in raws]:
            batch = self._alike(pictures, waiting)
            raws |= dict(zip(batch, self._detect([pictures[k] for k in batch], score), strict=False))
        self._note_change_since(before)
        return [self._detections(raws[k], one) for k, one in enumerate(pictures)]

    def features(self, pixels: Pixels) -> Features:
        """The feature maps of a picture, for `masks_for_boxes`."""
        return maskrcnn.features(self._model, pixels)

    def refined_boxes(self, seen: Features, boxes_xyxy: NDArray[np.float32]) -> NDArray[np.float32]:
        """Each box (N, 4) of picture pixels as the model would set it."""
        return maskrcnn.refined_boxes(self._model, seen, boxes_xyxy)

    def masks_for_boxes(self, seen: Features, boxes_xyxy: NDArray[np.float32]) -> list[Detection]:
        """What is inside each box (N, 4) of picture pixels, in the order of the boxes."""
        height, width = seen.picture_size
        raw = maskrcnn.masks_for_boxes(self._model, seen, boxes_xyxy, self.card.mask_weight)
        return self._made(raw, width, height)

    def notes(self) -> tuple[str, ...]:
        """Sentences that have come up since the last call."""
        notes, self._notes = tuple(self._notes), []
        return notes

    def propagator(self) -> Propagator:
        """By flow, shape and look, and this model's box and mask heads."""
        return MaskRCNNPropagator(self)

    def looks(self, pixels: Pixels, boxes_xyxy: NDArray[np.float32]) -> NDArray[np.float32]:
        """What the box head makes of each box (N, 4): (N, D), of length 1 each."""
        return maskrcnn.box_features(self._model, self.features(pixels), boxes_xyxy)

    def _alike(self, pictures: Sequence[Pixels], waiting: list[int]) -> list[int]:
        """The next batch: pictures that the network sees at the size of the first that waits."""
        sizes = {k: maskrcnn.input_size(self._model, pictures[k]) for k in waiting}
        return [k for k in waiting if sizes[k] == sizes[waiting[0]]][: self._effort.batch]

    def _detect(self, pictures: list[Pixels], score: float) -> list[Raw]:
        """The first so many of the pictures; none when the memory ran out and less is to be tried."""
        try:
            return maskrcnn.detect(self._model, pictures, score, self._effort.scale, self.card.mask_weight)
        except (RuntimeError, MemoryError) as error:
            if not out_of_memory(error):
                raise
            less = self._effort.less()
        if less is None:
            height, width = pictures[0].shape[:2]
            raise PredictionFailed(
                f"There is not enough memory to run {self.card.name} on a picture of {width} x {height} pixels, on any "
                "device. Close other programs, or pre-label with a smaller model."
            )
        self._use(less)
        return []

    def _use(self, effort: Effort) -> None:
        if effort.device != self._effort.device:
            self._move(effort.device)
        self._effort = effort
        torch.cuda.empty_cache()  # without CUDA this does nothing

    def _move(self, device: str) -> None:
        self._model.to(device)

    def _note_change_since(self, before: Effort) -> None:
        less = self._effort.compared_with(self._full)
        if self._effort != before and less not in self._said:
            self._said.add(less)
            self._notes.append(f"The memory of the device ({self._full.device}) ran out: this job continues {less}.")

    def _detections(self, raw: Raw, pixels: Pixels) -> list[Detection]:
        """Without the labels that the card does not name and the masks that cover no pixel."""
        height, width = pixels.shape[:2]
        made = self._made(raw, width, height)
        return [one for one in made if one.parts and self.card.categories[one.category]]

    def _made(self, raw: Raw, width: int, height: int) -> list[Detection]:
        boxes = padded_boxes(raw.boxes_xyxy, raw.masks.shape[-1])
        return [_detection(raw, k, boxes[k].tolist(), width, height) for k in range(len(boxes))]


def _detection(raw: Raw, k: int, padded_box: list[int], width: int, height: int) -> Detection:
    parts = fit_outlines(mask_in_box(raw.masks[k], padded_box, width, height))
    x0, y0, x1, y1 = raw.boxes_xyxy[k].tolist()
    soft = SoftMask((x0, y0, x1, y1), np.rint(raw.masks[k] * 255).astype(np.uint8))
    return Detection(int(raw.labels[k]) - 1, float(raw.scores[k]), parts, soft)
