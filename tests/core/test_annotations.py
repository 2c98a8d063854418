"""What happens to an instance when a person works on it, and what an edit does to a frame."""

import pytest

from annotator.core.annotations import HUMAN_WORK, Imported, State, added, changed, removed, shown
from annotator.core.frames import FrameKey
from tests.conftest import instance, proposal, square

FRAME = FrameKey(1)


def test_a_reshaped_proposal_is_edited_and_keeps_its_origin():
    before = proposal()
    after = before.reshaped(square(5))
    assert (after.state, after.origin, after.strokes) == (State.EDITED, before.origin, 1)


def test_what_was_drawn_stays_drawn_when_it_is_reshaped():
    assert instance().reshaped(square(5)).state is State.DRAWN


def test_a_new_outline_drops_the_imported_one_and_keeps_the_unknown_fields():
    imported = Imported(id=b"7", geometry=b'{"segmentation":[]}', extra=b'{"a":1}')
    after = instance(state=State.ACCEPTED, imported=imported).reshaped(square(5))
    assert after.imported == Imported(id=b"7", extra=b'{"a":1}')


def test_a_new_category_keeps_the_imported_outline():
    imported = Imported(geometry=b"{}")
    assert instance(state=State.ACCEPTED, imported=imported).relabelled(2).imported == imported


@pytest.mark.parametrize("state", sorted(HUMAN_WORK))
def test_accepting_human_work_changes_nothing(state):
    before = instance(state=state)
    assert before.accepted() is before


def test_a_rejected_proposal_can_be_accepted_after_all():
    assert proposal().rejected().accepted().state is State.ACCEPTED


def test_ghosts_and_rejected_ones_are_not_shown_and_human_work_always_is():
    assert not shown(proposal(score=0.2), 0.5)
    assert shown(proposal(score=0.5), 0.5)
    assert not shown(proposal(score=0.9).rejected(), 0.5)
    assert shown(proposal(score=0.2).accepted(), 0.5)
    assert shown(instance(), 1.0)


def test_an_edit_and_its_inverse_leave_a_frame_as_it_was():
    frame = {1: instance(1), 2: instance(2)}
    for edit in (
        added("Draw", FRAME, instance(3)),
        removed("Delete", FRAME, frame[2]),
        changed("Move", FRAME, (frame[1], frame[1].reshaped(square(9)))),
    ):
        assert edit.inverse().applied_to(edit.applied_to(frame)) == frame
        assert edit.applied_to(frame) != frame
