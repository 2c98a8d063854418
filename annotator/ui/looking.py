"""How the picture is looked at: choices of a person, remembered between sessions, and the parts that show them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject

from annotator.ui.canvas.minimap import Minimap
from annotator.ui.canvas.rulers import Ruled
from annotator.ui.canvas.stage import Stage
from annotator.ui.panels.adjustments import AdjustmentsPanel
from annotator.ui.preferences import Preferences


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that is on or off."""

    set: Callable[[Looking, bool], object]
    on: str
    """The sentence that says that it is."""
    off: str
    at_first: bool = True


CHOICES = {
    "smooth_pixels": Choice(lambda looking, on: looking.canvas.set_manner(blended=on),
                            "Pixels are blended at every zoom.", "Pixels are squares from 400 % on.", False),
    "pixel_grid": Choice(lambda looking, on: looking.canvas.set_manner(grid=on),
                         "A grid between pixels is there from 1000 % on.", "There is no grid between pixels."),
    "minimap": Choice(lambda looking, on: looking.minimap.set_wanted(on),
                      "The minimap is there when you zoom in.", "The minimap is off."),
    "track_colours": Choice(lambda looking, on: looking.canvas.set_track_colours(on),
                            "Each object of a video has a colour of its own.",
                            "Objects of videos have the colours of their categories."),
    "rulers": Choice(lambda looking, on: looking.area.set_ruled(on),
                     "Rulers are shown, in pixels of the picture.", "Rulers are off.", False),
}  # fmt: skip


class Looking(QObject):
    """Lays the minimap over the canvas and the rulers beside it, and has the panel of adjustments."""

    def __init__(self, canvas: Stage, preferences: Preferences) -> None:
        super().__init__(canvas)
        self.canvas: Stage = canvas
        self._preferences = preferences
        self.minimap: Minimap = Minimap(canvas)
        self.panel: AdjustmentsPanel = AdjustmentsPanel(canvas)
        self.area: Ruled = Ruled(canvas)
        """The canvas with its rulers."""
        for name, choice in CHOICES.items():
            choice.set(self, self.is_on(name))

    def is_on(self, name: str) -> bool:
        """Whether a choice is made."""
        return bool(self._preferences.get(name, CHOICES[name].at_first))

    def toggle(self, name: str) -> str:
        """Make a choice or take it back; the sentence that says so."""
        on, choice = not self.is_on(name), CHOICES[name]
        self._preferences.put(name, on)
        choice.set(self, on)
        return choice.on if on else choice.off
