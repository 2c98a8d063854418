"""Making a project from a folder of pictures."""

from collections.abc import Callable
from pathlib import Path

from annotator.storage import SUFFIX, project_path
from annotator.ui.dialogs.sheet import PathField, Sheet, choose_folder, choose_save
from annotator.ui.pieces import label
from annotator.ui.projects.making import default_project

PROJECT_KIND = f"Annotator project (*{SUFFIX})"


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
        self.act.clicked.connect(lambda: self._make(self.folder.path, project_path(self.project.path)))
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
        elif project_path(project).exists():
            wrong = "There is a file of this name already: choose another name, or open that project."
        elif project.absolute().is_relative_to(folder.absolute()):
            self.say("warning", "This would put the project file among your pictures.")
            self.allow(True)
            return
        self.say("warning", wrong)
        self.allow(not wrong)
