"""What commands on tracks share: what they are about, and the one step that each is, undone on any of its frames."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.annotations import Edit, Instance
from annotator.core.frames import Frame
from annotator.core.keyframes import Change, as_keyframe, edits_of
from annotator.core.tracks import Track
from annotator.storage import Project
from annotator.ui.state.deeds import done
from annotator.ui.state.document import Document

NO_TRACK = "Select an instance that is in a track."


def title(project: Project, track: Track) -> str:
    """What a person calls a track."""
    return track.title(project.categories().get(track.category))


def opened(document: Document) -> tuple[Project, Frame]:
    """The project and the frame on the screen."""
    assert document.project is not None
    assert document.frame is not None
    return document.project, document.frame


def selected(document: Document) -> list[Instance]:
    """In the order of their numbers."""
    return [document.instances[id] for id in sorted(document.selection)]


def one_tracked(document: Document) -> Instance | None:
    """The selected instance of a track; says so where it is not one."""
    tracked = [one for one in selected(document) if one.track]
    if len(tracked) == 1:
        return tracked[0]
    document.said.emit("info", NO_TRACK if not tracked else "Select one track at a time for this.")
    return None


def do(document: Document, text: str, changes: Iterable[Change]) -> bool:
    """Make these changes of any frames one step, and say so; whether they are made."""
    edits = edits_of(text, changes)
    _, frame = opened(document)
    here = next((edit for edit in edits if edit.frame == frame.key), None)
    # a step belongs to the frame that it was asked for on, too, even if nothing changes there: it is undone from there
    asked = [] if here or not edits else [Edit(text, frame.key, {}, {})]
    if not document.apply(*edits, *asked):
        return False
    if here:
        document.select(here.after)
    document.said.emit("info", f"{done(text)}{f', on {len(edits)} frames' if len(edits) > 1 else ''}.")
    return True


def side_before(project: Project, frame: Frame, track: int) -> list[Change]:
    """A keyframe on the frame before this one, if the track is interpolated there: that side stays as it is."""
    key = project.find_frame(frame.root, frame.path, frame.index - 1)
    one = None if key is None else project.interpolated(project.frame(key)).get(-track)
    return [] if key is None or one is None else [(key, None, as_keyframe(one, project.new_id))]
