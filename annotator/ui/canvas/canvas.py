"""The canvas: tools on the document's frame, and over the layer what is hovered, selected or being changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QWidget

from annotator.core.annotations import Edit
from annotator.core.frames import Frame
from annotator.core.gesture import NOWHERE_ELSE, Input, InputKind, InVain, Outcome, Point, Preview, Scene
from annotator.core.locks import refusal
from annotator.core.modes import Modes
from annotator.tools import TOOLS
from annotator.ui.canvas.crossed import said_of
from annotator.ui.canvas.film import FilmStage
from annotator.ui.canvas.gestures import NOTHING, Gestures
from annotator.ui.canvas.hit import indexed
from annotator.ui.canvas.inputs import of_mouse
from annotator.ui.canvas.nudging import Nudging
from annotator.ui.canvas.onion import Onion
from annotator.ui.canvas.over import Over
from annotator.ui.canvas.pointer import Pointer
from annotator.ui.canvas.questions import Questions
from annotator.ui.canvas.sight import Sight
from annotator.ui.canvas.unfinished import PutAside
from annotator.ui.state.document import Document

_CURSORS = {"arrow": Qt.CursorShape.ArrowCursor, "cross": Qt.CursorShape.CrossCursor}
WAITS = "The unfinished drawing is kept: <tool_{}> goes on with it."
WAITS_HERE = "An unfinished drawing is kept here: <tool_{}> goes on with it."
WAITS_ON_ITS_FRAME = "The unfinished drawing is kept: it goes on when you are back on its frame."
_KEPT_EVERY_MS = 2000
"""What is being drawn; a crash takes no more of it."""

_KEYS = {"leave": "cancel_gesture", "finish": "finish_gesture", "back": "back"}


class Canvas(FilmStage):
    """Turns gestures into edits of the document."""

    tool_changed = Signal(str)
    hint_changed = Signal(str)
    gesture_begins = Signal()
    modes_chosen = Signal(object)
    """The Modes that a gesture has come to."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(document, parent)
        self.setAccessibleName("Picture")
        self.tool = TOOLS["select"]
        self.modes = self._modes_of_gesture = Modes()
        self._questions = Questions(self._answered, self._not_answered, self)
        self._waiting = PutAside(lambda kept: document.remember("unfinished", kept))
        self._gestures = Gestures(self._show_preview, self._finish, self._questions.ask, self._waiting)
        self._keeping = QTimer(self, interval=_KEPT_EVERY_MS, singleShot=True)
        self._keeping.timeout.connect(self._gestures.keep)
        self._selection_before: frozenset[int] = frozenset()
        self.sight: Sight = Sight(self)
        self.pointer: Pointer = Pointer(self)
        self.over: Over = Over(self, self.pointer)
        self._preview = NOTHING
        self.onion: Onion = Onion(document, self.update, self)
        self._nudging: Nudging = Nudging(lambda by: self.at_cursor("nudge", by=by), self._keep_nudged, self)
        self._drawing = "polygon"
        document.categories.current_changed.connect(lambda _: self.refresh())
        document.edited.connect(lambda _: self.hover_again())
        document.project_changed.connect(self._recall)
        document.closes.connect(self._leave)
        self.shown.connect(lambda _: self._take_up_or_say())
        self._recall()
        self.start()

    def frame_changed(self, frame: Frame | None) -> None:
        """A gesture waits on its frame; what was nudged is meant."""
        if self._leave() and frame is not None:
            self.document.said.emit("info", WAITS_ON_ITS_FRAME)
        super().frame_changed(frame)

    def stop(self) -> None:
        """Wait for what is going on beside."""
        self._questions.stop()
        self.onion.stop()
        super().stop()

    # tools

    def set_tool(self, name: str) -> None:
        """Work with this tool from now on."""
        self._nudging.make_way()
        left = self.tool.name if self._put_aside() else name
        self.tool = TOOLS[name]
        if self.tool.cursor == "cross":
            self._drawing = name
        self.pointer.forget()
        self.show_cursor()
        self.refresh()
        self.tool_changed.emit(name)
        self.hint_changed.emit(self.tool.tip)
        if left != name:
            self.document.said.emit("info", WAITS.format(left))
        self._take_up()

    def tool_cursor(self) -> Qt.CursorShape:
        """An arrow for what takes things, a cross for what draws."""
        return _CURSORS[self.tool.cursor]

    def set_modes(self, modes: Modes) -> None:
        """Have the tools work like this from the next gesture on."""
        self.modes = modes
        self.hover_again()

    def draw_or_finish(self) -> None:
        """Finish what is being drawn; otherwise take the tool that drew last."""
        self.finish_gesture() if self._gestures.active else self.set_tool(self._drawing)

    def scene(self) -> Scene:
        """The document's scene, quick to search."""
        pixels = self.scenery.pyramid.patch if self.scenery.pyramid else None
        return indexed(replace(self.document.scene(), modes=self.modes, pixels=pixels), self.scenery.outlines)

    def hover_again(self) -> None:
        """The tool works otherwise now, or something has changed: show what a press would do, and what is marked."""
        if self.ready and not self._gestures.active:
            self._look(self.pointer.input("move"))

    def _look(self, given: Input) -> None:
        hint_before = self.pointer.preview.hint
        self.pointer.look(self.tool, self.scene(), given)
        if (hint := self.pointer.preview.hint) != hint_before:
            self.hint_changed.emit(hint or self.tool.tip)
        self.refresh()

    # the gesture

    def at_cursor(self, kind: InputKind, turns: float = 0.0, shift: bool = False, by: Point = NOWHERE_ELSE) -> None:
        """A step where the cursor is: of the gesture that goes on, or of one that it begins."""
        self._nudging.make_way()
        event = replace(self.pointer.input(kind), turns=turns, shift=shift, by=by)
        if self._gestures.active:
            self._gestures.send(event)
        elif self.ready:
            self._begin(event)

    def finish_gesture(self) -> None:
        """Enter: what has been drawn so far is meant."""
        self.at_cursor("confirm")

    def back(self) -> None:
        """Backspace: one step back, or the corner under the cursor."""
        self.at_cursor("back")

    def turn(self, steps: float) -> None:
        """The wheel with Shift held: size what has a size."""
        self.at_cursor("wheel", turns=steps)
        self.hover_again()

    def undo(self) -> None:
        """One step back in what is being drawn, or else the frame's last edit."""
        if self.make_way():
            self.document.undo()
        else:
            self.back()

    def make_way(self) -> bool:
        """For a command that changes something: what was nudged is meant. Whether no gesture is in its way then."""
        self._nudging.end()
        return not self._gestures.active

    def cancel_gesture(self) -> None:
        """Escape: leave the gesture; without one, the keyboard's cross, and then the selection."""
        self._nudging.make_way()
        if self.cancel_gesture_only():
            return
        if self.cross.place is not None:
            self.cross.leave()
        else:
            self.take(())

    def cancel_gesture_only(self) -> bool:
        """Leave the gesture with everything as it was before; whether there was one."""
        if not self._gestures.cancel():
            return False
        self.take(self._selection_before)
        return True

    @property
    def idle(self) -> bool:
        """Whether there is nothing here to leave."""
        return not self._gestures.active and self.cross.place is None and not self.document.selection

    @property
    def _can_nudge(self) -> bool:
        """Whether arrow keys move what is marked or selected; while the cross is shown, they are the cross's."""
        movable = self.tool.cursor == "arrow" and self.document.selection and self.cross.place is None
        return bool(movable) and (self._nudging.going_on or not self._gestures.active)

    def _keep_nudged(self) -> None:
        if self._gestures.active:
            self.at_cursor("confirm")

    def _begin(self, event: Input) -> None:
        self.gesture_begins.emit()
        self._selection_before, self._modes_of_gesture = self.document.selection, self.modes
        self.pointer.preview = NOTHING
        self._gestures.begin(self.tool, self.scene(), event)

    def _leave(self) -> bool:
        """What is done here ends: what was nudged is meant; whether there is more, which waits to be finished."""
        self._nudging.end()
        waits = self._put_aside()
        self._gestures.keep()
        return waits

    def _put_aside(self) -> bool:
        """Leave the gesture: what the hand holds is meant; whether there is more, which waits to be finished."""
        self._gestures.let_go()
        waits = self._gestures.put_aside()
        self.cancel_gesture_only()
        return waits

    def _take_up(self) -> None:
        """Go on with what was left on this frame with this tool."""
        if not self.ready or self._gestures.active:
            return
        self._selection_before, self._modes_of_gesture = self.document.selection, self.modes
        if self._gestures.take_up(self.tool, self.scene()):
            self.pointer.preview = NOTHING
            if self.pointer.place is not None:
                self.at_cursor("move")

    def _take_up_or_say(self) -> None:
        """Go on here, or say for which other tool something waits."""
        self._take_up()
        frame = self.document.frame
        waiting = self._waiting.tools(frame.key) if self.ready and frame else []
        if waiting and not self._gestures.active:
            self.document.said.emit("info", WAITS_HERE.format(waiting[-1]))

    def _recall(self) -> None:
        project = self.document.project
        self._waiting.recall(project.setting("unfinished", []) if project else [])

    def _show_preview(self, preview: Preview) -> None:
        hint_before, hides_before = self._preview.hint, self._preview.hides
        if locked := [one for one in self.scenery.instances(preview.hides) if one.locked]:
            self.cancel_gesture_only()
            self.document.said.emit("info", refusal(len(locked)))
            return
        self._preview = preview
        if not self._keeping.isActive():
            self._keeping.start()
        if preview.selection is not None:
            self.take(preview.selection)
        if preview.hides != hides_before:
            self.hide_instances(preview.hides)
        if preview.hint != hint_before:
            self.hint_changed.emit(preview.hint or self.tool.tip)
        if preview.modes is not None:  # the gesture knows nothing of what was chosen by key since it began
            before, self._modes_of_gesture = self._modes_of_gesture, preview.modes
            if (modes := self.modes.changed_as(before, preview.modes)) != self.modes:
                self.modes_chosen.emit(modes)
        self.refresh()
        self.hover_again()

    def _answered(self, answer: object) -> None:
        self._gestures.send(replace(self.pointer.input("answer"), answer=answer))

    def _not_answered(self, why: str) -> None:
        self.cancel_gesture_only()
        self.document.said.emit("error", why)

    def _finish(self, outcome: Outcome) -> None:
        if isinstance(outcome, frozenset):
            self.take(outcome)
        elif isinstance(outcome, InVain):
            self.document.said.emit("info", outcome.why)
        elif isinstance(outcome, Modes):
            self.modes_chosen.emit(outcome)
        elif isinstance(outcome, Edit) and self.document.apply(outcome):
            if crossed := said_of(outcome):
                self.document.said.emit("info", crossed)
            if new := outcome.after.keys() - outcome.before.keys():
                self.take(new)

    # the selection

    def take(self, ids: Iterable[int]) -> None:
        """Select what is seen already, so that the view stays."""
        with self.sight.staying():
            self.document.select(ids)

    def selection_changed(self) -> None:
        """What somebody else has selected comes into view."""
        self._nudging.make_way()
        super().selection_changed()
        self.sight.follow(stays=self._gestures.active)
        self.hover_again()

    # events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Panning first, then the tool."""
        self.pointer.place = event.position()
        if self.pan_pressed(event) or event.button() is not Qt.MouseButton.LeftButton:
            return
        if self.filming:
            super().mousePressEvent(event)
        elif self.ready:
            self._press("press", event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ends some gestures; where none goes on, a press like any other."""
        if event.button() is not Qt.MouseButton.LeftButton or self._space:
            self.mousePressEvent(event)
        elif self.ready:
            self._press("double" if self._gestures.active else "press", event)

    def _press(self, kind: InputKind, event: QMouseEvent) -> None:
        self._nudging.make_way()
        given = of_mouse(kind, event, self.view, self.ratio)
        if self._gestures.active:
            self._gestures.send(given)
        elif box := self.pointer.box_under(self.tool, self.scene(), given):
            self.take(self.document.selection ^ {box.id} if given.shift else {box.id})
        else:
            self._begin(given)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, go on with the gesture, or hover."""
        self.cross.leave()
        self.pointer.place = event.position()
        self.cursor_moved.emit(self.pointer.values())
        if self.pan_moved(event) or not self.ready:
            return
        given = of_mouse("move", event, self.view, self.ratio)
        if self._gestures.active:
            self._gestures.send(given)
        else:
            self.pointer.hover(self.tool, self.scene(), given)
            self._look(given)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the pan or the stroke."""
        if not self.pan_released(event) and event.button() is Qt.MouseButton.LeftButton and self._gestures.active:
            self._gestures.send(of_mouse("release", event, self.view, self.ratio))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Shift held the wheel is the tool's; some systems turn it sideways then."""
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pointer.place = event.position()
            self.turn((event.angleDelta().y() or event.angleDelta().x()) / 120)
            event.accept()
        else:
            super().wheelEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the cursor any more, unless it is the keyboard's."""
        self._nudging.make_way()
        if self.cross.place is not None:
            return
        self.pointer.leave()
        self.cursor_moved.emit(None)
        self.hover_again()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape, Enter and Backspace, or what stands for them, belong to the gesture."""
        does = _KEYS.get(self.meaning(event, ""))
        if does == "cancel_gesture" and self.idle:
            event.ignore()  # whoever is around the picture may have something to leave
        elif does:
            getattr(self, does)()
        elif not (self._can_nudge and self._nudging.pressed(event)):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A nudge ends a while after its keys are up."""
        self._nudging.released(event)
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key's release goes elsewhere then."""
        self._nudging.end()
        super().focusOutEvent(event)

    # over the layer

    def refresh(self) -> None:
        """Show what is hovered, selected or being changed now."""
        self.over.show(self._preview if self._gestures.active else None, corners=self.tool.name == "corners")

    def paint_over(self, painter: QPainter) -> None:
        """Hover, selection and preview."""
        super().paint_over(painter)
        if self.ready and not self.scenery.look.bare:
            self.onion.paint(painter, self.view, self.ratio)
            self.over.paint(painter)
