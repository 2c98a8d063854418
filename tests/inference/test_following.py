"""Objects followed through a clip by the real worker process, and what is stored of it."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.annotations import Instance, Made, Presence, State, added
from annotator.core.errors import ImageUnreadable
from annotator.core.frames import Source
from annotator.inference.course import Course
from annotator.inference.lane import InferenceLane, Model
from annotator.inference.prelabelling import Predicting
from annotator.inference.propagation import Step
from annotator.storage import Project
from tests.conftest import instance, proposal, square
from tests.ui.clip_project import clip_project, key, make_clip

STAND_IN = Model("stand-in", "cpu", "tests.inference.stand_in:load")
SIDE = 30


@pytest.fixture(scope="module")
def lane() -> Iterator[InferenceLane]:
    lane = InferenceLane()
    yield lane
    lane.close()


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """A clip of 12 frames with no tracks; nothing of it moves where the tests look."""
    with Project.open(clip_project(make_clip(tmp_path, 12), tracks=0)) as project:
        yield project


def on_track(project: Project, index: int, **more: object) -> Instance:
    """Draw a square on a frame, on a track of its own."""
    track = project.new_track(project.frame(key(index)), 1)
    one = instance(project.new_id(), square(5, 5, SIDE), 1, presence=Presence(track=track.id), **more)
    project.commit(added("Draw", key(index), one))
    return one


def step(confidence: float = 0.9, why: str = "") -> Step:
    return Step(() if why else square(6, 5, SIDE), confidence, why)


def run(lane: InferenceLane, course: Course) -> None:
    """Follow to the end."""
    for key_, steps in lane.through(course.run(STAND_IN)):
        course.take(key_, steps, course.project.carry)
        if course.over:
            break


@pytest.mark.parametrize(("start", "backwards", "stored"), [(2, False, [3, 4, 5]), (5, True, [2, 3, 4])])
def test_an_object_is_followed_over_so_many_frames(lane, project, start, backwards, stored):
    one = on_track(project, start)
    course = Course(project, project.frame(key(start)), [one], frames=3, backwards=backwards)
    run(lane, course)
    there = [one for one in project.sightings(one.track) if one.made is Made.PROPAGATED]
    assert [one.place for one in there] == stored
    assert {one.state for one in there} == {State.PROPOSED}


def test_a_frame_that_cannot_be_read_ends_it_and_what_was_done_stays(lane, project, tmp_path):
    one = on_track(project, 0)
    course = Course(project, project.frame(key(0)), [one])
    course.frames[4] = (course.frames[4][0], Source(tmp_path / "gone.mp4", 0))
    with pytest.raises(ImageUnreadable, match=r"gone\.mp4"):
        run(lane, course)
    assert [one.place for one in project.sightings(one.track)] == [0, 1, 2, 3, 4]


def test_it_ends_at_a_keyframe_and_leaves_it_alone(project):
    one = on_track(project, 0)
    key_there = instance(project.new_id(), square(50, 50, SIDE), 1, presence=Presence(track=one.track))
    project.commit(added("Draw", key(2), key_there))
    course = Course(project, project.frame(key(0)), [one])
    course.take(key(1), [step()], project.carry)
    course.take(key(2), [step()], project.carry)
    assert course.over
    assert [str(one) for one in course.endings] == ["car 1 ends before frame 2: there is a keyframe."]
    assert [*project.instances(key(2)).values()] == [key_there]


def test_it_says_where_and_why_it_lost_an_object(project):
    one = on_track(project, 0)
    course = Course(project, project.frame(key(0)), [one])
    course.take(key(1), [step(0.1, "it has left the picture")], project.carry)
    assert course.over
    assert str(course.endings[0]) == "car 1 ends before frame 1: it has left the picture."


def put(project: Project, one: Instance) -> dict[int, Instance]:
    """What is on frame 1 when something was propagated onto what is there already."""
    project.commit(added("Before", key(1), one))
    start = on_track(project, 0)
    Course(project, project.frame(key(0)), [start]).take(key(1), [step()], project.carry)
    return project.instances(key(1))


def test_a_proposal_of_the_same_object_makes_room(project):
    [there] = put(project, proposal(project.new_id(), 0.8, square(5, 6, SIDE))).values()
    assert there.presence is not None
    assert there.presence.made is Made.PROPAGATED


@pytest.mark.parametrize("kept", [{"state": State.DRAWN}, {"state": State.ACCEPTED}, {"locked": True}])
def test_what_a_person_did_or_locked_stays(project, kept):
    before = instance(project.new_id(), square(5, 6, SIDE), **{"state": State.PROPOSED, **kept})
    assert put(project, before) == {before.id: before}


def test_what_is_rejected_or_elsewhere_is_no_hindrance(project):
    there = put(project, proposal(project.new_id(), 0.8, square(80, 60, SIDE)))
    assert len(there) == 2


def test_a_model_run_leaves_what_was_propagated(project):
    start = on_track(project, 0)
    Course(project, project.frame(key(0)), [start]).take(key(1), [step()], project.carry)
    project.propose(key(1), [proposal(0, 0.9, square(6, 6, SIDE)), proposal(0, 0.9, square(90, 60, SIDE))], "Pre-label")
    assert sorted(one.track for one in project.instances(key(1)).values()) == [0, start.track]


def test_frames_that_were_not_sampled_are_gone_through_and_nothing_is_put_there(project):
    frame = project.frame(key(0))
    project.sample(frame.root, frame.path, [0, 2])
    one = on_track(project, 0)
    course = Course(project, frame, [one], frames=3)
    for number, _ in course.frames:
        course.take(number, [step()], project.carry)
    assert [there.place for there in project.sightings(one.track)] == [0, 2]
    assert len(course.frames) == 3


def test_what_a_person_looks_on_at_goes_before_the_rest_of_a_list(lane, project):
    order: list[str] = []
    listed = Course(project, project.frame(key(0)), [on_track(project, 0)]).frames
    ended = threading.Event()
    patient = Predicting(model=STAND_IN, frames=listed, score=0.5, patient=True)
    patient.on_step, patient.on_end = lambda key_, found: order.append("listed"), lambda error: ended.set()
    lane.go(patient)
    for _ in lane.through(Course(project, project.frame(key(2)), [on_track(project, 2)], frames=3).run(STAND_IN)):
        order.append("followed")
    assert ended.wait(60)
    assert (order.count("listed"), order.count("followed")) == (len(listed), 3)
    assert order[-5:] == ["listed"] * 5
