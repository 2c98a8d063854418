"""What is done for the pictures of the first page, the sheets and the menus."""

import shutil

from annotator.core.dataset import Finding, Report
from annotator.ui.commands import judging
from tests.screenshots.stage import Stage, until


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
