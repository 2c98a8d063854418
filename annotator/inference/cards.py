"""A model card: everything needed to build a Mask R-CNN again, and what a person should know before using it.

A model folder holds `card.json` (this value) and `model.safetensors` (the tensors and nothing else).
No torch here: the window reads cards too.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec

from annotator.core.errors import WeightsMissing, WeightsRefused

CARD = "card.json"
WEIGHTS = "model.safetensors"

Pixels = Annotated[int, msgspec.Meta(ge=16, le=8192)]
Positive = Annotated[float, msgspec.Meta(gt=0, le=8192)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Text = Annotated[str, msgspec.Meta(max_length=4000)]
Triple = tuple[float, float, float]
PerLevel = Annotated[tuple[tuple[Positive, ...], ...], msgspec.Meta(min_length=1, max_length=8)]


class Network(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the tensors depend on besides the number of categories; the defaults are those of the starters."""

    finest_stride: Annotated[int, msgspec.Meta(ge=4, le=8)] = 4
    """Input pixels per cell of the finest pyramid level: 4, or 8 where objects are large."""
    pyramid_channels: Annotated[int, msgspec.Meta(ge=8, le=256)] = 128
    box_channels: Annotated[int, msgspec.Meta(ge=8, le=1024)] = 512
    mask_layers: Annotated[int, msgspec.Meta(ge=1, le=8)] = 4
    anchors: PerLevel = ((10.0,), (20.0,), (40.0,), (80.0,), (160.0,))
    """Sides in input pixels, a tuple per pyramid level, finest first; the last level is a pooled one."""
    aspect_ratios: Annotated[tuple[Positive, ...], msgspec.Meta(min_length=1, max_length=8)] = (0.5, 1.0, 2.0)
    """Height over width."""

    @property
    def anchors_per_cell(self) -> int:
        """Sides of a level times aspect ratios."""
        return len(self.anchors[0]) * len(self.aspect_ratios)


class Card(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One trained model, described."""

    name: Annotated[str, msgspec.Meta(max_length=200)]
    architecture: Annotated[str, msgspec.Meta(max_length=100)]
    """A key of `annotator.inference.architecture.BUILDERS`."""
    categories: Annotated[tuple[Annotated[str, msgspec.Meta(max_length=200)], ...], msgspec.Meta(max_length=10_000)]
    """Names by label: label 1 of the network is `categories[0]`; empty names are labels the network never gives."""
    network: Network = Network()
    shorter_side: Pixels = 512
    longer_side: Pixels = 1333
    """Input pixels: a frame is scaled until its shorter side fits, or its longer side where that comes first."""
    mean: Triple = (0.498, 0.498, 0.498)
    std: Triple = (0.502, 0.502, 0.502)
    """Of RGB from 0 to 1."""
    proposals: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1000
    detections_per_image: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 100
    nms_overlap: Share = 0.5
    lowest_score: Share = 0.05
    mask_weight: Share = 0.0
    """A score is the classifier's times how sure the mask is, to this power: see `maskrcnn.sureness`."""
    version: Annotated[str, msgspec.Meta(max_length=100)] = "1"
    data: Text = ""
    licences: Text = ""
    command: Text = ""
    metrics: Mapping[str, Mapping[str, float]] = {}
    """By iou type, `box` and `mask`: AP, AP50, AP75, AR."""
    evaluated: Text = ""
    """The command that printed the metrics."""
    not_for: Text = ""

    @property
    def labels(self) -> int:
        """Outputs of the classifiers: the categories and the background."""
        return len(self.categories) + 1


def read_card(folder: Path) -> Card:
    """The card of a model folder; WeightsMissing or WeightsRefused say what is wrong."""
    file = folder / CARD
    try:
        return msgspec.json.decode(file.read_bytes(), type=Card)
    except FileNotFoundError:
        raise WeightsMissing(
            f"{folder} is no model folder: it has no {CARD}. Give a folder that training wrote."
        ) from None
    except OSError as error:
        raise WeightsMissing(f"{file} cannot be read: {error.strerror}.") from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise WeightsRefused(
            f"{file} is no model card: {error}. Take the folder from where it was trained again."
        ) from error


def card_bytes(card: Card) -> bytes:
    """The file as people read it."""
    return msgspec.json.format(msgspec.json.encode(card), indent=2) + b"\n"
