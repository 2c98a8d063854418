"""The one table of actions: shortcuts, menus, tooltips, command palette and cheat sheet are all read from it.

Left hand on the keys, right hand on the mouse: bare letters for what is done a hundred times a day. No key has two
meanings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from annotator.core.gesture import Tool
from annotator.tools import TOOLS
from annotator.ui import clipboard, review, shaping
from annotator.ui.pieces import shown_key
from annotator.ui.theme import icon

if TYPE_CHECKING:
    from annotator.ui.desk import Desk

THRESHOLD_STEP = 0.05
CATEGORY_KEYS = 9


def always(desk: Desk) -> bool:
    """Also without a project."""
    return True


def opened(desk: Desk) -> bool:
    """With a project."""
    return desk.document.project is not None


def framed(desk: Desk) -> bool:
    """With a frame on the screen."""
    return desk.document.frame is not None


def writable(desk: Desk) -> bool:
    """With a frame that may be changed."""
    return framed(desk) and not desk.document.read_only


def selected(desk: Desk) -> bool:
    """With instances selected that may be changed."""
    return writable(desk) and bool(desk.document.selection)


def populated(desk: Desk) -> bool:
    """With instances on the screen."""
    return bool(desk.document.visible)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One line of the table."""

    name: str
    text: str
    group: str
    run: Callable[[Desk], object]
    keys: tuple[str, ...] = ()
    icon: str = ""
    enabled: Callable[[Desk], bool] = always
    tip: str = ""
    over_lists: bool = False
    """Its key works over the picture and the lists only, so that Tab still walks through forms."""


def _frames() -> Iterable[Spec]:
    group = "Frames"
    yield Spec(name="next_frame", text="Next frame", group=group, keys=("D",), icon="mdi6.chevron-right",
               run=lambda desk: desk.document.next_frame(), enabled=opened)  # fmt: skip
    yield Spec(name="previous_frame", text="Previous frame", group=group, keys=("A",), icon="mdi6.chevron-left",
               run=lambda desk: desk.document.previous_frame(), enabled=opened)  # fmt: skip
    yield Spec(name="next_needing_work", text="Next frame that needs work", group=group, keys=("W",),
               icon="mdi6.chevron-double-right",
               run=lambda desk: desk.document.next_needing_work(), enabled=opened)  # fmt: skip
    yield Spec(name="previous_needing_work", text="Previous frame that needs work", group=group, keys=("Shift+W",),
               icon="mdi6.chevron-double-left",
               run=lambda desk: desk.document.next_needing_work(backwards=True), enabled=opened)  # fmt: skip
    yield Spec(name="finish_frame", text="Mark as reviewed and go on", group=group, keys=("F",),
               icon="mdi6.check-all", run=lambda desk: review.finish_frame(desk.document),
               enabled=writable)  # fmt: skip
    yield Spec(name="toggle_reviewed", text="Mark as reviewed or not", group=group, keys=("R",),
               icon="mdi6.check-circle-outline", run=lambda desk: review.toggle_reviewed(desk.document),
               enabled=writable)  # fmt: skip
    yield Spec(name="filter_frames", text="Filter the frames by name", group=group, keys=("Ctrl+F",),
               icon="mdi6.magnify", run=lambda desk: desk.files.search.setFocus(), enabled=opened)  # fmt: skip


def _instances() -> Iterable[Spec]:
    group = "Instances"
    yield Spec(name="accept", text="Accept, then the next proposal", group=group, keys=("E",), icon="mdi6.check",
               run=lambda desk: review.accept_and_go_on(desk.document), enabled=writable)  # fmt: skip
    yield Spec(name="reject", text="Reject, then the next proposal", group=group, keys=("Q",), icon="mdi6.cancel",
               run=lambda desk: review.reject_and_go_on(desk.document), enabled=writable)  # fmt: skip
    yield Spec(name="accept_above", text="Accept all above the threshold", group=group, keys=("Shift+E",),
               icon="mdi6.check-underline-circle-outline",
               run=lambda desk: desk.document.accept_above(desk.document.threshold), enabled=writable)  # fmt: skip
    yield Spec(name="next_instance", text="Next instance", group=group, keys=("Tab",), icon="mdi6.arrow-down",
               run=lambda desk: review.step(desk.document, desk.instances.model.ids, 1), enabled=populated,
               over_lists=True)  # fmt: skip
    yield Spec(name="previous_instance", text="Previous instance", group=group, keys=("Shift+Tab",),
               icon="mdi6.arrow-up", run=lambda desk: review.step(desk.document, desk.instances.model.ids, -1),
               enabled=populated, over_lists=True)  # fmt: skip
    yield Spec(name="delete", text="Delete the selection", group=group, keys=("X", "Del"),
               icon="mdi6.trash-can-outline", run=lambda desk: desk.document.delete(desk.document.selection),
               enabled=selected)  # fmt: skip
    yield Spec(name="select_all", text="Select all", group=group, keys=("Ctrl+A",), icon="mdi6.select-all",
               run=lambda desk: review.select_all(desk.document), enabled=populated)  # fmt: skip
    yield Spec(name="select_none", text="Select nothing", group=group, keys=("Ctrl+Shift+A",), icon="mdi6.select-off",
               run=lambda desk: desk.document.select(()), enabled=populated)  # fmt: skip
    yield Spec(name="undo", text="Undo on this frame", group=group, keys=("Ctrl+Z",), icon="mdi6.undo",
               run=lambda desk: desk.document.undo(), enabled=writable)  # fmt: skip
    yield Spec(name="redo", text="Redo on this frame", group=group, keys=("Ctrl+Shift+Z", "Ctrl+Y"), icon="mdi6.redo",
               run=lambda desk: desk.document.redo(), enabled=writable)  # fmt: skip
    for place in range(CATEGORY_KEYS):
        yield Spec(name=f"category_{place + 1}", text=f"Category {place + 1}", group="Categories",
                   keys=(str(place + 1),), icon="mdi6.label-outline",
                   run=partial(_use_category, place), enabled=framed,
                   tip="For the selection, and for what is drawn from now on")  # fmt: skip


