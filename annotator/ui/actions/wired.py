"""The table of actions as Qt's actions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from annotator.core.errors import AnnotatorError
from annotator.ui.actions.spec import Spec, why_not
from annotator.ui.actions.table import ACTIONS
from annotator.ui.dialogs.command_palette import Command
from annotator.ui.keys import of_press, tooltip
from annotator.ui.theme import icon

if TYPE_CHECKING:
    from annotator.ui.desk import Desk


FIRST_THE_GESTURE = "Finish what you are drawing first: <finish> keeps it, <leave> leaves it."


class Actions(QObject):
    """The table as QActions; which are enabled follows the document, and their keys the key map."""

    def __init__(self, desk: Desk, window: QWidget, lists: Iterable[QWidget]) -> None:
        super().__init__(window)
        self._desk = desk
        self.by_name: dict[str, QAction] = {}
        homes = list(lists)
        for spec in ACTIONS:
            action = self._action(spec)
            self.by_name[spec.name] = action
            for home in homes if spec.over_lists else [window]:
                home.addAction(action)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        document = desk.document
        for signal in (
            document.project_changed, document.frame_changed, document.edited, document.selection_changed,
            document.showing_changed, desk.player.changed, desk.timeline.view.chosen_changed,
        ):  # fmt: skip
            signal.connect(lambda *_: self._later.start())
        desk.keys.changed.connect(self._take_keys)
        self._take_keys()
        self.refresh()

    def _action(self, spec: Spec) -> QAction:
        action = QAction(spec.text, self)
        if spec.over_lists:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda: self._run(spec))
        return action

    def commands(self) -> list[Command]:
        """All of them as they are now, for the palette."""
        return [Command(spec, self.by_name[spec.name], why_not(spec, self._desk)) for spec in ACTIONS]

    def menu(self, parent: QWidget) -> QMenu:
        """All of them, a menu below it for each group."""
        made = QMenu(parent)
        for group in dict.fromkeys(spec.group for spec in ACTIONS):
            made.addMenu(group).addActions([self.by_name[spec.name] for spec in ACTIONS if spec.group == group])
        return made

    def _run(self, spec: Spec) -> None:
        if not spec.while_playing:
            self._desk.player.pause()
        way_is_free = self._desk.canvas.make_way()
        if spec.changes and not spec.in_gesture and not way_is_free:
            self._desk.document.said.emit("info", FIRST_THE_GESTURE)
            return
        try:
            spec.run(self._desk)
        except AnnotatorError as error:
            self._desk.document.said.emit("error", str(error))

    def off(self, event: QKeyEvent) -> Spec | None:
        """The action that has this key but cannot be run now."""
        key = of_press(event)
        has_it = (spec for spec in ACTIONS if key in self._desk.keys.of(spec.name))
        return next((spec for spec in has_it if not self.by_name[spec.name].isEnabled()), None)

    def _take_keys(self) -> None:
        keys = self._desk.keys
        for spec in ACTIONS:
            action = self.by_name[spec.name]
            action.setShortcuts([QKeySequence(key) for key in keys.of(spec.name)])
            action.setToolTip(tooltip(spec, keys))

    def refresh(self) -> None:
        """Enable what makes sense now."""
        for spec in ACTIONS:
            self.by_name[spec.name].setEnabled(spec.enabled(self._desk))

    def retint(self) -> None:
        """Icons in the colours that are on now."""
        for spec in ACTIONS:
            if spec.icon:
                self.by_name[spec.name].setIcon(icon(spec.icon))
