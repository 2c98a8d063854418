"""COCO's average precision and recall of a model on a labelled set, by pycocotools.

What is judged is what a person gets: the outlines that the predictor makes, as `annotator prelabel` exports them.
Up to 1000 detections per picture count (`maxDets` [1, 100, 1000]), since a microscopy picture holds hundreds;
`COCOeval.summarize` has 100 written into it, so the figures are read from its arrays.
"""

import contextlib
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from annotator import media
from annotator.core.annotations import Instance
from annotator.core.dataset import Dataset, LabelledFrame
from annotator.core.errors import FormatRefused
from annotator.core.raster import parts_rle
from annotator.inference.cards import CARD, card_bytes, read_card
from annotator.inference.detections import Detection
from annotator.inference.predictor import Predictor
from annotator.training.checkpoint import write_whole
from annotator.training.data import Source, read

MOST_DETECTIONS = (1, 100, 1000)
IOU_TYPES = {"box": "bbox", "mask": "segm"}
LOWEST_SCORE = 0.05
"""The default of `annotator prelabel`."""

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
    version: str
    """The first 12 hex digits of the weights' SHA-256."""
    images: int
    instances: int
    box: Figures
    mask: Figures


class Evaluator:
    """One run over a labelled set; `steps` does a picture at a time, `result` judges what was found so far."""

    def __init__(self, predictor: Predictor, source: Source, score: float = LOWEST_SCORE) -> None:
        self._predictor, self._source, self._score = predictor, source, score
        self._dataset, _ = read(source)
        self._ids = shared_ids(self._dataset, predictor.card.categories, source)
        self._frames = list(self._dataset.frames)
        self._found: list[Row] = []

    def __len__(self) -> int:
        return len(self._frames)

    def steps(self) -> Iterator[int]:
        """Predict picture by picture; the position of each as it is done."""
        for position, (frame, _) in enumerate(self._frames):
            pixels = media.open_picture(self._source.images / frame.path).pixels
            [found] = self._predictor.predict([pixels], self._score)
            self._found += result_rows(found, position, self._ids, frame.size)
            yield position

    def result(self) -> Evaluation:
        """The figures."""
        truth = ground_truth(self._frames, [one.id for one in self._dataset.categories])
        figures = {kind: judge(truth, self._found, kind) for kind in IOU_TYPES}
        return Evaluation(
            model=self._predictor.card.name,
            version=self._predictor.version,
            images=len(self._frames),
            instances=sum(not row["iscrowd"] for row in truth["annotations"]),
            **figures,
        )


def evaluate(predictor: Predictor, source: Source, score: float = LOWEST_SCORE) -> Evaluation:
    """A whole run in one call."""
    evaluator = Evaluator(predictor, source, score)
    for _ in evaluator.steps():
        pass
    return evaluator.result()


def shared_ids(dataset: Dataset, categories: Sequence[str], source: Source) -> list[int | None]:
    """The set's category id for each of the model's categories, None where it lacks that one."""
    by_name = {one.name: one.id for one in dataset.categories}
    if not set(categories) & set(by_name):
        raise FormatRefused(
            f"{source.coco} and the model share no category: the file has {', '.join(by_name)[:200]}; "
            f"the model knows {', '.join(filter(None, categories))[:200]}."
        )
    return [by_name.get(name) for name in categories]


def result_rows(found: Sequence[Detection], image: int, ids: Sequence[int | None], size: tuple[int, int]) -> list[Row]:
    """COCO result rows of one picture of (width, height); categories that the set lacks are left out."""
    return [
        {
            "image_id": image,
            "category_id": ids[one.category],
            "score": one.score,
            "segmentation": dict(parts_rle(one.parts, *size)),
            "bbox": _box_xywh(one),
        }
        for one in found
        if ids[one.category] is not None
    ]


