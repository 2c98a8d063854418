"""Instances of a frame that belong together: grouped, taken apart, selected as one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from annotator.core.annotations import Instance, changed
from annotator.core.operations import counted
from annotator.ui.commands.judging import unlocked
from annotator.ui.state.deeds import done
from annotator.ui.state.document import Document


def group(document: Document) -> None:
    """The selection becomes a group; what is in other groups leaves them."""
    if len(document.selection) < 2:
        document.said.emit("info", "Select two or more instances to group them.")
        return
    these = _selected(document)
    if (number := these[0].group) and {one.id for one in _members(document, {number})} == document.selection:
        document.said.emit("info", f"They are group {number} already.")
        return
    set_group(document, free(document.instances.values()))


def ungroup(document: Document) -> None:
    """The selection belongs to no group any more."""
    if any(one.group for one in _selected(document)):
        set_group(document, 0)
    else:
        document.said.emit("info", "Nothing of the selection is in a group.")


def set_group(document: Document, number: int) -> None:
    """Give all of the selection this group; 0 for none."""
    assert document.frame is not None
    left = unlocked(document, [one.id for one in _selected(document) if one.group != number])
    text = f"Group {counted(len(left))} as {number}" if number else f"Ungroup {counted(len(left))}"
    pairs = ((one, replace(one, group=number)) for one in left)
    if left and document.apply(changed(text, document.frame.key, *pairs)):
        document.said.emit("info", f"{done(text)}.")


def select_groups(document: Document) -> None:
    """Select all that belong together with the selection."""
    groups = {one.group for one in _selected(document)} - {0}
    if groups:
        document.select({*document.selection, *(one.id for one in _members(document, groups))})
    else:
        document.said.emit("info", "Nothing of the selection is in a group.")


def free(instances: Iterable[Instance]) -> int:
    """The next number that no group has."""
    return max((one.group for one in instances), default=0) + 1


def apart(made: Sequence[Instance], there: Iterable[Instance]) -> list[Instance]:
    """Instances that come onto a frame, in groups of their own; one that comes alone is in none."""
    start = free(there)
    counts = [one.group for one in made if one.group]
    numbers = {number: start + k for k, number in enumerate(dict.fromkeys(counts)) if counts.count(number) > 1}
    return [replace(one, group=numbers.get(one.group, 0)) if one.group else one for one in made]


def _selected(document: Document) -> list[Instance]:
    return [document.instances[id] for id in sorted(document.selection)]


def _members(document: Document, groups: set[int]) -> list[Instance]:
    return [one for one in document.visible.values() if one.group in groups]
