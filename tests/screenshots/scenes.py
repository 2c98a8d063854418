"""What is pictured: a table of scenes, each with the project it begins in and what is done there."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt

from tests.screenshots.panels import (
    AREA,
    DIVIDING,
    MANY,
    STAIN,
    busy,
    category,
    check,
    error,
    filter_by,
    focus_on,
    found,
    properties,
    question,
    said,
)
from tests.screenshots.pictures import (
    ALONE,
    LEFT_OF_THREE,
    MIDDLE_OF_THREE,
    RIGHT_OF_THREE,
    THREE,
    adjusted,
    all_selected,
    clicks,
    corner,
    cross,
    cut_out,
    drags,
    near,
    picture_menu,
    proposals,
    redraw,
    rejected,
    selected,
    simplify,
    tool,
    wand,
)
from tests.screenshots.sheets import (
    bin_,
    export_sheet,
    history,
    import_sheet,
    main_menu,
    new_project,
    palette,
    prelabel_menu,
    settings_conflict,
    welcome,
)
from tests.screenshots.stage import Spot, Stage

CTRL = Qt.KeyboardModifier.ControlModifier
OVERVIEW = 12
"""The place of the whole picture in the list of cells."""


class Scene(NamedTuple):
    """One picture."""

    play: Callable[[Stage], object]
    project: str = ""
    frame: int = 0


def nothing(stage: Stage) -> None:
    """As it opens."""


def actions(stage: Stage, *names: str) -> None:
    """One after the other."""
    for name in names:
        stage.do(name)


def actions_of(*given) -> None:
    """The same, for a table: the stage comes last."""
    actions(given[-1], *given[:-1])


CELLS, PEOPLE, FILM = "cells.annotator", "people.annotator", "film.annotator"
LONG = "a project with quite a long name as people give them in real life.annotator"


def _cells(play: Callable[..., object], *given: object, **more: object) -> Scene:
    return Scene(partial(_with, play, given, more), CELLS, OVERVIEW)


def _with(play: Callable[..., object], given: tuple[object, ...], more: dict[str, object], stage: Stage) -> None:
    play(stage, *given, **more)


def _tool(name: str, play: Callable[[Stage], object], *chosen: Spot, **more: object) -> Scene:
    return _cells(tool, name, play, *chosen, **more)


EDGE: tuple[Spot, ...] = ((383, 332), (387, 319), (397, 313), (408, 316), (411, 326), (406, 338))
"""Around the one alone."""

SCENES: dict[str, Scene] = {
    "welcome-empty": Scene(nothing),
    "welcome": Scene(welcome),
    "new-project": Scene(new_project),
    "new-project-error": Scene(partial(new_project, error="cells.annotator could not be made: you are not allowed to "
                                                          "write there.")),
    "import": Scene(import_sheet),
    "import-into": _cells(import_sheet),
    "import-report": Scene(partial(import_sheet, report=True)),
    "export": _cells(export_sheet),
    "export-report": _cells(export_sheet, report=True),
    "settings": _cells(actions, "settings"),
    "settings-conflict": _cells(settings_conflict),
    "history": _cells(history),
    "bin": _cells(bin_),
    "palette": _cells(palette),
    "palette-search": _cells(palette, "acab"),
    "cheat-sheet": _cells(actions, "cheat_sheet"),
    "prelabel-menu": _cells(prelabel_menu),
    "main-menu": _cells(main_menu),

    "nuclei": _cells(nothing),
    "nuclei-near": _cells(near, 150, 200, 350, 340),
    "nuclei-pixels": _cells(near, *THREE),
    "nuclei-adjusted": _cells(adjusted),
    "nuclei-selected": _cells(selected),
    "nuclei-all-selected": _cells(all_selected),
    "nuclei-rejected": _cells(rejected),
    "nuclei-proposals": Scene(proposals, CELLS, 5),
    "person": Scene(nothing, PEOPLE),
    "film": Scene(nothing, FILM, 7),
    "film-onion": Scene(partial(actions_of, "select_all", "onion"), FILM, 12),
    "film-breaks": Scene(partial(actions_of, "breaks"), FILM, 7),
    "film-sampling": Scene(partial(actions_of, "sampling"), FILM, 7),

    "picture-menu": _cells(picture_menu),
    "tool-select": _tool("select", drags(RIGHT_OF_THREE, (262, 250), (268, 244)), RIGHT_OF_THREE),
    "tool-band": _tool("select", drags((182, 240), (230, 290), (262, 300))),
    "tool-lasso": _tool("select", drags((232, 236), (262, 232), (276, 252), (264, 280), (240, 276), keys=CTRL)),
    "tool-polygon": _tool("polygon", clicks(*EDGE[::2], then=(409, 332)), lacking=ALONE),
    "tool-freehand": _tool("polygon", drags(*EDGE, (398, 343), (390, 343)), lacking=ALONE),
    "tool-box": _tool("box", drags((383, 312), (397, 328), (411, 344)), lacking=ALONE),
    "tool-ellipse": _tool("ellipse", drags((383, 312), (397, 328), (411, 344)), lacking=ALONE),
    "tool-corners": _tool("corners", corner, LEFT_OF_THREE),
    "tool-redraw": _tool("redraw", redraw, LEFT_OF_THREE),
    "tool-brush": _tool("brush", drags((238, 284), (242, 288), (246, 290)), MIDDLE_OF_THREE),
    "tool-eraser": _tool("eraser", drags((258, 248), (262, 252), (264, 258)), RIGHT_OF_THREE),
    "tool-hole": _tool("hole", clicks((222, 270), (232, 268), (234, 278), then=(224, 280)), MIDDLE_OF_THREE),
    "tool-slice": _tool("slice", drags((214, 258), (228, 276), (242, 294)), MIDDLE_OF_THREE),
    "tool-magnet": _tool("magnet", clicks(*EDGE[:4:2], then=EDGE[5]), lacking=ALONE),
    "tool-wand": _tool("wand", wand, lacking=ALONE),
    "tool-cutout": _tool("cutout", cut_out, lacking=ALONE),
    "cross": _cells(cross),
    "simplify": _cells(simplify),

    "properties": _cells(properties, STAIN, AREA, DIVIDING),
    "properties-mixed": _cells(properties, STAIN, AREA, DIVIDING, count=3),
    "properties-many": _cells(properties, *MANY),
    "properties-none": _cells(properties, count=0),
    "properties-wrong": _cells(properties, AREA, STAIN, DIVIDING, key="plenty"),
    "found": _cells(found),
    "category": _cells(category, STAIN, AREA, DIVIDING, into=0),
    "category-none": _cells(category),
    "check": _cells(check),
    "check-nothing": _cells(check, wrong=False),

    "focus-instances": _cells(focus_on, "instances"),
    "focus-header": _cells(focus_on, "header"),
    "focus-tools": _cells(focus_on, "tools"),
    "focus-files": _cells(focus_on, "files"),
    "busy": _cells(busy),
    "error": _cells(error),
    "question": _cells(question),
    "said": _cells(said),
    "filter-empty": _cells(filter_by, "nothing like this"),
    "filter-proposals": _cells(filter_by, shown=3),
    "long-names": Scene(nothing, LONG),
    "missing": Scene(nothing, LONG, 1),
    "unreadable": Scene(nothing, LONG, 2),
}  # fmt: skip
"""By name, in the order in which they are taken."""
