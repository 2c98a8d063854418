"""Cover what stands out in a box, and say with strokes what belongs to it and what does not."""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from typing import Literal, NamedTuple

from annotator.core.annotations import Edit, Instance, Part, Ring, added, ring
from annotator.core.cutout import Stroke, cutout
from annotator.core.geometry import Box
from annotator.core.gesture import Gesture, Input, InVain, Point, Preview, Scene
from annotator.core.masks import Sheet, capsule, sketch
from annotator.core.patch import Patch
from annotator.core.raster import LocalMask, local_parts
from annotator.core.setops import NOTHING
from annotator.tools.asking import NO_PICTURE, answer_to, without_picture
from annotator.tools.drawing import NO_SIZE, is_on

_AROUND = 0.2
"""How much of the box's longer side is looked at around it, to know what the object stands out from."""
_LEAST_AROUND_PX = 16
_SMALLEST_PX = 3
_TIP = 0.5
"""Of the grabbing distance: a stroke is eight pixels of the screen wide."""
_BOX_HINT = "Drag a box around the object, or click two opposite corners"
_HINT = "<finish> keeps it; paint what belongs to it too, with Ctrl what does not, <back> takes a stroke back"
_EMPTY = "Nothing stands out in this box; paint over what belongs to the object, or press <leave>"


class CutOut:
    """A drag of a box, strokes where it is wrong, and Enter."""

    name = "cutout"
    label = "Cut out of a box"
    shortcut = "U"
    icon = "mdi6.scissors-cutting"
    cursor: Literal["arrow", "cross"] = "cross"
    tip = "Drag a box around an object; paint what belongs to it, with Ctrl what does not; <finish> keeps it"

    def gesture(self, scene: Scene, event: Input) -> Gesture:
        if event.kind != "press":
            return None
        if scene.pixels is None:
            return (yield from without_picture())
        box = yield from _boxed(scene, event)
        if not isinstance(box, tuple):
            return box
        parts = yield from _Solving(scene, partial(scene.pixels, _grown(box)), box).steps()
        return _added(scene, parts) if parts else None

    def hover(self, scene: Scene, event: Input) -> Preview:
        return Preview(hint=NO_PICTURE if scene.pixels is None else "")


def _boxed(scene: Scene, event: Input) -> Generator[Preview, Input, Box | InVain | None]:
    """A box on the frame: a drag ends on release, after a click a click or Enter ends."""
    start, dragged = event.at, False
    while True:
        box = _between(scene, start, event.at)
        event = yield Preview(band=box, hint=_BOX_HINT)
        if event.kind == "back":
            return None
        dragged = dragged or (event.kind == "move" and not is_on(event, start))
        box = _between(scene, start, event.at)
        ends = event.kind in ("press", "confirm") or (event.kind == "release" and dragged)
        if ends and min(box[2] - box[0], box[3] - box[1]) >= _SMALLEST_PX:
            return box
        if ends and event.kind == "release":
            return InVain(NO_SIZE)


def _between(scene: Scene, one: Point, other: Point) -> Box:
    def held(value: float, most: int) -> float:
        return min(max(value, 0.0), float(most))

    (x0, x1), (y0, y1) = sorted((one.x, other.x)), sorted((one.y, other.y))
    return held(x0, scene.width), held(y0, scene.height), held(x1, scene.width), held(y1, scene.height)


def _grown(box: Box) -> Box:
    by = max(_LEAST_AROUND_PX, _AROUND * max(box[2] - box[0], box[3] - box[1]))
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


class _Found(NamedTuple):
    """What was solved with these strokes, and outlines to look at."""

    strokes: tuple[Stroke, ...] | None
    mask: LocalMask
    rings: tuple[Ring, ...]


def _solved(look: Callable[[], Patch | None], box: Box, strokes: tuple[Stroke, ...]) -> _Found:
    patch = look()
    mask = cutout(patch, box, strokes) if patch else NOTHING
    return _Found(strokes, mask, sketch(mask))


class _Solving:
    """The box is there; strokes and solutions come in any order, and Enter waits for the last."""

    def __init__(self, scene: Scene, look: Callable[[], Patch | None], box: Box) -> None:
        self._scene, self._look, self._box = scene, look, box
        self._strokes: tuple[Stroke, ...] = ()
        self._found = _Found(None, NOTHING, ())
        self._asked: tuple[Stroke, ...] | None = None
        self._painting: list[Point] = []
        self._sheet = Sheet(scene.width, scene.height)
        self._belongs = True

    def steps(self) -> Generator[Preview, Input, tuple[Part, ...] | None]:
        ends = False
        while not (ends and self._found.strokes is self._strokes):
            event = yield self._preview(self._question())
            if event.kind == "answer" and isinstance(event.answer, _Found):
                self._found = event.answer
            elif event.kind == "back" and not self._strokes:
                return None
            elif event.kind == "back":
                self._strokes, ends = self._strokes[:-1], False
            elif not ends:
                self._paint(event)
                ends = event.kind == "confirm"
        made: tuple[Part, ...] | None = yield from answer_to(
            partial(local_parts, self._found.mask), self._preview(None)
        )
        return made

    def _question(self) -> Callable[[], _Found] | None:
        if self._asked is self._strokes:
            return None
        self._asked = self._strokes
        return partial(_solved, self._look, self._box, self._strokes)

    def _paint(self, event: Input) -> None:
        """A stroke goes from press to release, or to Enter."""
        if event.kind == "press":
            self._painting, self._belongs = [event.at], not (event.ctrl or event.alt)
            self._sheet = Sheet(self._scene.width, self._scene.height)
        if not self._painting:
            return
        if event.kind in ("press", "move", "release"):
            radius = max(1.0, event.grab_px * _TIP)
            size = self._scene.width, self._scene.height
            self._sheet.paint(capsule(self._painting[-1], event.at, radius, *size))
            self._painting.append(event.at)
        if event.kind in ("release", "confirm"):
            self._strokes = (*self._strokes, Stroke(self._sheet.local, self._belongs))
            self._painting = []

    def _preview(self, asks: Callable[[], object] | None) -> Preview:
        waits = self._found.strokes is not self._strokes
        hint = "Cutting out ..." if waits else _HINT if self._found.rings else _EMPTY
        path = ring(self._painting) if self._painting else None
        return Preview(rings=self._found.rings, path=path, band=self._box, hint=hint, asks=asks)


def _added(scene: Scene, parts: tuple[Part, ...]) -> Edit:
    return added("Cut out of a box", scene.frame, Instance(id=scene.new_id(), category=scene.category, parts=parts))