def _use_category(place: int, desk: Desk) -> None:
    review.use_category(desk.document, place)


def _clipboard() -> Iterable[Spec]:
    group = "Clipboard"
    yield Spec(name="copy", text="Copy the selection", group=group, keys=("Ctrl+C",), icon="mdi6.content-copy",
               run=lambda desk: clipboard.copy(desk.document), enabled=selected)  # fmt: skip
    yield Spec(name="cut", text="Cut the selection", group=group, keys=("Ctrl+X",), icon="mdi6.content-cut",
               run=lambda desk: clipboard.cut(desk.document), enabled=selected)  # fmt: skip
    yield Spec(name="paste", text="Paste in place", group=group, keys=("Ctrl+V",), icon="mdi6.content-paste",
               run=lambda desk: clipboard.paste(desk.document), enabled=writable)  # fmt: skip
    yield Spec(name="duplicate", text="Duplicate the selection", group=group, keys=("Ctrl+D",),
               icon="mdi6.content-duplicate", run=lambda desk: clipboard.duplicate(desk.document),
               enabled=selected)  # fmt: skip
    yield Spec(name="copy_previous", text="Copy the previous frame's instances", group=group, keys=("Ctrl+Shift+V",),
               icon="mdi6.page-previous-outline",
               run=lambda desk: clipboard.copy_previous_frame(desk.document), enabled=writable,
               tip="Those that a person has confirmed")  # fmt: skip


def _shape() -> Iterable[Spec]:
    group = "Shape"
    yield Spec(name="join", text="Join the selection", group=group, keys=("J",), icon="mdi6.vector-union",
               run=lambda desk: shaping.join(desk.document), enabled=selected,
               tip="Into the largest: its category and number stay")  # fmt: skip
    yield Spec(name="split", text="Split into separate parts", group=group, keys=("Shift+J",),
               icon="mdi6.call-split", run=lambda desk: shaping.split(desk.document), enabled=selected)  # fmt: skip
    yield Spec(name="subtract", text="Subtract the smaller from the largest", group=group, keys=("Shift+D",),
               icon="mdi6.vector-difference-ba", run=lambda desk: shaping.subtract(desk.document), enabled=selected,
               tip="The smaller ones stay")  # fmt: skip
    yield Spec(name="intersect", text="Keep what all have in common", group=group, keys=("Shift+I",),
               icon="mdi6.vector-intersection", run=lambda desk: shaping.intersect(desk.document),
               enabled=selected)  # fmt: skip
    yield Spec(name="keep_largest", text="Keep the largest part", group=group, keys=("Shift+L",),
               icon="mdi6.filter-outline", run=lambda desk: shaping.keep_largest(desk.document),
               enabled=selected)  # fmt: skip
    yield Spec(name="fill_holes", text="Fill holes", group=group, keys=("Shift+H",), icon="mdi6.format-color-fill",
               run=lambda desk: shaping.fill_holes(desk.document), enabled=selected)  # fmt: skip
    yield Spec(name="simplify", text="Simplify outlines", group=group, keys=("Shift+C",),
               icon="mdi6.vector-polyline-minus", run=lambda desk: shaping.simplify(desk.document), enabled=selected,
               tip=f"Fewer corners, none farther off than {shaping.SIMPLIFY_PX:g} px")  # fmt: skip
    yield Spec(name="smooth", text="Smooth outlines", group=group, keys=("Shift+U",), icon="mdi6.vector-curve",
               run=lambda desk: shaping.smooth(desk.document), enabled=selected,
               tip=f"Rounder corners, none farther off than {shaping.SMOOTH_PX:g} px")  # fmt: skip
    yield Spec(name="mend", text="Mend outlines that cross themselves", group=group, keys=("Shift+M",),
               icon="mdi6.bandage", run=lambda desk: shaping.mend(desk.document), enabled=writable,
               tip="In the selection; without one, on the whole frame")  # fmt: skip
    yield Spec(name="check", text="Check the outlines of this frame", group=group, keys=("Shift+K",),
               icon="mdi6.magnify-scan", run=lambda desk: shaping.check(desk.document), enabled=populated,
               tip="Selects self-crossings, slivers and near duplicates")  # fmt: skip


