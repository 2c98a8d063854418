"""Driving a tool by its generator: events in, outcome and previews out."""

from collections.abc import Callable, Iterable
from typing import Any

from annotator.core.annotations import Instance
from annotator.core.frames import FrameKey
from annotator.core.gesture import Gesture, Input, InputKind, Outcome, Point, Preview, Scene


class StillGoingOn(AssertionError):
    """The gesture wants more events."""


def scene_of(*instances: Instance, selection: Iterable[int] = (), new_id: Callable[[], int] | None = None) -> Scene:
    return Scene(
        frame=FrameKey(1),
        width=100,
        height=80,
        instances={one.id: one for one in instances},
        category=7,
        new_id=new_id or iter(range(100, 10**6)).__next__,
        selection=frozenset(selection),
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
    """The previews, the gesture where it still goes on, and the outcome where it is over."""
    gesture = tool.gesture(scene, events[0])
    previews: list[Preview] = []
    try:
        previews.append(next(gesture))
        for event in events[1:]:
            previews.append(gesture.send(event))
    except StopIteration as over:
        assert len(previews) == len(events) - 1 or events[len(previews) + 1 :] == (), "events after the end"
        return previews, None, over.value
    return previews, gesture, None


def outcome(tool: Any, scene: Scene, *events: Input) -> Any:
    _, gesture, result = run(tool, scene, *events)
    if gesture is not None:
        raise StillGoingOn
    return result
