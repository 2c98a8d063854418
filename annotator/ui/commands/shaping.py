"""Commands that reshape the selection. Where two or more become one, the largest is the first: it keeps its id."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from annotator.core import operations
from annotator.core.annotations import Edit, Instance, State
from annotator.core.frames import Frame
from annotator.core.geometry import area
from annotator.ui.state.deeds import done
from annotator.ui.state.document import Document

Command = Callable[[Frame, Sequence[Instance]], Edit | None]


def join(document: Document) -> None:
    """All of the selection into its largest."""
    _do(document, operations.join, "Select two or more instances to join them.")


def subtract(document: Document) -> None:
    """The smaller of the selection out of the largest."""
    _do(document, operations.subtract, "Select a large instance, and smaller ones that overlap but do not cover it.")


def intersect(document: Document) -> None:
    """What all of the selection cover."""
    _do(document, operations.intersect, "Select two or more instances that have pixels in common.")


def split(document: Document) -> None:
    """Every piece of the selection an instance of its own."""
    assert document.project is not None
    new_id = document.project.new_id
    _do(document, lambda frame, these: operations.split(frame, these, new_id), "The selection is in one piece.")


def keep_largest(document: Document) -> None:
    """Of each of the selection only the largest piece."""
    _do(document, operations.keep_largest, "The selection is in one piece.")


def fill_holes(document: Document) -> None:
    """The selection without holes."""
    _do(document, operations.fill_holes, "The selection has no holes.")


def mend(document: Document) -> None:
    """No more self-crossings in the selection; without one, on the whole frame."""
    _do(document, operations.mend, "No outline crosses itself.", among=_selected(document) or _shown(document))


def _do(
    document: Document, command: Command, otherwise: str, among: Sequence[Instance] | None = None
) -> None:  # fmt: skip
    """Make the edit and select what it gives; say why where there is none."""
    assert document.frame is not None
    edit = command(document.frame, _selected(document) if among is None else among)
    if edit is None:
        document.said.emit("info", otherwise)
    elif document.apply(edit):
        document.select(edit.after)
        document.said.emit("info", f"{done(edit.text)}.")


def _selected(document: Document) -> list[Instance]:
    chosen = [one for one in _shown(document) if one.id in document.selection]
    return sorted(chosen, key=lambda one: (-area(one.parts), one.id))


def _shown(document: Document) -> list[Instance]:
    """Those on the screen; what a person has rejected is not worked on."""
    return [one for one in document.visible.values() if one.state is not State.REJECTED]
