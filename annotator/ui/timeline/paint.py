"""How the timeline looks: rows of bars and marks, the ruler above them, names at the left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPen, QPolygonF

from annotator.core.annotations import Made
from annotator.core.tracks import Span
from annotator.ui.state.clip import Clip
from annotator.ui.theme import GRID, Colours, colours
from annotator.ui.timeline.lanes import MARK_PX, Bar, Mark, bars, marks
from annotator.ui.timeline.scale import Scale

DOUBTFUL = 0.5
"""Under this confidence a bar has the colour of a warning."""

_TALL, _MEDIUM, _THIN = 12.0, 8.0, 3.0
_HEIGHTS = {Made.KEYFRAME: _MEDIUM, Made.INTERPOLATED: _THIN, Made.LINKED: _TALL, Made.PROPAGATED: _TALL}
_CARRIED = frozenset({Made.LINKED, Made.PROPAGATED})
_LABEL_ROOM = 112.0
_SWATCH = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A track as its row names it."""

    track: int
    title: str
    category: str
    colour: QColor


def bar(painter: QPainter, one: Bar, middle: float, colour: QColor, shade: Colours) -> None:
    """A stretch of frames that came about in one way; x as the painter has it."""
    rect = _rect(one, middle, _HEIGHTS[one.made])
    if one.made in _CARRIED:
        _filled_up(painter, rect, one, colour, shade)
    else:
        edge = QColor(shade.text)
        edge.setAlphaF(0.35)
        painter.fillRect(rect.adjusted(0, -1, 0, 1), edge)  # light colours are seen on a light ground, too
        painter.fillRect(rect, colour)
    if one.occluded:
        painter.fillRect(rect.adjusted(0, -1, 0, 1), QBrush(QColor(shade.base), Qt.BrushStyle.BDiagPattern))


def _filled_up(painter: QPainter, rect: QRectF, one: Bar, colour: QColor, shade: Colours) -> None:
    """As high as the confidence."""
    level = rect.adjusted(0, rect.height() * (1 - one.confidence), 0, 0)
    filled = QColor(shade.warning) if one.confidence < DOUBTFUL else QColor(colour)
    filled.setAlphaF(0.6)
    painter.fillRect(level, filled)


def frame(painter: QPainter, run: Sequence[Bar], middle: float, colour: QColor) -> None:
    """Around bars that were carried here and touch; with dashes where a model has found them by itself."""
    rect = _rect(run[0]._replace(right=run[-1].right), middle, _TALL)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1, Qt.PenStyle.DashLine if run[0].made is Made.LINKED else Qt.PenStyle.SolidLine))
    if rect.width() > 2:
        painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))


def runs(some: Sequence[Bar]) -> list[list[Bar]]:
    """Those that were carried here, as far as they touch and came about in the same way."""
    found: list[list[Bar]] = []
    for one in some:
        last = found[-1][-1] if found else None
        if one.made not in _CARRIED:
            continue
        if last is not None and last.made is one.made and one.left <= last.right + 0.01:
            found[-1].append(one)
        else:
            found.append([one])
    return found


def _rect(one: Bar, middle: float, height: float) -> QRectF:
    return QRectF(one.left, middle - height / 2, one.right - one.left, height)


def mark(painter: QPainter, x: float, middle: float, fill: QColor | None, edge: QColor) -> None:
    """A keyframe; hollow where the object has left the picture."""
    reach = MARK_PX
    painter.setPen(QPen(edge, 1.4))
    painter.setBrush(fill if fill else Qt.BrushStyle.NoBrush)
    corners = ((x, middle - reach), (x + reach, middle), (x, middle + reach), (x - reach, middle))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))


def lane(painter: QPainter, spans: Sequence[Span], scale: Scale, middle: float, colour: QColor) -> None:
    """A track's bars, and its keyframes over them."""
    shade = colours()
    drawn = bars(spans, scale)
    for one in drawn:
        bar(painter, one, middle, colour, shade)
    for run in runs(drawn):
        frame(painter, run, middle, colour)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for each in marks(spans, scale):
        _placed_mark(painter, each, middle, colour, shade)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _placed_mark(painter: QPainter, one: Mark, middle: float, colour: QColor, shade: Colours) -> None:
    if one.outside:
        mark(painter, one.x, middle, QColor(shade.base), colour)
    else:
        mark(painter, one.x, middle, colour, QColor(shade.text))


