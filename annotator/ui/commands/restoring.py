"""Putting deleted instances back on their frames."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import Qt

from annotator.core.annotations import Instance, added
from annotator.core.errors import AnnotatorError
from annotator.core.frames import FrameKey
from annotator.core.operations import counted
from annotator.ui.state.document import Document


def restore(document: Document, ids: Iterable[int]) -> int:
    """Put these back as they were, one undo step per frame, and show them; how many are there again."""
    project = document.project
    if project is None:
        return 0
    try:
        by_frame = project.deleted_instances(ids)
    except AnnotatorError as error:
        document.said.emit("error", str(error))
        return 0
    restored: dict[FrameKey, frozenset[int]] = {}
    for frame, instances in by_frame.items():
        back = [_with_a_category(document, one) for one in instances]
        if document.apply(added(f"Restore {counted(len(back))}", frame, *back)):
            restored[frame] = frozenset(one.id for one in back)
    count = sum(map(len, restored.values()))
    if restored:
        where = _show(document, restored)
        document.said.emit("good", f"Restored {counted(count)}{where}.")
    return count


def _show(document: Document, restored: Mapping[FrameKey, frozenset[int]]) -> str:
    """Select them, on the first of their frames where none is on the one that is shown; where they are, in words."""
    here = document.frame.key if document.frame else None
    frame = here if here is not None and here in restored else next(iter(restored))
    if frame != here:
        document.show(frame)
    if document.heading == frame:  # a crowded one, which is being read
        document.frame_changed.connect(
            lambda _: document.select(restored[frame]), Qt.ConnectionType.SingleShotConnection
        )
    document.select(restored[frame])
    if len(restored) > 1:
        return f" on {len(restored):,} frames"
    return f" on {document.project.frame(frame).name}" if document.project and frame != here else ""


def _with_a_category(document: Document, one: Instance) -> Instance:
    """Its own may be gone from the project since."""
    assert document.project is not None
    return one if one.category in document.project.categories() else replace(one, category=document.categories.current)
