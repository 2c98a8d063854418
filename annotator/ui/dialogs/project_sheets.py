"""Making a project: from a folder of pictures, or from a COCO file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton

from annotator.core.dataset import Report
from annotator.ui.dialogs.sheet import PathField, Sheet, choose_folder, choose_open, choose_save
from annotator.ui.making import SUFFIX, default_images, default_project
from annotator.ui.pieces import label

PROJECT_KIND = f"Annotator project (*{SUFFIX})"
COCO_KIND = "COCO (*.json)"


def _with_suffix(path: Path) -> Path:
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


class NewProjectSheet(Sheet):
    """`make` is called with the folder and the project file."""

    def __init__(self, folder: Path, make: Callable[[Path, Path], object]) -> None:
        super().__init__("New project", "Create the project")
        self._make = make
        self.folder = PathField("Folder of pictures", choose_folder, folder)
        self.project = PathField("Project file", choose_save(PROJECT_KIND), default_project(folder))
        self.folder.changed.connect(self._folder_changed)
        self.project.changed.connect(self._check)
        note = "Your pictures stay where they are and are never changed. All your work goes into the project file."
        for one in (self.folder, self.project, label(note, "muted", wrap=True)):
            self.fields_layout.addWidget(one)
        self.act.clicked.connect(lambda: self._make(self.folder.path, _with_suffix(self.project.path)))
        self._check()

    def _folder_changed(self) -> None:
        if self.folder.path.is_dir():
            self.project.edit.setText(str(default_project(self.folder.path)))
        self._check()

    def _check(self) -> None:
        folder, project = self.folder.path, self.project.path
        wrong = ""
        if self.folder.empty or not folder.is_dir():
            wrong = "There is no such folder of pictures."
        elif self.project.empty:
            wrong = "Say where the project file goes."
        elif _with_suffix(project).exists():
            wrong = "There is a file of this name already: choose another name, or open that project."
        elif project.absolute().is_relative_to(folder.absolute()):
            self.say("warning", "This would put the project file among your pictures.")
            self.act.setEnabled(True)
            return
        self.say("warning", wrong)
        self.act.setEnabled(not wrong)


class ImportSheet(Sheet):
    """`begin` is called with the COCO file, the folder of pictures, the project file and what inner rings are."""

    def __init__(self, file: Path, current: Path | None, begin: Callable[[Path, Path, Path, bool], object]) -> None:
        super().__init__("Import COCO", "Import")
        self._begin, self._current = begin, current
        self.file = PathField("COCO file", choose_open(COCO_KIND), file)
        self.images = PathField("Folder of pictures", choose_folder, default_images(file))
        self.into_current = QRadioButton(f"Into this project, {current.stem}" if current else "")
        self.into_new = QRadioButton("Into a new project")
        self._choice = QButtonGroup(self)
        self.project = PathField("Project file", choose_save(PROJECT_KIND), self._default())
        self.holes = QCheckBox("Polygons inside polygons are holes")
        self.holes.setToolTip("COCO says that they are parts, and most programs write holes as run lengths")
        for one in (self.file, self.images, self.holes, self.into_current, self.into_new, self.project):
            self.fields_layout.addWidget(one)
        for radio in (self.into_current, self.into_new):
            self._choice.addButton(radio)
            radio.setVisible(current is not None)
        self.into_new.setChecked(True)
        note = "What a person has drawn, edited or accepted in a project is never overwritten."
        self.fields_layout.addWidget(label(note, "muted", wrap=True))
        self.file.changed.connect(self._file_changed)
        for field in (self.images, self.project):
            field.changed.connect(self._check)
        self.into_new.toggled.connect(self._check)
        self.act.clicked.connect(self._start)
        self._check()

    def _start(self) -> None:
        self._begin(self.file.path, self.images.path, self._target(), self.holes.isChecked())

    def _default(self) -> Path:
        beside = default_project(self.images.path)
        return beside.with_name(f"{beside.stem} {self.file.path.stem}{SUFFIX}")

    def _target(self) -> Path:
        if self.into_current.isChecked() and self._current:
            return self._current
        return _with_suffix(self.project.path)

    def _file_changed(self) -> None:
        if self.file.path.is_file():
            self.images.edit.setText(str(default_images(self.file.path)))
            self.project.edit.setText(str(self._default()))
        self._check()

    def _check(self) -> None:
        self.project.setVisible(self.into_new.isChecked())
        wrong = ""
        if self.file.empty or not self.file.path.is_file():
            wrong = "There is no such COCO file."
        elif self.images.empty or not self.images.path.is_dir():
            wrong = "There is no such folder of pictures."
        elif self.into_new.isChecked() and _with_suffix(self.project.path).exists():
            wrong = "There is a project of this name already: choose another name, or open that project."
        self.say("warning", wrong)
        self.act.setEnabled(not wrong)

    def succeeded(self, report: Report) -> None:
        """The import is done."""
        kinds = [f"{report.count(kind):,} {kind}" for kind in ("repaired", "skipped", "noted") if report.count(kind)]
        found = f" In the file: {', '.join(kinds)}." if kinds else " Nothing in the file was wrong."
        sentence = f"{report.instances:,} instances on {report.frames:,} frames were imported.{found}"
        self.fields.hide()
        self.act.setEnabled(False)
        self.act.hide()
        self.show_report("warning" if report.count("skipped") else "good", sentence, report)
