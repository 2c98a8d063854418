"""The window: it makes the parts, lays them out and connects them. What they do is theirs to know."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.core.frames import Frame, Source
from annotator.inference import catalogue
from annotator.media.allowance import ALLOWANCE, USUAL_MB
from annotator.ui import tip
from annotator.ui.actions import ACTIONS
from annotator.ui.actions.spec import why_not
from annotator.ui.actions.wired import Actions
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.desk import DEFAULT_FILL, Desk
from annotator.ui.dialogs.cheat_sheet import CheatSheet
from annotator.ui.dialogs.command_palette import Command, CommandPalette
from annotator.ui.dialogs.sheet import SheetHost
from annotator.ui.dialogs.welcome import Welcome
from annotator.ui.document import FULL, Document
from annotator.ui.fitting import Fitting
from annotator.ui.flows import Flows
from annotator.ui.held_keys import HeldKeys
from annotator.ui.inline_bar import Answer, InlineBar
from annotator.ui.keyboard import ListKeys, is_letter, pressed
from annotator.ui.keys import Keys
from annotator.ui.lanes import Lane
from annotator.ui.looking import Looking
from annotator.ui.model_choice import ModelChoice
from annotator.ui.models_menu import PrelabelMenu
from annotator.ui.modes import ModeSettings
from annotator.ui.panels.categories import CategoriesPanel
from annotator.ui.panels.files import FilesPanel
from annotator.ui.panels.fitting_strip import FittingStrip
from annotator.ui.panels.header import Header
from annotator.ui.panels.inspector import Inspector
from annotator.ui.panels.instances import InstancesPanel
from annotator.ui.panels.options import Options
from annotator.ui.panels.status import StatusBar
from annotator.ui.panels.threshold import ThresholdPanel
from annotator.ui.panels.thumbnails import Thumbnails
from annotator.ui.panels.tool_bar import ToolBar
from annotator.ui.picture_menu import PictureMenu
from annotator.ui.pieces import line, retint, scrolled
from annotator.ui.playing.player import Player
from annotator.ui.preferences import Preferences
from annotator.ui.renewing import Renewing
from annotator.ui.runs import Runs
from annotator.ui.theme import Theme
from annotator.ui.timeline.panel import Timeline

WAYS = (
    ("open_folder", "mdi6.folder-open-outline", "Make a project of your pictures"),
    ("open_video", "mdi6.filmstrip", "Its frames, exact, with tracks over them"),
    ("open_project", "mdi6.file-outline", "Go on where you were"),
    ("import_coco", "mdi6.import", "Pictures with annotations"),
    ("open_sample", "mdi6.star-four-points-outline", "A few pictures to play with"),
)
SIDES = [264, 1000, 400]  # pixels: files, picture, right side
LEVELS = [640, 224]  # the same of what lies over the timeline, and of the timeline

NARROWEST = 960
"""Logical pixels: all panels at their narrowest, with some room for the picture; a 1280 x 800 screen has more."""
LOWEST = 600
"""The same: a screen of 1440 x 900 at 150 %."""


class MainWindow(QMainWindow):
    """Everything in its place. `loader` names another function that loads models, for tests."""

    def __init__(self, theme: Theme, preferences: Preferences, loader: str | None = None) -> None:
        super().__init__()
        self.setWindowTitle("Annotator")
        self.setAcceptDrops(True)
        self.preferences, self.theme = preferences, theme
        self.document = Document(self)
        self.keys = Keys(preferences, self)
        self.modes = ModeSettings(preferences, self)
        self.disk = Lane(2, self)
        self.models = ModelChoice(self.document, preferences.get("model", catalogue.DEFAULT), loader)
        self.runs = Runs(self.document, self.models)
        self.thumbnails = Thumbnails(self._source_of, 128, self)
        self.canvas = Canvas(self.document)
        self.canvas.meaning = self.keys.meaning
        self.fitting = Fitting(self.document, self.canvas)
        self.strip = FittingStrip(self.fitting, self.canvas)
        self.looking = Looking(self.canvas, preferences)
        self.player = Player(self.document, self.canvas)
        self.renewing = Renewing(self.document, self.keys)
        self.timeline = Timeline(self.document, self.player, preferences)
        self.sheets = SheetHost()
        self.sheets.home = self.canvas
        self.flows = Flows(self, self.document, self.disk, self.sheets, preferences)
        self.files = FilesPanel(self.document, self.thumbnails)
        self.categories = CategoriesPanel(self.document)
        self.instances = InstancesPanel(self.document)
        self.inspector = Inspector(self.document, self.instances, preferences)
        self.threshold = ThresholdPanel(self.document)
        self.header = Header(self.document)
        self.status = StatusBar(self.document, self.models.name)
        self.desk = Desk(
            self, self.document, self.canvas, self.files, self.instances, self.runs,
            self.flows, theme, preferences, self.keys, self.modes, self.sheets,
            CommandPalette(self, self._commands, preferences), CheatSheet(self, self.keys), self.fitting, self.player,
            self.timeline, self.looking, self.inspector, self.header,
        )  # fmt: skip
        self.actions_ = Actions(self.desk, self, (self.canvas, self.files.view, self.instances.view))
        ListKeys(self.categories.view, is_letter)
        for panel in (self.files, self.instances):
            ListKeys(panel.view, self.desk.kept_from_lists)
        self.tools = ToolBar(self.actions_.by_name)
        self.options = Options(self.modes, self.actions_.by_name)
        self.timeline.set_actions(self.actions_.by_name)
        self.inspector.set_actions(self.actions_.by_name)
        self.inspector.set_way_back(self.canvas.setFocus)
        self.welcome = Welcome(
            [(self.actions_.by_name[name], icon, about) for name, icon, about in WAYS],
            preferences.recent,
            preferences.forget,
        )
        self._held_keys: HeldKeys | None = None
        self._dragged: dict[str, list[int]] = {}
        """What a person has made of the sizes; not what a small screen or a large text has."""
        self._stays = ""
        """Why the window was not closed."""
        self._lay_out()
        self._connect()
        self._retint()
        self._project_changed()

    def _source_of(self, frame: Frame) -> Source:
        project = self.document.project
        return project.source_of(frame) if project else Source(Path(frame.path), frame.index)

    def _commands(self) -> list[Command]:
        return [Command(spec, self.actions_.by_name[spec.name], why_not(spec, self.desk)) for spec in ACTIONS]

    # laying out

    def _lay_out(self) -> None:
        panels = _column(
            self.looking.panel, self.categories, line(), self.instances, line(), self.inspector, line(), self.threshold,
            stretch=3,
        )  # fmt: skip
        right = self.right = scrolled(panels)
        widest = max(panels.minimumSizeHint().width(), self.looking.panel.minimumSizeHint().width())
        right.setMinimumWidth(max(328, widest + right.verticalScrollBar().sizeHint().width()))
        self.looking.panel.opened.connect(lambda: right.verticalScrollBar().setValue(0))  # where it is
        self.files.setMinimumWidth(max(200, self.files.minimumSizeHint().width()))
        self.canvas.setMinimumWidth(288)
        middle = _column(self.options, line(), self.looking.area)
        self.splitter = _splitter(Qt.Orientation.Horizontal, self.files, middle, right, stretched=middle)
        self.splitter.setSizes(self.preferences.get("sides", SIDES))
        self.splitter.splitterMoved.connect(lambda *_: self._remember("sides", self.splitter, self.right))
        self.levels = _splitter(Qt.Orientation.Vertical, self.splitter, self.timeline, stretched=self.splitter)
        self.levels.setSizes(self.preferences.get("levels", LEVELS))
        self.levels.splitterMoved.connect(lambda *_: self._remember("levels", self.levels, self.timeline))
        self.work = _row(self.tools, line(vertical=True), self.levels)
        self.pages = QStackedWidget()
        beside = self.work.minimumSizeHint().width() - right.minimumWidth()
        self.pages.setMinimumWidth(beside)  # not the sum of all panels: the right side makes room for a sheet
        self.pages.addWidget(self.welcome)
        self.pages.addWidget(self.work)
        self.bar = InlineBar(self.pages)
        self.head_line = line()
        self.setCentralWidget(
            _column(self.header, self.head_line, _row(self.pages, self.sheets), line(), self.status, stretch=2)
        )
        self.desk.panes = (
            self.bar, self.header, self.tools, self.files, self.options, self.canvas, self.timeline, self.looking.panel,
            self.categories, self.instances, self.inspector, self.welcome, self.sheets,
        )  # fmt: skip
        self.setMinimumWidth(max(NARROWEST, beside + max(right.minimumWidth(), self.sheets.widest)))
        self.resize(QSize(*self.preferences.get("window", [1440, 900])).boundedTo(self.screen().availableSize()))
        self._set_menus()

    def _remember(self, name: str, splitter: QSplitter, last: QWidget) -> None:
        if last.isVisible():  # or what is left says nothing
            self._dragged[name] = splitter.sizes()

    def _set_menus(self) -> None:
        menu = QMenu(self)
        for group in dict.fromkeys(spec.group for spec in ACTIONS):
            below = menu.addMenu(group)
            below.addActions([self.actions_.by_name[spec.name] for spec in ACTIONS if spec.group == group])
        by_name = self.actions_.by_name
        PictureMenu(self.canvas, by_name)
        self.header.set_menus(menu, PrelabelMenu(self, by_name, self.models))
        self.header.set_actions(by_name["palette"], by_name["export"], by_name["prelabel_frame"])

    # connecting

    def _connect(self) -> None:
        document, canvas, status = self.document, self.canvas, self.status
        document.said.connect(self._say)
        document.project_changed.connect(self._project_changed)
        document.unsaved_changed.connect(self._unsaved_changed)
        document.frame_changed.connect(lambda frame: self.instances.set_picture(None))
        self.flows.asked.connect(self.bar.say)
        self.renewing.offered.connect(lambda sentence, answers: self.bar.say("info", sentence, answers))
        self.renewing.withdrawn.connect(self.bar.hide)
        self.categories.edit_wanted.connect(lambda id: self.desk.edit_category(id))
        self.disk.started.connect(status.add_job)
        self.runs.started.connect(status.add_job)
        self.canvas.preparing.connect(status.add_job)
        self.models.changed.connect(status.show_model)
        self.models.chosen.connect(lambda name: self.preferences.put("model", name))
        canvas.tool_changed.connect(self.tools.show_tool)
        canvas.tool_changed.connect(self.options.show_tool)
        canvas.modes_chosen.connect(self.modes.put)
        self.modes.changed.connect(canvas.set_modes)
        canvas.set_modes(self.modes.now)
        self.keys.changed.connect(self._take_keys)
        self._take_keys()
        canvas.zoom_changed.connect(status.show_zoom)
        canvas.cursor_moved.connect(status.show_cursor)
        canvas.hint_changed.connect(lambda hint: status.show_hint(self.keys.worded(hint)))
        canvas.hint_changed.connect(lambda _: self.options.refresh())  # which says what the wheel has changed, too
        canvas.gesture_begins.connect(status.end_message)
        canvas.tool_changed.connect(lambda _: status.end_message())
        canvas.shown.connect(self._picture_shown)
        canvas.coloured.connect(self.instances.model.colour)
        canvas.adjusting.changed.connect(lambda _: status.show_notes(canvas.notes))
        self.sheets.opened.connect(lambda opened: self.right.setVisible(not opened))
        self.welcome.chosen.connect(self.flows.open_path)
        self.theme.changed.connect(self._retint)
        self.tools.show_tool("select")
        status.show_hint(self.keys.worded(canvas.tool.tip))
        tip.restore(self.preferences)
        ALLOWANCE.total = self.preferences.get("memory_mb", USUAL_MB) * 10**6
        canvas.sight.auto_zoom = self.preferences.get("auto_zoom", False)
        canvas.set_line_width(self.preferences.get("line", 1))
        canvas.set_fill_opacity(self.preferences.get("fill", DEFAULT_FILL))

    def _take_keys(self) -> None:
        """Panels name the keys that hold now."""
        self.instances.take_keys(self.keys.shown)
        self.threshold.take_keys(self.keys.shown)
        self.categories.model.take_keys(lambda digit: self.keys.shown(f"category_{digit}"))

    def _say(self, level: str, sentence: str) -> None:
        if level in ("warning", "error"):
            self.bar.say(level, sentence)
        else:
            self.status.say(level, self.keys.worded(sentence))

    def _project_changed(self) -> None:
        project = self.document.project
        self.thumbnails.clear()
        self.status.show_notes(())
        self.pages.setCurrentWidget(self.work if project else self.welcome)
        self.bar.lie_over(self.canvas if project else self.welcome)
        for part in (self.header, self.head_line):
            part.setVisible(project is not None)
        self.setWindowTitle(f"{project.path.stem} - Annotator" if project else "Annotator")
        if project:
            self.canvas.setFocus()
        else:
            self.welcome.refresh()

    def _picture_shown(self, frame: Frame) -> None:
        pyramid = self.canvas.scenery.pyramid
        self.instances.set_picture(pyramid.shrunk if pyramid else None)
        self.status.show_notes(self.canvas.notes)
        if pyramid is None and not self._source_of(frame).file.exists():
            self.flows.offer_relink(frame)

    def _retint(self) -> None:
        self.actions_.retint()
        retint(self)

    # from outside

    def open_path(self, path: Path) -> None:
        """A project, a folder, a picture or a COCO file."""
        self.flows.open_path(path)

    def showEvent(self, event: QShowEvent) -> None:
        if self._held_keys is None and (handle := self.windowHandle()):
            held = {"fade": self.canvas.set_faded, "raw": self.canvas.set_raw}
            self._held_keys = HeldKeys(self.keys, held, handle)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no part of the window has wanted: Enter presses a button, Escape goes back to the picture.

        A key that does nothing now says why.
        """
        if self.keys.meaning(event) == "leave" and self.document.project:
            self.desk.leave()
        elif off := self.actions_.off(event):
            self.document.said.emit("info", f"{off.text}: {why_not(off, self.desk)}")
        elif not pressed(event):
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        if urls:
            event.acceptProposedAction()
            self.flows.open_path(Path(urls[0].toLocalFile()))

    def closeEvent(self, event: QCloseEvent) -> None:
        """All is saved already, unless the disk is full."""
        self.canvas.make_way()
        if not self.document.settled():
            lose = Answer("Close and lose them", self._close_anyway)
            unsaved = self.document.unsaved
            changes = "1 change is" if unsaved == 1 else f"{unsaved:,} changes are"
            self._stays = f"{changes} not saved: the disk is full."
            self.bar.say("error", self._stays, [lose])
            event.ignore()
            return
        self.preferences.put("window", [self.width(), self.height()])
        for name, sizes in self._dragged.items():
            self.preferences.put(name, sizes)
        self.stop()
        event.accept()

    def _unsaved_changed(self, unsaved: int) -> None:
        """What the bar says of a full disk is over with it."""
        if not unsaved and self.bar.sentence in (FULL, self._stays):
            self.bar.hide()

    def _close_anyway(self) -> None:
        self.document.forget_unsaved()
        self.close()

    def stop(self) -> None:
        """End all background work and let go of the project."""
        self.runs.stop()
        self.disk.stop()
        self.thumbnails.stop()
        self.fitting.stop()
        self.player.stop()
        self.timeline.stop()
        self.canvas.stop()
        self.document.close()


def _row(*parts: QWidget) -> QWidget:
    made = QWidget()
    layout = QHBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for part in parts:
        layout.addWidget(part)
    return made


def _column(*parts: QWidget, stretch: int = 2) -> QWidget:
    """Below each other; the part at `stretch` takes what is left."""
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    for place, part in enumerate(parts):
        layout.addWidget(part, 1 if place == stretch else 0)
    return made


def _splitter(way: Qt.Orientation, *parts: QWidget, stretched: QWidget) -> QSplitter:
    """Beside or below each other with edges that can be dragged; one of them takes what is left."""
    made = QSplitter(way)
    made.setHandleWidth(1)
    made.setChildrenCollapsible(False)
    for place, part in enumerate(parts):
        made.addWidget(part)
        made.setStretchFactor(place, part is stretched)
    return made
