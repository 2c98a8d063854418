"""The one way to a frame's pixels, whether its file is a picture or a video.

FFmpeg is loaded with the first video: a project of pictures starts without it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.core.adjustment import Window
from annotator.core.frames import Source, source_at
from annotator.media.decode import open_picture
from annotator.media.picture import Picture

if TYPE_CHECKING:
    from annotator.media.video import Video
    from annotator.media.video_index import VideoIndex
    from annotator.media.videos import Purpose


def picture_of(place: Source | Path, window: Window | None = None) -> Picture:
    """The picture file, or this frame of the video: upright, 8-bit RGB; ImageUnreadable."""
    source = source_at(place)
    if not source.of_video:
        return open_picture(source.file, window)
    from annotator.media.videos import open_video

    return open_video(source.file).frame(source.index)


def index_of(file: Path, told: Callable[[int], None] = lambda packets: None) -> VideoIndex:
    """What is known of a video's frames: kept from before, or made now; ImageUnreadable.

    `told` is told the count of packets that are read; what it raises ends the reading.
    """
    from annotator.media import videos

    return videos.index_of(file, told)


def remember_index(file: Path, data: bytes) -> None:
    """Use the index that a project brings, if it is of the file as it is."""
    from annotator.media import videos

    videos.remember_index(file, data)


def open_video(file: Path, purpose: Purpose = "show") -> Video:
    """A video to go through, shared by all who ask for it for this purpose; ImageUnreadable."""
    from annotator.media import videos

    return videos.open_video(file, purpose=purpose)
