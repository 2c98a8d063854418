"""Pictures stay where they are: missing ones keep their work, moved ones are found, none leads out of its folder."""

import shutil
from pathlib import Path

import pytest

from annotator.core.annotations import added
from annotator.core.errors import PathEscape, ProjectError
from annotator.storage import NewFrame, Project
from tests.conftest import frame, instance
from tests.storage.conftest import FIRST

HOSTILE = [
    "/etc/passwd", "../secret", "a/../../secret", "..\\secret", "a\\..\\..\\b", "C:\\x.png", "c:x.png", "\\\\host\\x",
    "//host/x.png", "file:///etc/passwd", "http://host/x.png", "concat:a|b", "data:image/png;base64,AA", "", ".", "./",
    "..", "a\x00.png", "a\n.png", "\x7f", "~/../x/../../..", "a/..", "../" * 40 + "etc/passwd", "\\etc\\passwd",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_neither_added_nor_opened(project: Project, name: str) -> None:
    with pytest.raises(PathEscape):
        project.add_frames([NewFrame("pictures", "good.png", 5, 5), NewFrame("pictures", name, 5, 5)])
    assert project.frame_count() == 3
    with pytest.raises(PathEscape):
        project.file_of(frame(path=name))


def test_a_link_out_of_the_folder_is_not_followed(project: Project, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(b"x")
    (tmp_path / "pictures" / "link.png").symlink_to(tmp_path / "secret.png")
    with pytest.raises(PathEscape, match="link"):
        project.file_of(frame(path="link.png"))


def test_a_missing_picture_keeps_its_place_and_its_work(project: Project) -> None:
    project.commit(added("Draw", FIRST, instance(1)))
    file = project.file_of(project.frame(FIRST))
    assert not file.exists()
    assert file.name == "0.png"
    assert [len(found) for _, found in project.labelled()] == [1, 0, 0]


def test_a_project_that_moves_with_its_pictures_finds_them(path: Path, tmp_path: Path) -> None:
    (tmp_path / "pictures" / "0.png").write_bytes(b"x")
    moved = tmp_path / "elsewhere"
    moved.mkdir()
    shutil.move(tmp_path / "pictures", moved)
    shutil.move(path, moved)
    with Project.open(moved / path.name) as project:
        assert project.file_of(project.frame(FIRST)).is_file()


def test_a_project_that_moves_alone_finds_the_pictures_where_they_were(path: Path, tmp_path: Path) -> None:
    moved = tmp_path / "else" / "where"
    moved.mkdir(parents=True)
    shutil.move(path, moved)
    with Project.open(moved / path.name) as project:
        assert project.root_folder("pictures") == tmp_path / "pictures"


def test_a_moved_folder_is_pointed_at_again(path: Path, tmp_path: Path) -> None:
    shutil.move(tmp_path / "pictures", tmp_path / "renamed")
    with Project.open(path) as project:
        assert not project.root_folder("pictures").exists()
        project.relink("pictures", tmp_path / "renamed")
    with Project.open(path) as project:
        assert project.roots() == {"pictures": tmp_path / "renamed"}


def test_a_folder_added_twice_keeps_its_name_and_another_of_that_name_gets_its_own(
    project: Project, tmp_path: Path
) -> None:
    other = tmp_path / "more" / "pictures"
    other.mkdir(parents=True)
    assert project.add_root(tmp_path / "pictures") == "pictures"
    assert project.add_root(other) == "pictures 2"


def test_an_unknown_folder_is_said(project: Project) -> None:
    with pytest.raises(ProjectError, match='no media folder "x"'):
        project.add_frames([NewFrame("x", "a.png", 5, 5)])


def test_a_name_that_is_not_unicode_is_said_in_a_sentence(project: Project, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="not Unicode"):
        project.add_root(tmp_path / "b\udcffd")
