"""Every older file opens, after a copy of it was kept; a migration that is killed has happened or has not."""

import os
import random
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from annotator.core.annotations import State, shown
from annotator.core.errors import ProjectTooNew
from annotator.storage import ALL, Project, migrations
from annotator.storage.connection import Database
from tests.storage.children import children
from tests.storage.conftest import FIRST, SECOND
from tests.storage.script import assert_sound, do

GOLDEN = Path(__file__).parent / "golden"
"""A project as each version of the format wrote it; add one with every new version, never change one."""


@pytest.mark.parametrize("version", range(1, len(migrations.STEPS) + 1))
@pytest.mark.parametrize("read_only", [False, True])
def test_a_project_of_every_version_opens(tmp_path: Path, version: int, read_only: bool) -> None:
    path = Path(shutil.copy(GOLDEN / f"format-{version}.annotator", tmp_path))
    with Project.open(path, read_only=read_only) as project:
        assert [one.name for one in project.categories().values()] == ["one", "two"]
        assert [(one.state, len(one.parts)) for one in project.instances(FIRST).values()] == [
            (State.DRAWN, 1), (State.EDITED, 1), (State.ACCEPTED, 2),
        ]  # fmt: skip
        assert project.instances(SECOND)[4].origin is not None
        assert [(entry.text, entry.done) for entry in project.history(FIRST)] == [
            ("Draw", True), ("Move", True), ("Accept", True), ("Delete", False),
        ]  # fmt: skip
        assert project.setting("threshold") == 0.25
        for threshold in (0.9, 0.95):
            [row] = project.frame_page(ALL, 1, 1, threshold)
            assert row.proposals + row.ghosts == 1
            assert bool(row.proposals) is shown(project.instances(SECOND)[4], threshold)


@pytest.mark.parametrize("version", range(1, len(migrations.STEPS)))
@pytest.mark.parametrize("read_only", [False, True])
def test_an_older_project_whose_history_is_damaged_opens(tmp_path: Path, version: int, read_only: bool) -> None:
    path = Path(shutil.copy(GOLDEN / f"format-{version}.annotator", tmp_path))
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE journal SET body = zeroblob(80)")
        database.commit()
    with Project.open(path, read_only=read_only) as project:
        assert len(project.instances(FIRST)) == 3
        assert len(project.history(FIRST)) == 4


def add_column(database: Database) -> None:
    """The step to a version that does not exist, slow enough to be killed in."""
    database.run("ALTER TABLE frame ADD COLUMN weather TEXT NOT NULL DEFAULT 'fine'")
    database.run("UPDATE instance SET body = CAST(body || zeroblob(2000) AS BLOB)")
    database.run("UPDATE frame SET weather = 'rain'")


NEXT = (*migrations.STEPS, add_column)


@pytest.fixture
def next_version(monkeypatch: pytest.MonkeyPatch) -> int:
    """A program whose format is one newer."""
    monkeypatch.setattr(migrations, "STEPS", NEXT)
    return len(NEXT)


def version_in(path: Path) -> tuple[int, bool]:
    """A file's version, and whether it has what the next version added."""
    with closing(sqlite3.connect(path)) as database:
        [version] = database.execute("PRAGMA user_version").fetchone()
        columns = {row[1] for row in database.execute("PRAGMA table_info (frame)")}
    return version, "weather" in columns


def test_an_older_file_is_copied_then_brought_up(path: Path, next_version: int) -> None:
    Project.open(path).close()
    assert version_in(path) == (next_version, True)
    [copy] = path.with_name(f"{path.name}-backups").glob("before-*")
    assert version_in(copy) == (next_version - 1, False)


def test_looking_at_an_older_file_leaves_it_old(path: Path, next_version: int) -> None:
    before = path.read_bytes()
    with Project.open(path, read_only=True) as project:
        assert project.frame_count() == 3
        assert project.root_folder("pictures") == path.parent / "pictures"
    assert path.read_bytes() == before


def test_a_newer_file_is_refused_and_left(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"PRAGMA user_version = {len(migrations.STEPS) + 1}")
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(ProjectTooNew, match="later version"):
            Project.open(path, read_only=read_only)
    assert path.read_bytes() == before


def migrate_as_next(path: Path) -> None:
    """The child: open a project with a program whose format is one newer."""
    migrations.STEPS = NEXT
    Project.open(path)
    os._exit(0)


def test_a_killed_migration_has_happened_or_has_not(path: Path) -> None:
    with Project.open(path) as project:
        for number in range(300):
            do(project, number)
    old, dice = path.read_bytes(), random.Random(5)
    found = []
    for seconds in [0, *(dice.uniform(0, 0.15) for _ in range(49)), None]:
        path.write_bytes(old)
        child = children().Process(target=migrate_as_next, args=(path,))
        child.start()
        if seconds is not None:
            time.sleep(seconds)
            child.kill()
        child.join()
        found.append(version_in(path))
        assert_sound(path)
    last = len(NEXT)
    assert (found[0], found[-1]) == ((last - 1, False), (last, True))
    assert set(found) == {found[0], found[-1]}


def test_a_step_that_fails_leaves_the_old_version(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(database: Database) -> None:
        add_column(database)
        raise KeyboardInterrupt

    monkeypatch.setattr(migrations, "STEPS", (*migrations.STEPS, fails))
    with pytest.raises(KeyboardInterrupt):
        Project.open(path)
    assert version_in(path) == (len(migrations.STEPS) - 1, False)
