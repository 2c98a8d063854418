"""Opening, making, importing, exporting: what a person asks for, the work in a lane, and what is said at the end."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import platformdirs
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator import media, paths
from annotator.core.dataset import Report
from annotator.core.errors import ProjectDamaged, ProjectLocked
from annotator.core.frames import VIDEO_SUFFIXES, Frame
from annotator.exchange.answers import Answers, Source
from annotator.exchange.films import films
from annotator.exchange.outgoing import Wish
from annotator.formats import FORMATS
from annotator.formats.coco import Questions
from annotator.storage import SUFFIX, Damaged, FrameFilter, Mended, Project, newest_good, restore
from annotator.ui.dialogs.damage_sheet import DamageSheet, counted
from annotator.ui.dialogs.export_sheet import ExportSheet
from annotator.ui.dialogs.import_sheet import KIND, ImportSheet
from annotator.ui.dialogs.new_sheet import PROJECT_KIND, NewProjectSheet
from annotator.ui.dialogs.sheet import SheetHost
from annotator.ui.document import Document
from annotator.ui.importing import import_into, look_into
from annotator.ui.inline_bar import Answer
from annotator.ui.lanes import Job, Lane
from annotator.ui.making import (
    Made,
    default_project,
    export_to,
    go_on,
    know_videos,
    make_from_folder,
    make_from_video,
)
from annotator.ui.preferences import Preferences
from annotator.ui.sampling import Sampling

T = TypeVar("T")

VIDEO_KIND = f"Video ({' '.join(sorted(f'*{suffix}' for suffix in VIDEO_SUFFIXES))})"


class Flows(QObject):
    """Each public method is something that a person can ask for."""

    asked = Signal(str, str, object)
    """Level, sentence and a list of Answers, for the inline bar."""

    def __init__(
        self, window: QWidget, document: Document, disk: Lane, sheets: SheetHost, preferences: Preferences
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._disk = window, document, disk
        self._sheets, self._preferences = sheets, preferences
        self.sampling = Sampling(document, disk, sheets)
        document.large_step_wanted.connect(self._step_alone)

    @property
    def disk(self) -> Lane:
        """Where work is done that nobody has to wait for."""
        return self._disk

    # asking

    def ask_folder(self) -> None:
        """Which folder of pictures?"""
        if chosen := QFileDialog.getExistingDirectory(self._window, "Open a folder of pictures"):
            self.open_path(Path(chosen))

    def ask_project(self) -> None:
        """Which project?"""
        if chosen := QFileDialog.getOpenFileName(self._window, "Open a project", "", PROJECT_KIND)[0]:
            self.open_path(Path(chosen))

    def ask_coco(self) -> None:
        """Which file?"""
        if chosen := QFileDialog.getOpenFileName(self._window, "Import annotations", "", KIND)[0]:
            self.open_path(Path(chosen))

    # opening

    def open_path(self, path: Path) -> None:
        """A project, a folder, a picture, a video or a COCO file, as dropped or named on the command line."""
        path = path.expanduser().absolute()
        kinds: tuple[tuple[bool, Callable[[Path], object]], ...] = (
            (path.is_dir(), self.open_folder),
            (path.suffix == SUFFIX, self.open_project),
            (path.suffix.lower() in (".json", ".txt"), self.import_file),
            (path.suffix.lower() in media.SUFFIXES, self.open_picture),
            (path.suffix.lower() in VIDEO_SUFFIXES, self.open_video),
        )
        for fits, act in kinds:
            if fits:
                act(path)
                return
        self._say("warning", f"{path.name} is no project, folder, picture, video or COCO file, so it was not opened.")

    def open_folder(self, folder: Path, show: str = "") -> None:
        """A folder of pictures: its project where it has one, else make one. `show` is a picture in it."""
        project = default_project(folder)
        if project.is_file():
            self.open_project(project, show)
            return
        sheet = NewProjectSheet(folder, lambda folder, path: self._make(sheet, folder, path, show))
        self._sheets.show_sheet(sheet)

    def open_picture(self, picture: Path) -> None:
        """A picture: the project of its folder, at this picture."""
        if picture.is_file():
            self.open_folder(picture.parent, picture.name)
        else:
            self._say("warning", f"There is no picture {picture}.")

    def open_video(self, video: Path) -> None:
        """A video: its project where it has one beside it, else make one, which needs no answer."""
        project = default_project(video.with_suffix(""))
        if project.is_file():
            self.open_project(project)
            return
        self._disk.start(
            f"Reading {video.name}",
            lambda job: make_from_video(job, video, project),
            lambda made: self._made(made, ""),
            partial(self._say, "error"),
        )

    def ask_video(self) -> None:
        """Which video?"""
        if chosen := QFileDialog.getOpenFileName(self._window, "Open a video", "", VIDEO_KIND)[0]:
            self.open_path(Path(chosen))

    def _make(self, sheet: NewProjectSheet, folder: Path, path: Path, show: str) -> None:
        job = self._disk.start(
            f"Reading {folder.name}",
            lambda job: make_from_folder(job, folder, path),
            lambda made: self._made(made, show),
            partial(sheet.say, "error"),
        )
        sheet.follow(job)

    def _made(self, made: Made, show: str) -> None:
        self._sheets.close_sheet()
        skipped = made.report.count("skipped")
        if skipped:
            first = next(one for one in made.report.findings if one.kind == "skipped")
            files = "1 file" if skipped == 1 else f"{skipped:,} files"
            self._say("warning", f"{files} could not be read and were left out: {first.text}")
        elif made.report.findings:
            self._say("warning", " ".join(one.text for one in made.report.findings[:3]))
        self.open_project(made.path, show)

    def open_project(self, path: Path, show: str = "", read_only: bool = False) -> None:
        """A project file."""
        self._sheets.close_sheet()
        self._document.close()  # the same project may be opened anew, and only one program part may hold it
        errors: list[Exception] = []

        def work(job: Job) -> Project:
            try:
                project = Project.open(path, read_only=read_only)
                know_videos(project)
            except Exception as error:
                errors.append(error)
                raise
            if job.cancelled:
                project.close()
            return project

        self._disk.start(
            f"Opening {path.name}",
            work,
            lambda project: self._opened(project, show),
            lambda sentence: self._not_opened(path, show, sentence, errors[0]),
        )

    def _opened(self, project: Project, show: str) -> None:
        self._document.open(project)
        self._preferences.opened(project.path)
        if show:
            self._show_picture(project, show)
        if project.read_only:
            self._say("warning", project.why_read_only)
        self._check(project)

    def _check(self, project: Project) -> None:
        """Beside the work: is there anything in the project that cannot be read?"""
        reader = project.reader()

        def work(job: Job) -> list[Damaged]:
            with reader:
                return reader.damaged(lambda: job.cancelled or self._document.project is not project)

        self._disk.start("Checking", work, partial(self._checked, project), partial(self._say, "error"), shown=False)

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

        if job := self.alone("Mending the project", work, sheet.succeeded, partial(sheet.say, "error")):
            sheet.follow(job)

    def alone(
        self,
        title: str,
        work: Callable[[Job, Project], T],
        on_done: Callable[[T], object],
        on_error: Callable[[str], object] | None = None,
    ) -> Job | None:
        """Work that has the project file to itself: the window lets go of it, and then shows it where it was."""
        project, frame = self._document.project, self._document.frame
        if project is None or project.read_only:
            return None
        path, key, category = project.path, frame.key if frame else None, self._document.categories.current
        self._document.close()

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

    def _step_alone(self, back: bool) -> None:
        """Undo or redo what changed so many frames that it takes a while."""
        key = self._document.frame.key if self._document.frame else None
        if key is None:
            return

        def work(job: Job, project: Project) -> int:
            return project.step_through(key, lambda done, of: go_on(job, done, of, "frames done"), back=back)

        done = "Undone" if back else "Done again"
        self.alone("Undoing" if back else "Doing again", work,
                   lambda frames: self._say("good", f"{done} on {frames:,} frames."))  # fmt: skip

    def _show_picture(self, project: Project, name: str) -> None:
        rows = project.frame_page(FrameFilter(text=name), 0, 50)
        key = next((row.frame.key for row in rows if row.frame.name == name), None)
        if key is not None:
            self._document.show(key)

    def _not_opened(self, path: Path, show: str, sentence: str, error: Exception) -> None:
        answers = []
        if isinstance(error, ProjectLocked):
            answers.append(Answer("Open for looking only", lambda: self.open_project(path, show, read_only=True)))
        if isinstance(error, ProjectDamaged) and newest_good(path):
            answers.append(Answer("Restore the backup", lambda: self._restore(path)))
        self.asked.emit("error", sentence, answers)

    def _restore(self, path: Path) -> None:
        def done(aside: Path) -> None:
            self._say("good", f"The backup is in place; the damaged file was kept as {aside.name}.")
            self.open_project(path)

        self._disk.start(f"Restoring {path.name}", lambda job: restore(path), done, partial(self._say, "error"))

    def open_sample(self) -> None:
        """A small project of pictures that ship with the program."""
        pictures = paths.shipped("resources") / "samples"
        folder = Path(platformdirs.user_data_dir("annotator", appauthor=False))
        project = folder / f"sample{SUFFIX}"
        if project.is_file():
            self.open_project(project)
            return
        self._disk.start(
            "Making the sample",
            lambda job: make_from_folder(job, pictures, project),
            lambda made: self._made(made, ""),
            partial(self._say, "error"),
        )

    # importing and exporting

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
        self._document.close()  # the import owns the project file while it runs

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

    def _reopen(self, path: Path, then: Callable[[], object] = lambda: None) -> None:
        if self._document.project is not None:  # the person has opened another one meanwhile
            return

        def opened(project: Project) -> None:
            self._opened(project, "")
            then()

        self._disk.start(f"Opening {path.name}", lambda job: Project.open(path), opened, partial(self._say, "error"))

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
        reader = project.reader()

        def done(report: Report) -> None:
            sheet.succeeded(wish, report)
            if project is self._document.project and not project.read_only:
                project.set_setting("export", str(wish.file))
                project.set_setting("export_format", wish.kind.name)

        job = self._disk.start(
            f"Exporting {wish.file.name}", lambda job: export_to(job, reader, wish), done, partial(sheet.say, "error")
        )
        sheet.follow(job)

    # missing pictures

    def offer_relink(self, frame: Frame) -> None:
        """The picture of a frame is not where it was."""
        project = self._document.project
        if project is None:
            return
        folder = project.root_folder(frame.root)
        answers = [] if project.read_only else [Answer("Choose the folder ...", lambda: self._relink(frame))]
        self.asked.emit("warning", f"The picture {frame.path} is not in {folder}. Your work on it is kept.", answers)

    def _relink(self, frame: Frame) -> None:
        chosen = QFileDialog.getExistingDirectory(self._window, f"Where are the pictures of {frame.root} now?")
        if chosen:
            self.relink(frame, Path(chosen))

    def relink(self, frame: Frame, folder: Path) -> None:
        """The pictures of this frame's media folder are here now."""
        if not (folder / frame.path).is_file():
            self._say("warning", f"{folder} has no {frame.path}, so nothing was changed: choose another folder.")
        elif self._document.relink(frame.root, folder):
            self._say("good", f"The pictures are found again in {folder}.")

    def _say(self, level: str, sentence: str) -> None:
        self._document.said.emit(level, sentence)
