"""Files of annotations: brought into a project, and written from one."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from annotator.core.dataset import Report
from annotator.exchange.answers import Answers, Source
from annotator.exchange.films import films
from annotator.exchange.outgoing import Wish
from annotator.formats import FORMATS
from annotator.formats.coco import Questions
from annotator.ui.dialogs.export_sheet import ExportSheet
from annotator.ui.dialogs.import_sheet import ImportSheet
from annotator.ui.dialogs.sheet import SheetHost
from annotator.ui.lanes import Job, Lane
from annotator.ui.projects.importing import import_into, look_into
from annotator.ui.projects.making import Made, export_to
from annotator.ui.state.document import STAYS_OPEN, Document


class Exchanging(QObject):
    """Each public method is something that a person can ask for."""

    def __init__(self, document: Document, disk: Lane, sheets: SheetHost, reopen: Callable[[Path], object]) -> None:
        super().__init__(document)
        self._document, self._disk, self._sheets, self._reopen = document, disk, sheets, reopen

    def import_file(self, file: Path) -> None:
        """A file of annotations into a project."""
        project = self._document.project
        current = project.path if project and not project.read_only else None
        sheet = ImportSheet(file, current, self._look, lambda *wish: self._import(sheet, *wish))
        self._sheets.show_sheet(sheet)

    def _look(self, source: Source, on_done: Callable[[Questions], object], on_error: Callable[[str], object]) -> Job:
        return self._disk.start(f"Reading {source.file.name}", lambda job: look_into(job, source), on_done, on_error)

    def _import(self, sheet: ImportSheet, source: Source, target: Path, answers: Answers) -> None:
        reopen = self._document.project.path if self._document.project else None
        if not self._document.let_go():  # the import owns the project file while it runs
            sheet.say("error", STAYS_OPEN)
            return

        def done(made: Made) -> None:
            self._reopen(made.path)
            sheet.succeeded(made.report)

        def failed(sentence: str) -> None:
            sheet.say("error", sentence)

        def ended() -> None:
            if reopen and not sheet.property("done"):
                self._reopen(reopen)

        job = self._disk.start(
            f"Importing {source.file.name}", lambda job: import_into(job, source, target, answers), done, failed
        )
        job.done.connect(lambda made: sheet.setProperty("done", True))
        job.ended.connect(ended)
        sheet.follow(job)

    def show_export(self, range: tuple[int, int] | None = None) -> None:
        """The sheet for an export; `range` is the first and the last of the frames of the video that is shown."""
        project = self._document.project
        if project is None:
            return
        last = project.setting("export", "")
        file = Path(last) if last else project.path.with_suffix(".json")
        threshold, every = self._document.showing.threshold, films(project)
        kind = FORMATS.get(project.setting("export_format", ""), FORMATS["coco"])
        sheet = ExportSheet(file, kind, threshold, every, lambda wish: self._write(sheet, wish))
        shown = self._document.frame
        here = next((one.name for one in every if shown and (one.root, one.path) == (shown.root, shown.path)), None)
        if range is not None and here is not None:
            sheet.show_range(here, *range)
        self._sheets.show_sheet(sheet)

    def _write(self, sheet: ExportSheet, wish: Wish) -> None:
        project = self._document.project
        if project is None:
            return

        def done(report: Report) -> None:
            sheet.succeeded(wish, report)
            if project is self._document.project:
                self._document.remember("export", str(wish.file))
                self._document.remember("export_format", wish.kind.name)

        job = self._disk.start(
            f"Exporting {wish.file.name}",
            lambda job: export_to(job, project.reader(), wish),
            done,
            partial(sheet.say, "error"),
        )
        sheet.follow(job)
