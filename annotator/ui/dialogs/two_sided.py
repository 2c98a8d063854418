"""A row of a list with a text to the left and a short one to the right."""

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.ui.theme import GRID, colours

Index = QModelIndex | QPersistentModelIndex

_FAINT = 0.6


class Texts(NamedTuple):
    """What a row says, and the colours of that while it is not chosen."""

    left: str
    right: str
    left_ink: str
    right_ink: str
    faint: bool = False


class TwoSided(QStyledItemDelegate):
    """The left text is cut short where both do not fit."""

    def texts(self, index: Index) -> Texts:
        """What the row of an index says."""
        raise NotImplementedError

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(160, option.fontMetrics.height() + 2 * GRID)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        shade, says = colours(), self.texts(index)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, QColor(shade.selected))
        room = option.rect.adjusted(GRID, 0, -GRID, 0)
        painter.setPen(QColor(shade.on_selected if chosen else says.right_ink))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, says.right)
        left = room.adjusted(0, 0, -option.fontMetrics.horizontalAdvance(says.right) - GRID, 0)
        text = option.fontMetrics.elidedText(says.left, Qt.TextElideMode.ElideRight, left.width())
        painter.setPen(QColor(shade.on_selected if chosen else says.left_ink))
        painter.setOpacity(_FAINT if says.faint and not chosen else 1.0)
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, text)
        painter.setOpacity(1.0)
