"""An edit made from instances as they were a moment ago, such as by a gesture while a model's answer came in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace

from annotator.core.annotations import HUMAN_WORK, Edit, Instance

_FIELDS = tuple(field.name for field in fields(Instance))


def rebased(edit: Edit, now: Mapping[int, Instance]) -> Edit:
    """The edit as one of its frame's instances as they are now.

    What it changes of an instance stays changed and all else is as now. An instance that was taken away meanwhile comes
    back where the edit changes it; where the edit takes it away, nothing is left to do.
    """
    if all(now.get(id) is one for id, one in edit.before.items()):
        return edit
    after = dict(edit.after)
    for id, was in edit.before.items():
        if id in after and (there := now.get(id)) is not None and there is not was:
            after[id] = _changed_likewise(there, was, after[id])
    return replace(edit, before={id: now[id] for id in edit.before if id in now}, after=after)


def _changed_likewise(there: Instance, was: Instance, wanted: Instance) -> Instance:
    """`there` with whatever is different between the other two."""
    pairs = ((name, getattr(was, name), getattr(wanted, name)) for name in _FIELDS)
    made = replace(there, **{name: new for name, old, new in pairs if new != old})
    # a person's work on what a model has put into a track meanwhile is a keyframe of it
    return made.accepted() if made.state in HUMAN_WORK and wanted.presence == was.presence else made
