"""Which instance is under the cursor: boxes first, all at once, then the few outlines that are left."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.annotations import Instance
from annotator.core.geometry import Box, area, topmost_at
from annotator.core.gesture import Scene
from annotator.ui.canvas.outlines import Outlines, drawn_parts


def touching(outlines: Outlines, box: Box) -> list[Instance]:
    """The instances with an outline whose boxes touch this one."""
    return [one for one in outlines.at_rows(outlines.touching(box)) if one.parts]


def indexed(scene: Scene, outlines: Outlines) -> Scene:
    """The scene, quick to search: the outlines go on with the document while a gesture lasts, the scene does not."""
    there = scene.instances
    return replace(scene, index=lambda box: [one for one in touching(outlines, box) if there.get(one.id) is one])


def smallest_at(outlines: Outlines, x: float, y: float) -> Instance | None:
    """The smallest instance that covers the point."""
    return topmost_at(touching(outlines, (x, y, x, y)), x, y)


def box_at(outlines: Outlines, x: float, y: float) -> Instance | None:
    """The smallest instance under the point that came with a box alone; None where a smaller outline is there."""
    bare = [one for one in outlines.at_rows(outlines.touching((x, y, x, y))) if not one.parts]
    box = min(bare, key=_size, default=None)
    outlined = smallest_at(outlines, x, y) if box else None
    return None if box and outlined and _size(outlined) < _size(box) else box


def _size(one: Instance) -> float:
    return area(drawn_parts(one))