def _model() -> Iterable[Spec]:
    group = "Model"
    yield Spec(name="prelabel_frame", text="Pre-label this frame", group=group, keys=("G",), icon="mdi6.auto-fix",
               run=lambda desk: desk.prelabel.this_frame(), enabled=writable)  # fmt: skip
    yield Spec(name="prelabel_selected", text="Pre-label the selected frames", group=group, keys=("Shift+G",),
               icon="mdi6.auto-fix", run=lambda desk: desk.prelabel.these_frames(desk.files.chosen_frames()),
               enabled=writable)  # fmt: skip
    yield Spec(name="prelabel_unreviewed", text="Pre-label all unreviewed frames", group=group, keys=("Ctrl+G",),
               icon="mdi6.auto-fix", run=lambda desk: desk.prelabel.unreviewed_frames(), enabled=writable)  # fmt: skip
    yield Spec(name="prelabel_all", text="Pre-label all frames", group=group, keys=("Ctrl+Shift+G",),
               icon="mdi6.auto-fix", run=lambda desk: desk.prelabel.all_frames(), enabled=writable)  # fmt: skip
    yield Spec(name="prelabel_cancel", text="Cancel pre-labelling", group=group, keys=("Ctrl+.",),
               icon="mdi6.stop-circle-outline", run=lambda desk: desk.prelabel.cancel(), enabled=opened)  # fmt: skip
    yield Spec(name="threshold_down", text="Lower the score threshold", group=group, keys=("[",), icon="mdi6.minus",
               run=lambda desk: review.nudge_threshold(desk.document, -THRESHOLD_STEP), enabled=opened)  # fmt: skip
    yield Spec(name="threshold_up", text="Raise the score threshold", group=group, keys=("]",), icon="mdi6.plus",
               run=lambda desk: review.nudge_threshold(desk.document, THRESHOLD_STEP), enabled=opened)  # fmt: skip


def _tool(tool: Tool) -> Spec:
    return Spec(name=f"tool_{tool.name}", text=tool.label, group="Tools", keys=(tool.shortcut,), icon=tool.icon,
                tip=tool.tip, run=lambda desk: desk.canvas.set_tool(tool.name), enabled=framed)  # fmt: skip


def _tip() -> Iterable[Spec]:
    yield Spec(name="smaller_tip", text="Smaller tip", group="Tools", keys=(",",), icon="mdi6.circle-small",
               tip="Of brush and eraser", run=lambda desk: desk.canvas.turn(-1), enabled=framed)  # fmt: skip
    yield Spec(name="larger_tip", text="Larger tip", group="Tools", keys=(".",), icon="mdi6.circle-medium",
               tip="Of brush and eraser", run=lambda desk: desk.canvas.turn(1), enabled=framed)  # fmt: skip


def _view() -> Iterable[Spec]:
    group = "View"
    yield Spec(name="fit", text="Fit the picture", group=group, keys=("Z", "Ctrl+0"), icon="mdi6.fit-to-page-outline",
               run=lambda desk: desk.canvas.fit(), enabled=framed)  # fmt: skip
    yield Spec(name="zoom_100", text="Zoom to 100 %", group=group, keys=("Shift+Z", "Ctrl+1"),
               icon="mdi6.numeric-1-box-outline", run=lambda desk: desk.canvas.zoom_to(1.0),
               enabled=framed)  # fmt: skip
    yield Spec(name="zoom_in", text="Zoom in", group=group, keys=("+", "=", "Ctrl++"),
               icon="mdi6.magnify-plus-outline",
               run=lambda desk: desk.canvas.zoom_in(), enabled=framed)  # fmt: skip
    yield Spec(name="zoom_out", text="Zoom out", group=group, keys=("-", "Ctrl+-"), icon="mdi6.magnify-minus-outline",
               run=lambda desk: desk.canvas.zoom_out(), enabled=framed)  # fmt: skip
    yield Spec(name="more_fill", text="Tint masks more strongly", group=group, keys=("Shift+T",), icon="mdi6.opacity",
               run=lambda desk: desk.tint(0.1), enabled=framed)  # fmt: skip
    yield Spec(name="less_fill", text="Tint masks less", group=group, keys=("T",), icon="mdi6.opacity",
               run=lambda desk: desk.tint(-0.1), enabled=framed)  # fmt: skip
    yield Spec(name="theme", text="Light or dark", group=group, keys=("Ctrl+Shift+L",),
               icon="mdi6.theme-light-dark", run=lambda desk: desk.toggle_theme())  # fmt: skip
    yield Spec(name="theme_system", text="Light or dark as the system has it", group=group,
               icon="mdi6.theme-light-dark", run=lambda desk: desk.follow_system())  # fmt: skip
    yield Spec(name="full_screen", text="Full screen", group=group, keys=("F11",), icon="mdi6.fullscreen",
               run=lambda desk: desk.toggle_full_screen())  # fmt: skip


