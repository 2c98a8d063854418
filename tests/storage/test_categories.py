"""Categories: their attributes are kept, two become one over all frames and two again, and changes are taken back."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from annotator.core.annotations import Imported, State, added
from annotator.core.attributes import Attribute, Kind
from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.errors import ProjectError
from annotator.core.frames import FrameKey
from annotator.storage import NewFrame, Project
from tests.conftest import instance, square

STAIN = Attribute(name="stain", kind=Kind.CHOICE, options=("weak", "strong"), default="weak")
AREA = Attribute(name="area", kind=Kind.NUMBER, least=0, most=10.5, default=3)


def no_progress(done: int, of: int) -> None:
    """Nobody is told."""


@pytest.fixture
def three(tmp_path) -> Project:
    """Three frames with a cell and a nucleus each."""
    with Project.create(tmp_path / "p.annotator") as project:
        root = project.add_root(tmp_path)
        cell, nucleus = project.new_category("cell"), project.new_category("nucleus")
        for key in project.add_frames(NewFrame(root, f"{name}.png", 100, 80) for name in "abc"):
            made = [instance(project.new_id(), square(5), category=one.id) for one in (cell, nucleus)]
            project.commit(added("Draw", key, *made))
        yield project


def test_attributes_and_digits_are_kept_over_a_restart(three):
    changed = replace(three.categories()[1], attributes=(STAIN, AREA), digit=7)
    three.put_category(changed)
    three.close()
    with Project.open(three.path) as again:
        assert again.categories()[1] == changed


def test_a_changed_category_is_taken_back_step_by_step(three):
    before = three.categories()[1]
    three.change_category(replace(before, name="Cell"), "Rename cell to Cell")
    three.change_category(replace(before, name="Cell", attributes=(STAIN,)), "Add stain to Cell")
    assert three.last_category_change().text == "Add stain to Cell"
    three.take_back_category()
    assert three.last_category_change().text == "Rename cell to Cell"
    three.take_back_category()
    assert three.categories()[1] == before
    assert three.last_category_change() is None
    three.take_back_category()


def all_of(project: Project) -> dict[FrameKey, dict]:
    return {FrameKey(key): project.instances(FrameKey(key)) for key in (1, 2, 3)}


def test_merging_gives_all_instances_to_the_other_and_is_undone_as_one_step(three):
    before = all_of(three)
    result = three.merge_category(2, 1, no_progress)
    assert (result.frames, result.instances) == (3, 3)
    assert list(three.categories()) == [1]
    assert {one.category for there in all_of(three).values() for one in there.values()} == {1}
    assert three.category_counts() == {1: 6, 2: 0}
    assert len(three.undo(FrameKey(2))) == 3
    assert all_of(three) == before
    assert list(three.categories()) == [1, 2]
    assert len(three.redo(FrameKey(1))) == 3
    assert list(three.categories()) == [1]


def test_locked_proposed_and_rejected_ones_go_along_and_stay_what_they_are(three):
    extra = [instance(three.new_id(), category=2, state=State.REJECTED),
             instance(three.new_id(), category=2, state=State.PROPOSED),
             instance(three.new_id(), category=2, locked=True)]  # fmt: skip
    three.commit(added("Draw", FrameKey(1), *extra))
    three.merge_category(2, 1, no_progress)
    there = three.instances(FrameKey(1))
    assert [there[one.id] for one in extra] == [replace(one, category=1) for one in extra]


def test_merging_unites_the_attributes_and_counts_what_does_not_fit(three):
    three.put_category(replace(three.categories()[1], attributes=(AREA,)))
    three.put_category(replace(three.categories()[2], attributes=(STAIN, Attribute(name="area"))))
    [one] = [each for each in three.instances(FrameKey(1)).values() if each.category == 2]
    given = replace(one, attributes=(("area", "large"), ("stain", "weak")))
    three.commit(replace(added("Say", FrameKey(1), given), before={one.id: one}))
    assert three.merge_category(2, 1, no_progress).lost == 1
    assert three.categories()[1].attributes == (AREA, STAIN)
    assert three.instances(FrameKey(1))[one.id].attributes == (("stain", "weak"),)
    three.undo(FrameKey(1))
    assert three.instances(FrameKey(1))[one.id].attributes == given.attributes


def test_what_stops_a_merge_leaves_all_as_it_was(three):
    before, told = all_of(three), []

    def stop(done: int, of: int) -> None:
        told.append((done, of))
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        three.merge_category(2, 1, stop)
    assert told == [(0, 3), (1, 3), (2, 3)]
    assert all_of(three) == before
    assert list(three.categories()) == [1, 2]


@pytest.mark.parametrize("pair", [(1, 1), (1, 9), (9, 1)])
def test_only_two_categories_can_be_merged(three, pair):
    with pytest.raises(ProjectError, match="two different categories"):
        three.merge_category(*pair, no_progress)


def test_a_merged_category_comes_back_where_its_name_is_wanted_again(three):
    three.merge_category(2, 1, no_progress)
    assert three.new_category("nucleus").id == 2
    assert list(three.categories()) == [1, 2]


def test_no_new_category_gets_the_number_of_a_merged_one(three):
    three.merge_category(2, 1, no_progress)
    incoming = replace(three.categories()[1], id=2, name="other")
    dataset = Dataset(categories=[incoming], frames=[])
    three.import_dataset(dataset, "pictures", Report())
    assert {one.id: one.name for one in three.categories().values()} == {1: "cell", 3: "other"}


def test_an_import_unites_the_attributes_of_a_category_that_is_there(three):
    three.put_category(replace(three.categories()[1], attributes=(STAIN,)))
    incoming = replace(three.categories()[1], attributes=(AREA, Attribute(name="stain")))
    report = Report()
    three.import_dataset(Dataset(categories=[incoming], frames=[]), "pictures", report)
    assert three.categories()[1].attributes == (STAIN, AREA)
    assert [one.text for one in report.findings] == [
        "its attribute stain is choice there and text here: the project's definition stays"
    ]


def test_an_attribute_gets_a_new_name_on_all_instances_as_one_step(three):
    [one] = [each for each in three.instances(FrameKey(1)).values() if each.category == 1]
    said = replace(one, attributes=(("area", 3),))
    three.commit(replace(added("Say", FrameKey(1), said), before={one.id: one}))
    renamed: Callable[[], tuple] = lambda: three.instances(FrameKey(1))[one.id].attributes  # noqa: E731
    three.define_category(replace(three.categories()[1], attributes=(replace(AREA, name="size"),)), {"area": "size"},
                          "Rename area to size", no_progress)  # fmt: skip
    assert renamed() == (("size", 3),)
    three.undo(FrameKey(1))
    assert renamed() == (("area", 3),)
    three.redo(FrameKey(1))
    three.take_back_category()
    assert renamed() == (("area", 3),)


def test_a_step_of_many_frames_is_undone_frame_by_frame_and_can_be_stopped(three):
    before, told = all_of(three), []
    three.merge_category(2, 1, no_progress)
    assert (three.reach(FrameKey(1), back=True), three.reach(FrameKey(1), back=False)) == (3, 0)
    assert (three.reach_to(FrameKey(1), 0), three.reach_to(FrameKey(1), 2)) == (3, 0)

    def stop(done: int, of: int) -> None:
        told.append((done, of))
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        three.step_through(FrameKey(1), stop, back=True)
    assert list(three.categories()) == [1]
    assert three.step_through(FrameKey(3), no_progress, back=True) == 3
    assert all_of(three) == before
    assert three.step_through(FrameKey(3), no_progress, back=False) == 3
    assert list(three.categories()) == [1]


def test_merging_is_no_work_on_the_frames(three):
    [key] = three.add_frames([NewFrame(next(iter(three.roots())), "d.png", 100, 80)])
    there = replace(three.frame(key), root="")

    def bring(id: int) -> None:
        one = instance(id, square(9 * id), category=2, state=State.ACCEPTED, imported=Imported(id=str(id).encode()))
        known = [replace(three.categories()[1], id=2, name="nucleus")]
        dataset = Dataset(categories=known, frames=[LabelledFrame(there, [one])])
        three.import_dataset(dataset, next(iter(three.roots())), Report())

    bring(1)
    three.merge_category(2, 1, no_progress)
    bring(2)
    assert len(three.instances(key)) == 2
