"""What every tool that draws a new outline ends with."""

from __future__ import annotations

import numpy as np

from annotator.core.annotations import Edit, Instance, Part, Ring, added, ring
from annotator.core.geometry import signed_area
from annotator.core.gesture import Input, Point, Scene

SMALLEST_AREA_PX = 1e-3
"""Under this an outline is a line or a point, covers no pixel and is not worth an instance."""


def is_outline(corners: object) -> bool:
    """Whether these corners enclose anything."""
    made = ring(corners)
    return len(made) >= 3 and bool(np.isfinite(made).all()) and abs(signed_area(made)) >= SMALLEST_AREA_PX


def drawn(text: str, scene: Scene, outer: Ring) -> Edit:
    """The edit that adds one new instance of the scene's category."""
    return added(text, scene.frame, Instance(id=scene.new_id(), category=scene.category, parts=(Part(outer),)))


def is_on(event: Input, point: Point) -> bool:
    """Whether the event is within grabbing distance of the point."""
    return float(np.hypot(event.at.x - point.x, event.at.y - point.y)) <= event.grab_px
