"""The slim bar of tools at the left edge."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annotator.tools import TOOLS
from annotator.ui.pieces import LARGE_ICON, flat, line
from annotator.ui.theme import GRID

WIDTH, SPACING = 48, 4
LEAST = 26
"""A button's height where the window is low, logical pixels."""
BELOW = ("undo", "redo", "", "fit", "cheat_sheet")
"""Actions under the tools, with a line for an empty name."""


class ToolBar(QFrame):
    """One button per tool and a few actions; the last ones are in a menu where the window is too low for all."""

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self._actions = actions
        group = QActionGroup(self)
        for name in TOOLS:
            actions[f"tool_{name}"].setCheckable(True)
            group.addAction(actions[f"tool_{name}"])
        self.more = flat("mdi6.dots-horizontal", "More tools")
        self.more.setCheckable(True)
        self.more.setMenu(QMenu(self.more))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setIconSize(LARGE_ICON)
        self.more.setFixedSize(36, LEAST)
        group.triggered.connect(lambda _: self._mark_more())
        names = (*(f"tool_{name}" for name in TOOLS), "", *BELOW)
        self._parts: list[QWidget] = [_Button(actions[name]) if name else line() for name in names]
        column = QVBoxLayout(self)
        column.setContentsMargins(6, GRID, 6, GRID)
        column.setSpacing(SPACING)
        for part in (*self._parts, self.more):
            column.addWidget(part)
        column.addStretch(1)
        self._share_out()

    def show_tool(self, name: str) -> None:
        """Mark the tool in use."""
        self._actions[f"tool_{name}"].setChecked(True)
        self._mark_more()

    def minimumSizeHint(self) -> QSize:
        """Of a few buttons and the menu."""
        return QSize(WIDTH, 2 * GRID + 8 * (LEAST + SPACING))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """Into the bar what it has room for, the rest into the menu."""
        room = self.height() - 2 * GRID + SPACING
        needed = [part.minimumSizeHint().height() if isinstance(part, _Button) else 1 for part in self._parts]
        fits = room >= sum(one + SPACING for one in needed)
        left, menu = room if fits else room - LEAST - SPACING, self.more.menu()
        menu.clear()
        for part, height in zip(self._parts, needed, strict=True):
            left -= height + SPACING
            part.setVisible(left >= 0)
            if left < 0 and isinstance(part, _Button):
                menu.addAction(part.defaultAction())
        self.more.setVisible(not fits)
        self._mark_more()

    def _mark_more(self) -> None:
        """The tool in use is in the menu."""
        self.more.setChecked(any(action.isChecked() for action in self.more.menu().actions()))


class _Button(QToolButton):
    """A square button, or a flatter one where the window is low."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self.setDefaultAction(action)
        self.setIconSize(LARGE_ICON)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        return QSize(36, 36)

    def minimumSizeHint(self) -> QSize:
        return QSize(36, LEAST)
