"""Small pictures for lists, decoded at reduced size and kept as files in the user's cache folder.

A thumbnail's file name is a hash of the picture's path, its time of change, its length and the size asked for, so a
picture that changes gets a new one. The folder is bounded: the oldest are deleted.
"""

import hashlib
import tempfile
from contextlib import suppress
from itertools import count
from pathlib import Path

import numpy as np
from PIL import Image

from annotator import paths
from annotator.core.frames import Source, source_at
from annotator.core.opencv import cv2
from annotator.media import tiles
from annotator.media.decode import turned
from annotator.media.facts import orientation
from annotator.media.glimpse import glimpse, shrunk
from annotator.media.headers import MAX_PIXELS, opened, reachable
from annotator.media.picture import Pixels
from annotator.media.sources import open_video, picture_of
from annotator.media.tiling import is_vast

BYTES_LIMIT = 500_000_000
"""All thumbnails together; one of 128 pixels has about 5 kB."""

_PRUNE_EVERY = 1000
_QUALITY = 90
_written = count(1)


def thumbnail(place: Source | Path, size: int, folder: Path | None = None) -> Pixels:
    """The picture with its longer side at most `size` pixels; ImageUnreadable. `folder` is where they are kept."""
    source = source_at(place)
    kept = _place(source, size, folder or paths.cache() / "thumbnails")
    if (found := _read(kept)) is not None:
        return found
    if is_vast(source.file):
        return _of_vast(source.file, size, kept)
    made = _of_video(source, size) if source.of_video else _shrunk_jpeg(source.file, size)
    if made is None:
        made = _shrunk(picture_of(source).pixels, size)
    _write(kept, made)
    return made


def _of_video(source: Source, size: int) -> Pixels:
    """Through the decoder that lists have in common: those that are asked for in their order are one way through."""
    video = open_video(source.file, "list")
    scale = min(1.0, size / max(video.index.width, video.index.height))
    width, height = (max(1, round(scale * side)) for side in (video.index.width, video.index.height))
    return np.ascontiguousarray(video.scaled(source.index, width, height)[..., 2::-1])


def _place(source: Source, size: int, folder: Path) -> Path:
    with suppress(OSError):
        found = Path(reachable(source.file)).stat()
        number = f"\0{source.index}" if source.index else ""
        key = f"{source.file.absolute()}\0{found.st_mtime_ns}\0{found.st_size}\0{size}{number}"
        name = hashlib.sha256(key.encode(errors="surrogateescape")).hexdigest()[:40]
        return folder / name[:2] / f"{name}.jpg"
    return folder / "missing"


def _read(kept: Path) -> Pixels | None:
    try:
        data = np.fromfile(kept, np.uint8)
        pixels = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB) if data.size else None
    except (OSError, cv2.error):
        return None
    return None if pixels is None else np.asarray(pixels, np.uint8)


def _of_vast(path: Path, size: int, kept: Path) -> Pixels:
    """From its tiles, or from as little of the file as gives a look at it; what is blurred is not kept."""
    tiled = tiles.kept(tiles.place_of(path))
    look = tiled.coarse() if tiled else glimpse(path, size)
    made = _shrunk(shrunk(path, size) if look is None else look, size)
    if max(made.shape[:2]) >= size:
        _write(kept, made)
    return made


def _shrunk_jpeg(path: Path, size: int) -> Pixels | None:
    """JPEG files decode straight to an eighth, a quarter or a half; None for other files and for those cut short."""
    with opened(path, MAX_PIXELS) as header:
        if header.format != "JPEG" or header.mode not in ("L", "RGB"):
            return None
        turn = orientation(header)
        try:
            header.draft(None, (2 * size, 2 * size))
            pixels = np.asarray(header.convert("RGB"))
        except OSError:
            return None
    return _shrunk(np.ascontiguousarray(turned(pixels, turn)), size)


def _shrunk(pixels: Pixels, size: int) -> Pixels:
    height, width = pixels.shape[:2]
    scale = size / max(width, height)
    if scale >= 1:
        return pixels
    target = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, target, interpolation=cv2.INTER_AREA), np.uint8)


def _write(kept: Path, pixels: Pixels) -> None:
    # a thumbnail that cannot be kept is made again next time: never a reason to fail
    with suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as file:
            Image.fromarray(pixels).save(file, "JPEG", quality=_QUALITY, subsampling=0)
        Path(file.name).replace(kept)
        if next(_written) % _PRUNE_EVERY == 1:
            prune(kept.parent.parent)


def prune(folder: Path, bytes_limit: int = BYTES_LIMIT) -> None:
    """Delete the oldest thumbnails until the rest take at most four fifths of the limit, if they take more than it."""
    files = [(found.st_mtime_ns, found.st_size, path) for path in folder.glob("*/*") for found in [path.stat()]]
    total = sum(length for _, length, _ in files)
    if total <= bytes_limit:
        return
    for _, length, path in sorted(files):
        with suppress(OSError):
            path.unlink()
        total -= length
        if total <= bytes_limit * 4 // 5:
            return
