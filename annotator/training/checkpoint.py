"""Checkpoints that are whole or not there: replaced in one go, with a SHA-256 of the contents in front."""

import hashlib
import io
from pathlib import Path
from typing import Any, cast

import torch

from annotator.core.errors import WeightsMissing, WeightsRefused
from annotator.formats.atomic import replacing

LAST = "last.checkpoint"
_MAGIC = b"annotator checkpoint 1\n"
_HEAD = len(_MAGIC) + hashlib.sha256().digest_size


def save(state: dict[str, Any], file: Path) -> None:
    """Write tensors and plain values; a kill at any moment leaves the old file or the new one."""
    buffer = io.BytesIO()
    torch.save(state, buffer)
    payload = buffer.getvalue()
    write_whole(file, _MAGIC + hashlib.sha256(payload).digest() + payload)


def load(file: Path) -> dict[str, Any]:
    """What `save` wrote; refused where one bit of it differs."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise WeightsMissing(f"There is no checkpoint to resume at {file}: {error.strerror}.") from error
    payload = data[_HEAD:]
    if data[:_HEAD] != _MAGIC + hashlib.sha256(payload).digest():
        raise WeightsRefused(f"{file} is damaged or no checkpoint: its checksum differs. Start the training anew.")
    return cast("dict[str, Any]", torch.load(io.BytesIO(payload), map_location="cpu", weights_only=True))


def write_whole(file: Path, data: bytes) -> None:
    """Replace a file by one that is on the disk entirely."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with replacing(file) as stream:
        stream.write(data)
