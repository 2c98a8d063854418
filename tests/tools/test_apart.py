from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.annotations import Edit, State
from annotator.core.gesture import InVain
from annotator.core.modes import Modes
from annotator.core.raster import parts_mask
from annotator.tools import TOOLS
from annotator.tools.apart import NOTHING_LEFT, kept_apart
from tests.conftest import instance, proposal, square
from tests.tools.driving import ENTER, click, drag, run, scene_of

LARGE, SMALL = instance(1, square(0, 0, 50)), instance(2, square(60, 0, 20))


class Apart:
    """A tool in no-overlap mode."""

    def __init__(self, tool):
        self._tool = tool

    def gesture(self, scene, event):
        return kept_apart(scene, self._tool.gesture(scene, event))


def outcome(name, scene, *events):
    previews, gesture, edit = run(Apart(TOOLS[name]), scene, *events)
    assert gesture is None
    return previews, edit


def mask(parts):
    return parts_mask(parts, 100, 80)


def test_what_is_drawn_over_a_larger_neighbour_is_cut_out_of_it():
    _, edit = outcome("box", scene_of(LARGE), *drag((40, 10), (60, 30)))
    assert edit.after[1].parts != LARGE.parts
    [new] = edit.after.keys() - {1}
    assert mask(edit.after[new].parts).sum() == 400
    assert not (mask(edit.after[1].parts) & mask(edit.after[new].parts)).any()


def test_what_is_drawn_over_a_smaller_neighbour_leaves_it_whole():
    _, edit = outcome("box", scene_of(SMALL), *drag((50, 0), (100, 60)))
    [new] = edit.after.values()
    assert mask(new.parts).sum() == 50 * 60 - 400
    assert not (mask(new.parts) & mask(SMALL.parts)).any()


@pytest.mark.parametrize("kept", [replace(LARGE, locked=True), replace(LARGE, level=1)], ids=["locked", "above"])
def test_what_is_drawn_yields_to_what_is(kept):
    _, edit = outcome("box", scene_of(kept), *drag((40, 10), (60, 30)))
    [new] = edit.after.values()
    assert mask(new.parts).sum() == 200


def test_drawing_under_what_covers_all_of_it_draws_nothing():
    _, result = outcome("box", scene_of(replace(LARGE, locked=True)), *drag((10, 10), (30, 30)))
    assert result == InVain(NOTHING_LEFT)


def test_a_neighbour_of_which_nothing_is_left_goes_in_the_same_edit():
    _, edit = outcome("box", scene_of(replace(SMALL, level=-1)), *drag((50, 0), (100, 60)))
    assert edit.before == {2: replace(SMALL, level=-1)}
    assert edit.applied_to({2: SMALL}).keys() == edit.after.keys()


def test_the_preview_shows_what_the_neighbour_will_be():
    previews, _ = outcome("box", scene_of(LARGE), *drag((40, 10), (50, 20), (60, 30)))
    assert previews[-1].hides == {1}
    assert [40, 10] in np.concatenate(previews[-1].rings).tolist()
    assert len(previews[-1].rings) == 2


def test_a_proposal_that_yields_stays_a_proposal():
    _, edit = outcome("box", scene_of(proposal(1, parts=square(0, 0, 50))), *drag((40, 10), (60, 30)))
    assert edit.after[1].state is State.PROPOSED


def test_a_corner_dragged_over_a_neighbour_cuts_it_if_it_is_larger():
    scene = scene_of(instance(1, square(0, 0, 20)), instance(2, square(25, 0, 40)), selection=[1])
    previews, edit = outcome("corners", scene, *drag((20, 20), (30, 25), (40, 30)))
    assert edit.after.keys() == {1, 2}
    assert previews[-1].hides == {1, 2}
    assert not (mask(edit.after[1].parts) & mask(edit.after[2].parts)).any()


def test_rejected_instances_are_no_neighbours():
    _, edit = outcome("box", scene_of(LARGE.rejected()), *drag((40, 10), (60, 30)))
    assert edit.after.keys() == {100}


places = st.integers(0, 90)
some = st.lists(
    st.builds(
        lambda id, x, y, size, locked, level: replace(instance(id, square(x, y, size)), locked=locked, level=level),
        st.just(0), places, places, st.integers(1, 50), st.booleans(), st.integers(-1, 1),
    ),
    max_size=6,
)  # fmt: skip
lines = st.lists(st.tuples(st.floats(-5, 105, width=32), st.floats(-5, 85, width=32)), min_size=3, max_size=8)


def separated(instances):
    """A frame on which nothing overlaps to begin with."""
    kept, taken = [], np.zeros((80, 100), bool)
    for id, one in enumerate(instances, 1):
        if not (mask(one.parts) & taken).any() and mask(one.parts).any():
            kept.append(replace(one, id=id))
            taken |= mask(one.parts)
    return kept


def covered(instances):
    masks = [mask(one.parts).astype(int) for one in instances]
    return sum(masks, np.zeros((80, 100), int))


@settings(max_examples=150, deadline=None)
@given(some, lines, st.sampled_from(["polygon", "polygon by clicks", "corners", "brush"]))
def test_nothing_overlaps_after_any_gesture_and_all_that_is_covered_stays_covered(instances, line, name):
    instances = separated(instances)
    chosen = [one.id for one in instances if not one.locked][:1] if name != "polygon" else []
    scene = replace(scene_of(*instances, selection=chosen), modes=Modes(no_overlap=True))
    tool = TOOLS[name.split()[0]]
    if name == "polygon by clicks":
        events = [one for point in line for one in click(*point)] + [ENTER]
    else:
        start = instances[0].parts[0].outer[0].tolist() if name == "corners" and chosen else line[0]
        events = drag(start, *line)
    plain, _ = drive(tool.gesture(scene, events[0]), events)
    apart, _ = drive(kept_apart(scene, tool.gesture(scene, events[0])), events)
    if not isinstance(plain, Edit):
        assert plain == apart
        return
    raw = plain.applied_to(scene.instances)
    now = apart.applied_to(scene.instances) if apart else dict(scene.instances)
    assert covered(now.values()).max() <= 1
    assert ((covered(raw.values()) > 0) == (covered(now.values()) > 0)).all()
    if apart:
        assert apart.inverse().applied_to(now) == scene.instances


def drive(gesture, events):
    previews = []
    try:
        previews.append(next(gesture))
        for event in events[1:]:
            previews.append(gesture.send(event))
    except StopIteration as over:
        return over.value, previews
    gesture.close()
    return None, previews
