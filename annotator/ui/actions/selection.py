"""Selecting many at once, and going to what is selected."""

from annotator.ui.actions.spec import Spec, framed, populated, some_selected
from annotator.ui.commands import review

GROUP = "Selection"

SELECTION: tuple[Spec, ...] = (
    Spec(name="select_category", text="Select all of this category", group=GROUP, keys=("Ctrl+Shift+S",),
         icon="mdi6.select-group", run=lambda desk: review.select_category(desk.document), enabled=populated,
         tip="Of the selection's categories; without one, of that in use"),
    Spec(name="invert_selection", text="Invert the selection", group=GROUP, keys=("Ctrl+Shift+I",),
         icon="mdi6.select-inverse", run=lambda desk: review.invert(desk.document), enabled=populated),
    Spec(name="zoom_selection", text="Zoom to the selection", group=GROUP, keys=("Ctrl+2",),
         icon="mdi6.image-search-outline", run=lambda desk: desk.canvas.sight.zoom_onto(desk.document.selection),
         enabled=some_selected),
    Spec(name="auto_zoom", text="Zoom to each instance in turn, or not", group=GROUP, keys=("Ctrl+3",),
         icon="mdi6.target", run=lambda desk: desk.toggle_auto_zoom(), enabled=framed,
         tip="With Tab, with E and Q, and from the list"),
)  # fmt: skip
