"""A Mask R-CNN small enough for tests. Its weights are random, but scaled so that it finds objects of all kinds."""

from pathlib import Path

import torch
from torchvision.models.detection import MaskRCNN

from annotator.inference.architecture import build
from annotator.inference.cards import CARD as CARD_FILE
from annotator.inference.cards import WEIGHTS, Card, Network, card_bytes
from annotator.inference.weights import to_bytes

CARD = Card(
    name="tiny",
    architecture="lite0_fpn",
    categories=("cell", "speck"),
    network=Network(
        pyramid_channels=16, box_channels=32, mask_layers=1, anchors=((12.0,), (24.0,), (48.0,), (96.0,), (160.0,))
    ),
    shorter_side=128,
    longer_side=192,
    proposals=60,
    detections_per_image=25,
)


def tiny_model(seed: int = 0, card: Card = CARD) -> MaskRCNN:
    """Random weights with enough spread for scores and masks on both sides of a half."""
    torch.manual_seed(seed)
    model = build(card)
    with torch.no_grad():
        model.rpn.head.bbox_pred.weight.mul_(20)
        model.roi_heads.box_predictor.cls_score.weight.mul_(8)
        model.roi_heads.mask_predictor.mask_fcn_logits.weight.mul_(8)
    return model


def write_tiny(folder: Path) -> Path:
    """A model folder as training writes it."""
    folder.mkdir(parents=True)
    (folder / CARD_FILE).write_bytes(card_bytes(CARD))
    (folder / WEIGHTS).write_bytes(to_bytes(tiny_model().state_dict()))
    return folder
