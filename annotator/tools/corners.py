"""Move, insert and delete the corners of outlines, one by one or marked ones together."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, NamedTuple

from annotator.core.annotations import Edit, Instance, Part, ring
from annotator.core.corners import Corner, corners_along, corners_in, corners_of, inserted, point_of
from annotator.core.geometry import Box, box_xyxy, nearest_edge, nearest_vertex, point_on_edge, topmost_at
from annotator.core.gesture import Gesture, Input, InVain, Point, Preview, Scene
from annotator.tools.drawing import is_on
from annotator.tools.holding import Held, alive, edited, points_of, reshaped
from annotator.tools.masking import selected
from annotator.tools.nudging import nudge_corners, nudge_instances
from annotator.tools.snapping import caught

_HINT = "Drag a corner, press an edge to insert one, Alt-click or <back> to delete, Alt-drag to erase many"
_MARKED = "{} marked: drag one or use the arrow keys to move them, <back> deletes them"
_TOO_FEW = "An outline needs three corners; <delete> deletes the whole instance."
_BAND = "Corners inside the band are marked"
_SWEEP = "{} to be erased"


class EditCorners:
    """Corners of the selected instances come first; a press on another instance selects it.

    What was clicked, dragged, inserted or lies inside a band is marked, and stays so until something else is.
    """

    name = "corners"
    label = "Corners"
    shortcut = "C"
    icon = "mdi6.vector-polyline-edit"
    cursor: Literal["arrow", "cross"] = "arrow"
    tip = (
        "Drag corners, press an edge to insert one; Alt-click deletes, Alt-drag erases many; "
        "Shift-click or a band marks several to move together"
    )

    def __init__(self) -> None:
        self._marked = frozenset[Corner]()

    def gesture(self, scene: Scene, event: Input) -> Gesture:
        self._marked = alive(scene, self._marked)
        if event.kind == "nudge" and self._marked:
            return (yield from nudge_corners(scene, event, self._marked))
        if event.kind == "nudge":
            return (yield from nudge_instances(scene, event, selected(scene)))
        if event.kind == "walk":
            self._walk(scene, event)
        grip = _grip(scene, event)
        if event.kind == "back":
            return self._deleted(scene, grip)
        if event.kind != "press":
            return None
        if event.alt:
            return (yield from self._swept(scene, grip, event))
        if grip:
            return (yield from self._dragged(scene, grip, event))
        return (yield from self._banded(scene, event))

    def hover(self, scene: Scene, event: Input) -> Preview:
        self._marked = alive(scene, self._marked)
        grip = _grip(scene, event)
        count = len(self._marked)
        hint = _MARKED.format("1 corner" if count == 1 else f"{count} corners") if count else _HINT
        handles = ring([grip.point]) if grip else None
        return Preview(handles=handles, marked=points_of(scene, self._marked), hint=hint if grip or count else "")

    def _walk(self, scene: Scene, event: Input) -> None:
        """To the next corner of what is selected, round all its rings; with Shift the others stay marked."""
        order = [one for instance in selected(scene) if not instance.locked for one in corners_of(instance)]
        if not order:
            return
        places = [order.index(one) for one in self._marked]
        onward = event.turns > 0
        there = order[(max(places, default=-1) + 1 if onward else min(places, default=0) - 1) % len(order)]
        self._marked = self._marked | {there} if event.shift else frozenset({there})

    def without_marked(self, scene: Scene) -> Edit | InVain | None:
        """The edit that deletes the marked corners; None where none is marked."""
        return self._less(scene, alive(scene, self._marked))

    def _less(self, scene: Scene, doomed: frozenset[Corner]) -> Edit | InVain | None:
        """Those that stay have other numbers then, so none is marked any more."""
        edit = _without(scene, doomed)
        if isinstance(edit, Edit):
            self._marked = frozenset()
        return edit

    def _deleted(self, scene: Scene, grip: _Grip | None) -> Edit | InVain | None:
        """The corner under the cursor, with all that are marked if it is one of them; or else those."""
        under = grip.corner if grip and not grip.inserts else None
        doomed = self._marked if under is None or under in self._marked else frozenset({under})
        return self._less(scene, doomed)

    def _dragged(self, scene: Scene, grip: _Grip, press: Input) -> Gesture:
        """The corner keeps its distance to the cursor, and a press that does not move moves nothing."""
        together = not grip.inserts and (grip.corner in self._marked or press.shift)
        corners = self._marked | {grip.corner} if together else frozenset({grip.corner})
        held = Held(scene, corners, {grip.corner.instance: grip.parts} if grip.inserts else None)
        selection = scene.selection
        if grip.corner.instance not in selection:
            selection = selection | {grip.corner.instance} if press.shift else frozenset({grip.corner.instance})
        event, by, snap, room = press, Point(0, 0), None, box_xyxy([held.points(0, 0)])
        while event.kind != "release":
            shapes = held.moved(*by)
            at = ring([(grip.point[0] + by.x, grip.point[1] + by.y)])
            marked = held.points(*by) if len(corners) > 1 else None
            event = yield reshaped(shapes, handles=at, marked=marked, snap=snap, selection=selection, hint=_HINT)
            if by != (0, 0) or not is_on(_sharper(event), press.at):
                snap = caught(scene, event, held.ids)
                by = scene.way(room, _way(grip.point, snap) if snap else _way(press.at, event.at))
        if not grip.inserts and by == (0, 0):
            self._mark(grip.corner, press)
            return selection
        self._marked = corners
        if grip.inserts:
            text = "Insert corner"
        else:
            text = "Move corner" if len(corners) == 1 else f"Move {len(corners)} corners"
        return edited(text, scene, held.moved(*by)) or selection

    def _mark(self, corner: Corner, press: Input) -> None:
        self._marked = self._marked ^ {corner} if press.shift else frozenset({corner})

    def _banded(self, scene: Scene, press: Input) -> Gesture:
        """A band marks the selected instances' corners; without one, the instance under the cursor is selected."""
        before = self._marked if press.shift else frozenset()
        event, marked, drawn = press, before, False
        while event.kind != "release":
            drawn = drawn or not is_on(event, press.at)
            band = _box(press.at, event.at)
            marked = before | _inside(scene, band) if drawn else before
            points = points_of(scene, marked)
            event = yield Preview(band=band, marked=points, hint=_BAND) if drawn else Preview(marked=points)
        self._marked = marked
        if drawn:
            return scene.selection
        hit = topmost_at(scene.near(press.at, 0), *press.at)
        return frozenset({hit.id}) if hit else scene.selection if press.shift else frozenset()

    def _swept(self, scene: Scene, grip: _Grip | None, press: Input) -> Gesture:
        """All corners that the cursor passes over while Alt is held; those of the selection, or of what it began on."""
        among = [one for one in selected(scene) if not one.locked]
        if grip and grip.corner.instance not in scene.selection:
            among = [scene.instances[grip.corner.instance]]
        first = grip.corner if grip and not grip.inserts else None
        doomed = {first} if first else set[Corner]()
        event, last = press, press.at
        while event.kind != "release":
            shapes = Held(scene, doomed).without()
            hint = _SWEEP.format("1 corner" if len(doomed) == 1 else f"{len(doomed)} corners") if doomed else _HINT
            event = yield reshaped(shapes, marked=points_of(scene, doomed), hint=hint)
            if not is_on(_sharper(event), last):
                reach = event.grab_px / 2
                doomed.update(corner for one in among for corner in corners_along(one, last, event.at, reach))
                last = event.at
        return self._less(scene, frozenset(doomed))


