"""Small pictures for the file list: made in the background for the rows that are on the screen, and kept."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from annotator import media
from annotator.core.errors import AnnotatorError
from annotator.core.frames import Frame, FrameKey, Source
from annotator.ui.images import image_of

KEPT = 2000
WAITING = 40
"""The rows of a tall screen: what was asked for before that has been scrolled away."""
THREADS = 2


class Thumbnails(QObject):
    """Asked while painting: gives the picture if it is there, else fetches it and says `ready`."""

    ready = Signal(object)
    """The FrameKey whose thumbnail is there now, or is known to be missing."""
    _made = Signal(object, object, int)

    def __init__(self, source_of: Callable[[Frame], Source], size: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source_of, self._size = source_of, size
        self._kept: OrderedDict[FrameKey, QImage | None] = OrderedDict()
        self._waiting: OrderedDict[FrameKey, Frame] = OrderedDict()
        self._busy: set[FrameKey] = set()
        self._last: Frame | None = None
        self._lock = Lock()
        self._round = 0
        self._stopped = False
        self._pool = ThreadPoolExecutor(THREADS)
        self._made.connect(self._keep)

    def get(self, frame: Frame) -> tuple[QImage | None, bool]:
        """The thumbnail and whether it is settled: (None, True) is a picture that is missing or unreadable."""
        if frame.key in self._kept:
            self._kept.move_to_end(frame.key)
            return self._kept[frame.key], True
        with self._lock:
            if frame.key in self._busy or self._stopped:
                return None, False
            known = frame.key in self._waiting
            self._waiting[frame.key] = frame
            self._waiting.move_to_end(frame.key)
            while len(self._waiting) > WAITING:
                self._waiting.popitem(last=False)
        if not known:
            self._pool.submit(self._make_next)
        return None, False

    def clear(self) -> None:
        """Forget all: another project is open, or pictures have moved."""
        with self._lock:
            self._waiting.clear()
            self._busy.clear()
            self._round += 1
        self._kept.clear()

    def stop(self) -> None:
        """Wait for the thumbnails that are being made, and make no more."""
        with self._lock:
            self._stopped = True
            self._waiting.clear()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _make_next(self) -> None:
        with self._lock:
            if not self._waiting:
                return
            asked_in = self._round
            frame = self._last = _next(self._waiting.values(), self._last)
            key = frame.key
            del self._waiting[key]
            self._busy.add(key)
        self._made.emit(key, self._image(frame), asked_in)

    def _image(self, frame: Frame) -> QImage | None:
        try:
            return image_of(media.thumbnail(self._source_of(frame), self._size))
        except (AnnotatorError, OSError):
            return None

    def _keep(self, key: FrameKey, image: QImage | None, asked_in: int) -> None:
        if asked_in != self._round:
            return
        self._busy.discard(key)
        self._kept[key] = image
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.ready.emit(key)


def _next(waiting: Iterable[Frame], last: Frame | None) -> Frame:
    """What has waited longest; of a video its frames in their order, so that its decoder goes one way through it."""
    every = list(waiting)
    if last is not None and last.of_video:
        ahead = [one for one in every if _same_video(one, last) and one.index > last.index]
        if ahead:
            return min(ahead, key=lambda one: one.index)
    first = every[0]
    if not first.of_video:
        return first
    return min((one for one in every if _same_video(one, first)), key=lambda one: one.index)


def _same_video(one: Frame, other: Frame) -> bool:
    return (one.root, one.path) == (other.root, other.path)
