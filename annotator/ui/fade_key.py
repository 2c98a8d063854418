"""Everything that is drawn over the picture fades while a key is held, so that the object itself can be seen."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit

WRITING = (QLineEdit, QAbstractSpinBox, QTextEdit, QPlainTextEdit)


class FadeKey(QObject):
    """Watches the whole program, because a key's release is no shortcut of Qt's."""

    def __init__(self, key: Qt.Key, fade: Callable[[bool], None], app: QApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._key, self._fade, self._held = key, fade, False
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.WindowDeactivate:
            self._set(False)
            return False
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) or not isinstance(event, QKeyEvent):
            return False
        if event.key() != self._key or event.modifiers() or isinstance(QApplication.focusWidget(), WRITING):
            return False
        if not event.isAutoRepeat():
            self._set(event.type() is QEvent.Type.KeyPress)
        return True

    def _set(self, held: bool) -> None:
        if held != self._held:
            self._held = held
            self._fade(held)
