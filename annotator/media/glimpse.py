"""A first look at a vast picture, from as little of its file as gives one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import ImageFile

from annotator.media.decode import turned
from annotator.media.headers import opened, reachable
from annotator.media.picture import Pixels, Samples, default_window
from annotator.media.tiling import MOST_PIXELS
from annotator.media.vips import Reader, rgb, translated

_SHRINKS_AS_IT_DECODES = ("JPEG", "MPO", "JPEG2000", "WEBP")
_PATCHES = 32
"""Of a picture that lies in tiles, so many places across and down are looked at: a few of its tiles each."""

_PATCH = 16
"""Pixels to a side of such a place."""


def glimpse(path: Path, longest: int) -> Pixels | None:
    """The whole picture at most this many pixels long, be it blurred; None where only decoding all of it would show it.

    Raises ImageUnreadable.
    """
    with opened(path, MOST_PIXELS) as header:
        kind = header.format
        if kind in _SHRINKS_AS_IT_DECODES or _has_smaller_ones(header):
            return shrunk(path, longest)
    return _mosaic(path) if kind == "TIFF" else None


def shrunk(path: Path, longest: int) -> Pixels:
    """The picture with its longer side at most this many pixels, without ever holding it whole. ImageUnreadable."""
    import pyvips

    with translated(path):
        image = pyvips.Image.thumbnail(reachable(path), longest, height=longest, size="down")
        return _shown(Reader(image).samples(0, 0, image.width, image.height))


def _has_smaller_ones(header: ImageFile.ImageFile) -> bool:
    """Whether a TIFF file holds the picture again at a smaller size, as scanners of slides and maps write it."""
    if header.format != "TIFF":
        return False
    if 330 in getattr(header, "tag_v2", {}):  # SubIFDs
        return True
    width, height = header.size
    if getattr(header, "n_frames", 1) < 2:
        return False
    header.seek(1)
    return 2 * header.width <= width + 1 and abs(header.width * height - header.height * width) <= 2 * width


def _mosaic(path: Path) -> Pixels | None:
    """The mean colours of places all over the picture; None where it lies in strips, each of which spans it."""
    import pyvips

    with translated(path):
        image = pyvips.Image.new_from_file(reachable(path))
        if not image.get_typeof("tile-width") or min(image.width, image.height) < _PATCH:
            return None
        turn = image.get("orientation") if image.get_typeof("orientation") else 1
        reader = Reader(image.colourspace("srgb") if image.interpretation == "cmyk" else image)
        across, down = (np.linspace(0, size - _PATCH, _PATCHES).astype(int).tolist()
                        for size in (image.width, image.height))  # fmt: skip
        places = [[reader.samples(x, y, _PATCH, _PATCH).mean(axis=(0, 1)) for x in across] for y in down]
    means = np.array(places)
    return np.ascontiguousarray(turned(_shown(means.astype(np.uint8) if image.format == "uchar" else means), turn))


def _shown(samples: Samples) -> Pixels:
    window = default_window(samples[..., :3]) if samples.dtype != np.uint8 else None
    return np.ascontiguousarray(rgb(samples, window))
