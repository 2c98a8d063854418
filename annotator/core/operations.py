"""Commands on whole outlines: each gives the edit that a person asked for, or None where there is nothing to do.

All are exact on pixels, holes and parts included, also at the frame's borders. What is not changed keeps its corners;
ids, categories, origins, imported records and crowd marks stay with the instance that an edit is made on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import reduce

from annotator.core import setops
from annotator.core.annotations import Edit, Instance, Part, State, changed
from annotator.core.attributes import in_order
from annotator.core.crossings import crosses_itself
from annotator.core.frames import Frame
from annotator.core.keeping import keeping_corners
from annotator.core.raster import LocalMask, local_mask, local_parts
from annotator.core.shapes import simplified_parts, smoothed_parts

Parts = tuple[Part, ...]


def join(frame: Frame, instances: Sequence[Instance]) -> Edit | None:
    """All into the first; what touches becomes one part."""
    if len(instances) < 2:
        return None
    first, *others = instances
    parts = [part for one in instances for part in one.parts]
    owner = [one.id for one in instances for _ in one.parts]
    masks = _masks(frame, parts)
    joined: list[Part] = []
    for group in setops.groups(masks):
        one_owner = len({owner[at] for at in group}) == 1
        members = [parts[at] for at in group]
        joined += members if one_owner else _united(frame, members, [masks[at] for at in group])
    return _into_first(f"Join {len(instances)} instances", frame, first, others, tuple(joined))


def _united(frame: Frame, parts: Sequence[Part], masks: Sequence[LocalMask]) -> Parts:
    whole = setops.union(masks)
    around = next((part for part, mask in zip(parts, masks, strict=True) if mask.area == whole.area), None)
    return (around,) if around else keeping_corners(parts, whole, *frame.size)


def subtract(frame: Frame, instances: Sequence[Instance]) -> Edit | None:
    """The others out of the first; they stay. None also where nothing of the first would be left."""
    if len(instances) < 2:
        return None
    first, *others = instances
    parts = _without(frame, first.parts, [part for one in others for part in one.parts])
    if not parts or parts == first.parts:
        return None
    return changed(f"Subtract {counted(len(others))}", frame.key, (first, first.reshaped(parts)))


def _without(frame: Frame, parts: Parts, cut: Sequence[Part]) -> Parts:
    left: list[Part] = []
    away = _masks(frame, cut)
    for part, covered in zip(parts, _masks(frame, parts), strict=True):
        rest = setops.difference(covered, away)
        whole = rest.area == covered.area
        left += [part] if whole else keeping_corners([part, *cut], rest, *frame.size, [covered, *away])
    return tuple(left)


def intersect(frame: Frame, instances: Sequence[Instance]) -> Edit | None:
    """What all cover, as the first; the others go. None where there is no such pixel."""
    if len(instances) < 2:
        return None
    first, *others = instances
    shared = reduce(setops.intersection, [local_mask(one.parts, *frame.size) for one in instances])
    if not shared.area:
        return None
    parts = keeping_corners([part for one in instances for part in one.parts], shared, *frame.size)
    return _into_first(f"Intersect {len(instances)} instances", frame, first, others, parts)


def split(frame: Frame, instances: Iterable[Instance], new_id: Callable[[], int]) -> Edit | None:
    """Every piece an instance of its own; the largest keeps the id."""
    before: dict[int, Instance] = {}
    after: dict[int, Instance] = {}
    for one in instances:
        largest, *others = _pieces(frame, one.parts) or [one.parts]
        if others:
            made = [one.reshaped(largest), *(_piece(one, parts, new_id()) for parts in others)]
            before[one.id] = one
            after |= {piece.id: piece for piece in made}
    if not before:
        return None
    return Edit(f"Split {counted(len(before))} into {len(after)}", frame.key, before, after)


def _piece(whole: Instance, parts: Parts, id: int) -> Instance:
    """A piece that goes its own way: with what the model and the imported file said, but not the file's id."""
    imported = replace(whole.imported, id=b"") if whole.imported else None
    return replace(whole, id=id, imported=imported, seconds=0.0, strokes=0).reshaped(parts)


def keep_largest(frame: Frame, instances: Iterable[Instance]) -> Edit | None:
    """Of each instance only its largest piece."""
    return _reshaped("Keep the largest part of", frame, instances,
                     lambda parts: (_pieces(frame, parts) or [parts])[0])  # fmt: skip


def fill_holes(frame: Frame, instances: Iterable[Instance]) -> Edit | None:
    """Without holes; islands in them are part of what fills them."""
    return _reshaped("Fill holes of", frame, instances, lambda parts: _filled(frame, parts))


