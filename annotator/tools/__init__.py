"""Ways of working with the mouse: one gesture per file, no Qt, no model. A new tool is one file and one line here."""

from annotator.core.gesture import Tool
from annotator.tools.box import DrawBox
from annotator.tools.brush import Brush
from annotator.tools.corners import EditCorners
from annotator.tools.cutout import CutOut
from annotator.tools.ellipse import DrawEllipse
from annotator.tools.eraser import Eraser
from annotator.tools.hole import CutHole
from annotator.tools.magnet import Magnet
from annotator.tools.polygon import DrawPolygon
from annotator.tools.redraw import RedrawStretch
from annotator.tools.select import Select
from annotator.tools.slice import Slice
from annotator.tools.wand import Wand

_ALL: tuple[Tool, ...] = (
    Select(),
    DrawPolygon(),
    DrawBox(),
    DrawEllipse(),
    EditCorners(),
    RedrawStretch(),
    Brush(),
    Eraser(),
    CutHole(),
    Slice(),
    Magnet(),
    Wand(),
    CutOut(),
)

TOOLS: dict[str, Tool] = {tool.name: tool for tool in _ALL}
"""By name, in the order of the tool bar."""
