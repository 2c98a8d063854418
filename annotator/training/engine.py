"""The training loop: a generator of one `Progress` per step, resumable to the bit after a kill.

All randomness comes from (seed, step) and (seed, epoch), so that a resumed run sees what an unbroken one would have.
"""

import math
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any, cast

import msgspec
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torchvision.models.detection import MaskRCNN

from annotator.core.errors import TrainingStopped, WeightsRefused
from annotator.core.opencv import cv2
from annotator.inference.cards import CARD, WEIGHTS, Card, card_bytes
from annotator.inference.weights import to_bytes
from annotator.training import checkpoint
from annotator.training.augment import random_view
from annotator.training.data import Sample, Samples
from annotator.training.plan import Job, Plan


class Progress(msgspec.Struct, frozen=True):
    """One step, as the window and the command line show it."""

    step: int
    fraction: float
    """Of the whole run, 0 to 1."""
    seconds_left: float
    loss: float
    losses: dict[str, float]
    saved: bool
    """Whether this step is in a checkpoint."""


@dataclass(slots=True)
class State:
    """All that changes from step to step."""

    model: MaskRCNN
    average: dict[str, Tensor]
    optimiser: torch.optim.Optimizer
    step: int = 0
    seconds: float = 0.0
    """Spent on steps, in all sittings."""

    def pack(self) -> dict[str, Any]:
        """As tensors and plain values."""
        return {
            "model": self.model.state_dict(),
            "average": self.average,
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
        }

    def unpack(self, packed: dict[str, Any]) -> None:
        """Go on where a packed state was."""
        try:
            self.model.load_state_dict(packed["model"], strict=True)
            for name, value in self.average.items():
                value.copy_(packed["average"][name])
            self.optimiser.load_state_dict(packed["optimiser"])
            self.step, self.seconds = int(packed["step"]), float(packed["seconds"])
        except (KeyError, RuntimeError, TypeError, ValueError) as error:
            raise WeightsRefused(
                f"The checkpoint is of another training and cannot be resumed here: {error}"
            ) from error


def train(job: Job, model: MaskRCNN, samples: Samples, device: torch.device) -> Iterator[Progress]:
    """Run the job's plan; the folder `job.out` holds the newest whole checkpoint and model at every moment."""
    if samples.instances == 0:
        raise TrainingStopped("There is nothing to learn from: no picture has an instance of the chosen categories.")
    cv2.setNumThreads(0)
    state = begin(model, job.plan, device)
    if job.resume:
        state.unpack(checkpoint.load(job.out / checkpoint.LAST))
    clock = Clock(job.plan, len(samples), state)
    saved_at = state.seconds
    while clock.fraction < 1:
        losses = advance(state, job.plan, clock, samples, device)
        due = state.seconds - saved_at >= job.plan.save_every_s or clock.fraction >= 1
        if due:
            keep(state, job)
            saved_at = state.seconds
        yield Progress(state.step, clock.fraction, clock.seconds_left, sum(losses.values()), losses, due)


def begin(model: MaskRCNN, plan: Plan, device: torch.device) -> State:
    """A model made ready for training, with an optimiser and an average of its own."""
    prepare(model.to(device), plan)
    average = {name: value.detach().clone() for name, value in model.state_dict().items()}
    groups = parameter_groups(model, plan)
    optimiser = torch.optim.AdamW(groups, lr=plan.learning_rate, weight_decay=plan.weight_decay)
    return State(model, average, optimiser)


def prepare(model: MaskRCNN, plan: Plan) -> None:
    """Training mode with frozen norms and first stages, and as few regions as the plan says."""
    model.train()
    model.backbone.to(memory_format=torch.channels_last)  # a fifth faster on processors
    model.roi_heads.mask_head.to(memory_format=torch.channels_last)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eval()
    model.transform._skip_resize = True  # views have the final size already
    model.rpn._pre_nms_top_n["training"], model.rpn._post_nms_top_n["training"] = plan.candidates
    model.roi_heads.fg_bg_sampler.batch_size_per_image = plan.regions
    for name, parameter in model.backbone.body.named_parameters():
        if stage(name) < plan.frozen_stages:
            parameter.requires_grad_(False)


def stage(name: str) -> int:
    """Which stage of a body a parameter belongs to, the stem being 0: `blocks.2.` and `layer3.` are stage 3."""
    for part in name.split("."):
        if part.startswith("layer"):
            return int(part.removeprefix("layer"))
    first, _, rest = name.partition(".")
    return int(rest.split(".")[0]) + 1 if first == "blocks" else 0


