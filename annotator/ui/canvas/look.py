"""How the layer is to look, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.ui.canvas.manner import USUAL, Manner

Bgr = tuple[int, int, int]

GREY: Bgr = (160, 160, 160)
"""What nobody has said a colour for, and what was rejected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How the layer is to look. Colours are blue, green, red."""

    ground: Bgr = (32, 32, 32)
    colours: Mapping[int, Bgr] = field(default_factory=dict)
    """Of each hue."""
    fill: float = 0.25
    """How strongly masks are tinted, 0..1."""
    line_px: int = 1
    smooth: bool = True
    """Antialiased lines with a dark seam, for views of few outlines."""
    manner: Manner = USUAL
    """Of the picture itself."""
    faded: bool = False
    """Only the picture."""
    raw: bool = False
    """Only the picture, and as it was decoded."""
    hurried: bool = False
    """Only the picture, because it changes faster than so many outlines can be drawn."""
    hidden: frozenset[int] = frozenset()
    """Instances that something else draws."""
    marked: frozenset[int] = frozenset()
    """A selection of too many instances to draw each over the layer."""

    @property
    def bare(self) -> bool:
        """Whether nothing is drawn over the picture."""
        return self.faded or self.raw or self.hurried

    @property
    def picture(self) -> Manner:
        """How the picture is drawn now."""
        return self.manner.raw if self.raw else self.manner
