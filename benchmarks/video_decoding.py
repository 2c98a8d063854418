"""How long is the wait for a frame of a video, against cv2.VideoCapture on the same file?

    python -m benchmarks.video decoding [--frames 500] [--size 1920x1080] [--hour] [--folder DIR]

H.264 with B-frames and a key frame every 250. Both sides take turns in one process, each with its own threads.
The bars are for 1080p on two cores: 15 ms for the next frame, 250 ms for any other, 3 s to open a film of an hour
whose index is kept. With --hour the clip is strung together to 108,000 frames, without encoding it again.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from itertools import islice
from pathlib import Path

import av
from rich.console import Console
from rich.table import Table

from annotator.core.opencv import cv2
from annotator.media.video import Video
from annotator.media.video_index import VideoIndex
from annotator.media.video_scan import scan
from benchmarks import clips

HOUR = 108_000
CACHE_BYTES = 128 << 20


def timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def an_hour(file: Path, folder: Path) -> Path:
    """The clip's packets over and over, at ever later times."""
    long = folder / "hour.mp4"
    with av.open(str(file)) as source, av.open(str(long), "w") as target:
        stream = source.streams.video[0]
        packets = [(bytes(one), one.pts, one.dts, one.is_keyframe) for one in source.demux(stream) if one.size]
        copied = target.add_stream_from_template(stream)
        length = len(packets) * int(Fraction(1, clips.RATE) / stream.time_base)
        for number in range(HOUR):
            data, pts, dts, key = packets[number % len(packets)]
            packet = av.Packet(data)
            later = number // len(packets) * length
            packet.pts, packet.dts, packet.time_base = pts + later, dts + later, stream.time_base
            packet.stream, packet.is_keyframe = copied, key
            target.mux(packet)
    return long


def theirs_at(capture: cv2.VideoCapture, number: int) -> None:
    """A frame by its number, as OpenCV offers it."""
    capture.set(cv2.CAP_PROP_POS_FRAMES, number)
    capture.read()


def open_rows(name: str, file: Path, row: Callable[[str, float, float, str], None]) -> None:
    """From nothing to the first frame: their opening, ours with the index to be made, and with it kept."""
    kept: list[bytes] = []
    theirs = timed(lambda: cv2.VideoCapture(str(file)).read())
    row(f"open {name}, index made", theirs, timed(lambda: kept.append(scan(file).to_bytes())), "")
    ours = timed(lambda: Video(file, VideoIndex.from_bytes(kept[0])).frame(0))
    row(f"open {name}, index kept ({len(kept[0]) / 1000:.0f} kB)", theirs, ours, "3000")


def main(arguments: list[str]) -> None:
    """Print the table."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--frames", type=int, default=500)
    asked.add_argument("--size", default="1920x1080")
    asked.add_argument("--seeks", type=int, default=20)
    asked.add_argument("--hour", action="store_true")
    asked.add_argument("--folder", type=Path)
    chosen = asked.parse_args(arguments)
    width, height = map(int, chosen.size.split("x"))
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        file = folder / f"{chosen.size}-{chosen.frames}.mp4"
        if not file.exists():
            pictures = (one.pixels for one in clips.moments(clips.SCENES["camera"], width, height, chosen.frames))
            clips.encode(file, pictures, "h264-long")
        report(file, folder, chosen.frames, chosen.seeks, chosen.hour)


def report(file: Path, folder: Path, frames: int, seeks: int, hour: bool) -> None:
    """Measure and print."""
    table = Table("asked", "cv2.VideoCapture, ms", "ours, ms", "ratio", "bar, ms", title="Frames of a video")

    def row(name: str, theirs: float, ours: float, bar: str) -> None:
        table.add_row(name, f"{theirs:.1f}", f"{ours:.1f}", f"{theirs / ours:.2f}x", bar)

    capture = cv2.VideoCapture(str(file))
    index = scan(file)
    video = Video(file, index, CACHE_BYTES)
    capture.read(), video.frame(0)
    theirs, ours = [], []
    for number in islice(range(1, frames), 200):
        theirs.append(timed(capture.read))
        ours.append(timed(lambda number=number: video.frame(number)))
    row("next frame, median", statistics.median(theirs), statistics.median(ours), "15")
    draw = random.Random(0)
    theirs, ours = [], []
    for number in [draw.randrange(frames) for _ in range(seeks)]:
        theirs.append(timed(lambda number=number: theirs_at(capture, number)))
        ours.append(timed(lambda number=number: video.frame(number)))
    row("any frame, mean", statistics.mean(theirs), statistics.mean(ours), "250")
    row("any frame, slowest", max(theirs), max(ours), "250")
    theirs, ours = [], []
    for number in range(frames - 1, frames - 21, -1):
        theirs.append(timed(lambda number=number: theirs_at(capture, number)))
        ours.append(timed(lambda number=number: video.frame(number)))
    row("the frame before, mean of 20", statistics.mean(theirs), statistics.mean(ours), "")
    for name, opened in (("the clip", file), *((("an hour", an_hour(file, folder)),) if hour else ())):
        open_rows(name, opened, row)
    Console().print(table)
    print(f"frames kept: {video.bytes / 2**20:.0f} MiB of at most {CACHE_BYTES / 2**20:.0f} MiB")
