"""What is done with the parts around the picture, and what they say of instances and categories."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.attributes import Attribute, Kind
from annotator.ui.commands import clipboard, marking
from annotator.ui.inline_bar import Answer
from annotator.ui.lanes import Job
from tests.screenshots.stage import Stage


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
    else:
        stage.document.show(stage.document.project.frame_at(0))
        stage.settle()
    stage.do("check")
