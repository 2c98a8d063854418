"""What a hand places stays within the picture, wherever the hand goes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import wraps
from typing import TypeVar

from annotator.core.gesture import Gesture, Input, Scene

Of = TypeVar("Of")


def within_picture(gesture: Callable[[Of, Scene, Input], Gesture]) -> Callable[[Of, Scene, Input], Gesture]:
    """A tool's gesture, each step of which is held at the nearest place of the picture."""

    @wraps(gesture)
    def held(tool: Of, scene: Scene, event: Input) -> Gesture:
        with closing(gesture(tool, scene, _held(scene, event))) as steps:
            try:
                preview = next(steps)
                while True:
                    preview = steps.send(_held(scene, (yield preview)))
            except StopIteration as over:
                return over.value  # type: ignore[no-any-return]

    return held


def _held(scene: Scene, event: Input) -> Input:
    return replace(event, at=scene.inside(event.at))
