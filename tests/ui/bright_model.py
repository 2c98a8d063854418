"""A small predictor that runs in the real worker process: each bright patch of a picture is a thing.

Its score is the patch's brightness over 255, so a test says what is found, and how surely, by what it paints.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from annotator.core.raster import mask_parts
from annotator.inference.cards import Card
from annotator.inference.detections import Detection
from tests.inference.stand_in import PicturePredictor

DARK = 10
LOADER = "tests.ui.bright_model:load"


class BrightPatches(PicturePredictor):
    card = Card(name="bright-patches", architecture="none", categories=("patch",))

    def found(self, pixels: NDArray[np.uint8]) -> list[Detection]:
        grey = pixels[..., 0]
        count, labels = cv2.connectedComponents((grey > DARK).astype(np.uint8))
        masks = [labels == number for number in range(1, count)]
        return [Detection(0, float(grey[mask].max()) / 255, mask_parts(mask)) for mask in masks]


def load(name: str, device: str) -> BrightPatches:
    return BrightPatches()
