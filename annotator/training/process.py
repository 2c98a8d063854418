"""Training as a process of its own: `python -m annotator.training.process JOB.json` prints one JSON line per step."""

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import torch

from annotator.core.errors import AnnotatorError
from annotator.training.data import load
from annotator.training.engine import Progress, train
from annotator.training.plan import Job
from annotator.training.start import IMAGENET, from_imagenet, say_little


def run(job: Job) -> Iterator[Progress]:
    """Load what the job names and train."""
    torch.manual_seed(job.plan.seed)
    model = say_little(from_imagenet(job.card))
    samples = load(job.sources, job.card.categories)
    if job.plan.skip_empty:
        samples = [sample for sample in samples if sample.objects]
    yield from train(job, model, samples, torch.device("cpu"))


def main(arguments: list[str]) -> int:
    """Run the job file; the last line is `{"error": ...}` where it failed."""
    write = sys.stdout.buffer
    try:
        job = msgspec.json.decode(Path(arguments[0]).read_bytes(), type=Job, dec_hook=lambda kind, value: kind(value))
        for progress in run(job):
            write.write(msgspec.json.encode(progress) + b"\n")
            write.flush()
    except AnnotatorError as error:
        write.write(msgspec.json.encode({"error": str(error)}) + b"\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
