import math
import os
import signal
import subprocess
import sys
import time
from itertools import islice
from pathlib import Path

import msgspec
import numpy as np
import pytest
import torch

from annotator.core.errors import TrainingStopped, WeightsMissing, WeightsRefused
from annotator.inference.cards import CARD, WEIGHTS
from annotator.inference.models import find
from annotator.training import checkpoint
from annotator.training.data import Samples, load
from annotator.training.engine import Clock, Progress, State, begin, prepare, stage, train
from annotator.training.plan import Job, Plan
from tests.inference.tiny import tiny_model
from tests.training.scenes import PLAN, SAVING, job

CPU = torch.device("cpu")


def run(one: Job, steps: int | None = None) -> list[Progress]:
    """The first steps of a run, or all of them."""
    samples = load(one.sources, one.card.categories)
    progress = train(one, tiny_model(), samples, CPU)
    return list(islice(progress, steps))


def test_the_loss_falls(tmp_path: Path) -> None:
    steps = run(job(tmp_path, msgspec.structs.replace(PLAN, epochs=16)))
    assert len(steps) == 48
    losses = [step.loss for step in steps]
    assert np.mean(losses[-10:]) < 0.8 * np.mean(losses[:10])


def test_a_run_leaves_a_model_folder_that_loads(tmp_path: Path) -> None:
    one = job(tmp_path, msgspec.structs.replace(PLAN, epochs=1))
    run(one)
    model = find(one.out)
    assert model.card.categories == ("cell", "speck")
    assert model.load().roi_heads.box_predictor.cls_score.out_features == 3


def test_a_resumed_run_goes_on_to_the_bit(tmp_path: Path) -> None:
    whole, broken = job(tmp_path / "whole"), job(tmp_path / "broken", SAVING)
    unbroken = run(whole)
    run(broken, steps=5)
    rest = run(msgspec.structs.replace(broken, resume=True))
    assert [step.loss for step in rest] == [step.loss for step in unbroken[5:]]
    assert (whole.out / WEIGHTS).read_bytes() == (broken.out / WEIGHTS).read_bytes()


def test_a_loss_that_is_no_number_stops_the_run_and_keeps_the_last_checkpoint(tmp_path: Path) -> None:
    one = job(tmp_path, SAVING)
    samples = load(one.sources, one.card.categories)
    model = tiny_model()
    progress = train(one, model, samples, CPU)
    for _ in range(3):
        next(progress)
    before = (one.out / checkpoint.LAST).read_bytes()
    with torch.no_grad():
        model.roi_heads.box_predictor.cls_score.bias[0] = math.nan
    with pytest.raises(TrainingStopped, match="loss_classifier is not a finite number"):
        next(progress)
    assert (one.out / checkpoint.LAST).read_bytes() == before
    assert all(torch.isfinite(value).all() for value in checkpoint.load(one.out / checkpoint.LAST)["model"].values())


def test_nothing_to_learn_from_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(TrainingStopped, match="nothing to learn from"):
        next(train(job(tmp_path), tiny_model(), Samples(), CPU))


def test_the_rate_warms_up_and_falls_to_nearly_nothing() -> None:
    state = State(tiny_model(), {}, None)  # type: ignore[arg-type]
    clock = Clock(Plan(epochs=10, batch=1, warm_up=10), 20, state)
    rates = []
    for state.step in range(200):
        rates.append(clock.rate)
    assert rates[0] == pytest.approx(0.1)
    assert max(rates) == pytest.approx(1, abs=0.02)
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert rates[-1] < 0.02


def test_minutes_end_a_run_whatever_the_epochs(tmp_path: Path) -> None:
    one = job(tmp_path, msgspec.structs.replace(PLAN, minutes=1e-6))
    assert len(run(one)) == 1


def test_the_first_stages_and_all_norms_stay_as_they_are(tmp_path: Path) -> None:
    model = tiny_model()
    prepare(model, msgspec.structs.replace(PLAN, frozen_stages=2))
    frozen = {name for name, parameter in model.backbone.body.named_parameters() if not parameter.requires_grad}
    assert frozen == {name for name, _ in model.backbone.body.named_parameters() if stage(name) < 2}
    assert {stage(name) for name, _ in model.backbone.body.named_parameters()} == set(range(8))


def test_stages_of_torchvisions_bodies() -> None:
    assert [stage(name) for name in ("conv1.weight", "bn1.bias", "layer1.0.conv1.weight", "layer4.2.bn3.weight")] == [
        0,
        0,
        1,
        4,
    ]


def test_a_checkpoint_with_one_wrong_bit_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.checkpoint"
    checkpoint.save({"x": torch.arange(10)}, file)
    whole = file.read_bytes()
    for place in np.random.default_rng(0).integers(0, len(whole), 50):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with pytest.raises(WeightsRefused, match="damaged"):
            checkpoint.load(file)
    with pytest.raises(WeightsMissing):
        checkpoint.load(tmp_path / "none")


def test_a_checkpoint_of_another_network_is_refused(tmp_path: Path) -> None:
    one = job(tmp_path)
    state = begin(tiny_model(), one.plan, CPU)
    packed = state.pack()
    packed["model"] = dict(list(packed["model"].items())[1:])
    with pytest.raises(WeightsRefused, match="another training"):
        state.unpack(packed)


CHILD = """
import sys
from itertools import islice
from pathlib import Path
from annotator.training.data import load
from annotator.training.engine import train
from annotator.training.plan import Job, from_file
from tests.inference.tiny import tiny_model
import torch
job = from_file(Path(sys.argv[1]), Job)
for progress in train(job, tiny_model(), load(job.sources, job.card.categories), torch.device("cpu")):
    print(progress.step, flush=True)
"""


def killed_at_random(one: Job, file: Path, kills: int) -> None:
    """Start, kill and resume; after each kill there is a whole checkpoint that is no older than the last step said."""
    from annotator.training.plan import to_json

    random = np.random.default_rng(kills)
    for kill in range(kills):
        file.write_bytes(to_json(msgspec.structs.replace(one, resume=kill > 0)))
        command = [sys.executable, "-c", CHILD, str(file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as child:
            assert child.stdout is not None
            said = int(child.stdout.readline())
            time.sleep(random.uniform(0, 0.6))
            os.kill(child.pid, signal.SIGKILL)
            said = max([said, *(int(line) for line in child.stdout.read().split())])
        kept = checkpoint.load(one.out / checkpoint.LAST)
        assert said <= kept["step"] <= said + 1
        assert (one.out / CARD).exists()
        find(one.out).load()


def test_kills_at_random_moments_lose_no_whole_step(tmp_path: Path) -> None:
    killed_at_random(job(tmp_path, msgspec.structs.replace(SAVING, epochs=1000)), tmp_path / "job.json", kills=2)


@pytest.mark.long
def test_50_kills_lose_no_whole_step(tmp_path: Path) -> None:
    killed_at_random(job(tmp_path, msgspec.structs.replace(SAVING, epochs=1000)), tmp_path / "job.json", kills=50)
