"""Ctrl+K: every action by some letters of its name."""

from collections.abc import Callable, Iterator, Sequence

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

from annotator.ui.fuzzy import ranked
from annotator.ui.pieces import row_height, shown_key
from annotator.ui.theme import GRID, colours

WIDTH, ROWS, ROW_HEIGHT = 560, 11, 34
_ACTION, _KEYS = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_MOVES = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: ROWS, Qt.Key.Key_PageUp: -ROWS}


class CommandPalette(QFrame):
    """Type, arrow keys, Enter. It closes by itself."""

    def __init__(self, window: QWidget, actions: Callable[[], Sequence[QAction]]) -> None:
        super().__init__(window, Qt.WindowType.Popup)
        self.setProperty("role", "menu")
        self._actions = actions
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
        for action in ranked(wish, self._actions(), lambda one: one.text()):
            keys = "   ".join(shown_key(key) for key in action.shortcuts()[:2])
            self.found.addItem(_row(action, keys))
        self.found.setCurrentRow(next(self._enabled_rows(), 0))
        rows = min(max(self.found.count(), 1), ROWS)
        self.setFixedSize(WIDTH, rows * row_height(self, ROW_HEIGHT) + self.wish.sizeHint().height() + 4 * GRID)

    def _enabled_rows(self) -> Iterator[int]:
        return (row for row in range(self.found.count()) if self.found.item(row).data(_ACTION).isEnabled())

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
        action = item.data(_ACTION) if item else None
        if isinstance(action, QAction) and action.isEnabled():
            self.close()
            action.trigger()


def _row(action: QAction, keys: str) -> QListWidgetItem:
    item = QListWidgetItem(action.icon(), action.text())
    item.setData(_ACTION, action)
    item.setData(_KEYS, keys)
    return item


class _Row(QStyledItemDelegate):
    """Icon and text to the left, keys to the right; faint where the action makes no sense now."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, max(ROW_HEIGHT, option.fontMetrics.height() + GRID))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        shade, action = colours(), index.data(_ACTION)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, QColor(shade.selected))
        room = option.rect.adjusted(GRID, 0, -GRID, 0)
        painter.setOpacity(1.0 if action.isEnabled() else 0.5)
        action.icon().paint(painter, QRect(room.left(), room.center().y() - 9, 18, 18))
        painter.setPen(QColor(shade.on_selected if chosen else shade.text))
        painter.drawText(room.adjusted(30, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, index.data())
        painter.setPen(QColor(shade.on_selected if chosen else shade.muted))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, index.data(_KEYS))
        painter.setOpacity(1.0)
