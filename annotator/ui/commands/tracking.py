"""Which instances are in a track: each command is one step, undone as one on any of its frames."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from annotator.core.annotations import Instance
from annotator.core.frames import FrameKey
from annotator.core.keyframes import Change, as_keyframe, joined
from annotator.core.operations import counted
from annotator.core.tracks import is_interpolated
from annotator.storage import Project
from annotator.ui.commands.track_steps import do, one_tracked, opened, selected, side_before, title
from annotator.ui.state.document import Document


def start(document: Document) -> None:
    """A track of its own for each of the selection that is in none."""
    project, frame = opened(document)
    alone = [one for one in selected(document) if not one.track]
    if not alone:
        document.said.emit("info", "Select instances that are in no track yet.")
        return
    changes = [(frame.key, one, joined(one, project.new_track(frame, one.category).id, one.category)) for one in alone]
    do(document, f"New track for {counted(len(alone), 'instance')}", changes)


def take_out(document: Document) -> None:
    """The selection out of their tracks; the instances stay."""
    _, frame = opened(document)
    tracked = [one for one in selected(document) if one.track and not is_interpolated(one)]
    if not tracked:
        document.said.emit("info", "Select instances that are in a track, on their keyframes.")
        return
    changes = [(frame.key, one, replace(one, presence=None)) for one in tracked]
    do(document, f"Take {counted(len(tracked), 'instance')} out of the track", changes)


def link(document: Document, here: tuple[FrameKey, int], there: tuple[FrameKey, int]) -> None:
    """Two stored instances on different frames are the same object: frame and number of each."""
    project, _ = opened(document)
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
    project, _ = opened(document)
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
    project, _ = opened(document)
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
    do(document, text or f"Add to {title(project, known)}", changes)


def split(document: Document) -> None:
    """From this frame on the selected track is a track of its own."""
    project, frame = opened(document)
    if (one := one_tracked(document)) is None:
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
    do(document, f"Split {title(project, old)}", [*side_before(project, frame, old.id), *changes])


def _moved(one: Instance, track: int) -> Instance:
    assert one.presence is not None
    return replace(one, presence=replace(one.presence, track=track))


def delete(document: Document) -> None:
    """All of the selected track."""
    project, _ = opened(document)
    if one := one_tracked(document):
        changes = [(key, each, None) for key, each in project.track_instances(one.track).items()]
        do(document, f"Delete {title(project, project.track(one.track))}", changes)


def trim_before(document: Document) -> None:
    """The selected track begins on this frame."""
    _trim(document, "Trim {} to begin here", before=True)


def trim_after(document: Document) -> None:
    """The selected track ends on this frame."""
    _trim(document, "Trim {} to end here", before=False)


def _trim(document: Document, text: str, *, before: bool) -> None:
    project, frame = opened(document)
    if (one := one_tracked(document)) is None:
        return
    gone = project.track_instances(one.track, *((0, frame.index - 1) if before else (frame.index + 1,)))
    if not gone:
        document.said.emit("info", f"The track {'begins' if before else 'ends'} here already.")
        return
    here: list[Change] = [(frame.key, None, as_keyframe(one, project.new_id))] if is_interpolated(one) else []
    name = title(project, project.track(one.track))
    do(document, text.format(name), [*((key, each, None) for key, each in gone.items()), *here])


def _video(project: Project, key: FrameKey) -> tuple[str, str]:
    frame = project.frame(key)
    return frame.root, frame.path
