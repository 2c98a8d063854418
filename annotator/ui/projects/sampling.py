"""Choosing frames of the video on the screen: to work on, or to write as pictures."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from annotator import media
from annotator.media import sampling
from annotator.media.sampling import Choice
from annotator.storage import Project
from annotator.ui.dialogs.frames_sheet import ExtractSheet, SamplingSheet
from annotator.ui.dialogs.sheet import SheetHost
from annotator.ui.lanes import Job, Lane
from annotator.ui.projects.making import go_on
from annotator.ui.state.clip import Clip, clip_of
from annotator.ui.state.document import Document


class Sampling(QObject):
    """Each public method is something that a person can ask for."""

    def __init__(self, document: Document, disk: Lane, sheets: SheetHost) -> None:
        super().__init__(document)
        self._document, self._disk, self._sheets = document, disk, sheets

    def _clip(self) -> Clip | None:
        clip = clip_of(self._document.project, self._document.frame)
        if clip is None:
            self._document.said.emit("info", "Show a frame of a video first.")
        return clip

    def _file(self, clip: Clip) -> Path:
        project = self._document.project
        assert project is not None
        return project.video_file(project.video(clip.root, clip.path))

    def show_sampling(self) -> None:
        """The sheet for which frames are worked on."""
        clip, project = self._clip(), self._document.project
        if clip is None or project is None:
            return
        sheet = SamplingSheet(clip.path, len(clip), lambda choice: self._sample(sheet, project, clip, choice))
        sheet.act.setEnabled(not self._document.read_only)
        self._sheets.show_sheet(sheet)

    def _sample(self, sheet: SamplingSheet, project: Project, clip: Clip, choice: Choice | None) -> None:
        file = self._file(clip)

        def work(job: Job) -> int:
            chosen = list(range(len(clip))) if choice is None else numbers(job, file, choice)
            project.sample(clip.root, clip.path, chosen)
            return len(chosen)

        def done(count: int) -> None:
            if self._document.project is project:
                self._document.take_over_samples()
            sheet.say("good", f"{count:,} of {len(clip):,} frames are worked on: the list, the next and the previous "
                              "frame and pre-labelling go over these.")  # fmt: skip

        job = self._disk.start(f"Choosing frames of {clip.path}", work, done, partial(sheet.say, "error"))
        sheet.follow(job)

    def show_extract(self) -> None:
        """The sheet for writing frames as pictures."""
        if (clip := self._clip()) is None:
            return
        file = self._file(clip)
        sheet = ExtractSheet(file, len(clip), lambda *wish: self._extract(sheet, file, *wish))
        self._sheets.show_sheet(sheet)

    def _extract(self, sheet: ExtractSheet, file: Path, choice: Choice, out: Path, suffix: str) -> None:
        job = self._disk.start(f"Extracting frames of {file.name}", lambda job: extract(job, file, choice, out, suffix),
                               lambda count: sheet.succeeded(count, out), partial(sheet.say, "error"))  # fmt: skip
        sheet.follow(job)


def numbers(job: Job, file: Path, choice: Choice) -> list[int]:
    """The frames of a video that a choice comes to; decodes them unless it goes by number alone."""
    video = media.open_video(file)
    return sampling.chosen(video, choice, lambda number: go_on(job, number, len(video), "frames looked at"))


def extract(job: Job, file: Path, choice: Choice, out: Path, suffix: str) -> int:
    """Write the chosen frames as pictures, named by their numbers; how many there are. ExportFailed."""
    video, chosen = media.open_video(file), numbers(job, file, choice)
    for done, number in enumerate(chosen):
        go_on(job, done, len(chosen), "pictures written")
        media.write_picture(video.frame(number).pixels, out / f"{number:06}{suffix}")
    return len(chosen)
