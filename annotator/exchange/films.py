"""The videos of a project as data sets know them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from annotator.core.errors import BadInput
from annotator.core.films import Film, names_of
from annotator.core.frames import Frame
from annotator.core.ranges import Range
from annotator.media.video_index import VideoIndex
from annotator.storage import Project, Video


def films(project: Project) -> list[Film]:
    """Every video, in the order in which they were added; no file is opened."""
    videos = project.videos()
    names = names_of((one.root, one.path) for one in videos)
    return [_film(project, number, *one) for number, one in enumerate(zip(videos, names, strict=True), 1)]


def _film(project: Project, number: int, video: Video, name: str) -> Film:
    key = project.find_frame(video.root, video.path)
    width, height = project.frame(key).size if key is not None else (0, 0)
    try:
        seconds = VideoIndex.from_bytes(video.packets).seconds
    except BadInput:  # of another version of the program: it is made anew when the video is opened
        seconds = np.arange(video.frames) / (video.rate or 25.0)
    return Film(
        id=number, root=video.root, path=video.path, name=name, frames=video.frames, rate=video.rate,
        width=width, height=height, seconds=seconds,
    )  # fmt: skip


def film_called(every: list[Film], name: str) -> Film:
    """The one of this name or path; BadInput where there is none, or several have it."""
    found = [one for one in every if one.name == name] or [
        one for one in every if name in (one.path, one.path.rpartition("/")[2])
    ]
    if len(found) != 1:
        names = ", ".join(one.name for one in every[:10]) or "no video"
        raise BadInput(f"There is no one video {name!r} in the project, which has {names}.")
    return found[0]


def within(every: list[Film], range: Range | None, name: str | None = None) -> Callable[[Frame], bool]:
    """Whether a frame is asked for: in this range of the video called `name`, or of any; all frames without either.

    Pictures are in no range. BadInput where the range holds no frame of any of the videos.
    """
    if range is None and name is None:
        return lambda frame: True
    chosen = [film_called(every, name)] if name is not None else every
    bounds = {(one.root, one.path): (range or Range()).bounds(one.seconds) for one in chosen}
    if not any(first <= last for first, last in bounds.values()):
        longest = max((one.frames for one in chosen), default=0)
        raise BadInput(f"No frame lies in this range: the longest video has {longest:,} frames, counted from 0.")

    def asked(frame: Frame) -> bool:
        first, last = bounds.get((frame.root, frame.path), (1, 0))
        return first <= frame.index <= last

    return asked
