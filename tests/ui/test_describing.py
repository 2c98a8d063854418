"""Attributes, notes and groups of the selection: one edit each, on tracks as far as they reach."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.annotations import Presence, State, added
from annotator.core.attributes import Attribute, Kind
from annotator.core.frames import FrameKey
from annotator.storage import NewFrame, Project
from annotator.ui.commands import clipboard, grouping, judging, marking, tracking
from annotator.ui.state.document import Document
from tests.conftest import instance, square

STAIN = Attribute(name="stain", kind=Kind.CHOICE, options=("weak", "strong"), default="weak")
SIZE = Attribute(name="size", kind=Kind.NUMBER)
DEAD = Attribute(name="dead", kind=Kind.YES_NO, changes=True)


def define(document: Document, *attributes: Attribute, category: int = 1) -> None:
    known = document.project.categories()[category]
    assert document.categories.change(replace(known, attributes=attributes), "Define")


def values(document: Document) -> dict[int, dict]:
    return {id: dict(one.attributes) for id, one in document.instances.items() if one.attributes}


def test_a_value_goes_to_all_of_the_selection_as_one_step(document):
    before = dict(document.instances)
    document.select([1, 2, 3])
    marking.set_attribute(document, "stain", "strong")
    assert values(document) == {id: {"stain": "strong"} for id in (1, 2, 3)}
    assert document.project.history(document.frame.key)[-1].text == "Set stain to strong: 3 instances"
    assert document.instances[3].state is State.EDITED
    document.undo()
    assert document.instances == before


def test_yes_is_not_taken_for_the_number_one(document):
    document.select([1])
    marking.set_attribute(document, "dead", 1)
    marking.set_attribute(document, "dead", True)
    assert document.instances[1].attributes[0][1] is True
    marking.set_attribute(document, "dead", None)
    assert values(document) == {}


def test_a_note_confirms_nothing_and_no_model_takes_it_away(document):
    document.select([3])
    marking.set_note(document, "is this one cell?")
    assert document.instances[3].state is State.PROPOSED
    document.propose(document.frame.key, [], "Pre-label")
    assert document.instances[3].note == "is this one cell?"
    assert 4 not in document.instances


def test_locked_ones_stay_as_they_are_and_the_others_change(document, sayings):
    document.select([1])
    marking.toggle_lock(document)
    document.select([1, 2])
    marking.set_note(document, "x")
    assert [document.instances[id].note for id in (1, 2)] == ["", "x"]
    assert ("info", "Left as it is, being locked: 1 instance.") in sayings


def test_what_is_drawn_or_accepted_gets_the_defaults_of_its_category(document):
    define(document, STAIN)
    new = instance(document.project.new_id(), square(100, 100))
    document.apply(added("Draw", document.frame.key, new))
    assert values(document) == {new.id: {"stain": "weak"}}
    judging.accept(document, [3])
    assert values(document)[3] == {"stain": "weak"}
    define(document, replace(STAIN, default="strong"), category=2)
    judging.relabel(document, [1, new.id], 2)
    assert values(document)[1] == {"stain": "strong"}
    assert values(document)[new.id] == {"stain": "weak"}


def test_groups_are_made_selected_together_and_taken_apart(document, sayings):
    document.select([1, 3])
    grouping.group(document)
    document.select([2, 4])
    grouping.group(document)
    assert {id: one.group for id, one in document.instances.items()} == {1: 1, 3: 1, 2: 2, 4: 2, 5: 0}
    document.select([1])
    grouping.select_groups(document)
    assert document.selection == {1, 3}
    grouping.group(document)
    assert sayings[-1] == ("info", "They are group 1 already.")
    grouping.ungroup(document)
    assert document.instances[3].group == 0
    document.undo()
    assert document.instances[3].group == 1


def test_a_copied_group_is_a_group_of_its_own(document):
    document.select([1, 2])
    grouping.group(document)
    marking.set_attribute(document, "size", 3)
    clipboard.duplicate(document)
    assert {document.instances[id].group for id in document.selection} == {2}
    assert {document.instances[id].attributes for id in document.selection} == {(("size", 3),)}
    document.select([1])
    clipboard.duplicate(document)
    assert {document.instances[id].group for id in document.selection} == {0}


@pytest.fixture
def clip(qapp, tmp_path):
    """A video of five frames; track 1 has keyframes on 0, 2 and 4."""
    path = tmp_path / "clip.annotator"
    with Project.create(path) as project:
        root = project.add_root(tmp_path)
        keys = project.add_frames(NewFrame(root, "a.mp4", 300, 200, index) for index in range(5))
        project.put_category(replace(project.new_category("car"), attributes=(SIZE, DEAD)))
        track = project.new_track(project.frame(keys[0]), 1)
        for index in (0, 2, 4):
            one = instance(project.new_id(), square(10 * index, 20, 30), presence=Presence(track=track.id))
            project.commit(added("Draw", keys[index], one))
    document = Document()
    document.open(Project.open(path))
    yield document
    document.close()


def on_track(document: Document) -> dict[int, dict]:
    return {key - 1: dict(one.attributes) for key, one in document.project.track_instances(1).items()}


def test_a_fixed_attribute_is_the_same_on_all_frames_of_a_track_and_one_that_changes_is_not(clip):
    before = clip.project.track_instances(1)
    clip.show(FrameKey(3))
    clip.select([2])
    marking.set_attribute(clip, "size", 4)
    marking.set_attribute(clip, "dead", True)
    assert on_track(clip) == {0: {"size": 4}, 2: {"size": 4, "dead": True}, 4: {"size": 4}}
    assert clip.project.track(1).attributes == (("size", 4),)
    clip.show(FrameKey(4))
    assert dict(clip.instances[-1].attributes) == {"size": 4, "dead": True}
    clip.show(FrameKey(3))
    clip.undo()
    clip.undo()
    assert {
        key: replace(one, state=before[key].state) for key, one in clip.project.track_instances(1).items()
    } == before
    assert clip.project.track(1).attributes == ()


def test_what_is_interpolated_becomes_a_keyframe_where_it_is_described(clip):
    clip.show(FrameKey(2))
    clip.select([-1])
    marking.set_attribute(clip, "size", 7)
    assert on_track(clip) == {index: {"size": 7} for index in (0, 1, 2, 4)}


def test_what_comes_onto_a_track_says_of_itself_what_the_track_does(clip):
    clip.select([1])
    marking.set_attribute(clip, "size", 4)
    clip.show(FrameKey(4))
    one = instance(clip.project.new_id(), square(50), presence=Presence(track=1), attributes=(("size", 9),))
    clip.apply(added("Draw", FrameKey(4), one))
    assert set(map(str, on_track(clip).values())) == {"{'size': 4}"}


def test_a_track_that_is_merged_into_another_says_what_that_one_does(clip):
    clip.select([1])
    marking.set_attribute(clip, "size", 4)
    other = clip.project.new_track(clip.project.frame(FrameKey(2)), 1)
    for index in (1, 3):
        one = instance(clip.project.new_id(), square(50), presence=Presence(track=other.id), attributes=(("size", 9),))
        clip.project.commit(added("Draw", FrameKey(index + 1), one))
    tracking.merge(clip, 1, other.id)
    assert on_track(clip) == {index: {"size": 4} for index in range(5)}
    clip.show(FrameKey(2))
    clip.undo()
    assert on_track(clip) == {index: {"size": 4} for index in (0, 2, 4)}


SAID = st.one_of(st.booleans(), st.integers(-(2**40), 2**40), st.floats(allow_nan=False, allow_infinity=False),
                 st.text(st.characters(exclude_categories=["Cs"]), max_size=8), st.none())  # fmt: skip
STEPS = st.one_of(
    st.tuples(st.just(marking.set_attribute), st.text("ab", min_size=1, max_size=2), SAID),
    st.tuples(st.just(marking.set_note), st.text(st.characters(exclude_categories=["Cs"]), max_size=8)),
    st.tuples(st.just(marking.set_crowd), st.booleans()),
    st.tuples(st.just(grouping.set_group), st.integers(0, 5)),
    st.tuples(st.just(grouping.group)),
    st.tuples(st.just(grouping.ungroup)),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sets(st.sampled_from([1, 2, 3, 4])), STEPS), max_size=6))
def test_whatever_is_said_is_stored_and_undone_to_the_byte(document, steps):
    project, key = document.project, document.frame.key
    before = bodies(project)
    done = sum(entry.done for entry in project.history(key))
    for ids, (command, *values) in steps:
        document.select(ids)
        command(document, *values)
    assert repr(project.instances(key)) == repr(dict(sorted(document.instances.items())))
    document.travel_to(done)
    assert bodies(project) == before


def bodies(project: Project) -> list[tuple]:
    return project._database.rows("SELECT id, category, state, body FROM instance ORDER BY id")
