"""The slim strip over the picture: how the tools work now, and how the picture is shown."""

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton

from annotator.core.modes import Modes
from annotator.ui.modes import ModeSettings
from annotator.ui.pieces import SMALL_ICON, at_least, flat, label, line
from annotator.ui.theme import GRID

HEIGHT = 32
MODES = ("snap", "shared_borders", "no_overlap")
FREEHAND = frozenset({"polygon", "hole"})
"""Tools whose lines can be drawn freehand as closely as is chosen here."""


class Options(QFrame):
    """A button per mode, and the tolerance while a tool is on that has one."""

    def __init__(self, settings: ModeSettings, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        at_least(self, HEIGHT)
        self._actions = {name: actions[f"mode_{name}"] for name in MODES}
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(GRID, 0, GRID, 0)
        self.row.setSpacing(4)
        for action in self._actions.values():
            action.setCheckable(True)
            self.row.addWidget(_button(action))
        self.tolerance = label("", "muted")
        self.finer = flat("mdi6.minus", "Keep freehand lines more closely (Shift + wheel)")
        self.coarser = flat("mdi6.plus", "Keep freehand lines less closely (Shift + wheel)")
        self.finer.clicked.connect(lambda: settings.coarser(-1))
        self.coarser.clicked.connect(lambda: settings.coarser(1))
        self._freehand = (line(vertical=True), self.tolerance, self.finer, self.coarser)
        for one in self._freehand:
            self.row.addWidget(one)
        self.row.addStretch(1)
        self.row.addWidget(_button(actions["adjust"], Qt.ToolButtonStyle.ToolButtonIconOnly))
        settings.changed.connect(self._show)
        self._show(settings.now)
        self.show_tool("")

    def show_tool(self, name: str) -> None:
        """Offer what this tool has a choice of."""
        for one in self._freehand:
            one.setVisible(name in FREEHAND)

    def _show(self, modes: Modes) -> None:
        for name, action in self._actions.items():
            action.setChecked(getattr(modes, name))
        self.tolerance.setText(f"Freehand within {modes.freehand:g} px")

    def minimumSizeHint(self) -> QSize:
        """No wider than the picture has to be."""
        return QSize(0, max(HEIGHT, super().minimumSizeHint().height()))


def _button(
    action: QAction, style: Qt.ToolButtonStyle = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
) -> QToolButton:
    made = QToolButton()
    made.setDefaultAction(action)
    made.setToolButtonStyle(style)
    made.setIconSize(SMALL_ICON)
    at_least(made, HEIGHT - 6)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made
