"""`annotator train`: fine-tune a Mask R-CNN on a COCO file."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import reporting

if TYPE_CHECKING:
    from annotator.training.data import Samples, Source
    from annotator.training.engine import Progress
    from annotator.training.plan import Job, Plan, Template

Files = Annotated[list[Path] | None, typer.Option("--coco", help="COCO file to learn from; may be given again.")]
Folders = Annotated[list[Path] | None, typer.Option("--images", help="Folder of its pictures, one for each --coco.")]


def train(
    coco: Files = None,
    images: Folders = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the new model.")] = None,
    model: Annotated[str, typer.Option(help="What to start from: a model, or a folder that training wrote.")] = "",
    recipe: Annotated[
        Path | None, typer.Option(help="A recipe.json, such as a starter's, to train as it says.")
    ] = None,
    val: Annotated[Path | None, typer.Option(help="COCO file to evaluate on at the end, pictures in --images.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Categories to learn; all when not given.")] = None,
    epochs: Annotated[float | None, typer.Option(min=0.001, help="Times through the data.")] = None,
    minutes: Annotated[float | None, typer.Option(min=0.01, help="Length of the run, instead of epochs.")] = None,
    turns: Annotated[bool | None, typer.Option(help="Flip upside down and turn by 90 degrees too.")] = None,
    paste: Annotated[float | None, typer.Option(min=0, max=1, help="Chance to copy objects between pictures.")] = None,
    learning_rate: Annotated[float | None, typer.Option(min=0)] = None,
    batch: Annotated[int | None, typer.Option(min=1, help="Pictures per step.")] = None,
    device: Annotated[str, typer.Option(help="auto, cuda, mps or cpu.")] = "auto",
    resume: Annotated[bool, typer.Option(help="Go on with the training in --out where it stopped.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON line per step.")] = False,
) -> None:
    """Train a Mask R-CNN; --out becomes a model folder. Ctrl-C leaves the last whole checkpoint."""
    import msgspec

    from annotator.training.process import prepare

    if out is None:
        reporting.fail("Say where the new model goes: --out FOLDER.")
    length = {"epochs": epochs, "minutes": minutes}
    changes = {**length, "learning_rate": learning_rate, "batch": batch}
    if resume:
        job = _resumed(out, {name: value for name, value in length.items() if value is not None})
    else:
        _refuse_used(out)
        sources = _sources(coco, images)
        template = _template(recipe, model, sources, only)
        plan = changed(template.plan, {**changes, "turns": turns, "paste": paste})
        job = _job(msgspec.structs.replace(template, plan=plan), sources, out, device)
    samples = prepare(job)
    reporting.list_failures(samples.skipped)
    _run(job, samples, json)
    if val is not None:
        _judge(job, val, json)
    if samples.skipped:
        raise typer.Exit(reporting.SOME_FAILED)


def changed(plan: Plan, options: dict[str, float | int | bool | None]) -> Plan:
    """The plan with the options that were given; a length in epochs is none in minutes."""
    import msgspec

    given = {name: value for name, value in options.items() if value is not None}
    recipe = {name: given.pop(name) for name in ("turns", "paste") if name in given}
    if "epochs" in given and "minutes" not in given:
        given["minutes"] = None  # type: ignore[assignment]
    return msgspec.structs.replace(plan, **given, recipe=msgspec.structs.replace(plan.recipe, **recipe))


def _resumed(out: Path, length: dict[str, float]) -> Job:
    import msgspec

    from annotator.training.plan import Job, from_file
    from annotator.training.process import JOB

    job = from_file(out / JOB, Job)
    return msgspec.structs.replace(job, resume=True, plan=changed(job.plan, {**length}), out=out)


def _refuse_used(out: Path) -> None:
    from annotator.training.checkpoint import LAST

    if (out / LAST).exists():
        reporting.fail(f"{out} has a training already: go on with it by --resume, or choose another folder.")


def _sources(coco: list[Path] | None, images: list[Path] | None) -> tuple[Source, ...]:
    from annotator.cli.adding import check_there
    from annotator.training.data import Source

    if not coco or not images or len(coco) != len(images):
        reporting.fail("Give at least one --coco FILE, and one --images FOLDER for each.")
    check_there([*coco, *images])
    return tuple(Source(file.resolve(), folder.resolve()) for file, folder in zip(coco, images, strict=True))


def _template(recipe: Path | None, model: str, sources: tuple[Source, ...], only: list[str] | None) -> Template:
    """The recipe, with the categories that were asked for; or fine-tuning of a model."""
    import msgspec

    from annotator.training.data import category_names
    from annotator.training.plan import Template, fine_tuning, from_file

    if recipe is not None:
        template = from_file(recipe, Template)
        return msgspec.structs.replace(template, start=model or template.start)
    return fine_tuning(model or "starter-people", tuple(only or category_names(sources)))


def _job(template: Template, sources: tuple[Source, ...], out: Path, device: str) -> Job:
    import msgspec

    from annotator.training.plan import Job

    data = template.card.data or "; ".join(source.coco.name for source in sources)
    card = msgspec.structs.replace(
        template.card, name=template.card.name or out.resolve().name, data=data, command=_command()
    )
    return Job(start=template.start, card=card, plan=template.plan, sources=sources, out=out, device=device)


def _command() -> str:
    return " ".join(["annotator", *sys.argv[1:]])


def _run(job: Job, samples: Samples, json: bool) -> None:
    from annotator.training.process import run, write_lines

    if json:
        write_lines(run(job, samples), sys.stdout.buffer)
        return
    reporting.say(f"{len(samples)} pictures, {samples.instances} instances, into {job.out}")
    with reporting.progress() as bar:
        task = bar.add_task("training", total=1000, note="")
        for step in run(job, samples):
            bar.update(task, completed=int(1000 * step.fraction), note=_note(step))
    reporting.say(f"The model is in {job.out}: use it with --model {job.out}")


def _note(step: Progress) -> str:
    losses = "  ".join(f"{name.removeprefix('loss_')} {value:.3f}" for name, value in step.losses.items())
    return f"step {step.step}  loss {step.loss:.3f}  {losses}  {step.seconds_left / 60:.0f} min left"


def _judge(job: Job, val: Path, json: bool) -> None:
    """Evaluate the new model and write the figures into its card."""
    from annotator.cli.evaluate import judge, show
    from annotator.training.evaluation import note_figures

    evaluation = judge(str(job.out), val, job.sources[0].images, job.device)
    note_figures(job.out, evaluation, f"annotator evaluate --model {job.out} --coco {val}")
    if not json:
        show(evaluation)
