"""How tools work, and the corners of an outline by keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.ui.actions.spec import Spec, selected
from annotator.ui.commands import cornering

if TYPE_CHECKING:
    from annotator.ui.desk import Desk

GROUP = "Tools"


def _toggle(name: str, desk: Desk) -> None:
    desk.modes.toggle(name)


def _walk(steps: int, extend: bool, desk: Desk) -> None:
    cornering.walk(desk.on_picture(), steps, extend)


MODES: tuple[Spec, ...] = (
    Spec(name="mode_snap", text="Snap", group=GROUP, keys=(";",), icon="mdi6.vector-point-select",
         run=partial(_toggle, "snap"),
         tip="To the corners and edges of neighbours, while drawing and dragging; Ctrl held does the opposite"),
    Spec(name="mode_shared_borders", text="Shared borders", group=GROUP, keys=("Shift+B",),
         icon="mdi6.vector-link", run=partial(_toggle, "shared_borders"),
         tip="A corner that lies on several outlines moves in all of them"),
    Spec(name="mode_no_overlap", text="No overlap", group=GROUP, keys=("Shift+O",), icon="mdi6.layers-off-outline",
         run=partial(_toggle, "no_overlap"),
         tip="What is drawn yields to neighbours that are locked or lie above it, and is cut out of all others"),
    Spec(name="next_corner", text="Next corner", group=GROUP, keys=("Ctrl+Right",),
         icon="mdi6.chevron-right-circle-outline",
         run=partial(_walk, 1, False), enabled=selected, in_gesture=True,
         tip="Of the selection; it is marked then: arrows move it by 1 px, with Shift by 10, <back> deletes it"),
    Spec(name="previous_corner", text="Previous corner", group=GROUP, keys=("Ctrl+Left",),
         icon="mdi6.chevron-left-circle-outline", run=partial(_walk, -1, False), enabled=selected, in_gesture=True),
    Spec(name="next_corner_too", text="Mark the next corner too", group=GROUP, keys=("Ctrl+Shift+Right",),
         icon="mdi6.chevron-double-right", run=partial(_walk, 1, True), enabled=selected, in_gesture=True),
    Spec(name="previous_corner_too", text="Mark the previous corner too", group=GROUP, keys=("Ctrl+Shift+Left",),
         icon="mdi6.chevron-double-left", run=partial(_walk, -1, True), enabled=selected, in_gesture=True),
)  # fmt: skip
