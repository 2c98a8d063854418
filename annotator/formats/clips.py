"""Videos as formats of sequences have them: objects over frames, brought onto a project's videos or pictures."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import NamedTuple

import msgspec

from annotator.core.annotations import Imported, Instance, Made, Origin, Part, Presence, State
from annotator.core.dataset import LabelledFrame, Report
from annotator.core.errors import AnnotatorError, PathEscape
from annotator.core.films import Film
from annotator.core.frames import Frame, FrameKey
from annotator.core.names import safe_relative
from annotator.formats.films import FindFilm, gone
from annotator.formats.matching import FindImage


class Sighted(NamedTuple):
    """An object on a frame."""

    object: Hashable
    """The same on every frame of its clip."""
    category: int
    parts: tuple[Part, ...]
    crowd: bool = False
    score: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clip:
    """A sequence of a file."""

    where: str
    """How the report calls it."""
    names: Sequence[str]
    """What its video may be called."""
    size: tuple[int, int] | None
    """Width and height of its masks; None where nothing says it."""
    frames: Callable[[Film | None], Sequence[int]]
    """The indexes in the video of the frames that the file speaks of, rising."""
    picture: Callable[[int], Sequence[str]]
    """What the picture of one of these frames may be called, where there is no video."""
    read: Callable[[Sequence[int], tuple[int, int], Report], Iterator[list[Sighted]]]
    """What is on each of these frames, whose size this is."""


class _Place(NamedTuple):
    """Where a clip's frames lie."""

    clip: Clip
    film: Film | None
    frames: list[Frame]
    listed: list[int]


@dataclass(slots=True)
class Frames:
    """The labelled frames of a file's clips, made while they are asked for; the report speaks of the first reading."""

    places: list[_Place]
    report: Report
    told: bool = False

    def __len__(self) -> int:
        return sum(len(one.frames) for one in self.places)

    def __iter__(self) -> Iterator[LabelledFrame]:
        said = Report() if self.told else self.report
        self.told = True
        reading = _Reading(said)
        for place in self.places:
            yield from reading.labelled(place)


@dataclass(slots=True)
class _Reading:
    """One reading of all clips."""

    report: Report
    ids: Iterator[int] = field(default_factory=lambda: count(1))
    tracks: Iterator[int] = field(default_factory=lambda: count(1))

    def labelled(self, place: _Place) -> Iterator[LabelledFrame]:
        """A clip's frames; an object that was on the frame before and is not on this one has left the picture."""
        numbers: dict[Hashable, int] = {}
        before: dict[int, int] = {}
        pictures = place.clip.read(place.listed, place.frames[0].size, self.report)
        for frame, sighted in zip(place.frames, pictures, strict=True):
            once = self._once(sighted, f"{place.clip.where}, frame {frame.index}")
            tracks = {one.object: numbers.get(one.object) or next(self.tracks) for one in once}
            numbers |= tracks
            instances = [_instance(one, next(self.ids), tracks[one.object], place.film is not None) for one in once]
            self.report.instances += len(instances)
            there = {one.track: one.category for one in instances if one.track and one.state is State.ACCEPTED}
            left = [gone(track, category, next(self.ids)) for track, category in before.items() if track not in there]
            before = there
            yield LabelledFrame(frame, [*instances, *left])

    def _once(self, sighted: Iterable[Sighted], where: str) -> list[Sighted]:
        found: dict[Hashable, Sighted] = {}
        for one in sighted:
            if one.object in found:
                self.report.add("skipped", where, f"object {one.object} is on it twice, so the second was left out")
            else:
                found[one.object] = one
        return list(found.values())


def _instance(one: Sighted, id: int, track: int, on_film: bool) -> Instance:
    proposed = one.score is not None
    origin = Origin(model="imported", version="", score=one.score, parts=one.parts, category=one.category) if (
        one.score is not None) else None  # fmt: skip
    made = Made.LINKED if proposed else Made.KEYFRAME
    confidence = 1.0 if one.score is None else one.score
    return Instance(
        id=id, category=one.category, parts=one.parts, state=State.PROPOSED if proposed else State.ACCEPTED,
        origin=origin, crowd=one.crowd,
        imported=Imported(extra=b"" if on_film else msgspec.json.encode({"track_id": track})),
        presence=Presence(track=track, made=made, confidence=confidence) if on_film else None,
    )  # fmt: skip


def placed(clips: Sequence[Clip], find_image: FindImage | None, find_film: FindFilm | None, report: Report) -> Frames:
    """Find the video or else the pictures of each clip; those whose size is another are reported and left out."""
    places = []
    for clip in clips:
        film = find_film(clip.names) if find_film else None
        listed = list(clip.frames(film))
        if film is not None and clip.size not in (None, (film.width, film.height)):
            said = f"its masks are {_by(clip.size)} and {film.path} is {_by((film.width, film.height))}"
            report.add("skipped", clip.where, said)
        elif film is not None:
            places.append(_on_film(clip, film, listed, report))
        else:
            places.append(_on_pictures(clip, listed, find_image, report))
    frames = Frames([one for one in places if one.frames], report)
    report.frames = len(frames)
    return frames


def _by(size: tuple[int, int] | None) -> str:
    return f"{size[0]} x {size[1]}" if size else "of no known size"


def _on_film(clip: Clip, film: Film, listed: list[int], report: Report) -> _Place:
    if listed and listed[0] >= 1 and listed[-1] == film.frames:
        report.add("repaired", clip.where, "its frames were counted from 1")
        return _on_film(clip, film, [one - 1 for one in listed], report)._replace(listed=listed)
    inside = [one for one in listed if 0 <= one < film.frames]
    if beyond := len(listed) - len(inside):
        report.add("skipped", clip.where, f"{beyond} frames that {film.path} does not have, which has {film.frames}")
    frames = [Frame(key=FrameKey(k + 1), root=film.root, path=film.path, width=film.width, height=film.height, index=k)
              for k in inside]  # fmt: skip
    return _Place(clip, film, frames, inside)


def _on_pictures(clip: Clip, listed: list[int], find_image: FindImage | None, report: Report) -> _Place:
    said = f"there is no video {next(filter(None, clip.names), '?')[:200]!r}; its frames are taken as pictures"
    report.add("noted", clip.where, f"{said}, which have no tracks")
    frames: list[Frame] = []
    found_of: list[int] = []
    if listed and not clip.picture(listed[0]):
        report.add("skipped", clip.where, "it names no pictures, and there is no such video")
        return _Place(clip, None, frames, found_of)
    for index in listed:
        placed = _picture(clip, index, find_image)
        if placed is None:
            report.add("skipped", f"{clip.where}, frame {index}", "there is no picture of it")
            continue
        path, width, height = placed
        if frames and (width, height) != frames[0].size:
            report.add("skipped", f"{clip.where}, frame {index}", f"{path} is of another size than its masks")
            continue
        key = FrameKey(len(frames) + 1)
        frames.append(Frame(key=key, root="", path=path, width=width, height=height))
        found_of.append(index)
    return _Place(clip, None, frames, found_of)


def _picture(clip: Clip, index: int, find_image: FindImage | None) -> tuple[str, int, int] | None:
    """The picture of a frame; where it is not there, where it will be looked for."""
    names = clip.picture(index)
    for name in names if find_image else ():
        try:
            found = find_image(name) if find_image else None
        except AnnotatorError:
            continue
        if found is not None and clip.size in (None, found[1:]):
            return found
    try:
        return (safe_relative(names[0]), *clip.size) if names and clip.size else None
    except PathEscape:
        return None
