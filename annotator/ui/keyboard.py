"""The same in the whole window: Enter on a button, the way out of a field, letters on a list."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolButton, QWidget

from annotator.ui.pieces import is_writing

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def pressed(event: QKeyEvent) -> bool:
    """Whether this is Enter on a button, which it presses as Space does; some platforms have it so, some do not."""
    focused = QApplication.focusWidget()
    if event.key() not in ENTER or not isinstance(focused, (QPushButton, QToolButton)):
        return False
    if not event.isAutoRepeat():
        focused.click()
    return True


class SearchField(QLineEdit):
    """Over a list: Down goes to it, and Escape clears first and then goes to it, too."""

    def __init__(self, placeholder: str, over: QWidget, leaves: bool = True) -> None:
        """`leaves`: whether Escape goes to the list; otherwise it is left to whatever is around both."""
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self._over, self._leaves = over, leaves

    def keyPressEvent(self, event: QKeyEvent) -> None:
        leaves = event.key() == Qt.Key.Key_Escape
        if leaves and self.text():
            self.clear()
        elif self._over.isVisible() and (event.key() == Qt.Key.Key_Down or (leaves and self._leaves)):
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            super().keyPressEvent(event)


class ListKeys(QObject):
    """Keeps some keys from the window while a list has the keyboard; there they find a row by its name."""

    def __init__(self, view: QWidget, keeps: Callable[[QKeyEvent], bool]) -> None:
        super().__init__(view)
        self._keeps = keeps
        view.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._keeps(event):
            event.accept()
            return True
        return False


def is_letter(event: QKeyEvent) -> bool:
    """Whether a name may begin with this key."""
    return is_writing(event) and event.text().isalpha()
