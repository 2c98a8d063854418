"""The power cut at any moment: what was confirmed is there, what was not is whole or gone."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.storage import Project
from tests.storage.disk import Disk, Event, after_power_cuts
from tests.storage.script import digest, do, new_project

OPERATIONS = 60


def recorded(path: Path, disk: Disk, synchronous: str) -> list[str]:
    """Do all operations, mark the disk when each is confirmed; the digest after each, the first before any."""
    with Project.open(path) as project:
        project._database.run(f"PRAGMA synchronous = {synchronous}")
        digests = [digest(path)]
        for number in range(OPERATIONS):
            do(project, number)
            disk.note(Event("mark"))
            digests.append(digest(path))
    return digests


def as_found(folder: Path, files: dict[str, bytes]) -> str:
    """The digest of a project that is opened after a power cut; "corrupt" where it cannot be."""
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    [path] = folder.glob("*.annotator")
    with closing(sqlite3.connect(path)) as database:
        try:
            database.execute("PRAGMA synchronous = OFF")
            sound = database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return digest(path, database) if sound else "corrupt"
        except sqlite3.DatabaseError:
            return "corrupt"


def lost_and_corrupt(folder: Path, disk: Disk, cuts: int, synchronous: str = "EXTRA") -> tuple[int, int]:
    """How many power cuts lost a confirmed edit, and how many the project."""
    path = folder / "a.annotator"
    new_project(path).close()
    start = {path.name: path.read_bytes()}
    disk.events.clear()
    digests = recorded(path, disk, synchronous)
    ruin = folder / "ruin"
    ruin.mkdir()
    found = [(as_found(ruin, files), digests[done : done + 2]) for files, done in
             after_power_cuts(start, disk.events, cuts, random.Random(2))]  # fmt: skip
    corrupt = sum(one == "corrupt" for one, _ in found)
    return sum(one not in allowed for one, allowed in found) - corrupt, corrupt


def test_two_thousand_power_cuts_lose_nothing(tmp_path: Path, disk: Disk) -> None:
    assert lost_and_corrupt(tmp_path, disk, cuts=2000) == (0, 0)


@pytest.mark.long
def test_ten_thousand_power_cuts_lose_nothing(tmp_path: Path, disk: Disk) -> None:
    assert lost_and_corrupt(tmp_path, disk, cuts=10_000) == (0, 0)


def test_this_test_would_notice_a_disk_that_is_not_synced(tmp_path: Path, disk: Disk) -> None:
    _, corrupt = lost_and_corrupt(tmp_path, disk, cuts=200, synchronous="OFF")
    assert corrupt > 100
