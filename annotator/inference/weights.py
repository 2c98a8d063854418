"""Weights in and out of networks: safetensors, or torch files that can hold nothing but tensors.

A file is judged before any of it reaches a network: its kind and size, then every name, shape, number type and
value. The first thing that is not as the built network has it refuses the whole file.
"""

import pickle
import struct
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load as read_safetensors
from safetensors.torch import save as write_safetensors
from torch import Tensor, nn

from annotator.core.errors import WeightsMissing, WeightsRefused

LARGEST_FILE = 4 * 2**30
"""Bytes; no Mask R-CNN comes near."""
_SLACK = 64 * 2**20
_FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
_COUNTER = "num_batches_tracked"
_UNREADABLE = (
    ArithmeticError, AssertionError, AttributeError, EOFError, ImportError, LookupError, MemoryError,
    RuntimeError, SafetensorError, TypeError, ValueError, pickle.PickleError, struct.error, zipfile.BadZipFile,
)  # fmt: skip


def load_weights(model: nn.Module, file: Path) -> None:
    """Fill a network from a file that has exactly its tensors; the network is untouched where it is refused."""
    expected = model.state_dict()
    room = 2 * sum(4 * value.numel() for value in expected.values()) + _SLACK
    fill(model, read_tensors(file, min(room, LARGEST_FILE)), file)


def fill(model: nn.Module, tensors: Mapping[str, Tensor], file: Path) -> None:
    """Copy checked tensors into a network; `file` is for the messages."""
    expected = model.state_dict()
    found = {name: value for name, value in tensors.items() if name in expected or not name.endswith(_COUNTER)}
    _check_names(expected, found, file)
    for name, value in found.items():
        _check_tensor(name, expected[name], value, file)
    model.load_state_dict({name: value.to(expected[name].dtype) for name, value in found.items()}, strict=True)


def _check_names(expected: Mapping[str, Tensor], found: Mapping[str, Tensor], file: Path) -> None:
    for name in expected:
        if name not in found:
            raise WeightsRefused(f"{file} does not fit this model: the tensor {name} is missing.")
    for name in found:
        if name not in expected:
            raise WeightsRefused(f"{file} does not fit this model: it has a tensor {name[:100]!r} too many.")


def _check_tensor(name: str, expected: Tensor, found: Tensor, file: Path) -> None:
    if found.shape != expected.shape:
        sizes = f"{tuple(found.shape)} where {tuple(expected.shape)} belongs"
        raise WeightsRefused(f"{file} does not fit this model: {name} has the shape {sizes}.")
    alike = found.dtype in _FLOATS if expected.is_floating_point() else found.dtype == expected.dtype
    if not alike or found.layout != torch.strided or found.device.type != "cpu":
        raise WeightsRefused(f"{file} does not fit this model: {name} holds another kind of number ({found.dtype}).")
    if not bool(torch.isfinite(found).all()):
        raise WeightsRefused(f"{file} is damaged: {name} holds values that are not finite numbers.")


def read_tensors(file: Path, most_bytes: int = LARGEST_FILE) -> dict[str, Tensor]:
    """The tensors of a file, by name, in its order; no code in the file is ever run."""
    _check_size(file, most_bytes)
    try:
        loaded = _read_safetensors(file) if file.suffix == ".safetensors" else _read_torch(file, most_bytes)
    except _UNREADABLE as error:
        reason = f"{type(error).__name__}"
        raise WeightsRefused(f"{file} is damaged or holds more than weights ({reason}); it was not loaded.") from error
    if not isinstance(loaded, dict) or not loaded:
        raise WeightsRefused(f"{file} holds no table of tensors; it was not loaded.")
    for name, value in loaded.items():
        if type(name) is not str or type(value) not in (Tensor, nn.Parameter):
            raise WeightsRefused(f"{file} holds something that is no tensor; it was not loaded.")
    return {name: value.detach() for name, value in loaded.items()}


def _check_size(file: Path, most_bytes: int) -> None:
    try:
        size = file.stat().st_size
    except OSError as error:
        raise WeightsMissing(f"There are no weights at {file}: {error.strerror}.") from error
    if not file.is_file():
        raise WeightsRefused(f"{file} is no file.")
    if size > most_bytes:
        raise WeightsRefused(
            f"{file} is too large for this model: {size:,} bytes, at most {most_bytes:,} belong there."
        )


def _read_safetensors(file: Path) -> object:
    return read_safetensors(file.read_bytes())


def _read_torch(file: Path, most_bytes: int) -> object:
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > most_bytes:
                raise ValueError("unpacks to more than fits")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what torch would say of such a file, `fill` refuses or needs not know
        # explicit: the parameter's default can be turned off from outside by an environment variable
        return torch.load(file, map_location="cpu", weights_only=True)


def to_bytes(tensors: Mapping[str, Tensor]) -> bytes:
    """A safetensors file in half precision, whole numbers as they are."""
    halves = {
        name: (value.detach().half() if value.is_floating_point() else value.detach()).cpu().contiguous()
        for name, value in tensors.items()
    }
    return write_safetensors(halves)
