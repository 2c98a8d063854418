"""A video as a list of pictures: any frame by its number, the same pixels whatever was looked at before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from threading import Lock

import av
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from annotator.core.errors import ImageUnreadable
from annotator.media.footage import Footage, VideoPacket
from annotator.media.picture import Picture, Pixels
from annotator.media.video_index import NO_TIME, VideoIndex
from annotator.media.video_picture import picture_of_frame, scaled_frame

KEPT_BYTES = 256 << 20
"""Decoded frames that a video keeps unless told otherwise: about 80 of 1920 x 1080, as they come from the decoder."""

_SKIPS = frozenset({"h264", "hevc"})
"""Codecs whose decoder leaves out frames that no other needs when it is told to."""

_TRIES = 3
"""How many key frames further back decoding begins before a frame counts as damaged or missing."""

_NEAR = 40
"""Frames: who goes no further than this is walking, so that all on the way are decoded and kept for the next steps.
Who goes further waits for one frame alone."""

_UNKNOWN = -1

_DAMAGED = "the video is damaged here: what is missing is guessed; it is not trained on"


class Video:
    """One open video, safe to use from any thread; its calls wait for each other.

    The next frame costs one decoding, any other the way from the key frame before it. What was decoded last is kept,
    up to `bytes_limit`, so that steps back are quick too.
    """

    def __init__(self, file: Path, index: VideoIndex, bytes_limit: int = KEPT_BYTES, *, at_once: bool = True) -> None:
        """`at_once`: let the decoder work on several frames side by side, where the file is whole."""
        self.file, self.index = file, index
        self.bytes_limit = bytes_limit
        self._lock = Lock()
        self._kept: OrderedDict[int, VideoFrame] = OrderedDict()
        self._bytes = 0
        self._reformatter, self._small = VideoReformatter(), VideoReformatter()
        self._asked = -1
        self._footage = Footage(file, at_once and not index.note)
        self._coming: Iterator[VideoPacket] = self._footage.packets()
        """The packets that are not decoded yet, the first of which has the number `_next`."""
        self._next = 0
        self._shown = -1
        """The frame that the decoder gave last."""
        self._sound = 0
        """The first frame that is whole with decoding begun where it was."""
        self._found: VideoFrame | None = None

    def __len__(self) -> int:
        """How many frames there are."""
        return len(self.index)

    @property
    def bytes(self) -> int:
        """What the kept frames take now."""
        return self._bytes

    def close(self) -> None:
        """Give the file back; frames can no longer be had."""
        with self._lock:
            self._kept.clear()
            self._bytes = 0
            self._footage.close()

    def frame(self, number: int) -> Picture:
        """The picture of a frame, counted from 0; ImageUnreadable where there is none of this number or it is lost."""
        with self._lock:
            frame = self._asked_for(number)
            damaged = _DAMAGED if frame.is_corrupt else ""
            return picture_of_frame(frame, self.index.turn, self._reformatter, damaged)

    def scaled(self, number: int, width: int, height: int) -> Pixels:
        """A frame in another size, (height, width, 4), blue first: quicker than the whole where that is smaller."""
        with self._lock:
            return scaled_frame(self._asked_for(number), self.index.turn, self._small, width, height)

    # decoding

    def _asked_for(self, number: int) -> VideoFrame:
        if not 0 <= number < len(self.index):
            raise ImageUnreadable(f"{self.file.name} has {len(self.index):,} frames and no number {number}.")
        frame = self._had(number)
        if frame is None:
            raise ImageUnreadable(f"Frame {number} of {self.file.name} is damaged and cannot be decoded.")
        return frame

    def _had(self, number: int) -> VideoFrame | None:
        frame = self._kept.get(number) or self._decoded(number)
        self._asked = number
        if frame is not None:
            self._keep(number, frame)
        return frame

    def _decoded(self, number: int) -> VideoFrame | None:
        found = self._tried(number)
        if self._footage.at_once and (found is None or found.is_corrupt or self._footage.damaged):
            # side by side, what a decoder makes of damage depends on chance: one by one from now on
            self._kept.clear()
            self._bytes = 0
            self._rewind(at_once=False)
            found = self._tried(number)
        return found

    def _tried(self, number: int) -> VideoFrame | None:
        starts = list(self.index.starts(number))
        kept_from = max(0, number - _NEAR) if abs(number - self._asked) <= _NEAR else number
        on_the_way = self._shown < number and self._sound <= number and starts[0] <= self._next
        if on_the_way and (found := self._reach(number, kept_from)) and not found.is_corrupt:
            return found
        found = None
        for start in chain(starts[:_TRIES], starts[_TRIES:][-1:]):
            self._go_to(start)
            found = self._reach(number, kept_from) or found
            if found is not None and not found.is_corrupt:
                break
        return found

    def _reach(self, number: int, kept_from: int) -> VideoFrame | None:
        """Decode on until a frame comes; None where it does not. What none needs before `kept_from` is left out."""
        whole_from = int(self.index.order[kept_from : number + 1].min())
        skips = self._footage.decoder.name in _SKIPS
        for packet in self._coming:
            self._footage.decoder.skip_frame = "NONREF" if skips and self._next < whole_from else "DEFAULT"
            here, self._next = self._next, self._next + 1
            if self._take(self._footage.decode(packet, here), number, kept_from):
                return self._found
            if self._shown > number:
                return None
        self._next = -1  # the decoder is at its end: only going to a key frame starts it again
        return self._found if self._take(self._footage.decode(None), number, kept_from) else None

    def _take(self, frames: list[tuple[int, VideoFrame]], wanted: int, kept_from: int) -> bool:
        """Keep what the decoder gave, from a frame on; whether the wanted frame is among it."""
        self._found = None
        for packet, frame in frames:
            number = int(self.index.frame_of[packet]) if packet < len(self.index.frame_of) else -1
            if number >= self._sound:
                self._shown = number
                if number >= kept_from:  # the others give their memory back to the decoder, which costs half as much
                    self._keep(number, frame)
                if number == wanted:
                    self._found = frame
        return self._found is not None

    def _keep(self, number: int, frame: VideoFrame) -> None:
        if number in self._kept:
            self._bytes -= _bytes_of(self._kept.pop(number))
        self._kept[number] = frame
        self._bytes += _bytes_of(frame)
        while self._bytes > self.bytes_limit and len(self._kept) > 1:
            self._bytes -= _bytes_of(self._kept.popitem(last=False)[1])

    # going places

    def _go_to(self, start: int) -> None:
        """Have the packets come from this one on, with nothing half decoded before it."""
        self._found, self._shown, self._sound = None, -1, self.index.sound_after(start)
        if start == self._next:  # the file stands here already
            self._footage.decoder.flush_buffers()
            return
        for time in self._times_before(start):
            coming = self._landed(time, start)
            if coming is not None:
                self._coming, self._next = coming, start
                return
        self._rewind(self._footage.at_once)
        for _ in range(start):
            next(self._coming, None)
        self._next, self._sound = start, self.index.sound_after(start)

    def _times_before(self, start: int) -> Iterator[int]:
        """Where to seek for a packet: its own time, then earlier and earlier ones."""
        times, keys = self.index.times, self.index.keys
        earlier = [start, *keys[keys < start][::-1][:_TRIES].tolist()]
        yield from (int(times[one]) for one in earlier if times[one] != NO_TIME)

    def _landed(self, time: int, start: int) -> Iterator[VideoPacket] | None:
        """The packets from `start` on, if a seek to this time comes out at or before it."""
        try:
            self._footage.seek(time)
        except (av.FFmpegError, OSError):
            return None
        packets, here = self._footage.packets(), _UNKNOWN
        for packet in packets:
            here = self._following(here, packet)
            if here == start:
                return chain([packet], packets)
            if here > start:
                return None
        return None

    def _following(self, before: int, packet: VideoPacket) -> int:
        """The number of a packet that comes after this one, or after a seek."""
        if before != _UNKNOWN and before + 1 < len(self.index.sizes) and self.index.sizes[before + 1] == packet.size:
            return before + 1
        known = self.index.packet_at(packet.pts, packet.size)
        return _UNKNOWN if known is None else known

    def _rewind(self, at_once: bool) -> None:
        """To the file's beginning, whatever kind it is."""
        self._footage.close()
        self._footage = Footage(self.file, at_once)
        self._coming = self._footage.packets()
        self._next, self._shown, self._sound, self._found = 0, -1, 0, None


def _bytes_of(frame: VideoFrame) -> int:
    return sum(plane.buffer_size for plane in frame.planes)
