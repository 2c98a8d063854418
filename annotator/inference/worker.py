"""What runs inside the worker process: it decodes its own frames and keeps the model that it loaded last.

Everything that goes in or out is a plain value. Torch is imported with the predictor, so that this module can be named
by processes that never load it.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from annotator import media
from annotator.core.errors import PredictionFailed
from annotator.core.frames import Source
from annotator.inference.detections import Detection, Found
from annotator.inference.seen import seen

if TYPE_CHECKING:
    from annotator.core.annotations import Part
    from annotator.inference.linking import Given
    from annotator.inference.model_linking import VideoLinker
    from annotator.inference.predictor import Predictor
    from annotator.inference.propagation import Propagator, Step


T = TypeVar("T")


class Model(NamedTuple):
    """Which model, on which device, and the function that loads it, as `module:function`."""

    name: str
    device: str = "auto"
    loader: str = "annotator.inference.predictor:load_predictor"


_loaded: dict[Model, Predictor] = {}
_followed: dict[int, Propagator] = {}
_linked: dict[int, VideoLinker] = {}


def prepare() -> None:
    """The first thing in the process: Ctrl-C is the parent's to answer, and without a parent there is nothing to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def load(model: Model) -> str:
    """Have this model ready for a new job; the device that it runs on."""
    predictor = _predictor(model)
    predictor.begin()
    return predictor.device


def predict(model: Model, source: Source, score: float) -> Found:
    """What the model finds in a picture."""
    predictor = _predictor(model)
    shown = seen(source)
    [detections] = _predict(predictor, shown.pixels, score)
    return Found(
        detections=tuple(map(shown.enlarged, detections)),
        width=shown.width,
        height=shown.height,
        model=predictor.card.name,
        version=predictor.version,
        categories=predictor.card.categories,
        device=predictor.device,
        notes=(*shown.notes, *predictor.notes()),
    )


def begin_following(model: Model, number: int, source: Source, outlines: Sequence[tuple[Part, ...]]) -> str:
    """Objects on a frame that are to be followed from there, under a number of the caller's; where the model runs."""
    predictor = _predictor(model)
    propagator = predictor.propagator()
    propagator.begin(media.picture_of(source).pixels, outlines)
    _followed[number] = propagator
    return predictor.device


def follow(number: int, source: Source) -> list[Step]:
    """The objects on the next frame; PredictionFailed where the process was started anew since they were given."""
    return _remembered(_followed, number).step(media.picture_of(source).pixels)


def begin_linking(model: Model, number: int) -> str:
    """A video is to be linked, under a number of the caller's; where the model runs."""
    from annotator.inference.model_linking import VideoLinker

    predictor = _predictor(model)
    _linked[number] = VideoLinker(predictor)
    return predictor.device


def link(number: int, source: Source, given: Sequence[Given]) -> list[int]:
    """The objects that these are of; PredictionFailed where the process was started anew since the frame before."""
    return _remembered(_linked, number).step(media.picture_of(source).pixels, given)


def _remembered(runs: dict[int, T], number: int) -> T:
    if number not in runs:
        raise PredictionFailed("The process that runs the model was started anew: go on from where it ended.")
    return runs[number]


def end_run(number: int) -> None:
    """Forget what was followed or linked."""
    _followed.pop(number, None)
    _linked.pop(number, None)


def _predict(predictor: Predictor, pixels: NDArray[np.uint8], score: float) -> list[list[Detection]]:
    try:
        return predictor.predict([pixels], score)
    except RuntimeError as error:
        from annotator.inference.device import broken

        if broken(error):  # nothing runs on this device again before a new process opens it
            os._exit(1)
        raise


def _predictor(model: Model) -> Predictor:
    if model not in _loaded:
        _loaded.clear()  # one model at a time is in memory
        _loaded[model] = _function(model.loader)(model.name, model.device)
    return _loaded[model]


def _function(name: str) -> Callable[[str, str], Predictor]:
    module, _, function = name.partition(":")
    found: Callable[[str, str], Predictor] = getattr(importlib.import_module(module), function)
    return found


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
