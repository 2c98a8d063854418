"""What a hand has done in a gesture, so that a drawing that is left can be taken up again: its steps are repeated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any

import msgspec

from annotator.core.frames import FrameKey
from annotator.core.gesture import Gesture, Input, Preview

_DOWN = ("press", "double")
_PLACES = (*_DOWN, "move")
_SAYS_NOTHING = ("wheel", "answer")
"""The wheel's choice holds already, and what was asked for is asked again."""


@dataclass(slots=True)
class Drawing:
    """The steps of one gesture."""

    frame: FrameKey
    tool: str
    selection: frozenset[int]
    """What was selected when it began."""
    steps: list[Input] = field(default_factory=list)
    held: bool = False
    """Whether the button is down."""

    def note(self, step: Input) -> None:
        """One more; where the mouse goes with no button down leaves nothing."""
        if step.kind in _SAYS_NOTHING or (step.kind == "move" and not self.held):
            return
        self.held = step.kind in _DOWN or (self.held and step.kind != "release")
        self.steps.append(step)

    @property
    def let_go(self) -> Input:
        """The step that ends what the hand holds."""
        return replace(self.steps[-1], kind="release")

    @property
    def worth_keeping(self) -> bool:
        """Whether more than one point has been drawn."""
        return sum(step.kind in _PLACES for step in self.steps) > 1

    def repeated(self, gesture: Gesture) -> Preview:
        """Where the gesture is after these steps. Raises StopIteration where it ends on the way."""
        preview, asks = next(gesture), None
        for step in self.steps[1:]:
            asks = preview.asks or asks
            preview = gesture.send(step)
        return replace(preview, asks=preview.asks or asks, selection=self.selection)


class PutAside:
    """Drawings that wait, one for each tool on each frame. `keep` gets all of them when they change, as JSON, and with
    them the one that is going on: nobody knows when the program will end."""

    def __init__(self, keep: Callable[[list[Any]], object]) -> None:
        self._keep = keep
        self._waiting: list[Drawing] = []
        self._going_on: Drawing | None = None
        self._steps = 0
        """Of what is going on, that are kept."""

    def put(self, drawing: Drawing) -> None:
        """In place of what waited for the same tool on the same frame."""
        self._waiting = [*self._others(drawing.frame, drawing.tool), drawing]
        self._going_on = None
        self._write()

    def take(self, frame: FrameKey, tool: str) -> Drawing | None:
        """What waits for a tool on a frame; it goes on from now on."""
        found = next((one for one in self._waiting if (one.frame, one.tool) == (frame, tool)), None)
        if found is not None:
            self._waiting = self._others(frame, tool)
            self._going_on, self._steps = found, len(found.steps)
        return found

    def go_on(self, drawing: Drawing | None) -> None:
        """This is what is being drawn now; None where nothing is."""
        if drawing is self._going_on and (drawing is None or len(drawing.steps) == self._steps):
            return
        self._going_on, self._steps = drawing, len(drawing.steps) if drawing else 0
        self._write()

    def tools(self, frame: FrameKey) -> list[str]:
        """For which tools something waits on a frame."""
        return [one.tool for one in self._waiting if one.frame == frame]

    def recall(self, kept: object) -> None:
        """What waits from now on, as it was kept; nothing where that cannot be read."""
        self._going_on = None
        try:
            self._waiting = [one for one in msgspec.convert(kept, list[Drawing]) if one.steps]
        except msgspec.ValidationError:
            self._waiting = []

    def _others(self, frame: FrameKey, tool: str) -> list[Drawing]:
        return [one for one in self._waiting if (one.frame, one.tool) != (frame, tool)]

    def _write(self) -> None:
        going_on = self._going_on
        waiting = [*self._others(going_on.frame, going_on.tool), going_on] if going_on else self._waiting
        self._keep([{**_said(one), "steps": [_said(step) for step in one.steps]} for one in waiting])


def _said(one: Drawing | Input) -> dict[str, Any]:
    """Only what is not as usual: a freehand line has thousands of steps."""
    values = {each.name: getattr(one, each.name) for each in fields(one) if getattr(one, each.name) != each.default}
    return msgspec.to_builtins(values)
