"""The digits: a category for the selection, and for what is drawn from now on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from annotator.ui import review
from annotator.ui.actions.spec import Spec, framed

if TYPE_CHECKING:
    from annotator.ui.desk import Desk

GROUP = "Categories"
DIGITS = 9


def _use(place: int, desk: Desk) -> None:
    review.use_category(desk.document, place)


CATEGORIES: tuple[Spec, ...] = tuple(
    Spec(name=f"category_{place + 1}", text=f"Category {place + 1}", group=GROUP, keys=(str(place + 1),),
         icon="mdi6.label-outline", run=partial(_use, place), enabled=framed,
         tip="For the selection, and for what is drawn from now on")
    for place in range(DIGITS)
)  # fmt: skip
