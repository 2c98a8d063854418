"""What a line of the table of actions says, and when an action makes sense."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from annotator.ui.desk import Desk

OF_VIDEOS = ("Tracks", "Video")
"""Groups that say nothing of pictures."""


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


def some_selected(desk: Desk) -> bool:
    """With instances selected, also where nothing may be changed."""
    return bool(desk.document.selection)


def populated(desk: Desk) -> bool:
    """With instances on the screen."""
    return bool(desk.document.visible)


def why_not(spec: Spec, desk: Desk) -> str:
    """Why it cannot be run now, in a sentence; empty where it can."""
    project = desk.document.project
    if spec.enabled(desk):
        return ""
    if project is None:
        return "Open a project first."
    if project.read_only and spec.changes:
        return project.why_read_only
    if desk.document.frame is None:
        return "Show a frame first."
    if desk.player.clip is None and spec.group in OF_VIDEOS:
        return "There is no video here."
    if spec.enabled in (selected, some_selected):
        return "Select an instance first."
    if spec.enabled is populated:
        return "There is no instance on the screen."
    return "Not now."


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
    while_playing: bool = False
    """A video goes on playing meanwhile; it is paused before all other actions, which then find what is seen."""
    in_gesture: bool = False
    """In the middle of a gesture, too; what changes instances otherwise waits until that is over."""
    over_lists: bool = False
    """Its key works over the picture and the lists only, so that Tab still walks through forms."""
    context: ClassVar[str] = ""
    """An action's key means the same everywhere."""

    @property
    def changes(self) -> bool:
        """Whether it needs something that may be changed."""
        return self.enabled in (writable, selected)
