"""The slim bar of tools at the left edge."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout

from annotator.tools import TOOLS
from annotator.ui.pieces import LARGE_ICON, line
from annotator.ui.theme import GRID

WIDTH = 48
BELOW = ("undo", "redo", "", "fit", "cheat_sheet")
"""Actions under the tools, with a line for an empty name."""


class ToolBar(QFrame):
    """One button per tool and a few actions."""

    def __init__(self, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self._actions = actions
        group = QActionGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, GRID, 6, GRID)
        column.setSpacing(4)
        for name in TOOLS:
            action = actions[f"tool_{name}"]
            action.setCheckable(True)
            group.addAction(action)
            column.addWidget(_Button(action))
        column.addWidget(line())
        for name in BELOW:
            column.addWidget(_Button(actions[name]) if name else line())
        column.addStretch(1)

    def show_tool(self, name: str) -> None:
        """Mark the tool in use."""
        self._actions[f"tool_{name}"].setChecked(True)


class _Button(QToolButton):
    """A square button, or a flatter one where the window is low: at 125 % all of them have 600 pixels."""

    def __init__(self, action: QAction) -> None:
        super().__init__()
        self.setDefaultAction(action)
        self.setIconSize(LARGE_ICON)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        return QSize(36, 36)

    def minimumSizeHint(self) -> QSize:
        return QSize(36, 26)
