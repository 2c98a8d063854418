"""The canvas: tools on the document's frame, and over the layer what is hovered, selected or being changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QWidget

from annotator.core.annotations import Edit, Instance
from annotator.core.frames import Frame
from annotator.core.geometry import Box, box_xyxy
from annotator.core.gesture import GRAB, NOWHERE_ELSE, Input, InputKind, InVain, Outcome, Point, Preview, Scene
from annotator.core.locks import refusal
from annotator.core.modes import Modes
from annotator.tools import TOOLS
from annotator.tools.corners import EditCorners
from annotator.ui.canvas import hit
from annotator.ui.canvas.crossed import said_of
from annotator.ui.canvas.film import FilmStage
from annotator.ui.canvas.gestures import NOTHING, Gestures
from annotator.ui.canvas.hues import hue
from annotator.ui.canvas.inputs import of_mouse, step
from annotator.ui.canvas.onion import Onion
from annotator.ui.canvas.overlay import REACH, Overlay, Shown, changed_rects
from annotator.ui.canvas.picture_view import logical_rect
from annotator.ui.canvas.questions import Questions
from annotator.ui.canvas.scenery import around
from annotator.ui.canvas.stage import MOST_OVER_THE_LAYER
from annotator.ui.document import Document
from annotator.ui.theme import colours

_CURSORS = {"arrow": Qt.CursorShape.ArrowCursor, "cross": Qt.CursorShape.CrossCursor}
_ARROWS = {
    Qt.Key.Key_Left: Point(-1, 0),
    Qt.Key.Key_Right: Point(1, 0),
    Qt.Key.Key_Up: Point(0, -1),
    Qt.Key.Key_Down: Point(0, 1),
}
_FAR = 10
"""Times farther an arrow key nudges with Shift."""
TAPS_MS = 1000
"""Arrow keys that are pressed again within this time go on with the same nudge."""
_NOWHERE = QPointF(-1e6, -1e6)
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
        self.modes = Modes()
        self._questions = Questions(self._answered, self._not_answered, self)
        self._gestures = Gestures(self._show_preview, self._finish, self._questions.ask)
        self._selection_before: frozenset[int] = frozenset()
        self._selected = document.selection
        self._selects = False
        self.auto_zoom = False
        """Whether an instance that is selected elsewhere fills the view."""
        self._hovered: Instance | None = None
        self._preview = self._hint_preview = NOTHING
        self._overlay, self._over = Overlay(), Shown()
        self.onion: Onion = Onion(document, self.update, self)
        self._cursor: QPointF | None = None
        self._nudges = False
        self._between_taps = QTimer(self, singleShot=True, interval=TAPS_MS)
        self._between_taps.timeout.connect(self._nudging_ends)
        self._drawing = "polygon"
        document.categories.current_changed.connect(lambda _: self.refresh())
        document.edited.connect(lambda _: self.hover_again())
        self.start()

    def frame_changed(self, frame: Frame | None) -> None:
        """A gesture ends with its frame; what was nudged is meant."""
        self._nudging_ends()
        self.cancel_gesture_only()
        super().frame_changed(frame)

    def stop(self) -> None:
        """Wait for what is going on beside."""
        self._questions.stop()
        self.onion.stop()
        super().stop()

    # tools

    def set_tool(self, name: str) -> None:
        """Work with this tool from now on."""
        self._nudging_is_over()
        self.cancel_gesture_only()
        self.tool = TOOLS[name]
        if self.tool.cursor == "cross":
            self._drawing = name
        self._hovered, self._hint_preview = None, NOTHING
        self.show_cursor()
        self.refresh()
        self.tool_changed.emit(name)
        self.hint_changed.emit(self.tool.tip)

    def tool_cursor(self) -> Qt.CursorShape:
        """An arrow for what takes things, a cross for what draws."""
        return _CURSORS[self.tool.cursor]

    def scene(self) -> Scene:
        """The document's scene, quick to search."""
        outlines, pyramid = self.scenery.outlines, self.scenery.pyramid
        pixels = pyramid.patch if pyramid else None
        scene = replace(self.document.scene(), modes=self.modes, pixels=pixels)
        there = scene.instances

        def index(box: Box) -> list[Instance]:
            """The outlines go on with the document while a gesture lasts; the scene does not."""
            return [one for one in hit.touching(outlines, box) if there.get(one.id) is one]

        return replace(scene, index=index)

    def cancel_gesture(self) -> None:
        """Escape: leave the gesture; without one, the keyboard's cross, and then the selection."""
        self._nudging_is_over()
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

    def finish_gesture(self) -> None:
        """Enter: what has been drawn so far is meant."""
        self._at_cursor("confirm")

    def draw_or_finish(self) -> None:
        """Finish what is being drawn; otherwise take the tool that drew last."""
        self.finish_gesture() if self._gestures.active else self.set_tool(self._drawing)

    def back(self) -> None:
        """Backspace: one step back, or the corner under the cursor."""
        self._at_cursor("back")

    def undo(self) -> None:
        """One step back in what is being drawn, or else the frame's last edit."""
        if self.make_way():
            self.document.undo()
        else:
            self.back()

    def make_way(self) -> bool:
        """For a command that changes something: what was nudged is meant. Whether no gesture is in its way then."""
        self._nudging_ends()
        return not self._gestures.active

    def delete_corners(self) -> bool:
        """Delete the marked corners; whether there were any, and outlines can do without them."""
        tool = self.tool
        edit = tool.without_marked(self.scene()) if self.ready and isinstance(tool, EditCorners) else None
        return isinstance(edit, Edit) and self.document.apply(edit)

    def turn(self, steps: float) -> None:
        """The wheel with Shift held: size what has a size."""
        self._at_cursor("wheel", steps)
        self.hover_again()

    def hover_again(self) -> None:
        """The tool works otherwise now, or something has changed: show what a press would do, and what is marked."""
        if self.ready and not self._gestures.active:
            self._hint_at(step("move", self._cursor or _NOWHERE, self.view, self.ratio))
            self.refresh()

    def _hint_at(self, given: Input) -> None:
        hint_before, self._hint_preview = self._hint_preview.hint, self.tool.hover(self.scene(), given)
        if self._hint_preview.hint != hint_before:
            self.hint_changed.emit(self._hint_preview.hint or self.tool.tip)

    def set_modes(self, modes: Modes) -> None:
        """Have the tools work like this from the next gesture on."""
        self.modes = modes
        self.hover_again()

    def walk(self, steps: int, extend: bool = False) -> None:
        """To the next or previous corner of what is selected, which is then marked, and into sight."""
        if self.tool.name != "corners":
            self.set_tool("corners")
        self.cross.leave()
        self._at_cursor("walk", steps, extend)
        marked = self._hint_preview.marked
        if marked is not None and len(marked) and not extend:
            room = 4 * GRAB * self.ratio / self.view.scale  # so that the zoom stays as it is
            around_it = box_xyxy([marked - room, marked + room])
            self.show_view(self.view.revealing(around_it, self.ratio))

    def _nudged(self, event: QKeyEvent) -> bool:
        """Whether an arrow key moved what is marked or selected; while the cross is shown, the keys are the cross's."""
        way = _ARROWS.get(Qt.Key(event.key()))
        if way is None or self.tool.cursor != "arrow" or not self.document.selection or self.cross.place is not None:
            return False
        if self._gestures.active and not self._nudges:
            return False
        self._between_taps.stop()
        far = _FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self._nudges = True
        self._at_cursor("nudge", by=Point(way.x * far, way.y * far))
        return True

    def _nudging_is_over(self) -> None:
        """Something else begins while no arrow key is down."""
        if self._between_taps.isActive():
            self._nudging_ends()

    def _nudging_ends(self) -> None:
        """What the nudges have come to is meant."""
        self._between_taps.stop()
        if self._nudges:
            self._nudges = False
            if self._gestures.active:
                self._at_cursor("confirm")

    def _at_cursor(self, kind: InputKind, turns: float = 0.0, shift: bool = False, by: Point = NOWHERE_ELSE) -> None:
        self._nudging_is_over()
        event = step(kind, self._cursor or _NOWHERE, self.view, self.ratio)
        event = replace(event, turns=turns, shift=shift, by=by)
        if self._gestures.active:
            self._gestures.send(event)
        elif self.ready:
            self._begin(event)

    def _begin(self, event: Input) -> None:
        self.gesture_begins.emit()
        self._selection_before = self.document.selection
        self._hint_preview = NOTHING
        self._gestures.begin(self.tool, self.scene(), event)

    def _show_preview(self, preview: Preview) -> None:
        hint_before, hides_before = self._preview.hint, self._preview.hides
        if locked := [one for one in self.scenery.instances(preview.hides) if one.locked]:
            self.cancel_gesture_only()
            self.document.said.emit("info", refusal(len(locked)))
            return
        self._preview = preview
        if preview.selection is not None:
            self.take(preview.selection)
        if preview.hides != hides_before:
            self.hide_instances(preview.hides)
        if preview.hint != hint_before:
            self.hint_changed.emit(preview.hint or self.tool.tip)
        if preview.modes is not None and preview.modes != self.modes:
            self.modes_chosen.emit(preview.modes)
        self.refresh()
        self.hover_again()

    def _answered(self, answer: object) -> None:
        self._gestures.send(replace(step("answer", self._cursor or _NOWHERE, self.view, self.ratio), answer=answer))

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
        elif isinstance(outcome, Edit):
            new = outcome.after.keys() - outcome.before.keys()
            if not self.document.apply(outcome):
                return
            if crossed := said_of(outcome):
                self.document.said.emit("info", crossed)
            if new:
                self.take(new)

    # the selection

    def take(self, ids: Iterable[int]) -> None:
        """Select what is seen already, so that the view stays."""
        self._selects = True
        self.document.select(ids)
        self._selects = False

    def selection_changed(self) -> None:
        """What somebody else has selected comes into view."""
        self._nudging_is_over()
        super().selection_changed()
        new, self._selected = self.document.selection - self._selected, self.document.selection
        if not self._selects and not self._gestures.active:
            self.reveal(new)
        self.hover_again()

    def reveal(self, ids: Collection[int]) -> None:
        """Bring instances into sight; many at once are no place to go to."""
        boxes = self.scenery.outlines.boxes_of(ids) if self.ready and len(ids) <= MOST_OVER_THE_LAYER else []
        if boxes and self.auto_zoom and len(ids) == 1:
            self.show_view(self.view.filled_by(around(boxes)))
        elif boxes and (view := self.view.revealing(around(boxes), self.ratio)) != self.view:
            self.show_view(view)

    def zoom_onto(self, ids: Collection[int]) -> None:
        """Fill the view with instances, and some of what is around them."""
        if self.ready and (boxes := self.scenery.outlines.boxes_of(ids)):
            self.fill_with(around(boxes))

    def fill_with(self, box: Box) -> None:
        """Fill the view with this box of the picture, and some of what is around it."""
        self.show_view(self.view.filled_by(box))

    # events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Panning first, then the tool."""
        self._cursor = event.position()
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
        self._nudging_is_over()
        given = of_mouse(kind, event, self.view, self.ratio)
        if self._gestures.active:
            self._gestures.send(given)
        elif box := self._box_under(given):
            self.take(self.document.selection ^ {box.id} if given.shift else {box.id})
        else:
            self._begin(given)

    def _box_under(self, given: Input) -> Instance | None:
        """What came with a bounding box alone can be taken, too, but has no outline that tools could work on."""
        box = hit.box_at(self.scenery.outlines, *given.at) if self.tool.cursor == "arrow" else None
        return box if box and self.tool.hover(self.scene(), given).handles is None else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, go on with the gesture, or hover."""
        self.cross.leave()
        self._cursor = event.position()
        self._tell_cursor()
        if self.pan_moved(event) or not self.ready:
            return
        if self._gestures.active:
            self._gestures.send(of_mouse("move", event, self.view, self.ratio))
        else:
            self._hover(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the pan or the stroke."""
        if self.pan_released(event):
            return
        if event.button() is Qt.MouseButton.LeftButton and self._gestures.active:
            self._gestures.send(of_mouse("release", event, self.view, self.ratio))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Shift held the wheel is the tool's; some systems turn it sideways then."""
        if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().wheelEvent(event)
            return
        self._cursor = event.position()
        self.turn((event.angleDelta().y() or event.angleDelta().x()) / 120)
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the cursor any more, unless it is the keyboard's."""
        self._nudging_is_over()
        if self.cross.place is not None:
            return
        self._cursor = self._hovered = None
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
        elif not self._nudged(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Keys that are held say that they are pressed again and again; a nudge ends a while after they are up."""
        if self._nudges and event.key() in _ARROWS and not event.isAutoRepeat():
            self._between_taps.start()
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A key's release goes elsewhere then."""
        self._nudging_ends()
        super().focusOutEvent(event)

    def _hover(self, event: QMouseEvent) -> None:
        given = of_mouse("move", event, self.view, self.ratio)
        takes = self.tool.cursor == "arrow"
        outlined = hit.smallest_at(self.scenery.outlines, *given.at) if takes else None
        self._hovered = self._box_under(given) or outlined
        self._hint_at(given)
        self.refresh()

    def _tell_cursor(self) -> None:
        assert self._cursor is not None
        x, y = self.view.to_image(self._cursor.x() * self.ratio, self._cursor.y() * self.ratio)
        value = self.scenery.pyramid.value(int(x // 1), int(y // 1)) if self.scenery.pyramid else None
        self.cursor_moved.emit(None if value is None else (int(x // 1), int(y // 1), value))

    # over the layer

    def refresh(self) -> None:
        """Show what is hovered, selected or being changed now; only what differs is painted anew."""
        before, self._over = self._over, self._now()
        for rect in changed_rects(before, self._over, self.view):
            self.update(logical_rect(rect, self.ratio, REACH))

    def _now(self) -> Shown:
        outlines = self.scenery.outlines
        if self._hovered and outlines.instance(self._hovered.id) is not self._hovered:
            self._hovered = None
        selection = self.document.selection if self.ready else frozenset()
        few = selection if len(selection) <= MOST_OVER_THE_LAYER else frozenset()
        hovered = self._hovered if self._hovered and self._hovered.id not in selection else None
        return Shown(
            hovered=None if self._gestures.active else hovered,
            selected=self.scenery.instances(few),
            corners=self.tool.name == "corners" or bool(self.tried),
            preview=self._preview if self._gestures.active else self._hint_preview,
            colour=self.scenery.colours.get(self._hue(), QColor(colours().accent)),
            accent=QColor(colours().accent),
            line=self.line_width,
        )

    def _hue(self) -> int:
        """Of what the gesture changes, or else of what it would draw."""
        changed = self.scenery.instances(self._preview.hides)
        return hue(changed[0]) if changed else self.document.categories.current

    def paint_over(self, painter: QPainter) -> None:
        """Hover, selection and preview."""
        super().paint_over(painter)
        if self.ready and not self.scenery.look.bare:
            self.onion.paint(painter, self.view, self.ratio)
            self._overlay.paint(painter, self.view, self.ratio, self._over, self.scenery.colours)
