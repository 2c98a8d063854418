"""Which packet of a video file is which frame: what makes frame n the same picture whatever was looked at before."""

import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from annotator.core.errors import BadInput
from annotator.media.headers import reachable

Numbers = NDArray[np.int64]

NO_TIME = int(np.iinfo(np.int64).min)
"""The time of a packet that has none."""

_HEAD = 1 << 16  # bytes that the fingerprint covers
_MOST = 1 << 26  # packets: 25 days at 30 a second
_VERSION = 1


def fingerprint(file: Path) -> str:
    """Changes when the file does: its length, its time of change and a hash of its first bytes; OSError."""
    with Path(reachable(file)).open("rb") as stream:
        head = hashlib.sha256(stream.read(_HEAD)).hexdigest()[:32]
    found = Path(reachable(file)).stat()
    return f"{found.st_size}:{found.st_mtime_ns}:{head}"


@dataclass(frozen=True, eq=False, kw_only=True)
class VideoIndex:
    """Packets by their number in the file, frames by their number in the order in which they are shown."""

    fingerprint: str
    width: int
    """Pixels as shown."""
    height: int
    turn: int
    """The EXIF orientation, 1..8, that makes decoded pixels upright."""
    time_base: Fraction
    """Seconds in one unit of time."""
    rate: Fraction
    """Frames a second, on average."""
    times: Numbers
    """(packets,) When each is shown, or NO_TIME."""
    sizes: Numbers
    """(packets,) Bytes in each: what tells them apart where a file gives other times after a seek."""
    keys: Numbers
    """(keys,) The packets at which decoding may begin, rising."""
    sound_from: Numbers
    """(keys,) The first frame that is whole when decoding begins there."""
    order: Numbers
    """(frames,) The packet that each frame is made of."""
    note: str = ""
    """Where the file breaks off, for the person; empty where it is whole."""

    def __len__(self) -> int:
        """How many frames there are."""
        return len(self.order)

    def starts(self, frame: int) -> Iterator[int]:
        """The packets at which decoding may begin to reach a frame, the nearest first, the file's first one last."""
        place = int(np.searchsorted(self.keys, self.order[frame], "right")) - 1
        while place >= 0:
            if self.sound_from[place] <= frame:
                yield int(self.keys[place])
            place -= 1
        if not len(self.keys) or self.keys[0] > 0:
            yield 0

    def sound_after(self, start: int) -> int:
        """The first frame that is whole when decoding begins at this packet."""
        place = int(np.searchsorted(self.keys, start))
        return int(self.sound_from[place]) if place < len(self.keys) and self.keys[place] == start else 0

    def packet_at(self, time: int | None, size: int) -> int | None:
        """The packet of this size that is shown at a time; None where there is none, or several are shown then."""
        times, packets = self._by_time
        place = int(np.searchsorted(times, NO_TIME if time is None else time))
        if place == len(times) or times[place] != time or self.sizes[packets[place]] != size:
            return None
        return int(packets[place])

    @cached_property
    def _by_time(self) -> tuple[Numbers, Numbers]:
        times, places, counts = np.unique(self.times, return_index=True, return_counts=True)
        alone = (counts == 1) & (times != NO_TIME)
        return times[alone], places[alone]

    @cached_property
    def frame_of(self) -> Numbers:
        """(packets,) The frame that each is; -1 for those that are not shown."""
        frames = np.full(len(self.times), -1, np.int64)
        frames[self.order] = np.arange(len(self.order))
        return frames

    @cached_property
    def seconds(self) -> NDArray[np.float64]:
        """(frames,) When each is shown, from 0; at an even rate where the file does not say."""
        shown = self.times[self.order]
        if not len(shown) or (shown == NO_TIME).any() or (np.diff(shown) <= 0).any():
            return np.arange(len(shown)) / float(self.rate or 25)
        seconds: NDArray[np.float64] = (shown - shown[0]) * float(self.time_base)
        return seconds

    def to_bytes(self) -> bytes:
        """Compact: an hour takes a few hundred kB."""
        return msgspec.msgpack.encode(
            _Kept(
                version=_VERSION,
                fingerprint=self.fingerprint,
                width=self.width,
                height=self.height,
                turn=self.turn,
                time_base=(self.time_base.numerator, self.time_base.denominator),
                rate=(self.rate.numerator, self.rate.denominator),
                packets=len(self.times),
                frames=len(self.order),
                times=_packed(self.times),
                sizes=zlib.compress(self.sizes.astype("<u4").tobytes(), 6),
                keys=_packed(self.keys),
                sound_from=_packed(self.sound_from),
                order=_packed(self.order),
                note=self.note,
            )
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "VideoIndex":
        """What `to_bytes` gave; BadInput where it is damaged or of another version."""
        try:
            kept = msgspec.msgpack.decode(data, type=_Kept)
            return cls._unpacked(kept)
        except (msgspec.DecodeError, zlib.error, ValueError, ZeroDivisionError) as error:
            raise BadInput("The list of a video's frames is damaged: it is made anew from the video.") from error

    @classmethod
    def _unpacked(cls, kept: "_Kept") -> "VideoIndex":
        keys = _unpacked(kept.keys)
        made = cls(
            fingerprint=kept.fingerprint,
            width=kept.width,
            height=kept.height,
            turn=kept.turn,
            time_base=Fraction(*kept.time_base),
            rate=Fraction(*kept.rate),
            times=_unpacked(kept.times),
            sizes=np.frombuffer(_inflated(kept.sizes), "<u4").astype(np.int64),
            keys=keys,
            sound_from=_unpacked(kept.sound_from),
            order=_unpacked(kept.order),
            note=kept.note,
        )
        within = all(((one >= 0) & (one < kept.packets)).all() for one in (keys, made.order))
        lengths = (len(made.times), len(made.sizes), len(made.order), len(made.sound_from))
        agree = lengths == (kept.packets, kept.packets, kept.frames, len(keys))
        if kept.version != _VERSION or not within or not agree or len(np.unique(made.order)) < kept.frames:
            raise ValueError
        return made


class _Kept(msgspec.Struct, kw_only=True):
    version: int
    fingerprint: str
    width: int
    height: int
    turn: int
    time_base: tuple[int, int]
    rate: tuple[int, int]
    packets: int
    frames: int
    times: bytes
    sizes: bytes
    keys: bytes
    sound_from: bytes
    order: bytes
    note: str


def _packed(numbers: Numbers) -> bytes:
    # steps between steps are all but constant, so that they take next to nothing
    steps = np.diff(np.diff(numbers, prepend=0), prepend=0)
    return zlib.compress(steps.astype("<i8").tobytes(), 6)


def _unpacked(data: bytes) -> Numbers:
    return np.cumsum(np.cumsum(np.frombuffer(_inflated(data), "<i8").astype(np.int64)))


def _inflated(data: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    raw = unpacker.decompress(data, 8 * _MOST)
    if unpacker.unconsumed_tail:
        raise ValueError
    return raw
