"""`annotator [PATH]`: the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from annotator.cli import reporting


def open_(
    path: Annotated[Path | None, typer.Argument(help="A project, folder, picture or COCO file.")] = None,
) -> None:
    """Open the window."""
    if path is not None and not path.exists():
        reporting.fail(f"There is no file, folder or command {path}. `annotator --help` lists the commands.")
    if not has_display():
        reporting.fail(
            "There is no display to open a window on. Log in to a desktop, or set DISPLAY to an X server; without one, "
            "`annotator demo --headless`, `annotator prelabel` and `annotator export` do the work."
        )
    show(path)


def has_display() -> bool:
    """Whether a window can be tried: on Linux there has to be an X or Wayland server, or Qt told to do without."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def show(path: Path | None) -> None:
    """Run the window until the person closes it."""
    from annotator.app import run

    raise typer.Exit(run(path))
