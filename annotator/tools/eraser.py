"""The brush the other way round."""

from annotator.tools.brush import Brush


class Eraser(Brush):
    """A press erases, with Ctrl or Alt it paints."""

    name = "eraser"
    label = "Eraser"
    shortcut = "Shift+N"
    icon = "mdi6.eraser"
    tip = "Erase from the selected instances or the one under the cursor; Ctrl paints, Shift + wheel sizes the tip"
    erases = True
