"""All keys at a glance, from the table of actions."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from annotator.ui.actions.canvas_keys import CANVAS_KEYS, OTHER_WAYS, PICTURE, CanvasKey
from annotator.ui.actions.categories import GROUP as CATEGORIES
from annotator.ui.keys import LINES, Keys, Line
from annotator.ui.pieces import label, shown_key
from annotator.ui.theme import GRID

COLUMNS = 4
"""At most; fewer where the window is narrow."""
TEXT_WIDTH = 172
"""Logical pixels; a longer text goes on in the next line."""

Group = tuple[str, list[tuple[tuple[str, ...], str]]]
"""A heading, and (keys, text) of its lines."""


class CheatSheet(QFrame):
    """Closed by any click beside it or Escape."""

    def __init__(self, window: QWidget, keys: Keys) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self.setProperty("role", "menu")
        self._keys = keys
        self._all = QVBoxLayout(self)
        self._all.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._all.addWidget(self._area)

    def _filled(self, count: int) -> QWidget:
        shown = QWidget()
        columns = QHBoxLayout(shown)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(2 * GRID)
        stacks: list[list[Group]] = [[] for _ in range(count)]
        for group in sorted(cheat_sheet(self._keys), key=_lines, reverse=True):
            min(stacks, key=_height).append(group)
        for stack in stacks:
            columns.addLayout(_column(stack))
        return shown

    def open_over(self, window: QWidget) -> None:
        """Show the keys that hold now in the middle of the window, and as much of them as it has room for."""
        room = window.size() - QSize(4 * GRID, 4 * GRID)
        for count in range(COLUMNS, 0, -1):
            shown = self._filled(count)
            bar = QSize(self._area.verticalScrollBar().sizeHint().width(), 0)
            wanted = shown.sizeHint().grownBy(self._all.contentsMargins()) + bar
            if wanted.width() <= room.width():
                break
        self._area.setWidget(shown)
        for one in (shown, self._area.viewport()):
            one.setAutoFillBackground(False)
        self.resize(wanted.boundedTo(room))
        middle = window.mapToGlobal(window.rect().center())
        self.move(middle.x() - self.width() // 2, middle.y() - self.height() // 2)
        self.show()
        self._area.setFocus()


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


def _text(text: str) -> QLabel:
    made = label(text, wrap=True)
    made.setFixedWidth(TEXT_WIDTH)
    made.setMinimumHeight(made.heightForWidth(TEXT_WIDTH))
    return made


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
            grid.addLayout(_caps(keys), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_text(text), row, 1)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
    column.addStretch(1)
    return column
