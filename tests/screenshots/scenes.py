"""What is pictured: a table of scenes, each with the project it begins in and what is done there."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.adjustment import Adjustment, Window
from annotator.core.attributes import Attribute, Kind
from annotator.core.dataset import Finding, Report
from annotator.ui import clipboard, judging, marking
from annotator.ui.inline_bar import Answer
from annotator.ui.lanes import Job
from tests.screenshots.stage import Spot, Stage, until
from tests.ui.canvases import place

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
OVERVIEW = 12
"""The place of the whole picture in the list of cells."""
THREE = 178, 222, 290, 312
"""Three nuclei that touch."""
AROUND_ALONE = 360, 298, 434, 358
ALONE = (397, 328)
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


def actions_of(*given) -> None:
    """The same, for a table: the stage comes last."""
    actions(given[-1], *given[:-1])


# the first page and the sheets


def welcome(stage: Stage) -> None:
    here = stage.projects
    stage.window.preferences.put("recent", [str(here / "cells.annotator"),
                                            "/media/disk/gone/cells of last year.annotator",
                                            str(here / "people.annotator")])  # fmt: skip
    stage.window.welcome.refresh()


def new_project(stage: Stage, error: str = "") -> None:
    shutil.copytree(stage.projects / "cells", stage.projects / "plate 2", dirs_exist_ok=True)
    stage.window.flows.open_folder(stage.projects / "plate 2")
    if error:
        stage.window.sheets.sheet.say("error", error)


def import_sheet(stage: Stage, report: bool = False) -> None:
    stage.window.flows.exchanging.import_file(stage.projects / "cells.json")
    stage.settle()
    if not report:
        return
    made = Report(frames=78, instances=601)
    for number in range(40):
        made.findings.append(Finding("skipped" if number % 3 else "repaired", f"annotation {number * 137}",
                                     "a polygon of two points was left out; it covers nothing"))  # fmt: skip
    stage.window.sheets.sheet.succeeded(made)


def export_sheet(stage: Stage, report: bool = False) -> None:
    stage.window.flows.exchanging.show_export()
    if report:
        stage.window.sheets.sheet.proposals.setChecked(True)
        stage.window.sheets.sheet.act.click()
        until(lambda: not stage.window.sheets.sheet.busy)


def settings_conflict(stage: Stage) -> None:
    stage.do("settings")
    stage.window.keys.choose("labelme")
    keys = stage.window.sheets.sheet.list
    keys.search.setText("frame")
    keys.change.pressed_key.emit("A")


def history(stage: Stage) -> None:
    document = stage.document
    document.select(list(document.visible)[:3])
    judging.accept(document, document.selection)
    judging.delete(document, list(document.visible)[:2])
    judging.delete(document, list(document.visible)[-1:])
    document.undo()
    stage.do("history")


def bin_(stage: Stage) -> None:
    document = stage.document
    judging.delete(document, list(document.visible)[:4])
    judging.delete(document, list(document.visible)[-1:])
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


# what is said of instances and categories

STAIN = Attribute(name="stain", kind=Kind.CHOICE, options=("weak", "medium", "strong"), default="medium")
AREA = Attribute(name="area in square micrometres, by hand", kind=Kind.NUMBER, least=0, most=500)
DIVIDING = Attribute(name="dividing", kind=Kind.YES_NO, changes=True)
MANY = (STAIN, AREA, DIVIDING, *(Attribute(name=f"remark {k}") for k in range(1, 9)))


def define(stage: Stage, *attributes: Attribute) -> None:
    """Attributes for the first category."""
    first = next(iter(stage.document.project.categories().values()))
    stage.document.categories.change(replace(first, attributes=attributes), f"Change {first.name}")
    stage.window.inspector.set_open(True)


def properties(stage: Stage, *attributes: Attribute, count: int = 1, key: str = "") -> None:
    """Of some instances, one of them described."""
    define(stage, *attributes)
    ids = sorted(stage.document.visible)[:count]
    stage.document.select(ids[:1])
    if attributes and ids:
        marking.set_attribute(stage.document, STAIN.name, "strong")
        marking.set_attribute(stage.document, DIVIDING.name, True)
        marking.set_note(stage.document, "Touches its neighbour; look again after the next staining.")
    stage.document.select(ids)
    stage.settle()
    if key:
        stage.do("inspect")
        QTest.keyClicks(QApplication.focusWidget(), key)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def found(stage: Stage) -> None:
    """What the list finds."""
    properties(stage, STAIN, DIVIDING)
    stage.window.instances.search.setFocus()
    stage.window.instances.search.setText("strong neighbour")


def category(stage: Stage, *attributes: Attribute, into: int = -1) -> None:
    define(stage, *attributes)
    stage.document.categories.new("debris, and whatever else is neither a nucleus nor background")
    stage.window.desk.edit_category(next(iter(stage.document.project.categories())))
    stage.window.sheets.sheet.into.setCurrentIndex(into)


def check(stage: Stage, wrong: bool = True) -> None:
    if wrong:
        ids = sorted(stage.document.visible)[:3]
        stage.document.select(ids)
        clipboard.copy(stage.document)
        clipboard.paste(stage.document)
    stage.do("check")


CELLS, PEOPLE, FILM = "cells.annotator", "people.annotator", "film.annotator"
LONG = "a project with quite a long name as people give them in real life.annotator"


def adjusted(stage: Stage) -> None:
    near(stage, *THREE)
    actions(stage, "rulers", "adjust")
    stage.window.canvas.adjusting.put(Adjustment(contrast=0.2, gamma=1.3, window=Window(20, 220)))


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
