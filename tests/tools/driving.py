"""Driving a tool by its generator: events in, outcome and previews out."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance
from annotator.core.frames import FrameKey
from annotator.core.gesture import Gesture, Input, InputKind, InVain, Outcome, Point, Preview, Scene
from annotator.core.modes import Modes
from annotator.core.patch import patch_of


class StillGoingOn(AssertionError):
    """The gesture wants more events."""


def scene_of(
    *instances: Instance,
    selection: Iterable[int] = (),
    new_id: Callable[[], int] | None = None,
    picture: NDArray[np.uint8] | None = None,
    **modes: Any,
) -> Scene:
    """`modes` are fields of Modes that are not as at first."""
    height, width = (80, 100) if picture is None else picture.shape[:2]
    return Scene(
        frame=FrameKey(1),
        width=width,
        height=height,
        instances={one.id: one for one in instances},
        category=7,
        new_id=new_id or iter(range(100, 10**6)).__next__,
        selection=frozenset(selection),
        modes=Modes(**modes),
        pixels=None if picture is None else partial(patch_of, picture),
    )


def at(kind: InputKind, x: float = 0, y: float = 0, **keys: Any) -> Input:
    return Input(kind=kind, at=Point(x, y), **keys)


def press(x: float, y: float, **keys: Any) -> Input:
    return at("press", x, y, **keys)


def move(x: float, y: float) -> Input:
    return at("move", x, y)


def release(x: float, y: float) -> Input:
    return at("release", x, y)


def click(x: float, y: float, **keys: Any) -> list[Input]:
    return [press(x, y, **keys), release(x, y)]


def drag(*points: tuple[float, float], **keys: Any) -> list[Input]:
    return [press(*points[0], **keys), *(move(*one) for one in points[1:]), release(*points[-1])]


ENTER, BACKSPACE = at("confirm"), at("back")


def run(tool: Any, scene: Scene, *events: Input) -> tuple[list[Preview], Gesture | None, Outcome]:
    """The previews, the gesture where it still goes on, and the outcome where it is over. What the gesture asks for it
    gets before the next event, and the preview after it counts."""
    gesture = tool.gesture(scene, events[0])
    previews: list[Preview] = []
    try:
        previews.append(answered(gesture, next(gesture)))
        for event in events[1:]:
            previews.append(answered(gesture, gesture.send(event)))
    except StopIteration as over:
        assert len(previews) == len(events) - 1 or events[len(previews) + 1 :] == (), "events after the end"
        return previews, None, over.value
    return previews, gesture, None


def answered(gesture: Gesture, preview: Preview) -> Preview:
    """The first preview that asks for nothing any more."""
    while preview.asks is not None:
        preview = gesture.send(answer(preview.asks()))
    return preview


def answer(value: object) -> Input:
    """As the canvas gives it: where the mouse is says nothing."""
    return Input(kind="answer", at=Point(-1e6, -1e6), answer=value)


def in_vain(tool: Any, scene: Scene, *events: Input) -> str:
    """Why the gesture changed nothing."""
    result = outcome(tool, scene, *events)
    assert isinstance(result, InVain)
    return result.why


def outcome(tool: Any, scene: Scene, *events: Input) -> Any:
    _, gesture, result = run(tool, scene, *events)
    if gesture is not None:
        raise StillGoingOn
    return result
