"""Vast pictures: cut into tiles in the background the first time, read tile by tile as they come into view."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from annotator.core.errors import AnnotatorError
from annotator.media import tiles, tiling
from annotator.ui.canvas.picture import Pixels
from annotator.ui.canvas.tiled import TiledPyramid
from annotator.ui.lanes import sentence_of

_FIRST_LOOK = 1024
_SAID_EVERY = 0.1


class Tiling(QObject):
    """`open` may be called from any thread; signals come in the GUI thread."""

    changed = Signal(object, object)
    """A TiledPyramid, and the box (x0, y0, x1, y1 in image pixels) in which it shows more than before."""
    said = Signal(str, str)
    """Level and sentence."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading, self._cutting = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self._open: dict[Path, TiledPyramid] = {}
        self._stopped = False

    def open(self, path: Path) -> TiledPyramid:
        """The picture, at once if it was cut before; else coarse, with the rest to come. Raises ImageUnreadable."""
        place = tiles.place_of(path)
        known = self._open.get(place)
        if known is not None and known.file is None:
            return known  # being cut
        file = tiles.kept(place)
        if file is not None:
            made = TiledPyramid(file.plan, file.coarse(), self._ask)
            made.file = file
        else:
            plan = tiling.plan_of(path)
            columns, rows = plan.size(plan.last)
            made = TiledPyramid(plan, np.zeros((rows, columns, 3), np.uint8), self._ask)
            self._cutting.submit(self._cut, path, place, made)
        self._open = {place: made} | {key: one for key, one in self._open.items() if one.file is None}
        return made

    def stop(self) -> None:
        """Leave what is being cut, and wait for what is being read."""
        self._stopped = True
        for pool in (self._reading, self._cutting):
            pool.shutdown(wait=True, cancel_futures=True)

    def _ask(self, pyramid: TiledPyramid) -> None:
        if not self._stopped:
            self._reading.submit(self._fetch, pyramid)

    def _fetch(self, pyramid: TiledPyramid) -> None:
        if not self._stopped and (box := pyramid.fetch()) is not None:
            self.changed.emit(pyramid, box)

    def _cut(self, path: Path, place: Path, pyramid: TiledPyramid) -> None:
        share = 0.0

        def progress(coarse: Pixels, done: int, of: int) -> None:
            nonlocal share
            if done / of < share + _SAID_EVERY and done < of:
                return
            share = done / of
            pyramid.levels[0][: round(len(coarse) * share)] = coarse[: round(len(coarse) * share)]
            self.said.emit("info", f"{path.name} is very large: it is prepared for zooming in, {share:.0%} done.")
            self.changed.emit(pyramid, (0, 0, pyramid.width, pyramid.height))

        try:
            if path.suffix.lower() in (".jpg", ".jpeg"):  # these decode to an eighth in a fraction of the time
                self._first_look(path, pyramid)
            pyramid.file = tiling.cut(path, place, progress, lambda: self._stopped)
            self.changed.emit(pyramid, (0, 0, pyramid.width, pyramid.height))
        except tiling.Cancelled:
            pass
        except AnnotatorError as error:
            self.said.emit("error", sentence_of(error))

    def _first_look(self, path: Path, pyramid: TiledPyramid) -> None:
        rows, columns = pyramid.levels[0].shape[:2]
        look = tiling.shrunk(path, _FIRST_LOOK)
        pyramid.levels[0][:] = tiling.resized(look, columns, rows)
        self.changed.emit(pyramid, (0, 0, pyramid.width, pyramid.height))
