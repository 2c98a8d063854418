"""The model table, cards and fetching; the networks of the table are built, none is downloaded."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from annotator.core.errors import ModelError, WeightsMissing, WeightsRefused
from annotator.inference.architecture import LITE0, build, lite0_fpn
from annotator.inference.cards import CARD, WEIGHTS, Card, card_bytes, read_card
from annotator.inference.device import choose, out_of_memory
from annotator.inference.models import COCO, MODELS, find
from annotator.inference.weights import to_bytes
from tests.inference import tiny


def folder_of(path: Path, card: Card = tiny.CARD) -> Path:
    path.mkdir()
    (path / CARD).write_bytes(card_bytes(card))
    (path / WEIGHTS).write_bytes(to_bytes(tiny.tiny_model(card=card).state_dict()))
    return path


def test_the_table_has_the_four_names_without_torch() -> None:
    code = "import sys; from annotator.inference.models import MODELS; print(*MODELS, 'torch' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert said == ["starter-nuclei", "starter-people", "maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2", "False"]


def test_a_card_comes_back_as_it_was(tmp_path: Path) -> None:
    assert read_card(folder_of(tmp_path / "mine")) == tiny.CARD


def test_a_folder_that_training_wrote_loads(tmp_path: Path) -> None:
    model = find(folder_of(tmp_path / "mine"))
    loaded = model.load()
    assert (model.name, model.here, loaded.training) == ("mine", True, False)
    ours, theirs = loaded.state_dict(), tiny.tiny_model().state_dict()
    assert all(torch.allclose(ours[name], value, atol=0.01, rtol=0.01) for name, value in theirs.items())


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b'{"name": 1}', b'{"name": "a", "architecture": "x", "categories": [], "code": 1}', b"\xff\xfe"],
)
def test_a_card_that_is_none_is_refused(text: bytes, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "mine")
    (folder / CARD).write_bytes(text)
    with pytest.raises(WeightsRefused, match="card"):
        find(folder).load()


def test_sizes_that_would_fill_the_memory_are_refused_in_the_card(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "mine")
    (folder / CARD).write_bytes(card_bytes(tiny.CARD).replace(b'"box_channels": 32', b'"box_channels": 99999999'))
    with pytest.raises(WeightsRefused):
        find(folder).load()


def test_an_architecture_that_this_program_lacks_is_named() -> None:
    with pytest.raises(WeightsRefused, match="nonesuch"):
        build(Card(name="a", architecture="nonesuch", categories=("x",)))


def test_weights_of_other_categories_are_refused(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "mine")
    (folder / CARD).write_bytes(card_bytes(tiny.CARD).replace(b'"speck"', b'"speck", "third"'))
    with pytest.raises(WeightsRefused, match="does not fit this model"):
        find(folder).load()


def test_a_name_that_is_nothing_lists_the_names() -> None:
    with pytest.raises(WeightsMissing, match="starter-nuclei"):
        find("starter-nucle")


def test_without_a_network_the_error_says_which_file_to_put_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    monkeypatch.setattr("urllib.request.urlopen", _no_network)
    monkeypatch.setattr("torch.hub.urlopen", _no_network)
    model = MODELS["maskrcnn_resnet50_fpn_v2"]
    with pytest.raises(WeightsMissing) as raised:
        model.load()
    assert str(tmp_path / "hub" / "checkpoints" / "maskrcnn_resnet50_fpn_v2_coco-73cbd019.pth") in str(raised.value)
    assert "https://download.pytorch.org/models/maskrcnn_resnet50_fpn_v2_coco-73cbd019.pth" in str(raised.value)


def _no_network(*_: object) -> None:
    raise OSError("no network")


def test_a_file_put_there_by_hand_with_another_hash_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    model = MODELS["maskrcnn_resnet50_fpn"]
    model.weights.parent.mkdir(parents=True)
    model.weights.write_bytes(b"something else")
    with pytest.raises(WeightsRefused, match="hash"):
        model.load()


def test_coco_names_are_torchvision_s() -> None:
    from torchvision.models.detection import MaskRCNN_ResNet50_FPN_Weights

    theirs = MaskRCNN_ResNet50_FPN_Weights.COCO_V1.meta["categories"][1:]
    assert tuple("" if name == "N/A" else name for name in theirs) == COCO


@pytest.mark.long
@pytest.mark.parametrize("name", ["maskrcnn_resnet50_fpn", "maskrcnn_resnet50_fpn_v2"])
def test_torchvision_s_networks_have_its_tensors(name: str) -> None:
    from torchvision.models import get_model

    ours = build(MODELS[name].card).state_dict()
    theirs = get_model(name, weights=None, weights_backbone=None).state_dict()
    counted = {key for key in theirs if key.endswith("num_batches_tracked")}
    assert set(ours) | counted == set(theirs)
    assert all(value.shape == theirs[key].shape for key, value in ours.items())


def test_the_starter_is_small() -> None:
    network = lite0_fpn(Card(name="a", architecture=LITE0, categories=("x",)))
    parameters = sum(parameter.numel() for parameter in network.parameters())
    assert 6e6 < parameters < 9e6
    assert len(to_bytes(network.state_dict())) < 20e6


def test_devices() -> None:
    assert choose("cpu").type == "cpu"
    with pytest.raises(ModelError, match="tpu"):
        choose("tpu")
    assert out_of_memory(torch.OutOfMemoryError("CUDA out of memory"))
    assert out_of_memory(RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"))
    assert not out_of_memory(RuntimeError("shape mismatch"))
