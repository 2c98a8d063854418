"""The one decoder: the canvas, the model and the export all see the pixels that `open_picture` returns.

OpenCV reads plain 8-bit JPEG and PNG files, Pillow the rest; where both can read a file they give the same pixels, and
the EXIF orientation is applied here, once, for both.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import ImageFile

from annotator.core.adjustment import Window
from annotator.core.opencv import cv2
from annotator.media.facts import bits_per_channel, is_plain_tiff, orientation, white_is_zero
from annotator.media.headers import MAX_PIXELS, opened, reachable
from annotator.media.picture import Picture, Pixels, Samples, default_window, over_grey, through_window

_FAST = cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION

_TURN: dict[int, Callable[[Samples], Samples]] = {
    2: lambda pixels: cv2.flip(pixels, 1),
    3: lambda pixels: cv2.rotate(pixels, cv2.ROTATE_180),
    4: lambda pixels: cv2.flip(pixels, 0),
    5: lambda pixels: cv2.transpose(pixels),
    6: lambda pixels: cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE),
    7: lambda pixels: cv2.flip(cv2.transpose(pixels), -1),
    8: lambda pixels: cv2.rotate(pixels, cv2.ROTATE_90_COUNTERCLOCKWISE),
}
"""What makes the picture upright, by EXIF orientation."""

_ENDING = {"JPEG": b"\xff\xd9", "MPO": b"\xff\xd9", "PNG": b"IEND\xaeB`\x82"}
"""How a whole file ends. A JPEG's pixels never hold these two bytes; a phone may append a film after them."""

_TAIL = 4096
"""How far from the end that is looked for; files that end otherwise take the slower and stricter way."""

_COLOUR = ("RGB", "RGBA")
_GREY = ("I;16", "I;16B", "I;16L", "I;16N", "I", "F")

_CUT_SHORT = "the file is cut short: what is missing is grey; it is not trained on"


def open_picture(path: Path, window: Window | None = None, max_pixels: int = MAX_PIXELS) -> Picture:
    """The picture as shown: 8-bit RGB, upright.

    `window` is for pictures of more than 8 bits, whose default is taken from their own percentiles. A JPEG file that
    is cut short is shown and marked as damaged; anything else that does not decode raises ImageUnreadable.
    """
    with opened(path, max_pixels) as header:
        turn = orientation(header)
        picture = _plain(path, header) or _cut_short(path, header) or _deep(path, header, window) or _converted(header)
    samples = None if picture.samples is None else _upright(picture.samples, turn)
    return replace(picture, pixels=np.ascontiguousarray(turned(picture.pixels, turn), np.uint8), samples=samples)


def _upright(samples: Samples, turn: int) -> Samples:
    made = turned(samples, turn)  # OpenCV drops the axis of a single channel
    return np.ascontiguousarray(made if made.ndim == 3 else made[..., None])


def turned(samples: Samples, turn: int) -> Samples:
    """The samples made upright by an EXIF orientation."""
    return _TURN[turn](samples) if turn in _TURN else samples


def _plain(path: Path, header: ImageFile.ImageFile) -> Picture | None:
    """Plain 8-bit JPEG and PNG files; None where this does not apply or OpenCV refuses, so that Pillow has its say."""
    kind = header.format or ""
    if kind not in _ENDING or header.mode not in ("L", "RGB") or bits_per_channel(header) > 8:
        return None
    if header.has_transparency_data:
        return None
    data = np.fromfile(reachable(path), np.uint8)
    if _ENDING[kind] not in data[-_TAIL:].tobytes():
        return None
    pixels = _imdecode(data, header.size)
    return None if pixels is None else Picture(pixels, notes=_page_notes(header))


def _cut_short(path: Path, header: ImageFile.ImageFile) -> Picture | None:
    """A JPEG file that Pillow, which is strict, finds incomplete, as far as it goes; None for all others."""
    if header.format not in ("JPEG", "MPO"):
        return None
    try:
        header.load()
    except OSError:
        for ended in _ended(np.fromfile(reachable(path), np.uint8).tobytes()):
            pixels = _imdecode(np.frombuffer(ended, np.uint8), header.size)
            if pixels is not None:
                return Picture(pixels, notes=(_CUT_SHORT,), damaged=True)
        raise
    return None


