"""What a file says of its pixels beyond their number: which way up, how many bits, stored how."""

import os
import struct
from typing import IO

from PIL import ImageFile

_BITS_PER_SAMPLE, _COMPRESSION, _PHOTOMETRIC, _ORIENTATION, _PLANES = 258, 259, 262, 274, 284
"""TIFF's and EXIF's tags."""

_INTEGER = {1: "B", 3: "H", 4: "I"}
"""EXIF's integer types, as `struct` calls them."""

_PNG_SIGNATURE_LENGTH = 8


def orientation(header: ImageFile.ImageFile) -> int:
    """The EXIF orientation, 1..8, that is still to be applied to the decoded pixels; 1 where there is none."""
    if header.format == "TIFF":
        return 1  # Pillow turns TIFF pixels and their size itself
    exif = header.info.get("exif")
    if exif is None and header.format == "PNG" and header.fp is not None:
        exif = _late_png_exif(header.fp)
    return exif_orientation(exif) if isinstance(exif, bytes) else 1


def exif_orientation(exif: bytes) -> int:
    """The orientation, 1..8, in a block of EXIF (a small TIFF file, CIPA DC-008); 1 where it has none or is damaged."""
    exif = exif.removeprefix(b"Exif\0\0")
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return 1
    try:
        (start,) = struct.unpack_from(order + "I", exif, 4)
        (count,) = struct.unpack_from(order + "H", exif, start)
        for at in range(start + 2, start + 2 + 12 * count, 12):
            tag, kind = struct.unpack_from(order + "HH", exif, at)
            if tag == _ORIENTATION and kind in _INTEGER:
                (value,) = struct.unpack_from(order + _INTEGER[kind], exif, at + 8)
                return value if 1 <= value <= 8 else 1
    except struct.error:
        return 1
    return 1


def _late_png_exif(file: IO[bytes]) -> bytes | None:
    # the eXIf chunk may stand after the pixels, where Pillow sees it only once it has decoded them
    place = file.tell()
    try:
        file.seek(_PNG_SIGNATURE_LENGTH)
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind == b"eXIf":
                return file.read(min(length, 1 << 20))
            file.seek(length + 4, os.SEEK_CUR)
        return None
    finally:
        file.seek(place)


def bits_per_channel(header: ImageFile.ImageFile) -> int:
    """How many bits the file gives a channel; a palette and a single bit count as 8."""
    if header.format == "TIFF":
        stored = getattr(header, "tag_v2", {}).get(_BITS_PER_SAMPLE, (8,))
        return max(8, *stored) if isinstance(stored, tuple) else 8
    if header.format == "JPEG2000" and header.fp is not None:
        return max(8, _jpeg2000_bits(header.fp))
    if header.mode in ("I", "F"):
        return 32
    raw = header.tile[0].args if header.tile else ""
    return 16 if header.mode.startswith("I;16") or (isinstance(raw, str) and ";16" in raw) else 8


def _jpeg2000_bits(file: IO[bytes]) -> int:
    """The depth of the first component, from the SIZ marker (ISO 15444-1, A.5.1); 0 where there is none."""
    place = file.tell()
    file.seek(0)
    start = file.read(1 << 16)
    file.seek(place)
    depth = start.find(b"\xff\x4f\xff\x51") + 42
    return (start[depth] & 0x7F) + 1 if 42 <= depth < len(start) else 0


def is_plain_tiff(header: ImageFile.ImageFile) -> bool:
    """A TIFF file that OpenCV reads right: upright, and not stored as one plane per channel."""
    tags = getattr(header, "tag_v2", {})
    return header.format == "TIFF" and tags.get(_ORIENTATION, 1) == 1 and tags.get(_PLANES, 1) == 1


def is_misread_tiff(header: ImageFile.ImageFile) -> bool:
    """Kinds that Pillow 13 opens and gives wrong pixels of: deep colours in planes, big-endian packed numbers."""
    if header.format != "TIFF":
        return False
    tags = getattr(header, "tag_v2", {})
    deep_planes = tags.get(_PLANES, 1) == 2 and header.mode in ("RGB", "RGBA", "CMYK") and bits_per_channel(header) > 8
    packed = tags.get(_COMPRESSION, 1) != 1
    return deep_planes or (packed and header.mode in ("I", "F") and getattr(tags, "prefix", b"") == b"MM")


def white_is_zero(header: ImageFile.ImageFile) -> bool:
    """A TIFF file whose 0 stands for white, which Pillow leaves as it is where there are more than 8 bits."""
    return header.mode in ("I;16", "F") and getattr(header, "tag_v2", {}).get(_PHOTOMETRIC) == 0
