"""Which instance is under the cursor: boxes first, all at once, then the few outlines that are left."""

from __future__ import annotations

from annotator.core.annotations import Instance
from annotator.core.geometry import Box, topmost_at
from annotator.ui.canvas.outlines import Kind, Outlines


def touching(outlines: Outlines, box: Box) -> list[Instance]:
    """The instances with an outline whose boxes touch this one: what a scene offers to tools as its index."""
    rows = outlines.touching(box)
    return outlines.at_rows(rows[outlines.kinds[rows] != Kind.BOX])


def smallest_at(outlines: Outlines, x: float, y: float) -> Instance | None:
    """The smallest instance that covers the point."""
    return topmost_at(touching(outlines, (x, y, x, y)), x, y)