def _box_xywh(one: Detection) -> list[float]:
    """The model's own box; the outline's where there is none."""
    if one.soft is not None:
        x0, y0, x1, y1 = one.soft.box_xyxy
    else:
        points = np.concatenate([part.outer for part in one.parts])
        (x0, y0), (x1, y1) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return [x0, y0, x1 - x0, y1 - y0]


def ground_truth(frames: Sequence[LabelledFrame], categories: Sequence[int]) -> Row:
    """A COCO file's contents as COCOeval needs them; images are numbered by position, instances from 1."""
    rows = [
        _true_row(one, position, labelled.frame.size)
        for position, labelled in enumerate(frames)
        for one in labelled.instances
    ]
    rows = [row for row in rows if row["area"] > 0]
    images = [{"id": k, "width": one.frame.width, "height": one.frame.height} for k, one in enumerate(frames)]
    return {
        "images": images,
        "categories": [{"id": id, "name": str(id)} for id in categories],
        "annotations": [row | {"id": number} for number, row in enumerate(rows, start=1)],
    }


def _true_row(one: Instance, image: int, size: tuple[int, int]) -> Row:
    runs = dict(parts_rle(one.parts, *size))
    return {
        "image_id": image,
        "category_id": one.category,
        "iscrowd": int(one.crowd),
        "segmentation": runs,
        "area": float(coco_mask.area(runs)),
        "bbox": _box_in_file(one) or coco_mask.toBbox(runs).tolist(),
    }


def _box_in_file(one: Instance) -> list[float] | None:
    """The box as annotated, which is not always the mask's."""
    if one.imported is None or not one.imported.geometry:
        return None
    box: list[float] | None = msgspec.json.decode(one.imported.geometry).get("bbox")
    return box


def judge(truth: Row, found: Sequence[Row], kind: str) -> Figures:
    """pycocotools' figures for boxes or masks."""
    if not found or not truth["annotations"]:
        nothing = 0.0 if truth["annotations"] else -1.0
        return Figures(nothing, nothing, nothing, nothing)
    with contextlib.redirect_stdout(io.StringIO()):
        expected = COCO()
        expected.dataset = truth
        expected.createIndex()
        run = COCOeval(expected, expected.loadRes([_of_kind(row, kind) for row in found]), IOU_TYPES[kind])
        run.params.maxDets = list(MOST_DETECTIONS)
        run.evaluate()
        run.accumulate()
    return read_figures(run.eval, run.params.iouThrs)


def _of_kind(row: Mapping[str, Any], kind: str) -> Row:
    """loadRes takes any row with a box for a box result, so each kind gets its own field alone."""
    geometry = "bbox" if kind == "box" else "segmentation"
    return {name: row[name] for name in ("image_id", "category_id", "score", geometry)}


def read_figures(evaluated: Mapping[str, NDArray[np.float64]], thresholds: NDArray[np.float64]) -> Figures:
    """From COCOeval's arrays: precision (IoU, recall, category, size, maxDets), recall without its second."""
    precision, recall = evaluated["precision"][:, :, :, 0, -1], evaluated["recall"][:, :, 0, -1]
    half, three_quarters = (int(np.argmin(np.abs(thresholds - overlap))) for overlap in (0.5, 0.75))
    return Figures(_mean(precision), _mean(precision[half]), _mean(precision[three_quarters]), _mean(recall))


def note_figures(folder: Path, evaluation: Evaluation, command: str) -> None:
    """Write the figures into the card of a model folder."""
    metrics = {kind: {name: round(value, 4) for name, value in _named(getattr(evaluation, kind))} for kind in IOU_TYPES}
    card = msgspec.structs.replace(read_card(folder), metrics=metrics, evaluated=command)
    write_whole(folder / CARD, card_bytes(card))


def _named(figures: Figures) -> Iterable[tuple[str, float]]:
    return msgspec.structs.asdict(figures).items()


def _mean(values: NDArray[np.float64]) -> float:
    known = values[values > -1]
    return float(known.mean()) if known.size else -1.0
