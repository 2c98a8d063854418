"""What follows from edits: what categories and tracks ask for, and what lies between keyframes."""

from collections.abc import Mapping
from dataclasses import replace

from annotator.core.annotations import Edit, Instance
from annotator.core.frames import Frame
from annotator.core.keyframes import as_stored, carried, completed, of_tracks
from annotator.storage import Project
from annotator.ui.state.categories import Categories


def complete(edit: Edit, project: Project, categories: Categories) -> Edit:
    """With the attributes that its categories and tracks ask for."""
    return completed(edit, categories.attributes, project.track)


def with_tracks(
    edit: Edit, project: Project, categories: Categories, instances: Mapping[int, Instance]
) -> tuple[Edit, ...]:
    """Complete, and with all that a change of a track's category brings along; `instances` are those of its
    frame, where that is on the screen."""
    edit = as_stored(complete(edit, project, categories), instances, project.new_id)
    return carried(edit, project.track, categories.fixed, project.track_instances)


def interpolated(project: Project, frame: Frame, stored: Mapping[int, Instance]) -> dict[int, Instance]:
    """What follows from keyframes on other frames; of tracks that are stored here, nothing does."""
    found = project.interpolated(frame)
    there = {one.track for one in stored.values()} if found else set()
    return {id: one for id, one in found.items() if one.track not in there}


def as_seen(
    edits: tuple[Edit, ...], project: Project, frame: Frame, instances: Mapping[int, Instance]
) -> tuple[Edit, ...]:
    """With what is interpolated on this frame, which may follow from what they change; `instances` are those that were
    there before."""
    if not of_tracks(*edits):
        return edits
    here = next((edit for edit in edits if edit.frame == frame.key), Edit("", frame.key, {}, {}))
    before = {id: one for id, one in instances.items() if id < 0}
    stored = here.applied_to({id: one for id, one in instances.items() if id >= 0})
    after = interpolated(project, frame, stored)
    changed = {id for id in before | after if before.get(id) is not after.get(id)}
    if not changed:
        return edits
    here = replace(here, before={**here.before, **{id: before[id] for id in changed & before.keys()}},
                   after={**here.after, **{id: after[id] for id in changed & after.keys()}})  # fmt: skip
    return (*(edit for edit in edits if edit.frame != frame.key), here)
