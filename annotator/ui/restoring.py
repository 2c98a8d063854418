"""Putting deleted instances back on their frames."""

from collections.abc import Iterable
from dataclasses import replace

from annotator.core.annotations import Instance, added
from annotator.core.errors import AnnotatorError
from annotator.core.operations import counted
from annotator.ui.document import Document


def restore(document: Document, ids: Iterable[int]) -> int:
    """Put these back as they were, one undo step per frame; how many are there again."""
    project = document.project
    if project is None:
        return 0
    try:
        by_frame = project.deleted_instances(ids)
    except AnnotatorError as error:
        document.said.emit("error", str(error))
        return 0
    restored, here = 0, frozenset[int]()
    for frame, instances in by_frame.items():
        back = [_with_a_category(document, one) for one in instances]
        if document.apply(added(f"Restore {counted(len(back))}", frame, *back)):
            restored += len(back)
            if document.frame and document.frame.key == frame:
                here = frozenset(one.id for one in back)
    if restored:
        document.select(here)
        document.said.emit("good", f"Restored {counted(restored)}.")
    return restored


def _with_a_category(document: Document, one: Instance) -> Instance:
    """Its own may be gone from the project since."""
    assert document.project is not None
    return one if one.category in document.project.categories() else replace(one, category=document.categories.current)
