"""All keys at a glance, from the table of actions."""

from collections.abc import Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from annotator.ui.actions.canvas_keys import CANVAS_KEYS, OTHER_WAYS, PICTURE, CanvasKey
from annotator.ui.actions.categories import GROUP as CATEGORIES
from annotator.ui.dialogs.key_page import Group, KeyPage
from annotator.ui.keys import LINES, Keys, Line
from annotator.ui.pieces import shown_key
from annotator.ui.theme import GRID

COLUMNS = 4
"""At most; fewer where the window is narrow."""


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

    def open_over(self, window: QWidget) -> None:
        """Show the keys that hold now in the middle of the window, and as much of them as it has room for."""
        room = window.size() - QSize(4 * GRID, 4 * GRID)
        groups = list(cheat_sheet(self._keys))
        for count in range(COLUMNS, 0, -1):
            shown = KeyPage(groups, count)
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
        if group == CATEGORIES and _digits(keys, keyed[:9]):
            nine = ("1 ... 9",), "Category for the selection and new ones"
            yield group, [nine, *(_named(line, keys) for line in keyed[9:])]
        elif group == PICTURE:
            yield group, [*((_held(line, keys), line.text) for line in CANVAS_KEYS if keys.of(line.name)),
                          *(((way,), text) for way, text in OTHER_WAYS)]  # fmt: skip
        elif keyed:
            yield group, [_named(line, keys) for line in keyed]


def _named(line: Line, keys: Keys) -> tuple[tuple[str, ...], str]:
    return tuple(map(shown_key, keys.of(line.name))), line.text


def _digits(keys: Keys, lines: list[Line]) -> bool:
    return [keys.of(line.name) for line in lines] == [(str(place),) for place in range(1, 10)]


def _held(line: CanvasKey, keys: Keys) -> tuple[str, ...]:
    return (line.shown.format(keys.shown(line.name)),)
