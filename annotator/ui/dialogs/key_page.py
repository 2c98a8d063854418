"""Groups of keys with what they do, in columns, drawn in one piece: hundreds of labels would take a quarter second."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from annotator.ui.theme import GRID, colours

Group = tuple[str, list[tuple[tuple[str, ...], str]]]
"""A heading, and (keys, text) of its lines."""

TEXT_WIDTH = 184
"""Logical pixels; a longer text goes on in the next line."""

_CAP_SIDE, _CAP_TOP, _BETWEEN_CAPS = 6, 1, 4
_BETWEEN_LINES = 6
_WRAPPED = int(Qt.TextFlag.TextWordWrap)


class _Piece(NamedTuple):
    """Something to draw; `kind` is heading, cap or text."""

    kind: str
    room: QRect
    text: str


class KeyPage(QWidget):
    """As wide and high as it has to be."""

    def __init__(self, groups: Sequence[Group], columns: int) -> None:
        super().__init__()
        self._bold = QFont(self.font())
        self._bold.setWeight(QFont.Weight.DemiBold)
        self._metrics = QFontMetrics(self.font())
        self._pieces: list[_Piece] = []
        self.setAccessibleName("Keys")
        self.setAccessibleDescription("\n".join(_spoken(groups)))
        self._lay_out(groups, columns)

    def _lay_out(self, groups: Sequence[Group], columns: int) -> None:
        """Groups are as high as they are, and each goes where there is most room: the first ones are at the top."""
        stacks: list[list[Group]] = [[] for _ in range(columns)]
        heights = [0] * columns
        for group in groups:
            shortest = heights.index(min(heights))
            stacks[shortest].append(group)
            heights[shortest] += self._height(group)
        left = 0
        for stack in stacks:
            caps_width = max((self._caps_width(keys) for _, lines in stack for keys, _ in lines), default=0)
            top = 0
            for group in stack:
                top = self._place(group, left, top, caps_width) + 2 * GRID
            left += caps_width + TEXT_WIDTH + 4 * GRID
        self.setFixedSize(left - 2 * GRID, max(heights) - 2 * GRID)

    def _place(self, group: Group, left: int, top: int, caps_width: int) -> int:
        """Put a group's pieces where they belong; where it ends."""
        heading, lines = group
        line_height = self._metrics.height()
        self._pieces.append(_Piece("heading", QRect(left, top, caps_width + TEXT_WIDTH, line_height), heading))
        top += line_height + _BETWEEN_LINES
        for keys, text in lines:
            x = left
            for key in keys:
                width = self._cap_width(key)
                self._pieces.append(_Piece("cap", QRect(x, top, width, line_height + 2 * _CAP_TOP), key))
                x += width + _BETWEEN_CAPS
            height = self._text_height(text)
            room = QRect(left + caps_width + 2 * GRID, top + _CAP_TOP, TEXT_WIDTH, height)
            self._pieces.append(_Piece("text", room, text))
            top += height + 2 * _CAP_TOP + _BETWEEN_LINES
        return top

    def _height(self, group: Group) -> int:
        lines = sum(self._text_height(text) + 2 * _CAP_TOP + _BETWEEN_LINES for _, text in group[1])
        return self._metrics.height() + _BETWEEN_LINES + lines + 2 * GRID

    def _text_height(self, text: str) -> int:
        return self._metrics.boundingRect(QRect(0, 0, TEXT_WIDTH, 1000), _WRAPPED, text).height()

    def _cap_width(self, key: str) -> int:
        return self._metrics.horizontalAdvance(key) + 2 * _CAP_SIDE

    def _caps_width(self, keys: Sequence[str]) -> int:
        return sum(self._cap_width(key) + _BETWEEN_CAPS for key in keys)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, shade = QPainter(self), colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for kind, room, text in self._pieces:
            if not room.intersects(event.rect()):
                continue
            if kind == "cap":
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(shade.hover))
                painter.drawRoundedRect(room, 3, 3)
            painter.setFont(self._bold if kind == "heading" else self.font())
            painter.setPen(QColor(shade.muted if kind == "heading" else shade.text))
            way = Qt.AlignmentFlag.AlignCenter if kind == "cap" else Qt.AlignmentFlag.AlignLeft
            painter.drawText(room, int(way) | (_WRAPPED if kind == "text" else 0), text)
        painter.end()


def _spoken(groups: Iterable[Group]) -> Iterator[str]:
    for heading, lines in groups:
        yield f"{heading}:"
        yield from (f"{' or '.join(keys)}: {text}" for keys, text in lines)
