"""What is pictured: a table of scenes, each with the project it begins in and what is done there."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt

from annotator.core.dataset import Finding, Report
from annotator.ui.inline_bar import Answer
from annotator.ui.lanes import Job
from tests.screenshots.stage import Spot, Stage

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
OVERVIEW = 12
"""The place of the whole picture in the list of cells."""
THREE = 178, 222, 290, 312
"""Three nuclei that touch."""
LEFT_OF_THREE, MIDDLE_OF_THREE, RIGHT_OF_THREE = (204, 268), (228, 275), (254, 257)


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


# the first page and the sheets


def welcome(stage: Stage) -> None:
    here = stage.projects
    stage.window.preferences.put("recent", [str(here / "cells.annotator"),
                                            "/media/disk/gone/cells of last year.annotator",
                                            str(here / "people.annotator")])  # fmt: skip
    stage.window.welcome.refresh()


def new_project(stage: Stage, error: str = "") -> None:
    stage.window.flows.open_folder(stage.projects / "cells")
    if error:
        stage.window.sheets.sheet.say("error", error)


def import_sheet(stage: Stage, report: bool = False) -> None:
    stage.window.flows.import_file(stage.projects / "cells.json")
    stage.settle()
    if not report:
        return
    made = Report(frames=78, instances=601)
    for number in range(40):
        made.findings.append(Finding("skipped" if number % 3 else "repaired", f"annotation {number * 137}",
                                     "a polygon of two points was left out; it covers nothing"))  # fmt: skip
    stage.window.sheets.sheet.succeeded(made)


def export_sheet(stage: Stage, report: bool = False) -> None:
    stage.window.flows.show_export()
    if report:
        stage.window.sheets.sheet.proposals.setChecked(True)
        stage.window.sheets.sheet.act.click()


def settings_conflict(stage: Stage) -> None:
    stage.do("settings")
    stage.window.keys.choose("labelme")
    keys = stage.window.sheets.sheet.list
    keys.search.setText("frame")
    keys.change.setChecked(True)
    keys.change.pressed_key.emit("A")


def history(stage: Stage) -> None:
    document = stage.document
    document.select(list(document.visible)[:3])
    document.accept(document.selection)
    document.delete(list(document.visible)[:2])
    document.delete(list(document.visible)[-1:])
    document.undo()
    stage.do("history")


def bin_(stage: Stage) -> None:
    document = stage.document
    document.delete(list(document.visible)[:4])
    document.delete(list(document.visible)[-1:])
    stage.do("deleted")


def palette(stage: Stage, wish: str = "") -> None:
    stage.do("palette")
    stage.window.desk.palette.wish.setText(wish)


def prelabel_menu(stage: Stage) -> None:
    button = stage.window.header.prelabel
    button.menu().popup(button.mapToGlobal(button.rect().bottomLeft()))


def main_menu(stage: Stage) -> None:
    button = stage.window.header.menu_button
    button.menu().popup(button.mapToGlobal(button.rect().bottomLeft()))


# the picture and what is on it


def near(stage: Stage, left: float, top: float, right: float, bottom: float) -> None:
    stage.look_at(left, top, right, bottom)


def selected(stage: Stage) -> None:
    stage.look_at(*THREE)
    stage.select(MIDDLE_OF_THREE)


def all_selected(stage: Stage) -> None:
    stage.document.select(stage.document.visible)


def rejected(stage: Stage) -> None:
    stage.window.instances.rejected.setChecked(True)


def proposals(stage: Stage) -> None:
    stage.document.set_threshold(0.8)
    stage.do("next_instance")


def tool(stage: Stage, name: str, play: Callable[[Stage], object], *chosen: Spot, view=THREE) -> None:
    """A tool over three nuclei, in the middle of its gesture."""
    stage.look_at(*view)
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


def cut_out(stage: Stage) -> None:
    stage.hold((212, 256), (230, 275), (245, 295))
    stage.release((245, 295))
    stage.settle()
    stage.hold((222, 268), (226, 272), (230, 276))


def wand(stage: Stage) -> None:
    stage.hold((228, 275), (233, 275))
    stage.settle()
    stage.move((236, 275))


def cross(stage: Stage) -> None:
    stage.look_at(*THREE)
    stage.do("tool_polygon")
    stage.window.canvas.setFocus()
    stage.key(Qt.Key.Key_F8)
    stage.key(Qt.Key.Key_Space)
    for way in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        for _ in range(9):
            stage.key(way, SHIFT)
        stage.key(Qt.Key.Key_Space)


def simplify(stage: Stage) -> None:
    selected(stage)
    stage.do("simplify")


# the window itself


def focus_on(stage: Stage, name: str) -> None:
    part = getattr(stage.window, name)
    for _ in range(len(stage.window.desk.panes)):
        focused = stage.window.focusWidget()
        if focused is not None and (part is focused or part.isAncestorOf(focused)):
            return
        stage.do("next_pane")


def busy(stage: Stage) -> None:
    first, second = Job("Pre-labelling unreviewed frames", stage.window), Job("Exporting cells.json", stage.window)
    for job in (first, second):
        stage.window.status.add_job(job)
    first.progress(31, 78, "plate 1 field 07.png")


def error(stage: Stage) -> None:
    stage.document.said.emit("error", "The disk is full: your last change is on the screen but not saved. "
                                      "Free some space; it is saved by itself then.")  # fmt: skip


def question(stage: Stage) -> None:
    stage.window.bar.say("warning", "cells.annotator is open in another window (process 4711 on workstation).",
                         [Answer("Open for looking only", lambda: None)])  # fmt: skip


def filter_by(stage: Stage, text: str = "", shown: int = 0) -> None:
    stage.window.files.search.setText(text)
    stage.window.files.shown.setCurrentIndex(shown)


def said(stage: Stage) -> None:
    stage.document.set_reviewed(True)
    stage.document.said.emit("good", "Pre-labelled 12 frames: 1,234 proposals.")


CELLS, PEOPLE, FILM = "cells.annotator", "people.annotator", "film.annotator"
LONG = "a project with quite a long name as people give them in real life.annotator"


def _cells(play: Callable[..., object], *given: object, **more: object) -> Scene:
    return Scene(partial(_with, play, given, more), CELLS, OVERVIEW)


def _with(play: Callable[..., object], given: tuple[object, ...], more: dict[str, object], stage: Stage) -> None:
    play(stage, *given, **more)


def _tool(name: str, play: Callable[[Stage], object], *chosen: Spot, **more: object) -> Scene:
    return _cells(tool, name, play, *chosen, **more)


AROUND_MIDDLE: tuple[Spot, ...] = ((214, 272), (219, 263), (229, 258), (240, 262), (243, 273))

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
    "nuclei-selected": _cells(selected),
    "nuclei-all-selected": _cells(all_selected),
    "nuclei-rejected": _cells(rejected),
    "nuclei-proposals": Scene(proposals, CELLS, 5),
    "person": Scene(nothing, PEOPLE),
    "film": Scene(nothing, FILM, 7),

    "tool-select": _tool("select", drags(RIGHT_OF_THREE, (262, 250), (268, 244)), RIGHT_OF_THREE),
    "tool-band": _tool("select", drags((182, 240), (230, 290), (262, 300))),
    "tool-lasso": _tool("select", drags((240, 240), (262, 236), (276, 252), (262, 276), (244, 276), keys=CTRL)),
    "tool-polygon": _tool("polygon", clicks(*AROUND_MIDDLE, then=(240, 285))),
    "tool-freehand": _tool("polygon", drags(*AROUND_MIDDLE, (242, 282), (234, 290))),
    "tool-box": _tool("box", drags((212, 256), (230, 275), (245, 293))),
    "tool-ellipse": _tool("ellipse", drags((212, 256), (230, 275), (245, 293))),
    "tool-corners": _tool("corners", drags((216, 284), (212, 290), (208, 294)), MIDDLE_OF_THREE),
    "tool-redraw": _tool("redraw", drags((192, 262), (186, 268), (188, 280), (198, 286)), LEFT_OF_THREE),
    "tool-brush": _tool("brush", drags((238, 284), (242, 288), (246, 290)), MIDDLE_OF_THREE),
    "tool-eraser": _tool("eraser", drags((258, 248), (262, 252), (264, 258)), RIGHT_OF_THREE),
    "tool-hole": _tool("hole", clicks((222, 270), (232, 268), (234, 278), then=(224, 280)), MIDDLE_OF_THREE),
    "tool-slice": _tool("slice", drags((214, 258), (228, 276), (242, 294)), MIDDLE_OF_THREE),
    "tool-magnet": _tool("magnet", clicks((240, 248), (250, 241), (264, 244), then=(267, 258))),
    "tool-wand": _tool("wand", wand),
    "tool-cutout": _tool("cutout", cut_out),
    "cross": _cells(cross),
    "simplify": _cells(simplify),

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
