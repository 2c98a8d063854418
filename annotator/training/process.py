"""Training as a process of its own: `python -m annotator.training.process JOB.json` prints one JSON line per step.

The lines are `annotator.training.engine.Progress`; the last is `{"error": ...}` where the run ended badly. Ending the
process at any moment leaves the folder of the job with its last whole checkpoint and model.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec
import torch
from torchvision.models.detection import MaskRCNN

from annotator.core.errors import AnnotatorError
from annotator.inference.architecture import build
from annotator.inference.device import choose
from annotator.inference.models import find
from annotator.training.checkpoint import write_whole
from annotator.training.data import Samples, load
from annotator.training.engine import Progress, train
from annotator.training.plan import RECIPE, Job, Template, from_file, to_json
from annotator.training.start import IMAGENET, from_imagenet, from_model

JOB = "job.json"
"""In the folder of the run: what it was asked, for resuming it."""


def prepare(job: Job) -> Samples:
    """The job's data; `Samples.skipped` names what cannot be trained on."""
    return load(job.sources, job.card.categories, empty=not job.plan.skip_empty)


def run(job: Job, samples: Samples) -> Iterator[Progress]:
    """Train; the newest whole checkpoint and model are in `job.out` at every moment."""
    device = choose(job.device)
    network = first_network(job)
    write_whole(job.out / JOB, to_json(job))
    write_whole(job.out / RECIPE, to_json(Template(start=job.start, card=job.card, plan=job.plan)))
    yield from train(job, network, samples, device)


def first_network(job: Job) -> MaskRCNN:
    """The network before the first step; a resumed run fills it from its checkpoint."""
    torch.manual_seed(job.plan.seed)
    if job.resume:
        return build(job.card)
    if job.start == IMAGENET:
        return from_imagenet(job.card)
    return from_model(find(job.start), job.card)


def write_lines(progress: Iterator[Progress], stream: BinaryIO) -> None:
    """Each step as a line of JSON, at once."""
    for step in progress:
        stream.write(msgspec.json.encode(step) + b"\n")
        stream.flush()


def main(arguments: list[str]) -> int:
    """Run a job file."""
    try:
        job = from_file(Path(arguments[0]), Job)
        write_lines(run(job, prepare(job)), sys.stdout.buffer)
    except AnnotatorError as error:
        sys.stdout.buffer.write(msgspec.json.encode({"error": str(error)}) + b"\n")
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
