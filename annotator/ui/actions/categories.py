"""The digits: a category for the selection, and for what is drawn from now on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.core.categories import DIGITS
from annotator.ui.actions.spec import Spec, framed, writable
from annotator.ui.commands import review
from annotator.ui.projects import vocabulary

if TYPE_CHECKING:
    from annotator.ui.desk import Desk

GROUP = "Categories"


def _use(digit: int, desk: Desk) -> None:
    review.use_category(desk.document, digit)


CATEGORIES: tuple[Spec, ...] = (
    *(Spec(name=f"category_{digit}", text=f"Category {digit}", group=GROUP, keys=(str(digit),),
           icon="mdi6.label-outline", run=partial(_use, digit), enabled=framed,
           tip="For the selection, and for what is drawn from now on")
      for digit in DIGITS),
    Spec(name="edit_category", text="Edit the category: attributes, key, merge", group=GROUP, keys=("Ctrl+Shift+E",),
         icon="mdi6.tune-variant", run=lambda desk: desk.edit_category(), enabled=writable,
         tip="That of the selection; without one, of what is drawn from now on"),
    Spec(name="undo_category", text="Undo the last change of a category", group=GROUP, keys=("Ctrl+Alt+Z",),
         icon="mdi6.undo-variant", run=lambda desk: vocabulary.take_back(desk.document, desk.flows),
         enabled=writable,
         tip="Its name, colour, key or attributes; a merge is undone by <undo> on one of its frames"),
)  # fmt: skip