def parameter_groups(model: MaskRCNN, plan: Plan) -> list[dict[str, Any]]:
    """Body and the rest by learning rate; biases and norms do not decay."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            groups.setdefault((name.startswith("backbone.body."), parameter.ndim > 1), []).append(parameter)
    return [
        {
            "params": parameters,
            "factor": plan.body_rate if in_body else 1.0,
            "weight_decay": plan.weight_decay if decays else 0.0,
        }
        for (in_body, decays), parameters in groups.items()
    ]


class Clock:
    """How far the run is, by time or by steps, and what follows from it."""

    def __init__(self, plan: Plan, samples: int, state: State) -> None:
        self._plan, self._state = plan, state
        self._steps = max(1, math.ceil(plan.epochs * samples / plan.batch))

    @property
    def fraction(self) -> float:
        """Of the run that is done, 0 to 1."""
        if self._plan.minutes is not None:
            return min(1.0, self._state.seconds / (60 * self._plan.minutes))
        return min(1.0, self._state.step / self._steps)

    @property
    def seconds_left(self) -> float:
        """At the mean pace so far."""
        return self._state.seconds * (1 / self.fraction - 1) if self.fraction > 0 else math.inf

    @property
    def rate(self) -> float:
        """Of the learning rate: warm-up by steps, then a cosine to a hundredth."""
        warm_up = self._plan.warm_up if self._plan.minutes is not None else min(self._plan.warm_up, self._steps / 10)
        cosine = 0.505 + 0.495 * math.cos(math.pi * self.fraction)
        return cosine * min(1.0, (self._state.step + 1) / max(warm_up, 1))


def advance(state: State, plan: Plan, clock: Clock, samples: Samples, device: torch.device) -> dict[str, float]:
    """One step; nothing changes where a loss or the gradient is not finite."""
    started = time.monotonic()
    torch.manual_seed(plan.seed * 1_000_003 + state.step)
    images, targets = batch(samples, plan, state.step, device)
    with autocast(device):
        losses = state.model(images, targets)
    total = cast(Tensor, sum(loss.float() for loss in losses.values()))
    values = {name: float(loss.detach()) for name, loss in losses.items()}
    _check(values, state.step)
    state.optimiser.zero_grad(set_to_none=True)
    torch.autograd.backward(total)
    norm = nn.utils.clip_grad_norm_(state.model.parameters(), plan.largest_gradient)
    _check({"gradient": float(norm)}, state.step)
    for group in state.optimiser.param_groups:
        group["lr"] = plan.learning_rate * group["factor"] * clock.rate
    state.optimiser.step()
    state.step += 1
    follow(state.average, state.model, min(plan.average, state.step / (state.step + 10)))
    state.seconds += time.monotonic() - started
    return values


def _check(values: dict[str, float], step: int) -> None:
    bad = [name for name, value in values.items() if not math.isfinite(value)]
    if bad:
        raise TrainingStopped(
            f"Training stopped at step {step + 1}: {', '.join(bad)} is not a finite number. "
            "The last checkpoint is kept; resume with a smaller learning rate."
        )


@torch.no_grad()
def follow(average: dict[str, Tensor], model: nn.Module, keep_share: float) -> None:
    """Move the average towards the model's weights."""
    for name, value in model.state_dict().items():
        if value.is_floating_point():
            average[name].lerp_(value, 1 - keep_share)


def autocast(device: torch.device) -> AbstractContextManager[None]:
    """Half precision on CUDA where it needs no loss scaling; losses are summed in float32."""
    if device.type == "cuda" and torch.cuda.is_bf16_supported():
        return cast("AbstractContextManager[None]", torch.autocast("cuda", torch.bfloat16))
    return nullcontext()


def batch(
    samples: Samples, plan: Plan, step: int, device: torch.device
) -> tuple[list[Tensor], list[dict[str, Tensor]]]:
    """Images and targets of a step as torchvision wants them."""
    random = np.random.default_rng([plan.seed, step])
    views = [random_view(samples, index, plan.recipe, random) for index in _indices(len(samples), plan, step)]
    images = [torch.from_numpy(view.picture).to(device).permute(2, 0, 1).float().div_(255) for view in views]
    return images, [target(view, device) for view in views]


def _indices(samples: int, plan: Plan, step: int) -> list[int]:
    """Every sample once an epoch, in an order of the epoch's own."""
    chosen = []
    for position in range(step * plan.batch, (step + 1) * plan.batch):
        epoch, place = divmod(position, samples)
        chosen.append(int(np.random.default_rng([plan.seed, epoch, 7]).permutation(samples)[place]))
    return chosen


def target(sample: Sample, device: torch.device) -> dict[str, Tensor]:
    """Boxes (N, 4) xyxy, labels (N,) and masks (N, H, W) uint8 of a view."""
    masks: NDArray[np.uint8] = np.zeros((len(sample.objects), *sample.picture.shape[:2]), np.uint8)
    boxes = np.zeros((len(sample.objects), 4), np.float32)
    for i, found in enumerate(sample.objects):
        height, width = found.mask.shape
        masks[i, found.y : found.y + height, found.x : found.x + width] = found.mask
        boxes[i] = found.x, found.y, found.x + width, found.y + height
    labels = torch.tensor([found.label for found in sample.objects], dtype=torch.int64)
    return {
        "boxes": torch.from_numpy(boxes).to(device),
        "labels": labels.to(device),
        "masks": torch.from_numpy(masks).to(device),
    }


def keep(state: State, job: Job) -> None:
    """Write the checkpoint, then the averaged model: each replaces its older one whole."""
    checkpoint.save(state.pack(), job.out / checkpoint.LAST)
    checkpoint.write_whole(job.out / WEIGHTS, to_bytes(state.average))
    checkpoint.write_whole(job.out / CARD, card_bytes(_described(job.card, state)))


def _described(card: Card, state: State) -> Card:
    return msgspec.structs.replace(card, version=f"step {state.step}, {state.seconds / 60:.0f} min")
