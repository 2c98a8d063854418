"""What becomes of linked detections in a project: tracks, as soon as an object was seen often enough."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from annotator.core.annotations import Instance, State
from annotator.core.frames import FrameKey, Source
from annotator.core.keyframes import Change, edits_of, joined
from annotator.inference.linking import Given, Linking
from annotator.inference.worker import Model
from annotator.storage import Project

TEXT = "Link into tracks"
CONFIRMED = 3
"""On fewer frames it may be anything, and is left as it is."""

_Changes = dict[tuple[FrameKey, int], Change]
"""An instance as it was and in its track, by frame and track, which is on a frame once."""

Join = Callable[..., object]
"""Make edits of different frames, which no person made: a project's `join`, or a document's."""


@dataclass(slots=True, eq=False)
class _Object:
    seen: list[tuple[FrameKey, int]] = field(default_factory=list)
    """Frame and number of the instances that are in no track yet."""
    track: int = 0


class Links:
    """The frames of a video, linked in order. Whatever is in a track already stays there."""

    def __init__(self, project: Project, frames: Sequence[tuple[FrameKey, Source]], lowest: float) -> None:
        """`lowest`: the lowest score of proposals that are looked at."""
        self.project, self.frames = project, frames
        self.tracks: set[int] = set()
        """Those that something was joined to."""
        self.joined = 0
        """Instances that are in a track now and were in none."""
        self._lowest = lowest
        self._objects: dict[int, _Object] = {}
        self._asked: dict[FrameKey, list[Instance]] = {}

    def run(self, model: Model) -> Linking[FrameKey]:
        """For the lane."""
        return Linking(model=model, frames=self.frames, given=self.given)

    def given(self, key: FrameKey) -> list[Given]:
        """What is on a frame, for the run; in any thread."""
        self._asked[key] = [one for one in self.project.instances(key).values() if self._counts(one)]
        return [
            Given(one.parts, one.score if one.untouched and one.score is not None else 1.0, one.category, one.track)
            for one in self._asked[key]
        ]

    def _counts(self, one: Instance) -> bool:
        if one.state is State.REJECTED or one.crowd or not one.parts:
            return False
        return not one.untouched or one.score is None or one.score >= self._lowest

    def take(self, key: FrameKey, numbers: Sequence[int], join: Join) -> None:
        """Keep what was found to be which object on a frame. Raises ProjectError."""
        changes: _Changes = {}
        for one, number in zip(self._asked.pop(key), numbers, strict=True):
            if not number:
                continue
            known = self._objects.setdefault(number, _Object())
            if one.track:
                known.track = known.track or one.track
            elif not one.locked:
                known.seen.append((key, one.id))
            if known.track or len(known.seen) >= CONFIRMED:
                self._join(known, one.category, changes)
        if changes:
            edits = edits_of(TEXT, changes.values())
            join(*edits)
            self.joined += len(changes)

    def _join(self, known: _Object, category: int, changes: _Changes) -> None:
        """All that was seen of an object into its track, but for what has changed since and a second on one frame."""
        if not known.track:
            known.track = self.project.new_track(self.project.frame(known.seen[0][0]), category).id
        for key, id in known.seen:
            one = self.project.instances(key).get(id)
            place = self.project.frame(key).index
            taken = (key, known.track) in changes or self.project.sightings(known.track, place, place)
            if one and not one.track and not taken:
                after = joined(one, known.track, self.project.track(known.track).category)
                changes[key, known.track] = key, one, after
                self.tracks.add(known.track)
        known.seen.clear()
