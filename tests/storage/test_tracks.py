"""Tracks in the project file: where they stand, and what is interpolated between their keyframes."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.annotations import Edit, Made, Presence, State, added, changed, removed
from annotator.core.errors import ProjectError
from annotator.core.frames import FrameKey
from annotator.core.raster import parts_iou
from annotator.core.tracks import Span, Track
from annotator.storage import NewFrame, Project
from tests.conftest import instance, proposal, square

FRAMES = 30


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Thirty frames of one video, and one of another."""
    (tmp_path / "clips").mkdir()
    with Project.create(tmp_path / "clips.annotator") as project:
        root = project.add_root(tmp_path / "clips")
        project.add_frames(NewFrame(root, "a.mp4", 200, 150, index) for index in range(FRAMES))
        project.add_frames([NewFrame(root, "b.mp4", 200, 150)])
        project.new_category("car")
        project.new_category("bus")
        yield project


def key(index: int) -> FrameKey:
    return FrameKey(index + 1)


@pytest.fixture
def track(project: Project) -> Track:
    """On no frame yet."""
    return project.new_track(project.frame(key(0)), 1)


def put(
    project: Project, track: Track, index: int, x: float = 10, state: State = State.DRAWN, **presence: object
) -> int:
    """An instance of a track on a frame; its number."""
    place = Presence(track=track.id, **presence)  # type: ignore[arg-type]
    parts = () if place.outside else square(x, 20, 30)
    made = instance(project.new_id(), parts, track.category, state=state, presence=place)
    project.commit(added("Draw", key(index), made))
    return made.id


def on(project: Project, index: int) -> list[int]:
    return list(project.interpolated(project.frame(key(index))))


def test_a_track_that_is_on_no_frame_is_not_listed(project: Project, track: Track) -> None:
    assert project.tracks("clips", "a.mp4") == {}
    put(project, track, 3)
    assert project.tracks("clips", "a.mp4") == {track.id: track} == project.all_tracks()
    assert project.tracks("clips", "b.mp4") == {}
    project.undo(key(3))
    assert project.tracks("clips", "a.mp4") == {}
    assert project.track(track.id) == track


def test_an_edit_of_what_has_come_onto_a_track_meanwhile_changes_nothing(project: Project, track: Track) -> None:
    one = instance(project.new_id())
    project.commit(added("Draw", key(3), one))
    on_track = replace(one, presence=Presence(track=track.id))
    project.join(changed("Link", key(3), (one, on_track)))
    with pytest.raises(ProjectError, match="does not fit"):
        project.commit(changed("Move", key(3), (one, one.reshaped(square(9)))))
    assert project.instances(key(3)) == {one.id: on_track}
    assert list(project.sightings(track.id)) != []


def test_a_track_is_renamed(project: Project, track: Track) -> None:
    named = replace(track, name="the red one", colour="#ff0000", attributes=(("plate", "AB 12"),))
    project.put_track(named)
    assert project.track(track.id) == named


def test_its_category_is_that_of_its_instances(project: Project, track: Track) -> None:
    id = put(project, track, 3)
    old = project.instances(key(3))[id]
    project.commit(changed("Relabel", key(3), (old, old.relabelled(2))))
    assert project.track(track.id).category == 2
    project.undo(key(3))
    assert project.track(track.id).category == 1


def test_a_track_knows_where_it_is_stored(project: Project, track: Track) -> None:
    put(project, track, 9, occluded=True)
    put(project, track, 2, made=Made.LINKED, confidence=0.5, state=State.PROPOSED)
    one, other = project.sightings(track.id)
    assert (one.place, one.made, one.confidence, one.keyframe) == (2, Made.LINKED, 0.5, False)
    assert (other.place, other.occluded, other.keyframe, other.frame) == (9, True, True, key(9))
    assert project.sightings(track.id, 3, 9) == [other]
    assert project.sighting_beside(track.id, 9, after=False) is None
    assert project.sighting_beside(track.id, 9, after=False, keyframe=False) == one
    assert project.sighting_beside(track.id, 2, after=True) == other
    assert list(project.track_instances(track.id)) == [key(2), key(9)]


