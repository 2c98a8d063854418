"""The window: it makes the parts and lays them out. What they do is theirs to know, who hears what is `wiring`'s."""

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget

from annotator.core.frames import Frame, Source
from annotator.inference import catalogue
from annotator.ui import wiring
from annotator.ui.actions.spec import why_not
from annotator.ui.actions.wired import Actions
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.commands.fitting import Fitting
from annotator.ui.commands.renewing import Renewing
from annotator.ui.desk import Desk
from annotator.ui.dialogs.cheat_sheet import CheatSheet
from annotator.ui.dialogs.command_palette import CommandPalette
from annotator.ui.dialogs.sheet import SheetHost
from annotator.ui.dialogs.welcome import Welcome
from annotator.ui.held_keys import HeldKeys
from annotator.ui.inline_bar import InlineBar
from annotator.ui.keyboard import ListKeys, is_letter, pressed
from annotator.ui.keys import Keys
from annotator.ui.lanes import Lane
from annotator.ui.laying_out import column, row
from annotator.ui.looking import Looking
from annotator.ui.models.model_choice import ModelChoice
from annotator.ui.models.models_menu import PrelabelMenu
from annotator.ui.models.runs import Runs
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
from annotator.ui.pieces import line, retint
from annotator.ui.playing.player import Player
from annotator.ui.preferences import Preferences
from annotator.ui.projects.flows import Flows
from annotator.ui.projects.unsaved import Unsaved
from annotator.ui.state.document import Document
from annotator.ui.state.modes import ModeSettings
from annotator.ui.theme import Theme
from annotator.ui.timeline.panel import Timeline
from annotator.ui.workplace import Workplace

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
        self._open_lanes(loader)
        self._make_picture()
        self._make_panels()
        self._make_actions()
        self._make_what_acts()
        self._held_keys: HeldKeys | None = None
        self._lay_out()
        self._set_menus()
        wiring.connect(self)
        self._restore()
        self.retint()
        self.show_page()

    # making the parts

    def _open_lanes(self, loader: str | None) -> None:
        """The document, and what goes on beside it."""
        self.document = Document(self)
        self.keys = Keys(self.preferences, self)
        self.modes = ModeSettings(self.preferences, self)
        self.disk = Lane(2, self)
        self.models = ModelChoice(self.document, self.preferences.get("model", catalogue.DEFAULT), loader)
        self.runs = Runs(self.document, self.models)
        self.thumbnails = Thumbnails(self.source_of, 128, self)

    def _make_picture(self) -> None:
        """The canvas, and what lies on it."""
        self.canvas = Canvas(self.document)
        self.canvas.meaning = self.keys.meaning
        self.canvas.setMinimumWidth(288)
        self.fitting = Fitting(self.document, self.canvas)
        self.strip = FittingStrip(self.fitting, self.canvas)
        self.looking = Looking(self.canvas, self.preferences)
        self.player = Player(self.document, self.canvas)

    def _make_panels(self) -> None:
        """What lies around the picture."""
        self.renewing = Renewing(self.document, self.keys)
        self.timeline = Timeline(self.document, self.player, self.preferences)
        self.sheets = SheetHost()
        self.sheets.home = self.canvas
        self.flows = Flows(self, self.document, self.disk, self.sheets, self.preferences)
        self.files = FilesPanel(self.document, self.thumbnails)
        self.categories = CategoriesPanel(self.document)
        self.instances = InstancesPanel(self.document)
        self.inspector = Inspector(self.document, self.instances, self.preferences)
        self.threshold = ThresholdPanel(self.document)
        self.header = Header(self.document)
        self.status = StatusBar(self.document, self.models.name)

    def _make_actions(self) -> None:
        """The desk, on which the actions find all of this, and their keys."""
        self.desk = Desk(
            self, self.document, self.canvas, self.files, self.instances, self.runs, self.flows, self.theme,
            self.preferences, self.keys, self.modes, self.sheets,
            CommandPalette(self, lambda: self.actions_.commands(), self.preferences), CheatSheet(self, self.keys),
            self.fitting, self.player, self.timeline, self.looking, self.inspector, self.header,
        )  # fmt: skip
        self.actions_ = Actions(self.desk, self, (self.canvas, self.files.view, self.instances.view))
        ListKeys(self.categories.view, is_letter)
        for panel in (self.files, self.instances):
            ListKeys(panel.view, self.desk.kept_from_lists)

    def _make_what_acts(self) -> None:
        """The parts whose buttons are actions."""
        actions = self.actions_.by_name
        self.tools = ToolBar(actions)
        self.options = Options(self.modes, actions)
        self.timeline.set_actions(actions)
        self.inspector.set_actions(actions)
        self.inspector.set_way_back(self.canvas.setFocus)
        self.welcome = Welcome(actions, self.preferences.recent, self.preferences.forget)

    def source_of(self, frame: Frame) -> Source:
        """Where the picture of a frame lies."""
        project = self.document.project
        return project.source_of(frame) if project else Source(Path(frame.path), frame.index)

    # laying out

    def _lay_out(self) -> None:
        picture = column(self.options, line(), self.looking.area, stretched=self.looking.area)
        lists = column(
            self.looking.panel, self.categories, line(), self.instances, line(), self.inspector, line(), self.threshold,
            stretched=self.instances,
        )  # fmt: skip
        widest = self.looking.panel.minimumSizeHint().width()  # which is not there yet
        self.work = Workplace(self.preferences, self.tools, self.files, picture, lists, self.timeline, widest)
        self.pages = QStackedWidget()
        beside, right = self.work.narrowest()
        self.pages.setMinimumWidth(beside)  # not the sum of all panels: the right side makes room for a sheet
        self.pages.addWidget(self.welcome)
        self.pages.addWidget(self.work)
        self.bar = InlineBar(self.pages)
        self.unsaved = Unsaved(self.document.backlog, self.bar, self.close)
        self.head_line = line()
        middle = row(self.pages, self.sheets)
        self.setCentralWidget(column(self.header, self.head_line, middle, line(), self.status, stretched=middle))
        self.desk.panes = (
            self.bar, self.header, self.tools, self.files, self.options, self.canvas, self.timeline, self.looking.panel,
            self.categories, self.instances, self.inspector, self.welcome, self.sheets,
        )  # fmt: skip
        self.setMinimumWidth(max(NARROWEST, beside + max(right, self.sheets.widest)))

    def _set_menus(self) -> None:
        by_name = self.actions_.by_name
        PictureMenu(self.canvas, by_name)
        self.header.set_menus(self.actions_.menu(self), PrelabelMenu(self, by_name, self.models))
        self.header.set_actions(by_name["palette"], by_name["export"], by_name["prelabel_frame"])

    def _restore(self) -> None:
        """As it was in the last session."""
        self.resize(QSize(*self.preferences.get("window", [1440, 900])).boundedTo(self.screen().availableSize()))
        self.desk.restore()
        self.tools.show_tool("select")
        self.status.show_hint(self.keys.worded(self.canvas.tool.tip))

    # looks

    def show_page(self) -> None:
        """The picture and all around it, or the ways to begin."""
        project = self.document.project
        self.pages.setCurrentWidget(self.work if project else self.welcome)
        self.bar.lie_over(self.canvas if project else self.welcome)
        for part in (self.header, self.head_line):
            part.setVisible(project is not None)
        self.setWindowTitle(f"{project.path.stem} - Annotator" if project else "Annotator")
        if project:
            self.canvas.setFocus()
        else:
            self.welcome.refresh()

    def retint(self) -> None:
        """In the colours of the theme that is on now."""
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
        if self.unsaved.keeps_open():
            event.ignore()
            return
        self.preferences.put("window", [self.width(), self.height()])
        self.work.remember()
        self.stop()
        event.accept()

    def stop(self) -> None:
        """End all background work and let go of the project."""
        for part in (
            self.runs, self.disk, self.thumbnails, self.fitting, self.player, self.timeline, self.canvas,
        ):  # fmt: skip
            part.stop()
        self.document.close()
