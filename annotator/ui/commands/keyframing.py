"""The keyframes of tracks: each command is one step, undone as one on any of its frames."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.annotations import HUMAN_WORK
from annotator.core.keyframes import Change, as_keyframe, outside
from annotator.core.operations import counted
from annotator.core.tracks import Sighting, is_interpolated, is_keyframe
from annotator.storage import Project
from annotator.ui.commands.track_steps import NO_TRACK, do, one_tracked, opened, selected, side_before, title
from annotator.ui.state.document import Document


def set_keyframe(document: Document) -> None:
    """What is on the screen of the selected tracks holds here: what lies beside it follows from it."""
    _, frame = opened(document)
    loose = [one for one in selected(document) if one.track and not is_keyframe(one)]
    if loose:
        do(document, "Keyframe", [(frame.key, one, one.accepted()) for one in loose])
    else:
        document.said.emit("info", "Select something interpolated, linked or propagated to make it a keyframe.")


def remove_keyframe(document: Document) -> None:
    """The selected tracks have no keyframe here any more: between others they are interpolated."""
    _, frame = opened(document)
    keys = [one for one in selected(document) if is_keyframe(one)]
    if not keys:
        document.said.emit("info", "Select an instance that is a keyframe of its track.")
    elif do(document, f"Remove {counted(len(keys), 'keyframe')}", [(frame.key, one, None) for one in keys]):
        document.select(-one.track for one in keys)


def move_keyframe(document: Document, track: int, place: int, to: int) -> bool:
    """A keyframe to another frame of the video, by their indexes; what was linked or propagated there makes room.

    Whether it is there now.
    """
    project, _ = opened(document)
    known = project.track(track)
    [key, target] = [project.find_frame(known.root, known.path, index) for index in (place, to)]
    one = None if key is None else next((each for each in project.instances(key).values() if each.track == track), None)
    there = next(iter(project.sightings(track, to, to)), None)
    if key is None or target is None or one is None or key == target:
        document.said.emit("info", "A keyframe can be moved to another frame of its video.")
    elif there is not None and there.state in HUMAN_WORK:
        document.said.emit("info", f"{title(project, known)} has a keyframe on frame {to} already.")
    else:
        room: list[Change] = [(target, each, None) for each in project.track_instances(track, to, to).values()]
        moved = replace(one.accepted(), id=project.new_id())
        text = f"Move a keyframe from frame {place} to {to}"
        return do(document, text, [(key, one, None), *room, (target, None, moved)])
    return False


def leave(document: Document) -> None:
    """The selected tracks have left the picture here, until the next frame that they are on."""
    project, frame = opened(document)
    tracked = [one for one in selected(document) if one.track]
    if not tracked:
        document.said.emit("info", NO_TRACK)
        return
    changes: list[Change] = []
    for one in tracked:
        changes += side_before(project, frame, one.track)
        stored = None if is_interpolated(one) else one
        changes.append((frame.key, stored, outside(as_keyframe(one, project.new_id))))
    do(document, "Outside from here on", changes)


def toggle_occluded(document: Document) -> None:
    """The selected tracks are hidden behind something here, or not any more."""
    _, frame = opened(document)
    tracked = [(one, one.presence) for one in selected(document) if one.presence]
    if not tracked:
        document.said.emit("info", NO_TRACK)
        return
    on = not all(presence.occluded for _, presence in tracked)
    changes = [(frame.key, one, replace(one.accepted(), presence=replace(presence.confirmed(), occluded=on)))
               for one, presence in tracked]  # fmt: skip
    do(document, "Occluded from here on" if on else "Not occluded from here on", changes)


def renew(document: Document) -> None:
    """What was linked or propagated around this frame and nobody has touched goes: keyframes say what is there."""
    project, frame = opened(document)
    if (one := one_tracked(document)) is None:
        return
    first, last = around(project, one.track, frame.index)
    keyed = is_keyframe(one) and (first or last)
    if (first is None or last is None) and not keyed:
        document.said.emit("info", "Make keyframes on both sides first: between them the track is interpolated.")
        return
    low, high = first.place if first else frame.index, last.place if last else frame.index
    untouched = {key: each for key, each in project.track_instances(one.track, low, high).items()
                 if each.untouched and not is_keyframe(each)}  # fmt: skip
    if not untouched:
        document.said.emit("info", f"From frame {low} to {high} all follows from keyframes already.")
        return
    text = f"Renew from frame {low} to {high}"
    here: Change = (frame.key, None, None)  # nothing, but so that it is undone from here
    if do(document, text, [*((key, each, None) for key, each in untouched.items()), here]):
        document.select([one.id, -one.track])


def around(project: Project, track: int, place: int) -> tuple[Sighting | None, Sighting | None]:
    """The keyframes of a track before and after an index of its video."""
    return (
        project.sighting_beside(track, place, after=False),
        project.sighting_beside(track, place, after=True),
    )


def to_keyframe(document: Document, *, after: bool) -> None:
    """The next or previous keyframe of the selected track, or of the nearest of all tracks of the video."""
    project, frame = opened(document)
    tracks = {one.track for one in selected(document)} - {0} or project.tracks(frame.root, frame.path).keys()
    found = [one for track in tracks if (one := project.sighting_beside(track, frame.index, after=after))]
    if found:
        document.show(min(found, key=lambda one: abs(one.place - frame.index)).frame)
    else:
        document.said.emit("info", f"There is no keyframe {'after' if after else 'before'} this frame.")
