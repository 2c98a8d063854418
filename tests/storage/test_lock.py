"""One writer: the second program learns who holds the project, and a holder that was killed holds nothing."""

import os
import random
import socket
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from annotator.core.annotations import added
from annotator.core.errors import ProjectLocked
from annotator.storage import Project
from tests.conftest import instance
from tests.storage.children import children
from tests.storage.conftest import FIRST


def hold(path: Path, said: Connection) -> None:
    """The child: open the project, say so, and wait to be killed."""
    project = Project.open(path)
    said.send(project.read_only)
    time.sleep(60)


def race(path: Path, start: float, said: Connection) -> None:
    """The child: draw one instance if the project can be had, and say whether."""
    time.sleep(max(0, start - time.time()))
    try:
        with Project.open(path) as project:
            project.commit(added("Draw", FIRST, instance(project.new_id())))
            time.sleep(0.002)
            said.send(True)
    except ProjectLocked:
        said.send(False)


def test_the_second_program_is_told_who_holds_the_project(project: Project, path: Path) -> None:
    with pytest.raises(ProjectLocked, match=f"process {os.getpid()} on {socket.gethostname()}"):
        Project.open(path)
    with Project.open(path, read_only=True) as other:
        assert other.frame_count() == 3


def test_a_closed_project_is_free(path: Path) -> None:
    Project.open(path).close()
    with Project.open(path) as project:
        assert not project.read_only


def test_a_holder_that_was_killed_leaves_nothing_to_clean(path: Path) -> None:
    context = children()
    reading, writing = context.Pipe(duplex=False)
    child = context.Process(target=hold, args=(path, writing))
    child.start()
    assert reading.recv() is False
    with pytest.raises(ProjectLocked, match=f"process {child.pid} "):
        Project.open(path)
    child.kill()
    child.join()
    with Project.open(path) as project:
        project.commit(added("Draw", FIRST, instance(1)))


def test_a_hundred_racers_lose_no_edit(path: Path) -> None:
    context, dice = children(), random.Random(3)
    won = 0
    for _ in range(50):
        reading, writing = context.Pipe(duplex=False)
        start = time.time() + 0.03
        racers = [context.Process(target=race, args=(path, start + dice.uniform(0, 0.004), writing)) for _ in range(2)]
        for racer in racers:
            racer.start()
        won += sum(reading.recv() for _ in racers)
        for racer in racers:
            racer.join()
    assert won >= 50
    with Project.open(path, read_only=True) as project:
        assert len(project.instances(FIRST)) == won


def test_a_link_to_an_open_project_is_the_same_project(project: Project, path: Path, tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    link = tmp_path / "desk" / "link.annotator"
    link.symlink_to(path)
    with pytest.raises(ProjectLocked):
        Project.open(link)
