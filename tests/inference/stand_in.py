"""A predictor for the tests of the lane: it runs in the real worker process, and does to it what a bad model does.

The file name of the picture is not known to a predictor, so its top-left pixel's red says what happens.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Part
from annotator.core.geometry import rectangle
from annotator.inference.cards import Card
from annotator.inference.detections import Detection

if TYPE_CHECKING:
    from annotator.inference.flow_propagation import FlowPropagator

KILLED, CRASHED, FAILED, SLOW = 250, 251, 252, 253


class PicturePredictor:
    """All that a predictor has but a network: `found` says what is on a picture."""

    card = Card(name="stand-in", architecture="none", categories=("thing",))
    version = "0123456789ab"
    device = "cpu"

    def begin(self) -> None:
        pass

    def notes(self) -> tuple[str, ...]:
        return ()

    def predict(self, pictures: Sequence[NDArray[np.uint8]], score: float) -> list[list[Detection]]:
        return [[one for one in self.found(pixels) if one.score >= score] for pixels in pictures]

    def propagator(self) -> FlowPropagator:
        from annotator.inference.flow_propagation import FlowPropagator  # loads torch, which few tests need

        return FlowPropagator()

    def looks(self, pixels: NDArray[np.uint8], boxes_xyxy: NDArray[np.float32]) -> NDArray[np.float32]:
        return np.ones((len(boxes_xyxy), 1), np.float32)

    def found(self, pixels: NDArray[np.uint8]) -> list[Detection]:
        raise NotImplementedError


class StandIn(PicturePredictor):
    def found(self, pixels: NDArray[np.uint8]) -> list[Detection]:
        red = int(pixels[0, 0, 0])
        if red == KILLED:
            os.kill(os.getpid(), signal.SIGKILL)
        if red == CRASHED:
            os.kill(os.getpid(), signal.SIGSEGV)
        if red == FAILED:
            raise RuntimeError("the numbers make no sense")
        time.sleep(30 if red == SLOW else 0.002)
        return [Detection(0, 0.9, (Part(rectangle(0, 0, 4, red + 1)),))]


def load(name: str, device: str) -> StandIn:
    return StandIn()
