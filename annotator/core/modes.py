"""How a person wants the tools to work, from one gesture to the next."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

TOLERANCES = (0.3, 0.5, 0.8, 1.2, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0)
"""The steps of the freehand tolerance, screen pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Modes:
    """Choices that hold until they are changed."""

    snap: bool = False
    """What is drawn or dragged takes hold of the corners and edges of its neighbours."""
    shared_borders: bool = False
    """A corner that lies on the outlines of several instances moves in all of them."""
    no_overlap: bool = False
    """What is drawn or reshaped shares no pixel with its neighbours: one of the two yields."""
    freehand: float = 1.2
    """How far a freehand line may be from what is kept of it, in screen pixels: under that a tremble is no corner."""
    tip_px: int = 15
    """How large the tip of brush and eraser is, in image pixels."""
    square_tip: bool = False
    """Its shape; otherwise it is round."""
    spares_others: bool = True
    """The brush leaves out the pixels of other instances."""
    colour_tolerance: float = 10.0
    """How far apart the colours may be that the wand covers (CIE 1976; 100 lies between black and white)."""

    def coarser(self, steps: float) -> Modes:
        """With a freehand tolerance so many steps larger."""
        place = min(range(len(TOLERANCES)), key=lambda k: abs(TOLERANCES[k] - self.freehand))
        place = min(max(place + (steps > 0) - (steps < 0), 0), len(TOLERANCES) - 1)
        return replace(self, freehand=TOLERANCES[place])

    def changed_as(self, before: Modes, after: Modes) -> Modes:
        """With what differs between two others, and all else as it is."""
        names = [one.name for one in fields(self) if getattr(before, one.name) != getattr(after, one.name)]
        return replace(self, **{name: getattr(after, name) for name in names})