def _ended(data: bytes) -> Iterator[bytes]:
    """The data with an end put to it, which makes the decoder fill what is missing.

    A cut inside one of the file's headers, of which a progressive file has many, swallows that end; so then the last
    headers are left away.
    """
    yield data + _ENDING["JPEG"]
    markers = [match.start() for match in re.finditer(rb"\xff[\xc0-\xcf\xda-\xdf]", data)]
    for start in reversed(markers[-2:]):
        yield data[:start] + _ENDING["JPEG"]


def _imdecode(data: NDArray[np.uint8], size: tuple[int, int]) -> Pixels | None:
    try:
        pixels = cv2.imdecode(data, _FAST)
    except cv2.error:
        return None
    if pixels is None or pixels.shape != (size[1], size[0], 3):
        return None
    return np.asarray(pixels, np.uint8)


def _deep(path: Path, header: ImageFile.ImageFile, window: Window | None) -> Picture | None:
    """Pictures of more than 8 bits per channel, through the window; None for all others."""
    bits = bits_per_channel(header)
    if bits <= 8:
        return None
    samples = _deep_colour(path, header) if header.mode in _COLOUR else _deep_grey(header)
    if samples is None:
        return None
    colour, alpha = samples[..., :3], samples[..., 3:]
    used = window or default_window(colour)
    kind = "floating point" if samples.dtype.kind == "f" else "numbers"
    notes = (f"{bits}-bit {kind}, shown from {used.low:g} to {used.high:g}", *_page_notes(header))
    shown = through_window(colour, used)
    negative = white_is_zero(header)
    shown = 255 - shown if negative else shown
    if alpha.size and alpha.min() < 65535:
        shown, notes = over_grey(shown, (alpha[..., 0] >> 8).astype(np.uint8)), (*notes, _OVER_GREY)
    pixels = np.repeat(shown, 3, axis=2) if shown.shape[2] == 1 else shown
    return Picture(pixels, bits, used, notes, samples=colour, negative=negative)


def _deep_grey(header: ImageFile.ImageFile) -> Samples | None:
    """(height, width, 1) in the machine's byte order."""
    if header.mode not in _GREY:
        return None
    samples = np.asarray(header)[..., None]
    return samples.astype(samples.dtype.newbyteorder("="), copy=False)


def _deep_colour(path: Path, header: ImageFile.ImageFile) -> Samples | None:
    """(height, width, 3 or 4) uint16, red first; Pillow keeps only the upper 8 bits of such files."""
    if header.format != "PNG" and not is_plain_tiff(header):
        return None
    try:
        samples = cv2.imdecode(np.fromfile(reachable(path), np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        return None
    if samples is None or samples.dtype != np.uint16 or samples.ndim != 3 or samples.shape[2] not in (3, 4):
        return None
    code = cv2.COLOR_BGR2RGB if samples.shape[2] == 3 else cv2.COLOR_BGRA2RGBA
    return np.asarray(cv2.cvtColor(samples, code), np.uint16)


_OVER_GREY = "transparent parts are shown over mid grey"


def _converted(header: ImageFile.ImageFile) -> Picture:
    """Whatever else Pillow reads: palette, 1 bit, transparency, CMYK."""
    bits = bits_per_channel(header)
    notes = _page_notes(header)
    if header.mode == "CMYK":
        notes = ("CMYK, converted without its colour profile", *notes)
    if bits > 8:
        notes = (f"{bits} bits per channel, of which only the upper 8 are shown", *notes)
    if not header.has_transparency_data:
        return Picture(np.asarray(header.convert("RGB")), bits, notes=notes)
    rgba = np.asarray(header.convert("RGBA"))
    if rgba[..., 3].min() == 255:
        return Picture(rgba[..., :3], bits, notes=notes)
    return Picture(over_grey(rgba[..., :3], rgba[..., 3]), bits, notes=(*notes, _OVER_GREY))


def _page_notes(header: ImageFile.ImageFile) -> tuple[str, ...]:
    try:
        pages = getattr(header, "n_frames", 1)
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, TypeError):
        pages = 1  # a damaged second page does not matter: the first is shown
    return (f"holds {pages} pictures, the first is shown",) if pages > 1 else ()
