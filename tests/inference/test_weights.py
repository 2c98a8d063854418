"""Hostile and damaged weights: each is refused with a sentence, none of it runs and the network stays as it was."""

import io
import json
import os
import pickle
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save as to_safetensors
from torch import Tensor, nn

from annotator.core.errors import WeightsMissing, WeightsRefused
from annotator.inference.weights import LARGEST_FILE, load_weights, read_tensors, to_bytes

CANARY = "ANNOTATOR_TEST_CANARY"


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))


def good() -> dict[str, Tensor]:
    return {name: value.clone() for name, value in network().state_dict().items()}


def torch_file(value: object, **options: bool) -> bytes:
    buffer = io.BytesIO()
    torch.save(value, buffer, **options)
    return buffer.getvalue()


class Payload:
    """Runs code when it is unpickled."""

    def __init__(self, call: Callable[..., object], *arguments: object) -> None:
        self.what = call, arguments

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.what


def code() -> Iterator[tuple[str, bytes]]:
    """Files that would set the canary if anything in them ran."""
    line = f"__import__('os').environ.__setitem__({CANARY!r}, '1')"
    calls = {
        "eval": Payload(eval, line),
        "exec": Payload(exec, line),
        "putenv": Payload(os.putenv, CANARY, "1"),
        "system": Payload(os.system, f"touch {CANARY}"),
        "open": Payload(open, CANARY, "w"),
        "torch_load": Payload(torch.load, CANARY),
        "import": Payload(__import__, "this"),
        "mkdir": Payload(os.mkdir, CANARY),
    }
    for name, payload in calls.items():
        yield f"{name}.pth", torch_file({**good(), "0.weight": payload})
        yield f"{name}_old.pt", torch_file({**good(), "0.weight": payload}, _use_new_zipfile_serialization=False)
        yield f"{name}.pkl", pickle.dumps(payload)
        yield f"{name}.safetensors", pickle.dumps({"0.weight": payload})


def header(value: object, data: bytes = b"") -> bytes:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return struct.pack("<Q", len(text)) + text + data


def broken_safetensors() -> Iterator[tuple[str, bytes]]:
    whole = to_bytes(good())
    yield "empty.safetensors", b""
    yield "half.safetensors", whole[: len(whole) // 2]
    yield "header_only.safetensors", whole[:40]
    yield "huge_header.safetensors", struct.pack("<Q", 2**62) + b"{}"
    yield "zeros.safetensors", bytes(1000)
    yield "garbage.safetensors", np.random.default_rng(0).bytes(5000)
    yield "not_json.safetensors", header(b"{]")
    yield "list.safetensors", header([1, 2])
    yield "nothing.safetensors", header({})
    far = {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 2**42]}
    yield "beyond_the_end.safetensors", header({"0.weight": far}, bytes(16))
    overlap = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}
    yield "overlap.safetensors", header({"a": overlap, "b": overlap}, bytes(8))
    overflow = {"dtype": "F32", "shape": [2**63, 2**63], "data_offsets": [0, 8]}
    yield "overflow.safetensors", header({"a": overflow}, bytes(8))
    yield "deep.safetensors", header(b'{"a":' + b"[" * 100_000)
    yield "twice.safetensors", whole + whole


def broken_torch() -> Iterator[tuple[str, bytes]]:
    whole = torch_file(good())
    yield "empty.pth", b""
    yield "half.pth", whole[: len(whole) // 2]
    yield "garbage.pth", np.random.default_rng(1).bytes(5000)
    yield "garbage_pickle.pth", b"\x80\x02" + np.random.default_rng(2).bytes(500)
    yield "bare_zip.pth", zipped({"hello.txt": b"hello"})
    yield "bomb.pth", zipped({"archive/data.pkl": bytes(80 * 2**20)})
    yield "number.pth", torch_file(7)
    yield "list.pth", torch_file([torch.ones(2)])
    yield "nested.pth", torch_file({"state_dict": good()})
    yield "numbered.pth", torch_file({0: torch.ones(2)})


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def ill_fitting() -> Iterator[tuple[str, dict[str, Tensor]]]:
    """Whole files with tensors of another network."""
    yield "none_missing", {name: value for name, value in good().items() if name != "0.bias"}
    yield "one_more", good() | {"2.weight": torch.ones(2)}
    yield "other_shape", good() | {"0.weight": torch.ones(4, 3, 3)}
    yield "transposed", good() | {"0.weight": torch.ones(3, 4, 3, 3)}
    yield "broadcastable", good() | {"0.bias": torch.ones(1)}
    yield "no_axis", good() | {"0.bias": torch.tensor(1.0)}
    yield "huge_view", good() | {"0.bias": torch.zeros(1).expand(2**40)}
    yield "whole_numbers", good() | {"0.bias": torch.ones(4, dtype=torch.int64)}
    yield "complex", good() | {"0.bias": torch.ones(4, dtype=torch.complex64)}
    yield "truth", good() | {"0.bias": torch.ones(4, dtype=torch.bool)}
    yield "sparse", good() | {"0.bias": torch.ones(4).to_sparse()}
    yield "not_a_number", good() | {"0.bias": torch.tensor([1, 2, float("nan"), 4])}
    yield "infinite", good() | {"0.bias": torch.tensor([1, 2, float("inf"), 4])}
    yield "other_counter", good() | {"1.num_batches_tracked": torch.tensor(1.0)}


HOSTILE = {
    **dict(code()),
    **dict(broken_safetensors()),
    **dict(broken_torch()),
    **{f"{name}.pth": torch_file(tensors) for name, tensors in ill_fitting()},
}


def test_there_are_fifty_of_them() -> None:
    assert len(HOSTILE) >= 50


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_weights_are_refused_and_nothing_runs(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD", "1")
    monkeypatch.delenv(CANARY, raising=False)
    file = tmp_path / name
    file.write_bytes(HOSTILE[name])
    model = network()
    with pytest.raises(WeightsRefused, match=file.name):
        load_weights(model, file)
    assert CANARY not in os.environ
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert all(torch.equal(value, model.state_dict()[key]) for key, value in good().items())


@pytest.mark.parametrize("data", [to_bytes(good()), to_safetensors(good())], ids=["half", "single"])
def test_safetensors_load(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "model.safetensors"
    file.write_bytes(data)
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
    load_weights(model, file)
    assert torch.allclose(model[0].weight, good()["0.weight"], atol=1e-3)
    assert model[0].weight.dtype == torch.float32


@pytest.mark.parametrize("new", [True, False], ids=["zip", "old"])
def test_torch_files_load(new: bool, tmp_path: Path) -> None:
    file = tmp_path / "model.pth"
    file.write_bytes(torch_file(good(), _use_new_zipfile_serialization=new))
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
    load_weights(model, file)
    assert torch.equal(model[0].weight, good()["0.weight"])


def test_counters_that_the_network_lacks_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "model.pth"
    file.write_bytes(torch_file(good() | {"7.num_batches_tracked": torch.tensor(3)}))
    load_weights(network(), file)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match=r"none\.safetensors"):
        load_weights(network(), tmp_path / "none.safetensors")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(WeightsRefused):
        load_weights(network(), tmp_path)


def test_a_file_far_too_large_for_the_network_is_not_even_read(tmp_path: Path) -> None:
    file = tmp_path / "large.safetensors"
    with file.open("wb") as stream:
        stream.truncate(LARGEST_FILE + 1)
    with pytest.raises(WeightsRefused, match="too large"):
        read_tensors(file)
