"""Tracks: one object over the frames of a video, and what can be said of where it is without any outline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from annotator.core.annotations import HUMAN_WORK, Instance, Made, Part, Presence, State, Value
from annotator.core.categories import Category
from annotator.core.frames import FrameKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Track:
    """What is true of an object on every frame of its video, which is the frames of the same `root` and `path`."""

    id: int
    category: int
    root: str
    path: str
    name: str = ""
    """Empty until a person gives one; `title` is what is shown."""
    colour: str = "#888888"
    attributes: tuple[tuple[str, Value], ...] = ()
    """Those that never change, by name, in the order of the names."""

    def title(self, category: Category | None) -> str:
        """Its name, or what and which it is."""
        return self.name or f"{category.name if category else 'track'} {self.id}"


class Sighting(NamedTuple):
    """Where a stored instance stands in its track."""

    place: int
    """The index of its frame in the video."""
    frame: FrameKey
    id: int
    state: State
    made: Made
    confidence: float
    """0..1."""
    occluded: bool
    outside: bool

    @property
    def keyframe(self) -> bool:
        """Whether what lies beside it can follow from it."""
        return self.made is Made.KEYFRAME and self.state in HUMAN_WORK


def is_keyframe(instance: Instance) -> bool:
    """The same of an instance."""
    presence = instance.presence
    return presence is not None and presence.made is Made.KEYFRAME and instance.state in HUMAN_WORK


def follows(keyframe: Instance, track: int, parts: tuple[Part, ...]) -> Instance:
    """What is interpolated on a frame after this keyframe; its number is the track's with a minus.

    It counts as accepted: a person has said where the object is before and after.
    """
    occluded = keyframe.presence is not None and keyframe.presence.occluded
    return Instance(
        id=-track, category=keyframe.category, parts=parts, state=State.ACCEPTED, crowd=keyframe.crowd,
        attributes=keyframe.attributes, level=keyframe.level,
        presence=Presence(track=track, made=Made.INTERPOLATED, occluded=occluded),
    )  # fmt: skip


def is_interpolated(instance: Instance) -> bool:
    """Whether an instance follows from the keyframes around it and is not stored."""
    return instance.presence is not None and instance.presence.made is Made.INTERPOLATED


class Span(NamedTuple):
    """Frames of a video, from index `first` to `last`, on which a track stands in the same way."""

    first: int
    last: int
    made: Made
    occluded: bool = False
    outside: bool = False
    confidence: float = 1.0
    """The lowest of them."""
    rejected: bool = False
    """A person has said that it is not there: a gap."""


def filled(stored: Iterable[Span]) -> list[Span]:
    """A track's stored spans, given in their order, with what is interpolated between them and without what is
    rejected. A keyframe that nobody has confirmed is told apart beforehand, as what a model has linked."""
    stored = list(stored)
    return sorted([*(one for one in stored if not one.rejected), *_followed(stored)])


def _followed(stored: Iterable[Span]) -> Iterator[Span]:
    """The holes between two keyframes that the object is on."""
    key: Span | None = None
    holes: list[tuple[int, int]] = []
    free: int | None = None
    for one in stored:
        if free is not None and one.first > free:
            holes.append((free, one.first - 1))
        free = one.last + 1
        if one.made is Made.KEYFRAME and not one.rejected:
            if key is not None and not key.outside and not one.outside:
                yield from (Span(*hole, Made.INTERPOLATED, key.occluded) for hole in holes)
            key = one
            holes = []
