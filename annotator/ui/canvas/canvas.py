"""The canvas: the document's frame, the tools, and over the layer what is hovered, selected or being changed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from annotator.core.annotations import Edit, Instance
from annotator.core.frames import Frame
from annotator.core.gesture import Input, InputKind, Outcome, Preview, Scene
from annotator.core.opencv import cv2
from annotator.tools import TOOLS
from annotator.ui.canvas import hit
from annotator.ui.canvas.gestures import NOTHING, Gestures
from annotator.ui.canvas.inputs import of_mouse, step
from annotator.ui.canvas.loader import Loaded, Loader
from annotator.ui.canvas.overlay import REACH, Overlay, Shown, changed_rects
from annotator.ui.canvas.picture_view import PictureView, logical_rect
from annotator.ui.canvas.scenery import bgr, joined
from annotator.ui.document import Document
from annotator.ui.theme import colours

_MOST_OVER_THE_LAYER = 24
"""Selected instances that are drawn one by one over the layer; more are marked in the layer itself."""

_CURSORS = {"arrow": Qt.CursorShape.ArrowCursor, "cross": Qt.CursorShape.CrossCursor}
_KEYS = {
    Qt.Key.Key_Escape: "cancel_gesture",
    Qt.Key.Key_Return: "finish_gesture",
    Qt.Key.Key_Enter: "finish_gesture",
    Qt.Key.Key_Backspace: "back",
}


class Canvas(PictureView):
    """Shows the document's frame and turns gestures into edits."""

    tool_changed = Signal(str)
    hint_changed = Signal(str)
    shown = Signal(object)
    """The Frame that is now on the screen with its picture, or that could not be read."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.tool = TOOLS["select"]
        self._gestures = Gestures(self._show_preview, self._finish)
        self._selection_before: frozenset[int] = frozenset()
        self._hovered: Instance | None = None
        self._preview = self._hint_preview = NOTHING
        self._overlay, self._over = Overlay(), Shown()
        self._cursor: QPointF | None = None
        self.message = ""
        self._loader = Loader(self)
        cv2.setNumThreads(1)  # the other cores belong to the model that runs beside
        self._connect()
        self._theme_changed()
        self._colour()
        self._frame_changed(document.frame)

    def _connect(self) -> None:
        document = self.document
        document.project_changed.connect(self._colour)
        document.categories_changed.connect(self._colour)
        document.frame_changed.connect(self._frame_changed)
        document.edited.connect(self._edited)
        document.threshold_changed.connect(lambda _: self._sync())
        document.selection_changed.connect(self._selection_changed)
        document.category_changed.connect(lambda _: self._refresh())
        if app := QApplication.instance():
            app.aboutToQuit.connect(self.stop)

    def stop(self) -> None:
        """Wait for what is being decoded; nothing is opened any more."""
        self._loader.stop()

    # the document's frame

    def _frame_changed(self, frame: Frame | None) -> None:
        self.cancel_gesture_only()
        self._loader.forget()
        if frame is None or self.document.project is None:
            self.scenery.clear()
            self.message = ""
            self._new_scenery()
            return
        path = self.document.project.file_of(frame)
        instances = list(self.document.visible.values())
        self._loader.load(
            path, instances, lambda loaded: self._loaded(frame, loaded), lambda why: self._unread(frame, why)
        )

    def _loaded(self, frame: Frame, loaded: Loaded) -> None:
        self.scenery.frame, self.scenery.pyramid, self.scenery.outlines = frame, loaded.pyramid, loaded.outlines
        self.scenery.outlines.sync(self.document.visible)
        self.message = ""
        self._new_scenery()
        self.shown.emit(frame)

    def _unread(self, frame: Frame, why: str) -> None:
        self.scenery.clear()
        self.scenery.frame = frame
        self.message = why
        self._new_scenery()
        self.shown.emit(frame)

    def _new_scenery(self) -> None:
        self._hovered = None
        self._look(hidden=frozenset(), marked=self._marked())
        self.show_scenery()
        self._refresh()
        self.update()

    @property
    def ready(self) -> bool:
        """Whether the picture of the document's frame is on the screen, so that it can be worked on."""
        frame, here = self.document.frame, self.scenery.frame
        return frame is not None and here is not None and here.key == frame.key and self.scenery.pyramid is not None

    def _edited(self, edit: Edit) -> None:
        if self.ready and self.document.frame and edit.frame == self.document.frame.key:
            self._sync({*edit.before, *edit.after})

    def _sync(self, ids: set[int] | None = None) -> None:
        """Take over what has changed of these instances, or of all."""
        if not self.ready:
            return
        boxes = self.scenery.outlines.sync(self.document.visible, ids)
        if self._hovered and self.scenery.outlines.instance(self._hovered.id) is not self._hovered:
            self._hovered = None
        self._refresh()
        if boxes:
            self.redraw(joined(boxes, self.view, 4))

    def _colour(self) -> None:
        project = self.document.project
        self.scenery.colour(project.categories().values() if project else ())
        self.redraw()
        self.update()

    def _selection_changed(self, selection: frozenset[int]) -> None:
        if self._marked() != self.scenery.look.marked:
            self._look(marked=self._marked())
            self.redraw()
        self._refresh()

    def _marked(self) -> frozenset[int]:
        selection = self.document.selection
        return selection if len(selection) > _MOST_OVER_THE_LAYER else frozenset()

    # looks

    def _look(self, **fields: object) -> None:
        self.scenery.look = replace(self.scenery.look, **fields)  # type: ignore[arg-type]

    def set_fill_opacity(self, opacity: float) -> None:
        """How strongly masks are tinted, 0..1."""
        self._look(fill=min(max(opacity, 0.0), 1.0))
        self.redraw()

    def set_faded(self, faded: bool) -> None:
        """Show the picture alone."""
        if faded != self.scenery.look.faded:
            self._look(faded=faded)
            self.redraw()
            self.update()

    def changeEvent(self, event: QEvent) -> None:
        """The ground follows the theme, the lines follow the screen."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.DevicePixelRatioChange):
            self._theme_changed()
        super().changeEvent(event)

    def _theme_changed(self) -> None:
        base = QColor(colours().base)
        ground = bgr(base if base.lightnessF() < 0.5 else QColor(colours().line))
        self._look(ground=ground, line_px=max(1, int(self.ratio + 0.25)))
        self.redraw()
        self.update()

    # tools

    def set_tool(self, name: str) -> None:
        """Work with this tool from now on."""
        self.cancel_gesture_only()
        self.tool = TOOLS[name]
        self._hovered, self._hint_preview = None, NOTHING
        self.show_cursor()
        self._refresh()
        self.tool_changed.emit(name)
        self.hint_changed.emit(self.tool.tip)

    def tool_cursor(self) -> Qt.CursorShape:
        """An arrow for what takes things, a cross for what draws."""
        return _CURSORS[self.tool.cursor]

    def scene(self) -> Scene:
        """The document's scene, quick to search."""
        outlines = self.scenery.outlines
        return replace(self.document.scene(), index=lambda box: hit.touching(outlines, box))

    def cancel_gesture(self) -> None:
        """Escape: leave the gesture; without one, leave the selection."""
        if not self.cancel_gesture_only():
            self.document.select(())

    def cancel_gesture_only(self) -> bool:
        """Leave the gesture with everything as it was before; whether there was one."""
        if not self._gestures.cancel():
            return False
        self.document.select(self._selection_before)
        return True

    def finish_gesture(self) -> None:
        """Enter: what has been drawn so far is meant."""
        self._at_cursor("confirm")

    def back(self) -> None:
        """Backspace: one step back, or the corner under the cursor."""
        self._at_cursor("back")

    def _at_cursor(self, kind: InputKind) -> None:
        place = self._cursor or QPointF(-1e6, -1e6)
        event = step(kind, place, self.view, self.ratio)
        if self._gestures.active:
            self._gestures.send(event)
        elif self.ready:
            self._begin(event)

    def _begin(self, event: Input) -> None:
        self._selection_before = self.document.selection
        self._hint_preview = NOTHING
        self._gestures.begin(self.tool, self.scene(), event)

    def _show_preview(self, preview: Preview) -> None:
        hint_before, hides_before = self._preview.hint, self._preview.hides
        self._preview = preview
        if preview.selection is not None:
            self.document.select(preview.selection)
        if preview.hides != hides_before:
            self._hide(preview.hides)
        if preview.hint != hint_before:
            self.hint_changed.emit(preview.hint or self.tool.tip)
        self._refresh()

    def _hide(self, hidden: frozenset[int]) -> None:
        boxes = self.scenery.outlines.boxes_of(hidden ^ self.scenery.look.hidden)
        self._look(hidden=hidden)
        if boxes:
            self.redraw(joined(boxes, self.view, 4))

    def _finish(self, outcome: Outcome) -> None:
        if isinstance(outcome, frozenset):
            self.document.select(outcome)
        elif isinstance(outcome, Edit):
            new = outcome.after.keys() - outcome.before.keys()
            if self.document.apply(outcome) and new:
                self.document.select(new)

    # events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Panning first, then the tool."""
        self._cursor = event.position()
        if self.pan_pressed(event) or event.button() is not Qt.MouseButton.LeftButton or not self.ready:
            return
        self._press("press", event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ends some gestures; where none goes on, a press like any other."""
        if event.button() is not Qt.MouseButton.LeftButton or self._space:
            self.mousePressEvent(event)
        elif self.ready:
            self._press("double" if self._gestures.active else "press", event)

    def _press(self, kind: InputKind, event: QMouseEvent) -> None:
        given = of_mouse(kind, event, self.view, self.ratio)
        if self._gestures.active:
            self._gestures.send(given)
        else:
            self._begin(given)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan, go on with the gesture, or hover."""
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

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the cursor any more."""
        self._cursor = None
        self._hovered, self._hint_preview = None, NOTHING
        self.cursor_moved.emit(None)
        self._refresh()
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape, Enter and Backspace belong to the gesture."""
        if event.key() in _KEYS:
            getattr(self, _KEYS[Qt.Key(event.key())])()
        else:
            super().keyPressEvent(event)

    def _hover(self, event: QMouseEvent) -> None:
        given = of_mouse("move", event, self.view, self.ratio)
        takes = self.tool.cursor == "arrow"
        self._hovered = hit.smallest_at(self.scenery.outlines, *given.at) if takes else None
        self._hint_preview = self.tool.hover(self.scene(), given)
        self._refresh()

    def _tell_cursor(self) -> None:
        assert self._cursor is not None
        x, y = self.view.to_image(self._cursor.x() * self.ratio, self._cursor.y() * self.ratio)
        value = self.scenery.pyramid.value(int(x // 1), int(y // 1)) if self.scenery.pyramid else None
        self.cursor_moved.emit(None if value is None else (int(x // 1), int(y // 1), value))

    # over the layer

    def _refresh(self) -> None:
        """Show what is hovered, selected or being changed now; only what differs is painted anew."""
        before, self._over = self._over, self._now()
        for rect in changed_rects(before, self._over, self.view):
            self.update(logical_rect(rect, self.ratio, REACH))

    def _now(self) -> Shown:
        selection = self.document.selection if self.ready else frozenset()
        few = selection if len(selection) <= _MOST_OVER_THE_LAYER else frozenset()
        hovered = self._hovered if self._hovered and self._hovered.id not in selection else None
        return Shown(
            hovered=None if self._gestures.active else hovered,
            selected=self.scenery.instances(few),
            corners=self.tool.name == "corners",
            preview=self._preview if self._gestures.active else self._hint_preview,
            colour=self.scenery.colours.get(self.document.category, QColor(colours().accent)),
        )

    def paint_over(self, painter: QPainter) -> None:
        """Hover, selection and preview; or the sentence that says why there is no picture."""
        if self.message:
            self._paint_message(painter)
        elif not self.scenery.look.faded:
            self._overlay.paint(painter, self.view, self.ratio, self._over, self.scenery.colours)

    def _paint_message(self, painter: QPainter) -> None:
        painter.setPen(QColor(colours().muted))
        room = QRectF(self.rect()).adjusted(48, 48, -48, -48)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.message)
