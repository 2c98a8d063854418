"""Networks built from cards: torchvision's Mask R-CNN on a timm feature pyramid, and torchvision's own two.

`build(card)` gives random weights; `annotator.inference.weights` fills them. Inputs are lists of float (3, H, W)
RGB from 0 to 1, outputs torchvision's list of dicts.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, cast

import timm
import torch
from timm.layers.padding import pad_same
from torch import Tensor, nn
from torch.nn import functional
from torchvision.models.detection import MaskRCNN, maskrcnn_resnet50_fpn_v2
from torchvision.models.detection.anchor_utils import AnchorGenerator
from torchvision.models.detection.backbone_utils import resnet_fpn_backbone
from torchvision.models.detection.faster_rcnn import TwoMLPHead
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor
from torchvision.models.detection.rpn import RPNHead
from torchvision.ops import FeaturePyramidNetwork, MultiScaleRoIAlign
from torchvision.ops.feature_pyramid_network import LastLevelMaxPool
from torchvision.ops.misc import FrozenBatchNorm2d

from annotator.core.errors import WeightsRefused
from annotator.inference.cards import Card, Network

LITE0 = "lite0_fpn"


class FrozenNormConv(nn.Module):
    """A convolution and its frozen batch norm as one: the norm's factor goes into the weights at every call.

    Half the memory traffic of convolution and norm apart, and the trained weights keep the scale they were
    pre-trained with. Pads as TensorFlow does ("same", the odd pixel right and below).
    """

    scale: Tensor
    bias: Tensor

    def __init__(self, conv: nn.Conv2d, norm: nn.BatchNorm2d) -> None:
        super().__init__()
        self.weight = nn.Parameter(conv.weight.detach().clone())
        self.stride, self.groups = conv.stride, conv.groups
        scale = norm.weight.detach() * torch.rsqrt(cast(Tensor, norm.running_var) + norm.eps)
        self.register_buffer("scale", scale)
        self.register_buffer("bias", norm.bias.detach() - cast(Tensor, norm.running_mean) * scale)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) to (N, C', H / stride, W / stride)."""
        weight = self.weight * self.scale[:, None, None, None]
        size = self.weight.shape[-1]
        if self.stride[0] > 1:
            x, padding = pad_same(x, [size, size], list(self.stride)), 0
        else:
            padding = size // 2
        return functional.conv2d(x, weight, self.bias, self.stride, padding, 1, self.groups)


class PyramidBody(nn.Module):
    """EfficientNet-Lite0 and a feature pyramid over it; forward gives maps by name, finest first."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.out_channels = network.pyramid_channels
        levels = (1, 2, 3, 4) if network.finest_stride == 4 else (2, 3, 4)
        body: Any = timm.create_model("tf_efficientnet_lite0", features_only=True, out_indices=levels)
        self.body: nn.Module = body
        self.channels: list[int] = body.feature_info.channels()
        self.fpn = FeaturePyramidNetwork(
            self.channels, self.out_channels, extra_blocks=LastLevelMaxPool(), norm_layer=_group_norm
        )

    @property
    def levels(self) -> list[str]:
        """Names of the maps that regions are read from: all but the pooled one."""
        return [str(i) for i in range(len(self.channels))]

    def forward(self, images: Tensor) -> dict[str, Tensor]:
        """(N, 3, H, W) normalised to maps of (N, out_channels, H / stride, W / stride)."""
        maps = self.body(images)
        return cast("dict[str, Tensor]", self.fpn(dict(zip(self.levels, maps, strict=True))))


def build(card: Card) -> MaskRCNN:
    """The network of a card with random weights, in evaluation mode."""
    if card.architecture not in BUILDERS:
        known = ", ".join(BUILDERS)
        raise WeightsRefused(f"{card.name} asks for the architecture {card.architecture}; this program has {known}.")
    return BUILDERS[card.architecture](card).eval()


def lite0_fpn(card: Card) -> MaskRCNN:
    """The starters' network: about 8 million parameters."""
    return lite0_from_body(card, PyramidBody(card.network))


