"""A picture that is too large to be held whole: drawn from the tiles that are here, coarser where one is missing.

Drawing never waits: what a view lacks is asked for and drawn anew when it comes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import suppress
from threading import Lock

import numpy as np

from annotator.core.adjustment import Window
from annotator.core.errors import ImageUnreadable
from annotator.core.geometry import Box
from annotator.core.opencv import cv2
from annotator.core.patch import LARGEST_SIDE, Patch
from annotator.media.tiles import SIDE, Plan, Tile, TileFile, covering, paste
from annotator.ui.canvas.manner import EIGHT_BITS
from annotator.ui.canvas.picture import Pixels, Pyramid, Source, blue_first, shrunk
from annotator.ui.canvas.viewport import Viewport

_KEPT = 320
"""Tiles in memory, of 0.8 MB each; a view of four million pixels touches about 40."""

_MOST_WANTED = 96


class TiledPyramid(Pyramid):
    """Pixels from 2^0 to 2^last to a pixel; the last level is always here, all others come tile by tile."""

    settled = False

    def __init__(self, plan: Plan, coarse: Pixels, ask: Callable[[TiledPyramid], object]) -> None:
        """`ask` is told when tiles are wanted; `coarse` is the last level, red first."""
        self.width, self.height = plan.width, plan.height
        self.levels = [coarse]
        self.file: TileFile | None = None
        """None while the tiles are being made."""
        self._plan, self._ask = plan, ask
        self._lock = Lock()
        self._tiles: OrderedDict[Tile, Pixels] = OrderedDict()
        self._wanted: OrderedDict[Tile, None] = OrderedDict()

    @property
    def window(self) -> Window:  # type: ignore[override]
        """What 0 and 255 stand for, as far as that is known already."""
        return Window(*self.file.plan.window) if self.file else EIGHT_BITS

    @property
    def nbytes(self) -> int:
        """What is in memory now."""
        return self.levels[0].nbytes + sum(one.nbytes for one in self._tiles.values())

    def value(self, x: int, y: int) -> tuple[int, int, int] | None:
        """Red, green and blue of a pixel, 8 bits each; None outside, and while the tiles are being made."""
        if self.file is None or not (0 <= x < self.width and 0 <= y < self.height):
            return None
        with suppress(OSError, ImageUnreadable):
            return self.file.value(x, y)
        return None

    def patch(self, box: Box) -> Patch | None:
        """The picture's own pixels in a box, at most `LARGEST_SIDE` to a side; None while the tiles are being made."""
        left, top, right, bottom = _inside(box, self.width, self.height)
        if self.file is None or left >= right or top >= bottom:
            return None
        with suppress(OSError, ImageUnreadable):
            return Patch(left, top, self.file.region(0, left, top, right, bottom))
        return None

    def shrunk(self, box: Box, longest: int) -> tuple[Pixels, Box]:
        """From the last level, which is here."""
        return shrunk(self.levels[0], 2**self._plan.last, box, longest)

    def _source(self, view: Viewport) -> Source:
        level = int(np.clip(np.floor(-np.log2(view.scale)), 0, self._plan.last))
        share = 0.5**level
        x0, y0, x1, y1 = view.box_of(view.rect)
        columns, rows = self._plan.size(level)
        left, top = max(0, int(x0 * share) - 2), max(0, int(y0 * share) - 2)
        right, bottom = min(columns, int(x1 * share) + 3), min(rows, int(y1 * share) + 3)
        if level == self._plan.last:
            return Source(blue_first(self.levels[0][top:bottom, left:right]), left, top, share, share)
        region = np.empty((bottom - top, right - left, 3), np.uint8)
        missing = []
        for tile in covering(level, left, top, right, bottom):
            pixels = self._here(tile)
            if pixels is None:
                missing.append(tile)
                pixels = self._stand_in(tile)
            paste(region, left, top, tile, pixels)
        if missing and self.file is not None:
            self._want(missing)
        return Source(blue_first(region), left, top, share, share)

    def _here(self, tile: Tile) -> Pixels | None:
        with self._lock:
            found = self._tiles.get(tile)
            if found is not None:
                self._tiles.move_to_end(tile)
            return found

    def _stand_in(self, tile: Tile) -> Pixels:
        """The tile as a coarser one shows it."""
        for up in range(1, self._plan.last - tile.level):
            above = Tile(tile.level + up, tile.column >> up, tile.row >> up)
            if (found := self._here(above)) is not None:
                return self._blown_up(found, tile, up, (above.column * SIDE, above.row * SIDE))
        return self._blown_up(self.levels[0], tile, self._plan.last - tile.level, (0, 0))

    def _blown_up(self, pixels: Pixels, tile: Tile, up: int, corner: tuple[int, int]) -> Pixels:
        """What pixels of a level so many above, with this corner on it, show of a tile."""
        columns, rows = self._plan.size(tile.level)
        width, height = min(SIDE, columns - tile.column * SIDE), min(SIDE, rows - tile.row * SIDE)
        left, top = (tile.column * SIDE >> up) - corner[0], (tile.row * SIDE >> up) - corner[1]
        part = pixels[top : top + max(1, -(-height >> up)), left : left + max(1, -(-width >> up))]
        return np.asarray(cv2.resize(part, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)

    # tiles that come

    def _want(self, tiles: Iterable[Tile]) -> None:
        with self._lock:
            for tile in tiles:
                self._wanted[tile] = None
                self._wanted.move_to_end(tile)
            while len(self._wanted) > _MOST_WANTED:
                self._wanted.popitem(last=False)
        self._ask(self)

    def fetch(self) -> Box | None:
        """Read the tiles that are wanted, in any thread; the box of the picture that can be drawn better now."""
        with self._lock:
            wanted, self._wanted = list(self._wanted), OrderedDict()
            wanted = [tile for tile in wanted if tile not in self._tiles]
        if not wanted or self.file is None:
            return None
        for tile in wanted:
            try:
                pixels = self.file.read(tile)
            except (OSError, ImageUnreadable):  # deleted by hand or for want of room: it stays coarse
                return None
            with self._lock:
                self._tiles[tile] = pixels
                while len(self._tiles) > _KEPT:
                    self._tiles.popitem(last=False)
        sides = [(tile.column * SIDE << tile.level, tile.row * SIDE << tile.level, SIDE << tile.level)
                 for tile in wanted]  # fmt: skip
        return (min(x for x, _, _ in sides), min(y for _, y, _ in sides),
                max(x + side for x, _, side in sides), max(y + side for _, y, side in sides))  # fmt: skip


def _inside(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """The whole pixels of a box within a picture, no more than a patch has."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    reach = LARGEST_SIDE / 2
    low = np.floor(np.maximum(box[:2], (x - reach, y - reach))).clip(0, (width, height)).astype(int).tolist()
    high = np.ceil(np.minimum(box[2:], (x + reach, y + reach))).clip(0, (width, height)).astype(int).tolist()
    return low[0], low[1], high[0], high[1]

