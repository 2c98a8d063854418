"""Small pictures whose corners tell which way up they are, and the files that hold them."""

import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


def four_corners(width: int = 48, height: int = 32) -> NDArray[np.uint8]:
    """Red top left, green top right, blue bottom left, white bottom right."""
    pixels = np.empty((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2], pixels[: height // 2, width // 2 :] = RED, GREEN
    pixels[height // 2 :, : width // 2], pixels[height // 2 :, width // 2 :] = BLUE, WHITE
    return pixels


def corners_of(pixels: NDArray[np.uint8]) -> list[tuple[int, ...]]:
    """The nearest pure colours of the four corners: top left, top right, bottom left, bottom right."""
    inner = pixels[[2, 2, -3, -3], [2, -3, 2, -3]]
    return [tuple(int(value > 127) * 255 for value in colour) for colour in inner]


STORED = {
    1: lambda upright: upright,
    2: lambda upright: upright[:, ::-1],
    3: lambda upright: upright[::-1, ::-1],
    4: lambda upright: upright[::-1],
    5: lambda upright: upright.swapaxes(0, 1),
    6: lambda upright: np.rot90(upright, 1),
    7: lambda upright: upright[::-1, ::-1].swapaxes(0, 1),
    8: lambda upright: np.rot90(upright, -1),
}
"""How the pixels of an upright picture stand in a file of each EXIF orientation (CIPA DC-008, figure 6)."""

_LOSSLESS = {"WEBP": {"lossless": True}, "JPEG": {"quality": 95, "subsampling": 0}}


def save_oriented(file: Path, kind: str, orientation: int, upright: NDArray[np.uint8] | None = None) -> Path:
    """A file whose stored pixels are turned, and whose EXIF says so."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    stored = np.ascontiguousarray(STORED[orientation](four_corners() if upright is None else upright))
    Image.fromarray(stored).save(file, kind, exif=exif, **_LOSSLESS.get(kind, {}))
    return file


def save(file: Path, pixels: NDArray[np.generic] | Image.Image, **how: object) -> Path:
    """Written by Pillow, in the format that the name asks for."""
    (pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)).save(file, **how)
    return file


def encoded(kind: str, pixels: NDArray[np.generic] | Image.Image, **how: object) -> bytes:
    """The bytes of such a file."""
    into = io.BytesIO()
    (pixels if isinstance(pixels, Image.Image) else Image.fromarray(pixels)).save(into, kind, **how)
    return into.getvalue()


def noise(width: int = 160, height: int = 120, seed: int = 0) -> NDArray[np.uint8]:
    """A picture that does not compress to nothing."""
    small = np.random.default_rng(seed).integers(0, 256, (height // 4, width // 4, 3), np.uint8)
    return small.repeat(4, axis=0).repeat(4, axis=1)


def ramp16(width: int = 64, height: int = 48, step: int = 2) -> NDArray[np.uint16]:
    """As many different levels as pixels."""
    return (np.arange(width * height, dtype=np.uint16) * step).reshape(height, width)
