"""What lies under the mouse on the timeline, in words."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from annotator.core.tracks import Span
from annotator.ui.timeline import lanes
from annotator.ui.timeline.board import NAMES, Board


def words(board: Board, at: QPointF) -> str:
    """The track and how it stands there."""
    row = next((one for one in board.rows if one.track == board.track_at(at)), None)
    if board.clip is not None and board.place_of(at) == "ruler" and at.x() >= NAMES:
        frame = board.frame_at(at)
        done = any(first <= frame <= last for first, last in board.reviewed)
        return f"Frame {frame:,}, {board.clip.time(frame)}, {'reviewed' if done else 'not reviewed'}"
    if row is None or board.clip is None:
        return ""
    name = f"{row.title}, {row.category}" if row.category else row.title
    if board.place_of(at) == "name":
        return f"{name}\nDouble click or F2 renames it; Ctrl + click or Ctrl + Space chooses several"
    frame = board.frame_at(at)
    span = lanes.at(board.spans.get(row.track, ()), frame)
    return f"{name}\nFrame {frame:,}, {board.clip.time(frame)}: {_standing(span)}"


def _standing(span: Span | None) -> str:
    if span is None:
        return "not there"
    if span.outside:
        return "has left the picture"
    words = [span.made.value]
    if span.confidence < 1:
        words.append(f"confidence {span.confidence:.0%} or more")
    if span.occluded:
        words.append("occluded")
    return ", ".join(words)
