"""The video that the frame on the screen is of: how many frames it has and when each is shown."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.core.errors import AnnotatorError
from annotator.core.frames import Frame, FrameKey
from annotator.media.video_index import VideoIndex
from annotator.storage import Project

USUAL_RATE = 25.0


@dataclass(frozen=True, eq=False, slots=True)
class Clip:
    """One video of a project."""

    root: str
    path: str
    seconds: NDArray[np.float64]
    """(frames,) When each is shown, from 0, rising."""
    rate: float
    """Frames a second, on average."""

    def __len__(self) -> int:
        """How many frames there are."""
        return len(self.seconds)

    def holds(self, frame: Frame | None) -> bool:
        """Whether this frame is one of its."""
        return frame is not None and (frame.root, frame.path) == (self.root, self.path)

    def key(self, project: Project, number: int) -> FrameKey | None:
        """The project's frame of this number."""
        return project.find_frame(self.root, self.path, number)

    def time(self, number: int) -> str:
        """When a frame is shown, `1:02:03.45` or `0:03.45`."""
        hundredths = round(float(self.seconds[number]) * 100)
        hours, minutes = divmod(hundredths // 6000, 60)
        rest = f"{hundredths // 100 % 60:02}.{hundredths % 100:02}"
        return f"{hours}:{minutes:02}:{rest}" if hours else f"{minutes}:{rest}"


def clip_of(project: Project | None, frame: Frame | None) -> Clip | None:
    """The video of a frame; None of a picture, or where the project knows nothing of it."""
    if project is None or frame is None or not frame.of_video:
        return None
    with suppress(AnnotatorError):
        video = project.video(frame.root, frame.path)
        rate = video.rate or USUAL_RATE
        return Clip(video.root, video.path, _seconds(video.packets, video.frames, rate), rate)
    return None


def _seconds(packets: bytes, frames: int, rate: float) -> NDArray[np.float64]:
    """At an even rate where the project's list of packets cannot be read."""
    with suppress(AnnotatorError):
        seconds = VideoIndex.from_bytes(packets).seconds
        if len(seconds) == frames:
            return seconds
    return np.arange(frames) / rate
