"""Making a trained network quicker without changing what it says."""

from itertools import pairwise
from typing import cast

import torch
from torch import Tensor, nn
from torchvision.models.detection import MaskRCNN
from torchvision.ops import FrozenBatchNorm2d


def quickened(model: MaskRCNN) -> MaskRCNN:
    """The model, changed in place: its norms folded, its weights laid out as the convolutions like them."""
    fold_norms(model.eval().requires_grad_(False))
    return model.to(memory_format=torch.channels_last)


def fold_norms(model: nn.Module) -> None:
    """Put every batch norm that directly follows a convolution into its weights, for inference only.

    "Follows" is the order of a module's children, which is the order of the forward pass in all the networks that this
    program builds; a test compares the outputs of each.
    """
    for parent in list(model.modules()):
        for (conv_name, conv), (norm_name, norm) in pairwise(list(parent.named_children())):
            if isinstance(conv, nn.Conv2d) and isinstance(norm, (nn.BatchNorm2d, FrozenBatchNorm2d)):
                setattr(parent, conv_name, _folded(conv, norm))
                setattr(parent, norm_name, nn.Identity())


def _folded(conv: nn.Conv2d, norm: nn.BatchNorm2d | FrozenBatchNorm2d) -> nn.Conv2d:
    mean, variance = cast(Tensor, norm.running_mean), cast(Tensor, norm.running_var)
    weight, bias = cast(Tensor, norm.weight), cast(Tensor, norm.bias)
    with torch.no_grad():
        factor = weight * torch.rsqrt(variance + norm.eps)
        before = torch.zeros_like(mean) if conv.bias is None else conv.bias
        conv.bias = nn.Parameter(bias + (before - mean) * factor, requires_grad=False)
        conv.weight.mul_(factor[:, None, None, None])
    return conv