def _project() -> Iterable[Spec]:
    group = "Project"
    yield Spec(name="open_folder", text="Open a folder of pictures", group=group, keys=("Ctrl+O",),
               icon="mdi6.folder-open-outline", run=lambda desk: desk.flows.ask_folder())  # fmt: skip
    yield Spec(name="open_project", text="Open a project", group=group, keys=("Ctrl+Shift+O",),
               icon="mdi6.file-outline", run=lambda desk: desk.flows.ask_project())  # fmt: skip
    yield Spec(name="import_coco", text="Import COCO", group=group, keys=("Ctrl+I",), icon="mdi6.import",
               run=lambda desk: desk.flows.ask_coco())  # fmt: skip
    yield Spec(name="open_sample", text="Try the sample", group=group, icon="mdi6.star-four-points-outline",
               run=lambda desk: desk.flows.open_sample())  # fmt: skip
    yield Spec(name="export", text="Export COCO", group=group, keys=("Ctrl+E",), icon="mdi6.export",
               run=lambda desk: desk.flows.show_export(), enabled=opened)  # fmt: skip
    yield Spec(name="close_project", text="Close the project", group=group, keys=("Ctrl+W",), icon="mdi6.close",
               run=lambda desk: desk.document.close(), enabled=opened)  # fmt: skip
    yield Spec(name="palette", text="Search all commands", group=group, keys=("Ctrl+K",), icon="mdi6.magnify",
               run=lambda desk: desk.show_palette())  # fmt: skip
    yield Spec(name="cheat_sheet", text="Show all keys", group=group, keys=("?", "F1"),
               icon="mdi6.keyboard-outline", run=lambda desk: desk.show_cheat_sheet())  # fmt: skip
    yield Spec(name="show_log", text="Show the log file", group=group, icon="mdi6.text-box-outline",
               run=lambda desk: desk.show_log())  # fmt: skip
    yield Spec(name="quit", text="Quit", group=group, keys=("Ctrl+Q",), icon="mdi6.exit-to-app",
               run=lambda desk: desk.window.close())  # fmt: skip


ACTIONS: tuple[Spec, ...] = (
    *_frames(), *_instances(), *_clipboard(), *_shape(), *map(_tool, TOOLS.values()), *_tip(), *_model(), *_view(),
    *_project(),
)  # fmt: skip
"""Everything that a person can ask for."""

FADE_KEY = Qt.Key.Key_S
CANVAS_KEYS = (
    ("Enter", "Finish the outline"),
    ("Backspace", "Take back a corner"),
    ("Esc", "Leave the gesture"),
    ("Space + drag", "Move the picture"),
    ("Wheel", "Zoom at the cursor"),
    ("Shift + wheel", "Size the tip of brush and eraser"),
    ("Hold S", "Fade all outlines"),
)
"""Keys that the picture itself takes while it has the focus; for the cheat sheet."""


def tooltip(spec: Spec) -> str:
    """What a button of this action says: its text, its key, and more where there is more to say."""
    key = f" ({shown_key(spec.keys[0])})" if spec.keys else ""
    return f"{spec.text}{key}" + (f"\n{spec.tip}" if spec.tip else "")


class Actions(QObject):
    """The table as QActions; which are enabled follows the document."""

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
            document.threshold_changed, document.rejected_shown_changed,
        ):  # fmt: skip
            signal.connect(lambda *_: self._later.start())
        self.refresh()

    def _action(self, spec: Spec) -> QAction:
        action = QAction(spec.text, self)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        if spec.over_lists:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.setToolTip(tooltip(spec))
        action.triggered.connect(lambda: spec.run(self._desk))
        return action

    def refresh(self) -> None:
        """Enable what makes sense now."""
        for spec in ACTIONS:
            self.by_name[spec.name].setEnabled(spec.enabled(self._desk))

    def retint(self) -> None:
        """Icons in the colours that are on now."""
        for spec in ACTIONS:
            if spec.icon:
                self.by_name[spec.name].setIcon(icon(spec.icon))