class _Grip(NamedTuple):
    """What a press takes hold of: a corner, or the place on an edge where one would be."""

    corner: Corner
    point: tuple[float, float]
    inserts: bool
    parts: tuple[Part, ...]
    """Of its instance, the new corner in them where one is inserted."""


def _grip(scene: Scene, event: Input) -> _Grip | None:
    """A corner before an edge, the selected before the rest, the nearest before the farther."""
    near = [one for one in scene.near(event.at, event.grab_px) if not one.locked]
    chosen = [one for one in near if one.id in scene.selection]
    others = [one for one in near if one.id not in scene.selection]
    return (
        _nearest(chosen, event, inserts=False)
        or _nearest(chosen, event, inserts=True)
        or _nearest(others, event, inserts=False)
    )


def _nearest(instances: list[Instance], event: Input, inserts: bool) -> _Grip | None:
    find = nearest_edge if inserts else nearest_vertex
    found = [(place, one) for one in instances if (place := find(one.parts, *event.at))]
    place, one = min(found, key=lambda pair: pair[0].distance, default=(None, None))
    if place is None or one is None or place.distance > event.grab_px:
        return None
    corner = Corner(one.id, place.part, place.ring, place.vertex)
    if not inserts:
        return _Grip(corner, point_of(one.parts, corner), False, one.parts)
    # the point of the edge that is nearest to the cursor, so that inserting alone leaves the outline as it was
    point = point_on_edge(one.parts[place.part].rings[place.ring], place.vertex, *event.at)
    return _Grip(corner._replace(vertex=corner.vertex + 1), point, True, inserted(one.parts, corner, *point))


def _inside(scene: Scene, band: Box) -> frozenset[Corner]:
    return frozenset(corner for one in selected(scene) if not one.locked for corner in corners_in(one, band))


def _without(scene: Scene, doomed: frozenset[Corner]) -> Edit | InVain | None:
    shapes = Held(scene, doomed).without()
    if not all(shapes.values()):
        return InVain(_TOO_FEW)
    return edited("Delete corner" if len(doomed) == 1 else f"Delete {len(doomed)} corners", scene, shapes)


def _sharper(event: Input) -> Input:
    """With a quarter of the grabbing distance: small corrections count, a hand that only clicks does not."""
    return replace(event, grab_px=event.grab_px / 4)


def _way(start: tuple[float, float], end: Point) -> Point:
    return Point(end.x - start[0], end.y - start[1])


def _box(one: Point, other: Point) -> Box:
    return min(one.x, other.x), min(one.y, other.y), max(one.x, other.x), max(one.y, other.y)
