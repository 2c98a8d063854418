"""The one way to a frame's pixels, whether its file is a picture or a video.

FFmpeg is loaded with the first video: a project of pictures starts without it.
"""

from pathlib import Path

from annotator.core.frames import Source
from annotator.media.decode import open_picture
from annotator.media.picture import Picture, Window


def picture_of(file: Path, index: int = 0, window: Window | None = None) -> Picture:
    """The picture file, or this frame of the video: upright, 8-bit RGB; ImageUnreadable."""
    if not Source(file).of_video:
        return open_picture(file, window)
    from annotator.media.videos import open_video

    return open_video(file).frame(index)
