"""Instances and edits: the values that a person's work is made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from annotator.core.frames import FrameKey

Ring = NDArray[np.float32]
"""(N, 2) float32, x then y, image pixels; the top-left corner of the top-left pixel is (0, 0); closed, N >= 3."""


def ring(points: object) -> Ring:
    """A read-only ring from anything that numpy can see as (N, 2)."""
    made = np.array(points, np.float32).reshape(-1, 2)
    made.setflags(write=False)
    return made


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One closed outer ring and its holes."""

    outer: Ring
    holes: tuple[Ring, ...] = ()

    @property
    def rings(self) -> tuple[Ring, ...]:
        """The outer ring, then the holes."""
        return (self.outer, *self.holes)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Part):
            return NotImplemented
        return len(self.holes) == len(other.holes) and all(map(np.array_equal, self.rings, other.rings))

    def __hash__(self) -> int:
        return hash(tuple(one.tobytes() for one in self.rings))


class State(StrEnum):
    """What a person has said of an instance."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    EDITED = "edited"
    DRAWN = "drawn"
    REJECTED = "rejected"


HUMAN_WORK = frozenset({State.ACCEPTED, State.EDITED, State.DRAWN})
"""The states that a person has confirmed: what is exported by default and what no model run replaces."""


@dataclass(frozen=True, slots=True, eq=False)
class SoftMask:
    """The model's own 28x28 mask: probabilities 0..255 over `box_xyxy` (image pixels)."""

    box_xyxy: tuple[float, float, float, float]
    grid: NDArray[np.uint8]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SoftMask):
            return NotImplemented
        return self.box_xyxy == other.box_xyxy and np.array_equal(self.grid, other.grid)

    def __hash__(self) -> int:
        return hash((self.box_xyxy, self.grid.tobytes()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The model that made an instance, and what it said before any person touched it."""

    model: str
    version: str
    """The first 12 hex digits of the weights' SHA-256."""
    score: float
    """0..1."""
    parts: tuple[Part, ...] = ()
    soft: SoftMask | None = None
    category: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came in from a COCO file and goes out again unchanged until a person changes the geometry.

    All fields are JSON as it stood in the file. `geometry` is an object of `segmentation`, `bbox` and `area` and is
    empty once a person has changed the outline; `extra` holds the unknown fields.
    """

    id: bytes = b""
    geometry: bytes = b""
    extra: bytes = b""


class Made(StrEnum):
    """How an instance of a track came onto its frame."""

    KEYFRAME = "keyframe"
    """By a person, or confirmed by one: what lies between two of these can be interpolated."""
    LINKED = "linked"
    """Found on this frame by a model and joined to the track."""
    PROPAGATED = "propagated"
    """Carried here from another frame."""
    INTERPOLATED = "interpolated"
    """Follows from the keyframes around it; never stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Where an instance stands in a track, the instances of one object over the frames of a video."""

    track: int
    made: Made = Made.KEYFRAME
    confidence: float = 1.0
    """0..1, for what was linked or propagated."""
    occluded: bool = False
    outside: bool = False
    """The object has left the picture, from this frame until the next one it is on; there are no parts."""

    def confirmed(self) -> Presence:
        """As a person has said that it is: a keyframe."""
        return replace(self, made=Made.KEYFRAME, confidence=1.0)


Value = bool | int | float | str
"""Of an attribute: yes or no, a number, or text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One object on a frame. `id` is unique in the project and never used again; `category` is a category's id."""

    id: int
    category: int
    parts: tuple[Part, ...]
    state: State = State.DRAWN
    origin: Origin | None = None
    imported: Imported | None = None
    crowd: bool = False
    first_seen: float = 0.0
    """Unix seconds at which it was first on a screen, 0 before."""
    seconds: float = 0.0
    """Time a person has spent on it."""
    strokes: int = 0
    """Gestures that changed its geometry."""
    attributes: tuple[tuple[str, Value], ...] = ()
    """By name, in the order of the names."""
    note: str = ""
    group: int = 0
    """Instances of a frame with the same number belong together; 0 for none."""
    locked: bool = False
    """No tool and no command changes it until a person unlocks it."""
    level: int = 0
    """Above what has a lower one; where levels are the same, small lies above large."""
    presence: Presence | None = None
    """None outside of tracks."""

    @property
    def track(self) -> int:
        """The number of its track, 0 for none."""
        return self.presence.track if self.presence else 0

    @property
    def rings(self) -> Iterator[Ring]:
        """Every ring of every part."""
        return (one for part in self.parts for one in part.rings)

    @property
    def score(self) -> float | None:
        """The model's score, 0..1; None for human work from the start."""
        return self.origin.score if self.origin else None

    @property
    def untouched(self) -> bool:
        """A proposal that nobody has looked at: all that a new model run may replace."""
        return self.state is State.PROPOSED

    def reshaped(self, parts: tuple[Part, ...]) -> Instance:
        """With another outline, by a person's hand."""
        imported = replace(self.imported, geometry=b"") if self.imported else None
        return replace(self._worked_on(), parts=parts, imported=imported, strokes=self.strokes + 1)

    def relabelled(self, category: int) -> Instance:
        """With another category, by a person's hand."""
        return replace(self._worked_on(), category=category)

    def judged_crowd(self, crowd: bool) -> Instance:
        """Said by a person to be a crowd, or one object."""
        return replace(self._worked_on(), crowd=crowd)

    def described(self, attributes: tuple[tuple[str, Value], ...]) -> Instance:
        """With other attributes, by a person's hand."""
        return replace(self._worked_on(), attributes=attributes)

    def accepted(self) -> Instance:
        """Confirmed as it is; what a person edited or drew is confirmed already, and a keyframe if it is in a track."""
        known = self.presence is None or self.presence.made is Made.KEYFRAME
        if known and self.state in HUMAN_WORK:
            return self
        state = self.state if self.state in HUMAN_WORK else State.ACCEPTED
        return replace(self, state=state, presence=self._kept())

    def rejected(self) -> Instance:
        """Said to be wrong, and kept so that a new model run does not propose it again."""
        return replace(self, state=State.REJECTED)

    def _worked_on(self) -> Instance:
        state = State.DRAWN if self.state is State.DRAWN else State.EDITED
        return replace(self, state=state, presence=self._kept())

    def _kept(self) -> Presence | None:
        """What a person has confirmed is a keyframe of its track."""
        return self.presence.confirmed() if self.presence else None


def shown(instance: Instance, threshold: float) -> bool:
    """Whether an instance is on the screen: rejected ones, ghosts (proposals under the threshold) and those that have
    left the picture are not. What is in a track is no ghost: what is known of it on other frames speaks for it."""
    state, presence = instance.state, instance.presence
    if state is State.REJECTED or (presence and presence.outside):
        return False
    if state is not State.PROPOSED or presence:
        return True
    return instance.origin is None or instance.origin.score >= threshold


@dataclass(frozen=True, slots=True)
class Edit:
    """One undo step: the instances of one frame that it takes away and those that it puts back, by id."""

    text: str
    frame: FrameKey
    before: Mapping[int, Instance]
    after: Mapping[int, Instance]

    def inverse(self) -> Edit:
        """The edit that undoes this one."""
        return replace(self, before=self.after, after=self.before)

    def applied_to(self, instances: Mapping[int, Instance]) -> dict[int, Instance]:
        """The frame's instances after this edit."""
        kept = {key: value for key, value in instances.items() if key not in self.before}
        return {**kept, **self.after}


def added(text: str, frame: FrameKey, *instances: Instance) -> Edit:
    """The edit that puts new instances on a frame."""
    return Edit(text, frame, {}, {one.id: one for one in instances})


def removed(text: str, frame: FrameKey, *instances: Instance) -> Edit:
    """The edit that takes instances away."""
    return Edit(text, frame, {one.id: one for one in instances}, {})


def changed(text: str, frame: FrameKey, *pairs: tuple[Instance, Instance]) -> Edit:
    """The edit that replaces each pair's first instance by its second."""
    return Edit(text, frame, {old.id: old for old, _ in pairs}, {new.id: new for _, new in pairs})
