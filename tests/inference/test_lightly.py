"""Models load without torch's compiler, which is there for whoever asks for it."""

import subprocess
import sys
from pathlib import Path

ASKED = """
import sys
import annotator.{first}
from torchvision.models.detection import MaskRCNN
from torchvision.ops import roi_align

assert not any(name.startswith("torch._dynamo") for name in sys.modules), "the compiler is loaded"
{then}
import torch._dynamo
assert torch._dynamo.utils is sys.modules["torch._dynamo.utils"]
assert torch._dynamo.utils.counters is not None
"""

COMPARED = """
from importlib import import_module
asked = sys.modules["torchvision.ops.roi_align"].is_compile_supported("cpu")
assert asked == import_module("torch._dynamo.utils").is_compile_supported("cpu")
"""


def run(first: str, then: str = "") -> None:
    code = ASKED.format(first=first, then=then)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False
    )
    assert done.returncode == 0, done.stderr


def test_what_predicts_loads_no_compiler_and_the_compiler_loads_after_it() -> None:
    run("inference.predictor")


def test_what_trains_loads_none_either_and_the_operator_gets_its_answer() -> None:
    run("training.engine", COMPARED)
