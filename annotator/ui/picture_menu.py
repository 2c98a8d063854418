"""The menu of the right mouse button on the picture: what can be done with what is under the cursor."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from annotator.ui.canvas import hit
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.commands import judging
from annotator.ui.panels.categories import swatch

DECIDE = ("accept", "reject", "inspect")
KEEP = ("cut", "copy", "paste", "duplicate", "delete")
SHAPE = ("simplify", "smooth", "mend", "fill_holes", "keep_largest", "split", "join", "subtract", "intersect")
SIGHT = ("hide", "isolate", "lock", "forward", "backward")


class PictureMenu(QObject):
    """Asked for during a gesture it does not come."""

    def __init__(self, canvas: Canvas, actions: Mapping[str, QAction]) -> None:
        super().__init__(canvas)
        self._canvas, self._actions = canvas, actions
        canvas.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        canvas.customContextMenuRequested.connect(self._show)

    def _show(self, at: QPoint) -> None:
        if not self._canvas.ready or not self._canvas.make_way():
            return
        self._select_at(at)
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._canvas.mapToGlobal(at))

    def _select_at(self, at: QPoint) -> None:
        """What is under the cursor, unless it is selected with others."""
        ratio, outlines = self._canvas.ratio, self._canvas.scenery.outlines
        place = self._canvas.view.to_image(at.x() * ratio, at.y() * ratio)
        one = hit.box_at(outlines, *place) or hit.smallest_at(outlines, *place)
        if one is not None and one.id not in self._canvas.document.selection:
            self._canvas.take({one.id})

    def menu(self) -> QMenu:
        """Made anew each time, as it holds the project's categories."""
        menu = QMenu(self._canvas)
        self._add(menu, DECIDE)
        self._add_categories(menu.addMenu("Category"))
        self._add(menu.addMenu("Outline"), SHAPE)
        menu.addSeparator()
        self._add(menu, KEEP)
        menu.addSeparator()
        self._add(menu, SIGHT)
        return menu

    def _add(self, menu: QMenu, names: tuple[str, ...]) -> None:
        menu.addActions([self._actions[name] for name in names])

    def _add_categories(self, menu: QMenu) -> None:
        document = self._canvas.document
        chosen = {one.category for id, one in document.visible.items() if id in document.selection}
        menu.setEnabled(bool(chosen) and not document.read_only)
        for category in document.project.categories().values() if document.project else ():
            action = menu.addAction(swatch(category.colour), category.name)
            action.setCheckable(True)
            action.setChecked(category.id in chosen)
            action.triggered.connect(lambda _, id=category.id: judging.relabel(document, document.selection, id))
