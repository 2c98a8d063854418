"""What can be done with the track and the frame under the mouse."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

LINES = ("keyframe", "remove_keyframe", "outside", "occluded", "", "split_track", "trim_before", "trim_after",
         "merge_tracks", "link", "leave_track", "", "propagate_back", "propagate", "renew_span", "",
         "rename_track", "delete_track")  # fmt: skip
"""Actions, with a line for an empty name; those that there are not are left out."""


def menu(parent: QWidget, actions: Mapping[str, QAction]) -> QMenu:
    """A menu of actions of the table."""
    made = QMenu(parent)
    for name in LINES:
        if not name:
            made.addSeparator()
        elif name in actions:
            made.addAction(actions[name])
    return made