def test_a_track_is_on_a_frame_once_and_in_its_own_video_only(project: Project, track: Track) -> None:
    put(project, track, 3)
    with pytest.raises(ProjectError, match="already"):
        put(project, track, 3)
    with pytest.raises(ProjectError, match=f"no track {track.id} of b.mp4"):
        put(project, track, FRAMES)
    with pytest.raises(ProjectError, match="no track 99"):
        put(project, replace(track, id=99), 3)


def test_two_instances_may_change_places_in_their_tracks(project: Project, track: Track) -> None:
    other = project.new_track(project.frame(key(0)), 1)
    first, second = put(project, track, 3), put(project, other, 3, 60)
    one, two = (project.instances(key(3))[id] for id in (first, second))
    swapped = ((one, replace(one, presence=two.presence)), (two, replace(two, presence=one.presence)))
    project.commit(changed("Swap", key(3), *swapped))
    assert [project.sightings(id)[0].id for id in (track.id, other.id)] == [second, first]


def test_between_two_keyframes_it_is_interpolated(project: Project, track: Track) -> None:
    put(project, track, 2, 10)
    put(project, track, 12, 110, occluded=True)
    assert [index for index in range(FRAMES) if on(project, index)] == list(range(3, 12))
    [made] = project.interpolated(project.frame(key(7))).values()
    assert parts_iou(made.parts, square(60, 20, 30), 200, 150) > 0.97
    assert (made.id, made.track, made.state, made.category) == (-track.id, track.id, State.ACCEPTED, 1)
    assert made.presence == Presence(track=track.id, made=Made.INTERPOLATED)


def test_it_is_the_same_object_until_a_keyframe_changes(project: Project, track: Track) -> None:
    id = put(project, track, 2, 10)
    put(project, track, 12, 110)
    frame = project.frame(key(7))
    before = project.interpolated(frame)[-track.id]
    assert project.interpolated(frame)[-track.id] is before
    old = project.instances(key(2))[id]
    project.commit(changed("Move", key(2), (old, old.reshaped(square(10, 60, 30)))))
    assert parts_iou(project.interpolated(frame)[-track.id].parts, square(60, 40, 30), 200, 150) > 0.97


@pytest.mark.parametrize("which", [{"outside": True}, {"made": Made.PROPAGATED}, {"state": State.PROPOSED}])
def test_only_keyframes_that_it_is_on_count(project: Project, track: Track, which: dict[str, object]) -> None:
    put(project, track, 2)
    put(project, track, 12, **which)  # type: ignore[arg-type]
    assert not any(on(project, index) for index in range(FRAMES))
    put(project, track, 22)
    assert [index for index in range(FRAMES) if on(project, index)] == (
        [] if "outside" in which else [*range(3, 12), *range(13, 22)]
    )


def test_spans_say_how_it_stands_where(project: Project, track: Track) -> None:
    for index in (0, 1, 9, 15):
        put(project, track, index)
    for index in (4, 5):
        put(project, track, index, made=Made.PROPAGATED, confidence=0.75 - index / 20, state=State.PROPOSED)
    put(project, track, 7, state=State.REJECTED)
    put(project, track, 12, outside=True)
    assert project.spans(track.id) == [
        Span(0, 1, Made.KEYFRAME), Span(2, 3, Made.INTERPOLATED),
        Span(4, 5, Made.PROPAGATED, confidence=0.5), Span(6, 6, Made.INTERPOLATED), Span(8, 8, Made.INTERPOLATED),
        Span(9, 9, Made.KEYFRAME), Span(12, 12, Made.KEYFRAME, outside=True), Span(15, 15, Made.KEYFRAME),
    ]  # fmt: skip


def test_spans_of_some_frames_say_what_is_interpolated_there(project: Project, track: Track) -> None:
    for index in (2, 12, 22):
        put(project, track, index)
    put(project, track, 14, made=Made.LINKED, state=State.PROPOSED, confidence=0.3)
    assert project.spans(track.id, 4, 6) == [
        Span(2, 2, Made.KEYFRAME), Span(3, 11, Made.INTERPOLATED), Span(12, 12, Made.KEYFRAME)
    ]  # fmt: skip
    assert [one.first for one in project.spans(track.id, 13, 13)] == [12, 13, 14, 15, 22]


