"""All keys at a glance, from the table of actions."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from annotator.ui.actions.canvas_keys import CANVAS_KEYS, OTHER_WAYS, PICTURE, CanvasKey
from annotator.ui.actions.categories import GROUP as CATEGORIES
from annotator.ui.keys import LINES, Keys, Line
from annotator.ui.pieces import label, shown_key
from annotator.ui.theme import GRID

COLUMNS = 3

Group = tuple[str, list[tuple[tuple[str, ...], str]]]
"""A heading, and (keys, text) of its lines."""


class CheatSheet(QFrame):
    """Closed by any click beside it or Escape."""

    def __init__(self, window: QWidget, keys: Keys) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self.setProperty("role", "menu")
        self._keys = keys
        self._all = QVBoxLayout(self)
        self._all.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
        self._shown: QWidget | None = None

    def _fill(self) -> None:
        if self._shown:
            self._all.removeWidget(self._shown)
            self._shown.deleteLater()
        self._shown = QWidget()
        self._all.addWidget(self._shown)
        columns = QHBoxLayout(self._shown)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(5 * GRID)
        stacks: list[list[Group]] = [[] for _ in range(COLUMNS)]
        for group in sorted(cheat_sheet(self._keys), key=_lines, reverse=True):
            min(stacks, key=_height).append(group)
        for stack in stacks:
            columns.addLayout(_column(stack))

    def open_over(self, window: QWidget) -> None:
        """Show the keys that hold now in the middle of the window."""
        self._fill()
        self.adjustSize()
        middle = window.mapToGlobal(window.rect().center())
        self.move(middle.x() - self.width() // 2, middle.y() - self.height() // 2)
        self.show()


def cheat_sheet(keys: Keys) -> Iterator[Group]:
    """All keys, by group."""
    for group in dict.fromkeys(line.group for line in LINES):
        keyed = [line for line in LINES if line.group == group and keys.of(line.name)]
        if group == CATEGORIES and _digits(keys, keyed):
            yield group, [(("1 ... 9",), "Category for the selection and new ones")]
        elif group == PICTURE:
            yield group, [*((_held(line, keys), line.text) for line in CANVAS_KEYS if keys.of(line.name)),
                          *(((way,), text) for way, text in OTHER_WAYS)]  # fmt: skip
        elif keyed:
            yield group, [(tuple(map(shown_key, keys.of(line.name))), line.text) for line in keyed]


def _digits(keys: Keys, lines: list[Line]) -> bool:
    return [keys.of(line.name) for line in lines] == [(str(place),) for place in range(1, 10)]


def _held(line: CanvasKey, keys: Keys) -> tuple[str, ...]:
    return (line.shown.format(keys.shown(line.name)),)


def _lines(group: Group) -> int:
    return len(group[1])


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
