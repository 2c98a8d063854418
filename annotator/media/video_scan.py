"""Making the index of a video: its packets are read once, and only its first frames are decoded.

The order of the packets' times is the order of the frames, unless the first frames show that it is not: times may be
missing, stand twice, or follow the file instead of the picture (H.264 in AVI). Then the whole video is decoded once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.packet import Packet

from annotator.core.errors import ImageUnreadable
from annotator.media.footage import Footage, no_video
from annotator.media.video import Video
from annotator.media.video_index import NO_TIME, Numbers, VideoIndex, fingerprint
from annotator.media.video_picture import turn_of

_HEAD = 64
"""Packets that are decoded to see whether times can be believed: more than any decoder holds back, and a few scenes."""

_TAIL = 24
"""Last frames that are looked at in the same way: more than any decoder holds back."""

_SLACK = 0.5
"""Seconds that a whole file may end before the length that it says it has."""

_TELL_EVERY = 2000  # packets

Told = Callable[[int], None]
"""Told the count of packets that are read; what it raises ends the reading."""


@dataclass(slots=True)
class _Packets:
    """What is read of the video's packets, in the file's order."""

    times: list[int] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    """Those that are decoded and not shown: outside the edit list, or damaged."""
    damaged: list[int] = field(default_factory=list)
    end: Fraction = Fraction(0)
    """Seconds at which the last packet of any stream ends."""
    failed: bool = False

    def add(self, packet: Packet[Any]) -> None:
        """The next one."""
        number = len(self.times)
        self.times.append(NO_TIME if packet.pts is None else packet.pts)
        self.sizes.append(packet.size)
        if packet.is_keyframe:
            self.keys.append(number)
        if packet.is_discard or packet.is_corrupt:
            self.hidden.add(number)
        if packet.is_corrupt:
            self.damaged.append(number)


def scan(file: Path, told: Told = lambda packets: None) -> VideoIndex:
    """The index of a video file; ImageUnreadable where there is no video in it, or not one frame of it is whole."""
    try:
        seal = fingerprint(file)
    except OSError as error:
        raise no_video(file, (error.strerror or str(error)).lower()) from error
    with Footage(file) as footage:
        packets = _read(footage, told)
        time_base, rate = footage.stream.time_base, footage.stream.average_rate or footage.stream.guessed_rate
        claimed = _claimed_end(footage, packets.end)
    times, keys = np.array(packets.times, np.int64), np.array(packets.keys, np.int64)
    with Footage(file, at_once=False) as footage:
        head = list(islice(footage.frames(), _HEAD))
    if not head:
        raise no_video(file, "not one frame of it can be decoded")
    order = _by_time(times, packets.hidden, [number for number, _ in head])
    if order is None:
        order = _by_decoding(file, packets.hidden)
    first = head[0][1]
    turn = turn_of(first)
    width, height = (first.height, first.width) if turn >= 5 else (first.width, first.height)
    index = VideoIndex(
        fingerprint=seal,
        width=width,
        height=height,
        turn=turn,
        time_base=Fraction(time_base or Fraction(1, 1000)),
        rate=Fraction(rate or 25),
        times=times,
        sizes=np.array(packets.sizes, np.int64),
        keys=keys,
        sound_from=_sound_from(times, keys, order),
        order=order,
    )
    lost, marred = _lost(file, index)
    order = np.delete(order, lost)
    note = _break(packets, len(order), claimed, cut=bool(lost) or marred)
    return replace(index, order=order, sound_from=_sound_from(times, keys, order), note=note)


def _lost(file: Path, index: VideoIndex) -> tuple[list[int], bool]:
    """Those of the last frames that cannot be decoded, and whether another is damaged: the file may end within them."""
    video, last, lost, marred = Video(file, index, at_once=False), len(index) - 1, [], False
    for number in range(max(0, last - _TAIL), last + 1):
        try:
            marred |= video.frame(number).damaged
        except ImageUnreadable:
            lost.append(number)
    video.close()
    return lost, marred


def _read(footage: Footage, told: Told) -> _Packets:
    """All streams, so that a sound that goes on after the last frame does not look like a break."""
    packets = _Packets()
    try:
        for packet in footage.container.demux():
            if not packet.size:
                continue
            time = packet.pts if packet.pts is not None else packet.dts
            if time is not None and packet.time_base is not None:
                packets.end = max(packets.end, (time + (packet.duration or 0)) * packet.time_base)
            if packet.stream_index != footage.stream.index:
                continue
            packets.add(packet)
            if len(packets.times) % _TELL_EVERY == 0:
                told(len(packets.times))
    except (av.FFmpegError, OSError):
        packets.failed = True
    return packets


def _claimed_end(footage: Footage, end: Fraction) -> float:
    """Seconds at which the file says that it ends; 0 where it does not say, or where it goes that far."""
    start, length = (footage.container.start_time or 0) / 1_000_000, (footage.container.duration or 0) / 1_000_000
    # the length counts from the first frame in most kinds of file, and from 0 in others
    return 0.0 if end > min(length, start + length) - _SLACK else length


def _by_time(times: Numbers, hidden: set[int], head: list[int]) -> Numbers | None:
    """The shown packets by their times; None where the first decoded frames, or the times themselves, contradict."""
    shown = np.array([number for number in range(len(times)) if number not in hidden], np.int64)
    found = times[shown]
    if (found == NO_TIME).any() or len(np.unique(found)) < len(found):
        return None
    order = shown[np.argsort(found)]
    seen = [number for number in head if number not in hidden]
    if not seen:
        return None
    # what cannot be decoded before the first frame that can: a recording that begins in the middle of something
    order = order[times[order] >= times[seen[0]]]
    return order if order[: len(seen)].tolist() == seen else None


def _by_decoding(file: Path, hidden: set[int]) -> Numbers:
    with Footage(file, at_once=False) as footage:
        numbers = dict.fromkeys(number for number, _ in footage.frames() if number not in hidden)
    return np.array(list(numbers), np.int64)


def _sound_from(times: Numbers, keys: Numbers, order: Numbers) -> Numbers:
    """The first frame that is whole when decoding begins at each key: those shown before it need what came before."""
    frame_of = np.full(len(times), -1, np.int64)
    frame_of[order] = np.arange(len(order))
    shown = times[order]
    rising = len(shown) and (shown != NO_TIME).all() and (np.diff(shown) > 0).all()
    hidden = np.searchsorted(shown, times[keys]) if rising else np.searchsorted(np.sort(order), keys)
    own: Numbers = frame_of[keys]
    return np.where(own >= 0, own, hidden).astype(np.int64)


def _break(packets: _Packets, frames: int, claimed: float, cut: bool) -> str:
    """A sentence where the file ends before it should, or has holes."""
    count, end = len(packets.times), float(packets.end)
    cut |= bool(packets.damaged) and packets.damaged[-1] == count - 1
    broken = cut or packets.failed or claimed > 0
    inside = sum(number < count - 1 for number in packets.damaged)
    pieces = []
    if broken:
        of = f" of {claimed:.1f} s" if claimed else ""
        pieces.append(f"The video breaks off at {end:.1f} s{of}: {frames:,} frames can be read.")
    if inside:
        pieces.append("1 damaged frame inside it is" if inside == 1 else f"{inside:,} damaged frames inside it are")
        pieces[-1] += " left out."
    return " ".join(pieces)
