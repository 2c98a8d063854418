"""Linking and propagating from the command line, on a real clip with real processes."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from annotator.core.annotations import Instance, Made, State, added
from annotator.storage import Project
from tests.cli.conftest import Run
from tests.conftest import instance, square
from tests.storage.script import assert_sound
from tests.ui.clip_project import clip_project, key, make_clip

FRAMES = 10


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A clip on whose first frame a person has drawn a square."""
    path = clip_project(make_clip(tmp_path, FRAMES), tracks=0)
    with Project.open(path) as opened:
        opened.commit(added("Draw", key(0), drawn()))
    return path


def drawn(id: int = 1) -> Instance:
    return instance(id, square(4, 4, 28), 1)


def propagated(path: Path) -> list[int]:
    with Project.open(path, read_only=True) as opened:
        return [one.place for track in opened.all_tracks() for one in opened.sightings(track)
                if one.made is Made.PROPAGATED]  # fmt: skip


def test_a_confirmed_object_is_carried_on(run: Run, project, tiny_folder):
    result = run("propagate", project, "--frame", 0, "--frames", 4, "--model", tiny_folder, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {"frames": 4, "endings": [], "interrupted": False}
    assert propagated(project) == [1, 2, 3, 4]


def test_backwards_from_an_instance_that_is_named(run: Run, project, tiny_folder):
    with Project.open(project) as opened:
        opened.commit(added("Draw", key(5), drawn(2)))
    result = run("propagate", project, "--frame", 5, "--ids", "2", "--frames", 2, "--backwards", "--model", tiny_folder)
    assert result.output.strip().endswith("1 object carried to 2 of 2 frames.")
    assert propagated(project) == [3, 4]


@pytest.mark.parametrize(("wish", "sentence"), [
    (("--frame", 99), "clip.mp4 has no frame 99: its last is 9."),
    (("--frame", 0, "--ids", "1,8"), "clip.mp4 000000 has no instance 8; its instances are 1."),
    (("--frame", 3), "Nobody has confirmed anything on clip.mp4 000003"),
    (("--frame", 0, "--video", "b.mp4"), "There is no one video 'b.mp4'"),
])  # fmt: skip
def test_what_cannot_be_propagated_is_said(run: Run, project, tiny_folder, wish, sentence):
    result = run("propagate", project, *wish, "--model", tiny_folder)
    assert result.exit_code == 2
    assert sentence in " ".join(result.output.split())


def test_detections_become_tracks(run: Run, project, tiny_folder):
    result = run("track", project, "--range", "0:5", "--model", tiny_folder, "--score", 0.05, "--json")
    assert result.exit_code == 0, result.output
    said = json.loads(result.stdout)
    assert said["pre-labelled"] == 5
    with Project.open(project, read_only=True) as opened:
        tracks = opened.all_tracks()
        there = [one for track in tracks for one in opened.sightings(track)]
    assert (len(tracks), len(there)) == (said["tracks"], said["joined"])
    assert all(sum(one.place == place for one in opened_) <= 1 for place in range(FRAMES)
               for opened_ in _by_track(project))  # fmt: skip
    assert {one.place for one in there} <= set(range(6))


def _by_track(path: Path) -> list[list]:
    with Project.open(path, read_only=True) as opened:
        return [opened.sightings(track) for track in opened.all_tracks()]


@pytest.mark.parametrize(("how", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_killed_while_it_propagates_it_loses_no_frame(project, tiny_folder, how, code):
    program = ("import signal, sys; from annotator.storage import Project; kept, told = Project.carry, []\n"
               "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # the background has it ignored
               "def carry(self, frame, *rest):\n"
               "    if len(told) == 3: sys.stdin.readline()\n"  # here the end comes
               "    edit = kept(self, frame, *rest); told.append(frame); print(frame, flush=True); return edit\n"
               "Project.carry = carry\n"
               "from annotator.cli import main; main()")  # fmt: skip
    command = [sys.executable, "-c", program, "propagate", project, "--frame", "0", "--model", tiny_folder]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as child:
        assert child.stdout
        confirmed = [int(child.stdout.readline()) - 1 for _ in range(3)]
        os.kill(child.pid, how)
        assert child.wait(60) == code
    assert_sound(project)
    assert propagated(project) == confirmed
    with Project.open(project) as opened:
        assert opened.instances(key(0))[1].state is State.DRAWN
