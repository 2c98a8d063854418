"""What an action can reach: the parts of the window, by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeyEvent
from PySide6.QtWidgets import QWidget

from annotator import paths
from annotator.media.allowance import ALLOWANCE, USUAL_MB
from annotator.ui import panes
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.commands.fitting import Fitting
from annotator.ui.dialogs.breaks_sheet import BreaksSheet
from annotator.ui.dialogs.category_sheet import CategorySheet
from annotator.ui.dialogs.cheat_sheet import CheatSheet
from annotator.ui.dialogs.command_palette import CommandPalette
from annotator.ui.dialogs.deleted_sheet import DeletedSheet
from annotator.ui.dialogs.findings_sheet import FindingsSheet
from annotator.ui.dialogs.history_sheet import HistorySheet
from annotator.ui.dialogs.settings_sheet import SettingsSheet
from annotator.ui.dialogs.sheet import SheetHost
from annotator.ui.keyboard import is_letter
from annotator.ui.keys import Keys, of_press
from annotator.ui.looking import Looking
from annotator.ui.models.runs import Runs
from annotator.ui.panels.files import FilesPanel
from annotator.ui.panels.header import Header
from annotator.ui.panels.inspector import Inspector
from annotator.ui.panels.instances import InstancesPanel
from annotator.ui.pieces import shown_key
from annotator.ui.playing.player import Player
from annotator.ui.preferences import Preferences
from annotator.ui.projects import vocabulary
from annotator.ui.projects.flows import Flows
from annotator.ui.state.document import Document
from annotator.ui.state.modes import ModeSettings
from annotator.ui.theme import Theme
from annotator.ui.timeline.panel import Timeline

DEFAULT_FILL = 0.25
THICKEST = 3
"""Outlines, logical pixels."""

UNMAKING = ("delete", "join", "split", "subtract", "intersect", "keep_largest", "fill_holes", "mend")
"""Actions that take something away at once."""


@dataclass(slots=True, eq=False)
class Desk:
    """Assembled by the main window; actions are functions of it."""

    window: QWidget
    document: Document
    canvas: Canvas
    files: FilesPanel
    instances: InstancesPanel
    runs: Runs
    flows: Flows
    theme: Theme
    preferences: Preferences
    keys: Keys
    modes: ModeSettings
    sheets: SheetHost
    palette: CommandPalette
    cheat_sheet: CheatSheet
    fitting: Fitting
    player: Player
    timeline: Timeline
    looking: Looking
    inspector: Inspector
    header: Header
    panes: Sequence[QWidget] = ()
    """The parts of the window in the order in which the keyboard goes through them."""

    def restore(self) -> None:
        """As all of this was chosen last."""
        get = self.preferences.get
        ALLOWANCE.total = get("memory_mb", USUAL_MB) * 10**6
        self.canvas.set_modes(self.modes.now)
        self.canvas.sight.auto_zoom = get("auto_zoom", False)
        self.canvas.set_line_width(get("line", 1))
        self.canvas.set_fill_opacity(get("fill", DEFAULT_FILL))

    def tint(self, by: float) -> None:
        """Tint the masks more or less strongly."""
        fill = round(min(1.0, max(0.0, self.preferences.get("fill", DEFAULT_FILL) + by)), 2)
        self.preferences.put("fill", fill)
        self.canvas.set_fill_opacity(fill)
        self.document.said.emit("info", f"Masks are tinted {fill:.0%}.")

    def thicken(self, by: int) -> None:
        """Thicker or thinner outlines."""
        width = min(THICKEST, max(1, self.preferences.get("line", 1) + by))
        self.preferences.put("line", width)
        self.canvas.set_line_width(width)
        self.document.said.emit("info", f"Outlines are {width} px wide.")

    def toggle_auto_zoom(self) -> None:
        """Zoom to each instance that is stepped to from now on, or leave the zoom alone."""
        sight = self.canvas.sight
        sight.auto_zoom = not sight.auto_zoom
        self.preferences.put("auto_zoom", sight.auto_zoom)
        sight.reveal(self.document.selection)
        self.document.said.emit("info", "Each instance that is stepped to fills the view from now on."
                                        if sight.auto_zoom else "Stepping leaves the zoom as it is.")  # fmt: skip

    def toggle_theme(self) -> None:
        """From light to dark and back."""
        self.theme.toggle()
        self.preferences.put("theme", self.theme.mode)

    def follow_system(self) -> None:
        """Light or dark as the system has it."""
        self.theme.set_mode("system")
        self.preferences.put("theme", "system")

    def toggle_full_screen(self) -> None:
        """The window over the whole screen, and back."""
        self.window.showNormal() if self.window.isFullScreen() else self.window.showFullScreen()

    def adjust(self) -> None:
        """The panel of adjustments, in place of a sheet that is open where it has its place; or close it."""
        if not self.looking.panel.isVisible():
            self.sheets.close_sheet()
        self.looking.panel.toggle()

    def on_picture(self) -> Canvas:
        """The canvas, which has the keyboard from now on."""
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        return self.canvas

    def take_tool(self, name: str) -> None:
        """Work with this tool from now on."""
        self.on_picture().set_tool(name)

    def toggle_cross(self) -> None:
        """The cursor of the keyboard, and which keys it has."""
        if self.on_picture().toggle_cross():
            press, hold, leave = map(self.keys.shown, ("press", "hold", "leave"))
            self.document.said.emit("info", f"Arrow keys move the cross, with Shift farther; {press} presses, "
                                            f"{hold} holds and lets go, {leave} leaves it.")  # fmt: skip

    def leave(self) -> None:
        """Back to the picture, and from there out of a sheet that has nothing left to do."""
        if not self.canvas.hasFocus():
            self.on_picture()
        elif self.sheets.sheet and self.sheets.sheet.done:
            self.sheets.close_sheet()

    def kept_from_lists(self, event: QKeyEvent) -> bool:
        """Whether a letter typed on a list would take something away; it does nothing there, and says so."""
        key = of_press(event)
        if not is_letter(event) or not any(key in self.keys.of(name) for name in UNMAKING):
            return False
        leave = self.keys.shown("leave")
        self.document.said.emit("info", f"{shown_key(key)} works on the picture: {leave} goes there.")
        return True

    def show_palette(self) -> None:
        """Search all actions."""
        self.palette.open_over(self.window)

    def show_cheat_sheet(self) -> None:
        """All keys at a glance."""
        self.cheat_sheet.open_over(self.window)

    def show_settings(self) -> None:
        """Theme, memory and keys."""
        self.sheets.show_sheet(SettingsSheet(self.theme, self.preferences, self.keys))

    def edit_category(self, id: int | None = None) -> None:
        """The sheet of a category: by default the selection's, or that of what is drawn from now on."""
        document = self.document
        if document.project and document.read_only:
            document.said.emit("info", document.project.why_read_only)
            return
        of_selection = (document.instances[one].category for one in sorted(document.selection))
        chosen = next(of_selection, document.categories.current)
        category = document.project.categories().get(chosen if id is None else id) if document.project else None
        if category:
            self.sheets.show_sheet(CategorySheet(
                document, category, partial(vocabulary.change, document, self.flows),
                partial(vocabulary.merge, document, self.flows),
            ))  # fmt: skip

    def show_history(self) -> None:
        """The frame's edits, and a way back to each."""
        self.sheets.show_sheet(HistorySheet(self.document))

    def show_findings(self) -> None:
        """What may be wrong with the outlines of the frame."""
        self.sheets.show_sheet(FindingsSheet(self.document, self.canvas, self.flows.disk, self.instances.thumbnail))

    def show_breaks(self) -> None:
        """Where the tracks of the video may have gone wrong."""
        self.sheets.show_sheet(BreaksSheet(self.document, self.flows.disk))

    def show_deleted(self) -> None:
        """What was deleted anywhere in the project."""
        self.sheets.show_sheet(DeletedSheet(self.document))

    def walk(self, by: int) -> None:
        """Give the keyboard to the next part of the window, or the previous one."""
        panes.walk(self.panes, by)

    def show_log(self) -> None:
        """Open the log file with the system's program for it."""
        file = paths.log_file()
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(file))):
            self.document.said.emit("info", f"The log file is {file}.")
