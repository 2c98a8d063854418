"""The menu of the Pre-label button: what to run on, and which model."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from annotator.inference import catalogue
from annotator.ui.models.model_choice import ModelChoice

SCOPES = ("prelabel_frame", "prelabel_selected", "prelabel_unreviewed", "prelabel_all")


NAMED = 6


def _about(entry: catalogue.Entry) -> str:
    """What a model finds, for its tooltip."""
    names = ", ".join(entry.categories[:NAMED])
    more = len(entry.categories) - NAMED
    return f"Finds {names} and {more} more" if more > 0 else f"Finds {names}"


class PrelabelMenu(QMenu):
    """Built anew each time it opens, because models come and go."""

    def __init__(self, parent: QWidget, actions: Mapping[str, QAction], models: ModelChoice) -> None:
        super().__init__(parent)
        self._actions, self._models = actions, models
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.fill)
        self.fill()

    def fill(self) -> None:
        """List everything."""
        self.clear()
        for name in SCOPES:
            self.addAction(self._actions[name])
        self.addSeparator()
        self.addAction("Model").setEnabled(False)
        group = QActionGroup(self)
        entries = catalogue.entries()
        if self._models.name not in [one.name for one in entries]:
            entries.append(catalogue.entry(self._models.name))
        for one in entries:
            action = self.addAction(one.title)
            action.setCheckable(True)
            action.setChecked(one.name == self._models.name)
            action.setToolTip(one.why_not or _about(one))
            action.triggered.connect(partial(self._models.choose, one.name))
            group.addAction(action)
        self.addAction("Choose a model folder ...").triggered.connect(self._choose)

    def _choose(self) -> None:
        if chosen := QFileDialog.getExistingDirectory(self.parentWidget(), "Choose a model folder"):
            self._models.choose(chosen)
