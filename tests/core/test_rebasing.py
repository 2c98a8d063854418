"""An edit of what has been changed meanwhile."""

from dataclasses import replace

from annotator.core.annotations import Made, Presence, State, changed, removed
from annotator.core.frames import FrameKey
from annotator.core.rebasing import rebased
from tests.conftest import instance, proposal, square

FRAME = FrameKey(1)


def test_an_edit_of_what_is_there_is_left_alone() -> None:
    one = instance(1)
    edit = changed("Move", FRAME, (one, one.reshaped(square(5))))
    assert rebased(edit, {1: one, 2: instance(2)}) is edit


def test_what_the_edit_changes_is_changed_and_all_else_is_as_it_is_now() -> None:
    one = proposal(1)
    now = replace(one, presence=Presence(track=7, made=Made.LINKED, confidence=0.4), note="seen")
    made = rebased(changed("Move", FRAME, (one, one.reshaped(square(5)))), {1: now})
    assert made.before == {1: now}
    assert made.after == {1: now.reshaped(square(5))}
    assert made.after[1].presence == Presence(track=7)  # a person's work is a keyframe


def test_what_was_taken_away_meanwhile_comes_back_where_it_is_changed() -> None:
    one = proposal(1)
    made = rebased(changed("Move", FRAME, (one, one.reshaped(square(5)))), {})
    assert (made.before, made.after) == ({}, {1: one.reshaped(square(5))})


def test_what_was_taken_away_meanwhile_is_not_taken_away_again() -> None:
    one, other = instance(1), instance(2)
    made = rebased(removed("Delete", FRAME, one, other), {2: other})
    assert (made.before, made.after) == ({2: other}, {})


def test_a_state_that_the_edit_gives_is_kept() -> None:
    one = proposal(1)
    now = replace(one, group=3)
    [made] = rebased(changed("Reject", FRAME, (one, one.rejected())), {1: now}).after.values()
    assert (made.state, made.group) == (State.REJECTED, 3)
