"""Running a tool: mouse steps in, previews and an outcome out. Escape closes the generator and leaves nothing."""

from __future__ import annotations

from collections.abc import Callable

from annotator.core.gesture import Gesture, Input, Outcome, Preview, Scene, Tool
from annotator.tools.apart import kept_apart

NOTHING = Preview()


Work = Callable[[], object]


class Gestures:
    """At most one gesture at a time. `ask` gets the work that it asks for, and None when it is over."""

    def __init__(
        self,
        show: Callable[[Preview], object],
        finish: Callable[[Outcome], object],
        ask: Callable[[Work | None], object],
    ) -> None:
        self._show, self._finish, self._ask = show, finish, ask
        self._running: Gesture | None = None

    @property
    def active(self) -> bool:
        """Whether a gesture is going on."""
        return self._running is not None

    def begin(self, tool: Tool, scene: Scene, event: Input) -> None:
        """Start the gesture that this event begins, if the tool makes one of it."""
        self.cancel()
        gesture = tool.gesture(scene, event)
        self._running = kept_apart(scene, gesture) if scene.modes.no_overlap else gesture
        self._step(lambda gesture: next(gesture))

    def send(self, event: Input) -> None:
        """The next step of the gesture that is going on."""
        self._step(lambda gesture: gesture.send(event))

    def cancel(self) -> bool:
        """Leave the gesture; whether there was one."""
        if self._running is None:
            return False
        self._running.close()
        self._running = None
        self._ask(None)
        self._show(NOTHING)
        return True

    def _step(self, step: Callable[[Gesture], Preview]) -> None:
        if self._running is None:
            return
        try:
            preview = step(self._running)
        except StopIteration as over:
            self._running = None
            self._ask(None)
            self._finish(over.value)
            self._show(NOTHING)
        else:
            self._show(preview)
            if preview.asks is not None:
                self._ask(preview.asks)
