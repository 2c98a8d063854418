"""The one way to a frame's pixels, whether its file is a picture or a video.

FFmpeg is loaded with the first video: a project of pictures starts without it.
"""

from pathlib import Path

from annotator.core.frames import Source, source_at
from annotator.media.decode import open_picture
from annotator.media.picture import Picture, Window


def picture_of(place: Source | Path, window: Window | None = None) -> Picture:
    """The picture file, or this frame of the video: upright, 8-bit RGB; ImageUnreadable."""
    source = source_at(place)
    if not source.of_video:
        return open_picture(source.file, window)
    from annotator.media.videos import open_video

    return open_video(source.file).frame(source.index)
