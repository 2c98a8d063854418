"""Which model the next run uses."""

from collections import Counter

from PySide6.QtCore import QObject, Signal

from annotator.core.frames import Frame
from annotator.inference.lane import Model
from annotator.inference.models import MODELS
from annotator.ui.state.document import Document


class ModelChoice(QObject):
    """A name of the catalogue or a model folder. `loader` names another function that loads models, for tests."""

    changed = Signal(str, str)  # name, device; the device is empty until the model runs
    chosen = Signal(str)  # by the person, for this project and those to come

    def __init__(self, document: Document, usual: str, loader: str | None = None) -> None:
        super().__init__(document)
        self._document, self._loader = document, loader
        self.name = self._usual = usual
        self._is_chosen = False
        document.project_changed.connect(self._project_changed)
        document.frame_changed.connect(self._frame_changed)

    @property
    def runnable(self) -> Model:
        """As the worker is told of it."""
        return Model(self.name) if self._loader is None else Model(self.name, loader=self._loader)

    def choose(self, name: str) -> None:
        """Use this one from now on; kept in the project."""
        self._usual, self._is_chosen = name, True
        self._document.remember("model", name)
        self._use(name)
        self.chosen.emit(name)

    def runs_on(self, model: Model, device: str) -> None:
        """Say where a model runs, if it is the chosen one."""
        if model == self.runnable:
            self.changed.emit(self.name, device)

    def _use(self, name: str) -> None:
        if name != self.name:
            self.name = name
            self.changed.emit(name, "")

    def _project_changed(self) -> None:
        if project := self._document.project:
            chosen = project.setting("model", None)
            self._is_chosen = bool(chosen)
            self._use(str(chosen or self._usual))

    def _frame_changed(self, frame: Frame | None) -> None:
        """Until a person chooses one for the project, the model that found what is on a frame is proposed again."""
        if frame and not self._is_chosen:
            made = Counter(one.origin.model for one in self._document.instances.values() if one.origin)
            self._use(next((name for name, _ in made.most_common(1) if name in MODELS), self.name))
