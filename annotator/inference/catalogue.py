"""Which models there are, for menus and tables. Free of torch.

Beside the table of models, a project or a person names model folders that training wrote; `entry` takes both.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from annotator.core.errors import ModelError
from annotator.inference.cards import Card
from annotator.inference.models import MODELS, Model, find

DEFAULT = "starter-people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of a menu."""

    name: str
    """What `find`, the lane and `--model` take: a name of the table, or a folder."""
    title: str
    card: Card | None
    """None where the folder has no card that can be read."""
    here: bool
    """Whether the weights are on this machine."""
    why_not: str = ""
    """A sentence for the person where it cannot be used as it is."""

    @property
    def categories(self) -> tuple[str, ...]:
        """The names that it can give."""
        return tuple(name for name in self.card.categories if name) if self.card else ()


def entries(folders: tuple[Path, ...] = ()) -> list[Entry]:
    """The table's models in order, then these model folders."""
    return [entry(name) for name in (*MODELS, *map(str, folders))]


def entry(name: str) -> Entry:
    """What is known of a model without loading it; never raises for one that is damaged or missing."""
    try:
        model = find(name)
        card = model.card
    except ModelError as error:
        return Entry(name=name, title=Path(name).name, card=None, here=False, why_not=str(error))
    return Entry(name=name, title=card.name, card=card, here=model.here, why_not=_why_not(model))


def _why_not(model: Model) -> str:
    return "" if model.here else f"Its weights are not on this machine yet; they belong at {model.weights}."
