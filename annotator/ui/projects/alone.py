"""Work that has the project file to itself, such as what changes very many frames at once."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject

from annotator.storage import Project
from annotator.ui.lanes import Job, Lane
from annotator.ui.projects.making import go_on
from annotator.ui.state.document import Document

T = TypeVar("T")


class Alone(QObject):
    """The window lets go of the project, and then shows it where it was."""

    def __init__(self, document: Document, disk: Lane, reopen: Callable[[Path, Callable[[], object]], object]) -> None:
        super().__init__(document)
        self._document, self._disk, self._reopen = document, disk, reopen
        document.large_step_wanted.connect(self._step)

    def start(
        self,
        title: str,
        work: Callable[[Job, Project], T],
        on_done: Callable[[T], object],
        on_error: Callable[[str], object] | None = None,
    ) -> Job | None:
        """None where there is no project, or one for looking only, or some of it cannot be saved now."""
        project, frame = self._document.project, self._document.frame
        if project is None or project.read_only:
            return None
        path, key, category = project.path, frame.key if frame else None, self._document.categories.current
        if not self._document.let_go():
            return None

        def run(job: Job) -> T:
            with Project.open(path) as own:
                return work(job, own)

        def as_it_was() -> None:
            if key is not None:
                self._document.show(key)
            if self._document.project and category in self._document.project.categories():
                self._document.categories.use(category)

        job = self._disk.start(title, run, on_done, on_error or partial(self._say, "error"))
        job.ended.connect(lambda: self._reopen(path, as_it_was))
        return job

    def _step(self, back: bool) -> None:
        """Undo or redo what changed so many frames that it takes a while."""
        key = self._document.frame.key if self._document.frame else None
        if key is None:
            return

        def work(job: Job, project: Project) -> int:
            return project.step_through(key, lambda done, of: go_on(job, done, of, "frames done"), back=back)

        done = "Undone" if back else "Done again"
        self.start("Undoing" if back else "Doing again", work,
                   lambda frames: self._say("good", f"{done} on {frames:,} frames."))  # fmt: skip

    def _say(self, level: str, sentence: str) -> None:
        self._document.said.emit(level, sentence)
