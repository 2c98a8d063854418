"""Frames: the pictures that are annotated."""

from dataclasses import dataclass
from pathlib import Path
from typing import NewType

FrameKey = NewType("FrameKey", int)
"""A frame's number in its project: 1 and up, never used again."""

VIDEO_SUFFIXES = frozenset({
    ".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".ts", ".mts", ".m2ts", ".mpg", ".mpeg", ".vob", ".mxf", ".wmv",
    ".asf", ".flv", ".ogv", ".3gp", ".h264", ".264", ".h265", ".265", ".hevc", ".ivf", ".nut", ".mjpeg", ".mjpg", ".dv",
})  # fmt: skip
"""The file name endings that make a file a video: its frames are numbered from 0."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a frame's pixels are: an image file, or one index of a video."""

    file: Path
    index: int = 0

    @property
    def name(self) -> str:
        """What a person calls it."""
        return f"{self.file.name} {self.index:06}" if self.of_video else self.file.name

    @property
    def of_video(self) -> bool:
        """Whether the file is a video, by its name."""
        return self.file.suffix.lower() in VIDEO_SUFFIXES


def source_at(place: "Source | Path") -> Source:
    """A file alone stands for its first frame."""
    return place if isinstance(place, Source) else Source(place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One picture: an image file, or one index of a video.

    `path` is relative to the media root it was added from, with forward slashes (`cells/a.png`); `root` is that
    folder as stored in the project. `width` and `height` are pixels as shown, after the EXIF orientation.
    """

    key: FrameKey
    root: str
    path: str
    width: int
    height: int
    index: int = 0
    reviewed: bool = False
    note: str = ""
    extra: bytes = b""
    """An imported COCO image record's `id`, `file_name` and unknown fields: a JSON object as it came in."""

    @property
    def name(self) -> str:
        """The file's own name; of a video with the frame's number, `clip.mp4 000123`."""
        name = self.path.rsplit("/", 1)[-1]
        return f"{name} {self.index:06}" if self.of_video else name

    @property
    def of_video(self) -> bool:
        """Whether it is one of a video's frames."""
        return Source(Path(self.path)).of_video

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.width, self.height
