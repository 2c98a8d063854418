"""The slim strip over the picture: how the tools work now, and how the picture is shown."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton

from annotator.core.modes import Modes
from annotator.ui.pieces import SMALL_ICON, ElidedLabel, at_least, flat, label, line, set_role, shown_key, tinted
from annotator.ui.state.modes import ModeSettings
from annotator.ui.theme import GRID

HEIGHT = 32
MODES = ("snap", "shared_borders", "no_overlap")
BESIDE = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
OF_OUTLINES = ("snap", "shared_borders")
"""Modes that say nothing to a tool that works on pixels."""


def _freehand(modes: Modes) -> tuple[str, str]:
    return "Freehand within", f"{modes.freehand:g} px"


def _tip(modes: Modes) -> tuple[str, str]:
    return "Tip", f"{modes.tip_px} px"


def _tolerance(modes: Modes) -> tuple[str, str]:
    return "Tolerance", f"{modes.colour_tolerance:.3g}"


SIZED: Mapping[str, Callable[[Modes], tuple[str, str]]] = {
    "polygon": _freehand, "hole": _freehand, "brush": _tip, "eraser": _tip, "wand": _tolerance,
}  # fmt: skip
"""What the wheel with Shift held sizes, of the tools that have it: its name, and how large it is."""
PAINTS, TIPPED, PIXELS = ("brush",), ("brush", "eraser"), ("brush", "eraser", "wand")


class Options(QFrame):
    """A button per mode, and what the tool in use has a choice of. Where there is no room, texts give way to icons."""

    def __init__(self, settings: ModeSettings, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        at_least(self, HEIGHT)
        self._settings, self._tool = settings, ""
        self._modes = {name: actions[f"mode_{name}"] for name in MODES}
        self._buttons = {name: _button(action) for name, action in self._modes.items()}
        self.name, self.value = ElidedLabel(mode=Qt.TextElideMode.ElideRight), label()
        set_role(self.name, "muted")
        self.name.setContentsMargins(GRID, 0, 0, 0)
        self.value.setContentsMargins(GRID, 0, 0, 0)
        self.smaller, self.larger = flat("mdi6.minus", ""), flat("mdi6.plus", "")
        self.shape = flat("mdi6.circle-outline", "")
        at_least(self.shape, HEIGHT - 6)
        self.over = _button(actions["paint_over"])
        actions["paint_over"].setIconText("Paint over others")
        self._sizing, self._change_shape = (actions["smaller_tip"], actions["larger_tip"]), actions["tip_shape"]
        for button, action in ((self.smaller, actions["smaller_tip"]), (self.larger, actions["larger_tip"]),
                               (self.shape, actions["tip_shape"])):  # fmt: skip
            button.clicked.connect(action.trigger)
        self._size = (line(vertical=True), self.name, self.value, self.smaller, self.larger)
        for action in (*self._modes.values(), actions["paint_over"]):
            action.setCheckable(True)
        self._over = actions["paint_over"]
        self._adjust = _button(actions["adjust"])
        self._adjust.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        self._lay_out()
        settings.changed.connect(lambda _: self.refresh())
        self.refresh()

    def _lay_out(self) -> None:
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(GRID // 2, 0, GRID // 2, 0)
        self.row.setSpacing(2)
        for one in (*self._buttons.values(), *self._size, self.shape, self.over):
            self.row.addWidget(one)
        self.row.addStretch(1)
        self.row.addWidget(self._adjust)

    def show_tool(self, name: str) -> None:
        """Offer what this tool has a choice of."""
        self._tool = name
        self.refresh()

    def refresh(self) -> None:
        """Take over how the tools work now."""
        modes = self._settings.now
        for name, action in self._modes.items():
            action.setChecked(getattr(modes, name))
        self._over.setChecked(not modes.spares_others)
        self.shape.setText("Square" if modes.square_tip else "Round")
        self.shape.setAccessibleName(f"{self.shape.text()} tip")
        self.shape.setToolTip(self._change_shape.toolTip())
        tinted(self.shape, "mdi6.square-outline" if modes.square_tip else "mdi6.circle-outline")
        if self._tool in SIZED:
            name, value = SIZED[self._tool](modes)
            self.name.setText(name)
            self.value.setText(value)
            self.value.setToolTip(f"{name} {value}: Shift + wheel changes it, too")
            for button, way, action in zip(
                (self.smaller, self.larger), ("smaller", "larger"), self._sizing, strict=True
            ):
                keys = " or ".join(filter(None, (shown_key(action.shortcut()), "Shift + wheel")))
                button.setToolTip(f"{name}: {way} ({keys})")
                button.setAccessibleName(f"{name}: {way}")
        self._share_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """All of it where there is room; or else texts give way, and then what is of the least use."""
        for given_up in range(5):
            self._show(*(step >= given_up for step in range(4)))
            if self.row.sizeHint().width() <= self.width():
                return

    def _show(self, modes: bool, choices: bool, name: bool, outlines: bool) -> None:
        for buttons, texts in ((self._buttons.values(), modes), ((self.shape, self.over), choices)):
            for button in buttons:
                button.setToolButtonStyle(BESIDE if texts else Qt.ToolButtonStyle.ToolButtonIconOnly)
        for one in self._size:
            one.setVisible(self._tool in SIZED and (name or one is not self.name))
        self.shape.setVisible(self._tool in TIPPED)
        self.over.setVisible(self._tool in PAINTS)
        for mode in OF_OUTLINES:
            self._buttons[mode].setVisible(outlines or self._tool not in PIXELS)

    def minimumSizeHint(self) -> QSize:
        """No wider than the picture has to be."""
        return QSize(0, max(HEIGHT, super().minimumSizeHint().height()))


def _button(action: QAction) -> QToolButton:
    made = QToolButton()
    made.setDefaultAction(action)
    made.setIconSize(SMALL_ICON)
    at_least(made, HEIGHT - 6)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return made
