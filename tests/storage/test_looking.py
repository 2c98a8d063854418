"""Looking changes nothing, works where nothing may be written, and a project from a stranger runs nothing."""

import hashlib
import os
import shutil
import sqlite3
import tempfile
import urllib.parse  # noqa: F401  as_uri needs it, and another user may not read where Python is
from collections.abc import Iterator
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from annotator.core.annotations import added
from annotator.core.errors import ProjectDamaged, ProjectReadOnly
from annotator.storage import FrameFilter, Project
from tests.conftest import instance
from tests.storage.children import children
from tests.storage.conftest import FIRST
from tests.storage.script import do


def all_bytes(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file of a folder."""
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in folder.rglob("*") if file.is_file()}  # fmt: skip


def look_at_everything(project: Project) -> int:
    """Everything that a window shows; how many instances that were."""
    for chosen in (FrameFilter(), FrameFilter("proposals"), FrameFilter(text="1")):
        project.frame_page(chosen, 0, 100)
        project.frame_count(chosen)
    for row in project.frame_page(FrameFilter(), 0, 100):
        project.history(row.frame.key)
        project.position(row.frame.key)
        project.file_of(row.frame)
    project.categories(), project.category_counts(), project.setting("threshold", 0.5), project.header()
    project.new_id()
    return sum(len(instances) for _, instances in project.labelled())


@pytest.fixture
def worked_on(path: Path) -> Path:
    """A project with some work in it."""
    with Project.open(path) as project:
        for number in range(50):
            do(project, number)
    return path


def test_opening_to_look_leaves_every_file_as_it_was(worked_on: Path) -> None:
    before = all_bytes(worked_on.parent)
    with Project.open(worked_on, read_only=True) as project:
        assert look_at_everything(project) >= 10
        assert all_bytes(worked_on.parent) == before, "while it is open"
    assert all_bytes(worked_on.parent) == before


def test_opening_to_write_and_only_looking_leaves_the_project_as_it_was(worked_on: Path) -> None:
    before = all_bytes(worked_on.parent)
    with Project.open(worked_on) as project:
        look_at_everything(project)
    assert all_bytes(worked_on.parent) == before


def test_a_project_that_is_being_written_can_be_looked_at(project: Project, path: Path) -> None:
    with Project.open(path, read_only=True) as other:
        project.commit(added("Draw", FIRST, instance(1)))
        assert other.instances(FIRST) == project.instances(FIRST)
        assert "looking only" in other.why_read_only
        with pytest.raises(ProjectReadOnly):
            other.undo(FIRST)


@pytest.fixture
def half_way(worked_on: Path) -> Path:
    """A project whose writer was killed when a change was in the file and the journal that takes it back beside it."""
    journal = worked_on.with_name(f"{worked_on.name}-journal")
    with closing(sqlite3.connect(worked_on, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = OFF")  # so that the journal counts without having been synced
        database.execute("BEGIN IMMEDIATE")
        database.execute("DELETE FROM instance")
        kept = journal.read_bytes()
        database.execute("COMMIT")
    journal.write_bytes(kept)
    return worked_on


def test_half_a_change_is_taken_back_in_a_copy_when_looking(half_way: Path) -> None:
    before = all_bytes(half_way.parent)
    with Project.open(half_way, read_only=True) as project:
        assert look_at_everything(project) >= 10
    assert all_bytes(half_way.parent) == before


def test_half_a_change_is_taken_back_in_place_when_writing(half_way: Path) -> None:
    with Project.open(half_way, read_only=True) as project:
        expected = look_at_everything(project)
    with Project.open(half_way) as project:
        assert look_at_everything(project) == expected


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that every user may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def look_as_nobody(path: Path, said: Connection) -> None:
    """The child: become a user who may write nothing here, look, try to write; what the program said."""
    os.setgroups([])
    os.setresgid(65534, 65534, 65534)
    os.setresuid(65534, 65534, 65534)
    os.environ["XDG_CACHE_HOME"] = "/nonexistent"
    with Project.open(path) as project:
        seen = look_at_everything(project)
        try:
            project.set_setting("a", 1)
        except ProjectReadOnly:
            said.send((project.read_only, project.why_read_only, seen))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become another user")
@pytest.mark.parametrize(("file_mode", "folder_mode"), [(0o644, 0o755), (0o444, 0o777), (0o666, 0o555)])
def test_a_read_only_place_is_looked_at_without_a_trace(
    worked_on: Path, public: Path, file_mode: int, folder_mode: int
) -> None:
    path = public / "cells.annotator"
    shutil.copy(worked_on, path)
    path.chmod(file_mode)
    public.chmod(folder_mode)
    before = all_bytes(public)
    reading, writing = children().Pipe(duplex=False)
    child = children().Process(target=look_as_nobody, args=(path, writing))
    child.start()
    writing.close()
    read_only, why, seen = reading.recv()
    child.join()
    assert read_only
    assert "read-only" in why
    assert seen >= 10
    assert all_bytes(public) == before


@pytest.mark.parametrize("hostile", [
    "CREATE TRIGGER steal AFTER UPDATE ON frame BEGIN DELETE FROM instance; END",
    "CREATE VIEW more AS SELECT load_extension('evil')",
    "CREATE VIRTUAL TABLE words USING fts5(text)",
])  # fmt: skip
def test_a_project_that_would_run_something_is_not_opened(path: Path, hostile: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(hostile)
    for read_only in (False, True):
        with pytest.raises(ProjectDamaged, match="tampered"):
            Project.open(path, read_only=read_only)


@pytest.mark.parametrize("content", [b"", b"not a database, but some text " * 50, bytes(8192)])
def test_a_file_that_is_no_project_is_refused_and_left(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.annotator"
    path.write_bytes(content)
    for read_only in (False, True):
        with pytest.raises(ProjectDamaged, match=r"damaged|no project"):
            Project.open(path, read_only=read_only)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.annotator"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE frame (key INTEGER)")
    with pytest.raises(ProjectDamaged, match="no project of Annotator"):
        Project.open(path)