def lite0_from_body(card: Card, pyramid: PyramidBody) -> MaskRCNN:
    """Mask R-CNN over a pyramid whose batch norms are folded away here, with the statistics they have now."""
    fold_norms(pyramid.body)
    network, channels = card.network, pyramid.out_channels
    return MaskRCNN(
        pyramid,
        rpn_anchor_generator=AnchorGenerator(network.anchors, (network.aspect_ratios,) * len(network.anchors)),
        rpn_head=_LightRPNHead(channels, network.anchors_per_cell),
        box_roi_pool=MultiScaleRoIAlign(pyramid.levels, 7, 2),
        box_head=TwoMLPHead(channels * 7 * 7, network.box_channels),
        box_predictor=_BoxPredictor(network.box_channels, card.labels),
        mask_roi_pool=MultiScaleRoIAlign(pyramid.levels, 14, 2),
        mask_head=MaskRCNNHeads(channels, [channels] * network.mask_layers, 1, norm_layer=_group_norm),
        mask_predictor=MaskRCNNPredictor(channels, channels, card.labels),
        **_sizes(card),
    )


def fold_norms(body: nn.Module) -> None:
    """Replace every convolution and the batch norm that follows it by one FrozenNormConv; activations stay."""
    convs = [(name, module) for name, module in body.named_modules() if isinstance(module, nn.Conv2d)]
    norms = [(name, module) for name, module in body.named_modules() if isinstance(module, nn.BatchNorm2d)]
    for (conv_name, conv), (norm_name, norm) in zip(convs, norms, strict=True):
        _replace(body, conv_name, FrozenNormConv(conv, norm))
        _replace(body, norm_name, cast(nn.Module, norm.act))


def _replace(root: nn.Module, name: str, module: nn.Module) -> None:
    parent, _, leaf = name.rpartition(".")
    setattr(root.get_submodule(parent), leaf, module)


class _BoxPredictor(nn.Module):
    """torchvision's FastRCNNPredictor for inputs that are already flat."""

    def __init__(self, channels: int, labels: int) -> None:
        super().__init__()
        self.cls_score = nn.Linear(channels, labels)
        self.bbox_pred = nn.Linear(channels, labels * 4)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        return self.cls_score(x), self.bbox_pred(x)


class _LightRPNHead(RPNHead):  # type: ignore[misc]  # torchvision has no types
    """torchvision's head with its 3 x 3 convolution made separable: a ninth of the work on the finest level."""

    def __init__(self, channels: int, anchors: int) -> None:
        super().__init__(channels, anchors)
        self.conv = nn.Sequential(
            nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False),
            nn.Conv2d(channels, channels, 1),
            nn.ReLU(inplace=True),
        )


def _group_norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(max(1, channels // 8), channels)


def _sizes(card: Card) -> dict[str, object]:
    """What every torchvision Mask R-CNN takes from the card."""
    return {
        "min_size": card.shorter_side,
        "max_size": card.longer_side,
        "image_mean": list(card.mean),
        "image_std": list(card.std),
        "rpn_pre_nms_top_n_test": card.proposals,
        "rpn_post_nms_top_n_test": card.proposals,
        "box_detections_per_img": card.detections_per_image,
        "box_nms_thresh": card.nms_overlap,
        "box_score_thresh": card.lowest_score,
    }


def resnet50_fpn(card: Card) -> MaskRCNN:
    """torchvision's first Mask R-CNN as its COCO weights want it: frozen batch norms with an epsilon of 0."""
    norm = partial(FrozenBatchNorm2d, eps=0.0)
    body = resnet_fpn_backbone(backbone_name="resnet50", weights=None, norm_layer=norm, trainable_layers=3)
    return MaskRCNN(body, card.labels, **_sizes(card))


def resnet50_fpn_v2(card: Card) -> MaskRCNN:
    """torchvision's second Mask R-CNN."""
    return cast(
        MaskRCNN,
        maskrcnn_resnet50_fpn_v2(weights=None, weights_backbone=None, num_classes=card.labels, **_sizes(card)),
    )


BUILDERS: Mapping[str, Callable[[Card], MaskRCNN]] = {
    LITE0: lite0_fpn,
    "maskrcnn_resnet50_fpn": resnet50_fpn,
    "maskrcnn_resnet50_fpn_v2": resnet50_fpn_v2,
}
