"""The table of models, and any model folder beside it.

What others call (no torch is imported before `load` or `fetch`):

    MODELS                          names to models, in the order menus show them
    find("starter-nuclei")          a model of the table, or of a folder that training wrote: find("runs/mine")
    model.card                      annotator.inference.cards.Card: categories, input size, normalisation, metrics ...
    model.card.categories[i]        the name of label i + 1; empty names are labels that never occur
    model.here                      whether the weights are on this machine
    model.weights                   the file they are in, or will be in
    model.fetch()                   bring them here; WeightsMissing says which file to put where
    model.load()                    the network (torchvision MaskRCNN, eval mode, float32, CPU) with checked weights

The network takes a list of float (3, H, W) RGB from 0 to 1 and scales and normalises by itself:
`network.transform`, `network.backbone`, `network.rpn`, `network.roi_heads` are torchvision's.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from annotator.core.errors import WeightsMissing, WeightsRefused
from annotator.inference.cards import WEIGHTS, Card, read_card
from annotator.paths import shipped

if TYPE_CHECKING:
    from torchvision.models.detection import MaskRCNN

_COCO = (
    "person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,,stop sign,parking meter,"
    "bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,,backpack,umbrella,,,handbag,tie,suitcase,frisbee,"
    "skis,snowboard,sports ball,kite,baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,,wine glass,"
    "cup,fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,"
    "potted plant,bed,,dining table,,,toilet,,tv,laptop,mouse,remote,keyboard,cell phone,microwave,oven,toaster,sink,"
    "refrigerator,,book,clock,vase,scissors,teddy bear,hair drier,toothbrush"
)
COCO = tuple(_COCO.split(","))
"""COCO's 91 ids less the background; the empty ones were never used."""


class Model(Protocol):
    """One line of the table."""

    @property
    def name(self) -> str: ...
    @property
    def card(self) -> Card: ...
    @property
    def weights(self) -> Path: ...
    @property
    def here(self) -> bool: ...
    def fetch(self) -> None: ...
    def load(self) -> MaskRCNN: ...


@dataclass(frozen=True)
class FolderModel:
    """A model folder: shipped, or written by training."""

    name: str
    folder: Path

    @cached_property
    def card(self) -> Card:
        """Read once; WeightsMissing or WeightsRefused say what is wrong with it."""
        return read_card(self.folder)

    @property
    def weights(self) -> Path:
        """The safetensors file."""
        return self.folder / WEIGHTS

    @property
    def here(self) -> bool:
        """Whether the weights are there."""
        return self.weights.is_file()

    def fetch(self) -> None:
        """Nothing to bring: a folder is there or it is not."""
        if not self.here:
            raise WeightsMissing(f"{self.folder} has no {WEIGHTS}; put the file of {self.name} there.")

    def load(self) -> MaskRCNN:
        """The network with its weights."""
        self.fetch()
        return _filled(self)


@dataclass(frozen=True)
class TorchvisionModel:
    """One of torchvision's COCO models, fetched on first use into torch's own cache."""

    name: str
    enum: str
    file: str
    sha256_starts: str
    card: Card

    @property
    def weights(self) -> Path:
        """Where torch keeps it; a file that a person put there is taken as well."""
        return _torch_home() / "hub" / "checkpoints" / self.file

    @property
    def here(self) -> bool:
        """Whether the file is there; whether it is whole is checked on load."""
        return self.weights.is_file()

    def fetch(self) -> None:
        """Download with a progress bar and a check of the hash, unless it is here."""
        if self.here:
            return
        from torchvision.models import get_weight

        weights = get_weight(f"{self.enum}.COCO_V1")
        try:
            weights.get_state_dict(progress=True, check_hash=True, weights_only=True)
        except (OSError, RuntimeError) as error:  # URLError is an OSError; a wrong hash a RuntimeError
            raise WeightsMissing(
                f"The weights of {self.name} could not be fetched ({error}). "
                f"Download {weights.url} on another machine and put it at {self.weights}."
            ) from error

    def load(self) -> MaskRCNN:
        """The network with its weights, whose hash is checked each time."""
        self.fetch()
        with self.weights.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if not found.startswith(self.sha256_starts):
            raise WeightsRefused(
                f"{self.weights} is not torchvision's file: its hash differs. Delete it to fetch anew."
            )
        return _filled(self)


def find(name: str | Path) -> Model:
    """A model of the table by name, else the model folder at this path."""
    if str(name) in MODELS:
        return MODELS[str(name)]
    folder = Path(name)
    if not folder.is_dir():
        raise WeightsMissing(f"There is no model or model folder called {name}. Models: {', '.join(MODELS)}.")
    return FolderModel(folder.resolve().name, folder)


def _filled(model: Model) -> MaskRCNN:
    from annotator.inference.architecture import build
    from annotator.inference.weights import load_weights

    network = build(model.card)
    load_weights(network, model.weights)
    return network


def _torch_home() -> Path:
    """As torch.hub has it, found without importing torch."""
    cache = os.environ.get("XDG_CACHE_HOME", "~/.cache")
    return Path(os.environ.get("TORCH_HOME", f"{cache}/torch")).expanduser()


def _coco_card(name: str, metrics: Mapping[str, Mapping[str, float]]) -> Card:
    return Card(
        name=name,
        architecture=name,
        categories=COCO,
        shorter_side=800,
        longer_side=1333,
        mean=(0.485, 0.456, 0.406),
        std=(0.229, 0.224, 0.225),
        version="COCO_V1",
        data="COCO 2017 train, 118,287 photographs, 80 categories.",
        licences="torchvision and its weights: BSD-3-Clause. COCO annotations: CC BY 4.0; images: Flickr licences.",
        metrics=metrics,
        evaluated="torchvision's own figures on COCO 2017 val",
        not_for="Deciding about people; pictures unlike photographs, such as microscopy.",
    )


def _starter(name: str) -> FolderModel:
    return FolderModel(name, shipped("models") / name)


def _by_name(*models: Model) -> dict[str, Model]:
    return {model.name: model for model in models}


MODELS: Mapping[str, Model] = _by_name(
    _starter("starter-nuclei"),
    _starter("starter-people"),
    TorchvisionModel(
        "maskrcnn_resnet50_fpn",
        "MaskRCNN_ResNet50_FPN_Weights",
        "maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth",
        "bf2d0c1e",
        _coco_card("maskrcnn_resnet50_fpn", {"box": {"AP": 0.379}, "mask": {"AP": 0.346}}),
    ),
    TorchvisionModel(
        "maskrcnn_resnet50_fpn_v2",
        "MaskRCNN_ResNet50_FPN_V2_Weights",
        "maskrcnn_resnet50_fpn_v2_coco-73cbd019.pth",
        "73cbd019",
        _coco_card("maskrcnn_resnet50_fpn_v2", {"box": {"AP": 0.474}, "mask": {"AP": 0.418}}),
    ),
)
