"""A decoded frame of a video as a picture: 8-bit RGB by the file's own colour matrix and range, upright."""

import struct

import numpy as np
from av.sidedata.sidedata import SideData, Type
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from annotator.media.decode import turned
from annotator.media.picture import Picture, Pixels

_LYING = 5
"""From this orientation on, width and height change places."""

_RGB, _UNSPECIFIED = 0, 2
_SWSCALE_MATRIX = {1: 1, 4: 4, 5: 5, 6: 5, 7: 7, 9: 9, 10: 9}
"""The matrix's number for the converter, by the one in the file (ISO 23091-2)."""
_BT709, _BT601 = 1, 5
_LIMITED, _FULL = 1, 2
_HIGH_DYNAMIC_RANGE = (16, 18)
"""The transfer curves PQ and HLG."""

_TURNS = {(1, 0, 0, 1): 1, (-1, 0, 0, 1): 2, (-1, 0, 0, -1): 3, (1, 0, 0, -1): 4,
          (0, 1, 1, 0): 5, (0, 1, -1, 0): 6, (0, -1, -1, 0): 7, (0, -1, 1, 0): 8}  # fmt: skip
"""The EXIF orientation by the signs of a display matrix's a, b, c and d."""


def picture_of_frame(frame: VideoFrame, turn: int, reformatter: VideoReformatter, damaged: str = "") -> Picture:
    """The frame as shown. `damaged` is what is wrong with it; such a picture is not trained on."""
    pixels = _converted(frame, turn, reformatter, "rgb24", frame.width, frame.height)
    bits = max((part.bits for part in frame.format.components), default=8)
    notes: tuple[str, ...] = (damaged,) if damaged else ()
    if bits > 8:
        notes += (f"{bits} bits per channel, of which the upper 8 are shown",)
    if frame.color_trc in _HIGH_DYNAMIC_RANGE:
        notes += ("high dynamic range, shown without tone mapping",)
    return Picture(pixels, bits, notes=notes, damaged=bool(damaged))


def scaled_frame(frame: VideoFrame, turn: int, reformatter: VideoReformatter, width: int, height: int) -> Pixels:
    """The frame as shown in another size, (height, width, 4), blue first, for the screen and for nothing else."""
    wide, high = (height, width) if turn >= _LYING else (width, height)
    return _converted(frame, turn, reformatter, "bgra", wide, high)


def _converted(
    frame: VideoFrame, turn: int, reformatter: VideoReformatter, format: str, width: int, height: int
) -> Pixels:
    made = reformatter.reformat(
        frame,
        width,
        height,
        format=format,
        src_colorspace=_matrix(frame),
        dst_colorspace=_matrix(frame),
        src_color_range=_range(frame),
        dst_color_range=_FULL,
    )
    return np.ascontiguousarray(turned(made.to_ndarray(), turn), np.uint8)


def _matrix(frame: VideoFrame) -> int:
    """As every player guesses where the file is silent: BT.709 for high definition, BT.601 below."""
    if frame.colorspace in _SWSCALE_MATRIX:
        return _SWSCALE_MATRIX[frame.colorspace]
    return _BT709 if frame.height >= 720 or frame.width >= 1280 else _BT601


def _range(frame: VideoFrame) -> int:
    if frame.colorspace == _RGB or frame.color_range == _FULL or frame.format.name.startswith("yuvj"):
        return _FULL
    return _LIMITED


def turn_of(frame: VideoFrame) -> int:
    """The EXIF orientation, 1..8, that the frame's display matrix stands for; 1 where it has none or a skewed one."""
    matrix = next((bytes(one) for one in _side_data(frame) if one.type is Type.DISPLAYMATRIX), b"")
    if len(matrix) < 36:
        return 1
    a, b, _, c, d, *_ = struct.unpack("=9i", matrix[:36])
    largest = max(abs(a), abs(b), abs(c), abs(d), 1)
    signs = tuple(0 if abs(one) < largest / 2 else (1 if one > 0 else -1) for one in (a, b, c, d))
    return _TURNS.get(signs, 1)  # type: ignore[arg-type]


def _side_data(frame: VideoFrame) -> list[SideData]:
    return list(frame.side_data)  # type: ignore[arg-type]  # a mapping by its type, but going through it gives values
