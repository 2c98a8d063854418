"""Going over a frame's instances: accept or reject one and be at the next, step through all, finish the frame."""

from collections.abc import Callable, Iterable, Sequence

from annotator.core.annotations import Instance, State
from annotator.core.categories import by_digit
from annotator.core.geometry import box_xyxy
from annotator.ui.commands import judging
from annotator.ui.state.document import Document


def accept_and_go_on(document: Document) -> None:
    """Confirm the selection and select the nearest proposal that is left; without a selection only the latter."""
    _decide(document, judging.accept)


def reject_and_go_on(document: Document) -> None:
    """Say that the selection is wrong and select the nearest proposal that is left."""
    _decide(document, judging.reject)


def _decide(document: Document, decide: Callable[[Document, Iterable[int]], bool]) -> None:
    here = _centre([document.visible[id] for id in document.selection])
    if document.selection:
        decide(document, document.selection)
    left = [one for one in document.visible.values() if one.untouched]
    if left:
        document.select([min(left, key=lambda one: _distance(_centre([one]), here)).id])


def _centre(instances: Sequence[Instance]) -> tuple[float, float]:
    """The middle of the box around instances; the picture's top left corner where there are none."""
    x0, y0, x1, y1 = box_xyxy(ring for one in instances for ring in one.rings)
    return (x0 + x1) / 2, (y0 + y1) / 2


def _distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def step(document: Document, order: Sequence[int], by: int) -> None:
    """Select the next instance of a list, round and round."""
    if not order:
        return
    places = [place for place, id in enumerate(order) if id in document.selection]
    if not places:
        document.select([order[0 if by > 0 else -1]])
    else:
        document.select([order[((places[-1] if by > 0 else places[0]) + by) % len(order)]])


def select_all(document: Document) -> None:
    """Select what is on the screen; what is rejected is taken one by one, so that accepting all restores none of it."""
    document.select(one.id for one in _selectable(document))


def select_category(document: Document) -> None:
    """Select all on the screen that have a category of the selection's; without one, the category in use."""
    wanted = {document.visible[id].category for id in document.selection} or {document.categories.current}
    document.select(one.id for one in _selectable(document) if one.category in wanted)


def invert(document: Document) -> None:
    """Select what is not selected."""
    document.select(one.id for one in _selectable(document) if one.id not in document.selection)


def _selectable(document: Document) -> list[Instance]:
    return [one for one in document.visible.values() if one.state is not State.REJECTED]


def use_category(document: Document, digit: int) -> None:
    """The category of this digit, 1 to 9: the selection gets it, and what is drawn from now on."""
    project = document.project
    category = by_digit(project.categories().values()).get(digit) if project else None
    if category is None:
        return
    document.categories.use(category.id)
    if document.selection and not document.read_only:
        judging.relabel(document, document.selection, category.id)


def finish_frame(document: Document) -> None:
    """Mark the frame as reviewed and show the next that needs work."""
    document.set_reviewed(True)
    document.next_needing_work()


def toggle_reviewed(document: Document) -> None:
    """Mark the frame as reviewed, or take that back."""
    if document.frame:
        document.set_reviewed(not document.frame.reviewed)


def nudge_threshold(document: Document, by: float) -> None:
    """Move the score threshold."""
    document.set_threshold(round(min(1.0, max(0.0, document.showing.threshold + by)), 2))
    document.keep_threshold()
