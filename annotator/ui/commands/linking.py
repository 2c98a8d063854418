"""Linking by hand: the object is taken hold of on one frame and named on another. Held while the program runs."""

from __future__ import annotations

from annotator.core.frames import FrameKey
from annotator.core.tracks import is_interpolated
from annotator.ui.commands import tracking
from annotator.ui.state.document import Document

_held: list[tuple[str, FrameKey, int]] = []
"""At most one: the project's path, the frame, the instance."""


def link(document: Document) -> None:
    """On the first frame take hold of the selected instance; on another one say that the selected is the same."""
    project, frame = document.project, document.frame
    assert project is not None
    assert frame is not None
    chosen = [document.instances[id] for id in document.selection]
    if len(chosen) != 1 or is_interpolated(chosen[0]):
        document.said.emit("info", "Select one instance to link; what is interpolated is linked already.")
        return
    start = _held.pop() if _held else None
    if start is not None and start[0] == str(project.path) and start[1] != frame.key:
        tracking.link(document, start[1:], (frame.key, chosen[0].id))
        return
    _held.append((str(project.path), frame.key, chosen[0].id))
    document.said.emit("info", "Now select the same object on another frame and link again.")
