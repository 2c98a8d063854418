"""One line per tool, and the size of the tip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.core.gesture import Tool
from annotator.tools import TOOLS as ALL_TOOLS
from annotator.tools.tip import Tip
from annotator.ui.actions.spec import Spec, framed

if TYPE_CHECKING:
    from annotator.ui.desk import Desk

GROUP = "Tools"


def _choose(tool: Tool) -> Spec:
    return Spec(name=f"tool_{tool.name}", text=tool.label, group=GROUP, keys=(tool.shortcut,), icon=tool.icon,
                tip=tool.tip, run=lambda desk: desk.take_tool(tool.name), enabled=framed)  # fmt: skip


def _change_shape(desk: Desk) -> None:
    desk.modes.toggle("square_tip")
    desk.document.said.emit("info", f"{Tip.of(desk.modes.now)}.")


def _change_sparing(desk: Desk) -> None:
    desk.modes.toggle("spares_others")
    does = "leaves out" if desk.modes.now.spares_others else "paints over"
    desk.document.said.emit("info", f"The brush {does} other instances.")


TOOLS: tuple[Spec, ...] = (
    *map(_choose, ALL_TOOLS.values()),
    Spec(name="draw", text="Draw again, or finish the outline", group=GROUP, keys=("Ctrl+N",), icon="mdi6.draw",
         tip="With the tool that drew last", run=lambda desk: desk.on_picture().draw_or_finish(), enabled=framed),
    Spec(name="smaller_tip", text="Smaller tip", group=GROUP, keys=(",",), icon="mdi6.circle-small",
         tip="Of brush and eraser; with the polygon tool, freehand lines are kept more closely",
         run=lambda desk: desk.canvas.turn(-1), enabled=framed),
    Spec(name="larger_tip", text="Larger tip", group=GROUP, keys=(".",), icon="mdi6.circle-medium",
         tip="Of brush and eraser; with the polygon tool, freehand lines are kept less closely",
         run=lambda desk: desk.canvas.turn(1), enabled=framed),
    Spec(name="tip_shape", text="Round or square tip", group=GROUP, keys=("/",), icon="mdi6.square-circle-outline",
         tip="Of brush and eraser", run=_change_shape, enabled=framed),
    Spec(name="paint_over", text="Paint over other instances or leave them out", group=GROUP, keys=("Shift+P",),
         icon="mdi6.layers-edit", tip="Shift held while painting does the other for one stroke",
         run=_change_sparing, enabled=framed),
)  # fmt: skip
