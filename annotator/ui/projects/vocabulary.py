"""Commands on categories that reach over the whole project: renamed attributes, two categories as one, and back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from annotator.core.categories import Category
from annotator.core.operations import counted
from annotator.storage import Project, Recast
from annotator.ui.inline_bar import Answer
from annotator.ui.lanes import Job
from annotator.ui.projects.flows import Flows
from annotator.ui.projects.making import go_on
from annotator.ui.state.categories import WAY_BACK
from annotator.ui.state.deeds import done
from annotator.ui.state.document import Document

T = TypeVar("T")

Work = Callable[[Project, Callable[[int, int], None]], T]


def change(document: Document, flows: Flows, category: Category, names: dict[str, str], text: str) -> None:
    """Replace a category; `names` are the new names of its attributes by the old ones."""
    if not names:
        document.categories.change(category, text)
        return
    _alone(flows, text, lambda project, progress: project.define_category(category, names, text, progress),
           lambda _: document.said.emit("good", f"{done(text)}. {WAY_BACK}"))  # fmt: skip


def merge(document: Document, flows: Flows, gone: Category, kept: Category) -> None:
    """Give all instances of a category to another."""

    def done(result: Recast) -> None:
        lost = f" {result.lost} values did not fit; undo brings them back." if result.lost else ""
        back = " <undo> there undoes it." if result.first else ""
        many = f"{counted(result.instances)} on {_frames(result.frames)}"
        sentence = f"{gone.name} is {kept.name} now: {many}.{back}{lost}"
        undo = partial(_undo, document, flows, result)
        flows.asked.emit("good", sentence, [Answer("Undo", undo)] if result.first else [])

    _alone(flows, f"Merging {gone.name} into {kept.name}",
           lambda project, progress: project.merge_category(gone.id, kept.id, progress), done)  # fmt: skip


def take_back(document: Document, flows: Flows) -> None:
    """Undo the last change of a category."""
    change = document.project.last_category_change() if document.project else None
    if change is None:
        document.said.emit("info", "No change of a category is left to undo.")
        return
    said = f"Undone: {change.text}."
    if change.names:
        _alone(flows, said, lambda project, progress: project.take_back_category(progress),
               lambda _: document.said.emit("good", said))  # fmt: skip
    elif document.categories.take_back():
        document.said.emit("info", said)


def _undo(document: Document, flows: Flows, result: Recast) -> None:
    key = result.first
    if key is not None:
        _alone(flows, "Undoing the merge", lambda project, progress: project.step_through(key, progress, back=True),
               lambda frames: document.said.emit("good", f"Undone on {_frames(frames)}."))  # fmt: skip


def _alone(flows: Flows, title: str, work: Work[T], done: Callable[[T], object]) -> None:
    def run(job: Job, project: Project) -> T:
        return work(project, lambda done, of: go_on(job, done, of, "frames done"))

    flows.alone.start(title, run, done)


def _frames(count: int) -> str:
    return "1 frame" if count == 1 else f"{count:,} frames"
