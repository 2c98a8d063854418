"""What a training run is asked to do, as values that are written to files and passed between processes."""

from pathlib import Path
from typing import Annotated

import msgspec

from annotator.inference.cards import Card
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
    """One run: from which weights, on which data, into which folder."""

    start: str
    """`imagenet` for a new network as `card` says, else a name of the model table or a model folder."""
    card: Card
    """The model to be; its name, categories and what it says of data and licences."""
    plan: Plan = Plan()
    sources: tuple[Source, ...]
    out: Path
    resume: bool = False


class Template(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file that holds what a starter was trained with: `recipe.json` in its folder."""

    start: str
    card: Card
    plan: Plan
