"""`annotator frames`: frames of a video as a picture data set."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import reporting

if TYPE_CHECKING:
    from rich.progress import Progress

    from annotator.media.video import Video


def frames(
    video: Annotated[Path, typer.Argument(help="The video.")],
    out: Annotated[Path, typer.Argument(help="The folder to write pictures to; made where it is not there yet.")],
    every: Annotated[int | None, typer.Option(min=1, help="Every n-th frame.")] = None,
    scenes: Annotated[bool, typer.Option(help="The first frame of every scene.")] = False,
    sharp: Annotated[bool, typer.Option(help="The sharpest frame of each of --count stretches.")] = False,
    novel: Annotated[bool, typer.Option(help="The --count frames that are most unlike each other.")] = False,
    count: Annotated[int, typer.Option(min=1, help="How many, with --sharp and --novel.")] = 100,
    png: Annotated[bool, typer.Option(help="PNG files, which lose nothing, instead of JPEG.")] = False,
    json: reporting.Json = False,
) -> None:
    """Write chosen frames of a video as pictures, named by the frame's number: clip/000123.jpg."""
    from annotator import media
    from annotator.cli.adding import check_there

    check_there([video])
    if sum((every is not None, scenes, sharp, novel)) != 1:
        reporting.fail("Choose one of --every N, --scenes, --sharp and --novel.")
    opened = media.open_video(video)
    with reporting.progress() as bar:
        chosen = _chosen(opened, every, scenes, sharp, count, bar)
        folder = out / video.stem
        task = bar.add_task("Writing", total=len(chosen), note="")
        for number in chosen:
            media.write_picture(opened.frame(number).pixels, folder / f"{number:06}.{'png' if png else 'jpg'}")
            bar.advance(task)
    if opened.index.note:
        reporting.warn(opened.index.note)
    if json:
        reporting.print_json({"folder": str(folder), "frames": chosen, "of": len(opened)})
    else:
        reporting.say(f"{len(chosen)} of {len(opened)} frames written to {folder}.")


def _chosen(video: Video, every: int | None, scenes: bool, sharp: bool, count: int, bar: Progress) -> list[int]:
    from annotator.media import sampling

    if every is not None:
        return sampling.every(len(video), every)
    task = bar.add_task("Looking", total=len(video), note="")
    choice = sampling.Choice("scenes" if scenes else "sharp" if sharp else "novel", count)
    return sampling.chosen(video, choice, lambda number: bar.update(task, completed=number + 1))
