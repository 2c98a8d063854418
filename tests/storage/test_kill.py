"""The program killed at any moment loses at most the change that was being made."""

import random
import time
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from annotator.storage import Project
from tests.storage.children import children
from tests.storage.script import assert_sound, digest, do, new_project


def work_until_killed(path: Path, first: int, said: Connection) -> None:
    """The child: do operation after operation and say the number of each when it is confirmed."""
    project = Project.open(path)
    for number in count(first):
        do(project, number)
        said.send_bytes(b"%d" % number)


def kill_at_random(path: Path, first: int, dice: random.Random) -> int:
    """Let a child confirm a few operations and kill it in the middle of the next; the last that it confirmed."""
    reading, writing = children().Pipe(duplex=False)
    child = children().Process(target=work_until_killed, args=(path, first, writing))
    child.start()
    writing.close()
    confirmed = first - 1
    with reading:
        for _ in range(dice.randint(0, 8)):
            confirmed = int(reading.recv_bytes())
        time.sleep(dice.uniform(0, 0.005))
        child.kill()
        child.join()
        try:
            while True:
                confirmed = int(reading.recv_bytes())
        except EOFError:
            return confirmed


def kill_and_compare(folder: Path, kills: int) -> int:
    """Compare with a twin that was never killed, after each kill; how many operations were done."""
    dice = random.Random(1)
    (folder / "twin").mkdir()
    path = folder / "killed.annotator"
    new_project(path).close()
    with new_project(folder / "twin" / "twin.annotator") as twin:
        twin._database.run("PRAGMA synchronous = OFF")
        done = 0
        for _ in range(kills):
            confirmed = kill_at_random(path, done + 1, dice)
            Project.open(path).close()
            for number in range(done + 1, confirmed + 1):
                do(twin, number)
            done = confirmed
            found = digest(path)
            if found != digest(twin.path):  # the change that was being made: then it is there, and whole
                done += 1
                do(twin, done)
                assert found == digest(twin.path), f"after operation {done} was cut short"
    assert_sound(path)
    return done


def test_two_hundred_kills_lose_no_confirmed_edit(tmp_path: Path) -> None:
    assert kill_and_compare(tmp_path, kills=200) > 600


@pytest.mark.long
def test_a_thousand_kills_lose_no_confirmed_edit(tmp_path: Path) -> None:
    assert kill_and_compare(tmp_path, kills=1000) > 3000
