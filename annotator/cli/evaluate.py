"""`annotator evaluate`: COCO's figures of a model on a labelled set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import reporting

if TYPE_CHECKING:
    from annotator.training.evaluation import Evaluation


def evaluate(
    model: Annotated[str, typer.Option(help="A name from `annotator models`, or a folder that training wrote.")],
    coco: Annotated[Path, typer.Option(help="The labelled COCO file.")],
    images: Annotated[Path, typer.Option(help="The folder of its pictures.")],
    score: Annotated[float, typer.Option(min=0, max=1, help="Detections below it do not count.")] = 0.05,
    device: Annotated[str, typer.Option(help="auto, cuda, mps or cpu.")] = "auto",
    json: Annotated[Path | None, typer.Option(help="Write the figures here too.")] = None,
) -> None:
    """Average precision and recall of boxes and masks, by pycocotools with maxDets [1, 100, 1000]."""
    import msgspec

    from annotator.cli.adding import check_there
    from annotator.training.checkpoint import write_whole

    check_there([coco, images])
    evaluation = judge(model, coco, images, device, score)
    show(evaluation)
    if json is not None:
        write_whole(json, msgspec.json.format(msgspec.json.encode(evaluation)) + b"\n")


def judge(model: str, coco: Path, images: Path, device: str, score: float = 0.05) -> Evaluation:
    """Run a model over a labelled set, with a progress bar."""
    from annotator.inference.predictor import load_predictor
    from annotator.training.data import Source
    from annotator.training.evaluation import Evaluator

    evaluator = Evaluator(load_predictor(model, device), Source(coco, images), score)
    with reporting.progress() as bar:
        task = bar.add_task("evaluating", total=len(evaluator), note="")
        for _ in evaluator.steps():
            bar.advance(task)
    return evaluator.result()


def show(evaluation: Evaluation) -> None:
    """The figures as a table."""
    import msgspec

    rows = [[kind, *msgspec.structs.astuple(getattr(evaluation, kind))] for kind in ("box", "mask")]
    title = f"{evaluation.model} ({evaluation.version}): {evaluation.images} pictures, {evaluation.instances} instances"
    reporting.print_table(title, ["", "AP", "AP50", "AP75", "AR"], [[row[0], *_rounded(row[1:])] for row in rows])


def _rounded(values: list[float]) -> list[str]:
    return [f"{value:.3f}" if value >= 0 else "-" for value in values]
