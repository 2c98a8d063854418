"""Pieces of drawing that another thread may do meanwhile."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from itertools import chain
from threading import Lock
from typing import TypeVar

T = TypeVar("T")

_other = ThreadPoolExecutor(1, "annotator-drawing")


class Beside:
    """Begun at once; who needs it does it himself where the other thread has not come to it, on a busy machine."""

    def __init__(self, draw: Callable[[], Iterator[object]]) -> None:
        """`draw` goes on in steps."""
        self._draw = draw
        self._lock = Lock()
        self._left = False
        self._future: Future[object] | None = _other.submit(self._run)

    def _run(self) -> None:
        for _ in self._draw():
            if self._left:
                return

    def finish(self) -> None:
        """Return when it is done, to whoever asks, in either thread."""
        with self._lock:
            future, self._future = self._future, None
            if future is not None:
                self._run() if future.cancel() else future.result()

    def leave(self) -> None:
        """It is not needed any more; return when nobody is at it, which is after one step."""
        self._left = True
        future, self._future = self._future, None
        if future is not None and not future.cancel():
            future.result()


def shared(pieces: Iterable[Callable[[], Iterator[None]]]) -> Iterator[None]:
    """Draw all pieces, each once: both threads take the next one that nobody has begun, from opposite ends."""
    left = deque(pieces)
    other = Beside(lambda: chain.from_iterable(piece() for piece in _taken(left.popleft))) if len(left) > 1 else None
    try:
        for piece in _taken(left.pop):
            yield from piece()
        if other:
            other.finish()
    finally:
        if other:
            other.leave()


def _taken(take: Callable[[], T]) -> Iterator[T]:
    with suppress(IndexError):
        while True:
            yield take()
