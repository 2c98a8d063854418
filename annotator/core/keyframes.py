"""Edits of tracks: what is done to an interpolated instance is done to a keyframe; one step may change many frames."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace

from annotator.core.annotations import Edit, Instance, Made, Presence
from annotator.core.attributes import Attribute, chosen, fixed_names, in_order, with_defaults
from annotator.core.frames import FrameKey
from annotator.core.tracks import Track, is_interpolated

Change = tuple[FrameKey, Instance | None, Instance | None]
"""What was on a frame and what is there instead; None for nothing."""


def edits_of(text: str, changes: Iterable[Change]) -> tuple[Edit, ...]:
    """One edit for each frame, in the order in which they come."""
    frames: dict[FrameKey, Edit] = {}
    for frame, old, new in changes:
        edit = frames.setdefault(frame, Edit(text, frame, {}, {}))
        frames[frame] = replace(edit, before={**edit.before, **({old.id: old} if old else {})},
                                after={**edit.after, **({new.id: new} if new else {})})  # fmt: skip
    return tuple(frames.values())


def of_tracks(*edits: Edit) -> bool:
    """Whether anything in these edits belongs to a track."""
    return any(one.presence for edit in edits for some in (edit.before, edit.after) for one in some.values())


def as_stored(edit: Edit, shown: Mapping[int, Instance], new_id: Callable[[], int]) -> Edit:
    """An edit of what is on the screen as one of what is stored.

    What is interpolated becomes a keyframe with a number of its own where it is changed, and where it is taken away a
    keyframe that says it is outside. A track is on a frame once: of two, the one that was there first keeps it.
    """
    if not of_tracks(edit):
        return edit
    before = {id: one for id, one in edit.before.items() if not is_interpolated(one)}
    there = {one.track for id, one in shown.items() if id not in edit.before and not is_interpolated(one)} - {0}
    after: dict[int, Instance] = {}
    for one in sorted(edit.after.values(), key=lambda one: one.id not in edit.before):
        kept = replace(one, presence=None) if one.track and one.track in there else one
        there.add(kept.track)
        made = as_keyframe(kept, new_id) if kept.id < 0 or is_interpolated(kept) else kept
        after[made.id] = made
    gone = (one for id, one in edit.before.items() if is_interpolated(one) and id not in edit.after)
    for one in gone:
        if one.track not in there:
            made = outside(as_keyframe(one, new_id))
            after[made.id] = made
    return replace(edit, before=before, after=after)


def as_keyframe(one: Instance, new_id: Callable[[], int]) -> Instance:
    """The instance as it is stored where others are to follow from it."""
    return replace(one, id=one.id if one.id > 0 else new_id(), presence=one.presence and one.presence.confirmed())


def outside(one: Instance) -> Instance:
    """A keyframe from which on the object is not to be seen."""
    assert one.presence is not None
    gone = Presence(track=one.presence.track, outside=True)
    return replace(one.accepted(), parts=(), imported=None, presence=gone)


def joined(one: Instance, track: int, category: int) -> Instance:
    """An instance in a track, of whose category it is: a keyframe where a person has confirmed it."""
    made = Made.LINKED if one.untouched else Made.KEYFRAME
    confidence = (one.score or 0.0) if one.untouched else 1.0
    presence = replace(one.presence, track=track) if one.presence else Presence(
        track=track, made=made, confidence=confidence)  # fmt: skip
    return replace(one, category=category, presence=presence)


FixedOf = Callable[[int], Collection[str]]
"""The names of a category's attributes that are the same on all frames of a track."""


def completed(
    edit: Edit, attributes: Mapping[int, Collection[Attribute]], track_of: Callable[[int], Track]
) -> Edit:  # fmt: skip
    """What comes onto a track says of itself what the track does; what is new has the defaults of its category."""
    if not any(attributes.values()):
        return edit
    there = {one.track for one in edit.before.values()}
    after = dict(edit.after)
    for id, one in edit.after.items():
        known, old = attributes.get(one.category, ()), edit.before.get(id)
        if one.track and one.track not in there and (fixed := fixed_names(known)):
            of_track = dict(chosen(track_of(one.track).attributes, fixed))
            one = replace(one, attributes=in_order(dict(one.attributes) | of_track))
        fresh = old is None or old.untouched or old.category != one.category
        after[id] = with_defaults(one, known) if fresh and not one.untouched else one
    return replace(edit, after=after)


def carried(
    edit: Edit,
    track_of: Callable[[int], Track],
    fixed_of: FixedOf,
    frames_of: Callable[[int], Mapping[FrameKey, Instance]],
) -> tuple[Edit, ...]:
    """The edit, and with it those of all other frames of the tracks of which it changes what is true on every frame:
    their category and their fixed attributes."""
    changes: list[Change] = []
    for one in edit.after.values():
        if one.track and _differs(one, track_of(one.track), fixed_of(one.category)):
            others = ((frame, each) for frame, each in frames_of(one.track).items() if frame != edit.frame)
            pairs = ((frame, each, _like(each, one, fixed_of(one.category))) for frame, each in others)
            changes += [(frame, old, new) for frame, old, new in pairs if new != old]
    return (edit, *edits_of(edit.text, changes))


def _differs(one: Instance, track: Track, fixed: Collection[str]) -> bool:
    return one.category != track.category or chosen(one.attributes, fixed) != chosen(track.attributes, fixed)


def _like(each: Instance, one: Instance, fixed: Collection[str]) -> Instance:
    own = {name: value for name, value in each.attributes if name not in fixed}
    return replace(each, category=one.category, attributes=in_order(own | dict(chosen(one.attributes, fixed))))
