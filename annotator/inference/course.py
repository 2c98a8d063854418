"""What becomes of objects that are followed through a video: what is stored on each frame, and where each one ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from annotator.core.annotations import HUMAN_WORK, Edit, Instance, Made, Presence, State, changed
from annotator.core.frames import Frame, FrameKey, Source
from annotator.core.keyframes import joined
from annotator.inference.propagation import Following, Parts, Step
from annotator.inference.worker import Model
from annotator.storage import Project
from annotator.storage.tracks import LAST

TEXT = "Propagate"
KEYFRAME = "there is a keyframe"

Carry = Callable[[FrameKey, Sequence[Instance], str], Edit | None]
"""Put what was carried onto a frame: a project's `carry`, or a document's."""


class Ending(NamedTuple):
    """Where an object is not followed any further, and why: the end of a sentence."""

    title: str
    place: int
    """The frame's index in the video."""
    why: str

    @property
    def lost(self) -> bool:
        """Not because a person has said already what is there."""
        return self.why != KEYFRAME

    def __str__(self) -> str:
        return f"{self.title} ends before frame {self.place}: {self.why}."


class Course:
    """Instances of tracks, followed from one frame of a video through others. Each frame is stored as it comes."""

    def __init__(self, project: Project, frame: Frame, instances: Sequence[Instance], *, frames: int = 0,
                 backwards: bool = False) -> None:  # fmt: skip
        """`frames`: how many at most, 0 for as many as there are."""
        self.project, self.frame = project, frame
        found = _frames(project, frame, frames, backwards)
        file = project.file_of(frame)
        self.frames = [(key, Source(file, index)) for index, key, _ in found]
        """All that are gone through, also those that are passed over: what moves far is lost."""
        self._passed = {key for _, key, passed in found if passed}
        self.endings: list[Ending] = []
        self.stored = 0
        """Frames on which something was put."""
        self._objects = list(instances)
        self._on = set(range(len(self._objects)))

    def run(self, model: Model) -> Following[FrameKey]:
        """For the lane."""
        return Following(model=model, frames=self.frames, start=self.start, outlines=self.outlines)

    @property
    def start(self) -> Source:
        """The frame that the objects are outlined on."""
        return self.project.source_of(self.frame)

    @property
    def outlines(self) -> list[Parts]:
        """Of the objects there."""
        return [one.parts for one in self._objects]

    @property
    def over(self) -> bool:
        """Whether none is followed any further."""
        return not self._on

    def take(self, key: FrameKey, steps: Sequence[Step], carry: Carry) -> None:
        """Keep what was found on a frame. Raises ProjectError."""
        place = self.project.frame(key).index
        carried = []
        for number in sorted(self._on):
            one, step = self._objects[number], steps[number]
            why = KEYFRAME if self._is_known(one, place) else step.why if not step.parts else ""
            if why:
                self._on.discard(number)
                self.endings.append(Ending(self._title(one), place, why))
            else:
                carried.append(propagated(one, step))
        if carried and key not in self._passed and carry(key, carried, TEXT):
            self.stored += 1

    def _is_known(self, one: Instance, place: int) -> bool:
        return any(there.state in HUMAN_WORK for there in self.project.sightings(one.track, place, place))

    def _title(self, one: Instance) -> str:
        return self.project.track(one.track).title(self.project.categories().get(one.category))


def in_tracks(project: Project, frame: Frame, instances: Sequence[Instance]) -> list[Instance]:
    """These instances of a frame, in tracks of their own where they were in none. Raises ProjectError."""
    loose = [one for one in instances if not one.track]
    pairs = [(one, joined(one, project.new_track(frame, one.category).id, one.category)) for one in loose]
    if pairs:
        project.commit(changed("New track", frame.key, *pairs))
    now = {old.id: new for old, new in pairs}
    return [now.get(one.id, one) for one in instances]


def propagated(one: Instance, step: Step) -> Instance:
    """An object of a track on another frame: a proposal, as sure as the step."""
    presence = Presence(track=one.track, made=Made.PROPAGATED, confidence=step.confidence)
    return Instance(
        id=0, category=one.category, parts=step.parts, state=State.PROPOSED, crowd=one.crowd,
        attributes=one.attributes, level=one.level, presence=presence,
    )  # fmt: skip


def _frames(project: Project, frame: Frame, most: int, backwards: bool) -> list[tuple[int, FrameKey, bool]]:
    here = frame.index
    if backwards:
        return project.frames_between(frame.root, frame.path, max(0, here - most) if most else 0, here - 1)[::-1]
    return project.frames_between(frame.root, frame.path, here + 1, here + most if most else LAST)
