"""The timeline under a person's hands: what the mouse and the keys mean on a board of tracks."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip

from annotator.ui.theme import colours
from annotator.ui.timeline.board import NAMES, Board, Drag
from annotator.ui.timeline.sheet import paint_over, painted
from annotator.ui.timeline.words import words

_ZOOM_STEP = 1.25
_JUMP = 10
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)


class TimelineView(Board):
    """A board that tells what a person wants."""

    went = Signal(int, int)
    """To this frame, and the instance of this track; 0 for whichever is selected."""
    scrubbed = Signal(int)
    """The mouse is over this frame, pressed on the ruler."""
    scrub_ended = Signal(int)
    keyframe_moved = Signal(int, int, int)
    """Track, from this frame, to that."""
    play_wanted = Signal()
    menu_wanted = Signal(QPoint)
    """On the screen."""
    rename_wanted = Signal(int, QRectF)

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAccessibleName("Timeline of tracks")
        self._scrubs = self._framed = False

    def follow(self, frame: int) -> None:
        """This frame is on the screen; while the mouse scrubs, the playhead is with the mouse."""
        if not self._scrubs:
            self.show_playhead(frame)

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On the ruler to go there, on a keyframe to take hold of it, in a row to go to its instance there."""
        if event.button() is not Qt.MouseButton.LeftButton or self.clip is None:
            return
        at, track = event.position(), self.track_at(event.position())
        if self.place_of(at) == "ruler":
            self._scrubs = True
            self._scrub(self.frame_at(at))
        elif track and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._choose(self.chosen ^ {track})
        elif track and (place := self.keyframe_at(at)) is not None:
            self.drag = Drag(track, place, place)
        elif track:
            self._choose(frozenset())
            self.went.emit(self.playhead if self.place_of(at) == "name" else self.frame_at(at), track)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub, or take the keyframe along."""
        at = event.position()
        if self._scrubs:
            self._scrub(self.frame_at(at))
        elif self.drag:
            self._drag_to(at)
        else:
            held = self.keyframe_at(at) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if held else Qt.CursorShape.ArrowCursor)

    def _scrub(self, frame: int) -> None:
        self.show_playhead(frame)
        self.scrubbed.emit(frame)

    def _drag_to(self, at: QPointF) -> None:
        assert self.drag is not None
        to = self.frame_at(at)
        if not NAMES <= at.x() <= self.width():
            self.show_scale(self.scale.scrolled((at.x() - (NAMES if at.x() < NAMES else self.width())) / self.scale.px))
        self.drag = replace(self.drag, to=to, begun=self.drag.begun or to != self.drag.place)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Where it is let go is where it is meant to be."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        if self._scrubs:
            self._scrubs = False
            self.scrub_ended.emit(self.frame_at(event.position()))
        elif drag := self.drag:
            self.drag = None
            self.update()
            if not drag.begun:
                self._choose(frozenset())
                self.went.emit(drag.place, drag.track)
            elif drag.to != drag.place:
                self.keyframe_moved.emit(drag.track, drag.place, drag.to)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A name is for changing; all else is a press like any other."""
        at = event.position()
        if event.button() is Qt.MouseButton.LeftButton and self.place_of(at) == "name" and self.track_at(at):
            self.rename_wanted.emit(self.track_at(at), self.name_rect(self.track_at(at)))
        else:
            self.mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """For the track and the frame under the mouse, or by the menu key for what is selected."""
        at = QPointF(event.pos())
        if event.reason() is QContextMenuEvent.Reason.Mouse and (track := self.track_at(at)):
            if track not in self.chosen:
                self._choose(frozenset())
            here = self.keyframe_at(at)
            on_name = self.place_of(at) == "name"
            self.went.emit(self.playhead if on_name else self.frame_at(at) if here is None else here, track)
        self.menu_wanted.emit(event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom over the ruler or with Ctrl, go along with Shift, else up and down the rows."""
        along, steps = event.angleDelta().x() / 120, event.angleDelta().y() / 120
        held = event.modifiers()
        if held & Qt.KeyboardModifier.ShiftModifier:
            along, steps = along or steps, 0.0
        if along:
            self.show_scale(self.scale.scrolled(-along * self.scale.span / 10))
        elif held & Qt.KeyboardModifier.ControlModifier or self.place_of(event.position()) == "ruler":
            self.show_scale(self.scale.zoomed(_ZOOM_STEP**steps, max(0.0, event.position().x() - NAMES)))
        else:
            self.scroll_to(self.top - round(steps * 2 * self.row_px))
        event.accept()

    def event(self, event: QEvent) -> bool:
        """What lies under the mouse, in words."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), words(self, QPointF(event.pos())), self)
            return True
        return super().event(event)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from frame to frame and from row to row; Space plays, with Ctrl it chooses a row; F2 renames."""
        key, far = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key == Qt.Key.Key_Escape and self.drag:
            self.drag = None
            self.update()
        elif self.clip is None:
            super().keyPressEvent(event)
        elif key in _STEPS:
            self._go(self.playhead + _STEPS[key] * (_JUMP if far else 1))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._go(0 if key == Qt.Key.Key_Home else len(self.clip) - 1)
        elif key in _ROWS and self.rows:
            row = self.row_of(self.current)
            row = min(max(0, row + _ROWS[key]), len(self.rows) - 1) if row is not None else 0
            self.went.emit(self.playhead, self.rows[row].track)
        elif key == Qt.Key.Key_Space and not event.modifiers():
            self.play_wanted.emit()
        elif key == Qt.Key.Key_Space and self.row_of(self.current) is not None:
            self._choose(self.chosen ^ {self.current})
        elif key == Qt.Key.Key_F2 and self.row_of(self.current) is not None:
            self.rename_wanted.emit(self.current, self.name_rect(self.current))
        else:
            super().keyPressEvent(event)

    def _go(self, frame: int) -> None:
        assert self.clip is not None
        self.went.emit(min(max(0, frame), len(self.clip) - 1), 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever came by keyboard sees where he is."""
        self._framed = event.reason() in _BY_KEYBOARD
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A drag ends without having been meant."""
        self._framed, self.drag = False, None
        self.update()
        super().focusOutEvent(event)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows as they were painted last, and over them what moves."""
        if self._sheet is None or self._sheet.devicePixelRatioF() != self.devicePixelRatioF():
            self._sheet = painted(self)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._sheet)
        if self.clip is not None:
            painter.save()
            painter.translate(NAMES, 0)
            painter.setClipRect(QRectF(0, 0, self.scale.width, self.height()))
            paint_over(painter, self)
            painter.restore()
        if self._framed:
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()
