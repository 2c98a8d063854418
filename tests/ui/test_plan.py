"""What is known of how to draw a view is used again only where it still holds."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor

from annotator.core.annotations import Instance, State
from annotator.ui.canvas.outlines import Outlines
from annotator.ui.canvas.plan import Plan
from annotator.ui.canvas.scenery import Scenery
from annotator.ui.canvas.viewport import Viewport
from tests.conftest import instance, proposal, square

VIEW = Viewport(90, 70, 0.8, -4, 3)
COLOURS = {1: QColor("#e69f00"), 2: QColor("#56b4e9")}


def drawn(scenery: Scenery, view: Viewport = VIEW) -> np.ndarray:
    into = np.zeros((view.height, view.width, 4), np.uint8)
    for _ in scenery.draw(into, view.rect, view):
        pass
    return into


def scenery_of(*ones: Instance) -> Scenery:
    made = Scenery()
    made.outlines = Outlines(ones)
    made.colour(COLOURS)
    return made


def anew(scenery: Scenery) -> np.ndarray:
    """What somebody would draw who knows nothing."""
    other = Scenery()
    other.outlines = Outlines([scenery.outlines._instances[id] for id in sorted(scenery.outlines._instances)])
    other.colours, other.look = scenery.colours, scenery.look
    return drawn(other)


places = st.tuples(st.integers(1, 6), st.integers(0, 80), st.integers(0, 60), st.integers(3, 30), st.integers(1, 2))
changes = st.one_of(
    st.tuples(st.just("edit"), places),
    st.tuples(st.just("state"), st.sampled_from([State.PROPOSED, State.DRAWN, State.REJECTED])),
    st.tuples(st.just("hidden"), st.frozensets(st.integers(1, 6))),
    st.tuples(st.just("marked"), st.frozensets(st.integers(1, 6))),
    st.tuples(st.just("fill"), st.sampled_from([0.0, 0.25, 1.0])),
    st.tuples(st.just("line_px"), st.integers(1, 3)),
    st.tuples(st.just("faded"), st.booleans()),
    st.tuples(st.just("colour"), st.sampled_from(["#ffffff", "#e69f00"])),
    st.tuples(st.just("nothing"), st.none()),
)


def make(scenery: Scenery, kind: str, value) -> None:
    table = scenery.outlines
    if kind == "edit":
        id, x, y, side, category = value
        table.sync({id: instance(id, square(x, y, side), category=category)}, [id])
    elif kind == "state":
        table.sync({id: replace(one, state=value) for id, one in table._instances.items()})
    elif kind == "colour":
        scenery.colour({**COLOURS, 1: QColor(value)})
    elif kind != "nothing":
        scenery.look = replace(scenery.look, **{kind: value})


@pytest.mark.parametrize("smooth_up_to", [0, 400])
@settings(max_examples=25, deadline=None)
@given(st.lists(changes, min_size=1, max_size=8))
def test_after_any_change_the_view_is_as_drawn_by_somebody_who_knows_nothing(smooth_up_to, steps):
    scenery = scenery_of(instance(1, square(10, 10, 20), category=1), proposal(2, parts=square(30, 20, 25), category=2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("annotator.ui.canvas.render._SMOOTH_UP_TO", smooth_up_to)
        drawn(scenery)
        for kind, value in steps:
            make(scenery, kind, value)
            assert np.array_equal(drawn(scenery), anew(scenery))


def test_where_nothing_has_changed_it_is_not_worked_out_again(monkeypatch):
    scenery, made = scenery_of(instance(1, square(10, 10, 20))), []
    monkeypatch.setattr(Plan, "_strokes", lambda self, *given, old=Plan._strokes: made.append(1) or old(self, *given))
    for fill in (0.25, 0.5, 0.0):
        scenery.look = replace(scenery.look, fill=fill)
        drawn(scenery)
    assert len(made) == 1
    drawn(scenery, VIEW.panned(3, 0))
    assert len(made) == 2


@pytest.mark.parametrize("steps", range(1, 14))
def test_what_was_left_in_the_middle_is_made_from_the_beginning(steps):
    scenery = scenery_of(*(instance(id, square(id % 60, id % 50, 9)) for id in range(1, 1200)))
    begun = scenery.draw(np.zeros((VIEW.height, VIEW.width, 4), np.uint8), VIEW.rect, VIEW)
    for _ in range(steps):
        next(begun)
    begun.close()
    assert np.array_equal(drawn(scenery), anew(scenery))
