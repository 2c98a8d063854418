"""Judging and selecting instances, and going back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.ui.actions.spec import Spec, framed, opened, populated, selected, writable
from annotator.ui.commands import cornering, judging, review

if TYPE_CHECKING:
    from annotator.ui.desk import Desk

GROUP = "Instances"


def _delete(desk: Desk) -> None:
    if not cornering.delete_marked(desk.canvas):
        judging.delete(desk.document, desk.document.selection)


INSTANCES: tuple[Spec, ...] = (
    Spec(name="accept", text="Accept, then the next proposal", group=GROUP, keys=("E",), icon="mdi6.check",
         run=lambda desk: review.accept_and_go_on(desk.document), enabled=writable),
    Spec(name="reject", text="Reject, then the next proposal", group=GROUP, keys=("Q",), icon="mdi6.cancel",
         run=lambda desk: review.reject_and_go_on(desk.document), enabled=writable),
    Spec(name="accept_above", text="Accept all above the threshold", group=GROUP, keys=("Shift+E",),
         icon="mdi6.check-underline-circle-outline",
         run=lambda desk: judging.accept_above(desk.document, desk.document.showing.threshold), enabled=writable),
    Spec(name="next_instance", text="Next instance", group=GROUP, keys=("Tab",), icon="mdi6.arrow-down",
         run=lambda desk: review.step(desk.document, desk.instances.model.selectable(), 1), enabled=populated,
         over_lists=True),
    Spec(name="previous_instance", text="Previous instance", group=GROUP, keys=("Shift+Tab",),
         icon="mdi6.arrow-up", run=lambda desk: review.step(desk.document, desk.instances.model.selectable(), -1),
         enabled=populated, over_lists=True),
    Spec(name="delete", text="Delete the selection", group=GROUP, keys=("X", "Del"),
         icon="mdi6.trash-can-outline", enabled=selected,
         run=_delete,
         tip="With the corners tool the corners that are marked; whole instances where none is"),
    Spec(name="select_all", text="Select all", group=GROUP, keys=("Ctrl+A",), icon="mdi6.select-all",
         run=lambda desk: review.select_all(desk.document), enabled=populated),
    Spec(name="select_none", text="Select nothing", group=GROUP, keys=("Ctrl+Shift+A",), icon="mdi6.select-off",
         run=lambda desk: desk.document.select(()), enabled=populated),
    Spec(name="undo", text="Undo on this frame", group=GROUP, keys=("Ctrl+Z",), icon="mdi6.undo",
         run=lambda desk: desk.canvas.undo(), enabled=writable, in_gesture=True,
         tip="In the middle of a drawing, its last step"),
    Spec(name="redo", text="Redo on this frame", group=GROUP, keys=("Ctrl+Shift+Z", "Ctrl+Y"), icon="mdi6.redo",
         run=lambda desk: desk.document.redo(), enabled=writable),
    Spec(name="history", text="History of this frame", group=GROUP, keys=("Ctrl+H",), icon="mdi6.history",
         run=lambda desk: desk.show_history(), enabled=framed, tip="Every edit in words, and a way back to each"),
    Spec(name="deleted", text="Deleted instances", group=GROUP, keys=("Ctrl+Shift+H",), icon="mdi6.delete-restore",
         run=lambda desk: desk.show_deleted(), enabled=opened, tip="The bin of the project: restore what you miss"),
)  # fmt: skip
