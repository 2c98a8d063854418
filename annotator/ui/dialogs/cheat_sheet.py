"""All keys at a glance, from the table of actions; and found by what they do."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from annotator.ui.actions.canvas_keys import CANVAS_KEYS, OTHER_WAYS, PICTURE, CanvasKey
from annotator.ui.actions.categories import GROUP as CATEGORIES
from annotator.ui.actions.spec import OF_VIDEOS
from annotator.ui.dialogs.key_page import Group, KeyPage
from annotator.ui.keyboard import SearchField
from annotator.ui.keys import LINES, Keys, Line
from annotator.ui.pieces import shown_key
from annotator.ui.theme import GRID

COLUMNS = 4
"""At most; fewer where the window is narrow."""
FIRST = ("Frames", "Instances", "Tools", PICTURE, CATEGORIES, "Selection", "Shape")
LAST = OF_VIDEOS
"""Headings; all others lie between."""


class CheatSheet(QFrame):
    """Closed by any click beside it or Escape; a few letters leave what has them."""

    def __init__(self, window: QWidget, keys: Keys) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self.setProperty("role", "menu")
        self._keys, self._columns = keys, COLUMNS
        self._all = QVBoxLayout(self)
        self._all.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self._all.setSpacing(2 * GRID)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.search = SearchField("Find a key or what it does", self._area, leaves=False)
        self.search.textChanged.connect(lambda wish: self._show(list(matching(wish, cheat_sheet(self._keys)))))
        self._all.addWidget(self.search)
        self._all.addWidget(self._area)

    def open_over(self, window: QWidget) -> None:
        """Show the keys that hold now in the middle of the window, and as much of them as it has room for."""
        self.search.clear()
        room = window.size() - QSize(4 * GRID, 4 * GRID)
        bar = QSize(self._area.verticalScrollBar().sizeHint().width(), 0)
        around = QSize(0, self.search.sizeHint().height() + self._all.spacing())
        groups = list(cheat_sheet(self._keys))
        for self._columns in range(COLUMNS, 0, -1):
            page = self._show(groups)
            wanted = page.sizeHint().grownBy(self._all.contentsMargins()) + bar + around
            if wanted.width() <= room.width():
                break
        self.resize(wanted.boundedTo(room))
        middle = window.mapToGlobal(window.rect().center())
        self.move(middle.x() - self.width() // 2, middle.y() - self.height() // 2)
        self.show()
        self.search.setFocus()

    def _show(self, groups: list[Group]) -> KeyPage:
        page = KeyPage(groups or [("Nothing matches.", [])], self._columns)
        self._area.setWidget(page)
        for one in (page, self._area.viewport()):
            one.setAutoFillBackground(False)
        return page


def matching(wish: str, groups: Iterable[Group]) -> Iterator[Group]:
    """The lines that have every word of the wish in their key, their text or their heading."""
    words = wish.casefold().split()
    for heading, lines in groups:
        found = [(keys, text) for keys, text in lines
                 if all(word in f"{' '.join(keys)} {text} {heading}".casefold() for word in words)]  # fmt: skip
        if found:
            yield heading, found


def _place(group: str) -> int:
    if group in FIRST:
        return FIRST.index(group)
    return len(FIRST) + (group in LAST)


def cheat_sheet(keys: Keys) -> Iterator[Group]:
    """All keys, by group: what is used every day first, what is for videos alone last."""
    for group in sorted(dict.fromkeys(line.group for line in LINES), key=_place):
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
