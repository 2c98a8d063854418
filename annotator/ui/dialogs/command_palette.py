"""Ctrl+K: every action by some letters of its name, by its words, or by what others call it."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QAction, QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.actions.spec import Spec
from annotator.ui.actions.synonyms import SYNONYMS
from annotator.ui.fuzzy import ranked
from annotator.ui.pieces import row_height, shown_key
from annotator.ui.preferences import Preferences
from annotator.ui.theme import GRID, colours

WIDTH, ROWS, ROW_HEIGHT = 560, 11, 34
_COMMAND, _RIGHT = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS, Qt.Key.Key_PageUp: -ROWS}


REMEMBERED = 5
"""Commands that were run last, which come first."""


class Command(NamedTuple):
    """What can be searched for and run; `why_not` is empty where it can be run now."""

    spec: Spec
    action: QAction
    why_not: str

    @property
    def further(self) -> str:
        """What else finds it."""
        return f"{self.spec.group} {self.spec.tip} {SYNONYMS.get(self.spec.name, '')}"


class CommandPalette(QFrame):
    """Type, arrow keys, Enter. It closes by itself."""

    def __init__(self, window: QWidget, commands: Callable[[], Sequence[Command]], preferences: Preferences) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self.setProperty("role", "menu")
        self._commands, self._preferences = commands, preferences
        self.wish = QLineEdit()
        self.wish.setPlaceholderText("What do you want to do?")
        self.wish.textChanged.connect(self._search)
        self.wish.installEventFilter(self)
        self.found = QListWidget()
        self.found.setItemDelegate(_Row(self.found))
        self.found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.found.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.found.setUniformItemSizes(True)
        self.found.itemClicked.connect(self._run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GRID, GRID, GRID, GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.wish)
        layout.addWidget(self.found)

    def open_over(self, window: QWidget) -> None:
        """Show it in the upper middle of the window."""
        self.wish.clear()
        self._search("")
        corner = window.mapToGlobal(window.rect().topLeft())
        self.move(corner.x() + (window.width() - WIDTH) // 2, corner.y() + 72)
        self.show()
        self.wish.setFocus()

    def _search(self, wish: str) -> None:
        self.found.clear()
        recent: list[str] = self._preferences.get("commands", [])
        places = {name: place for place, name in enumerate(recent)}
        commands = sorted(self._commands(), key=lambda one: places.get(one.spec.name, REMEMBERED))
        for command in ranked(wish, commands, lambda one: one.spec.text, lambda one: one.further):
            self.found.addItem(_row(command))
        if not self.found.count():
            self.found.addItem("Nothing matches.")
        self.found.setCurrentRow(next(self._enabled_rows(), 0))
        rows = min(self.found.count(), ROWS)
        self.setFixedSize(WIDTH, rows * row_height(self, ROW_HEIGHT) + self.wish.sizeHint().height() + 4 * GRID)

    def _enabled_rows(self) -> Iterator[int]:
        commands = (self.found.item(row).data(_COMMAND) for row in range(self.found.count()))
        return (row for row, one in enumerate(commands) if one and not one.why_not)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() is not QEvent.Type.KeyPress:
            return False
        key = Qt.Key(event.key())
        if key in _MOVES:
            row = self.found.currentRow() + _MOVES[key]
            self.found.setCurrentRow(min(max(row, 0), self.found.count() - 1))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.found.currentItem())
            return True
        return False

    def _run(self, item: QListWidgetItem | None) -> None:
        command = item.data(_COMMAND) if item else None
        if isinstance(command, Command) and not command.why_not:
            name = command.spec.name
            recent = [one for one in self._preferences.get("commands", []) if one != name]
            self._preferences.put("commands", [name, *recent][:REMEMBERED])
            self.close()
            command.action.trigger()


def _row(command: Command) -> QListWidgetItem:
    item = QListWidgetItem(command.action.icon(), command.spec.text)
    right = command.why_not or "   ".join(shown_key(key) for key in command.action.shortcuts()[:2])
    item.setData(_COMMAND, command)
    item.setData(_RIGHT, right)
    item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{command.spec.text}, {right}")
    item.setToolTip(command.action.toolTip())
    return item


class _Row(QStyledItemDelegate):
    """Icon and text to the left, keys to the right; faint where it cannot be run now, and why."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, max(ROW_HEIGHT, option.fontMetrics.height() + GRID))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        shade, command = colours(), index.data(_COMMAND)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen and command:
            painter.fillRect(option.rect, QColor(shade.selected))
        room = option.rect.adjusted(GRID, 0, -GRID, 0)
        if command:
            painter.setOpacity(0.5 if command.why_not else 1.0)
            command.action.icon().paint(painter, QRect(room.left(), room.center().y() - 9, 18, 18))
            painter.setOpacity(1.0)
        ink = QColor(shade.on_selected if chosen and command else shade.text)
        muted = QColor(shade.on_selected if chosen and command else shade.muted)
        text, right = index.data(), index.data(_RIGHT) or ""
        left = room.adjusted(30, 0, 0, 0)
        elided = option.fontMetrics.elidedText
        painter.setPen(ink if command and not command.why_not else muted)
        text = elided(text, Qt.TextElideMode.ElideRight, left.width())
        painter.drawText(left, Qt.AlignmentFlag.AlignVCenter, text)
        painter.setPen(muted)
        rest = left.width() - option.fontMetrics.horizontalAdvance(text) - 2 * GRID
        right = elided(right, Qt.TextElideMode.ElideRight, rest)
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)
