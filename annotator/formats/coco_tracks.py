"""The tracks of a COCO file, which `coco_videos` describes, on the frames of videos that are there.

CocoVID's `instance_id` is taken, too. Where a video is not there, these fields are kept as they came in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count

import msgspec

from annotator.core.annotations import Instance, Made, Presence, State
from annotator.core.dataset import Report
from annotator.core.films import Film
from annotator.core.frames import Frame
from annotator.core.tracks import Track
from annotator.formats.coco_films import Films
from annotator.formats.coco_index import Index
from annotator.formats.coco_marks import read_marks
from annotator.formats.coco_text import Fields
from annotator.formats.coco_values import key_of, text_of
from annotator.formats.films import gaps, gone

_NULL = msgspec.Raw(b"null")
_TRACK = ("track_id", "instance_id")


class _Head(msgspec.Struct):
    track_id: msgspec.Raw = _NULL
    instance_id: msgspec.Raw = _NULL
    category_id: msgspec.Raw = _NULL
    score: msgspec.Raw = _NULL


_Key = tuple[str, str, bytes]
"""A video's root and path, and the file's own id of a track."""


@dataclass(slots=True)
class _Made:
    """A track of the file."""

    number: int
    category: int
    film: Film
    token: bytes
    places: list[int] = field(default_factory=list)
    """The indexes of the frames that it is on."""
    judged: bool = False
    """Whether a person has said something of it."""


@dataclass(slots=True)
class Tracks:
    """Which annotation is on which track, and where tracks end in between."""

    of_annotation: dict[int, int] = field(default_factory=dict)
    of_number: dict[int, Track] = field(default_factory=dict)
    gone: dict[int, list[Instance]] = field(default_factory=dict)
    """By the position of the frame: what has left the picture."""

    def presence(self, k: int, fields: Fields) -> Presence | None:
        """Where annotation k stands in its track; None where it is on none. Uses these fields up."""
        if k not in self.of_annotation:
            return None
        for name in (*_TRACK, "video_id"):
            fields.pop(name, None)
        follows = bytes(fields.pop("keyframe", _NULL)) in (b"false", b"0")
        occluded = bytes(fields.pop("occluded", _NULL)) in (b"true", b"1")
        made = Made.PROPAGATED if follows else Made.KEYFRAME
        return Presence(track=self.of_annotation[k], made=made, occluded=occluded)


def on_track(instance: Instance, presence: Presence | None) -> Instance:
    """The instance where it stands: what nobody has confirmed is no keyframe."""
    if presence is not None and instance.state is State.PROPOSED:
        presence = replace(presence, made=Made.LINKED, confidence=instance.score or 0.0)
    return replace(instance, presence=presence) if presence else instance


def read_tracks(
    annotations: Sequence[msgspec.Raw],
    index: Index,
    frames: Sequence[Frame],
    films: Films,
    categories: Mapping[bytes, int],
    report: Report,
) -> Tracks:
    """The tracks of the frames of videos."""
    reading = _Reading(annotations, categories, report)
    by_place = {(one.root, one.path): one for one in films.of_token.values()}
    positions = {(one.root, one.path, one.index): k for k, one in enumerate(frames) if (one.root, one.path) in by_place}
    listed: dict[tuple[str, str], list[int]] = {}
    for root, path, place in sorted(positions):
        listed.setdefault((root, path), []).append(place)
        for k in index.of_frame(positions[root, path, place]):
            reading.note(by_place[root, path], place, k)
    tracks = Tracks(reading.of_annotation)
    named = {key_of(bytes(one.get("id", _NULL))): one for one in reversed(films.tracks)}
    numbers = count(int(index.numbers.max(initial=0)) + 1)
    for one in reading.made:
        here = one.film.root, one.film.path
        tracks.of_number[one.number] = _track(one, named.get(one.token, {}))
        for place in gaps(one.places, listed[here]) if one.judged else ():
            left = gone(one.number, one.category, next(numbers))
            tracks.gone.setdefault(positions[(*here, place)], []).append(left)
    return tracks


@dataclass(slots=True)
class _Reading:
    """Frame by frame in the order of the video."""

    annotations: Sequence[msgspec.Raw]
    categories: Mapping[bytes, int]
    report: Report
    made: list[_Made] = field(default_factory=list)
    of_annotation: dict[int, int] = field(default_factory=dict)
    of_key: dict[_Key, dict[int, _Made]] = field(default_factory=dict)
    """The tracks of one id by their category, nearly always one."""

    def note(self, film: Film, place: int, k: int) -> None:
        """Put annotation k, which is on this frame, on its track."""
        head = msgspec.json.decode(self.annotations[k], type=_Head)
        token = next((bytes(one) for one in (head.track_id, head.instance_id) if bytes(one) != b"null"), b"")
        if not token or token.startswith((b"[", b"{")):
            return
        one = self._track(film, key_of(token), self.categories[bytes(head.category_id)])
        if one.places and one.places[-1] == place:
            said = f"its track {token.decode()[:60]} is on this frame twice, so it was left out of it"
            self.report.add("repaired", f"annotation number {k + 1}", said)
            return
        one.places.append(place)
        one.judged = one.judged or bytes(head.score) == b"null"
        self.of_annotation[k] = one.number

    def _track(self, film: Film, token: bytes, category: int) -> _Made:
        alike = self.of_key.setdefault((film.root, film.path, token), {})
        if category not in alike:
            if len(alike) == 1:
                said = "it has several categories, and became a track of each"
                self.report.add("repaired", f"track {token.decode()[:60]}", said)
            alike[category] = _Made(len(self.made) + 1, category, film, token)
            self.made.append(alike[category])
        return alike[category]


def _track(one: _Made, fields: Fields) -> Track:
    return Track(
        id=one.number, category=one.category, root=one.film.root, path=one.film.path, name=text_of(fields.get("name")),
        attributes=read_marks(fields).attributes,
    )  # fmt: skip
