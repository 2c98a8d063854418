"""Decoded pictures in memory, the least recently used dropped first; safe to use from any thread."""

from collections import OrderedDict
from concurrent.futures import Future
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from annotator.core.adjustment import Window
from annotator.core.frames import Source, source_at
from annotator.media.headers import reachable
from annotator.media.picture import Picture
from annotator.media.sources import picture_of


class _Key(NamedTuple):
    source: Source
    changed_ns: int
    length: int
    window: Window | None


class PictureCache:
    """At most `bytes_limit` bytes of pixels, or one picture where that one alone is larger.

    The pictures are shared, so their pixels are read-only. Two threads that ask for the same picture at once wait for
    one decoding; a picture that changed on the disk is read anew.
    """

    def __init__(self, bytes_limit: int) -> None:
        self.bytes_limit = bytes_limit
        self._lock = Lock()
        self._pictures: OrderedDict[_Key, Future[Picture]] = OrderedDict()
        self._bytes = 0

    @property
    def bytes(self) -> int:
        """What the decoded pictures take now."""
        return self._bytes

    def get(self, place: Source | Path, window: Window | None = None) -> Picture:
        """The picture, decoded in this thread if it is not here; ImageUnreadable, which is not remembered."""
        key = _key(place, window)
        with self._lock:
            future = self._pictures.get(key)
            mine = future is None
            if future is None:
                future = self._pictures[key] = Future()
            self._pictures.move_to_end(key)
        return self._decode(key, future) if mine else future.result()

    def peek(self, place: Source | Path, window: Window | None = None) -> Picture | None:
        """The picture if it is here already, at once."""
        with self._lock:
            future = self._pictures.get(_key(place, window))
            return future.result() if future is not None and future.done() else None

    def clear(self) -> None:
        """Forget all pictures."""
        with self._lock:
            self._pictures.clear()
            self._bytes = 0

    def _decode(self, key: _Key, future: Future[Picture]) -> Picture:
        try:
            picture = picture_of(key.source, key.window)
        except BaseException as error:
            with self._lock:
                if self._pictures.get(key) is future:
                    del self._pictures[key]
            future.set_exception(error)
            raise
        for pixels in (picture.pixels, picture.samples):
            if pixels is not None:
                pixels.setflags(write=False)
        with self._lock:
            future.set_result(picture)
            if self._pictures.get(key) is future:
                self._bytes += picture.nbytes
                self._drop_oldest(key)
        return picture

    def _drop_oldest(self, newest: _Key) -> None:
        for key, future in list(self._pictures.items()):
            if self._bytes <= self.bytes_limit:
                return
            if key != newest and future.done():
                del self._pictures[key]
                self._bytes -= future.result().nbytes


def _key(place: Source | Path, window: Window | None) -> _Key:
    source = source_at(place)
    try:
        found = Path(reachable(source.file)).stat()
    except OSError:
        return _Key(source, 0, 0, window)
    return _Key(source, found.st_mtime_ns, found.st_size, window)
