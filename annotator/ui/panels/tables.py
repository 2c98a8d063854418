"""How the lists of the window look and behave: rows of one height, no grid, and a sentence where there is nothing."""

from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStackedWidget, QTableView

from annotator.ui.pieces import label
from annotator.ui.theme import GRID


def table(model: QAbstractItemModel) -> QTableView:
    """A list over a model. A QListView asks the model twice for each of 120,000 rows whenever one of them changes."""
    view = QTableView()
    view.setModel(model)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return view


class OrNothing(QStackedWidget):
    """A list, or a sentence in its place."""

    def __init__(self, view: QTableView) -> None:
        super().__init__()
        self._view, self.sentence = view, label("", "muted", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        self.addWidget(view)
        self.addWidget(self.sentence)

    def say(self, sentence: str | None) -> None:
        """Show the sentence; the list where it is None."""
        self.sentence.setText(sentence or "")
        self.setCurrentWidget(self._view if sentence is None else self.sentence)
