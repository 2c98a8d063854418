"""Many edits as one."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.core.annotations import Edit, Instance
from annotator.core.frames import FrameKey
from annotator.core.history import net
from tests.conftest import instance, square

FRAME = FrameKey(1)


@st.composite
def stories(draw: st.DrawFn) -> tuple[dict[int, Instance], list[Edit]]:
    """A frame and edits that follow from it."""
    first = now = {id: instance(id) for id in draw(st.sets(st.integers(1, 4)))}
    edits = []
    for step in range(draw(st.integers(0, 8))):
        gone = draw(st.sets(st.sampled_from(sorted(now)))) if now else set()
        back = draw(st.sets(st.integers(1, 6)))
        after = {id: instance(id, square(step)) for id in back if id in gone or id not in now}
        edits.append(Edit(f"{step}", FRAME, {id: now[id] for id in gone}, after))
        now = edits[-1].applied_to(now)
    return first, edits


@given(stories())
def test_the_net_edit_does_what_all_do_one_after_the_other(story):
    first, edits = story
    now = first
    for edit in edits:
        now = edit.applied_to(now)
    at_once = first
    for edit in net(edits):
        assert edit.before.items() <= first.items()
        at_once = edit.applied_to(at_once)
    assert at_once == now


def test_each_frame_has_an_edit_of_its_own():
    edits = [Edit("Move", FrameKey(key), {}, {key: instance(key)}) for key in (1, 2)]
    assert net(edits) == tuple(edits)
