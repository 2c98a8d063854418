"""`annotator models`: which models there are, what is known of one, and fetching its weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from annotator.cli import reporting

if TYPE_CHECKING:
    from annotator.inference.models import Model

app = typer.Typer(help="The models: list, info NAME, fetch NAME.", no_args_is_help=False)
Name = Annotated[str, typer.Argument(help="A name of the list, or a folder that training wrote.")]


@app.callback(invoke_without_command=True)
def models(context: typer.Context) -> None:
    """List the models where nothing else is asked."""
    if context.invoked_subcommand is None:
        list_models()


@app.command("list")
def list_models(json: reporting.Json = False) -> None:
    """All models by name, and whether their weights are on this machine."""
    from annotator.inference.models import MODELS

    rows = [row(model) for model in MODELS.values()]
    if json:
        reporting.print_json({"models": rows})
        return
    columns = ["name", "here", "categories", "mask_AP"]
    reporting.print_table("Models", columns, [[str(one[column]) for column in columns] for one in rows])


def row(model: Model) -> dict[str, object]:
    """What the list says of a model."""
    from annotator.core.errors import ModelError

    try:
        card = model.card
    except ModelError:  # a starter whose card is not there
        return {"name": model.name, "here": "no", "categories": "", "mask_AP": ""}
    names = [name for name in card.categories if name]
    short = ", ".join(names) if len(names) <= 3 else f"{len(names)}, such as {names[0]}"
    return {
        "name": model.name,
        "here": "yes" if model.here else "no",
        "categories": short,
        "mask_AP": card.metrics.get("mask", {}).get("AP", ""),
    }


@app.command()
def info(name: Name) -> None:
    """A model's card, as JSON."""
    from annotator.inference.cards import card_bytes
    from annotator.inference.models import find

    reporting.out.print(card_bytes(find(name).card).decode(), markup=False, end="")


@app.command()
def fetch(name: Name) -> None:
    """Bring a model's weights to this machine."""
    from annotator.inference.models import find

    model = find(name)
    model.fetch()
    reporting.say(f"The weights of {model.name} are at {model.weights}.")
