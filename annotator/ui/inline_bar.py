"""Questions and errors stand in the window, above the picture, and stop nobody from working."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QPushButton, QWidget

from annotator.ui.pieces import flat, label, push, tinted
from annotator.ui.theme import GRID

_ICONS = {
    "info": "mdi6.information-outline",
    "good": "mdi6.check-circle-outline",
    "warning": "mdi6.alert-outline",
    "error": "mdi6.alert-circle-outline",
}
WIDEST = 720


class Answer(NamedTuple):
    """A button of a question."""

    text: str
    act: Callable[[], object]


class InlineBar(QFrame):
    """One sentence and its buttons, laid over the top of a part of its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._parent = self._over = parent
        self.setProperty("role", "popup")
        self._icon = flat(_ICONS["info"], "")
        self._icon.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._icon.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = label(wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._buttons: list[QPushButton] = []
        self.offers = False
        """Whether there are answers that the keyboard has not been at yet."""
        self._close = flat("mdi6.close", "Dismiss")
        self._close.clicked.connect(self.hide)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(GRID, GRID, GRID, GRID)
        self._row.setSpacing(GRID)
        self._row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def lie_over(self, part: QWidget) -> None:
        """Lie over this part of the parent from now on, and over nothing beside it."""
        self._over.removeEventFilter(self)
        self._over = part
        part.installEventFilter(self)
        if self.isVisible():
            self._place()

    @property
    def sentence(self) -> str:
        """What it says."""
        return self._text.text()

    def say(self, level: str, sentence: str, answers: Sequence[Answer] = ()) -> None:
        """Show a sentence until it is answered, dismissed or replaced."""
        tinted(self._icon, _ICONS[level], level)
        self._text.setText(sentence)
        for old in self._buttons:
            self._row.removeWidget(old)
            old.deleteLater()
        self._buttons = [self._button(answer) for answer in answers]
        self.offers = bool(answers)
        for place, one in enumerate(self._buttons):
            self._row.insertWidget(2 + place, one, 0, Qt.AlignmentFlag.AlignTop)
        for before, after in pairwise([self._close, *self._buttons, self._close]):
            self.setTabOrder(before, after)
        self.show()
        self._place()
        self.raise_()

    def take_keyboard(self) -> None:
        """The keyboard to the first answer."""
        self.offers = False
        self._buttons[0].setFocus(Qt.FocusReason.TabFocusReason)

    def setVisible(self, on: bool) -> None:
        """Whoever has answered goes on where the bar was."""
        if not on and (focused := QApplication.focusWidget()) and self.isAncestorOf(focused):
            self._over.setFocus(Qt.FocusReason.OtherFocusReason)
        super().setVisible(on)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape dismisses it."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _button(self, answer: Answer) -> QPushButton:
        made = push(answer.text)
        made.clicked.connect(self.hide)
        made.clicked.connect(lambda: answer.act())
        return made

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        self.setFixedWidth(max(160, min(WIDEST, self._over.width() - 2 * GRID)))
        self._row.activate()
        height = max(self.heightForWidth(self.width()), self.minimumSizeHint().height())
        self.setFixedHeight(height)
        self.move(self._over.mapTo(self._parent, QPoint((self._over.width() - self.width()) // 2, GRID)))
