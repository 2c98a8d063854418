"""One pass of a torchvision Mask R-CNN over pictures, and masks for boxes that a person drew, without full frames.

The same sums as `GeneralizedRCNN.forward`, with three differences: pictures are resized as uint8 before they become
floats (at most 0.8 of an 8-bit level apart), the 28x28 masks are taken as they leave the network (see `masks`), and
only pictures that end up at one size share a batch, so that nothing depends on what a picture was batched with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.roi_heads import maskrcnn_inference
from torchvision.models.detection.transform import resize_boxes
from torchvision.ops import clip_boxes_to_image

from annotator.core.opencv import cv2

Pixels = NDArray[np.uint8]
"""(height, width, 3) RGB."""


class Raw(NamedTuple):
    """What the network says of one picture, best first, as NumPy arrays on the CPU."""

    boxes_xyxy: NDArray[np.float32]
    """(N, 4), pixels of the picture."""
    labels: NDArray[np.int64]
    """(N,), from 1; 0 is the background and does not occur."""
    scores: NDArray[np.float32]
    """(N,), 0..1; the classifier's times `sureness` to the power of the card's `mask_weight`."""
    masks: NDArray[np.float32]
    """(N, 28, 28), 0..1, each over its box."""


class Features(NamedTuple):
    """The feature maps of one picture: what is left to do for a box is small."""

    maps: dict[str, Tensor]
    input_size: tuple[int, int]
    """(height, width) that the network saw."""
    picture_size: tuple[int, int]
    """(height, width) of the picture."""


def input_size(model: MaskRCNN, pixels: Pixels, scale: float = 1.0) -> tuple[int, int]:
    """(height, width) at which the network sees a picture; `scale` under 1 saves memory."""
    height, width = pixels.shape[:2]
    shorter, longer = model.transform.min_size[-1] * scale, model.transform.max_size * scale
    factor = min(shorter / min(height, width), longer / max(height, width))
    return max(int(height * factor), 1), max(int(width * factor), 1)


def prepare(model: MaskRCNN, pictures: Sequence[Pixels], size: tuple[int, int]) -> ImageList:
    """The pictures as one normalised batch of this (height, width), padded to whole strides with zeros."""
    height, width = size
    stride = model.transform.size_divisible
    padded = (len(pictures), 3, -(-height // stride) * stride, -(-width // stride) * stride)
    device = next(model.parameters()).device
    mean = torch.tensor(model.transform.image_mean, device=device).view(3, 1, 1)
    std = torch.tensor(model.transform.image_std, device=device).view(3, 1, 1)
    batch = torch.zeros(padded, device=device)
    for k, pixels in enumerate(pictures):
        resized = torch.from_numpy(cv2.resize(pixels, (width, height))).to(device)
        batch[k, :, :height, :width] = (resized.permute(2, 0, 1).float() / 255 - mean) / std
    return ImageList(batch.contiguous(memory_format=torch.channels_last), [size] * len(pictures))


def detect(
    model: MaskRCNN, pictures: Sequence[Pixels], score: float, scale: float = 1.0, mask_weight: float = 0.0
) -> list[Raw]:
    """What the network finds on pictures that all have the same `input_size`, at `score` and above."""
    images = prepare(model, pictures, input_size(model, pictures[0], scale))
    with _inference(model, score):
        maps = model.backbone(images.tensors)
        regions, _ = model.rpn(images, maps)
        found, _ = model.roi_heads(maps, regions, images.image_sizes)
    sizes = [pixels.shape[:2] for pixels in pictures]
    raws = [_raw(one, images.image_sizes[0], size, mask_weight) for one, size in zip(found, sizes, strict=True)]
    return [_at_least(score, raw) for raw in raws]


def _at_least(score: float, raw: Raw) -> Raw:
    enough = raw.scores >= score
    return Raw(raw.boxes_xyxy[enough], raw.labels[enough], raw.scores[enough], raw.masks[enough])


def features(model: MaskRCNN, pixels: Pixels, scale: float = 1.0) -> Features:
    """The feature maps of a picture, to be kept while a person works on it."""
    images = prepare(model, [pixels], input_size(model, pixels, scale))
    with _inference(model):
        return Features(model.backbone(images.tensors), images.image_sizes[0], pixels.shape[:2])


def masks_for_boxes(model: MaskRCNN, seen: Features, boxes_xyxy: NDArray[np.float32], mask_weight: float = 0.0) -> Raw:
    """The likeliest label, its score and its mask in each box (N, 4) of picture pixels, in the order of the boxes,
    which stay as they are."""
    heads, sizes = model.roi_heads, [seen.input_size]
    given, boxes = _given(model, seen, boxes_xyxy)
    with _inference(model):
        logits, _ = heads.box_predictor(heads.box_head(heads.box_roi_pool(seen.maps, boxes, sizes)))
        scores, labels = logits.float().softmax(-1)[:, 1:].max(-1)
        inner = heads.mask_head(heads.mask_roi_pool(seen.maps, boxes, sizes))
        masks = maskrcnn_inference(heads.mask_predictor(inner), [labels + 1])[0]
    return _numpy(given, labels + 1, scores * sureness(masks) ** mask_weight, masks)


def box_features(model: MaskRCNN, seen: Features, boxes_xyxy: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, D), of length 1 each: the box head's features of each box (N, 4) of picture pixels."""
    _, boxes = _given(model, seen, boxes_xyxy)
    with _inference(model):
        pooled = model.roi_heads.box_head(model.roi_heads.box_roi_pool(seen.maps, boxes, [seen.input_size]))
        found: NDArray[np.float32] = torch.nn.functional.normalize(pooled.float(), dim=1).cpu().numpy()
    return found


