"""Opening and making projects: what a person asks for, the work in a lane, and what is said at the end."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import platformdirs
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator import media, paths
from annotator.core.errors import PathEscape, ProjectDamaged, ProjectLocked
from annotator.core.frames import VIDEO_SUFFIXES, Frame
from annotator.exchange.adding import know_videos
from annotator.storage import SUFFIX, FrameFilter, Project, newest_good, restore
from annotator.ui.dialogs.import_sheet import KIND
from annotator.ui.dialogs.new_sheet import PROJECT_KIND, NewProjectSheet
from annotator.ui.dialogs.sheet import SheetHost
from annotator.ui.inline_bar import Answer
from annotator.ui.lanes import Job, Lane
from annotator.ui.preferences import Preferences
from annotator.ui.projects.alone import Alone
from annotator.ui.projects.damage import Damage
from annotator.ui.projects.exchanging import Exchanging
from annotator.ui.projects.making import Made, default_project, make_from
from annotator.ui.projects.sampling import Sampling
from annotator.ui.state.document import Document

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
        self._opening: Job | None = None
        self.sampling = Sampling(document, disk, sheets)
        self.alone = Alone(document, disk, self._reopen)
        self.exchanging = Exchanging(document, disk, sheets, self._reopen)
        self._damage = Damage(document, disk, sheets, self.alone)
        self._damage.asked.connect(self.asked)

    @property
    def disk(self) -> Lane:
        """Where work is done that nobody has to wait for."""
        return self._disk

    # asking

    def ask_folder(self) -> None:
        """Which folder of pictures?"""
        if chosen := QFileDialog.getExistingDirectory(self._window, "Open a folder of pictures"):
            self.open_path(Path(chosen))

    def ask_video(self) -> None:
        """Which video?"""
        if chosen := QFileDialog.getOpenFileName(self._window, "Open a video", "", VIDEO_KIND)[0]:
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
            (path.suffix.lower() in (".json", ".txt"), self.exchanging.import_file),
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
            lambda job: make_from(job, video, project),
            lambda made: self._made(made, ""),
            partial(self._say, "error"),
        )

    def _make(self, sheet: NewProjectSheet, folder: Path, path: Path, show: str) -> None:
        job = self._disk.start(
            f"Reading {folder.name}",
            lambda job: make_from(job, folder, path),
            lambda made: self._made(made, show),
            partial(sheet.say, "error"),
        )
        sheet.follow(job)

    def _made(self, made: Made, show: str) -> None:
        skipped = made.report.count("skipped")
        if skipped:
            first = next(one for one in made.report.findings if one.kind == "skipped")
            files = "1 file" if skipped == 1 else f"{skipped:,} files"
            self._say("warning", f"{files} could not be read and were left out: {first.text}")
        elif made.report.findings:
            self._say("warning", " ".join(one.text for one in made.report.findings[:3]))
        self.open_project(made.path, show)

    def open_project(self, path: Path, show: str = "", read_only: bool = False) -> None:
        """A project file. The last wish holds: what is still being opened is let go of first."""
        if self._opening is not None:
            self._opening.cancel()
            self._opening.ended.connect(lambda: self.open_project(path, show, read_only))
            return
        self._sheets.close_sheet()
        if self._document.let_go():  # the same project may be opened anew, and only one program part may hold it
            self._open(f"Opening {path.name}", path, show, read_only)

    def _open(self, title: str, path: Path, show: str = "", read_only: bool = False,
              then: Callable[[], object] = lambda: None) -> None:  # fmt: skip
        answers: list[Answer] = []

        def work(job: Job) -> Project:
            try:
                return _knowing_its_videos(path, read_only)
            except ProjectLocked:
                answers.append(Answer("Open for looking only", lambda: self.open_project(path, show, read_only=True)))
                raise
            except ProjectDamaged:
                if newest_good(path):
                    answers.append(Answer("Restore the backup", lambda: self._restore(path)))
                raise

        def opened(project: Project) -> None:
            self._opened(project, show)
            then()

        def ended() -> None:
            self._opening = None

        self._opening = self._disk.start(
            title,
            work,
            opened,
            lambda sentence: self.asked.emit("error", sentence, answers),
        )
        self._opening.dropped.connect(lambda project: project.close(wait=False))
        self._opening.ended.connect(ended)

    def _opened(self, project: Project, show: str) -> None:
        self._document.open(project)
        self._preferences.opened(project.path)
        if show:
            self._show_picture(project, show)
        if project.read_only:
            self._say("warning", project.why_read_only)
        self._damage.check(project)

    def _reopen(self, path: Path, then: Callable[[], object] = lambda: None) -> None:
        """The project that the window has let go of for a while, unless the person has asked for another meanwhile."""
        if self._document.project is None and self._opening is None:
            self._open("", path, then=then)  # not shown: nobody would want to end that

    def _show_picture(self, project: Project, name: str) -> None:
        rows = project.frame_page(FrameFilter(text=name), 0, 50)
        key = next((row.frame.key for row in rows if row.frame.name == name), None)
        if key is not None:
            self._document.show(key)

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
            lambda job: make_from(job, pictures, project),
            lambda made: self._made(made, ""),
            partial(self._say, "error"),
        )

    # missing pictures

    def offer_relink(self, frame: Frame) -> None:
        """The picture of a frame could not be read: where that is so because it is not there, ask for its folder."""
        project = self._document.project
        if project is None or not _is_missing(project, frame):
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


def _knowing_its_videos(path: Path, read_only: bool) -> Project:
    """An open project, the indexes of whose videos need not be made anew; closed again where they cannot be read."""
    project = Project.open(path, read_only=read_only)
    try:
        know_videos(project)
    except BaseException:
        project.close()
        raise
    return project


def _is_missing(project: Project, frame: Frame) -> bool:
    try:
        return not project.file_of(frame).exists()
    except PathEscape:
        return False
