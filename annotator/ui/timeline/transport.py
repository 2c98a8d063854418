"""The line over the rows: play, steps, the range, where one is, and how near one looks."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QToolButton

from annotator.ui.pieces import SMALL_ICON, at_least, label, line, tinted
from annotator.ui.playing.player import Player
from annotator.ui.theme import GRID

HEIGHT = 36
LEFT = ("previous_keyframe", "jump_back", "step_back", "play", "step_forward", "jump_forward", "next_keyframe",
        "next_needing_work", "", "range_in", "range_out", "range_clear", "loop")  # fmt: skip
RIGHT = ("breaks", "", "timeline_out", "timeline_fit", "timeline_in", "timeline")
"""Actions, with a line for an empty name."""

_ICONS = {
    "next_keyframe": "mdi6.skip-next-outline",
    "previous_keyframe": "mdi6.skip-previous-outline",
    "step_forward": "mdi6.chevron-right",
    "step_back": "mdi6.chevron-left",
    "timeline": "mdi6.chevron-down",
}
"""Where another picture says it better beside the others."""


class Transport(QFrame):
    """Its buttons are actions of the table."""

    def __init__(self, player: Player, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        at_least(self, HEIGHT)
        self._player = player
        self._buttons: dict[str, QToolButton] = {}
        self.where = label()
        self.range = label("", "muted")
        self.dropped = label("", "muted")
        self.dropped.setToolTip("Frames that were ready too late and were passed over: the times are kept")
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 0, GRID, 0)
        row.setSpacing(2)
        self._add(row, LEFT, actions)
        row.addSpacing(GRID)
        for one in (self.where, self.range, self.dropped):
            row.addWidget(one)
            row.addSpacing(GRID)
        row.addStretch(1)
        self._add(row, RIGHT, actions)
        player.moved.connect(lambda _: self._show_place())
        player.changed.connect(self._show)
        self._show()

    def _add(self, row: QHBoxLayout, names: tuple[str, ...], actions: Mapping[str, QAction]) -> None:
        for name in names:
            if name in actions:
                self._buttons[name] = _button(name, actions[name])
                row.addWidget(self._buttons[name])
            elif not name:
                row.addSpacing(4)
                upright = line(vertical=True)
                upright.setFixedHeight(20)
                row.addWidget(upright)
                row.addSpacing(4)

    def _show(self) -> None:
        player = self._player
        tinted(self._buttons["play"], "mdi6.pause" if player.playing else "mdi6.play")
        self._buttons["loop"].setChecked(player.loop)
        frames = f"of {len(player.clip):,}" if player.clip else ""
        self.range.setText(f"{frames}, in {player.range[0]:,}, out {player.range[1]:,}" if player.range else frames)
        self.dropped.setText(f"{player.dropped:,} dropped" if player.dropped else "")
        self._show_place()

    def _show_place(self) -> None:
        clip, at = self._player.clip, self._player.at
        self.where.setText(f"Frame {at:,}   {clip.time(at)}" if clip else "")


def _button(name: str, action: QAction) -> QToolButton:
    """A button of its own icon that does what an action does."""
    made = QToolButton()
    made.setIconSize(SMALL_ICON)
    made.setFixedSize(30, 30)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setCheckable(name == "loop")
    made.setToolTip(action.toolTip())
    made.setAccessibleName(action.text())
    made.setEnabled(action.isEnabled())
    made.clicked.connect(action.trigger)
    action.enabledChanged.connect(made.setEnabled)
    action.changed.connect(lambda: made.setToolTip(action.toolTip()))
    tinted(made, _ICONS.get(name) or _icon_name(name))
    return made


def _icon_name(name: str) -> str:
    from annotator.ui.actions.table import ACTIONS

    return next(spec.icon for spec in ACTIONS if spec.name == name)
