"""Which scenes the README shows, and what of them: `python -m tests.screenshots resources/guide --guide`."""

from typing import NamedTuple

Crop = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


class Shown(NamedTuple):
    """One picture of the README."""

    scene: str
    file: str
    crop: Crop | None = None
    """None: the whole window."""
    width: int = 1000
    """At most, pixels."""


PICTURE: Crop = (330, 262, 1182, 796)
"""The middle of the picture."""

GUIDE = (
    Shown("nuclei", "window.png"),
    Shown("tool-brush", "brush.png", PICTURE, width=480),
    Shown("tool-cutout", "cutout.png", PICTURE, width=480),
    Shown("film", "video.png"),
)