def refined_boxes(model: MaskRCNN, seen: Features, boxes_xyxy: NDArray[np.float32]) -> NDArray[np.float32]:
    """Each box (N, 4) of picture pixels as the box head would set it for its likeliest label, inside the picture."""
    heads, sizes = model.roi_heads, [seen.input_size]
    _, boxes = _given(model, seen, boxes_xyxy)
    with _inference(model):
        logits, deltas = heads.box_predictor(heads.box_head(heads.box_roi_pool(seen.maps, boxes, sizes)))
        labels = logits[:, 1:].argmax(-1) + 1
        every = clip_boxes_to_image(heads.box_coder.decode(deltas.float(), boxes), seen.input_size)
        chosen = every[torch.arange(len(labels)), labels]
        refined: NDArray[np.float32] = (
            resize_boxes(chosen, list(seen.input_size), list(seen.picture_size)).cpu().numpy()
        )
    return refined


def _given(model: MaskRCNN, seen: Features, boxes_xyxy: NDArray[np.float32]) -> tuple[Tensor, list[Tensor]]:
    """Boxes in picture pixels, and in those that the network saw."""
    given = torch.as_tensor(boxes_xyxy, dtype=torch.float32, device=next(model.parameters()).device)
    return given, [resize_boxes(given, list(seen.picture_size), list(seen.input_size))]


def sureness(masks: Tensor) -> Tensor:
    """(N,) 0..1 of masks (N, 1, 28, 28): the mean of the probabilities over one half, 0 for a mask that has none.

    A blurred mask is a bad one even where the classifier is sure ("maskness", SOLOv2, arXiv 2003.10152).
    """
    inside = masks.float() * (masks > 0.5)
    return inside.sum((1, 2, 3)) / (masks > 0.5).sum((1, 2, 3)).clamp(min=1)


def _raw(found: dict[str, Tensor], seen: tuple[int, int], size: tuple[int, int], mask_weight: float) -> Raw:
    boxes = resize_boxes(found["boxes"].float(), list(seen), list(size))
    scores = found["scores"] * sureness(found["masks"]) ** mask_weight
    return _on_cpu(boxes, found["labels"], scores, found["masks"])


def _on_cpu(boxes: Tensor, labels: Tensor, scores: Tensor, masks: Tensor) -> Raw:
    """Best first, and in one order always: by score, then by box."""
    raw = _numpy(boxes, labels, scores, masks)
    order = np.lexsort((*raw.boxes_xyxy.T, -raw.scores))
    return Raw(raw.boxes_xyxy[order], raw.labels[order], raw.scores[order], raw.masks[order])


def _numpy(boxes: Tensor, labels: Tensor, scores: Tensor, masks: Tensor) -> Raw:
    boxes, scores, masks = (one.float().cpu() for one in (boxes, scores, masks))
    return Raw(boxes.numpy(), labels.cpu().numpy(), scores.numpy(), masks[:, 0].numpy())


@contextmanager
def _inference(model: MaskRCNN, score: float | None = None) -> Iterator[None]:
    """No gradients, half precision on CUDA, and the lowest score that is wanted in place of the model's own."""
    device = next(model.parameters()).device.type
    kept: Any = model.roi_heads.score_thresh
    model.roi_heads.score_thresh = kept if score is None else score
    try:
        with torch.inference_mode(), torch.autocast(device, torch.float16, enabled=device == "cuda"):
            yield
    finally:
        model.roi_heads.score_thresh = kept
