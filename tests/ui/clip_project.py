"""A project of a real clip, with as many tracks as are wanted."""

import math
from pathlib import Path

from annotator import media
from annotator.core.annotations import Made, Presence, State, added
from annotator.core.frames import FrameKey
from annotator.storage import Project, Video
from benchmarks import clips
from tests.conftest import instance, square

WIDTH, HEIGHT = 160, 120


def make_clip(folder: Path, frames: int = 30, codec: str = "h264", size: tuple[int, int] = (WIDTH, HEIGHT)) -> Path:
    """A short video."""
    pictures = (one.pixels for one in clips.moments(clips.SCENES["rigid"], *size, frames))
    return clips.encode(folder / f"clip{clips.CODECS[codec].suffix}", pictures, codec)


def clip_project(file: Path, tracks: int = 2) -> Path:
    """A project of the video; every track has three keyframes, and some more as its number says."""
    path = file.with_suffix(".annotator")
    with Project.create(path) as project:
        root = project.add_root(file.parent)
        index = media.index_of(file)
        video = Video(root=root, path=file.name, frames=len(index), rate=float(index.rate), packets=index.to_bytes())
        project.add_video(video, index.width, index.height)
        for name in ("car", "person", "bicycle"):
            project.new_category(name)
        for number in range(tracks):
            _add_track(project, number, len(index), min(index.width, index.height) / 4)
    return path


def key(index: int) -> FrameKey:
    return FrameKey(index + 1)


def _add_track(project: Project, number: int, frames: int, side: float) -> None:
    """Keyframes at a third and at two thirds, and after them what was propagated, linked or has left the picture."""
    category = 1 + number % 3
    track = project.new_track(project.frame(key(0)), category)
    first = frames * (number % 4) // 12
    places = [first, first + frames // 3, first + frames * 2 // 3]

    def put(place: int, **presence: object) -> None:
        there = Presence(track=track.id, **presence)  # type: ignore[arg-type]
        made = there.made is Made.KEYFRAME
        x = side * (1 + math.sin(place / frames * 3 + number))
        y = side * (1 + math.cos(place / frames * 2 + number))
        one = instance(project.new_id(), () if there.outside else square(x, y, side), category,
                       state=State.DRAWN if made else State.PROPOSED, presence=there)  # fmt: skip
        project.commit(added("Draw", key(place), one))

    for place in places[:2]:
        put(place, occluded=number % 5 == 1)
    put(places[2], outside=number % 3 == 2)
    after = range(places[2] + 1, min(frames, places[2] + 1 + frames // 6))
    if number % 3 != 2:
        for place in after:
            confidence = 0.95 - 0.7 * (place - after.start) / max(1, len(after))
            put(place, made=Made.PROPAGATED if number % 2 else Made.LINKED, confidence=confidence)
