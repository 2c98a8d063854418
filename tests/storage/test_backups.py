"""A verified copy for each day of use, and the way back from a damaged file, which is never overwritten."""

import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from annotator.core.annotations import added
from annotator.core.errors import ProjectDamaged, ProjectError, ProjectLocked, ProjectMissing
from annotator.storage import Project, backups, copies, newest_good, restore
from annotator.storage.connection import Database
from annotator.storage.settings import set_setting
from tests.conftest import instance
from tests.storage.conftest import FIRST
from tests.storage.script import digest, do
from tests.storage.test_looking import look_at_everything


@pytest.fixture
def day(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The day that the program thinks it is, as the name of its copy."""
    today = ["2030-01-01.annotator"]
    monkeypatch.setattr(backups, "todays", lambda: today[0])
    return today


def use(path: Path) -> None:
    """A day's work."""
    with Project.open(path) as project:
        project.commit(added("Draw", FIRST, instance(project.new_id())))


def test_a_day_of_use_leaves_one_copy_with_the_days_work(path: Path, day: list[str]) -> None:
    use(path)
    use(path)
    copy = copies(path)[0]
    assert copy.name == day[0]
    assert digest(copy) == digest(path)
    assert sum(file.name == day[0] for file in copies(path)) == 1


def test_ten_days_are_kept(path: Path, day: list[str]) -> None:
    for number in range(12):
        day[0] = f"2030-02-{number + 1:02}.annotator"
        use(path)
    assert sorted(file.name for file in copies(path)) == [f"2030-02-{number:02}.annotator" for number in range(3, 13)]


def test_the_days_first_change_finds_yesterdays_state_copied(path: Path, day: list[str]) -> None:
    yesterday = digest(path)
    with Project.open(path) as project:
        project.commit(added("Draw", FIRST, instance(project.new_id())))
        project.commit(added("Draw", FIRST, instance(project.new_id())))
        let_the_copy_be_made()
        assert digest(copies(path)[0]) == yesterday


def test_a_session_over_midnight_leaves_a_copy_of_each_day(path: Path, day: list[str]) -> None:
    with Project.open(path) as project:
        for name in ("2030-01-01.annotator", "2030-01-02.annotator"):
            day[0] = name
            before = digest(path)
            project.commit(added("Draw", FIRST, instance(project.new_id())))
            let_the_copy_be_made()
            assert (copies(path)[0].name, digest(copies(path)[0])) == (name, before)


def let_the_copy_be_made() -> None:
    for thread in threading.enumerate():
        if thread.name == "annotator-backup":
            thread.join()


def test_a_change_does_not_wait_for_the_days_copy(path: Path, day: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    may_sync = threading.Event()
    monkeypatch.setattr(backups, "sync", lambda file: may_sync.wait(30))
    with Project.open(path) as project:
        project.commit(added("Draw", FIRST, instance(project.new_id())))
        assert [file for file in copies(path) if file.name == day[0]] == []
        may_sync.set()
        let_the_copy_be_made()
        assert copies(path)[0].name == day[0]


def test_where_no_folder_can_be_made_copies_go_to_the_cache(path: Path, day: list[str]) -> None:
    for old in copies(path):
        old.unlink()
    beside = path.with_name(f"{path.name}-backups")
    beside.rmdir()
    beside.write_text("a file in the way")
    use(path)
    assert [file.name for file in copies(path)] == day


def test_a_copy_that_fails_its_check_is_not_kept(path: Path, day: list[str]) -> None:
    good = {file: file.read_bytes() for file in copies(path)}
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "PRAGMA writable_schema = 1; UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'journal'"
        )
    with pytest.raises(ProjectDamaged, match="copy fails its check"):
        backups.keep(path)
    assert {file: file.read_bytes() for file in copies(path)} == good


def spoil(path: Path) -> None:
    """Overwrite the middle of a file."""
    content = bytearray(path.read_bytes())
    content[4096:20480] = random.Random(1).randbytes(16384)
    path.write_bytes(content)


def test_a_damaged_project_names_its_newest_good_copy_and_is_left(path: Path, day: list[str]) -> None:
    use(path)
    spoil(path)
    damaged = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(ProjectDamaged, match=day[0]):
            Project.open(path, read_only=read_only)
    assert path.read_bytes() == damaged


def test_restoring_keeps_the_damaged_file_beside_the_good_one(path: Path, day: list[str]) -> None:
    use(path)
    before = digest(path)
    spoil(path)
    damaged = path.read_bytes()
    aside = restore(path)
    assert aside.read_bytes() == damaged
    assert digest(path) == before
    use(path)


def test_restoring_passes_over_damaged_copies(path: Path, day: list[str]) -> None:
    use(path)
    good = digest(path)
    day[0] = "2030-01-02.annotator"
    use(path)
    spoil(copies(path)[0])
    assert newest_good(path) == copies(path)[1]
    restore(path)
    assert digest(path) == good


def journal_of(path: Path) -> Path:
    """Where SQLite keeps what it must take back."""
    return path.with_name(f"{path.name}-journal")


def leave_a_journal(path: Path) -> bytes:
    """As a program that is killed in the middle of a write leaves it."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("BEGIN IMMEDIATE")
        database.execute("DELETE FROM instance")
        kept = journal_of(path).read_bytes()
        database.execute("ROLLBACK")
    journal_of(path).write_bytes(kept)
    return kept


def test_a_journal_of_the_damaged_file_is_not_played_into_the_good_one(path: Path, day: list[str]) -> None:
    use(path)
    good = digest(path)
    kept = leave_a_journal(path)
    spoil(path)
    aside = restore(path)
    assert not journal_of(path).exists()
    assert aside.with_name(f"{aside.name}-journal").read_bytes() == kept
    assert digest(path) == good


@contextmanager
def no_file_longer_than(size: int) -> Iterator[None]:
    """As on a full disk."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("longer", ["the backup", "the damaged file"])
def test_where_the_disk_is_full_the_damaged_file_and_its_journal_stand_as_they_were(
    path: Path, day: list[str], longer: str
) -> None:
    use(path)
    leave_a_journal(path)
    spoil(path)
    size = path.stat().st_size
    if longer == "the damaged file":
        with path.open("ab") as file:
            file.write(bytes(size))
    there = {one: one.read_bytes() for one in (path, journal_of(path))}
    before = sorted(path.parent.iterdir())
    limit = size if longer == "the damaged file" else size - 1
    with no_file_longer_than(limit), pytest.raises(ProjectError, match="was not restored: File too large"):
        restore(path)
    assert sorted(path.parent.iterdir()) == before
    assert {one: one.read_bytes() for one in there} == there


def test_an_open_project_is_not_restored(project: Project, path: Path) -> None:
    with pytest.raises(ProjectLocked):
        restore(path)


def test_without_a_good_copy_nothing_is_restored(path: Path) -> None:
    for old in copies(path):
        old.unlink()
    with pytest.raises(ProjectMissing, match="no good backup"):
        restore(path)


def flip_and_look(path: Path, flips: int) -> int:
    """Overwrite four KiB at random offsets: each is refused, or all that can be seen is as it was; how many refused."""
    with Project.open(path) as project:
        for number in range(120):
            do(project, number)
    sound, expected, dice = path.read_bytes(), digest(path), random.Random(4)
    refused = 0
    for _ in range(flips):
        spoiled = bytearray(sound)
        at = dice.randrange(len(sound) - 4096)
        spoiled[at : at + 4096] = dice.randbytes(4096)
        path.write_bytes(spoiled)
        try:
            with Project.open(path) as project:
                look_at_everything(project)
                project.undo(FIRST)
                project.redo(FIRST)
            assert digest(path) == expected, f"damage at {at} was not noticed"
        except ProjectDamaged:
            refused += 1
    return refused


def test_damage_anywhere_is_noticed_or_harmless(path: Path) -> None:
    assert flip_and_look(path, flips=100) > 90


@pytest.mark.long
def test_damage_in_two_thousand_places_is_noticed_or_harmless(path: Path) -> None:
    assert flip_and_look(path, flips=2000) > 1900


def test_edits_go_on_while_a_large_project_is_copied(
    path: Path, day: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("annotator.storage.daily._HELD_BYTES", 0)
    with Project.open(path) as project:
        for _ in range(20):
            project.commit(added("Draw", FIRST, instance(project.new_id())))
            time.sleep(0.001)
    assert digest(copies(path)[0]) == digest(path)


def test_a_copy_from_before_a_large_import_is_made_anew_at_the_next_change(path: Path, day: list[str]) -> None:
    use(path)
    small = copies(path)[0].stat().st_size
    assert not backups.is_due(path)
    with closing(sqlite3.connect(path)) as database:
        database.execute("INSERT INTO setting VALUES ('setting large', zeroblob(?))", (3 * small,))
        database.commit()
    assert backups.is_due(path)


def test_closing_without_waiting_gives_the_file_back_before_the_copy_is_made(path: Path, day: list[str]) -> None:
    project = Project.open(path)
    project.commit(added("Draw", FIRST, instance(1)))
    project.close(wait=False)
    with Project.open(path) as again:
        assert not again.read_only
    let_the_copy_be_made()
    assert digest(copies(path)[0]) == digest(path)


def test_what_is_asked_for_and_is_so_already_is_no_change_and_makes_no_copy(path: Path, day: list[str]) -> None:
    with Project.open(path) as project:
        project.set_setting("threshold", 0.4)
    day[0] = "2030-01-02.annotator"
    with Project.open(path) as project:
        project.set_setting("threshold", 0.4)
    assert day[0] not in [file.name for file in copies(path)]


def test_a_step_of_several_changes_asks_for_the_days_copy_once_and_before_it_begins(path: Path) -> None:
    with closing(Database(path, read_only=False)) as database:
        under_way: list[bool] = []
        database.before_change = lambda: under_way.append(database._connection.in_transaction)
        with database.transaction():
            set_setting(database, "a", 1)
            set_setting(database, "b", 2)
        assert under_way == [False]
