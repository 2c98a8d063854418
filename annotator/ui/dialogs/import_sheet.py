"""Import of a file of annotations: where from, where to, and what the file leaves open."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton

from annotator.core.dataset import Report
from annotator.core.operations import counted
from annotator.exchange.answers import Answers, Source, default_images
from annotator.formats.coco import Questions
from annotator.storage import SUFFIX, project_path
from annotator.ui.dialogs.new_sheet import PROJECT_KIND
from annotator.ui.dialogs.sheet import PathField, Sheet, choose_folder, choose_open, choose_save
from annotator.ui.lanes import Job
from annotator.ui.pieces import label
from annotator.ui.projects.making import default_project

KIND = "COCO, YouTube-VIS, MOTS (*.json *.txt *.png)"
COCO_KIND = "COCO (*.json)"
TYPING_MS = 200
NAMED = 3  # categories of one name that are told

Look = Callable[[Source, Callable[[Questions], object], Callable[[str], object]], Job]
"""Starts to find out what a file leaves open; calls one of the two in the GUI thread."""

_OPEN = "The file leaves this open: answer above, then import."
_NO_IMAGES = "This is a list of results, without images of its own: choose the COCO file that has its images."


class ImportSheet(Sheet):
    """The questions of a file show as soon as it is read; `begin` gets what to import, the project and the answers."""

    def __init__(
        self, file: Path, current: Path | None, look: Look, begin: Callable[[Source, Path, Answers], object]
    ) -> None:
        super().__init__("Import annotations", "Import")
        self._begin, self._look, self._current = begin, look, current
        self.file = PathField("File, or folder of MOTS", choose_open(KIND), file)
        self.images_from = PathField("COCO file with its images and categories", choose_open(COCO_KIND))
        self.images = PathField("Folder of pictures and videos", choose_folder, default_images(file))
        self.holes, self.merge, self.turn = QCheckBox(), QCheckBox(), QCheckBox()
        self.into_current = QRadioButton(f"Into this project, {current.stem}" if current else "")
        self.into_new = QRadioButton("Into a new project")
        self._choice = QButtonGroup(self)
        self.project = PathField("Project file", choose_save(PROJECT_KIND), self._default())
        self._asked: Questions | None = None
        self._looking: Job | None = None
        self._wanted = False  # to begin as soon as it is known that nothing is to be asked
        self._later = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._later.timeout.connect(self._look_again)
        self._lay_out_fields()
        self._connect()
        self._look_again()

    def _lay_out_fields(self) -> None:
        self.holes.setToolTip("COCO says that they are parts, and most programs write holes as run lengths")
        self.merge.setToolTip("Otherwise a number behind the name tells them apart")
        self.turn.setToolTip("Their sizes in the file are those of the pictures before the camera's turn is applied")
        self.turn.setChecked(True)
        for one in (
            self.file, self.images_from, self.images, self.holes, self.merge, self.turn,
            self.into_current, self.into_new, self.project,
        ):  # fmt: skip
            self.fields_layout.addWidget(one)
        for radio in (self.into_current, self.into_new):
            self._choice.addButton(radio)
            radio.setVisible(self._current is not None)
        (self.into_current if self._current else self.into_new).setChecked(True)
        note = "What a person has drawn, edited or accepted in a project is never overwritten."
        self.fields_layout.addWidget(label(note, "muted", wrap=True))

    def _connect(self) -> None:
        self.file.changed.connect(self._file_changed)
        for field in (self.images, self.images_from):
            field.changed.connect(self._source_changed)
        self.project.changed.connect(self._check)
        self.into_new.toggled.connect(self._check)
        self.act.clicked.connect(self._start)
        self.closed.connect(self._stop_looking)

    # what is imported, and where to

    def _source(self) -> Source:
        other = None if self.images_from.empty or self.images_from.isHidden() else self.images_from.path
        return Source(file=self.file.path, images=self.images.path, images_from=other)

    def _answers(self) -> Answers:
        """A question that is not asked has no answer."""
        holes, merge, turn = (one.isChecked() and not one.isHidden() for one in (self.holes, self.merge, self.turn))
        return Answers(holes=holes, merge=merge, turn=turn)

    def _default(self) -> Path:
        beside = default_project(self.images.path)
        return beside.with_name(f"{beside.stem} {self.file.path.stem}{SUFFIX}")

    def _target(self) -> Path:
        if self.into_current.isChecked() and self._current:
            return self._current
        return project_path(self.project.path)

    # what the file leaves open

    def _file_changed(self) -> None:
        if self.file.path.exists():
            self.images.edit.setText(str(default_images(self.file.path)))
            self.project.edit.setText(str(self._default()))
            self.images_from.edit.clear()
        self._source_changed()

    def _source_changed(self) -> None:
        self._stop_looking()
        self._check()
        self._later.start()

    def _look_again(self) -> None:
        self._ask(Questions(lacks_images=not self.images_from.empty))
        self._check()
        if self.file.path.exists() and not self.file.empty:
            self._looking = self._look(self._source(), self._looked, self._refused)

    def _stop_looking(self) -> None:
        self._later.stop()
        if self._looking:
            self._looking.cancel()
        self._looking, self._asked, self._wanted = None, None, False

    def _looked(self, questions: Questions) -> None:
        self._looking, self._asked = None, questions
        self._ask(questions)
        self._check()
        if self._wanted and self.act.isEnabled():
            self._wanted = False
            if any(questions):
                self.say("warning", _OPEN)
            else:
                self._start()

    def _refused(self, sentence: str) -> None:
        self._looking, self._wanted = None, False
        self.say("error", sentence)
        self.allow(False)

    def _ask(self, questions: Questions) -> None:
        """Show what is open, and nothing else."""
        of_results = questions.lacks_images or not self.images_from.empty
        self.images_from.setVisible(of_results)
        for box, count, text in (
            (self.holes, questions.inner_rings, "Polygons inside polygons are holes ({})"),
            (self.turn, questions.unturned, "Turn the outlines of {} that were annotated before their EXIF turn"),
        ):
            what = "instance" if box is self.holes else "picture"
            box.setText(text.format(counted(count, what)))
            box.setVisible(count > 0)
        names = ", ".join(questions.same_names[:NAMED]) + (", ..." if len(questions.same_names) > NAMED else "")
        self.merge.setText(f"Merge categories of the same name ({names})")
        self.merge.setVisible(bool(names))

    # going on

    def _check(self) -> None:
        self.project.setVisible(self.into_new.isChecked())
        wrong = ""
        if self.file.empty or not self.file.path.exists():
            wrong = "There is no such file or folder."
        elif self._asked and self._asked.lacks_images:
            wrong = _NO_IMAGES
        elif self.images.empty or not self.images.path.is_dir():
            wrong = "There is no such folder of pictures and videos."
        elif self.into_new.isChecked() and project_path(self.project.path).exists():
            wrong = "There is a project of this name already: choose another name, or open that project."
        self.say("warning", wrong)
        self.allow(not wrong)

    def _start(self) -> None:
        if self._asked is None:
            self._wanted = True
            self.say("muted", f"Reading {self.file.path.name} ...")
            return
        self._begin(self._source(), self._target(), self._answers())

    def succeeded(self, report: Report) -> None:
        """The import is done."""
        kinds = [f"{report.count(kind):,} {kind}" for kind in ("repaired", "skipped", "noted") if report.count(kind)]
        found = f" In the file: {', '.join(kinds)}." if kinds else " Nothing in the file was wrong."
        were = "was" if report.instances == 1 else "were"
        sentence = f"{counted(report.instances)} on {counted(report.frames, 'frame')} {were} imported.{found}"
        self.fields.hide()
        self.allow(False)
        self.act.hide()
        self.show_report("warning" if report.count("skipped") else "good", sentence, report)
