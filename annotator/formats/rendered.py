"""Videos with what was annotated drawn over them, to be looked at: H.264 in MP4, where FFmpeg here can make it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

import av
import numpy as np
from av.container import OutputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.errors import AnnotatorError, ExportFailed
from annotator.core.films import Film
from annotator.core.frames import Frame
from annotator.formats.atomic import replacing
from annotator.formats.choices import Choices, chosen
from annotator.formats.frame_names import FrameNames
from annotator.formats.leaving import PicturesLeftOut, not_written
from annotator.formats.overlay import Pixels, overlay

_ENCODERS = {
    "libx264": {"preset": "veryfast", "crf": "20"},
    "libopenh264": {},
    "mpeg4": {"q:v": "3"},
}
"""FFmpeg's encoders and their options, the best one first."""

_GREY = 128

_CLOCK = 90_000
"""Units of time in a second."""


def write(
    dataset: Dataset, file: Path, choices: Choices, progress: Callable[[int], None] = lambda frames: None
) -> Report:
    """Draw the frames of videos: one is written to this file, each of several beside it as NAME_CLIP.mp4.

    A frame that cannot be decoded is named in the report and grey in the video. ExportFailed.
    """
    report = Report()
    every = replace(choices, empty_frames=True)  # a video that leaves frames out would jump
    names = FrameNames(dataset.films)
    pictures = PicturesLeftOut()
    try:
        with ExitStack() as stack:
            for film, frames in _by_film(dataset, every, names, pictures):
                target = _target(file, film, dataset)
                if target.name in report.files:
                    said = "its last frames were added later and lie apart, so they are not drawn: export them alone"
                    report.add("skipped", film.name, said)
                    continue
                handle = stack.enter_context(replacing(target))
                report.files.append(target.name)
                count = _draw(handle, film, frames, dataset, report, progress)
                _prove(handle, count, film)
            if not report.files:
                raise ExportFailed("There is no frame of a video in what was chosen, so there is nothing to draw.")
    except OSError as error:
        raise not_written(file, error) from error
    pictures.report(report)
    return report


def _by_film(
    dataset: Dataset, choices: Choices, names: FrameNames, pictures: PicturesLeftOut
) -> Iterator[tuple[Film, Iterator[LabelledFrame]]]:
    for film, frames in groupby(chosen(dataset, choices), key=lambda one: names.film(one.frame)):
        if film is not None:
            yield film, frames
        else:
            for one in frames:
                pictures.add(one.frame)


def _target(file: Path, film: Film, dataset: Dataset) -> Path:
    if len(dataset.films) < 2:
        return file
    return file.with_name(f"{file.stem}_{film.name.replace('/', '_')}{file.suffix or '.mp4'}")


def _draw(
    handle: BinaryIO,
    film: Film,
    frames: Iterator[LabelledFrame],
    dataset: Dataset,
    report: Report,
    progress: Callable[[int], None],
) -> int:
    """How many frames were written."""
    categories = {one.id: one for one in dataset.categories}
    tracks = {one.id: one for one in dataset.tracks}
    with closing(_Encoder(handle, film)) as encoder:
        for frame, instances in frames:
            pixels = _pixels(dataset, film, frame, report)
            encoder.add(overlay(pixels, instances, categories, tracks), frame.index)
            report.frames += 1
            report.instances += len(instances)
            progress(report.frames)
        return encoder.count


def _pixels(dataset: Dataset, film: Film, frame: Frame, report: Report) -> Pixels:
    try:
        if dataset.pixels is not None:
            return dataset.pixels(frame)
    except AnnotatorError as error:
        report.add("noted", f"frame {frame.index} of {film.name}", str(error))
    return np.full((film.height, film.width, 3), _GREY, np.uint8)


@dataclass(slots=True)
class _Encoder:
    """Pictures into an MP4 file, each at the time that it has in its video."""

    handle: BinaryIO
    film: Film
    count: int = 0
    _first: float | None = None
    _last: int = -1
    _container: OutputContainer = field(init=False)
    _stream: VideoStream = field(init=False)

    def __post_init__(self) -> None:
        self._container = av.open(self.handle, "w", format="mp4", options={"movflags": "faststart"})
        encoder = next(name for name in _ENCODERS if _can_encode(name))
        rate = Fraction(self.film.rate or 25).limit_denominator(1001)
        stream = self._container.add_stream(encoder, rate=rate, options=_ENCODERS[encoder])
        assert isinstance(stream, VideoStream)
        # 4:2:0 takes even sizes alone: an odd row or column is doubled
        stream.width, stream.height = self.film.width + self.film.width % 2, self.film.height + self.film.height % 2
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, _CLOCK)
        self._stream = stream

    def add(self, pixels: Pixels, index: int) -> None:
        """The picture of this frame."""
        height, width = pixels.shape[:2]
        if width % 2 or height % 2:
            pixels = np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)), "edge")
        frame = VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
        frame.pts, frame.time_base = self._time(index), Fraction(1, _CLOCK)
        self._container.mux(self._stream.encode(frame))
        self.count += 1

    def _time(self, index: int) -> int:
        known = index < len(self.film.seconds)
        seconds = float(self.film.seconds[index]) if known else index / (self.film.rate or 25)
        self._first = seconds if self._first is None else self._first
        self._last = max(round((seconds - self._first) * _CLOCK), self._last + 1)
        return self._last

    def close(self) -> None:
        """Write what is still held back."""
        self._container.mux(self._stream.encode(None))
        self._container.close()


def _can_encode(name: str) -> bool:
    try:
        av.codec.Codec(name, "w")
    except av.codec.codec.UnknownCodecError:
        return False
    return True


def _prove(handle: BinaryIO, count: int, film: Film) -> None:
    """The file opens again and has as many frames as went in."""
    handle.seek(0)
    with av.open(handle, "r", format="mp4") as read:
        found = sum(1 for packet in read.demux(video=0) if packet.size)
    if found != count:
        raise ExportFailed(f"The video of {film.name} reads back with {found} frames instead of {count}.")
    handle.seek(0, 2)
