from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.core.geometry import nearest_edge, nearest_vertex
from annotator.core.gesture import Input, Point
from annotator.core.modes import Modes
from annotator.tools import TOOLS
from annotator.tools.snapping import caught
from tests.conftest import instance, square
from tests.tools.driving import drag, outcome, run, scene_of

SELECT, BOX = TOOLS["select"], TOOLS["box"]
SNAP = Modes(snap=True)


def test_a_moved_instance_snaps_corner_to_corner():
    scene = replace(scene_of(instance(1, square(0, 0, 20)), instance(2, square(50, 10, 20))), modes=SNAP)
    previews, _, edit = run(SELECT, scene, *drag((10, 10), (30, 15), (38, 22)))
    assert edit.after[1].parts == square(30, 10, 20)
    assert previews[-1].snap == (50, 10)


def test_a_moved_instance_far_from_all_goes_where_the_hand_goes():
    scene = replace(scene_of(instance(1, square(0, 0, 20)), instance(2, square(50, 10, 20))), modes=SNAP)
    assert outcome(SELECT, scene, *drag((10, 10), (20, 25), (20, 25))).after[1].parts == square(10, 15, 20)


def test_a_box_snaps_with_both_its_corners():
    scene = replace(scene_of(instance(1, square(0, 0, 20)), instance(2, square(50, 40, 20))), modes=SNAP)
    [made] = outcome(BOX, scene, *drag((21, 8), (40, 30), (48, 42))).after.values()
    assert made.parts[0].outer.tolist() == [[20, 8], [50, 8], [50, 40], [20, 40]]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 80), st.integers(0, 60), st.integers(1, 20)), min_size=1, max_size=5),
    st.floats(0, 100), st.floats(0, 80), st.floats(0.5, 10),
)  # fmt: skip
def test_it_takes_the_nearest_corner_in_reach_or_else_the_nearest_edge(squares, x, y, grab_px):
    instances = [instance(id, square(*one)) for id, one in enumerate(squares, 1)]
    place = caught(replace(scene_of(*instances), modes=SNAP), Input(kind="move", at=Point(x, y), grab_px=grab_px))
    corner = min(nearest_vertex(one.parts, x, y).distance for one in instances)
    edge = min(nearest_edge(one.parts, x, y).distance for one in instances)
    wanted = corner if corner <= grab_px else edge if edge <= grab_px else None
    if abs(corner - grab_px) < 1e-3 or abs(edge - grab_px) < 1e-3:
        return
    if wanted is None:
        assert place is None
    else:
        assert abs(((place.x - x) ** 2 + (place.y - y) ** 2) ** 0.5 - wanted) < 1e-3
