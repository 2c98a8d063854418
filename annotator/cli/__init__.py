"""The command line. Importing it is light: each command imports what it needs when it runs."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from annotator.cli import (
    demo,
    doctor,
    evaluate,
    export,
    frames,
    importing,
    models,
    new,
    prelabel,
    propagate,
    reporting,
    track,
    train,
    window,
)
from annotator.core.errors import AnnotatorError


class WindowByDefault(TyperGroup):
    """`annotator PATH` is `annotator open PATH`; and an error of the program is a sentence, not a trace."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `open` before what is no command and no option."""
        if not args or (args[0] not in self.commands and not args[0].startswith("-")):
            args = ["open", *args]
        parsed: list[str] = super().parse_args(ctx, args)
        return parsed

    def invoke(self, ctx: Any) -> Any:
        """Run the command; 2 where it could not do what was asked, 130 after Ctrl-C."""
        try:
            return super().invoke(ctx)
        except AnnotatorError as error:
            reporting.fail(str(error))
        except KeyboardInterrupt:
            reporting.fail("Stopped.", reporting.INTERRUPTED)


app = typer.Typer(
    cls=WindowByDefault,
    help="Pre-label instance masks with Mask R-CNN, correct them by hand, export COCO for retraining. "
    "`annotator [PATH]` opens the window on a project, folder, picture or COCO file.",
    epilog="Exit codes: 0 done, 1 some items failed and are listed, 2 it could not be done as asked.",
    rich_markup_mode="rich",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command("open", hidden=True)(window.open_)
app.command("demo")(demo.demo)
app.command("new")(new.new)
app.command("import")(importing.import_)
app.command("prelabel")(prelabel.prelabel)
app.command("track")(track.track)
app.command("propagate")(propagate.propagate)
app.command("export")(export.export)
app.command("frames")(frames.frames)
app.command("train")(train.train)
app.command("evaluate")(evaluate.evaluate)
app.add_typer(models.app, name="models")
app.command("doctor")(doctor.doctor)


def main() -> None:
    """What `annotator` on the command line runs."""
    app(prog_name="annotator")
