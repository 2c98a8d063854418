"""What a project keeps: frames, categories, instances, settings, numbers."""

import contextlib
import sqlite3
from pathlib import Path

import pytest

from annotator.core.annotations import added, changed, removed, shown
from annotator.core.categories import Category
from annotator.core.errors import ProjectError, ProjectMissing
from annotator.core.frames import FrameKey
from annotator.storage import FrameFilter, NewFrame, Project
from tests.conftest import instance, proposal, square
from tests.storage.conftest import FIRST, SECOND, THIRD


def test_a_project_is_not_made_over_a_file(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(ProjectError, match="choose another name"):
        Project.create(path)
    assert path.read_bytes() == before


def test_a_project_that_is_gone_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ProjectMissing, match="moved or renamed"):
        Project.open(tmp_path / "none.annotator")


def test_everything_is_there_after_opening_again(path: Path) -> None:
    drawn, proposed = instance(1), proposal(2, parts=square(40, 40))
    with Project.open(path) as project:
        project.commit(added("Draw", FIRST, drawn, proposed))
        project.set_reviewed(SECOND, True)
        project.set_setting("threshold", 0.4)
        project.put_category(Category(id=7, name="sieben", colour="#123456", supercategory="zahl", extra=b'{"a":1}'))
    with Project.open(path) as project:
        assert project.instances(FIRST) == {1: drawn, 2: proposed}
        assert project.frame(SECOND).reviewed
        assert project.setting("threshold", 1) == 0.4
        assert project.categories()[7].extra == b'{"a":1}'


def test_a_frame_added_twice_keeps_its_key(project: Project) -> None:
    [again, new] = project.add_frames([NewFrame("pictures", "1.png", 100, 80), NewFrame("pictures", "x.png", 5, 5)])
    assert (again, new) == (SECOND, FrameKey(4))


def test_indexes_of_a_video_are_frames_of_their_own(project: Project) -> None:
    keys = project.add_frames(NewFrame("pictures", "film.mp4", 5, 5, index=number) for number in range(3))
    assert [project.frame(key).index for key in keys] == [0, 1, 2]


def test_what_a_file_said_of_a_frame_is_kept(project: Project) -> None:
    [key] = project.add_frames([NewFrame("pictures", "x.png", 5, 5, extra=b'{"id": "7"}')])
    assert project.frame(key).extra == b'{"id": "7"}'


def test_a_number_is_never_given_again(path: Path) -> None:
    with Project.open(path) as project:
        used = instance(project.new_id())
        project.commit(added("Draw", FIRST, used))
        project.commit(removed("Delete", FIRST, used))
    with Project.open(path) as project:
        assert project.new_id() > used.id


def test_a_number_that_came_from_elsewhere_is_not_given_again(project: Project) -> None:
    project.commit(added("Draw", FIRST, instance(500)))
    assert project.new_id() == 501


def test_an_edit_of_what_is_not_there_changes_nothing(project: Project) -> None:
    with pytest.raises(ProjectError, match="does not fit"):
        project.commit(removed("Delete", FIRST, instance(9)))
    with pytest.raises(ProjectError, match="no category 99"):
        project.commit(added("Draw", FIRST, instance(9, category=99)))
    assert project.instances(FIRST) == {}
    assert project.history(FIRST) == []


def test_an_edit_of_what_was_judged_otherwise_meanwhile_changes_nothing(project: Project) -> None:
    one = proposal(1)
    project.commit(added("Pre-label", FIRST, one))
    project.commit(changed("Accept", FIRST, (one, one.accepted())))
    with pytest.raises(ProjectError, match="does not fit"):
        project.commit(changed("Reject", FIRST, (one, one.rejected())))
    assert project.instances(FIRST) == {1: one.accepted()}


def test_an_edit_of_another_frames_instance_changes_nothing(project: Project) -> None:
    project.commit(added("Draw", FIRST, instance(1)))
    with pytest.raises(ProjectError, match="does not fit"):
        project.commit(removed("Delete", SECOND, instance(1)))
    assert project.instances(FIRST) == {1: instance(1)}


def test_categories_count_what_is_not_rejected(project: Project) -> None:
    one, two = instance(1), instance(2, category=2)
    project.commit(added("Draw", FIRST, one, two, instance(3)))
    project.commit(changed("Reject", FIRST, (one, one.rejected())))
    project.commit(changed("Relabel", FIRST, (two, two.relabelled(1))))
    assert project.category_counts() == {1: 2, 2: 0}


def test_a_new_category_gets_the_next_number_and_colour(project: Project) -> None:
    made = project.new_category("three")
    assert made.id == 3
    assert made.colour not in {one.colour for one in project.categories().values() if one.id != 3}
    assert project.new_category("three") == made


@pytest.fixture
def varied(project: Project) -> Project:
    """First: a drawn one; second: a proposal and reviewed; third: a rejected one."""
    project.commit(added("Draw", FIRST, instance(1)))
    project.commit(added("Found", SECOND, proposal(2)))
    project.commit(added("Reject", THIRD, proposal(3).rejected()))
    project.set_reviewed(SECOND, True)
    return project