def name(painter: QPainter, row: Row, rect: QRectF, current: bool, chosen: bool) -> None:
    """Colour, name and category of a track."""
    shade = colours()
    if current or chosen:
        painter.fillRect(rect, QColor(shade.selected if current else shade.hover))
    swatch = QRectF(rect.left() + GRID, rect.center().y() - _SWATCH / 2, _SWATCH, _SWATCH)
    painter.fillRect(swatch, row.colour)
    room = rect.adjusted(2 * GRID + _SWATCH, 0, -GRID, 0)
    metrics = QFontMetrics(painter.font())
    if row.category:
        painter.setPen(QColor(shade.on_selected if current else shade.muted))
        shown = metrics.elidedText(row.category, Qt.TextElideMode.ElideRight, int(room.width() * 0.45))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, shown)
        room.setRight(room.right() - metrics.horizontalAdvance(shown) - GRID)
    painter.setPen(QColor(shade.on_selected if current else shade.text))
    shown = metrics.elidedText(row.title, Qt.TextElideMode.ElideMiddle, int(room.width()))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)


def ruler(painter: QPainter, clip: Clip, scale: Scale, height: float) -> None:
    """Ticks with the frames' numbers, and when they are shown."""
    shade = colours()
    metrics = QFontMetrics(painter.font())
    for frame, labelled in scale.ticks(_LABEL_ROOM):
        x = scale.x(frame)
        painter.setPen(QColor(shade.muted if labelled else shade.line))
        painter.drawLine(QPointF(x, height - (10 if labelled else 5)), QPointF(x, height))
        if not labelled:
            continue
        number = f"{frame:,}"
        base = height - 10
        painter.setPen(QColor(shade.text))
        painter.drawText(QPointF(x + 4, base), number)
        painter.setPen(QColor(shade.muted))
        painter.drawText(QPointF(x + 4 + metrics.horizontalAdvance(number) + 6, base), clip.time(frame))


def reviewed(painter: QPainter, runs: Iterable[tuple[int, int]], scale: Scale, ruler_height: float) -> None:
    """A line under the frames that are done."""
    for first, last in runs:
        left, right = max(0.0, scale.x(first)), min(scale.width, scale.x(last + 1))
        if left < right:
            rect = QRectF(left, ruler_height - 7, max(1.0, right - left), 3)
            painter.fillRect(rect, QColor(colours().good))


def playhead(painter: QPainter, x: float, frame_px: float, ruler_height: float, height: float) -> None:
    """Where one is: a line with a head on the ruler, and the frame's width where that can be seen."""
    accent = QColor(colours().accent)
    if frame_px >= 4:
        wash = QColor(accent)
        wash.setAlphaF(0.18)
        painter.fillRect(QRectF(x - frame_px / 2, ruler_height, frame_px, height - ruler_height), wash)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(accent, 1.5))
    painter.drawLine(QPointF(x, ruler_height - 2), QPointF(x, height))
    painter.setBrush(accent)
    painter.setPen(Qt.PenStyle.NoPen)
    foot = ruler_height
    head = ((x - 6, foot - 12), (x + 6, foot - 12), (x + 6, foot - 6), (x, foot), (x - 6, foot - 6))
    painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in head]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def within(painter: QPainter, left: float, right: float, width: float, ruler_height: float, height: float) -> None:
    """The range between in and out: what is beside it recedes, and the ruler has a band over it."""
    beside = QColor(colours().window)
    beside.setAlphaF(0.6)
    painter.fillRect(QRectF(0, ruler_height, max(0.0, left), height - ruler_height), beside)
    painter.fillRect(QRectF(right, ruler_height, max(0.0, width - right), height - ruler_height), beside)
    painter.fillRect(QRectF(left, ruler_height - 3, right - left, 3), QColor(colours().accent))
    for x, inwards in ((left, 1), (right, -1)):
        painter.fillRect(QRectF(min(x, x + 3 * inwards), 2, 3, ruler_height - 2), QColor(colours().accent))
