"""Cutting a picture into tiles while it streams past: no more of it than a strip is ever in memory.

libvips decodes row by row whatever the file is; what it gives is made into what `open_picture` shows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from annotator.core.adjustment import Window
from annotator.core.errors import StorageFull
from annotator.core.frames import Source
from annotator.core.opencv import cv2
from annotator.media.headers import opened, reachable, size_of
from annotator.media.picture import Pixels, default_window, sample_step
from annotator.media.tiles import SIDE, Plan, Tile, TileFile, make_room
from annotator.media.vips import Reader, rgb, translated

if TYPE_CHECKING:
    import pyvips

VAST_PIXELS = 120_000_000
"""Larger pictures are not held whole: they would take more than half a gigabyte."""

MOST_PIXELS = 1 << 36
Progress = Callable[[Pixels, int, int], object]
"""The last level as far as it is done, red first, and how many of how many rows of the picture that is."""


class Cancelled(Exception):
    """Nobody waits for the tiles any more."""


def is_vast(path: Path) -> bool:
    """Whether a picture is to be shown by tiles; a frame of a video is not. Raises ImageUnreadable."""
    if Source(path).of_video:
        return False
    with opened(path, MOST_PIXELS) as header:
        return header.width * header.height > VAST_PIXELS


def plan_of(path: Path) -> Plan:
    """How a picture is to be cut, from its header alone. Raises ImageUnreadable."""
    return Plan(*size_of(path, MOST_PIXELS))


def resized(pixels: Pixels, width: int, height: int) -> Pixels:
    """Of another size, blended."""
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)


def cut(path: Path, place: Path, progress: Progress, cancelled: Callable[[], bool] = lambda: False) -> TileFile:
    """Cut a picture and keep its tiles at `place`, wholly or not at all.

    Raises ImageUnreadable, StorageFull where there is no room for them, Cancelled.
    """
    image, notes = _opened(path)
    window = None if image.format == "uchar" else _window(path)
    plan = Plan(image.width, image.height, notes, window=window or (0.0, 255.0))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        make_room(place.parent, plan.length)
        with tempfile.NamedTemporaryFile(dir=place.parent, suffix=".part", delete=False) as file:
            part = Path(file.name)
            try:
                _write(file, plan, _rgb_strips(path, image, window), progress, cancelled)
            except BaseException:
                file.close()
                part.unlink()
                raise
        part.replace(place)
    except OSError as error:
        raise StorageFull(f"{path.name} is shown coarsely: its tiles need {plan.length / 1e9:.1f} GB in "
                          f"{place.parent}, and they cannot be kept there ({error.strerror or error}).") from error
    return TileFile(place)


def _write(file: IO[bytes], plan: Plan, strips: Iterator[Pixels], progress: Progress, cancelled: Callable[[], bool],
           ) -> None:  # fmt: skip
    file.write(plan.head())
    columns, rows = plan.size(plan.last)
    coarse: Pixels = np.zeros((rows, columns, 3), np.uint8)
    first = _Level(file, plan, 0, coarse)
    done = 0
    for strip in strips:
        if cancelled():
            raise Cancelled
        first.add(strip)
        done += len(strip)
        progress(coarse, done, plan.height)
    first.finish()


class _Level:
    """Collects rows until they fill a row of tiles; half as many go to the next level."""

    def __init__(self, file: IO[bytes], plan: Plan, number: int, coarse: Pixels) -> None:
        self._file, self._plan, self._number, self._coarse = file, plan, number, coarse
        self._columns = plan.grid(number)[0]
        self._rows: Pixels = np.zeros((SIDE, self._columns * SIDE, 3), np.uint8)
        self._filled = self._tile_row = 0
        self._next = _Level(file, plan, number + 1, coarse) if number < plan.last else None

    def add(self, strip: Pixels) -> None:
        """The following rows; an even number of them, but at the picture's end."""
        left = strip
        while len(left):
            count = min(SIDE - self._filled, len(left))
            self._rows[self._filled : self._filled + count, : left.shape[1]] = left[:count]
            if self._next is None:
                start = self._tile_row * SIDE + self._filled
                self._coarse[start : start + count] = left[:count]
            self._filled += count
            left = left[count:]
            if self._filled == SIDE:
                self._flush()
        if self._next:
            self._next.add(_halved(strip))

    def finish(self) -> None:
        """Nothing follows."""
        if self._filled:
            self._flush()
        if self._next:
            self._next.finish()

    def _flush(self) -> None:
        tiles = self._rows.reshape(SIDE, self._columns, SIDE, 3).transpose(1, 0, 2, 3)
        self._file.seek(self._plan.offset(Tile(self._number, 0, self._tile_row)))
        for tile in tiles:
            self._file.write(np.ascontiguousarray(tile).data)
        self._filled, self._tile_row = 0, self._tile_row + 1


def _halved(rows: Pixels) -> Pixels:
    """The means of 2 x 2 pixels; a last row or column that is alone counts twice."""
    height, width = rows.shape[:2]
    if height % 2 or width % 2:
        rows = np.asarray(cv2.copyMakeBorder(rows, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE), np.uint8)
    half = cv2.resize(rows, ((width + 1) // 2, (height + 1) // 2), interpolation=cv2.INTER_AREA)
    return np.asarray(half, np.uint8)


def _opened(path: Path) -> tuple[pyvips.Image, tuple[str, ...]]:
    """The picture, upright, ready to be read from top to bottom once."""
    import pyvips

    with opened(path, MOST_PIXELS) as header:
        bits = "" if header.mode in ("RGB", "L") else f"{header.mode} pixels"
    with translated(path):
        image = pyvips.Image.new_from_file(reachable(path), access="sequential", fail_on="truncated")
        if image.get_typeof("orientation") and image.get("orientation") > 1:
            # a turned picture is not read from top to bottom: libvips keeps it in a file of its own meanwhile
            image = pyvips.Image.new_from_file(reachable(path), fail_on="truncated").autorot()
        if image.interpretation == "cmyk":
            image = image.colourspace("srgb")
    return image, (f"{bits}, shown in 8 bits",) if image.format != "uchar" and bits else ()


def _rgb_strips(path: Path, image: pyvips.Image, window: Window | None) -> Iterator[Pixels]:
    with translated(path):
        reader = Reader(image)
        for top in range(0, image.height, SIDE):
            yield rgb(reader.samples(0, top, image.width, min(SIDE, image.height - top)), window)


def _window(path: Path) -> Window:
    """From a pass over the picture of its own: its numbers are only known once all of it is decoded."""
    image, _ = _opened(path)
    step = sample_step(image.width * image.height * min(image.bands, 3))
    with translated(path):
        reader = Reader(image)
        some = [reader.samples(0, top, image.width, 1)[:, ::step] for top in range(0, image.height, step)]
    return default_window(np.concatenate(some)[..., :3])
