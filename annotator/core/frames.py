"""Frames: the pictures that are annotated."""

from dataclasses import dataclass
from typing import NewType

FrameKey = NewType("FrameKey", int)
"""A frame's number in its project: 1 and up, never used again."""


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
        """The file's own name."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.width, self.height