@pytest.mark.parametrize(("chosen", "shown"), [
    (FrameFilter(), [1, 2, 3]),
    (FrameFilter("unreviewed"), [1, 3]),
    (FrameFilter("reviewed"), [2]),
    (FrameFilter("proposals"), [2]),
    (FrameFilter("human"), [1]),
    (FrameFilter("empty"), [3]),
    (FrameFilter(text="1.PN"), [2]),
    (FrameFilter("unreviewed", text="2"), [3]),
    (FrameFilter(text="%"), []),
    (FrameFilter(text="_"), []),
])  # fmt: skip
def test_a_filter_shows_its_frames(varied: Project, chosen: FrameFilter, shown: list[int]) -> None:
    assert [row.frame.key for row in varied.frame_page(chosen, 0, 10)] == shown
    assert varied.frame_count(chosen) == len(shown)
    assert [varied.frame_at(place, chosen) for place in range(len(shown) + 1)] == [*shown, None]
    assert [varied.position(FrameKey(key), chosen) for key in shown] == list(range(len(shown)))
    assert [labelled.frame.key for labelled in varied.labelled(chosen)] == shown


def test_a_hidden_frame_has_no_place(varied: Project) -> None:
    assert varied.position(FIRST, FrameFilter("reviewed")) is None


def test_a_line_of_the_list_counts_by_kind(varied: Project) -> None:
    assert [row[1:] for row in varied.frame_page(FrameFilter(), 0, 10)] == [
        (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0),
    ]  # fmt: skip


def test_a_line_of_the_list_tells_what_the_threshold_hides(project: Project) -> None:
    found = proposal(1, 0.2), proposal(2, 0.6), proposal(3, 0.9), proposal(4, 0.1).accepted()
    project.commit(added("Found", SECOND, *found))
    counts = {}
    for threshold in (0.0, 0.2, 0.5, 0.6, 0.95):
        first, row, third = project.frame_page(FrameFilter(), 0, 3, threshold)
        counts[threshold] = row.proposals, row.ghosts
        assert row.human == 1
        assert first[1:] == third[1:] == (0, 0, 0, 0)
        assert row.proposals == sum(one.untouched and shown(one, threshold) for one in found)
    assert counts == {0.0: (3, 0), 0.2: (3, 0), 0.5: (2, 1), 0.6: (2, 1), 0.95: (0, 3)}
    project.commit(changed("Accept", SECOND, (found[0], found[0].accepted())))
    assert project.frame_page(FrameFilter(), 1, 1, 0.95)[0][1:] == (2, 0, 0, 2)
    project.undo(SECOND)
    assert project.frame_page(FrameFilter(), 1, 1, 0.95)[0][1:] == (1, 0, 0, 3)


def test_the_next_frame_that_needs_work_skips_the_reviewed(varied: Project) -> None:
    assert varied.next_needing_work(None) == FIRST
    assert varied.next_needing_work(FIRST) == THIRD
    assert varied.next_needing_work(THIRD) is None
    assert varied.next_needing_work(THIRD, backwards=True) == FIRST
    assert varied.next_needing_work(None, backwards=True) == THIRD


def test_all_frames_stream_with_their_instances(project: Project) -> None:
    keys = project.add_frames(NewFrame("pictures", f"more/{number}.png", 9, 9) for number in range(200))
    for key in keys[::7]:
        project.commit(added("Draw", key, instance(project.new_id())))
    found = {frame.key: len(instances) for frame, instances in project.labelled()}
    assert found == {key: int(key in keys[::7]) for key in (FIRST, SECOND, THIRD, *keys)}


def test_a_reader_sees_each_edit_and_may_write_nothing(project: Project) -> None:
    with project.reader() as reader:
        project.commit(added("Draw", FIRST, instance(1)))
        assert reader.instances(FIRST) == project.instances(FIRST)
        with pytest.raises(ProjectError, match="looking only"):
            reader.set_reviewed(FIRST, True)


def test_edits_go_on_while_a_reader_streams(project: Project) -> None:
    project.add_frames(NewFrame("pictures", f"more/{number}.png", 9, 9) for number in range(200))
    with project.reader() as reader:
        stream = reader.labelled()
        next(stream)
        project.commit(added("Draw", FIRST, instance(1)))
        assert len(list(stream)) == 202


def test_a_change_that_failed_inside_another_cannot_be_half_kept(project: Project) -> None:
    database = project._database

    def half() -> None:
        with database.transaction():
            database.run("UPDATE frame SET reviewed = 1")
            with contextlib.suppress(KeyError), database.transaction():
                database.run("UPDATE frame SET width = 7")
                raise KeyError

    with pytest.raises(ProjectError):
        half()
    assert [(row.frame.reviewed, row.frame.width) for row in project.frame_page(FrameFilter(), 0, 3)] == [
        (False, 100)
    ] * 3


def test_a_frame_has_another_revision_only_when_its_own_instances_change(project: Project) -> None:
    before = project.revision(FIRST)
    project.commit(added("Draw", SECOND, instance(project.new_id())))
    project.set_reviewed(FIRST, True)
    assert project.revision(FIRST) == before
    project.commit(added("Draw", FIRST, instance(project.new_id())))
    drawn = project.revision(FIRST)
    project.undo(FIRST)
    assert len({before, drawn, project.revision(FIRST)}) == 3


def test_what_another_connection_writes_gives_every_frame_another_revision(project: Project) -> None:
    before = project.revision(FIRST)
    with contextlib.closing(sqlite3.connect(project.path)) as other, other:
        other.execute("INSERT INTO setting VALUES ('from', x'00')")
    assert project.revision(FIRST) != before
