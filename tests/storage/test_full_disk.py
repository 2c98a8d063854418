"""A full disk: nothing confirmed is lost, one clear error, and the same edit is saved when there is space again."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.core.annotations import added
from annotator.core.errors import ProjectError, StorageFull
from annotator.storage import Project
from annotator.storage.instances import next_id
from tests.conftest import instance
from tests.storage.conftest import FIRST
from tests.storage.disk import Disk
from tests.storage.script import assert_sound, digest, do


def fill(project: Project) -> None:
    """Draw until the disk is full."""

    def draw_for_ever() -> None:
        while True:
            project.commit(added("Draw", FIRST, instance(project.new_id())))

    with pytest.raises(StorageFull, match="not saved"):
        draw_for_ever()


def limit(project: Project, pages: int) -> None:
    """Let the file have this many pages more."""
    size = project._database.value("PRAGMA page_count")
    project._database.run(f"PRAGMA max_page_count = {size + pages}")


def test_a_full_disk_refuses_the_edit_and_keeps_the_rest(path: Path) -> None:
    with Project.open(path) as project:
        limit(project, pages=5)
        fill(project)
        kept = project.instances(FIRST)
        assert len(kept) == len(project.history(FIRST)) > 5
    assert_sound(path)
    with Project.open(path) as project:
        assert project.instances(FIRST) == kept


def test_the_refused_edit_is_saved_when_there_is_space_again(project: Project) -> None:
    limit(project, pages=3)
    fill(project)
    edit = added("Draw", FIRST, instance(project.new_id()))
    limit(project, pages=1000)
    project.commit(edit)
    assert project.instances(FIRST).keys() >= edit.after.keys()


_CHILD = """
import resource, signal, sys
from pathlib import Path
from annotator.core.annotations import added
from annotator.core.errors import StorageFull
from annotator.core.frames import FrameKey
from annotator.storage import Project
from annotator.storage.instances import next_id
from tests.conftest import instance

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Project.open(Path(sys.argv[1])) as project:
    project.commit(added("Draw", FrameKey(1), instance(project.new_id())))
    limit = Path(sys.argv[1]).stat().st_size + 20_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    try:
        while True:
            edit = added("Draw", FrameKey(1), instance(project.new_id()))
            project.commit(edit)
    except StorageFull as error:
        print(error)
    kept = len(project.instances(FrameKey(1)))
    assert kept == len(project.history(FrameKey(1))) > 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    project.commit(edit)
    assert len(project.instances(FrameKey(1))) == kept + 1
"""


@pytest.mark.skipif(sys.platform == "win32", reason="resource limits are POSIX")
def test_a_file_that_may_not_grow_is_said_in_one_sentence(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _CHILD, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "not saved" in done.stdout
    assert_sound(path)


_OPENED = """
import resource, signal, sys
from pathlib import Path
from annotator.core.errors import ProjectError
from annotator.storage import Project

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
current, *older = map(Path, sys.argv[1:])
with Project.open(current) as project:
    assert project.frame_count() == 3
for path in older:
    for read_only in (False, True):
        try:
            Project.open(path, read_only)
        except ProjectError as error:
            assert type(error) is ProjectError and "cannot be opened" in str(error), error
        else:
            raise AssertionError("it was brought up to this version on a full disk")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
for path in older:
    Project.open(path).close()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="resource limits are POSIX")
def test_a_project_opens_on_a_full_disk_or_one_sentence_says_why_not(path: Path) -> None:
    older = shutil.copy(Path(__file__).parent / "golden" / "format-1.annotator", path.parent)
    done = subprocess.run([sys.executable, "-c", _OPENED, path, older], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


OPERATIONS = 8


def refused_at(path: Path, disk: Disk, write: int, *, for_good: bool) -> bool:
    """Do some operations with this write refused, each again where it failed; whether the write was reached."""
    disk.writes, disk.fails_at, disk.for_good = 0, 0, for_good
    reached = False
    with Project.open(path) as project:
        for number in range(OPERATIONS):
            disk.fails_at = 0 if reached else write
            before = digest(path)
            try:
                do(project, number)
            except ProjectError:
                reached = True
                disk.fails_at = 0
                project._next_id = next_id(project._database)  # the script numbers by it
                assert digest(path) == before
                do(project, number)
    disk.fails_at = 0
    return disk.writes >= write


@pytest.mark.parametrize("for_good", [False, True])
def test_every_single_write_may_be_refused(path: Path, disk: Disk, for_good: bool) -> None:
    fresh = path.read_bytes()
    refused_at(path, disk, write=0, for_good=False)
    expected = digest(path)
    writes = range(1, 10_000)
    for write in writes:
        path.write_bytes(fresh)
        reached = refused_at(path, disk, write, for_good=for_good)
        assert_sound(path)
        assert digest(path) == expected, f"write {write} was refused"
        if not reached:
            break
    assert write > 100
