"""The rows of tracks under their ruler, in one widget that paints what is to be seen and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from annotator.core.tracks import Span
from annotator.ui.clip import Clip
from annotator.ui.pieces import row_height
from annotator.ui.theme import GRID, colours
from annotator.ui.timeline import paint
from annotator.ui.timeline.lanes import at, mark_at
from annotator.ui.timeline.paint import Row
from annotator.ui.timeline.scale import Scale

NAMES = 208
"""Logical pixels for the names at the left."""

_ROW = 24
_ZOOM_STEP = 1.25
_JUMP = 10
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_ROWS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
_BY_KEYBOARD = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason)

Place = Literal["ruler", "name", "lane"]


@dataclass(frozen=True, slots=True)
class Drag:
    """A keyframe on its way to another frame."""

    track: int
    place: int
    to: int
    begun: bool = False
    """Whether the mouse has left the frame that it was pressed on."""


class TimelineView(QWidget):
    """Knows no document: it is told what to show and tells what a person wants."""

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
    chosen_changed = Signal(object)
    """frozenset of tracks."""
    moved = Signal()
    """Other rows or frames are to be seen."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setAccessibleName("Timeline of tracks")
        self.clip: Clip | None = None
        self.rows: Sequence[Row] = ()
        self.spans: Mapping[int, Sequence[Span]] = {}
        self.reviewed: Sequence[tuple[int, int]] = ()
        self.scale = Scale(1, 1)
        self.top = 0
        """Logical pixels that are scrolled away."""
        self.playhead = 0
        self.range: tuple[int, int] | None = None
        self.current = 0
        """The track whose row is marked."""
        self.chosen: frozenset[int] = frozenset()
        """Tracks taken with Ctrl, for what needs several."""
        self.sentence = ""
        """What is said where there are no rows."""
        self.drag: Drag | None = None
        self._scrubs = self._framed = False
        self._sheet: QPixmap | None = None

    # sizes

    @property
    def row_px(self) -> int:
        """How high a row is."""
        return row_height(self, _ROW) - GRID // 2

    @property
    def ruler_px(self) -> int:
        """How high the ruler is."""
        return QFontMetrics(self.font()).height() + 14

    @property
    def most_top(self) -> int:
        """How far the rows can be scrolled."""
        return max(0, len(self.rows) * self.row_px - (self.height() - self.ruler_px))

    def shown_rows(self) -> range:
        """The rows of which something is to be seen."""
        first = self.top // self.row_px
        last = -(-(self.top + self.height() - self.ruler_px) // self.row_px)
        return range(max(0, first), min(len(self.rows), max(0, last)))

    def sizeHint(self) -> QSize:
        """Room for six rows."""
        return QSize(600, self.ruler_px + 6 * self.row_px)

    def minimumSizeHint(self) -> QSize:
        """Room for one row."""
        return QSize(NAMES + 120, self.ruler_px + self.row_px)

    # what is shown

    def show_clip(self, clip: Clip | None) -> None:
        """Another video, or none."""
        self.clip, self.top, self.playhead, self.range, self.chosen = clip, 0, 0, None, frozenset()
        self.scale = Scale(len(clip) if clip else 1, max(1, self.width() - NAMES))
        self.rows, self.spans, self.reviewed, self.drag = (), {}, (), None
        self._look_again()

    def show_rows(self, rows: Sequence[Row]) -> None:
        """These tracks."""
        self.rows = rows
        self.top = min(self.top, self.most_top)
        there = frozenset(row.track for row in rows)
        if not self.chosen <= there:
            self._choose(self.chosen & there)
        self._look_again()

    def show_spans(self, spans: Mapping[int, Sequence[Span]], reviewed: Sequence[tuple[int, int]] = ()) -> None:
        """How the tracks that are to be seen stand, and the runs of frames that are reviewed."""
        self.spans, self.reviewed = spans, reviewed
        self._stale()

    def follow(self, frame: int) -> None:
        """This frame is on the screen; while the mouse scrubs, the playhead is with the mouse."""
        if not self._scrubs:
            self.show_playhead(frame)

    def show_playhead(self, frame: int) -> None:
        """Put the playhead on this frame."""
        if frame == self.playhead:
            return
        before, self.playhead = self.playhead, frame
        if (scale := self.scale.showing(frame)) != self.scale and self.drag is None:
            self.show_scale(scale)
        for one in (before, frame):
            x = NAMES + self.scale.x(one)
            self.update(QRectF(x - 8, 0, self.scale.px + 16, self.height()).toAlignedRect())

    def show_range(self, range: tuple[int, int] | None) -> None:
        """The frames between in and out."""
        self.range = range
        self.update()

    def show_current(self, track: int) -> None:
        """Mark this track's row and bring it into sight."""
        if track != self.current:
            self.current = track
            self._stale()
        if (row := self.row_of(track)) is not None:
            self._reveal(row)

    def row_of(self, track: int) -> int | None:
        """Where a track is in the list."""
        return next((place for place, row in enumerate(self.rows) if row.track == track), None)

    def show_scale(self, scale: Scale) -> None:
        """See these frames."""
        if scale != self.scale:
            self.scale = scale
            self._look_again()

    def scroll_to(self, top: int) -> None:
        """See these rows."""
        top = min(max(0, top), self.most_top)
        if top != self.top:
            self.top = top
            self._look_again()

    def zoom(self, factor: float) -> None:
        """Around the playhead where it is to be seen, else around the middle."""
        x = self.scale.x(self.playhead + 0.5)
        self.show_scale(self.scale.zoomed(factor, x if 0 <= x <= self.scale.width else self.scale.width / 2))

    def _reveal(self, row: int) -> None:
        top, bottom = row * self.row_px, (row + 1) * self.row_px - (self.height() - self.ruler_px)
        if self.top > top or self.top < bottom:
            self.scroll_to(top if self.top > top else bottom)

    def _look_again(self) -> None:
        self._stale()
        self.moved.emit()

    def _stale(self) -> None:
        self._sheet = None
        self.update()

    def _choose(self, chosen: frozenset[int]) -> None:
        self.chosen = chosen
        self._stale()
        self.chosen_changed.emit(chosen)

    # where things are

    def place_of(self, at: QPointF) -> Place:
        """What lies there."""
        if at.y() < self.ruler_px:
            return "ruler"
        return "name" if at.x() < NAMES else "lane"

    def frame_at(self, at: QPointF) -> int:
        """The frame there, or the nearest."""
        return self.scale.frame_at(at.x() - NAMES)

    def track_at(self, at: QPointF) -> int:
        """The track whose row is there; 0 for none."""
        row = int((at.y() - self.ruler_px + self.top) // self.row_px)
        return self.rows[row].track if at.y() >= self.ruler_px and 0 <= row < len(self.rows) else 0

    def keyframe_at(self, at: QPointF) -> int | None:
        """The frame of the keyframe there."""
        if self.place_of(at) != "lane":
            return None
        return mark_at(self.spans.get(self.track_at(at), ()), self.scale, at.x() - NAMES)

    def point_of(self, track: int, frame: int) -> QPointF:
        """The middle of a frame in a track's row."""
        row = self.row_of(track) or 0
        return QPointF(NAMES + self.scale.x(frame + 0.5), self.ruler_px + (row + 0.5) * self.row_px - self.top)

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

    def name_rect(self, track: int) -> QRectF:
        """Where a track's name stands."""
        row = self.row_of(track) or 0
        return QRectF(0, self.ruler_px + row * self.row_px - self.top, NAMES, self.row_px)

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
            QToolTip.showText(event.globalPos(), self.words(QPointF(event.pos())), self)
            return True
        return super().event(event)

    def words(self, at: QPointF) -> str:
        """The track and how it stands there."""
        row = next((one for one in self.rows if one.track == self.track_at(at)), None)
        if self.clip is not None and self.place_of(at) == "ruler" and at.x() >= NAMES:
            frame = self.frame_at(at)
            done = any(first <= frame <= last for first, last in self.reviewed)
            return f"Frame {frame:,}, {self.clip.time(frame)}, {'reviewed' if done else 'not reviewed'}"
        if row is None or self.clip is None:
            return ""
        name = f"{row.title}, {row.category}" if row.category else row.title
        if self.place_of(at) == "name":
            return f"{name}\nDouble click or F2 renames it; Ctrl + click or Ctrl + Space chooses several"
        frame = self.frame_at(at)
        return f"{name}\nFrame {frame:,}, {self.clip.time(frame)}: {_standing(at_(self.spans, row.track, frame))}"

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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """All frames stay in sight where they were."""
        self.scale = self.scale.resized(max(1, self.width() - NAMES))
        self.top = min(self.top, self.most_top)
        self._look_again()

    def changeEvent(self, event: QEvent) -> None:
        """Theme, font and screen."""
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.DevicePixelRatioChange):
            self._stale()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows as they were painted last, and over them what moves."""
        if self._sheet is None or self._sheet.devicePixelRatioF() != self.devicePixelRatioF():
            self._sheet = self._painted()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._sheet)
        if self.clip is not None:
            painter.save()
            painter.translate(NAMES, 0)
            painter.setClipRect(QRectF(0, 0, self.scale.width, self.height()))
            self._paint_over(painter)
            painter.restore()
        if self._framed:
            painter.setPen(QPen(QColor(colours().accent), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_over(self, painter: QPainter) -> None:
        scale, ruler = self.scale, self.ruler_px
        if self.range:
            left, right = scale.x(self.range[0]), scale.x(self.range[1] + 1)
            paint.within(painter, left, right, scale.width, ruler, self.height())
        paint.playhead(painter, scale.x(self.playhead + 0.5), scale.px, ruler, self.height())
        if self.drag and self.drag.begun:
            at, accent = self.point_of(self.drag.track, self.drag.to), QColor(colours().accent)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint.mark(painter, at.x() - NAMES, at.y(), accent, QColor(colours().text))
            painter.setPen(QColor(colours().text))
            painter.drawText(QPointF(at.x() - NAMES + 10, at.y() - 4), f"{self.drag.to:,}")

    def _painted(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = QPixmap(self.size() * ratio)
        made.setDevicePixelRatio(ratio)
        shade = colours()
        made.fill(QColor(shade.base))
        painter = QPainter(made)
        painter.setFont(self.font())
        if self.rows:
            painter.setClipRect(0, self.ruler_px, self.width(), self.height() - self.ruler_px)
            for place in self.shown_rows():
                self._paint_row(painter, self.rows[place], place)
            painter.setClipping(False)
        else:
            painter.setPen(QColor(shade.muted))
            painter.drawText(self.rect().adjusted(GRID, self.ruler_px, -GRID, 0),
                             Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self.sentence)  # fmt: skip
        self._paint_ruler(painter)
        painter.end()
        return made

    def _paint_row(self, painter: QPainter, row: Row, place: int) -> None:
        top = self.ruler_px + place * self.row_px - self.top
        current = row.track == self.current
        if current:
            lane = QColor(colours().selected)
            lane.setAlphaF(0.35)
            painter.fillRect(QRectF(NAMES, top, self.scale.width, self.row_px), lane)
        painter.fillRect(QRectF(0, top + self.row_px - 1, self.width(), 1), QColor(colours().hover))
        name = QRectF(0, top, NAMES, self.row_px - 1)
        paint.name(painter, row, name, current, row.track in self.chosen)
        painter.save()
        painter.translate(NAMES, 0)
        painter.setClipRect(QRectF(0, max(top, self.ruler_px), self.scale.width, self.row_px))
        paint.lane(painter, self.spans.get(row.track, ()), self.scale, top + self.row_px / 2 - 0.5, row.colour)
        painter.restore()

    def _paint_ruler(self, painter: QPainter) -> None:
        shade = colours()
        painter.fillRect(QRectF(0, 0, self.width(), self.ruler_px), QColor(shade.window))
        painter.fillRect(QRectF(0, self.ruler_px - 1, self.width(), 1), QColor(shade.line))
        painter.fillRect(QRectF(NAMES - 1, 0, 1, self.height()), QColor(shade.line))
        painter.setPen(QColor(shade.muted))
        counted = "1 track" if len(self.rows) == 1 else f"{len(self.rows):,} tracks"
        head = QRectF(GRID, 0, NAMES - 2 * GRID, self.ruler_px - 1)
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, counted if self.rows else "Tracks")
        if self.clip is not None:
            painter.save()
            painter.translate(NAMES, 0)
            painter.setClipRect(QRectF(0, 0, self.scale.width, self.ruler_px))
            paint.ruler(painter, self.clip, self.scale, self.ruler_px - 1)
            paint.reviewed(painter, self.reviewed, self.scale, self.ruler_px)
            painter.restore()


def at_(spans: Mapping[int, Sequence[Span]], track: int, frame: int) -> Span | None:
    """How a track stands on a frame."""
    return at(spans.get(track, ()), frame)


def _standing(span: Span | None) -> str:
    if span is None:
        return "not there"
    if span.outside:
        return "has left the picture"
    words = [span.made.value]
    if span.confidence < 1:
        words.append(f"confidence {span.confidence:.0%} or more")
    if span.occluded:
        words.append("occluded")
    return ", ".join(words)
