"""Where the work is done: tools, files, picture and lists beside each other, and the timeline below."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from annotator.ui.laying_out import Divided, fill
from annotator.ui.pieces import line, scrolled
from annotator.ui.preferences import Preferences

SIDES = [264, 1000, 400]  # pixels: files, picture, right side
LEVELS = [640, 224]  # the same of what lies over the timeline, and of the timeline


class Workplace(QWidget):
    """Everything but the tools can be made larger at the cost of what is beside it."""

    def __init__(self, preferences: Preferences, tools: QWidget, files: QWidget, picture: QWidget, lists: QWidget,
                 timeline: QWidget, widest: int) -> None:  # fmt: skip
        """`widest` is how wide the widest of the lists can become at the least, logical pixels."""
        super().__init__()
        self._preferences = preferences
        self.lists = scrolled(lists)
        bar = self.lists.verticalScrollBar().sizeHint().width()
        self.lists.setMinimumWidth(max(328, max(lists.minimumSizeHint().width(), widest) + bar))
        files.setMinimumWidth(max(200, files.minimumSizeHint().width()))
        self.sides = Divided(Qt.Orientation.Horizontal, files, picture, self.lists, stretched=picture)
        self.sides.restore(preferences, "sides", SIDES)
        self.levels = Divided(Qt.Orientation.Vertical, self.sides, timeline, stretched=self.sides)
        self.levels.restore(preferences, "levels", LEVELS)
        fill(QHBoxLayout(self), tools, line(vertical=True), self.levels)

    def narrowest(self) -> tuple[int, int]:
        """Logical pixels: how wide what is beside the lists must be, and the lists."""
        right = self.lists.minimumWidth()
        return self.minimumSizeHint().width() - right, right

    def remember(self) -> None:
        """What a person has made larger or smaller."""
        self.sides.remember(self._preferences, "sides")
        self.levels.remember(self._preferences, "levels")