def _filled(frame: Frame, parts: Parts) -> Parts:
    covered = local_mask(parts, *frame.size)
    whole = setops.filled(covered)
    if whole.area == covered.area and not any(part.holes for part in parts):
        return parts
    stripped = _not_covered(frame, [Part(part.outer) for part in parts])
    if setops.same(local_mask(stripped, *frame.size), whole):
        return stripped
    return keeping_corners(stripped, whole, *frame.size)


def _not_covered(frame: Frame, parts: Sequence[Part]) -> Parts:
    """Those that add a pixel to the larger ones."""
    masks = _masks(frame, parts)
    kept: list[int] = []
    for at in sorted(range(len(parts)), key=lambda at: -masks[at].area):
        if setops.difference(masks[at], [masks[other] for other in kept]).area or not masks[at].area:
            kept.append(at)
    return tuple(parts[at] for at in sorted(kept))


def simplify(frame: Frame, instances: Iterable[Instance], tolerance_px: float) -> Edit | None:
    """With fewer corners, the outlines nowhere farther than the tolerance from where they were."""
    return _reshaped("Simplify", frame, instances, lambda parts: simplified_parts(parts, tolerance_px))


def smooth(frame: Frame, instances: Iterable[Instance], tolerance_px: float) -> Edit | None:
    """With rounded corners, the outlines nowhere farther than the tolerance from where they were."""
    return _reshaped("Smooth", frame, instances, lambda parts: smoothed_parts(parts, tolerance_px))


def mend(frame: Frame, instances: Iterable[Instance]) -> Edit | None:
    """Without self-crossings: what crosses itself is outlined anew around the pixels that it covers."""
    return _reshaped("Mend", frame, instances, lambda parts: mended(frame, parts))


def mended(frame: Frame, parts: Parts) -> Parts:
    """The parts without self-crossings, covering the same pixels; an outline that covers none goes."""
    made: list[Part] = []
    for part in parts:
        whole = not any(map(crosses_itself, part.rings))
        made += [part] if whole else keeping_corners([part], local_mask((part,), *frame.size), *frame.size)
    return tuple(made)


def copied(frame: Frame, instances: Iterable[Instance], new_id: Callable[[], int]) -> list[Instance]:
    """New instances like these, by a person's hand, on this frame; what lies outside of it is cut off.

    They keep category, crowd mark, attributes, note, group and unknown imported fields. What the model said was said of
    another place.
    """
    made = []
    for one in instances:
        parts = _on_frame(frame, one.parts)
        if parts:
            imported = replace(one.imported, id=b"", geometry=b"") if one.imported else None
            made.append(Instance(id=new_id(), category=one.category, parts=parts, state=State.DRAWN,
                                 imported=imported, crowd=one.crowd, attributes=one.attributes,
                                 note=one.note, group=one.group))  # fmt: skip
    return made


def _on_frame(frame: Frame, parts: Parts) -> Parts:
    made: list[Part] = []
    for part in parts:
        inside = (part.outer >= 0).all() and (part.outer <= frame.size).all()
        made += [part] if inside else local_parts(local_mask((part,), *frame.size))
    return tuple(made)


def _pieces(frame: Frame, parts: Parts) -> list[Parts]:
    """The parts in groups that hang together over a pixel or its side, the largest first."""
    masks = _masks(frame, parts)
    found = setops.groups(masks)
    found.sort(key=lambda group: -setops.union([masks[at] for at in group]).area)
    return [tuple(parts[at] for at in group) for group in found]


def _masks(frame: Frame, parts: Sequence[Part]) -> list[LocalMask]:
    return [local_mask((part,), *frame.size) for part in parts]


def _into_first(text: str, frame: Frame, first: Instance, others: Sequence[Instance], parts: Parts) -> Edit:
    kept = _saying_all(first if parts == first.parts else first.reshaped(parts), others)
    return Edit(text, frame.key, {one.id: one for one in (first, *others)}, {first.id: kept})


def _saying_all(first: Instance, others: Sequence[Instance]) -> Instance:
    """With the attributes that it has no value of itself, and with every note."""
    attributes = {name: value for one in (*reversed(others), first) for name, value in one.attributes}
    notes = dict.fromkeys(one.note for one in (first, *others) if one.note)
    return replace(first, attributes=in_order(attributes), note="\n".join(notes))


def _reshaped(verb: str, frame: Frame, instances: Iterable[Instance], shape: Callable[[Parts], Parts]) -> Edit | None:
    pairs = [(one, shape(one.parts)) for one in instances]
    pairs = [(one, parts) for one, parts in pairs if parts and parts != one.parts]
    if not pairs:
        return None
    return changed(f"{verb} {counted(len(pairs))}", frame.key, *((one, one.reshaped(parts)) for one, parts in pairs))


def counted(count: int, what: str = "instance") -> str:
    """In words."""
    return f"1 {what}" if count == 1 else f"{count:,} {what}s"
