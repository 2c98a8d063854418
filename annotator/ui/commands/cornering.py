"""The corners of the selection by keys: from one to the next, and away with those that are marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.core.annotations import Edit
from annotator.tools.corners import EditCorners

if TYPE_CHECKING:
    from annotator.ui.canvas.canvas import Canvas


def walk(canvas: Canvas, steps: int, extend: bool = False) -> None:
    """To the next or previous corner of what is selected, which is then marked, and into sight."""
    if canvas.tool.name != "corners":
        canvas.set_tool("corners")
    canvas.cross.leave()
    canvas.at_cursor("walk", turns=steps, shift=extend)
    marked = canvas.pointer.preview.marked
    if marked is not None and len(marked) and not extend:
        canvas.sight.reveal_corners(marked)


def delete_marked(canvas: Canvas) -> bool:
    """Delete the marked corners; whether there were any, and outlines can do without them."""
    tool = canvas.tool
    edit = tool.without_marked(canvas.scene()) if canvas.ready and isinstance(tool, EditCorners) else None
    return isinstance(edit, Edit) and canvas.document.apply(edit)
