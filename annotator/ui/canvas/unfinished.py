"""What a hand has done in a gesture, so that a drawing that is left can be taken up again: its steps are repeated."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

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
