"""Copied instances, kept in memory while the program runs: over frames and projects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from annotator.core.annotations import HUMAN_WORK, Instance, added, removed
from annotator.core.geometry import box_xyxy, translated
from annotator.core.operations import copied, counted
from annotator.ui.commands.grouping import apart
from annotator.ui.state.document import Document

BESIDE_PX = 8
"""How far a duplicate lies from its original, so that it can be seen."""


class _Held(NamedTuple):
    """What was copied, and what its categories are called where it was: their numbers mean nothing elsewhere."""

    instances: Sequence[Instance]
    project: Path
    names: Mapping[int, str]


_held: _Held | None = None


def copy(document: Document) -> None:
    """Keep the selection for pasting."""
    global _held
    project, chosen = document.project, [document.instances[id] for id in sorted(document.selection)]
    assert project is not None
    _held = _Held(chosen, project.path, {one.id: one.name for one in project.categories().values()})
    document.said.emit("info", f"Copied {counted(len(chosen))}.")


def cut(document: Document) -> None:
    """Keep the selection for pasting, and take it away."""
    copy(document)
    assert document.frame is not None
    assert _held is not None
    document.apply(removed(f"Cut {counted(len(_held.instances))}", document.frame.key, *_held.instances))


def paste(document: Document) -> None:
    """What was copied, in the same place, on the frame that is on the screen now."""
    held, project = _held, document.project
    assert project is not None
    if held is None:
        document.said.emit("info", "Nothing has been copied yet.")
        return

    def category(number: int) -> int:
        if held.project != project.path:
            return document.categories.named(held.names[number])
        return number if number in project.categories() else document.categories.current

    _put(document, "Paste", held.instances, "Nothing of what was copied lies on this picture.", category)


def duplicate(document: Document) -> None:
    """The selection once more, a little beside it."""
    chosen = [document.instances[id] for id in sorted(document.selection)]
    dx, dy = _beside(document, chosen)
    moved = [replace(one, parts=translated(one.parts, dx, dy)) for one in chosen]
    _put(document, "Duplicate", moved, "The selection covers nothing of this picture.")


def _beside(document: Document, instances: Sequence[Instance]) -> tuple[float, float]:
    """To the lower right; on an axis where that would leave the picture, the other way."""
    assert document.frame is not None
    _, _, x1, y1 = box_xyxy(ring for one in instances for ring in one.rings)
    ends = zip((x1, y1), document.frame.size, strict=True)
    dx, dy = (BESIDE_PX if end + BESIDE_PX <= size else -BESIDE_PX for end, size in ends)
    return dx, dy


def copy_previous_frame(document: Document) -> None:
    """What a person has confirmed on the frame before this one in the list, in the same places."""
    project, frame = document.project, document.frame
    assert project is not None
    assert frame is not None
    place = project.position(frame.key, document.filter)
    key = project.frame_at(place - 1, document.filter) if place else None
    if key is None:
        document.said.emit("info", "There is no frame before this one in the list.")
        return
    confirmed = [one for one in project.instances(key).values() if one.state in HUMAN_WORK]
    _put(document, "Copy from the previous frame", confirmed, "Nothing on the previous frame is confirmed yet.")


def _put(document: Document, verb: str, instances: Iterable[Instance], otherwise: str,
         category: Callable[[int], int] = lambda number: number) -> None:  # fmt: skip
    project, frame = document.project, document.frame
    assert project is not None
    assert frame is not None
    made = copied(frame, instances, project.new_id)
    if not made:
        document.said.emit("info", otherwise)
        return
    here = {number: category(number) for number in {one.category for one in made}}
    made = [replace(one, category=here[one.category]) for one in made]
    made = apart(made, document.instances.values())
    edit = added(f"{verb}: {counted(len(made))}", frame.key, *made)
    if document.apply(edit):
        document.select(edit.after)
