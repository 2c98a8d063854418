"""Checkpoints that are whole or not there: temporary file, fsync, replace, with a SHA-256 of the contents in front."""

import hashlib
import io
import os
from pathlib import Path
from typing import Any, cast

import torch

from annotator.core.errors import WeightsMissing, WeightsRefused

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
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(file.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there; replace is durable with the journal
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
