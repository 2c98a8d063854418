"""Which pictures are read, and what a file's header says of one, without decoding it."""

import os
import stat
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from PIL import Image, ImageFile, UnidentifiedImageError

from annotator.core.errors import ImageUnreadable
from annotator.media.facts import is_misread_tiff, orientation

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

_TIFF_BEGINNINGS = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_OTHER_TIFF = "it is a TIFF file of a kind that is not read here, or a damaged one"
_NEVER_A_BOMB = 1 << 27
_MOST_PIXELS_PER_BYTE = 200
"""Above the first number, a file that packs more pixels than this into a byte is taken for a decompression bomb."""


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
            if is_misread_tiff(header):
                raise unreadable(path, _OTHER_TIFF)
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
    if width * height > max(_NEVER_A_BOMB, length * _MOST_PIXELS_PER_BYTE):
        raise unreadable(path, f"{said}, far too many for a file of {length} bytes")


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


def size_of(path: Path, max_pixels: int = MAX_PIXELS) -> tuple[int, int]:
    """Width and height in pixels as shown, after the EXIF orientation, from the header alone; ImageUnreadable."""
    with opened(path, max_pixels) as header:
        width, height = header.size
        return (height, width) if orientation(header) >= 5 else (width, height)


def orientation_of(path: Path) -> int:
    """The EXIF orientation, 1..8, that is applied where the picture is shown; ImageUnreadable."""
    with opened(path) as header:
        return orientation(header)
