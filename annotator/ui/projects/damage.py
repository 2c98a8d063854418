"""What of a project cannot be read: looked for when it is opened, listed and mended where a person wants it."""

from functools import partial

from PySide6.QtCore import QObject, Signal

from annotator.storage import Damaged, Mended, Project
from annotator.ui.dialogs.damage_sheet import DamageSheet, counted
from annotator.ui.dialogs.sheet import SheetHost
from annotator.ui.inline_bar import Answer
from annotator.ui.lanes import Job, Lane
from annotator.ui.projects.alone import Alone
from annotator.ui.state.document import Document


class Damage(QObject):
    """Says nothing of a project that is whole."""

    asked = Signal(str, str, object)
    """Level, sentence and a list of Answers, for the inline bar."""

    def __init__(self, document: Document, disk: Lane, sheets: SheetHost, alone: Alone) -> None:
        super().__init__(document)
        self._document, self._disk, self._sheets, self._alone = document, disk, sheets, alone

    def check(self, project: Project) -> None:
        """Beside the work: is there anything in the project that cannot be read?"""
        def given_up(job: Job) -> bool:
            return job.cancelled or self._document.project is not project

        def work(job: Job) -> list[Damaged]:
            if given_up(job):
                return []
            with project.reader() as reader:
                return reader.damaged(lambda: given_up(job))

        say = partial(self._document.said.emit, "error")
        self._disk.start("", work, partial(self._checked, project), say)

    def _checked(self, project: Project, damaged: list[Damaged]) -> None:
        if damaged and project is self._document.project:
            sentence = f"{counted(damaged)} in {project.path.name} cannot be read. Everything else can be used."
            self.asked.emit("warning", sentence, [Answer("Show them", lambda: self._show_damaged(project, damaged))])

    def _show_damaged(self, project: Project, damaged: list[Damaged]) -> None:
        mend = None if project.read_only else self._mend
        self._sheets.show_sheet(DamageSheet(project.path, damaged, mend))

    def _mend(self, sheet: DamageSheet) -> None:
        def work(job: Job, project: Project) -> Mended:
            return project.mend(project.damaged())

        if job := self._alone.start("Mending the project", work, sheet.succeeded, partial(sheet.say, "error")):
            sheet.follow(job)
