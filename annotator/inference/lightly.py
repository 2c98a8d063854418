"""torchvision without torch's compiler, which one of its operators imports on the chance that it is asked for.

That one line (torchvision 0.29, `ops/roi_align.py`) takes as long as importing all of torch, and whoever waits for the
first proposals waits for it. So while that operator is loaded, something stands in for the compiler's module; the
compiler itself is imported where the operator asks it something, or anybody else.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_OPERATOR, _COMPILER = "torchvision.ops.roi_align", "torch._dynamo.utils"


def install() -> None:
    """Load torchvision like this from now on; what is loaded already stays as it is."""
    if not any(isinstance(one, _WithoutCompiler) for one in sys.meta_path):
        sys.meta_path.insert(0, _WithoutCompiler())


class _WithoutCompiler(MetaPathFinder):
    """Finds nothing itself."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name == _OPERATOR and _COMPILER not in sys.modules:
            sys.modules[_COMPILER] = _StandIn(_COMPILER)
        return None


class _StandIn(ModuleType):
    """Is gone as soon as anything is asked of it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # the import system's own questions
            raise AttributeError(name)
        if sys.modules.get(_COMPILER) is self:
            del sys.modules[_COMPILER]
        return _is_compile_supported if name == "is_compile_supported" else getattr(import_module(_COMPILER), name)


def _is_compile_supported(device: str) -> bool:
    """The operator asks it only where a GPU must give the same results each time."""
    return bool(import_module(_COMPILER).is_compile_supported(device))
