"""What a person says of whole instances: that they are right, wrong, of another category, or not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from annotator.core.annotations import Instance, State, changed, removed, shown
from annotator.core.operations import counted
from annotator.ui.state.document import Document


def accept(document: Document, ids: Iterable[int]) -> bool:
    """Confirm instances as they are."""
    return _change(document, "Accept", [(one, one.accepted()) for one in unlocked(document, ids)])


def accept_above(document: Document, score: float) -> bool:
    """Confirm every proposal that this threshold leaves on the screen: what was carried here along a track, too."""
    proposals = [one for one in document.instances.values() if one.untouched and shown(one, score)
                 and not one.locked and one.id not in document.showing.hidden]  # fmt: skip
    return _change(document, "Accept", [(one, one.accepted()) for one in proposals])


def reject(document: Document, ids: Iterable[int]) -> bool:
    """Say that these are wrong; no model run proposes them again."""
    return _change(document, "Reject", [(one, one.rejected()) for one in unlocked(document, ids)
                                        if one.state is not State.REJECTED])  # fmt: skip


def relabel(document: Document, ids: Iterable[int], category: int) -> bool:
    """Give instances another category."""
    return _change(document, "Relabel", [(one, one.relabelled(category)) for one in unlocked(document, ids)
                                         if one.category != category])  # fmt: skip


def delete(document: Document, ids: Iterable[int]) -> bool:
    """Take instances away."""
    doomed = unlocked(document, ids)
    if not doomed:
        return False
    assert document.frame is not None
    return document.apply(removed(f"Delete {counted(len(doomed))}", document.frame.key, *doomed))


def unlocked(document: Document, ids: Iterable[int]) -> list[Instance]:
    """These but the locked ones, of which it is said that they stay as they are."""
    these = [document.instances[id] for id in ids if id in document.instances]
    left = [one for one in these if not one.locked]
    if len(left) < len(these):
        document.said.emit("info", f"Left as it is, being locked: {counted(len(these) - len(left))}.")
    return left


def _change(document: Document, verb: str, pairs: Sequence[tuple[Instance, Instance]]) -> bool:
    pairs = [(old, new) for old, new in pairs if old is not new]
    if not pairs:
        return False
    assert document.frame is not None
    return document.apply(changed(f"{verb} {counted(len(pairs))}", document.frame.key, *pairs))
