"""prelabel with a real network of random weights, on real pictures."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from pycocotools.coco import COCO

from annotator.core.annotations import State, changed
from annotator.core.errors import ProjectError
from annotator.storage import ALL, FrameFilter, Project
from tests.cli.conftest import Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Four pictures of blotches."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for k in range(4):
        small = np.random.default_rng(k).integers(0, 256, (8, 12, 3), np.uint8)
        Image.fromarray(small).resize((192, 128), Image.Resampling.BICUBIC).save(folder / f"{k}.png")
    return folder


@pytest.fixture
def project(run: Run, folder: Path, tmp_path: Path) -> Path:
    run("new", tmp_path / "p", folder)
    return tmp_path / "p.annotator"


def instances_by_frame(project: Path) -> list[list[State]]:
    with Project.open(project, read_only=True) as opened:
        rows = opened.frame_page(ALL, 0, 1000)
        return [[one.state for one in opened.instances(row.frame.key).values()] for row in rows]


def test_a_folder_s_proposals_go_to_a_coco_file_with_scores(run, folder, tiny_folder, tmp_path):
    result = run("prelabel", folder, "--model", tiny_folder, "--export", tmp_path / "out.json", "--json")
    said = json.loads(result.stdout)
    assert result.exit_code == 0, result.output
    assert (said["frames"], said["done"], said["failed"], said["device"]) == (4, 4, {}, "cpu")
    coco = COCO(str(tmp_path / "out.json"))
    assert sorted(one["file_name"] for one in coco.imgs.values()) == ["0.png", "1.png", "2.png", "3.png"]
    assert len(coco.anns) == said["proposals"] > 10
    assert all(0.05 <= one["score"] <= 1 and coco.annToMask(one).any() for one in coco.anns.values())
    assert {one["name"] for one in coco.cats.values()} <= {"cell", "speck"}


def test_a_folder_without_export_is_a_usage_error_that_says_what_to_do(run, folder, tiny_folder):
    result = run("prelabel", folder, "--model", tiny_folder)
    assert result.exit_code == 2
    assert "add --export FILE" in result.stderr


def test_a_single_picture_gets_the_scores_from_the_given_one_on(run, folder, tiny_folder, tmp_path):
    run("prelabel", folder / "2.png", "--model", tiny_folder, "--export", tmp_path / "out.json", "--score", "0.2")
    whole = json.loads((tmp_path / "out.json").read_text())
    assert [one["file_name"] for one in whole["images"]] == ["2.png"]
    assert min(one["score"] for one in whole["annotations"]) >= 0.2


def test_a_second_run_replaces_proposals_and_keeps_what_a_person_accepted(run, project, tiny_folder):
    run("prelabel", project, "--model", tiny_folder)
    before = instances_by_frame(project)
    with Project.open(project) as opened:
        key = opened.frame_at(0)
        first = next(iter(opened.instances(key).values()))
        opened.commit(changed("Accept", key, (first, first.accepted())))
    result = run("prelabel", project, "--model", tiny_folder)
    after = instances_by_frame(project)
    assert result.exit_code == 0
    assert after[0].count(State.ACCEPTED) == 1
    assert len(after[0]) <= len(before[0])
    assert [len(states) for states in after[1:]] == [len(states) for states in before[1:]]


def test_pictures_that_are_not_what_they_were_are_listed_and_the_others_are_done(run, folder, project, tiny_folder):
    Image.new("RGB", (50, 50)).save(folder / "0.png")
    (folder / "1.png").write_text("no picture any more")
    (folder / "2.png").unlink()
    result = run("prelabel", project, "--model", tiny_folder, "--json")
    said = json.loads(result.stdout)
    assert (result.exit_code, said["done"], sorted(said["failed"])) == (1, 1, ["0.png", "1.png", "2.png"])
    assert "50 x 50 pixels now, and 192 x 128 in the project" in said["failed"]["0.png"]
    assert [len(states) > 0 for states in instances_by_frame(project)] == [False, False, False, True]


def test_a_model_that_does_not_exist_is_a_sentence_that_names_the_models(run, project):
    result = run("prelabel", project, "--model", "starter-dogs")
    assert result.exit_code == 2
    assert "starter-nuclei" in result.stderr
    assert "Traceback" not in result.output


def test_a_device_that_is_not_there_is_a_sentence(run, project, tiny_folder):
    result = run("prelabel", project, "--model", tiny_folder, "--device", "abacus")
    assert result.exit_code == 2
    assert "abacus" in result.stderr


def _has_proposals(project: Path) -> bool:
    with suppress(ProjectError), Project.open(project, read_only=True) as opened:
        return opened.frame_count(FrameFilter(show="proposals")) > 0
    return False  # in the middle of a transaction


@pytest.mark.skipif(sys.platform == "win32", reason="sends POSIX signals")
def test_ctrl_c_leaves_whole_frames(run, folder, tiny_folder, tmp_path):
    for k in range(4, 200):  # more than are done before the signal comes
        (folder / f"{k}.png").write_bytes((folder / f"{k % 4}.png").read_bytes())
    run("new", tmp_path / "q", folder)
    project = tmp_path / "q.annotator"
    main = str(Path(__file__).parent.parent.parent / "main.py")
    command = [sys.executable, main, "prelabel", str(project), "--model", str(tiny_folder), "--json"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # a shell that runs the tests in the background has SIGINT ignored, and children would inherit that
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    while process.poll() is None and not _has_proposals(project):
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: the worker gets the signal too
    stdout, stderr = process.communicate(timeout=60)
    said = json.loads(stdout)
    assert (process.returncode, said["interrupted"]) == (130, True), stderr
    counts = [len(states) for states in instances_by_frame(project)]
    whole = [count > 0 for count in counts]
    assert 0 < sum(whole) == said["done"] < 200
    assert whole == sorted(whole, reverse=True)
    assert sum(counts) == said["proposals"]


def test_a_folder_without_pictures_is_said_to_be_one(run, tmp_path, tiny_folder):
    (tmp_path / "bare").mkdir()
    result = run("prelabel", tmp_path / "bare", "--model", tiny_folder, "--export", tmp_path / "out.json")
    assert result.exit_code == 1
    assert f"There are no pictures or videos in {tmp_path / 'bare'}." in " ".join(result.output.split())
