"""An outline that clings to the edges of the picture, from click to click; also for a stretch of an outline."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from annotator.core.annotations import Edit, Ring, ring
from annotator.core.gesture import Gesture, Input, Preview, Scene
from annotator.core.livewire import Livewire
from annotator.tools.asking import NO_PICTURE, without_picture
from annotator.tools.drawing import NO_OUTLINE, drawn, is_on, is_outline
from annotator.tools.inside import within_picture
from annotator.tools.stretch import Stretch, stretch_at
from annotator.tools.wire import Wire

_HINT = "Click along the edge, with Ctrl straight; <finish> or the first anchor closes, <back> steps back"
_STRETCH_HINT = "Follow the edge back to the outline: the shorter side is replaced, with Shift the other"


class Magnet:
    """Clicks fix anchors and the line between them follows the edge; it ends where it began, or on the selected outline
    that it began on, a stretch of which it replaces."""

    name = "magnet"
    label = "Magnetic outline"
    shortcut = "M"
    icon = "mdi6.magnet"
    cursor: Literal["arrow", "cross"] = "cross"
    tip = "Click along an edge and the line follows it; from the selected outline back to it, a stretch is drawn anew"

    @within_picture
    def gesture(self, scene: Scene, event: Input) -> Gesture:
        if event.kind != "press":
            return None
        if scene.pixels is None:
            return (yield from without_picture())
        return (yield from _Tracing(scene, event).steps())

    def hover(self, scene: Scene, event: Input) -> Preview:
        if scene.pixels is None:
            return Preview(hint=NO_PICTURE)
        stretch = _stretch(scene, event)
        return Preview(handles=ring([stretch.point]), hint=_STRETCH_HINT) if stretch else Preview()


def _stretch(scene: Scene, event: Input) -> Stretch | None:
    """Of the selected outline only: beside any other one a new outline may begin."""
    found = stretch_at(scene, event)
    return found if found and found.instance.id in scene.selection else None


class _Tracing:
    """One gesture: where the line is, whether it has left the outline that it began on, and whether it is to end."""

    def __init__(self, scene: Scene, press: Input) -> None:
        assert scene.pixels is not None
        self._scene, self._stretch = scene, _stretch(scene, press)
        start = self._stretch.point if self._stretch else press.at
        exact = press.ctrl or press.alt or self._stretch is not None
        self._wire = Wire(scene.pixels, press, start, snaps=not exact)
        self._cursor, self._pressed = press, press.at
        self._left = self._rejoins = False
        self._end: Input | None = None

    def steps(self) -> Gesture:
        event = self._cursor
        while self._end is None or self._wire.wanted:
            preview = replace(self._preview(), asks=self._wire.question(self._cursor.at))
            vain = event.kind in ("confirm", "double") and self._end is None
            event = yield replace(preview, hint=NO_OUTLINE) if vain else preview
            if event.kind == "answer" and isinstance(event.answer, Livewire):
                self._wire.answer(event.answer)
            elif event.kind == "back":
                self._end = None
                if not self._wire.back():
                    return None
            elif self._end is None:
                self._follow(event)
        return self._edit(self._end)

    def _follow(self, event: Input) -> None:
        dragged = event.kind == "release" and not is_on(event, self._pressed)
        if event.kind in ("press", "move", "release"):
            self._cursor = event
            self._left = self._left or (self._stretch is not None and not is_on(event, self._stretch.point))
        if event.kind == "press":
            self._pressed = event.at
        if event.kind == "press" or dragged:
            self._anchor(event)
        elif event.kind in ("confirm", "double"):
            self._finish()

    def _anchor(self, event: Input) -> None:
        if self._closes(event):
            self._close()
        elif self._ends_on_outline(event):
            self._rejoin(event)
        elif not is_on(event, self._wire.last):
            self._wire.want(event.at, straight=event.ctrl or event.alt)

    def _finish(self) -> None:
        if self._ends_on_outline(self._cursor):
            self._rejoin(self._cursor)
        elif self._encloses():
            self._close()

    def _close(self) -> None:
        self._end, self._rejoins = replace(self._cursor, at=self._wire.start), False
        self._wire.want(self._wire.start, exact=True)

    def _rejoin(self, event: Input) -> None:
        place = self._stretch.end(event) if self._stretch else None
        assert place is not None
        self._end, self._rejoins = replace(event, at=place), True
        self._wire.want(place, straight=event.ctrl or event.alt, exact=True)

    def _edit(self, end: Input) -> Edit | None:
        if self._stretch is None or not self._rejoins:
            points = self._wire.points
            return drawn("Draw along edges", self._scene, _open(points)) if is_outline(points) else None
        parts = self._stretch.redrawn(self._path(self._wire.points), end)
        return self._stretch.edit(self._scene, parts) if parts else None

    def _encloses(self) -> bool:
        return is_outline([*self._wire.points, *(one.point for one in self._wire.wanted)])

    def _closes(self, event: Input) -> bool:
        return is_on(event, self._wire.start) and self._encloses()

    def _ends_on_outline(self, event: Input) -> bool:
        return self._stretch is not None and self._left and self._stretch.end(event) is not None

    def _preview(self) -> Preview:
        wire, cursor = self._wire, self._cursor
        if self._end is None and self._stretch and self._ends_on_outline(cursor):
            line = wire.line_to(self._stretch.end(cursor) or cursor.at, exact=True)
            if parts := self._stretch.redrawn(self._path(line), cursor):
                return self._stretch.preview(parts, _STRETCH_HINT)
        if self._closes(cursor) and not wire.wanted:
            closed = wire.line_to(wire.start, exact=True)
            return Preview(rings=(closed,), handles=wire.anchors, hint="Click to close")
        hint = _STRETCH_HINT if self._stretch else _HINT
        line = wire.points if self._end else wire.line_to(cursor.at)
        return Preview(path=line, handles=wire.anchors, hint=hint)

    def _path(self, line: Ring) -> Ring:
        """Without its end, which the stretch puts on the outline."""
        return line[:-1] if len(line) > 1 else line


def _open(points: Ring) -> Ring:
    """A closed line as a ring: the first point is not there twice."""
    return points[:-1] if (points[0] == points[-1]).all() else points
