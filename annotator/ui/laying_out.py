"""Parts of the window beside and below each other, without gaps."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from annotator.ui.preferences import Preferences


def row(*parts: QWidget) -> QWidget:
    """Beside each other."""
    made = QWidget()
    fill(QHBoxLayout(made), *parts)
    return made


def column(*parts: QWidget, stretched: QWidget) -> QWidget:
    """Below each other; one of them takes what is left."""
    made = QWidget()
    layout = QVBoxLayout(made)
    fill(layout, *parts)
    layout.setStretchFactor(stretched, 1)
    return made


def fill(layout: QBoxLayout, *parts: QWidget) -> None:
    """In this order."""
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for part in parts:
        layout.addWidget(part)


class Divided(QSplitter):
    """Parts with edges that can be dragged; one of them takes what is left.

    What a person has made of the sizes is remembered, not what a small screen or a large text has.
    """

    def __init__(self, way: Qt.Orientation, *parts: QWidget, stretched: QWidget) -> None:
        super().__init__(way)
        self._last, self._dragged = parts[-1], list[int]()
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        for place, part in enumerate(parts):
            self.addWidget(part)
            self.setStretchFactor(place, part is stretched)
        self.splitterMoved.connect(lambda *_: self._was_dragged())

    def restore(self, preferences: Preferences, name: str, usual: list[int]) -> None:
        """The sizes that are remembered under this name, pixels."""
        self.setSizes(preferences.get(name, usual))

    def remember(self, preferences: Preferences, name: str) -> None:
        """For the next session."""
        if self._dragged:
            preferences.put(name, self._dragged)

    def _was_dragged(self) -> None:
        if self._last.isVisible():  # or what is left says nothing
            self._dragged = self.sizes()
