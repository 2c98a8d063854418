"""Commands on tracks: one step each, and undone on every frame."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.core.annotations import Instance, Made, Presence, State, added, changed
from annotator.core.frames import FrameKey
from annotator.core.raster import parts_iou
from annotator.storage import NewFrame, Project
from annotator.ui.commands import judging, keyframing, linking, tracking
from annotator.ui.dialogs.breaks_sheet import breaks_of
from annotator.ui.state.document import Document
from tests.conftest import instance, square

FRAMES = 21
State_ = dict[FrameKey, dict[int, Instance]]


@pytest.fixture
def clip(qapp, tmp_path: Path) -> Iterator[Document]:
    """A video of 21 frames; track 1 has keyframes on 0, 10 and 20 and moves 10 pixels a frame."""
    path = tmp_path / "clip.annotator"
    with Project.create(path) as project:
        root = project.add_root(tmp_path)
        keys = project.add_frames(NewFrame(root, "a.mp4", 300, 200, index) for index in range(FRAMES))
        project.new_category("car")
        project.new_category("bus")
        track = project.new_track(project.frame(keys[0]), 1)
        for index in (0, 10, 20):
            one = instance(project.new_id(), square(10 + 10 * index, 20, 30), presence=Presence(track=track.id))
            project.commit(added("Draw", keys[index], one))
    document = Document()
    document.open(Project.open(path))
    yield document
    document.close()


@pytest.fixture
def heard(clip: Document) -> list[str]:
    sayings: list[str] = []
    clip.said.connect(lambda level, sentence: sayings.append(sentence))
    return sayings


def key(index: int) -> FrameKey:
    return FrameKey(index + 1)


def everything(document: Document) -> State_:
    return {key(index): document.project.instances(key(index)) for index in range(FRAMES)}


def at(document: Document, index: int) -> None:
    """Go there and select what is on the track."""
    document.show(key(index))
    document.select(one.id for one in document.visible.values() if one.track == 1)


def stored_on(document: Document, track: int) -> list[int]:
    return [one.place for one in document.project.sightings(track)]


def shown_on(document: Document, track: int) -> list[int]:
    """The frames on which the track is on the screen."""
    found = []
    for index in range(FRAMES):
        document.show(key(index))
        found += [index] * sum(one.track == track for one in document.visible.values())
    return found


def propagate(document: Document, *indexes: int, state: State = State.PROPOSED) -> None:
    for index in indexes:
        presence = Presence(track=1, made=Made.PROPAGATED, confidence=0.5)
        one = instance(document.project.new_id(), square(10, 100, 20), state=state, presence=presence)
        document.project.commit(added("Propagate", key(index), one))
    document.show(document.frame.key)


def test_what_is_interpolated_is_among_the_instances(clip: Document) -> None:
    clip.show(key(5))
    [one] = clip.visible.values()
    assert (one.id, one.track, one.presence.made) == (-1, 1, Made.INTERPOLATED)
    assert clip.project.instances(key(5)) == {}


def test_the_selected_track_stays_selected_from_frame_to_frame(clip: Document) -> None:
    at(clip, 4)
    clip.show(key(5))
    assert clip.selection == {-1}
    clip.show(key(10))
    assert clip.selection == {2}


def test_an_edit_of_something_interpolated_is_a_keyframe_and_the_neighbours_follow(clip: Document) -> None:
    at(clip, 5)
    [one] = clip.visible.values()
    assert clip.apply(changed("Move", clip.frame.key, (one, one.reshaped(square(60, 80, 30)))))
    [now] = clip.visible.values()
    assert (now.presence.made, now.state, clip.selection) == (Made.KEYFRAME, State.EDITED, {now.id})
    assert now.id > 0
    clip.show(key(4))
    [neighbour] = clip.visible.values()
    assert parts_iou(neighbour.parts, square(50, 68, 30), 300, 200) > 0.9
    clip.show(key(5))
    clip.undo()
    assert clip.visible == {-1: one}
    clip.redo()
    assert clip.visible == {now.id: now}


def test_what_is_interpolated_can_be_accepted(clip: Document) -> None:
    at(clip, 5)
    judging.accept(clip, clip.selection)
    assert stored_on(clip, 1) == [0, 5, 10, 20]


def test_deleted_where_it_is_interpolated_it_is_outside(clip: Document) -> None:
    at(clip, 5)
    judging.delete(clip, clip.selection)
    assert clip.visible == {}
    assert shown_on(clip, 1) == [0, *range(10, 21)]


def test_rejected_where_it_is_interpolated_it_is_not_here(clip: Document) -> None:
    at(clip, 5)
    judging.reject(clip, clip.selection)
    assert shown_on(clip, 1) == [*range(5), *range(6, 21)]


def test_a_track_is_of_one_category_on_all_its_frames(clip: Document) -> None:
    at(clip, 5)
    before = everything(clip)
    judging.relabel(clip, clip.selection, 2)
    assert {one.category for there in everything(clip).values() for one in there.values()} == {2}
    assert clip.project.track(1).category == 2
    clip.undo()
    assert everything(clip) == before
    assert clip.project.track(1).category == 1


def test_a_copy_on_the_same_frame_is_in_no_track(clip: Document) -> None:
    at(clip, 10)
    [one] = clip.visible.values()
    copy = instance(clip.project.new_id(), square(200, 20), presence=one.presence)
    clip.apply(added("Copy", key(10), copy))
    assert clip.instances[copy.id].track == 0


def move(document: Document) -> None:
    keyframing.move_keyframe(document, 1, 10, 12)


COMMANDS: dict[str, tuple[int, Callable[[Document], None], list[int]]] = {
    "split where it is stored": (10, tracking.split, [0, 9]),
    "split between": (5, tracking.split, [0, 4]),
    "delete": (5, tracking.delete, []),
    "trim before": (5, tracking.trim_before, [5, 10, 20]),
    "trim after": (15, tracking.trim_after, [0, 10, 15]),
    "leave between": (5, keyframing.leave, [0, 4, 5, 10, 20]),
    "leave at a keyframe": (10, keyframing.leave, [0, 9, 10, 20]),
    "occluded": (5, keyframing.toggle_occluded, [0, 5, 10, 20]),
    "occluded at a keyframe": (10, keyframing.toggle_occluded, [0, 10, 20]),
    "keyframe": (5, keyframing.set_keyframe, [0, 5, 10, 20]),
    "remove a keyframe": (10, keyframing.remove_keyframe, [0, 20]),
    "move a keyframe": (10, move, [0, 12, 20]),
    "take out": (10, tracking.take_out, [0, 20]),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_one_step(clip: Document, name: str) -> None:
    index, command, stored = COMMANDS[name]
    at(clip, index)
    before, tracks, seen = everything(clip), clip.project.all_tracks(), dict(clip.visible)
    command(clip)
    after = everything(clip)
    assert stored_on(clip, 1) == stored
    assert after != before
    changed = next(frame for frame in before if before[frame] != after[frame])
    for undone_on in (key(index), changed):
        clip.show(undone_on)
        clip.undo()
        assert everything(clip) == before
        assert clip.project.all_tracks() == tracks
        clip.redo()
        assert everything(clip) == after
    clip.undo()
    clip.show(key(index))
    assert clip.visible == seen


def test_what_is_locked_on_another_frame_is_not_changed_along_its_track(clip: Document, heard: list[str]) -> None:
    at(clip, 10)
    one = next(iter(clip.instances.values()))
    clip.apply(changed("Lock", key(10), (one, replace(one, locked=True))))
    at(clip, 0)
    before = everything(clip)
    judging.relabel(clip, clip.selection, 2)
    assert everything(clip) == before
    assert heard[-1].startswith("1 instance is locked")


def test_what_a_person_has_said_of_a_linked_one_is_certain(clip: Document) -> None:
    at(clip, 10)
    one = next(iter(clip.instances.values()))
    linked = replace(one, presence=Presence(track=1, made=Made.LINKED, confidence=0.3))
    clip.apply(changed("Link", key(10), (one, linked)))
    keyframing.toggle_occluded(clip)
    assert clip.instances[one.id].presence == Presence(track=1, occluded=True)


def test_split_keeps_what_is_shown(clip: Document) -> None:
    at(clip, 5)
    tracking.split(clip)
    assert clip.selection
    assert (shown_on(clip, 1), shown_on(clip, 2)) == ([0, 1, 2, 3, 4], [*range(5, 21)])


def test_left_before_the_next_keyframe_it_is_shown_up_to_there(clip: Document) -> None:
    at(clip, 5)
    keyframing.leave(clip)
    assert shown_on(clip, 1) == [0, 1, 2, 3, 4, *range(10, 21)]


def test_without_its_keyframe_it_is_interpolated_and_selected(clip: Document) -> None:
    at(clip, 10)
    keyframing.remove_keyframe(clip)
    assert clip.selection == {-1}
    assert parts_iou(clip.visible[-1].parts, square(110, 20, 30), 300, 200) > 0.95


def test_occlusion_holds_until_the_next_keyframe(clip: Document) -> None:
    at(clip, 0)
    keyframing.toggle_occluded(clip)
    clip.show(key(5))
    assert clip.visible[-1].presence.occluded
    clip.show(key(15))
    assert not clip.visible[-1].presence.occluded


def test_a_new_track_from_the_selection(clip: Document, heard: list[str]) -> None:
    clip.show(key(3))
    clip.apply(added("Draw", key(3), instance(50, square(200, 100), category=2)))
    clip.select([50])
    tracking.start(clip)
    assert clip.instances[50].presence == Presence(track=2)
    assert clip.project.tracks(clip.frame.root, "a.mp4")[2].category == 2
    clip.undo()
    assert clip.instances[50].presence is None
    assert list(clip.project.all_tracks()) == [1]
    clip.select([-1])
    tracking.start(clip)
    assert heard[-1] == "Select instances that are in no track yet."


def test_two_instances_are_linked(clip: Document) -> None:
    for index, id in ((3, 50), (9, 51)):
        clip.show(key(index))
        clip.apply(added("Draw", key(index), instance(id, square(100 + 10 * index, 100, 20))))
        clip.select([id])
        linking.link(clip)
    assert stored_on(clip, 2) == [3, 9]
    assert shown_on(clip, 2) == [*range(3, 10)]
    clip.show(key(9))
    clip.undo()
    assert stored_on(clip, 2) == []


def test_an_instance_is_linked_with_a_track(clip: Document, heard: list[str]) -> None:
    clip.show(key(5))
    clip.apply(added("Draw", key(5), instance(50, square(60, 60, 30), category=2)))
    tracking.link(clip, (key(0), 1), (key(5), 50))
    assert stored_on(clip, 1) == [0, 5, 10, 20]
    assert clip.instances[50].category == 1
    assert list(clip.visible) == [50]
    clip.apply(added("Draw", key(5), instance(51, square(160, 60, 30))))
    tracking.link(clip, (key(0), 1), (key(5), 51))
    assert heard[-1] == "car 1 is on frame 5 already."


def test_tracks_are_merged_unless_both_are_on_a_frame(clip: Document, heard: list[str]) -> None:
    at(clip, 5)
    tracking.split(clip)
    before = everything(clip)
    tracking.merge(clip, 1, 2)
    assert stored_on(clip, 1) == [0, 4, 5, 10, 20]
    clip.undo()
    assert everything(clip) == before
    clip.show(key(3))
    clip.apply(added("Draw", key(3), instance(60, square(200, 100), presence=Presence(track=2))))
    clip.show(key(4))
    clip.apply(added("Draw", key(4), instance(61, square(200, 100), presence=Presence(track=2))))
    tracking.merge(clip, 1, 2)
    assert heard[-1].startswith("car 1 and car 2 are both on frame 4, so they are two objects.")


def test_many_tracks_are_merged_in_one_step_or_none_of_them(clip: Document, heard: list[str]) -> None:
    at(clip, 5)
    tracking.split(clip)
    clip.show(key(12))
    clip.select(one.id for one in clip.visible.values() if one.track == 2)
    tracking.split(clip)
    before = everything(clip)
    tracking.merge(clip, 1, 2, 3)
    assert stored_on(clip, 1) == [0, 4, 5, 10, 11, 12, 20]
    assert heard[-1] == "Merged 2 tracks into car 1, on 5 frames."
    clip.undo()
    assert everything(clip) == before
    clip.show(key(4))
    clip.apply(added("Draw", key(4), instance(60, square(200, 100), presence=Presence(track=3))))
    before = everything(clip)
    tracking.merge(clip, 1, 2, 3)
    tracking.merge(clip, 1, 1)
    assert everything(clip) == before
    assert heard[-2].startswith("car 1 and car 3 are both on frame 4, so they are two objects.")
    assert heard[-1] == "Merge different tracks of one video."


def test_what_was_propagated_is_accepted_with_all_that_is_shown(clip: Document) -> None:
    propagate(clip, 12)
    at(clip, 12)
    assert judging.accept_above(clip, 0.9)
    [one] = clip.visible.values()
    assert one.state is State.ACCEPTED


def test_a_correction_renews_the_span_around_it(clip: Document, heard: list[str]) -> None:
    propagate(clip, 3, 4, 6, 7)
    at(clip, 5)
    before = everything(clip)
    keyframing.renew(clip)
    assert stored_on(clip, 1) == [0, 10, 20]
    clip.undo() if clip.project.history(key(5)) else (clip.show(key(3)), clip.undo())
    assert everything(clip) == before
    propagate(clip, 12, state=State.ACCEPTED)
    at(clip, 15)
    keyframing.renew(clip)
    assert heard[-1] == "From frame 10 to 20 all follows from keyframes already."


def test_a_keyframe_does_not_move_onto_another(clip: Document, heard: list[str]) -> None:
    keyframing.move_keyframe(clip, 1, 10, 20)
    assert heard[-1] == "car 1 has a keyframe on frame 20 already."
    propagate(clip, 12)
    keyframing.move_keyframe(clip, 1, 10, 12)
    assert stored_on(clip, 1) == [0, 12, 20]


def test_from_keyframe_to_keyframe(clip: Document, heard: list[str]) -> None:
    clip.show(key(5))
    keyframing.to_keyframe(clip, after=True)
    assert clip.frame.index == 10
    keyframing.to_keyframe(clip, after=False)
    assert clip.frame.index == 0
    keyframing.to_keyframe(clip, after=False)
    assert heard[-1] == "There is no keyframe before this frame."


def test_the_breaks_of_a_video(clip: Document) -> None:
    propagate(clip, 1, 2)
    places = {one.place for one in breaks_of(clip.project, clip.frame.root, "a.mp4", lambda: None)}
    assert places == {1}
