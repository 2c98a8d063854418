"""A board as it is painted: its rows and its ruler on a sheet that can be kept, and what moves over them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from annotator.ui.theme import GRID, colours
from annotator.ui.timeline import paint
from annotator.ui.timeline.board import NAMES, Board
from annotator.ui.timeline.paint import Row


def painted(board: Board) -> QPixmap:
    """All that stays where it is while a video plays."""
    ratio = board.devicePixelRatioF()
    made = QPixmap(board.size() * ratio)
    made.setDevicePixelRatio(ratio)
    shade = colours()
    made.fill(QColor(shade.base))
    painter = QPainter(made)
    painter.setFont(board.font())
    if board.rows:
        painter.setClipRect(0, board.ruler_px, board.width(), board.height() - board.ruler_px)
        for place in board.shown_rows():
            _paint_row(painter, board, board.rows[place], place)
        painter.setClipping(False)
    else:
        painter.setPen(QColor(shade.muted))
        painter.drawText(board.rect().adjusted(GRID, board.ruler_px, -GRID, 0),
                         Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, board.sentence)  # fmt: skip
    _paint_ruler(painter, board)
    painter.end()
    return made


def paint_over(painter: QPainter, board: Board) -> None:
    """The playhead, the range and a keyframe that is dragged; the painter has x 0 where the frames begin."""
    scale, ruler = board.scale, board.ruler_px
    if board.range:
        left, right = scale.x(board.range[0]), scale.x(board.range[1] + 1)
        paint.within(painter, left, right, scale.width, ruler, board.height())
    paint.playhead(painter, scale.x(board.playhead + 0.5), scale.px, ruler, board.height())
    if board.drag and board.drag.begun:
        at, accent = board.point_of(board.drag.track, board.drag.to), QColor(colours().accent)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.mark(painter, at.x() - NAMES, at.y(), accent, QColor(colours().text))
        painter.setPen(QColor(colours().text))
        painter.drawText(QPointF(at.x() - NAMES + 10, at.y() - 4), f"{board.drag.to:,}")


def _paint_row(painter: QPainter, board: Board, row: Row, place: int) -> None:
    top = board.ruler_px + place * board.row_px - board.top
    current = row.track == board.current
    if current:
        lane = QColor(colours().selected)
        lane.setAlphaF(0.35)
        painter.fillRect(QRectF(NAMES, top, board.scale.width, board.row_px), lane)
    painter.fillRect(QRectF(0, top + board.row_px - 1, board.width(), 1), QColor(colours().hover))
    name = QRectF(0, top, NAMES, board.row_px - 1)
    paint.name(painter, row, name, current, row.track in board.chosen)
    painter.save()
    painter.translate(NAMES, 0)
    painter.setClipRect(QRectF(0, max(top, board.ruler_px), board.scale.width, board.row_px))
    paint.lane(painter, board.spans.get(row.track, ()), board.scale, top + board.row_px / 2 - 0.5, row.colour)
    painter.restore()


def _paint_ruler(painter: QPainter, board: Board) -> None:
    shade = colours()
    painter.fillRect(QRectF(0, 0, board.width(), board.ruler_px), QColor(shade.window))
    painter.fillRect(QRectF(0, board.ruler_px - 1, board.width(), 1), QColor(shade.line))
    painter.fillRect(QRectF(NAMES - 1, 0, 1, board.height()), QColor(shade.line))
    painter.setPen(QColor(shade.muted))
    counted = "1 track" if len(board.rows) == 1 else f"{len(board.rows):,} tracks"
    head = QRectF(GRID, 0, NAMES - 2 * GRID, board.ruler_px - 1)
    painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, counted if board.rows else "Tracks")
    if board.clip is not None:
        painter.save()
        painter.translate(NAMES, 0)
        painter.setClipRect(QRectF(0, 0, board.scale.width, board.ruler_px))
        paint.ruler(painter, board.clip, board.scale, board.ruler_px - 1)
        paint.reviewed(painter, board.reviewed, board.scale, board.ruler_px)
        painter.restore()
