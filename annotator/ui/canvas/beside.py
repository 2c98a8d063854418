"""A piece of drawing that another thread may do meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

_other = ThreadPoolExecutor(1, "annotator-drawing")


class Beside:
    """Begun at once; who needs it does it himself where the other thread has not come to it, on a busy machine."""

    def __init__(self, draw: Callable[[], object]) -> None:
        self._draw = draw
        self._future: Future[object] | None = _other.submit(draw)

    def finish(self) -> None:
        """Return when it is done."""
        future, self._future = self._future, None
        if future is not None:
            self._draw() if future.cancel() else future.result()

    def leave(self) -> None:
        """It is not needed any more; return when nobody is at it."""
        future, self._future = self._future, None
        if future is not None and not future.cancel():
            future.result()
