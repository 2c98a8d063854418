"""All keys at a glance, from the table of actions."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from annotator.ui.pieces import label
from annotator.ui.theme import GRID

COLUMNS = 3

Group = tuple[str, list[tuple[tuple[str, ...], str]]]
"""A heading, and (keys, text) of its lines."""


class CheatSheet(QFrame):
    """Closed by any click beside it or Escape."""

    def __init__(self, window: QWidget, groups: Iterable[Group]) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self.setProperty("role", "menu")
        columns = QHBoxLayout(self)
        columns.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        columns.setSpacing(5 * GRID)
        stacks: list[list[Group]] = [[] for _ in range(COLUMNS)]
        for group in groups:
            min(stacks, key=_height).append(group)
        for stack in stacks:
            columns.addLayout(_column(stack))

    def open_over(self, window: QWidget) -> None:
        """Show it in the middle of the window."""
        self.adjustSize()
        middle = window.mapToGlobal(window.rect().center())
        self.move(middle.x() - self.width() // 2, middle.y() - self.height() // 2)
        self.show()


def _caps(keys: Iterable[str]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(4)
    for key in keys:
        row.addWidget(label(key, "key"), 0, Qt.AlignmentFlag.AlignLeft)
    row.addStretch(1)
    return row


def _height(stack: list[Group]) -> int:
    return sum(2 + len(lines) for _, lines in stack)


def _column(stack: list[Group]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(2 * GRID)
    for heading, lines in stack:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GRID)
        grid.setVerticalSpacing(6)
        grid.addWidget(label(heading, "heading"), 0, 0, 1, 2)
        for row, (keys, text) in enumerate(lines, 1):
            grid.addLayout(_caps(keys), row, 0)
            grid.addWidget(label(text), row, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
    column.addStretch(1)
    return column
