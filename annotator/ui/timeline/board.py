"""The tracks and frames of a timeline that are in sight, and where in the widget they lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QFontMetrics, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from annotator.core.tracks import Span
from annotator.ui.pieces import row_height
from annotator.ui.state.clip import Clip
from annotator.ui.theme import GRID
from annotator.ui.timeline.lanes import mark_at
from annotator.ui.timeline.paint import Row
from annotator.ui.timeline.scale import Scale

NAMES = 208
"""Logical pixels for the names at the left."""

_ROW = 24

Place = Literal["ruler", "name", "lane"]


@dataclass(frozen=True, slots=True)
class Drag:
    """A keyframe on its way to another frame."""

    track: int
    place: int
    to: int
    begun: bool = False
    """Whether the mouse has left the frame that it was pressed on."""


class Board(QWidget):
    """Knows no document: it is told what to show. Positions are logical pixels of the widget."""

    chosen_changed = Signal(object)
    """frozenset of tracks."""
    moved = Signal()
    """Other rows or frames are to be seen."""

    def __init__(self) -> None:
        super().__init__()
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
        self._sheet: QPixmap | None = None
        """The rows as they were painted last; None where they look otherwise now."""

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

    def name_rect(self, track: int) -> QRectF:
        """Where a track's name stands."""
        row = self.row_of(track) or 0
        return QRectF(0, self.ruler_px + row * self.row_px - self.top, NAMES, self.row_px)

    # what changes by itself

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
