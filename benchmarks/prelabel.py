"""How fast do a model's masks become outlines, and a picture file proposals, against torchvision's own way?

    python -m benchmarks.prelabel [--model starter-people] [--repeats 5]

Masks to outlines: 20 and 100 soft masks of 28x28 (sides lognormal, median 15 % of the picture) at three picture sizes.
torchvision's side pastes each into a full frame, thresholds and runs OpenCV's findContours; ours resizes each inside
its box, traces its pixel edges and makes the outline with few vertices that is edited afterwards. Whole route: JPEG
file to outlines with one model's weights; torchvision's side is Pillow, to_tensor, the network's own forward and
findContours.

One thread; the sides take turns in one process; a figure is the median of the processor time, which other programs on
the machine disturb less than the clock. The masks are compared too: those of one pixel set, and the least IoU.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
import torch
from PIL import Image
from rich.console import Console
from rich.table import Table
from torchvision.models.detection.roi_heads import paste_masks_in_image
from torchvision.transforms.functional import to_tensor

from annotator import media
from annotator.core.annotations import Part
from annotator.core.opencv import cv2
from annotator.core.raster import full_mask
from annotator.inference import models
from annotator.inference.masks import fit_outlines, mask_in_box, padded_boxes
from annotator.inference.predictor import load_predictor
from annotator.paths import shipped

SIZES = {"640 x 480": (640, 480), "1920 x 1080": (1920, 1080), "12 MP": (4000, 3000)}
LOWEST_SCORE = 0.05

Masks = tuple[np.ndarray, np.ndarray]
"""(N, 28, 28) soft masks and (N, 4) boxes."""


def soft_masks(count: int, width: int, height: int) -> Masks:
    """Blobs with the rough edges and the sizes that a network gives."""
    random = np.random.default_rng(0)
    y, x = np.mgrid[:28, :28] - 13.5
    noise = [cv2.GaussianBlur(random.normal(size=(28, 28)), (0, 0), 3) for _ in range(count)]
    masks = [1 / (1 + np.exp(-6 * (1.1 - (x**2 + y**2) / 170) - 12 * one)) for one in noise]
    sides = np.exp(random.normal(np.log(0.15), 0.6, (count, 2))).clip(0.02, 0.8) * [width, height]
    start = random.uniform(0, 1, (count, 2)) * ([width, height] - sides)
    return np.stack(masks).astype(np.float32), np.concatenate([start, start + sides], axis=1).astype(np.float32)


def pasted(masks: Masks, width: int, height: int) -> np.ndarray:
    """torchvision's full frames, (N, height, width) uint8."""
    soft, boxes = (torch.from_numpy(one) for one in masks)
    return (paste_masks_in_image(soft[:, None], boxes, (height, width))[:, 0] > 0.5).to(torch.uint8).numpy()


def theirs(masks: Masks, width: int, height: int) -> list[Sequence[np.ndarray]]:
    """Full frames and findContours."""
    return [cv2.findContours(one, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)[0] for one in pasted(masks, width, height)]


def ours(masks: Masks, width: int, height: int) -> list[tuple[Part, ...]]:
    """Each mask in its own box."""
    boxes = padded_boxes(masks[1], 28)
    return [fit_outlines(mask_in_box(one, box, width, height)) for one, box in zip(masks[0], boxes, strict=True)]


def alike(masks: Masks, width: int, height: int) -> tuple[float, float]:
    """The share of masks that are the same pixel for pixel, and the least IoU."""
    boxes = padded_boxes(masks[1], 28)
    overlaps = []
    for soft, box, row in zip(masks[0], boxes, masks[1], strict=True):
        [frame] = pasted((soft[None], row[None]), width, height)
        own = full_mask(mask_in_box(soft, box, width, height), width, height)
        overlaps.append(np.count_nonzero(own & (frame > 0)) / max(np.count_nonzero(own | (frame > 0)), 1))
    return sum(one == 1 for one in overlaps) / len(overlaps), min(overlaps)


def medians(repeats: int, *sides: Callable[[], object]) -> list[float]:
    """Milliseconds of processor time of each side, which take turns."""
    seconds: list[list[float]] = [[] for _ in sides]
    for _ in range(repeats + 1):  # the first warms up
        for taken, side in zip(seconds, sides, strict=True):
            start = time.process_time()
            side()
            taken.append(time.process_time() - start)
    return [1000 * statistics.median(taken[1:]) for taken in seconds]


def outlines_table(repeats: int) -> Table:
    """Masks to outlines."""
    table = Table("picture", "instances", "torchvision ms", "ours ms", "ratio", "same masks", "least IoU",
                  title="Masks to outlines")  # fmt: skip
    for name, size in SIZES.items():
        for count in (20, 100) if name != "12 MP" else (20,):
            masks = soft_masks(count, *size)
            slow, fast = medians(repeats, lambda m=masks, s=size: theirs(m, *s), lambda m=masks, s=size: ours(m, *s))
            same, least = alike(masks, *size)
            table.add_row(name, str(count), f"{slow:.1f}", f"{fast:.1f}", f"{slow / fast:.1f}x", f"{same:.1%}",
                          f"{least:.6f}")  # fmt: skip
    return table


def route_table(name: str, repeats: int) -> Table:
    """JPEG file to outlines."""
    network, predictor = models.find(name).load(), load_predictor(name, "cpu")
    sample = "nuclei.png" if "nuclei" in name else "astronaut.png"
    table = Table("picture", "torchvision ms", "ours ms", "ratio", "found (torchvision, ours)",
                  title=f"JPEG file to outlines, {Path(name).name}")  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        for label, size in SIZES.items():
            file = Path(folder) / f"{size[0]}.jpg"
            Image.open(shipped("resources") / "samples" / sample).convert("RGB").resize(size).save(file, quality=90)

            def reference(file: Path = file) -> list[Sequence[np.ndarray]]:
                with Image.open(file) as picture, torch.inference_mode():
                    [found] = network([to_tensor(picture.convert("RGB"))])
                frames = (found["masks"][:, 0] > 0.5).to(torch.uint8).numpy()
                return [cv2.findContours(one, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_SIMPLE)[0] for one in frames]

            def own(file: Path = file) -> list[object]:
                return list(predictor.predict([media.open_picture(file).pixels], LOWEST_SCORE)[0])

            slow, fast = medians(repeats, reference, own)
            table.add_row(
                label, f"{slow:.0f}", f"{fast:.0f}", f"{slow / fast:.2f}x", f"{len(reference())}, {len(own())}"
            )
    return table


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="starter-people")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    torch.set_num_threads(1)
    cv2.setNumThreads(1)
    console = Console(width=110)
    console.print(outlines_table(options.repeats))
    console.print(route_table(options.model, options.repeats))


if __name__ == "__main__":
    main()
