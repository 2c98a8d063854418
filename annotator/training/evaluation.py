"""COCO's average precision and recall of a network on a labelled set, by pycocotools.

Up to 1000 detections per picture count (`maxDets` [1, 100, 1000]), since a microscopy picture holds hundreds;
`COCOeval.summarize` has 100 written into it, so the figures are read from its arrays.
"""

import contextlib
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
from torch import Tensor
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection.roi_heads import paste_masks_in_image
from torchvision.models.detection.transform import resize_boxes

from annotator.core.errors import FormatRefused
from annotator.training.data import Bitmap, Source, decode, read_coco, read_picture

MOST_DETECTIONS = (1, 100, 1000)
IOU_TYPES = {"box": "bbox", "mask": "segm"}

Row = dict[str, Any]


class Figures(msgspec.Struct, frozen=True):
    """Averages over IoU 0.50 to 0.95; -1 where there is nothing to find."""

    AP: float
    AP50: float
    AP75: float
    AR: float


class Evaluation(msgspec.Struct, frozen=True, kw_only=True):
    """What `annotator evaluate` says."""

    model: str
    images: int
    instances: int
    box: Figures
    mask: Figures


def evaluate(
    network: MaskRCNN, name: str, categories: Sequence[str], source: Source, device: torch.device
) -> Iterator[tuple[float, Evaluation | None]]:
    """Predict every picture, then judge: yields the share that is done, and the figures with the last."""
    truth = ground_truth(source)
    ids = {row["name"]: row["id"] for row in truth["categories"]}
    if not set(categories) & set(ids):
        raise FormatRefused(
            f"{source.coco} and {name} share no category: the file has {', '.join(ids)[:200]}; "
            f"the model knows {', '.join(filter(None, categories))[:200]}."
        )
    network = network.to(device).eval()
    found: list[Row] = []
    for done, image in enumerate(truth["images"]):
        picture = read_picture(source.images / image["file_name"])
        found += detections(network, picture, image["id"], [ids.get(category) for category in categories], device)
        yield (done + 1) / (len(truth["images"]) + 1), None
    figures = {kind: judge(truth, found, kind) for kind in IOU_TYPES}
    instances = sum(not row["iscrowd"] for row in truth["annotations"])
    yield 1.0, Evaluation(model=name, images=len(truth["images"]), instances=instances, **figures)


def detections(
    network: MaskRCNN, picture: Bitmap, image: int, ids: Sequence[int | None], device: torch.device
) -> list[Row]:
    """COCO result rows of one picture (H, W, 3); labels whose category the truth lacks are dropped."""
    size = picture.shape[:2]
    found = predict(network, picture, device)
    rows = zip(found["boxes"], found["labels"].tolist(), found["scores"].tolist(), found["masks"], strict=True)
    return [
        {
            "image_id": image,
            "category_id": ids[label - 1],
            "score": score,
            "bbox": _xywh(box),
            "segmentation": _runs(mask, box, size),
        }
        for box, label, score, mask in rows
        if ids[label - 1] is not None
    ]


@torch.inference_mode()
def predict(network: MaskRCNN, picture: Bitmap, device: torch.device) -> dict[str, Tensor]:
    """torchvision's forward without its last step: boxes (N, 4) xyxy in the picture, masks (N, 1, 28, 28) soft."""
    pixels = torch.from_numpy(picture).to(device).permute(2, 0, 1).float() / 255
    images, _ = network.transform([pixels], None)
    features = network.backbone(images.tensors)
    proposals, _ = network.rpn(images, features, None)
    [found], _ = network.roi_heads(features, proposals, images.image_sizes, None)
    found["boxes"] = resize_boxes(found["boxes"], images.image_sizes[0], pixels.shape[-2:])
    return {name: value.cpu() for name, value in found.items()}


def _xywh(box: Tensor) -> list[float]:
    x0, y0, x1, y1 = box.tolist()
    return [x0, y0, x1 - x0, y1 - y0]


def _runs(mask: Tensor, box: Tensor, size: tuple[int, ...]) -> Row:
    """One at a time: a stack of full frames is what takes gigabytes."""
    full = paste_masks_in_image(mask[None], box[None], size)[0, 0] > 0.5
    return encode(full.numpy())


def encode(mask: NDArray[Any]) -> Row:
    """Compressed runs of a mask (H, W)."""
    return dict(coco_mask.encode(np.asfortranarray(mask, dtype=np.uint8)))


def ground_truth(source: Source) -> Row:
    """The file with every field that COCOeval reads made sure of, and no instance without area."""
    coco = read_coco(source.coco)
    sizes = {row["id"]: (row["height"], row["width"]) for row in coco["images"]}
    rows = [_true_row(row, *sizes[row["image_id"]]) for row in coco["annotations"]]
    wanted = [row for row in rows if row["area"] > 0]
    for number, row in enumerate(wanted, start=1):
        row["id"] = number
    return {"images": coco["images"], "categories": coco["categories"], "annotations": wanted}


def _true_row(row: Mapping[str, Any], height: int, width: int) -> Row:
    runs = encode(decode(row["segmentation"], height, width))
    return {
        "image_id": row["image_id"],
        "category_id": row["category_id"],
        "iscrowd": int(row.get("iscrowd", 0)),
        "segmentation": runs,
        "area": row.get("area", float(coco_mask.area(runs))),
        "bbox": row.get("bbox", coco_mask.toBbox(runs).tolist()),
    }


def judge(truth: Row, found: Sequence[Row], kind: str) -> Figures:
    """pycocotools' figures for boxes or masks."""
    with contextlib.redirect_stdout(io.StringIO()):
        expected = COCO()
        expected.dataset = truth
        expected.createIndex()
        if not found:
            return Figures(0.0, 0.0, 0.0, 0.0) if truth["annotations"] else Figures(-1.0, -1.0, -1.0, -1.0)
        given = expected.loadRes([_result(row, kind) for row in found])
        run = COCOeval(expected, given, IOU_TYPES[kind])
        run.params.maxDets = list(MOST_DETECTIONS)
        run.evaluate()
        run.accumulate()
    precision = run.eval["precision"][:, :, :, 0, -1]  # (IoU, recall, category) over all sizes
    recall = run.eval["recall"][:, :, 0, -1]
    at = {round(float(iou), 2): precision[i] for i, iou in enumerate(run.params.iouThrs)}
    return Figures(_mean(precision), _mean(at[0.5]), _mean(at[0.75]), _mean(recall))


def _result(row: Row, kind: str) -> Row:
    """loadRes takes rows with a box for box results, so each kind gets its own field alone."""
    geometry = "bbox" if kind == "box" else "segmentation"
    return {name: row[name] for name in ("image_id", "category_id", "score", geometry)}


def _mean(values: NDArray[np.float64]) -> float:
    known = values[values > -1]
    return float(known.mean()) if known.size else -1.0


def evaluate_all(network: MaskRCNN, name: str, categories: Sequence[str], source: Source) -> Evaluation:
    """`evaluate` on the processor, without its progress."""
    *_, (_, figures) = evaluate(network, name, categories, source, torch.device("cpu"))
    assert figures is not None
    return figures
