"""What commands print: results on standard output, progress and errors beside it, JSON where a script asks for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

SOME_FAILED, USAGE, INTERRUPTED = 1, 2, 130
"""Exit codes: some items failed and are listed; nothing could be done as asked; Ctrl-C."""

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for scripts.")]

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def fail(sentence: str, code: int = USAGE) -> NoReturn:
    """Say what is wrong and end the command."""
    err.print(f"[red]{escape(sentence)}[/red]")
    raise typer.Exit(code)


def say(sentence: str) -> None:
    """A line for the person."""
    out.print(escape(sentence))


def warn(sentence: str) -> None:
    """A line for the person that scripts do not read."""
    err.print(f"[yellow]{escape(sentence)}[/yellow]")


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object and nothing else on standard output."""
    out.print(json.dumps(value, indent=2, ensure_ascii=False), markup=False)


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table; numbers stand on the right."""
    rows = [list(row) for row in rows]
    table = Table(title=title, title_justify="left", title_style="bold")
    for k, column in enumerate(columns):
        table.add_column(column, justify="right" if rows and isinstance(rows[0][k], int | float) else "left")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    out.print(table)


def list_failures(failures: Sequence[tuple[str, str]]) -> None:
    """Every item that failed and why, beside standard output."""
    for name, why in failures:
        err.print(f"[red]failed[/red] {escape(name)}: {escape(why)}")


def progress() -> Progress:
    """A bar with count and time left, beside standard output; empty where that is no terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
