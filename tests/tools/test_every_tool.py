"""What holds for every tool in the table, whatever the hand does."""

from contextlib import suppress
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.annotations import Edit, Part
from annotator.core.geometry import rectangle
from annotator.core.gesture import Input, InVain, Point, Preview
from annotator.core.modes import Modes
from annotator.tools import TOOLS
from annotator.tools.apart import kept_apart
from tests.conftest import instance, proposal, square
from tests.tools.driving import answer, answered, scene_of

coordinates = st.floats(-20, 120, width=32)
events = st.builds(
    Input,
    kind=st.sampled_from(["press", "move", "release", "double", "confirm", "back", "wheel", "nudge", "walk"]),
    at=st.builds(Point, coordinates, coordinates),
    grab_px=st.sampled_from([0.5, 4.0, 20.0]),
    shift=st.booleans(),
    alt=st.booleans(),
    ctrl=st.booleans(),
    turns=st.sampled_from([-1.0, 0.0, 1.0]),
    by=st.sampled_from([Point(0, 0), Point(1, 0), Point(0, -10)]),
)
gestures = st.lists(events, min_size=1, max_size=25)
PICTURE = np.random.default_rng(1).integers(0, 4, (80, 100, 3), np.uint8) * 60


ROUNDING = 1e-4
PLAIN = Modes()
ways = st.builds(Modes, snap=st.booleans(), shared_borders=st.booleans(), no_overlap=st.booleans())


def a_scene(modes=PLAIN):
    holed = instance(1, (Part(rectangle(0, 0, 60, 60), (rectangle(10, 10, 50, 50),)), *square(70, 0, 20)), crowd=True)
    others = proposal(2, parts=square(20, 20, 20)), instance(3, ()), instance(4, square(60, 0, 10))
    return replace(scene_of(holed, *others, selection=[1, 2], picture=PICTURE), modes=modes)


def begun(tool, scene, step):
    """As the canvas begins a gesture."""
    gesture = tool.gesture(scene, step)
    return kept_apart(scene, gesture) if scene.modes.no_overlap else gesture


def driven(tool, scene, steps):
    """Every preview of the gesture, and what it came to."""
    gesture = begun(tool, scene, steps[0])
    previews = []
    try:
        previews.append(answered(gesture, next(gesture)))
        for step in steps[1:]:
            previews.append(answered(gesture, gesture.send(step)))
    except StopIteration as over:
        return previews, over.value
    gesture.close()
    return previews, None


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
@settings(max_examples=60, deadline=None)
@given(gestures, ways, st.data())
def test_an_abandoned_gesture_changes_nothing(tool, steps, modes, data):
    scene, before = a_scene(modes), a_scene(modes)
    gesture = begun(tool, scene, steps[0])
    with suppress(StopIteration):
        preview = next(gesture)
        for step in steps[1 : data.draw(st.integers(1, len(steps)))]:
            if preview.asks is not None and data.draw(st.booleans()):
                preview = gesture.send(answer(preview.asks()))
            preview = gesture.send(step)
    gesture.close()
    assert (scene.instances, scene.selection) == (before.instances, before.selection)


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
@settings(max_examples=60, deadline=None)
@given(gestures, ways)
def test_an_undone_edit_restores_an_equal_state(tool, steps, modes):
    scene = a_scene(modes)
    _, result = driven(tool, scene, steps)
    if isinstance(result, Edit):
        changed = result.applied_to(scene.instances)
        assert changed != scene.instances
        assert result.inverse().applied_to(changed) == scene.instances


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
@settings(max_examples=60, deadline=None)
@given(gestures, ways)
def test_every_ring_that_comes_out_is_a_ring_and_holes_and_identity_stay(tool, steps, modes):
    scene = a_scene(modes)
    _, result = driven(tool, scene, steps)
    for id, one in (result.after if isinstance(result, Edit) else {}).items():
        assert one.id == id
        assert one.parts
        assert all(len(ring) >= 3 and ring.dtype == np.float32 and np.isfinite(ring).all() for ring in one.rings)
        if (old := scene.instances.get(id)) is not None:
            assert (one.origin, one.crowd, one.category) == (old.origin, old.crowd, old.category)


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
@settings(max_examples=100, deadline=None)
@given(gestures, ways)
def test_no_outline_leaves_the_picture(tool, steps, modes):
    scene = a_scene(modes)
    _, result = driven(tool, scene, steps)
    for one in result.after.values() if isinstance(result, Edit) else ():
        for points in one.rings:
            assert (points >= -ROUNDING).all()
            assert (points <= np.add((scene.width, scene.height), ROUNDING)).all()


@pytest.mark.parametrize("tool", TOOLS.values(), ids=TOOLS)
@settings(max_examples=30, deadline=None)
@given(gestures)
def test_every_step_shows_a_preview(tool, steps):
    previews, result = driven(tool, a_scene(), steps)
    assert all(isinstance(one, Preview) for one in previews)
    assert result is None or isinstance(result, Edit | frozenset | Modes | InVain)


def test_names_and_shortcuts_are_used_once():
    tools = TOOLS.values()
    assert [tool.name for tool in tools] == list(TOOLS)
    assert len({tool.shortcut for tool in tools}) == len(TOOLS)
    assert all(tool.label and tool.icon and tool.tip for tool in tools)
