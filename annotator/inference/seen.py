"""What a model is given of a picture: all of it, or, where it is too large to be held, all of it shrunk."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from annotator import media
from annotator.core.annotations import Part, SoftMask, ring
from annotator.core.frames import Source
from annotator.inference.detections import Detection
from annotator.media import tiling
from annotator.media.glimpse import shrunk
from annotator.media.picture import Pixels

LONGEST = 4096
"""Pixels to the longer side of a shrunk picture: more than any model looks at."""


@dataclass(frozen=True, slots=True)
class Seen:
    """`pixels` shows a picture of this size, which may be larger."""

    pixels: Pixels
    width: int
    height: int
    notes: tuple[str, ...] = ()
    """Sentences for the person."""

    def enlarged(self, one: Detection) -> Detection:
        """What was found on `pixels`, on the picture."""
        rows, columns = self.pixels.shape[:2]
        if (rows, columns) == (self.height, self.width):
            return one
        by = np.array((self.width / columns, self.height / rows))
        parts = tuple(Part(ring(part.outer * by), tuple(ring(hole * by) for hole in part.holes)) for part in one.parts)
        return replace(one, parts=parts, soft=one.soft and _stretched(one.soft, by[0], by[1]))


def seen(source: Source) -> Seen:
    """What a model is to look at. Raises ImageUnreadable."""
    if not tiling.is_vast(source.file):
        picture = media.picture_of(source)
        return Seen(picture.pixels, picture.width, picture.height)
    plan, pixels = tiling.plan_of(source.file), shrunk(source.file, LONGEST)
    rows, columns = pixels.shape[:2]
    return Seen(pixels, plan.width, plan.height, (
        f"{source.name} has {plan.width:,} x {plan.height:,} pixels. The model has looked at it shrunk to "
        f"{columns:,} x {rows:,}, so nothing small was found in it. Cut it into smaller pictures to have that "
        "pre-labelled too.",
    ))  # fmt: skip


def _stretched(soft: SoftMask, across: float, down: float) -> SoftMask:
    x0, y0, x1, y1 = soft.box_xyxy
    return SoftMask((x0 * across, y0 * down, x1 * across, y1 * down), soft.grid)
