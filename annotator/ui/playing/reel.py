"""A frame of a video with its outlines, drawn for the view: what the layer shows, but smaller from the start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from annotator import media
from annotator.core.annotations import Instance, shown
from annotator.core.errors import ImageUnreadable
from annotator.media.video import Video
from annotator.storage import Project
from annotator.ui.canvas.look import Look
from annotator.ui.canvas.manner import Manner, adjust
from annotator.ui.canvas.outlines import Outlines
from annotator.ui.canvas.picture import Pixels, Pyramid
from annotator.ui.canvas.plan import Plan
from annotator.ui.canvas.render import Picture, draw
from annotator.ui.canvas.scratch import Scratch
from annotator.ui.canvas.viewport import Rect, Viewport
from annotator.ui.state.clip import Clip


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """How the canvas shows frames now."""

    view: Viewport
    look: Look
    threshold: float
    hidden: frozenset[int] = frozenset()
    """Instances that are out of sight."""
    tracks: frozenset[int] = field(default_factory=frozenset)
    """Tracks that are selected."""


class _Placed:
    """A picture that has the view's size already."""

    def __init__(self, pixels: Pixels) -> None:
        self._pixels = pixels

    def place_in(self, view: Viewport) -> Rect:
        """Where in the view it is seen; empty where it is not."""
        rows, columns = self._pixels.shape[:2]
        return Rect(0, 0, columns, rows).moved(-view.left, -view.top).clipped(view.rect)

    def draw(self, into: Pixels, view: Viewport, manner: Manner) -> None:
        """Only the colours can be another's: the frame has been made as small as the view wants it."""
        seen = self.place_in(view)
        if not seen.empty:
            part = self._pixels[seen.top + view.top : seen.bottom + view.top, seen.left + view.left :]
            into[seen.top : seen.bottom, seen.left : seen.right] = part[:, : seen.width]
            adjust(into[seen.top : seen.bottom, seen.left : seen.right], manner.adjustment)


class Reel:
    """Draws frames of one video; used by one thread at a time, whose project reader it is given."""

    def __init__(self, project: Project, clip: Clip) -> None:
        """The file is opened with the first frame; ImageUnreadable then."""
        self.clip = clip
        self._file = project.video_file(project.video(clip.root, clip.path))
        self._video: Video | None = None
        self._scratch = Scratch()

    def drawn(self, reader: Project, number: int, sight: Sight) -> Pixels:
        """(height, width, 4) of the view, blue first; ImageUnreadable, ProjectError."""
        key = self.clip.key(reader, number)
        if key is None:
            raise ImageUnreadable(f"Frame {number} of {self.clip.path} is not in the project.")
        frame = reader.frame(key)
        there = reader.instances(key) | reader.interpolated(frame)
        seen = [one for one in there.values() if one.id not in sight.hidden and shown(one, sight.threshold)]
        view = sight.view
        pixels: Pixels = np.empty((view.height, view.width, 4), np.uint8)
        picture = self._picture(number, frame.size, view)
        look = _marking(sight, seen)
        for _ in draw(pixels, Plan(view, Outlines(seen), look), picture, look, self._scratch):
            pass
        return pixels

    def _picture(self, number: int, size: tuple[int, int], view: Viewport) -> Picture:
        if self._video is None:
            self._video = media.open_video(self._file)
        if view.scale > 1:
            return Pyramid(self._video.frame(number).pixels)
        width, height = (max(1, round(side * view.scale)) for side in size)
        return _Placed(self._video.scaled(number, width, height))


def _marking(sight: Sight, seen: Sequence[Instance]) -> Look:
    marked = frozenset(one.id for one in seen if one.track and one.track in sight.tracks)
    return replace(sight.look, smooth=True, hidden=frozenset(), marked=marked)
