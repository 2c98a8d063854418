"""What is done to whole outlines."""

from annotator.core.fitting import SIMPLIFY, SMOOTH
from annotator.ui.actions.spec import Spec, populated, selected, writable
from annotator.ui.commands import shaping

GROUP = "Shape"

SHAPE: tuple[Spec, ...] = (
    Spec(name="join", text="Join the selection", group=GROUP, keys=("J",), icon="mdi6.vector-union",
         run=lambda desk: shaping.join(desk.document), enabled=selected,
         tip="Into the largest: its category and number stay"),
    Spec(name="split", text="Split into separate parts", group=GROUP, keys=("Shift+J",),
         icon="mdi6.call-split", run=lambda desk: shaping.split(desk.document), enabled=selected),
    Spec(name="subtract", text="Subtract the smaller from the largest", group=GROUP, keys=("Shift+D",),
         icon="mdi6.vector-difference-ba", run=lambda desk: shaping.subtract(desk.document), enabled=selected,
         tip="The smaller ones stay"),
    Spec(name="intersect", text="Keep what all have in common", group=GROUP, keys=("Shift+I",),
         icon="mdi6.vector-intersection", run=lambda desk: shaping.intersect(desk.document),
         enabled=selected),
    Spec(name="keep_largest", text="Keep the largest part", group=GROUP, keys=("Shift+L",),
         icon="mdi6.filter-outline", run=lambda desk: shaping.keep_largest(desk.document),
         enabled=selected),
    Spec(name="fill_holes", text="Fill holes", group=GROUP, keys=("Shift+H",), icon="mdi6.format-color-fill",
         run=lambda desk: shaping.fill_holes(desk.document), enabled=selected),
    Spec(name="simplify", text="Simplify outlines", group=GROUP, keys=("Shift+C",),
         icon="mdi6.vector-polyline-minus", run=lambda desk: desk.fitting.begin(SIMPLIFY), enabled=selected,
         tip="Fewer corners; a slider says how many, Enter keeps"),
    Spec(name="smooth", text="Smooth outlines", group=GROUP, keys=("Shift+U",), icon="mdi6.vector-curve",
         run=lambda desk: desk.fitting.begin(SMOOTH), enabled=selected,
         tip="Rounder corners; a slider says how round, Enter keeps"),
    Spec(name="mend", text="Mend outlines that cross themselves", group=GROUP, keys=("Shift+M",),
         icon="mdi6.bandage", run=lambda desk: shaping.mend(desk.document), enabled=writable,
         tip="In the selection; without one, on the whole frame"),
    Spec(name="check", text="Check the outlines of this frame", group=GROUP, keys=("Shift+K",),
         icon="mdi6.magnify-scan", run=lambda desk: desk.show_findings(), enabled=populated,
         tip="Lists self-crossings, slivers, near duplicates and what reaches out of the picture"),
)  # fmt: skip
