"""Running a tool: mouse steps in, previews and an outcome out. Escape closes the generator and leaves nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from annotator.core.gesture import Gesture, Input, Outcome, Preview, Scene, Tool
from annotator.tools.apart import kept_apart
from annotator.ui.canvas.unfinished import Drawing, PutAside

NOTHING = Preview()


Work = Callable[[], object]


class Gestures:
    """At most one gesture at a time. `ask` gets the work that it asks for, and None when it is over."""

    def __init__(
        self,
        show: Callable[[Preview], object],
        finish: Callable[[Outcome], object],
        ask: Callable[[Work | None], object],
        waiting: PutAside,
    ) -> None:
        self._show, self._finish, self._ask, self._waiting = show, finish, ask, waiting
        self._running: Gesture | None = None
        self._drawing: Drawing

    @property
    def active(self) -> bool:
        """Whether a gesture is going on."""
        return self._running is not None

    def begin(self, tool: Tool, scene: Scene, event: Input) -> None:
        """Start the gesture that this event begins, if the tool makes one of it."""
        self.cancel()
        self._drawing = Drawing(scene.frame, tool.name, scene.selection)
        self._drawing.note(event)
        self._running = _gesture(tool, scene, event)
        self._step(lambda gesture: next(gesture))

    def send(self, event: Input) -> None:
        """The next step of the gesture that is going on."""
        if self._running is not None:
            self._drawing.note(event)
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

    def let_go(self) -> None:
        """Release what the hand holds."""
        if self._running is not None and self._drawing.held:
            self.send(self._drawing.let_go)

    def put_aside(self) -> bool:
        """Keep what is drawn so far for when the tool is back on this frame; whether there is anything to keep."""
        if self._running is None or not self._drawing.worth_keeping:
            return False
        self._waiting.put(self._drawing)
        return True

    def keep(self) -> None:
        """Keep what is drawn so far meanwhile, but for what the hand holds."""
        if self._running is None:
            self._waiting.go_on(None)
        elif self._drawing.worth_keeping and not self._drawing.held:
            self._waiting.go_on(self._drawing)

    def take_up(self, tool: Tool, scene: Scene) -> bool:
        """Go on with what waits for this tool on this frame; whether anything does that can still be drawn there."""
        drawing = self._waiting.take(scene.frame, tool.name)
        if drawing is None:
            return False
        self.cancel()
        scene = replace(scene, selection=drawing.selection & scene.instances.keys())
        gesture = _gesture(tool, scene, drawing.steps[0])
        try:
            preview = drawing.repeated(gesture)
        except StopIteration:  # what it was about is gone
            self.keep()
            return False
        self._running, self._drawing = gesture, drawing
        self._shown(preview)
        return True

    def _step(self, step: Callable[[Gesture], Preview]) -> None:
        assert self._running is not None
        try:
            preview = step(self._running)
        except StopIteration as over:
            self._running = None
            self._ask(None)
            self._finish(over.value)
            self._show(NOTHING)
        else:
            self._shown(preview)

    def _shown(self, preview: Preview) -> None:
        self._show(preview)
        if preview.asks is not None:
            self._ask(preview.asks)


def _gesture(tool: Tool, scene: Scene, event: Input) -> Gesture:
    gesture = tool.gesture(scene, event)
    return kept_apart(scene, gesture) if scene.modes.no_overlap else gesture
