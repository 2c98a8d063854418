"""Pictures too large to be held whole, as tiles of every size in the user's cache folder.

A file of tiles has a head (MessagePack, in `_HEAD_BYTES` bytes), then the tiles of level 0 row by row, then those of
level 1 and so on: each `SIDE` x `SIDE` pixels of 3 bytes, red first, filled up where the picture ends. A pixel of level
n covers 2^n x 2^n pixels of the picture. The last level is the first that is small enough to be held whole.

Its name is a hash of the picture's path, time of change and length, so a picture that changes is cut anew. The folder
is bounded: what was not looked at for longest is deleted.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from annotator import paths
from annotator.core.errors import ImageUnreadable
from annotator.media.headers import reachable
from annotator.media.picture import Pixels

SIDE = 512
COARSE_SIDE = 2048
"""Pixels to a side that the last level has at most."""

BYTES_LIMIT = 20_000_000_000
"""All files of tiles together; one takes four bytes for each pixel of its picture."""

LEFT_FREE = 2_000_000_000
"""What tiles leave free on the disk: projects live there too."""

_TILE_BYTES = SIDE * SIDE * 3
_HEAD_BYTES = 4096
_FORMAT = 1
_ABANDONED_S = 24 * 3600


class Tile(NamedTuple):
    """A place in the grid of a level."""

    level: int
    column: int
    row: int


class Plan(msgspec.Struct, frozen=True):
    """How a picture of this size, in pixels as shown, is cut."""

    width: int
    height: int
    notes: tuple[str, ...] = ()
    window: tuple[float, float] = (0.0, 255.0)
    """What 0 and 255 stand for, in the picture's own numbers."""
    format: int = _FORMAT
    """The last of all, because the zeros after it that fill up the head must not be taken for a part of it."""

    @property
    def last(self) -> int:
        """The number of the last level."""
        return max(0, (-(-max(self.width, self.height) // COARSE_SIDE) - 1).bit_length())

    def size(self, level: int) -> tuple[int, int]:
        """Columns and rows of pixels."""
        return -(-self.width // 2**level), -(-self.height // 2**level)

    def grid(self, level: int) -> tuple[int, int]:
        """Columns and rows of tiles."""
        columns, rows = self.size(level)
        return -(-columns // SIDE), -(-rows // SIDE)

    def offset(self, tile: Tile) -> int:
        """Where the file has the first byte of a tile."""
        before = sum(columns * rows for columns, rows in map(self.grid, range(tile.level)))
        return _HEAD_BYTES + (before + tile.row * self.grid(tile.level)[0] + tile.column) * _TILE_BYTES

    @property
    def length(self) -> int:
        """Bytes of the file: four bytes for each pixel of the picture, and what fills up the tiles at its edges."""
        return self.offset(Tile(self.last, 0, self.grid(self.last)[1]))

    def head(self) -> bytes:
        """The beginning of the file."""
        return msgspec.msgpack.encode(self).ljust(_HEAD_BYTES, b"\0")


class TileFile:
    """A picture's tiles; safe to use from any thread."""

    def __init__(self, path: Path) -> None:
        """Raises ImageUnreadable where it is no whole file of tiles."""
        try:
            self._path = path
            self.plan = msgspec.msgpack.decode(self._bytes(0, _HEAD_BYTES).rstrip(b"\0"), type=Plan)
            if self.plan.format != _FORMAT or path.stat().st_size != self.plan.length:
                raise ImageUnreadable(f"{path} holds no whole picture. Delete it; it is made again.")
        except (OSError, msgspec.MsgspecError) as error:
            raise ImageUnreadable(f"{path} cannot be read ({error}). Delete it; it is made again.") from error

    def read(self, tile: Tile) -> Pixels:
        """(height, width, 3) uint8, red first, cut where the picture ends."""
        columns, rows = self.plan.size(tile.level)
        data = self._bytes(self.plan.offset(tile), _TILE_BYTES)
        pixels = np.frombuffer(data, np.uint8).reshape(SIDE, SIDE, 3)
        return pixels[: rows - tile.row * SIDE, : columns - tile.column * SIDE]

    def value(self, x: int, y: int) -> tuple[int, int, int]:
        """Red, green and blue of a pixel of the picture."""
        start = self.plan.offset(Tile(0, x // SIDE, y // SIDE)) + 3 * (y % SIDE * SIDE + x % SIDE)
        red, green, blue = self._bytes(start, 3)
        return red, green, blue

    def region(self, level: int, left: int, top: int, right: int, bottom: int) -> Pixels:
        """The pixels of a level in a box that lies on it."""
        made = np.empty((bottom - top, right - left, 3), np.uint8)
        for tile in covering(level, left, top, right, bottom):
            paste(made, left, top, tile, self.read(tile))
        return made

    def coarse(self) -> Pixels:
        """The last level."""
        return self.region(self.plan.last, 0, 0, *self.plan.size(self.plan.last))

    def _bytes(self, start: int, count: int) -> bytes:
        # opened each time: a file that is held open cannot be deleted on every system
        with self._path.open("rb", buffering=0) as file:
            file.seek(start)
            data = file.read(count)
        if len(data) != count:
            raise ImageUnreadable(f"{self._path} was cut short. Delete it; it is made again.")
        return data


def covering(level: int, left: int, top: int, right: int, bottom: int) -> Iterator[Tile]:
    """The tiles that have pixels in a box of a level, row by row."""
    for row in range(top // SIDE, -(-bottom // SIDE)):
        for column in range(left // SIDE, -(-right // SIDE)):
            yield Tile(level, column, row)


def paste(into: Pixels, left: int, top: int, tile: Tile, pixels: Pixels) -> None:
    """Put a tile where it belongs in the box of its level whose corner is (left, top)."""
    x, y = tile.column * SIDE - left, tile.row * SIDE - top
    cut = pixels[max(0, -y) : max(0, into.shape[0] - y), max(0, -x) : max(0, into.shape[1] - x)]
    into[max(0, y) : max(0, y) + cut.shape[0], max(0, x) : max(0, x) + cut.shape[1]] = cut


def place_of(path: Path, folder: Path | None = None) -> Path:
    """Where the tiles of a picture are, or are to be. Raises ImageUnreadable where there is no picture."""
    try:
        found = Path(reachable(path)).stat()
    except OSError as error:
        raise ImageUnreadable(f"{path.name} cannot be read as a picture: {error.strerror}.") from error
    key = f"{path.absolute()}\0{found.st_mtime_ns}\0{found.st_size}\0{_FORMAT}"
    name = hashlib.sha256(key.encode(errors="surrogateescape")).hexdigest()[:40]
    return (folder or paths.cache() / "tiles") / f"{name}.tiles"


def kept(place: Path) -> TileFile | None:
    """The tiles that are there, which are now those looked at last; None where there are none or they are damaged."""
    if not place.exists():
        return None
    try:
        file = TileFile(place)
    except ImageUnreadable:
        place.unlink(missing_ok=True)
        return None
    with suppress(OSError):
        os.utime(place)
    return file


def make_room(folder: Path, need: int, bytes_limit: int = BYTES_LIMIT, left_free: int = LEFT_FREE) -> None:
    """Delete what was not looked at for longest until so many bytes more are within the limit and leave the disk this
    much space; what was left half made goes too. OSError where there is too little space all the same."""
    for part in folder.glob("*.part"):
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > _ABANDONED_S:
                part.unlink()
    files = [(found.st_mtime_ns, found.st_size, file) for file in folder.glob("*.tiles") for found in [file.stat()]]
    over = need + sum(size for _, size, _ in files) - bytes_limit
    missing = need + left_free - shutil.disk_usage(folder).free
    if missing > sum(size for _, size, _ in files):
        raise OSError(errno.ENOSPC, f"the disk has to keep {left_free / 1e9:.0f} GB free for everything else")
    for _, size, file in sorted(files):
        if over <= 0 and missing <= 0:
            return
        with suppress(OSError):
            file.unlink()
            over, missing = over - size, missing - size
