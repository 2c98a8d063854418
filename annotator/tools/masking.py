"""What tools that work on pixels end with: a mask put to an instance, every part and hole kept."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from annotator.core.annotations import Edit, Instance, Part
from annotator.core.geometry import Box, box_xyxy, boxes_touch
from annotator.core.gesture import Scene
from annotator.core.keeping import keeping_corners
from annotator.core.raster import LocalMask, local_mask
from annotator.core.setops import box_of, difference, same, union

Operation = Callable[[LocalMask, LocalMask], LocalMask]
"""Of what is covered before and the other mask."""

_ROUNDING_PX = 1
"""How far the pixels of an outline may reach out of its box."""


def painted(parts: tuple[Part, ...], other: LocalMask, scene: Scene) -> tuple[Part, ...]:
    """The parts and the mask."""
    return _combined(parts, lambda covered, added: union([covered, added]), other, scene)


def cut(parts: tuple[Part, ...], other: LocalMask, scene: Scene) -> tuple[Part, ...]:
    """The parts without the mask."""
    return _combined(parts, lambda covered, taken: difference(covered, [taken]), other, scene)


def _combined(parts: tuple[Part, ...], operation: Operation, other: LocalMask, scene: Scene) -> tuple[Part, ...]:
    """The parts after the operation, exact to the pixel; what is far from the other mask stays as it was drawn.

    The very same tuple where no pixel changes. `operation` must leave alone what lies away from the other mask.
    """
    near, far = split_by_box(parts, box_of(other))
    masks = [local_mask([part], scene.width, scene.height) for part in near]
    before = union(masks)
    after = operation(before, other)
    if same(before, after):
        return parts
    return (*far, *keeping_corners(near, after, scene.width, scene.height, masks))


def split_by_box(parts: tuple[Part, ...], box: Box) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """The parts whose pixels may lie in or beside the box, and the others."""
    grown = np.add(box, (-_ROUNDING_PX, -_ROUNDING_PX, _ROUNDING_PX, _ROUNDING_PX))
    near = [boxes_touch(box_xyxy(part.rings), grown.tolist()) for part in parts]
    return (tuple(part for part, is_near in zip(parts, near, strict=True) if is_near),
            tuple(part for part, is_near in zip(parts, near, strict=True) if not is_near))  # fmt: skip


def reshaping(text: str, scene: Scene, shapes: dict[int, tuple[Part, ...]]) -> Edit | None:
    """The edit that gives instances these parts; one without parts goes, one with the parts it has is left out."""
    before = {id: scene.instances[id] for id, parts in shapes.items() if parts is not scene.instances[id].parts}
    after = {id: one.reshaped(shapes[id]) for id, one in before.items() if shapes[id]}
    return Edit(text, scene.frame, before, after) if before else None


def selected(scene: Scene) -> list[Instance]:
    """The selected instances that are on the screen."""
    return [scene.instances[id] for id in sorted(scene.selection) if id in scene.instances]
