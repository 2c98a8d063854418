"""Which device runs a model, and what its trouble looks like."""

import torch

from annotator.core.errors import ModelError

NAMES = ("auto", "cuda", "mps", "cpu")


def choose(asked: str = "auto") -> torch.device:
    """The device of this name; `auto` takes CUDA, then Apple's GPU, then the processor."""
    here = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    if asked == "auto":
        return torch.device(next(name for name, present in here.items() if present))
    kind = asked.partition(":")[0]
    if kind not in here:
        raise ModelError(f"There is no device called {asked}; use one of {', '.join(NAMES)}.")
    if not here[kind]:
        raise ModelError(f"This machine has no {kind} device that torch can use; run with the device auto or cpu.")
    return torch.device(asked)


def describe(device: torch.device) -> str:
    """For the status bar: `NVIDIA H200 (cuda:0)`, `CPU, 2 threads`."""
    if device.type == "cuda":
        return f"{torch.cuda.get_device_name(device)} (cuda:{device.index or 0})"
    if device.type == "mps":
        return "Apple GPU (mps)"
    return f"CPU, {torch.get_num_threads()} threads"


def out_of_memory(error: BaseException) -> bool:
    """Whether less work at once may help: a full GPU, or a full machine, which torch tells by its words only."""
    return isinstance(error, torch.OutOfMemoryError | MemoryError) or (
        isinstance(error, RuntimeError) and "DefaultCPUAllocator" in str(error)
    )


def broken(error: BaseException) -> bool:
    """Whether the device's context is lost, so that only a new process can use it again."""
    kind = getattr(torch, "AcceleratorError", None)
    return kind is not None and isinstance(error, kind) and not out_of_memory(error)
