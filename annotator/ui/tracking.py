"""Commands on tracks: each is one step, undone as one on any of its frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from annotator.core.annotations import HUMAN_WORK, Edit, Instance, Part, State
from annotator.core.breaks import Break
from annotator.core.breaks import breaks as find_breaks
from annotator.core.frames import Frame, FrameKey
from annotator.core.keyframes import Change, as_keyframe, edits_of, joined, outside
from annotator.core.tracks import Sighting, Track, is_interpolated, is_keyframe
from annotator.storage import Project
from annotator.ui.deeds import done
from annotator.ui.document import Document

NO_TRACK = "Select an instance that is in a track."


# which instances are in a track


def start(document: Document) -> None:
    """A track of its own for each of the selection that is in none."""
    project, frame = _open(document)
    alone = [one for one in _selected(document) if not one.track]
    if not alone:
        document.said.emit("info", "Select instances that are in no track yet.")
        return
    changes = [(frame.key, one, joined(one, project.new_track(frame, one.category).id, one.category)) for one in alone]
    _do(document, f"New track for {_count(len(alone), 'instance')}", changes)


def add(document: Document, track: int) -> None:
    """The selected instance into this track, of whose category it will be."""
    _, frame = _open(document)
    chosen = _selected(document)
    if len(chosen) != 1 or chosen[0].track == track:
        document.said.emit("info", "Select one instance that is not in this track yet.")
        return
    _join(document, track, {frame.key: chosen[0]})


def take_out(document: Document) -> None:
    """The selection out of their tracks; the instances stay."""
    _, frame = _open(document)
    tracked = [one for one in _selected(document) if one.track and not is_interpolated(one)]
    if not tracked:
        document.said.emit("info", "Select instances that are in a track, on their keyframes.")
        return
    changes = [(frame.key, one, replace(one, presence=None)) for one in tracked]
    _do(document, f"Take {_count(len(tracked), 'instance')} out of the track", changes)


def link(document: Document, here: tuple[FrameKey, int], there: tuple[FrameKey, int]) -> None:
    """Two stored instances on different frames are the same object: frame and number of each."""
    project, _ = _open(document)
    first, second = (project.instances(key).get(id) for key, id in (here, there))
    if first is None or second is None or here[0] == there[0]:
        document.said.emit("info", "Link instances on two frames; one of them is not there any more.")
    elif first.track and second.track:
        merge(document, first.track, second.track)
    elif first.track or second.track:
        key, one = (there[0], second) if first.track else (here[0], first)
        _join(document, first.track or second.track, {key: one})
    elif _video(project, here[0]) != _video(project, there[0]):
        document.said.emit("info", "These two are on frames of different videos.")
    else:
        track = project.new_track(project.frame(here[0]), first.category)
        _join(document, track.id, {here[0]: first, there[0]: second})


def merge(document: Document, track: int, *others: int) -> None:
    """All of the other tracks into this one; where one of them cannot be, nothing is changed."""
    project, _ = _open(document)
    known = {id: project.track(id) for id in (track, *others)}
    if len(known) <= len(others) or len({(one.root, one.path) for one in known.values()}) > 1:
        document.said.emit("info", "Merge different tracks of one video.")
        return
    on: dict[int, int] = {}
    for id in known:
        for place in (sighting.place for sighting in project.sightings(id)):
            if place in on:
                both = f"{title(project, known[on[place]])} and {title(project, known[id])}"
                document.said.emit("info", f"{both} are both on frame {place}, so they are two objects. "
                                   "Take one of them away there first.")  # fmt: skip
                return
            on[place] = id
    gone = title(project, known[others[0]]) if len(others) == 1 else f"{len(others)} tracks"
    members = {key: one for other in others for key, one in project.track_instances(other).items()}
    _join(document, track, members, f"Merge {gone} into {title(project, known[track])}")


def _join(document: Document, track: int, members: Mapping[FrameKey, Instance], text: str = "") -> None:
    project, _ = _open(document)
    known = project.track(track)
    for key in members:
        frame = project.frame(key)
        if (frame.root, frame.path) != (known.root, known.path):
            document.said.emit("info", f"{title(project, known)} is a track of {known.path}, and this is {frame.path}.")
            return
        if project.sightings(track, frame.index, frame.index):
            document.said.emit("info", f"{title(project, known)} is on frame {frame.index} already.")
            return
    changes = [(key, one, joined(one, track, known.category)) for key, one in members.items()]
    _do(document, text or f"Add to {title(project, known)}", changes)


def split(document: Document) -> None:
    """From this frame on the selected track is a track of its own."""
    project, frame = _open(document)
    if (one := _one_tracked(document)) is None:
        return
    old = project.track(one.track)
    before = project.sighting_beside(old.id, frame.index, after=False, keyframe=False)
    if before is None:
        document.said.emit("info", f"{title(project, old)} begins on this frame.")
        return
    new = project.new_track(frame, old.category)
    project.put_track(replace(new, attributes=old.attributes))
    changes: list[Change] = [(key, each, _moved(each, new.id))
                             for key, each in project.track_instances(old.id, frame.index).items()]  # fmt: skip
    if is_interpolated(one):
        changes.append((frame.key, None, _moved(as_keyframe(one, project.new_id), new.id)))
    _do(document, f"Split {title(project, old)}", [*_ends(project, frame, old.id), *changes])


def _moved(one: Instance, track: int) -> Instance:
    assert one.presence is not None
    return replace(one, presence=replace(one.presence, track=track))


def delete(document: Document, track: int | None = None) -> None:
    """All of a track, by default the selected one."""
    project, _ = _open(document)
    id = track or ((one := _one_tracked(document)) and one.track)
    if id:
        changes = [(key, each, None) for key, each in project.track_instances(id).items()]
        _do(document, f"Delete {title(project, project.track(id))}", changes)


def trim_before(document: Document) -> None:
    """The selected track begins on this frame."""
    _trim(document, "Trim {} to begin here", before=True)


def trim_after(document: Document) -> None:
    """The selected track ends on this frame."""
    _trim(document, "Trim {} to end here", before=False)


def _trim(document: Document, text: str, *, before: bool) -> None:
    project, frame = _open(document)
    if (one := _one_tracked(document)) is None:
        return
    gone = project.track_instances(one.track, *((0, frame.index - 1) if before else (frame.index + 1,)))
    if not gone:
        document.said.emit("info", f"The track {'begins' if before else 'ends'} here already.")
        return
    here: list[Change] = [(frame.key, None, as_keyframe(one, project.new_id))] if is_interpolated(one) else []
    name = title(project, project.track(one.track))
    _do(document, text.format(name), [*((key, each, None) for key, each in gone.items()), *here])


# keyframes


def set_keyframe(document: Document) -> None:
    """What is on the screen of the selected tracks holds here: what lies beside it follows from it."""
    _, frame = _open(document)
    loose = [one for one in _selected(document) if one.track and not is_keyframe(one)]
    if loose:
        _do(document, "Keyframe", [(frame.key, one, one.accepted()) for one in loose])
    else:
        document.said.emit("info", "Select something interpolated, linked or propagated to make it a keyframe.")


def remove_keyframe(document: Document) -> None:
    """The selected tracks have no keyframe here any more: between others they are interpolated."""
    _, frame = _open(document)
    keys = [one for one in _selected(document) if is_keyframe(one)]
    if not keys:
        document.said.emit("info", "Select an instance that is a keyframe of its track.")
    elif _do(document, f"Remove {_count(len(keys), 'keyframe')}", [(frame.key, one, None) for one in keys]):
        document.select(-one.track for one in keys)


def move_keyframe(document: Document, track: int, place: int, to: int) -> bool:
    """A keyframe to another frame of the video, by their indexes; what was linked or propagated there makes room.

    Whether it is there now.
    """
    project, _ = _open(document)
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
        return _do(document, text, [(key, one, None), *room, (target, None, moved)])
    return False


def leave(document: Document) -> None:
    """The selected tracks have left the picture here, until the next frame that they are on."""
    project, frame = _open(document)
    tracked = [one for one in _selected(document) if one.track]
    if not tracked:
        document.said.emit("info", NO_TRACK)
        return
    changes: list[Change] = []
    for one in tracked:
        changes += _ends(project, frame, one.track)
        stored = None if is_interpolated(one) else one
        changes.append((frame.key, stored, outside(as_keyframe(one, project.new_id))))
    _do(document, "Outside from here on", changes)


def toggle_occluded(document: Document) -> None:
    """The selected tracks are hidden behind something here, or not any more."""
    _, frame = _open(document)
    tracked = [(one, one.presence) for one in _selected(document) if one.presence]
    if not tracked:
        document.said.emit("info", NO_TRACK)
        return
    on = not all(presence.occluded for _, presence in tracked)
    changes = [(frame.key, one, replace(one.accepted(), presence=replace(presence.confirmed(), occluded=on)))
               for one, presence in tracked]  # fmt: skip
    _do(document, "Occluded from here on" if on else "Not occluded from here on", changes)


def _ends(project: Project, frame: Frame, track: int) -> list[Change]:
    """A keyframe on the frame before this one, if the track is interpolated there: that side stays as it is."""
    key = project.find_frame(frame.root, frame.path, frame.index - 1)
    one = None if key is None else project.interpolated(project.frame(key)).get(-track)
    return [] if key is None or one is None else [(key, None, as_keyframe(one, project.new_id))]


def renew(document: Document) -> None:
    """What was linked or propagated around this frame and nobody has touched goes: keyframes say what is there."""
    project, frame = _open(document)
    if (one := _one_tracked(document)) is None:
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
    if _do(document, text, [*((key, each, None) for key, each in untouched.items()), here]):
        document.select([one.id, -one.track])


def around(project: Project, track: int, place: int) -> tuple[Sighting | None, Sighting | None]:
    """The keyframes of a track before and after an index of its video."""
    return (
        project.sighting_beside(track, place, after=False),
        project.sighting_beside(track, place, after=True),
    )


def to_keyframe(document: Document, *, after: bool) -> None:
    """The next or previous keyframe of the selected track, or of the nearest of all tracks of the video."""
    project, frame = _open(document)
    tracks = {one.track for one in _selected(document)} - {0} or project.tracks(frame.root, frame.path).keys()
    found = [one for track in tracks if (one := project.sighting_beside(track, frame.index, after=after))]
    if found:
        document.show(min(found, key=lambda one: abs(one.place - frame.index)).frame)
    else:
        document.said.emit("info", f"There is no keyframe {'after' if after else 'before'} this frame.")


def breaks(project: Project, root: str, path: str, go_on: Callable[[], object]) -> list[Break]:
    """Where the tracks of a video may be wrong, worst first. Reads all their outlines: for a thread of its own.

    `go_on` is called between two tracks, and may raise to end it.
    """
    key = project.find_frame(root, path, 0)
    outlines = ((track, _outlines(project, track)) for track in project.tracks(root, path))
    return find_breaks(outlines, *project.frame(key).size, go_on) if key else []


def _outlines(project: Project, track: int) -> dict[int, tuple[Part, ...]]:
    """By index, without what is rejected, and what is interpolated left out: it follows smoothly."""
    stored = project.track_instances(track)
    places = {one.frame: one.place for one in project.sightings(track)}
    return {places[key]: one.parts for key, one in stored.items()
            if key in places and one.state is not State.REJECTED and one.parts}  # fmt: skip


# what all of them share


def title(project: Project, track: Track) -> str:
    """What a person calls a track."""
    return track.title(project.categories().get(track.category))


def _open(document: Document) -> tuple[Project, Frame]:
    assert document.project is not None
    assert document.frame is not None
    return document.project, document.frame


def _selected(document: Document) -> list[Instance]:
    return [document.instances[id] for id in sorted(document.selection)]


def _one_tracked(document: Document) -> Instance | None:
    """The selected instance of a track; says so where it is not one."""
    tracked = [one for one in _selected(document) if one.track]
    if len(tracked) == 1:
        return tracked[0]
    document.said.emit("info", NO_TRACK if not tracked else "Select one track at a time for this.")
    return None


def _video(project: Project, key: FrameKey) -> tuple[str, str]:
    frame = project.frame(key)
    return frame.root, frame.path


def _do(document: Document, text: str, changes: Iterable[Change]) -> bool:
    edits = edits_of(text, changes)
    _, frame = _open(document)
    here = next((edit for edit in edits if edit.frame == frame.key), None)
    # a step belongs to the frame that it was asked for on, too, even if nothing changes there: it is undone from there
    asked = [] if here or not edits else [Edit(text, frame.key, {}, {})]
    if not document.apply(*edits, *asked):
        return False
    if here:
        document.select(here.after)
    document.said.emit("info", f"{done(text)}{f', on {len(edits)} frames' if len(edits) > 1 else ''}.")
    return True


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"
