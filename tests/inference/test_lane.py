"""The lane with its real worker process; only the model in it stands in for Mask R-CNN."""

import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from annotator.core.errors import AnnotatorError, ImageUnreadable, PredictionFailed, WeightsMissing, WorkerDied
from annotator.core.frames import Source
from annotator.inference import worker
from annotator.inference.detections import Found
from annotator.inference.lane import InferenceLane, Model
from annotator.inference.prelabelling import Predicting
from tests.inference import stand_in

STAND_IN = Model("stand-in", "cpu", "tests.inference.stand_in:load")


@pytest.fixture(scope="module")
def lane() -> Iterator[InferenceLane]:
    lane = InferenceLane()
    yield lane
    lane.close()


@pytest.fixture
def pictures(tmp_path: Path) -> Callable[..., list[tuple[int, Source]]]:
    """Small PNG files, one for each red value given."""

    def make(*reds: int) -> list[tuple[int, Source]]:
        files = [(k, Source(tmp_path / f"{k}.png")) for k in range(len(reds))]
        for (_, source), red in zip(files, reds, strict=True):
            Image.fromarray(np.full((8, 8, 3), red, np.uint8)).save(source.file)
        return files

    return make


Frames = list[tuple[int, Source]]


def predicting(frames: Frames, model: Model = STAND_IN, **more: object) -> Predicting[int]:
    return Predicting(model=model, frames=frames, score=0.5, **more)


def kinds(lane: InferenceLane, frames: Frames) -> list[type]:
    """What became of each frame."""
    return [type(found) for _, found in lane.through(predicting(frames))]


def test_every_frame_is_answered_in_order(lane, pictures):
    found = dict(lane.through(predicting(pictures(1, 2, 3))))
    heights = [one.detections[0].parts[0].outer[:, 1].max() for one in found.values()]
    assert ([*found], heights) == ([0, 1, 2], [2, 3, 4])


@pytest.mark.parametrize("death", [stand_in.KILLED, stand_in.CRASHED])
def test_a_worker_that_dies_fails_one_frame_and_the_job_goes_on(lane, pictures, death):
    assert kinds(lane, pictures(1, 2, death, 3, 4)) == [Found, Found, WorkerDied, Found, Found]


@pytest.mark.long
def test_fifty_deaths_in_one_job_fail_fifty_frames(lane, pictures):
    reds = [1, stand_in.CRASHED, stand_in.KILLED, 2] * 25
    assert kinds(lane, pictures(*reds)) == [Found if red < stand_in.KILLED else WorkerDied for red in reds]


def test_a_worker_killed_while_idle_costs_no_frame(lane, pictures):
    assert kinds(lane, pictures(1)) == [Found]
    with pytest.raises(WorkerDied):
        lane.call(worker.predict, STAND_IN, pictures(stand_in.KILLED)[0][1], 0.5).result()
    assert kinds(lane, pictures(1)) == [Found]


def test_an_error_of_the_model_is_that_frame_s_alone(lane, pictures):
    [failed, found] = dict(lane.through(predicting(pictures(stand_in.FAILED, 1)))).values()
    assert isinstance(failed, PredictionFailed)
    assert "the numbers make no sense" in str(failed)
    assert isinstance(found, Found)


def test_a_picture_that_cannot_be_read_is_that_frame_s_alone(lane, pictures, tmp_path):
    bad = tmp_path / "bad.png"
    bad.write_text("no picture")
    assert kinds(lane, [(7, Source(bad)), *pictures(1)]) == [ImageUnreadable, Found]


def test_a_model_that_is_not_there_ends_the_job_at_once(lane, pictures, tmp_path):
    missing = Model(str(tmp_path / "no-such-model"), "cpu")
    with pytest.raises(WeightsMissing):
        list(lane.through(predicting(pictures(1, 2), missing)))


def _cancelled_after(lane: InferenceLane, frames: Frames, count: int) -> tuple[list[int], bool]:
    seen: list[int] = []
    ended = threading.Event()

    def on_step(key: int, found: Found | AnnotatorError) -> None:
        seen.append(key)
        if len(seen) == count:
            run.cancel()

    run = predicting(frames, on_step=on_step, on_end=lambda error: ended.set())
    lane.go(run)
    return seen, ended.wait(20)


def test_cancelling_at_any_frame_leaves_a_whole_prefix(lane, pictures):
    frames = pictures(*range(20))
    for count in random.Random(0).choices(range(1, 20), k=100):
        assert _cancelled_after(lane, frames, count) == (list(range(count)), True)


def test_a_run_that_is_cancelled_before_its_turn_ends_at_once_and_loads_no_model(lane, pictures):
    order: list[object] = []
    ended = threading.Event()
    other = predicting(pictures(1), Model("not needed", "cpu", "tests.inference.stand_in:not_there"), patient=True)
    other.on_end = lambda error: order.append(("cancelled", error))

    def on_step(key: int, found: Found | AnnotatorError) -> None:
        other.cancel()
        order.append(key)

    lane.go(predicting(pictures(1, 2, 3), patient=True, on_step=on_step, on_end=lambda error: ended.set()))
    lane.go(other)
    assert ended.wait(20)
    assert order == [0, ("cancelled", None), 1, 2]


def test_a_question_of_the_person_goes_before_the_next_frame(lane, pictures):
    order: list[object] = []
    ended = threading.Event()
    frames = pictures(*range(30))

    def on_step(key: int, found: Found | AnnotatorError) -> None:
        if key == 0:
            lane.call(worker.load, STAND_IN).add_done_callback(lambda future: order.append("answered"))
        order.append(key)

    lane.go(predicting(frames, on_step=on_step, on_end=lambda error: ended.set()))
    assert ended.wait(20)
    assert order.index("answered") == 1


def test_closing_ends_a_frame_that_would_take_long(pictures):
    lane = InferenceLane()
    started = threading.Event()
    heard: list[object] = []
    frames = pictures(1, stand_in.SLOW)

    def on_step(key: int, found: Found | AnnotatorError) -> None:
        heard.append(key)
        started.set()

    lane.go(predicting(frames, on_step=on_step, on_end=print))
    assert started.wait(20)
    lane.close()
    assert heard == [0]


def test_naming_the_lane_loads_no_torch():
    code = "import annotator.inference.lane, sys; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


NO_ROOM = """
import resource, sys
from pathlib import Path
from annotator.core.errors import WorkerDied
from annotator.core.frames import Source
from annotator.inference.lane import InferenceLane, Model
from annotator.inference.prelabelling import Predicting
lane = InferenceLane()
model, frames = Model("stand-in", "cpu", "tests.inference.stand_in:load"), [(1, Source(Path(sys.argv[1])))]
open_now = max(int(one.name) for one in Path("/proc/self/fd").iterdir()) + 1
limits = resource.getrlimit(resource.RLIMIT_NOFILE)
try:
    resource.setrlimit(resource.RLIMIT_NOFILE, (open_now, limits[1]))
    list(lane.through(Predicting(model=model, frames=frames, score=0.5)))
except WorkerDied as error:
    print(error)
resource.setrlimit(resource.RLIMIT_NOFILE, limits)
print(len(list(lane.through(Predicting(model=model, frames=frames, score=0.5)))))
lane.close()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts open files in /proc")
def test_a_worker_that_the_system_cannot_start_ends_the_job_with_a_sentence_and_the_lane_goes_on(pictures):
    [(_, picture)] = pictures(1)
    command = [sys.executable, "-c", NO_ROOM, str(picture.file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines() == [
        "The process that runs the model could not be started: Too many open files. Close what else is running and "
        "try again.",
        "1",
    ], done.stderr
