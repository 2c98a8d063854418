"""Which pictures are read, and what a file's header says of one, without decoding it."""

import os
import stat
import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from PIL import Image, ImageFile, UnidentifiedImageError

from annotator.core.errors import ImageUnreadable

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF", "JPEG2000")
"""What Pillow may open: never FITS, EPS, PDF, PSD or McIdas, whose readers were attacked."""

SUFFIXES = frozenset({
    ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".apng", ".webp", ".tif", ".tiff", ".bmp", ".dib", ".gif", ".avif",
    ".jp2", ".j2k", ".j2c", ".jpx", ".jpf",
})  # fmt: skip
"""The file name endings that count as pictures when a folder is listed; decoding goes by content."""

MAX_PIXELS = 1 << 30
"""Larger pictures are refused from their header unless the person asks for more."""

# Pillow's own limit is one for the whole process; ours is per call and is checked before every decode.
Image.MAX_IMAGE_PIXELS = None
# Pillow warns of broken metadata on standard error; what a person needs to know is in `Picture.notes`.
warnings.filterwarnings("ignore", category=UserWarning, module=r"PIL\.")

_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_TIFF_BEGINNINGS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_OTHER_TIFF = "it is a TIFF file of a kind that is not read here, or a damaged one"
_DEFLATE_AT_MOST = 1032
"""No deflate stream unpacks to more than this many times its size (zlib's technical notes)."""


def unreadable(path: Path, reason: str) -> ImageUnreadable:
    """The error whose sentence names the picture and says why it cannot be shown."""
    return ImageUnreadable(f"{path.name} cannot be read as a picture: {reason}.")


def reachable(path: Path, windows: bool = os.name == "nt") -> str:
    r"""The path as the system takes it: Windows wants `\\?\` before names of 260 characters and more."""
    text = str(path)
    if not windows or len(text) < 260 or text.startswith("\\\\?\\"):
        return text
    return "\\\\?\\UNC\\" + text[2:] if text.startswith("\\\\") else "\\\\?\\" + text


@contextmanager
def opened(path: Path, max_pixels: int = MAX_PIXELS) -> Iterator[ImageFile.ImageFile]:
    """The file's header, opened lazily; whatever fails inside is raised as ImageUnreadable with the reason."""
    try:
        with _regular_file(path) as file, _header(path, file) as header:
            _check_size(path, file, header, max_pixels)
            if _has_deep_planes(header):
                raise unreadable(
                    path, "it is a TIFF file of 16-bit colours in separate planes, a kind that is not read"
                )
            yield header
    except ImageUnreadable:
        raise
    except Exception as error:  # decoders raise anything on a malformed file, and it all means the same here
        raise unreadable(path, reason_of(error)) from error


def _header(path: Path, file: IO[bytes]) -> ImageFile.ImageFile:
    try:
        return Image.open(file, formats=FORMATS)
    except UnidentifiedImageError:
        file.seek(0)
        if file.read(4) in _TIFF_BEGINNINGS:
            raise unreadable(path, _OTHER_TIFF) from None
        raise


def _regular_file(path: Path) -> IO[bytes]:
    # a pipe or a device would block for ever
    kind = Path(reachable(path)).stat()
    if not stat.S_ISREG(kind.st_mode):
        raise unreadable(path, "it is not a file")
    if kind.st_size == 0:
        raise unreadable(path, "the file is empty")
    return Path(reachable(path)).open("rb")


def _check_size(path: Path, file: IO[bytes], header: ImageFile.ImageFile, max_pixels: int) -> None:
    width, height = header.size
    said = f"its header says {width} x {height} pixels"
    if width < 1 or height < 1:
        raise unreadable(path, said)
    if width * height > max_pixels:
        raise unreadable(path, f"{said}, and no more than {max_pixels / 1e6:.0f} million are opened")
    length = os.fstat(file.fileno()).st_size
    if header.format == "PNG" and width * height * _least_bits(header) // 8 > length * _DEFLATE_AT_MOST:
        raise unreadable(path, f"{said}, which {length} bytes cannot hold")


def _least_bits(header: ImageFile.ImageFile) -> int:
    return 1 if header.mode in ("1", "L", "P") else 8


def reason_of(error: Exception) -> str:
    """Why a decoder gave up, as the end of a sentence."""
    if isinstance(error, FileNotFoundError):
        return "the file is not there"
    if isinstance(error, PermissionError):
        return "you are not allowed to read the file"
    if isinstance(error, UnidentifiedImageError):
        return "it holds none of JPEG, PNG, WebP, TIFF, BMP, GIF, AVIF and JPEG 2000, or its beginning is damaged"
    if isinstance(error, MemoryError):
        return "there is not enough memory for it"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    if isinstance(error, OSError) and "truncated" in str(error):
        return "the file is cut short"
    return f"the file is damaged ({' '.join(str(error).split()).rstrip('.') or type(error).__name__})"


def orientation(header: ImageFile.ImageFile) -> int:
    """The EXIF orientation, 1..8, that is still to be applied to the decoded pixels; 1 where there is none."""
    if header.format == "TIFF":
        return 1  # Pillow turns TIFF pixels and their size itself
    exif = header.info.get("exif")
    if exif is None and header.format == "PNG" and header.fp is not None:
        exif = _late_png_exif(header.fp)
    return exif_orientation(exif) if isinstance(exif, bytes) else 1


def is_plain_tiff(header: ImageFile.ImageFile) -> bool:
    """A TIFF file that OpenCV reads right: upright, and not stored as one plane per channel."""
    tags = getattr(header, "tag_v2", {})
    return header.format == "TIFF" and tags.get(_ORIENTATION, 1) == 1 and tags.get(_PLANES, 1) == 1


def _misread_tiff(header: ImageFile.ImageFile) -> bool:
    """Kinds that Pillow 13 opens and gives wrong pixels of: deep colours in planes, big-endian packed numbers."""
    tags = getattr(header, "tag_v2", {})
    deep_planes = tags.get(_PLANES, 1) == 2 and header.mode in ("RGB", "RGBA", "CMYK") and bits_per_channel(header) > 8
    packed = tags.get(_COMPRESSION, 1) != 1
    return deep_planes or (packed and header.mode in ("I", "F") and getattr(tags, "prefix", b"") == b"MM")


def white_is_zero(header: ImageFile.ImageFile) -> bool:
    """A TIFF file whose 0 stands for white, which Pillow leaves as it is where there are more than 8 bits."""
    return header.mode in ("I;16", "F") and getattr(header, "tag_v2", {}).get(_PHOTOMETRIC) == 0


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


_BITS_PER_SAMPLE, _COMPRESSION, _PHOTOMETRIC, _ORIENTATION, _PLANES = 258, 259, 262, 274, 284
"""TIFF's and EXIF's tags."""

_INTEGER = {1: "B", 3: "H", 4: "I"}
"""EXIF's integer types."""


def _late_png_exif(file: IO[bytes]) -> bytes | None:
    # the eXIf chunk may stand after the pixels, where Pillow sees it only once it has decoded them
    place = file.tell()
    try:
        file.seek(len(_PNG_SIGNATURE))
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind == b"eXIf":
                return file.read(min(length, 1 << 20))
            file.seek(length + 4, os.SEEK_CUR)
        return None
    finally:
        file.seek(place)


def size_of(path: Path, max_pixels: int = MAX_PIXELS) -> tuple[int, int]:
    """Width and height in pixels as shown, after the EXIF orientation, from the header alone; ImageUnreadable."""
    with opened(path, max_pixels) as header:
        width, height = header.size
        return (height, width) if orientation(header) >= 5 else (width, height)