def test_spans_part_where_the_confidence_changes(project: Project, track: Track) -> None:
    for index, confidence in enumerate((0.9, 0.85, 0.3, 0.25)):
        put(project, track, index, made=Made.PROPAGATED, state=State.PROPOSED, confidence=confidence)
    put(project, track, 4, state=State.PROPOSED)  # a keyframe that nobody has confirmed
    found = [(one.first, one.last, one.made, round(one.confidence, 2)) for one in project.spans(track.id)]
    assert found == [
        (0, 1, Made.PROPAGATED, 0.85), (2, 3, Made.PROPAGATED, 0.25), (4, 4, Made.LINKED, 1.0)
    ]  # fmt: skip


def test_a_keyframe_may_go_while_another_thread_reads(project: Project, track: Track) -> None:
    put(project, track, 2)
    last = put(project, track, 12)

    def delete(statement: str) -> None:
        reads_outlines = statement.startswith("SELECT id, category")  # of the keyframes that were found just before
        if reads_outlines and (there := project.instances(key(12)).get(last)):
            project.commit(removed("Delete", key(12), there))

    with project.reader() as reader:
        frame = reader.frame(key(7))
        reader._database._connection.set_trace_callback(delete)
        assert reader.interpolated(frame) == {}
    assert project.instances(key(12)) == {}


def test_frames_may_be_added_in_any_order(tmp_path: Path) -> None:
    with Project.create(tmp_path / "clips.annotator") as project:
        root = project.add_root(tmp_path)
        keys = project.add_frames(NewFrame(root, "a.mp4", 200, 150, index) for index in (20, 0, 10))
        project.new_category("car")
        track = project.new_track(project.frame(keys[0]), 1)
        for frame, x in ((keys[0], 110), (keys[1], 10)):
            one = instance(project.new_id(), square(x, 20, 30), presence=Presence(track=track.id))
            project.commit(added("Draw", frame, one))
        [made] = project.interpolated(project.frame(keys[2])).values()
        assert parts_iou(made.parts, square(60, 20, 30), 200, 150) > 0.97


def test_what_is_exported_is_what_is_on_the_screen(project: Project, track: Track) -> None:
    put(project, track, 2)
    put(project, track, 12)
    found = {frame.index: [one.id for one in instances] for frame, instances in project.labelled(interpolated=True)
             if frame.path == "a.mp4" and instances}  # fmt: skip
    assert found == {2: [1], 12: [2]} | {index: [index] for index in range(3, 12)}
    assert sum(len(instances) for _, instances in project.labelled()) == 2


def test_what_is_outside_is_not_exported(project: Project, track: Track) -> None:
    put(project, track, 2, outside=True)
    assert not any(instances for _, instances in project.labelled(interpolated=True))


def test_a_step_over_several_frames_is_undone_on_all(project: Project, track: Track) -> None:
    ids = [put(project, track, index) for index in (2, 5, 8)]
    before = [project.instances(key(index)) for index in range(FRAMES)]
    gone = [removed("Delete the track", key(index), project.instances(key(index))[id])
            for index, id in zip((2, 5, 8), ids, strict=True)]  # fmt: skip
    project.commit(*gone)
    assert project.sightings(track.id) == []
    project.undo(key(5))
    assert [project.instances(key(index)) for index in range(FRAMES)] == before
    assert [one.place for one in project.sightings(track.id)] == [2, 5, 8]


def test_a_frame_with_no_track_costs_no_reading_of_pixels(project: Project) -> None:
    project.commit(Edit("Draw", key(0), {}, {1: instance(1)}))
    assert on(project, 0) == []


def test_what_is_interpolated_is_not_proposed_again(project: Project, track: Track) -> None:
    put(project, track, 2, 10)
    put(project, track, 12, 110)
    edit = project.propose(key(7), [proposal(0, parts=square(61, 21, 30)), proposal(0, parts=square(150, 90))], "Again")
    assert edit is not None
    assert [one.parts for one in edit.after.values()] == [square(150, 90)]
