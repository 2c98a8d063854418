"""What is done on the picture: selecting, and drawing with every tool."""

from collections.abc import Callable

from PySide6.QtCore import Qt

from annotator.core.adjustment import Adjustment, Window
from annotator.ui.commands import judging
from tests.screenshots.stage import Spot, Stage
from tests.ui.canvases import place

THREE = 178, 222, 290, 312
"""Three nuclei that touch."""

AROUND_ALONE = 360, 298, 434, 358
ALONE = (397, 328)
LEFT_OF_THREE, MIDDLE_OF_THREE, RIGHT_OF_THREE = (204, 268), (228, 275), (254, 257)


def near(stage: Stage, left: float, top: float, right: float, bottom: float) -> None:
    stage.look_at(left, top, right, bottom)


def selected(stage: Stage) -> None:
    stage.look_at(*THREE)
    stage.select(MIDDLE_OF_THREE)


def picture_menu(stage: Stage) -> None:
    stage.look_at(*THREE)
    canvas = stage.window.canvas
    canvas.customContextMenuRequested.emit(place(canvas, *MIDDLE_OF_THREE).toPoint())


def all_selected(stage: Stage) -> None:
    stage.document.select(stage.document.visible)


def rejected(stage: Stage) -> None:
    stage.window.instances.rejected.setChecked(True)


def proposals(stage: Stage) -> None:
    stage.document.set_threshold(0.8)
    stage.do("next_instance")


def tool(stage: Stage, name: str, play: Callable[[Stage], object], *chosen: Spot, lacking: Spot | None = None) -> None:
    """A tool in the middle of its gesture: over three nuclei that touch, or over one alone that is not outlined yet."""
    stage.look_at(*(THREE if lacking is None else AROUND_ALONE))
    if lacking:
        stage.select(lacking)
        judging.delete(stage.document, stage.document.selection)
    stage.select(*chosen)
    stage.do(f"tool_{name}")
    stage.settle()
    play(stage)


def drags(*spots: Spot, **keys) -> Callable[[Stage], None]:
    return lambda stage: stage.hold(*spots, **keys)


def clicks(*spots: Spot, then: Spot, **keys) -> Callable[[Stage], None]:
    def play(stage: Stage) -> None:
        stage.click(*spots, **keys)
        stage.move(then)

    return play


def corner(stage: Stage) -> None:
    """Drag one of the selected outline's corners to its left."""
    x, y = _leftmost(stage)
    stage.hold((x, y), (x - 2, y + 1), (x - 4, y + 2))


def redraw(stage: Stage) -> None:
    """From the outline, around, and back to it."""
    x, y = _leftmost(stage)
    stage.hold((x, y), (x - 4, y + 3), (x - 5, y + 8), (x - 3, y + 13), (x + 2, y + 16))


def _leftmost(stage: Stage) -> Spot:
    [id] = stage.document.selection
    outer = stage.document.visible[id].parts[0].outer
    x, y = outer[outer[:, 0].argmin()].tolist()
    return x, y


def cut_out(stage: Stage) -> None:
    stage.hold((379, 309), (397, 328), (415, 348))
    stage.release((415, 348))
    stage.settle()
    stage.move((412, 344))


def wand(stage: Stage) -> None:
    stage.hold((397, 328), (399, 328))
    stage.settle()
    stage.move((401, 328))


def cross(stage: Stage) -> None:
    stage.look_at(*THREE)
    stage.do("tool_polygon")
    stage.window.canvas.setFocus()
    stage.key(Qt.Key.Key_F8)
    stage.key(Qt.Key.Key_Space)
    for way in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        for _ in range(9):
            stage.key(way, Qt.KeyboardModifier.ShiftModifier)
        stage.key(Qt.Key.Key_Space)


def simplify(stage: Stage) -> None:
    selected(stage)
    stage.do("simplify")


def adjusted(stage: Stage) -> None:
    near(stage, *THREE)
    stage.do("rulers")
    stage.do("adjust")
    stage.window.canvas.adjusting.put(Adjustment(contrast=0.2, gamma=1.3, window=Window(20, 220)))
