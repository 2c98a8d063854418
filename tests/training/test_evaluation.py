"""Our figures against pycocotools run as its authors do, on the same file and detections."""

import contextlib
import io
import json
from collections.abc import Sequence
from pathlib import Path

import msgspec
import numpy as np
import pytest
from numpy.random import default_rng
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from annotator.core.annotations import Part, SoftMask, ring
from annotator.core.errors import FormatRefused
from annotator.inference.cards import Card, card_bytes, read_card
from annotator.inference.detections import Detection
from annotator.inference.maskrcnn import Pixels
from annotator.training.data import Source
from annotator.training.evaluation import Evaluation, Evaluator, Figures, evaluate, judge, note_figures
from tests.training.scenes import squares

CARD = Card(name="stand-in", architecture="lite0_fpn", categories=("cell", "speck"))


class StandIn:
    """Finds what it was told to, whatever the picture."""

    card, version, device = CARD, "0" * 12, "cpu"

    def __init__(self, answers: list[list[Detection]]) -> None:
        self._answers = iter(answers)

    def begin(self) -> None: ...

    def predict(self, pictures: Sequence[Pixels], score: float) -> list[list[Detection]]:
        return [[one for one in next(self._answers) if one.score >= score] for _ in pictures]

    def notes(self) -> tuple[str, ...]:
        return ()


def near_truth(source: Source, seed: int, per_image: int = 4) -> list[list[Detection]]:
    """Detections near the squares of each picture, some of them well off, some of the wrong category."""
    random = default_rng(seed)
    coco = json.loads(source.coco.read_text())
    answers = []
    for image in coco["images"]:
        mine = [row for row in coco["annotations"] if row["image_id"] == image["id"] and not row["iscrowd"]]
        found = []
        for row in [row for row in mine if isinstance(row["segmentation"], list)] * per_image:
            corners = np.array(row["segmentation"][0]).reshape(-1, 2) + random.normal(0, 3, (4, 2))
            corners = corners.clip(0, 96)
            box = SoftMask((*corners.min(axis=0).tolist(), *corners.max(axis=0).tolist()), np.zeros((28, 28), np.uint8))
            label, score = int(random.random() < 0.1), float(random.uniform(0.1, 1))
            found.append(Detection(label, score, (Part(ring(corners)),), box))
        answers.append(sorted(found, key=lambda one: -one.score))
    return answers


def by_the_book(source: Source, answers: list[list[Detection]], kind: str) -> list[float]:
    """AP, AP50 and AP75 as pycocotools' own summary prints them, and the mean recall."""
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(source.coco))
        truth.dataset["annotations"] = [row | boxed(row) for row in truth.dataset["annotations"]]
        truth.dataset["annotations"] = [row for row in truth.dataset["annotations"] if row["area"] > 0]
        truth.createIndex()
        rows = []
        for image, found in zip(truth.dataset["images"], answers, strict=True):
            rows += [result(image["id"], one, kind) for one in found]
        run = COCOeval(truth, truth.loadRes(rows), kind)
        run.evaluate()
        run.accumulate()
        run.summarize()
    return [*run.stats[:3], run.stats[8]]


def boxed(row: dict[str, object]) -> dict[str, object]:
    segmentation = row["segmentation"]
    runs = coco_mask.frPyObjects(segmentation, 96, 96)
    runs = coco_mask.merge(runs) if isinstance(runs, list) else runs
    return {"area": float(coco_mask.area(runs)), "bbox": coco_mask.toBbox(runs).tolist()}


def result(image: int, one: Detection, kind: str) -> dict[str, object]:
    row: dict[str, object] = {"image_id": image, "category_id": (7, 9)[one.category], "score": one.score}
    if kind == "segm":
        return row | {
            "segmentation": coco_mask.merge(coco_mask.frPyObjects([one.parts[0].outer.ravel().tolist()], 96, 96))
        }
    assert one.soft is not None
    x0, y0, x1, y1 = one.soft.box_xyxy
    return row | {"bbox": [x0, y0, x1 - x0, y1 - y0]}


@pytest.mark.parametrize("seed", range(4))
def test_the_figures_are_those_of_pycocotools(seed: int, tmp_path: Path) -> None:
    source = squares(tmp_path, pictures=8)
    answers = near_truth(source, seed)
    ours = evaluate(StandIn(answers), source)
    assert msgspec.structs.astuple(ours.mask) == pytest.approx(by_the_book(source, answers, "segm"))
    assert msgspec.structs.astuple(ours.box) == pytest.approx(by_the_book(source, answers, "bbox"))
    assert (ours.images, ours.instances) == (8, 16)


def test_more_than_a_hundred_detections_count() -> None:
    images = [{"id": 0, "width": 400, "height": 400}]
    rows = []
    for number in range(300):
        runs = coco_mask.merge(coco_mask.frPyObjects([square(number)], 400, 400))
        box = coco_mask.toBbox(runs).tolist()
        rows.append(
            {
                "id": number + 1,
                "image_id": 0,
                "category_id": 1,
                "iscrowd": 0,
                "segmentation": runs,
                "area": 100.0,
                "bbox": box,
            }
        )
    found = [row | {"score": 0.9} for row in rows]
    truth = {"images": images, "categories": [{"id": 1, "name": "cell"}], "annotations": rows}
    assert judge(truth, found, "mask") == Figures(1.0, 1.0, 1.0, 1.0)


def square(number: int) -> list[int]:
    x, y = number % 20 * 20, number // 20 * 20
    return [x, y, x + 10, y, x + 10, y + 10, x, y + 10]


def test_finding_nothing_is_zero(tmp_path: Path) -> None:
    source = squares(tmp_path)
    assert evaluate(StandIn([[]] * 6), source).mask == Figures(0.0, 0.0, 0.0, 0.0)


def test_low_scores_do_not_count(tmp_path: Path) -> None:
    source = squares(tmp_path)
    answers = near_truth(source, 0)
    assert evaluate(StandIn(answers), source, score=1.01).mask.AP == 0


def test_a_set_of_other_categories_is_refused(tmp_path: Path) -> None:
    source = squares(tmp_path)
    text = source.coco.read_text().replace('"cell"', '"cat"').replace('"speck"', '"dog"')
    source.coco.write_text(text)
    with pytest.raises(FormatRefused, match="share no category"):
        Evaluator(StandIn([]), source)


def test_figures_are_noted_in_the_card(tmp_path: Path) -> None:
    (tmp_path / "card.json").write_bytes(card_bytes(CARD))
    figures = Figures(0.5, 0.9, 0.6, 0.7)
    evaluation = Evaluation(model="a", version="0", images=1, instances=2, box=figures, mask=figures)
    note_figures(tmp_path, evaluation, "annotator evaluate")
    card = read_card(tmp_path)
    assert card.metrics["mask"] == {"AP": 0.5, "AP50": 0.9, "AP75": 0.6, "AR": 0.7}
    assert card.evaluated == "annotator evaluate"
