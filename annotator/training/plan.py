"""What a training run is asked to do, as values that are written to files and passed between processes."""

from pathlib import Path
from typing import Annotated, Any, TypeVar

import msgspec

from annotator.core.errors import BadInput
from annotator.inference.cards import Card
from annotator.inference.models import MODELS, find
from annotator.training.augment import Recipe
from annotator.training.data import Source


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to train; the length is `minutes` or, where that is None, `epochs`."""

    epochs: Annotated[float, msgspec.Meta(gt=0)] = 12
    minutes: Annotated[float, msgspec.Meta(gt=0)] | None = None
    batch: Annotated[int, msgspec.Meta(ge=1)] = 2
    learning_rate: Annotated[float, msgspec.Meta(gt=0)] = 2e-4
    body_rate: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.5
    """The body's learning rate over that of the pyramid and the heads."""
    weight_decay: float = 0.02
    warm_up: Annotated[int, msgspec.Meta(ge=1)] = 200
    """Steps; never more than a tenth of the run."""
    average: Annotated[float, msgspec.Meta(ge=0, lt=1)] = 0.998
    """Share of the running average of the weights that a step keeps; the average is what is exported."""
    largest_gradient: float = 10.0
    regions: Annotated[int, msgspec.Meta(ge=8)] = 128
    """Regions per picture for the box head; a quarter at most are objects, and those go to the mask head."""
    candidates: tuple[int, int] = (1000, 500)
    """Proposals per pyramid level before, and per picture after suppression."""
    frozen_stages: Annotated[int, msgspec.Meta(ge=0, le=5)] = 2
    """Stages of the body that keep their weights, from the input on; the stem is the first."""
    recipe: Recipe = Recipe()
    skip_empty: bool = False
    """Leave out pictures without instances: little is learned from them when time is short."""
    save_every_s: float = 60.0
    seed: int = 1


class Job(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One run: from which weights, on which data, into which folder; kept there as `job.json`."""

    start: str
    """`imagenet` for a new network as `card` says, else a name of the model table or a model folder."""
    card: Card
    """The model to be; its name, categories and what it says of data and licences."""
    plan: Plan = Plan()
    sources: tuple[Source, ...]
    out: Path
    device: str = "auto"
    resume: bool = False


class Template(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that says how to train without naming data: `recipe.json`, for example in a starter's folder."""

    start: str
    card: Card
    plan: Plan


RECIPE = "recipe.json"
T = TypeVar("T")


def to_json(value: msgspec.Struct) -> bytes:
    """As people read it; paths as text."""
    return msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2) + b"\n"


def from_file(file: Path, kind: type[T]) -> T:
    """What `to_json` wrote; BadInput says what is wrong with the file."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind, dec_hook=_path)
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(f"{file} does not say how to train: {error}.") from error


def _path(kind: type[Any], value: Any) -> Any:
    if kind is Path and isinstance(value, str):
        return Path(value)
    raise NotImplementedError


def fine_tuning(start: str, categories: tuple[str, ...]) -> Template:
    """How to go on from a trained model: as it was trained itself where its folder says so, at half the rate."""
    model = find(start)
    recipe = model.weights.parent / RECIPE
    plan = from_file(recipe, Template).plan if recipe.is_file() else default_plan(model.card)
    same = set(categories) == {name for name in model.card.categories if name}
    card = msgspec.structs.replace(
        model.card,
        name="",
        categories=model.card.categories if same else categories,
        **dict.fromkeys(("data", "licences", "command", "evaluated", "not_for"), ""),
        metrics={},
    )
    start = start if start in MODELS else str(Path(start).resolve())
    return Template(
        start=start,
        card=card,
        plan=msgspec.structs.replace(plan, minutes=None, skip_empty=False, learning_rate=plan.learning_rate / 2),
    )


def default_plan(card: Card) -> Plan:
    """How to fine-tune a model that has no recipe of its own: views of about its own input size."""
    side = max(128, min(1024, round(card.shorter_side / 32) * 32))
    return Plan(recipe=Recipe(side=side, shorter_side=card.shorter_side))
