"""The videos that are open, and the indexes that are kept: a frame of a video opens like any other picture.

An index is kept in the user's cache folder, where the window, the worker process and the command line find it, and in
the project, which brings it to other machines.
"""

import hashlib
import tempfile
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Literal, get_args

from annotator import paths
from annotator.core.errors import BadInput
from annotator.media.allowance import ALLOWANCE
from annotator.media.headers import reachable
from annotator.media.video import Video
from annotator.media.video_index import VideoIndex, fingerprint
from annotator.media.video_scan import Told, scan

_OPEN = 2
"""Videos that stay open in a process for each purpose, with their kept frames."""

Purpose = Literal["show", "list", "export"]
"""What a video is gone through for: each has a decoder of its own, which no other moves to another place."""

_FEW_BYTES = 32 << 20
"""Of frames that are kept where nobody looks at them again."""

_lock = RLock()
_videos: dict[Purpose, OrderedDict[tuple[Path, int, int], Video]] = {one: OrderedDict() for one in get_args(Purpose)}


def open_video(file: Path, told: Told = lambda packets: None, purpose: Purpose = "show") -> Video:
    """A video that is shared by all who ask for it for this purpose; opened anew when the file has changed.
    ImageUnreadable."""
    key, there = _state(file), _videos[purpose]
    with _lock:
        if key not in there:
            there[key] = Video(file, index_of(file, told), _FEW_BYTES)
            while len(there) > _OPEN:
                there.popitem(last=False)  # whoever still reads it keeps it open
        there.move_to_end(key)
        if purpose == "show":
            there[key].bytes_limit = ALLOWANCE.frames // _OPEN
        return there[key]


def index_of(file: Path, told: Told = lambda packets: None) -> VideoIndex:
    """The kept index of a video, or a new one, which is kept; ImageUnreadable."""
    place = _place(file)
    with suppress(OSError, BadInput):
        kept = VideoIndex.from_bytes(place.read_bytes())
        if kept.fingerprint == fingerprint(file):
            return kept
    index = scan(file, told)
    _keep(place, index.to_bytes())
    return index


def remember_index(file: Path, data: bytes) -> None:
    """Keep an index that a project brings, if it is of the file as it is and none is kept."""
    place = _place(file)
    with suppress(OSError, BadInput):
        if not place.exists() and VideoIndex.from_bytes(data).fingerprint == fingerprint(file):
            _keep(place, data)


def close_videos() -> None:
    """Let go of all open videos."""
    with _lock:
        for there in _videos.values():
            there.clear()


def _state(file: Path) -> tuple[Path, int, int]:
    try:
        found = Path(reachable(file)).stat()
    except OSError:
        return file, 0, 0
    return file, found.st_mtime_ns, found.st_size


def _place(file: Path) -> Path:
    name = hashlib.sha256(str(file.absolute()).encode(errors="surrogateescape")).hexdigest()[:40]
    return paths.cache() / "videos" / f"{name}.frames"


def _keep(place: Path, data: bytes) -> None:
    # what cannot be kept is made again next time: never a reason to fail
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as file:
            file.write(data)
        Path(file.name).replace(place)
