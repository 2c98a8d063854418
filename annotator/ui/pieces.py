"""Small parts of the window that look alike everywhere."""

from typing import TypeVar

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QPushButton, QScrollArea, QSizePolicy, QToolButton, QWidget

from annotator.ui.theme import GRID, icon

B = TypeVar("B", QPushButton, QToolButton)

SMALL_ICON = QSize(18, 18)
LARGE_ICON = QSize(22, 22)
_WRITING = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.KeypadModifier)


class ComboBox(QComboBox):
    """Letters choose among its items while it has the keyboard, and mean nothing to the window: E accepts nothing."""

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and is_writing(event):
            event.accept()
            return True
        return super().event(event)


def is_writing(event: QKeyEvent) -> bool:
    """Whether this key would write something."""
    return event.text().isprintable() and event.text() != "" and event.modifiers() in _WRITING


def tinted(widget: B, name: str, role: str = "text") -> B:
    """Give a button an icon that follows the theme."""
    widget.setProperty("icon_name", name)
    widget.setProperty("icon_role", role)
    widget.setIcon(icon(name, role))
    return widget


def retint(root: QWidget) -> None:
    """Draw all icons below this widget in the colours that are on now."""
    for kind in (QPushButton, QToolButton):
        for one in root.findChildren(kind):
            if name := one.property("icon_name"):
                one.setIcon(icon(name, one.property("icon_role")))


def push(text: str, icon_name: str = "", primary: bool = False) -> QPushButton:
    """A button with a text."""
    made = QPushButton(text)
    made.setProperty("primary", primary)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if icon_name:
        tinted(made, icon_name, "on_accent" if primary else "text")
    return made


def flat(icon_name: str, tip: str, role: str = "text") -> QToolButton:
    """A button that is an icon."""
    made = QToolButton()
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setIconSize(SMALL_ICON)
    return tinted(made, icon_name, role)


def label(text: str = "", role: str = "", wrap: bool = False) -> QLabel:
    """A text; `role` is one of the style sheet's."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)  # the style sheet is read when it is shown
    return made


def set_role(widget: QWidget, role: str) -> None:
    """Change what the style sheet takes a widget for."""
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def at_least(widget: QWidget, height: int) -> None:
    """This high, and higher where the system's text is larger."""
    widget.setMinimumHeight(height)
    widget.setSizePolicy(widget.sizePolicy().horizontalPolicy(), QSizePolicy.Policy.Fixed)


def row_height(widget: QWidget, least: int, lines: int = 1) -> int:
    """Of a list's row that holds so many lines of the system's text."""
    return max(least, lines * QFontMetrics(widget.font()).height() + GRID)


def line(vertical: bool = False) -> QFrame:
    """A thin line between two things."""
    made = QFrame()
    made.setProperty("role", "line")
    if vertical:
        made.setFixedWidth(1)
    else:
        made.setFixedHeight(1)
    return made


def scrolled(inside: QWidget) -> QScrollArea:
    """This, to be scrolled where the window is too low for it."""
    made = QScrollArea()
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setWidgetResizable(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(inside)
    return made


def shown_key(key: QKeySequence | str) -> str:
    """A key as this platform writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


class ElidedLabel(QLabel):
    """One line of text that gives up its middle where there is no room; the whole is its tooltip."""

    def __init__(self, text: str = "", mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle) -> None:
        super().__init__()
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(GRID * 4, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        room = self.contentsRect()
        shown = QFontMetrics(self.font()).elidedText(self.text(), self._mode, room.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(room, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)
        painter.end()
