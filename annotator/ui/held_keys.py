"""What holds while a key is down: all that is drawn fades, or the picture is shown as it is in its file."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWindow
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from annotator.ui.dialogs.key_list import KeyButton
from annotator.ui.keys import Keys

WRITING = (QLineEdit, QAbstractSpinBox, QTextEdit, QPlainTextEdit)


class HeldKeys(QObject):
    """Watches the window as the system sees it, because a key's release is no shortcut of Qt's."""

    def __init__(self, keys: Keys, does: Mapping[str, Callable[[bool], None]], window: QWindow) -> None:
        """`does`: by the names of what the picture does."""
        super().__init__(window)
        self._keys, self._does = keys, does
        self._held: set[str] = set()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QFocusEvent) and event.type() is QEvent.Type.FocusOut:
            for name in tuple(self._held):
                self._set(name, False)
        if not isinstance(event, QKeyEvent) or event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            return False
        name = self._keys.meaning(event)
        if name not in self._does or event.modifiers() or _writes(QApplication.focusWidget()):
            return False
        if not event.isAutoRepeat():
            self._set(name, event.type() is QEvent.Type.KeyPress)
        return True

    def _set(self, name: str, held: bool) -> None:
        if held != (name in self._held):
            self._held ^= {name}
            self._does[name](held)


def _writes(focused: QWidget | None) -> bool:
    """Whether this widget wants every key for itself."""
    return isinstance(focused, WRITING) or (isinstance(focused, KeyButton) and focused.isChecked())
