"""Everything that is drawn over the picture fades while a key is held, so that the object itself can be seen."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit

from annotator.ui.keys import Keys

WRITING = (QLineEdit, QAbstractSpinBox, QTextEdit, QPlainTextEdit)


class FadeKey(QObject):
    """Watches the window as the system sees it, because a key's release is no shortcut of Qt's."""

    def __init__(self, keys: Keys, fade: Callable[[bool], None], window: QWindow) -> None:
        super().__init__(window)
        self._keys, self._fade, self._held = keys, fade, False
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.type() is QEvent.Type.FocusOut:
            self._set(False)
        if not isinstance(event, QKeyEvent) or event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            return False
        if self._keys.meaning(event) != "fade" or event.modifiers() or isinstance(QApplication.focusWidget(), WRITING):
            return False
        if not event.isAutoRepeat():
            self._set(event.type() is QEvent.Type.KeyPress)
        return True

    def _set(self, held: bool) -> None:
        if held != self._held:
            self._held = held
            self._fade(held)
