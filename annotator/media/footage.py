"""A video file, opened: packets in the order in which they lie in it, and the frames that a decoder makes of them.

A packet is known by its number in the file, counted from 0; the decoder hands that number through to the frame that it
makes of it, so that no time stamp has to be believed to know which frame is which.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import av
from av.container import InputContainer
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotator.core.errors import ImageUnreadable
from annotator.media.headers import reachable

_CONTAINERS = (
    "mov,matroska,webm,avi,mpegts,mpeg,mpegvideo,flv,asf,ogg,h264,hevc,m4v,ivf,mjpeg,nut,mxf,wtv,dv,obu,av1,rm,gxf"
)
"""What may be opened: no play lists and no kinds that name other files or addresses."""

_OPTIONS = {"format_whitelist": _CONTAINERS, "protocol_whitelist": "file"}

_ATTACHED_PICTURE = 0x400
"""FFmpeg's mark of a stream that is a cover picture."""

_LATE_ERRORS = 64
"""How many damaged packets a decoder may still have to report at the end."""

if TYPE_CHECKING:
    VideoPacket = Packet[VideoStream]
else:
    VideoPacket = Packet

Numbered = tuple[int, VideoFrame]
"""A frame and the number of the packet that it was made of."""


def no_video(file: Path, reason: str) -> ImageUnreadable:
    """The error whose sentence names the video and says why it cannot be shown."""
    return ImageUnreadable(f"{file.name} cannot be read as a video: {reason}.")


class Footage:
    """The first video stream of a file and its decoder; used by one thread at a time. ImageUnreadable."""

    def __init__(self, file: Path, at_once: bool = True) -> None:
        """`at_once`: several frames are decoded side by side. Quicker, but what comes of damage is left to chance."""
        self.file, self.at_once = file, at_once
        self.damaged = False
        """Whether the decoder has found something that it cannot read."""
        try:
            self.container: InputContainer = av.open(reachable(file), options=_OPTIONS)
        except (av.FFmpegError, OSError, ValueError) as error:
            raise no_video(file, _reason(error)) from error
        try:
            self.stream = self._first_video()
            self.stream.thread_type = "AUTO" if at_once else "SLICE"
            self.decoder = self.stream.codec_context
        except BaseException:
            self.container.close()
            raise

    def _first_video(self) -> VideoStream:
        pictures = [one for one in self.container.streams.video if not int(one.disposition) & _ATTACHED_PICTURE]
        if not pictures:
            raise no_video(self.file, "there is no moving picture in it")
        if pictures[0].codec_context is None:
            raise no_video(self.file, "nothing here can decode it")
        return pictures[0]

    def close(self) -> None:
        """Give the file back."""
        self.container.close()

    def __enter__(self) -> Footage:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def packets(self) -> Iterator[VideoPacket]:
        """Those of the video from where the file stands, up to its end or to where it cannot be read on."""
        try:
            yield from (packet for packet in self.container.demux(self.stream) if packet.size)
        except (av.FFmpegError, OSError):
            return

    def seek(self, time: int) -> None:
        """Go to a place at or before a time of the stream, and forget what is half decoded; av.FFmpegError."""
        self.container.seek(time, stream=self.stream)
        self.decoder.flush_buffers()

    def decode(self, packet: VideoPacket | None, number: int = -1) -> list[Numbered]:
        """The frames that this packet completes; those that are left where it is None. none of a damaged packet."""
        if packet is not None:
            if packet.is_corrupt:  # a part of one: the decoder would lose whole frames over it
                return []
            # FFmpeg gives a packet's time to the frame, unread: the one thing it hands through in every thread
            packet.pts = packet.dts = number
        for _ in range(1 if packet is not None else _LATE_ERRORS):
            try:
                return [(frame.pts, frame) for frame in self.decoder.decode(packet) if frame.pts is not None]
            except EOFError:
                return []
            except av.FFmpegError:  # of this packet, or of one that another thread is still at: the rest may be good
                self.damaged = True
        return []

    def frames(self) -> Iterator[Numbered]:
        """All frames from the file's start, in the order in which they are shown."""
        for number, packet in enumerate(self.packets()):
            yield from self.decode(packet, number)
        yield from self.decode(None)


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "you are not allowed to read it"
    return "it is no video of a known kind, or its beginning or its table of contents is missing"
