"""`--range` and `--video`, the same for every command."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from annotator.core.ranges import HOW

if TYPE_CHECKING:
    from annotator.core.frames import Frame
    from annotator.storage import Project

RangeOption = Annotated[
    str | None, typer.Option("--range", metavar="FIRST:LAST", help=f"Of videos, only this range: {HOW}.")
]
VideoOption = Annotated[str | None, typer.Option("--video", metavar="NAME", help="Only this video of several.")]


def asked_for(project: Project, range: str | None, video: str | None = None) -> Callable[[Frame], bool]:
    """Whether a frame is among those that the two options ask for; BadInput."""
    from annotator.core.ranges import Range
    from annotator.exchange.films import films, within

    if range is None and video is None:
        return lambda frame: True
    return within(films(project), Range.parse(range) if range else None, video)
