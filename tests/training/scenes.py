"""Pictures with bright squares on a dark ground, and the COCO file that says where they are: learnt in a few steps."""

import json
from pathlib import Path

import msgspec
import numpy as np
from numpy.random import default_rng
from PIL import Image

from annotator.training.augment import Recipe
from annotator.training.data import Source
from annotator.training.plan import Job, Plan
from tests.inference.tiny import CARD

PLAN = Plan(
    epochs=4,
    batch=2,
    learning_rate=2e-3,
    warm_up=5,
    average=0.8,
    regions=16,
    candidates=(60, 30),
    frozen_stages=0,
    recipe=Recipe(side=96, shorter_side=96, scale=(0.9, 1.1), turns=True, colour=0.1, paste=0.3),
    save_every_s=1e9,
)


SAVING = msgspec.structs.replace(PLAN, save_every_s=0)
"""With a checkpoint after every step."""


def squares(folder: Path, pictures: int = 6, size: int = 96) -> Source:
    """A data set of `pictures` with two squares each, and what must never be learnt: a crowd and an empty instance."""
    random = default_rng(0)
    images, annotations = [], []
    (folder / "images").mkdir(parents=True)
    for number in range(1, pictures + 1):
        pixels = random.integers(0, 40, (size, size, 3), np.uint8)
        for column in (0, size // 2):
            side = int(random.integers(16, 28))
            x, y = column + int(random.integers(2, 16)), int(random.integers(4, size - side - 4))
            pixels[y : y + side, x : x + side] = 220
            annotations.append(_row(len(annotations) + 1, number, [x, y, x + side, y, x + side, y + side, x, y + side]))
        Image.fromarray(pixels).save(folder / "images" / f"{number}.png")
        images.append({"id": number, "file_name": f"{number}.png", "width": size, "height": size})
    crowd = {"size": [size, size], "counts": [0, 5 * size, size * size - 5 * size]}
    annotations.append(_row(len(annotations) + 1, 1, crowd) | {"iscrowd": 1})
    annotations.append(_row(len(annotations) + 1, 2, {"size": [size, size], "counts": [size * size]}))
    file = folder / "coco.json"
    categories = [{"id": 7, "name": "cell"}, {"id": 9, "name": "speck"}]
    file.write_text(json.dumps({"images": images, "annotations": annotations, "categories": categories}))
    return Source(file, folder / "images")


def _row(number: int, image: int, segmentation: object) -> dict[str, object]:
    flat = [segmentation] if isinstance(segmentation, list) else segmentation
    return {"id": number, "image_id": image, "category_id": 7, "iscrowd": 0, "segmentation": flat}


def job(folder: Path, plan: Plan = PLAN) -> Job:
    """A run of the tiny network over a few squares; its start is never read by `train` itself."""
    return Job(start="imagenet", card=CARD, plan=plan, sources=(squares(folder / "data"),), out=folder / "out")
